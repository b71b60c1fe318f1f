/* What a printer wrote, handed on in display order to one reader. Workers pause while much of it waits; none of them
 * can wait for a slot that the reader waits for, since slots are taken in display order. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/search_parts.h"
#include "engine/store/newlines.h"

enum { OUTPUT_WAITING_MOST = 64 << 20 };

uint64_t span_line_number(const Pin *pin, uint32_t span, const SpanView *view, uint64_t start)
{
    uint64_t before = 0;
    for (uint32_t i = 0; i < span; i++)
        before += file_span_newlines(pin, i);
    uint64_t nominal = (uint64_t)span * SPAN_BYTES - view->pin.base;
    return before + newlines_count(slice_sub(view->pin.bytes, nominal, start)) + 1;
}

/* Whether the last of the lines goes on behind the first gap. */
static bool is_last_shortened(const SpanView *view, const SpanLines *lines)
{
    uint64_t last = lines->starts[lines->count - 1];
    return view->gap_count > 0 && newlines_line_end(view->pin.bytes, last) > view->gaps[0].at;
}

void output_print(Search *search, SearchWorker *worker, Slot *slot, const Pin *pin, const SpanView *view, uint32_t file,
                  uint32_t span)
{
    uint64_t base = worker->list.offsets[0];
    RegionReader regions;
    search_read_regions(search, &regions, pin, view, file, span);
    SpanLines lines = {
        .file = file,
        .pin = &view->pin,
        .starts = worker->list.offsets,
        .count = worker->list.count,
        .base_offset = base,
        .base_line = span_line_number(pin, span, view, base),
        .pattern = search->pattern,
        .matcher = worker->matcher,
        .regions = &regions,
        .view = view,
    };
    if (is_last_shortened(view, &lines))
        atomic_fetch_add_explicit(&search->shortened_lines, 1, memory_order_relaxed); /* relaxed: a count */
    slot->output = mem_zalloc(1, sizeof *slot->output);
    search->options.printer(search->options.printer_context, &lines, slot->output);
    pthread_mutex_lock(&search->lock);
    search->output_waiting += slot->output->len;
    pthread_mutex_unlock(&search->lock);
}

MatchResult span_lines_match(const SpanLines *lines, uint64_t start, Slice line, size_t from, Match *match)
{
    return region_reader_match(lines->regions, lines->pattern, lines->matcher, start, line, from,
                               lines->pin->text == TEXT_ASCII, match);
}

uint64_t span_lines_distance(const SpanLines *lines, uint64_t start, size_t at)
{
    return at + span_view_gaps(lines->view, start + at);
}

void output_hold_back(Search *search)
{
    pthread_mutex_lock(&search->lock);
    while (search->output_waiting > OUTPUT_WAITING_MOST &&
           !atomic_load_explicit(&search->is_cancelled, memory_order_relaxed))
        pthread_cond_wait(&search->has_changed, &search->lock);
    pthread_mutex_unlock(&search->lock);
}

/* Waits until the slot is published, or the search has ended; its lines. */
static uint64_t slot_wait(Search *search, Slot *slot)
{
    uint64_t lines = atomic_load_explicit(&slot->lines, memory_order_acquire);
    if (lines != SLOT_PENDING)
        return lines;
    pthread_mutex_lock(&search->lock);
    search->awaited = slot;
    while ((lines = atomic_load_explicit(&slot->lines, memory_order_acquire)) == SLOT_PENDING &&
           !atomic_load_explicit(&search->is_complete, memory_order_acquire))
        pthread_cond_wait(&search->has_changed, &search->lock);
    search->awaited = NULL;
    pthread_mutex_unlock(&search->lock);
    return lines == SLOT_PENDING ? 0 : lines;
}

/* The next slot in display order, waited for; NULL at the end. */
static Slot *next_slot(Search *search)
{
    while (search->output_file < search->file_count) {
        Slot *slot = &search->slots[search->output_file];
        if (slot_wait(search, slot) != SLOT_SPLIT) {
            search->output_file++;
            return slot;
        }
        if (search->output_span < slot->split->span_count) {
            Slot *part = &slot->split->slots[search->output_span++];
            slot_wait(search, part);
            return part;
        }
        search->output_span = 0;
        search->output_file++;
    }
    return NULL;
}

bool search_take_output(Search *search, Buf *out)
{
    Slot *slot;
    while ((slot = next_slot(search)) != NULL) {
        if (!slot->output)
            continue;
        buf_deinit(out);
        *out = *slot->output;
        free(slot->output);
        slot->output = NULL;
        pthread_mutex_lock(&search->lock);
        search->output_waiting -= out->len;
        if (search->output_waiting <= OUTPUT_WAITING_MOST / 2)
            pthread_cond_broadcast(&search->has_changed);
        pthread_mutex_unlock(&search->lock);
        return true;
    }
    return false;
}
