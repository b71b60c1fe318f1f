/* How many newlines each span of a large file has, counted once and kept beside the file. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/store/holes.h"
#include "engine/store/newlines.h"
#include "engine/store/parts.h"

/* The file's table of span counts, made when it is first asked for. */
static _Atomic(uint32_t) *span_table(File *file)
{
    /* acquire: pairs with the exchange below */
    _Atomic(uint32_t) *table = atomic_load_explicit(&file->span_newlines, memory_order_acquire);
    if (table)
        return table;
    size_t spans = (size_t)((file_size(file) + SPAN_BYTES - 1) / SPAN_BYTES);
    _Atomic(uint32_t) *made = mem_alloc(spans * sizeof *made);
    for (size_t i = 0; i < spans; i++)
        atomic_init(&made[i], UINT32_MAX);
    if (atomic_compare_exchange_strong_explicit(&file->span_newlines, &table, made, memory_order_acq_rel,
                                                memory_order_acquire))
        return made;
    free(made);
    return table;
}

static uint32_t count_newlines(const Pin *pin, uint64_t start, uint64_t end)
{
    uint64_t hole, hole_end;
    if (hole_map_next(pin->holes, start, &hole, &hole_end) && hole <= start && hole_end >= end)
        return 0;
    if (pin->windows)
        return pin_windows_count_newlines(pin->windows, start, end);
    return (uint32_t)newlines_count(slice_sub(pin->bytes, (size_t)start, (size_t)end));
}

uint32_t file_span_newlines(const Pin *pin, uint32_t span)
{
    uint64_t start = (uint64_t)span * SPAN_BYTES;
    if (start >= pin->size)
        return 0;
    uint64_t end = pin->size - start < SPAN_BYTES ? pin->size : start + SPAN_BYTES;
    if (pin->hold) /* a passing pin's bytes are its own, and so would be the counts */
        return count_newlines(pin, start, end);
    _Atomic(uint32_t) *slot = &span_table(pin->file)[span];
    /* relaxed: whoever counts, it is the same number */
    uint32_t count = atomic_load_explicit(slot, memory_order_relaxed);
    if (count == UINT32_MAX) {
        count = count_newlines(pin, start, end);
        atomic_store_explicit(slot, count, memory_order_relaxed);
    }
    return count;
}
