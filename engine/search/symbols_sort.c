/* Segments: entries in order, without doubles. Sorted by radix, 11 bits at a time. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/symbols_parts.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static void sort_by(const SymbolEntry *from, SymbolEntry *to, size_t count, unsigned shift)
{
    size_t starts[DIGITS] = {0};
    for (size_t i = 0; i < count; i++)
        starts[from[i].hash >> shift & (DIGITS - 1)]++;
    size_t at = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t here = starts[digit];
        starts[digit] = at;
        at += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].hash >> shift & (DIGITS - 1)]++] = from[i];
}

/* Entries of one file are doubles when its name is told twice; they come together. */
static uint32_t drop_doubles(SymbolEntry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || entries[kept - 1].hash != entries[i].hash || entries[kept - 1].id != entries[i].id)
            entries[kept++] = entries[i];
    return (uint32_t)kept;
}

SymbolSegment *symbols_segment_new(SymbolEntry *entries, size_t count)
{
    if (count == 0)
        return NULL;
    SymbolEntry *other = mem_alloc(count * sizeof *other);
    sort_by(entries, other, count, 0);
    sort_by(other, entries, count, DIGIT_BITS);
    sort_by(entries, other, count, 2 * DIGIT_BITS);
    uint32_t kept = drop_doubles(other, count);
    SymbolSegment *segment = mem_alloc(sizeof *segment + kept * sizeof segment->entries[0]);
    atomic_init(&segment->refs, 1);
    segment->count = kept;
    memcpy(segment->entries, other, kept * sizeof *other);
    free(other);
    return segment;
}

SymbolSegment *symbols_segment_retain(SymbolSegment *segment)
{
    atomic_fetch_add_explicit(&segment->refs, 1, memory_order_relaxed);
    return segment;
}

void symbols_segment_release(SymbolSegment *segment)
{
    /* acq_rel: the last holder frees after all others are through */
    if (segment && atomic_fetch_sub_explicit(&segment->refs, 1, memory_order_acq_rel) == 1)
        free(segment);
}
