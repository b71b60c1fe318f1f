/* One search over one snapshot: starting it, sharing the files out among the workers, publishing slots. */
#include "engine/search/search.h"

#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/search/search_parts.h"
#include "engine/store/holes.h"

enum {
    FILES_AT_ONCE = 8,       /* taken from the counter: few, so that the first screen is ready first */
    FIRST_SCREEN_LINES = 64, /* found lines that are worth a frame at once */
    WAKE_EVERY_NS = 8000000,
    SCAN_TRIES = 3, /* of a file that shrinks while it is scanned */
};

static void unhold(Search *search);

uint64_t search_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool is_cancelled(const Search *search)
{
    /* relaxed: nothing is read that depends on it */
    return atomic_load_explicit(&search->is_cancelled, memory_order_relaxed);
}

uint32_t *search_offset_room(SearchWorker *worker, size_t count)
{
    enum { CAPACITY = sizeof worker->chunks->offsets / sizeof worker->chunks->offsets[0] };
    if (!worker->chunks || worker->chunks->used + count > CAPACITY) {
        OffsetChunk *chunk = mem_alloc(sizeof *chunk);
        chunk->next = worker->chunks;
        chunk->used = 0;
        worker->chunks = chunk;
    }
    uint32_t *room = worker->chunks->offsets + worker->chunks->used;
    worker->chunks->used += count;
    return room;
}

static const uint32_t *keep_offsets(SearchWorker *worker, const LineList *list, uint64_t base)
{
    uint32_t *kept = search_offset_room(worker, list->count);
    for (size_t i = 0; i < list->count; i++)
        kept[i] = (uint32_t)(list->offsets[i] - base);
    return kept;
}

/* Wakes the reader of the output when its slot is finished, but not to see that nothing matched so far. What is
 * published without it is looked at here after the next few files, or at the end. */
static void wake_reader(Search *search)
{
    pthread_mutex_lock(&search->lock);
    if (search->awaited && search->output_waiting > 0 &&
        atomic_load_explicit(&search->awaited->lines, memory_order_acquire) != SLOT_PENDING)
        pthread_cond_broadcast(&search->has_changed);
    pthread_mutex_unlock(&search->lock);
}

/* Wakes the screen when the first screenful is there, and then now and then. */
static void wake_screen(Search *search, SearchWorker *worker, uint64_t new_lines)
{
    if (!search->wake)
        return;
    uint64_t before = atomic_fetch_add_explicit(&search->found_lines, new_lines, memory_order_relaxed);
    bool has_first_screen = before < FIRST_SCREEN_LINES && before + new_lines >= FIRST_SCREEN_LINES;
    uint64_t now = search_now_ns();
    if (!has_first_screen && now - worker->last_wake_ns < WAKE_EVERY_NS)
        return;
    worker->last_wake_ns = now;
    wake_signal(search->wake);
}

static void publish(Search *search, SearchWorker *worker, Slot *slot, uint64_t lines)
{
    bool has_output = slot->output != NULL; /* once published it is the reader's */
    /* release: pairs with the acquire in frontier, resolve and output */
    atomic_store_explicit(&slot->lines, lines, memory_order_release);
    if (has_output)
        wake_reader(search);
    wake_screen(search, worker, lines == SLOT_SPLIT ? 0 : lines);
}

/* Scans the candidate ranges of the view, their lines into the worker's list. */
static ScanResult scan_ranges(Search *search, SearchWorker *worker, const SpanView *view, uint32_t file,
                              RegionWalk *walk)
{
    ScanResult sum = {0};
    const Pin *pin = &view->pin;
    ScanRequest request = {
        .pattern = search->pattern,
        .matcher = worker->matcher,
        .bytes = pin->bytes,
        .is_ascii = pin->text == TEXT_ASCII,
        .cancel = &search->is_cancelled,
    };
    uint64_t from = pin->base + view->start;
    uint64_t start = from;
    uint64_t end = from;
    worker->list.count = 0;
    while (candidates_next_range(&search->candidates, file, pin, from, pin->base + view->end, &start, &end)) {
        request.start = start - pin->base;
        request.end = end - pin->base;
        worker->range.most = worker->list.most - worker->list.count;
        ScanResult result = conditions_scan(&search->conditions, &request, walk, &worker->range);
        line_list_append(&worker->list, &worker->range);
        sum.lines += result.lines;
        sum.timed_out_lines += result.timed_out_lines;
    }
    return sum;
}

