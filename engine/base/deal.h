/* Dealing numbers out to workers, a few at a time, in ascending order. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

/* Takes the next numbers below `count`, at most `most`, for the caller alone: from `*first` on. How many; 0 at the end.
 * Any thread. */
static inline uint32_t deal_take(atomic_uint *next, uint32_t count, uint32_t most, uint32_t *first)
{
    /* relaxed: nothing is handed over but the numbers. The look first keeps them from running over. */
    *first = count;
    if (atomic_load_explicit(next, memory_order_relaxed) < count)
        *first = atomic_fetch_add_explicit(next, most, memory_order_relaxed);
    uint32_t left = *first < count ? count - *first : 0;
    return left < most ? left : most;
}
