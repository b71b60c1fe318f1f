/* The frontier: slots are finished in any order, but counted in display order, so that totals only grow and rows are
 * only appended. Main thread; the list of matched files is shared with background threads under the lock. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/search_parts.h"

/* Counts `lines` more in the file at the frontier. Under the lock. */
static void count_lines(Search *search, uint64_t lines)
{
    if (lines == 0)
        return;
    bool is_new =
        search->matched_count == 0 || search->matched[search->matched_count - 1].index != search->frontier_file;
    if (is_new) {
        search->matched =
            mem_grow(search->matched, &search->matched_capacity, search->matched_count + 1, sizeof search->matched[0]);
        search->matched[search->matched_count++] =
            (Matched){.index = search->frontier_file, .lines_before = search->lines};
    }
    search->lines += lines;
}

/* Moves over the finished spans of a large file; true when it is through. */
static bool advance_split(Search *search, const Split *split)
{
    for (; search->frontier_span < split->span_count; search->frontier_span++) {
        /* acquire: pairs with the release in publish */
        uint64_t lines = atomic_load_explicit(&split->slots[search->frontier_span].lines, memory_order_acquire);
        if (lines == SLOT_PENDING)
            return false;
        count_lines(search, lines);
    }
    search->frontier_span = 0;
    return true;
}

static void advance(Search *search)
{
    for (; search->frontier_file < search->file_count; search->frontier_file++) {
        const Slot *slot = &search->slots[search->frontier_file];
        /* acquire: pairs with the release in publish */
        uint64_t lines = atomic_load_explicit(&slot->lines, memory_order_acquire);
        if (lines == SLOT_PENDING)
            return;
        if (lines != SLOT_SPLIT)
            count_lines(search, lines);
        else if (!advance_split(search, slot->split))
            return;
    }
}

void search_advance(Search *search, SearchProgress *progress)
{
    /* acquire: pairs with the release in done; looked at first, so that a complete search is counted to its end */
    bool has_ended = atomic_load_explicit(&search->is_complete, memory_order_acquire);
    pthread_mutex_lock(&search->lock);
    advance(search);
    pthread_mutex_unlock(&search->lock);
    bool is_complete = has_ended && search->frontier_file == search->file_count;
    uint32_t accepted = atomic_load_explicit(&search->files_accepted, memory_order_relaxed);
    uint64_t end_ns = has_ended ? search->end_ns : search_now_ns();
    *progress = (SearchProgress){
        .lines = search->lines,
        .files = (uint32_t)search->matched_count,
        .rows = search->lines + search->matched_count,
        .timed_out_lines = atomic_load_explicit(&search->timed_out_lines, memory_order_relaxed),
        .shortened_lines = atomic_load_explicit(&search->shortened_lines, memory_order_relaxed),
        .unreadable_files = atomic_load_explicit(&search->unreadable_files, memory_order_relaxed),
        .files_done = search->frontier_file,
        .files_total = is_complete ? accepted : search->file_count,
        .scanned_spans = is_complete ? search->scanned_spans : 0,
        .is_complete = is_complete,
        .ms = (double)(end_ns - search->start_ns) / 1e6,
    };
}

void search_wait(Search *search, SearchProgress *progress)
{
    pthread_mutex_lock(&search->lock);
    while (!atomic_load_explicit(&search->is_complete, memory_order_acquire))
        pthread_cond_wait(&search->has_changed, &search->lock);
    pthread_mutex_unlock(&search->lock);
    search_advance(search, progress);
}

Snapshot *search_snapshot(const Search *search)
{
    return search->snapshot;
}

Pattern *search_pattern(const Search *search)
{
    return search->pattern;
}

Pattern *const *search_conditions(const Search *search, size_t *count)
{
    *count = search->conditions.count;
    return search->conditions.patterns;
}

uint32_t search_file_count(const Search *search)
{
    return (uint32_t)search->matched_count;
}

MatchedFile search_file(const Search *search, uint32_t nth)
{
    const Matched *matched = &search->matched[nth];
    uint64_t lines_after = nth + 1 < search->matched_count ? matched[1].lines_before : search->lines;
    return (MatchedFile){
        .index = matched->index,
        .row = matched->lines_before + nth,
        .lines = lines_after - matched->lines_before,
    };
}

uint32_t search_file_of_row(const Search *search, uint64_t row)
{
    uint32_t low = 0;
    uint32_t high = (uint32_t)search->matched_count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (search->matched[middle].lines_before + middle <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}