void search_walk_regions(Search *search, RegionWalk *walk, const Pin *pin, const SpanView *view, uint32_t file,
                         uint32_t span)
{
    const Slot *slot = &search->slots[file];
    bool is_split = atomic_load_explicit(&slot->lines, memory_order_acquire) == SLOT_SPLIT;
    const Tree *tree = snapshot_tree(search->snapshot);
    region_walk_init(walk, tree_path(tree, file), tree_language(tree, file), pin, view,
                     is_split ? &slot->split->states : NULL, span);
}

void search_read_regions(Search *search, RegionReader *reader, const Pin *pin, const SpanView *view, uint32_t file,
                         uint32_t span)
{
    RegionWalk walk;
    if (!search->has_regions)
        return;
    search_walk_regions(search, &walk, pin, view, file, span);
    region_reader_init(reader, &walk);
}

static void note_timed_out(Search *search, Slot *slot, uint64_t lines)
{
    slot->timed_out_lines = lines < UINT32_MAX ? (uint32_t)lines : UINT32_MAX;
    if (lines)
        atomic_fetch_add_explicit(&search->timed_out_lines, lines, memory_order_relaxed);
}

/* Scans the view and fills the slot, unpublished; the matching lines. */
static uint64_t fill_slot(Search *search, SearchWorker *worker, Slot *slot, const Pin *pin, const SpanView *view,
                          uint32_t file, uint32_t span)
{
    RegionWalk walk;
    if (search->has_regions)
        search_walk_regions(search, &walk, pin, view, file, span);
    ScanResult result = scan_ranges(search, worker, view, file, &walk);
    slot->offsets = NULL;
    slot->generation = pin->generation;
    worker->scanned_spans++;
    note_timed_out(search, slot, result.timed_out_lines + view->is_cut);
    if (result.lines == 0)
        return 0;
    file_touch(pin);
    if (search->options.printer)
        output_print(search, worker, slot, pin, view, file, span);
    else if (result.lines <= worker->list.most)
        slot->offsets = keep_offsets(worker, &worker->list, (uint64_t)span * SPAN_BYTES - view->pin.base);
    return result.lines;
}

/* The same for a span of a large file. A span that cannot be read counts as a line that was not looked at: it is told,
 * and a file that shrank is searched again anyway. */
static uint64_t fill_span_slot(Search *search, SearchWorker *worker, Slot *slot, const Pin *pin, uint32_t file,
                               uint32_t span)
{
    SpanView view;
    slot->offsets = NULL;
    slot->generation = pin->generation;
    if (!span_view_open(pin, span, search->zeros, &view)) {
        note_timed_out(search, slot, 1);
        return 0;
    }
    uint64_t lines = fill_slot(search, worker, slot, pin, &view, file, span);
    span_view_close(pin, &view);
    return lines;
}

static uint32_t count_spans(const Pin *pin)
{
    return (uint32_t)((pin->size + SPAN_BYTES - 1) / SPAN_BYTES);
}

/* A binary file whose match is told once, not line by line: all its bytes at once where they are there and not mostly
 * holes, else span by span until one matches. */
static uint64_t fill_whole_slot(Search *search, SearchWorker *worker, Slot *slot, const Pin *pin, uint32_t file)
{
    uint64_t lines = 0;
    if (pin_is_whole(pin) && hole_map_bytes(pin->holes) <= SPAN_HOLES_MOST) {
        SpanView view;
        span_view_all(pin, &view);
        return fill_slot(search, worker, slot, pin, &view, file, 0);
    }
    for (uint32_t span = 0; lines == 0 && span < count_spans(pin) && !is_cancelled(search); span++)
        lines = fill_span_slot(search, worker, slot, pin, file, span);
    return lines;
}

/* --- large files --- */

static void split_open(Search *search, SearchWorker *worker, Slot *slot, const Pin *pin, uint32_t file)
{
    Split *split = mem_zalloc(1, sizeof *split);
    split->file = file;
    split->span_count = count_spans(pin);
    split->pin = *pin;
    split->slots = mem_zalloc(split->span_count, sizeof split->slots[0]);
    if (search->has_regions)
        span_states_init(&split->states, split->span_count);
    for (uint32_t i = 0; i < split->span_count; i++)
        atomic_init(&split->slots[i].lines, SLOT_PENDING);
    atomic_init(&split->next_span, 0);
    atomic_init(&split->spans_left, split->span_count);
    slot->split = split;
    slot->generation = pin->generation;
    pthread_mutex_lock(&search->lock);
    Split **link = &search->open_splits;
    while (*link && (*link)->file < file)
        link = &(*link)->next_open;
    split->next_open = *link;
    *link = split;
    split->next_made = search->made_splits;
    search->made_splits = split;
    atomic_fetch_add_explicit(&search->open_count, 1, memory_order_relaxed);
    pthread_mutex_unlock(&search->lock);
    publish(search, worker, slot, SLOT_SPLIT);
}

/* The next span to search of the first open split; false when there is none. */
static bool take_span(Search *search, Split **taken, uint32_t *span)
{
    /* relaxed: a hint; the list itself is read under the lock */
    if (atomic_load_explicit(&search->open_count, memory_order_relaxed) == 0)
        return false;
    pthread_mutex_lock(&search->lock);
    Split *split = search->open_splits;
    if (split) {
        *taken = split;
        *span = atomic_fetch_add_explicit(&split->next_span, 1, memory_order_relaxed);
        if (*span + 1 == split->span_count) {
            search->open_splits = split->next_open;
            atomic_fetch_sub_explicit(&search->open_count, 1, memory_order_relaxed);
        }
    }
    pthread_mutex_unlock(&search->lock);
    return split != NULL;
}

static void search_span(Search *search, SearchWorker *worker, Split *split, uint32_t span)
{
    Slot *slot = &split->slots[span];
    uint64_t lines = fill_span_slot(search, worker, slot, &split->pin, split->file, span);
    file_span_newlines(&split->pin, span); /* while the bytes are in the cache: rows will want line numbers */
    if (!is_cancelled(search))             /* else it means nothing */
        publish(search, worker, slot, lines);
    /* acq_rel: whoever unpins has seen every other span's end */
    if (atomic_fetch_sub_explicit(&split->spans_left, 1, memory_order_acq_rel) == 1)
        file_unpin(&split->pin);
}

static bool help_with_split(Search *search, SearchWorker *worker)
{
    Split *split;
    uint32_t span;
    if (!take_span(search, &split, &span))
        return false;
    search_span(search, worker, split, span);
    if (search->options.printer)
        wake_reader(search);
    return true;
}

/* --- files --- */

bool search_wants_text(const Search *search, FileText text)
{
    return text != TEXT_ABSENT && (text != TEXT_BINARY || search->options.with_binary);
}

/* Also what could not be read before is tried: the store knows whether that may be otherwise now. */
static bool pin_wanted(Search *search, uint32_t file, Pin *pin)
{
    const File *listed = snapshot_file(search->snapshot, file);
    /* what is known of a file that has changed since is about what it was */
    if (file_is_read(listed) && !search_wants_text(search, file_text(listed)))
        return false;
    if (file_pin(search->snapshot, file, pin))
        return true;
    if (file_text(listed) != TEXT_ABSENT && tree_kind(snapshot_tree(search->snapshot), file) == ENTRY_FILE) {
        atomic_fetch_add_explicit(&search->unreadable_files, 1, memory_order_relaxed); /* relaxed: a count */
        search->slots[file].generation = 0; /* nothing is known of what it holds */
    }
    return false;
}

/* Pins the file and scans it, or opens it as a split; the matching lines, or SLOT_SPLIT (then it is published). */
static uint64_t scan_file(Search *search, SearchWorker *worker, Slot *slot, uint32_t file)
{
    for (int try = 0; try < SCAN_TRIES; try++) {
        Pin pin;
        if (!pin_wanted(search, file, &pin))
            return 0;
        if (!search_wants_text(search, pin.text)) {
            file_unpin(&pin);
            return 0;
        }
        bool is_one_span = pin.size <= SPAN_BYTES || (pin.text == TEXT_BINARY && search->options.printer);
        if (!is_one_span) {
            split_open(search, worker, slot, &pin, file);
            return SLOT_SPLIT;
        }
        uint64_t lines = fill_whole_slot(search, worker, slot, &pin, file);
        bool is_intact = file_pin_is_intact(&pin);
        file_unpin(&pin);
        if (is_intact || search->options.printer)
            return lines;
    }
    return 0;
}

static void search_one(Search *search, SearchWorker *worker, uint32_t file)
{
    Slot *slot = &search->slots[file];
    if (search->filter && !path_filter_accepts(search->filter, tree_path(snapshot_tree(search->snapshot), file))) {
        slot->generation = GENERATION_ANY;
        atomic_store_explicit(&slot->lines, 0, memory_order_release);
        return;
    }
    atomic_fetch_add_explicit(&search->files_accepted, 1, memory_order_relaxed);
    uint64_t lines = scan_file(search, worker, slot, file);
    if (lines != SLOT_SPLIT) {
        if (!is_cancelled(search)) /* else they mean nothing */
            publish(search, worker, slot, lines);
        return;
    }
    while (!is_cancelled(search) && help_with_split(search, worker))
        continue;
}

static bool run(Job *job, unsigned index)
{
    Search *search = (Search *)job;
    SearchWorker *worker = &search->workers[index];
    worker->matcher = matcher_new();
    matcher_set_cancel(worker->matcher, &search->is_cancelled);
    while (!is_cancelled(search)) {
        if (search->options.printer) {
            wake_reader(search);
            output_hold_back(search);
        }
        if (help_with_split(search, worker))
            continue;
        uint32_t first = atomic_fetch_add_explicit(&search->next_file, FILES_AT_ONCE, memory_order_relaxed);
        if (first >= search->candidates.count)
            break;
        for (uint32_t i = first; i < first + FILES_AT_ONCE && i < search->candidates.count && !is_cancelled(search);
             i++)
            search_one(search, worker, candidates_file(&search->candidates, i));
    }
    matcher_free(worker->matcher);
    worker->matcher = NULL;
    return true;
}

static void done(Job *job)
{
    Search *search = (Search *)job;
    search->end_ns = search_now_ns();
    for (unsigned i = 0; i < pool_size(search->pool); i++)
        search->scanned_spans += search->workers[i].scanned_spans;
    pthread_mutex_lock(&search->lock);
    /* release: pairs with the acquire in search_advance, so that it sees end_ns */
    atomic_store_explicit(&search->is_complete, true, memory_order_release);
    pthread_cond_broadcast(&search->has_changed);
    pthread_mutex_unlock(&search->lock);
    if (search->wake)
        wake_signal(search->wake);
    unhold(search);
}

/* --- lifecycle --- */

/* Files that are no candidates are finished from the start. */
static void init_slots(Search *search)
{
    search->file_count = snapshot_count(search->snapshot);
    search->slots = mem_zalloc(search->file_count, sizeof search->slots[0]);
    candidates_init(search);
    for (uint32_t i = 0; i < search->candidates.count; i++)
        atomic_init(&search->slots[candidates_file(&search->candidates, i)].lines, SLOT_PENDING);
}

static void init_workers(Search *search)
{
    unsigned count = pool_size(search->pool);
    size_t kept = scan_is_for_counts(search->pattern) ? 0 : OFFSETS_KEPT; /* rows find their lines again */
    search->workers = mem_zalloc(count, sizeof search->workers[0]);
    for (unsigned i = 0; i < count; i++) {
        search->workers[i].list.most = search->options.printer ? SIZE_MAX : kept;
        search->workers[i].last_wake_ns = search->start_ns;
    }
}

Search *search_start(Pool *pool, Snapshot *snapshot, Pattern *pattern, PathFilter *filter, const SearchOptions *options,
                     Wake *wake)
{
    Search *search = mem_zalloc(1, sizeof *search);
    search->start_ns = search_now_ns();
    atomic_init(&search->users, 1);
    atomic_init(&search->holds, 2);
    search->pool = pool;
    search->snapshot = snapshot_retain(snapshot);
    store_tick(snapshot_store(snapshot));
    search->pattern = pattern_retain(pattern);
    search->filter = filter && !path_filter_is_empty(filter) ? path_filter_retain(filter) : NULL;
    search->options = options ? *options : (SearchOptions){0};
    conditions_init(&search->conditions, search->options.conditions, search->options.condition_count);
    search->zeros = conditions_zeros(&search->conditions, pattern);
    search->has_regions = conditions_have_regions(&search->conditions, pattern);
    search->wake = wake;
    pthread_mutex_init(&search->lock, NULL);
    pthread_cond_init(&search->has_changed, NULL);
    init_slots(search);
    init_workers(search);
    const Search *before = search->options.before;
    if (before && !before->options.printer && !search->options.printer)
        search_carry_over(search, before);
    search->job = (Job){.run = run, .done = done};
    pool_submit(pool, &search->job, JOB_SEARCH);
    return search;
}

Search *search_retain(Search *search)
{
    atomic_fetch_add_explicit(&search->users, 1, memory_order_relaxed);
    return search;
}

static void free_workers(Search *search)
{
    for (unsigned i = 0; i < pool_size(search->pool); i++) {
        SearchWorker *worker = &search->workers[i];
        while (worker->chunks) {
            OffsetChunk *chunk = worker->chunks;
            worker->chunks = chunk->next;
            free(chunk);
        }
        line_list_deinit(&worker->list);
        line_list_deinit(&worker->range);
    }
    free(search->workers);
}

static void free_output(Slot *slot)
{
    if (slot->output)
        buf_deinit(slot->output);
    free(slot->output);
}

static void free_splits(Search *search)
{
    while (search->made_splits) {
        Split *split = search->made_splits;
        search->made_splits = split->next_made;
        for (uint32_t i = 0; search->options.printer && i < split->span_count; i++)
            free_output(&split->slots[i]);
        if (atomic_load_explicit(&split->spans_left, memory_order_acquire) > 0)
            file_unpin(&split->pin); /* cancelled on the way */
        if (search->has_regions)
            span_states_deinit(&split->states);
        free(split->slots);
        free(split);
    }
}

static void search_free(Search *search)
{
    for (uint32_t i = 0; search->options.printer && i < search->file_count; i++)
        if (atomic_load_explicit(&search->slots[i].lines, memory_order_relaxed) != SLOT_SPLIT)
            free_output(&search->slots[i]);
    free_splits(search);
    free_workers(search);
    candidates_deinit(&search->candidates);
    free(search->slots);
    free(search->matched);
    pthread_cond_destroy(&search->has_changed);
    pthread_mutex_destroy(&search->lock);
    path_filter_release(search->filter);
    conditions_deinit(&search->conditions);
    pattern_release(search->pattern);
    snapshot_release(search->snapshot);
    free(search);
}

/* Drops one of the two references that keep the memory: the users' together, and the job's. */
static void unhold(Search *search)
{
    /* acq_rel: the last one sees what the other did before it let go */
    if (atomic_fetch_sub_explicit(&search->holds, 1, memory_order_acq_rel) == 1)
        search_free(search);
}

void search_release(Search *search)
{
    if (!search || atomic_fetch_sub_explicit(&search->users, 1, memory_order_acq_rel) != 1)
        return;
    search_cancel(search);
    unhold(search);
}

void search_cancel(Search *search)
{
    pthread_mutex_lock(&search->lock);
    atomic_store_explicit(&search->is_cancelled, true, memory_order_relaxed);
    pthread_cond_broadcast(&search->has_changed); /* a worker may be held back by output that nobody takes */
    pthread_mutex_unlock(&search->lock);
}
