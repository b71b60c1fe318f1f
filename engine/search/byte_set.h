/* A set of byte values. Plain data. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct ByteSet {
    uint64_t words[4];
} ByteSet;

static inline bool byte_set_has(const ByteSet *set, uint8_t byte)
{
    return set->words[byte / 64] >> (byte % 64) & 1;
}

static inline void byte_set_add(ByteSet *set, uint8_t byte)
{
    set->words[byte / 64] |= 1ULL << (byte % 64);
}

static inline void byte_set_remove(ByteSet *set, uint8_t byte)
{
    set->words[byte / 64] &= ~(1ULL << (byte % 64));
}

static inline void byte_set_add_range(ByteSet *set, uint8_t first, uint8_t last)
{
    for (unsigned byte = first; byte <= last; byte++)
        byte_set_add(set, (uint8_t)byte);
}

static inline void byte_set_add_set(ByteSet *set, const ByteSet *more)
{
    for (int i = 0; i < 4; i++)
        set->words[i] |= more->words[i];
}

static inline void byte_set_invert(ByteSet *set)
{
    for (int i = 0; i < 4; i++)
        set->words[i] = ~set->words[i];
}

/* All bytes over 0x7f. */
static inline void byte_set_add_high(ByteSet *set)
{
    set->words[2] = set->words[3] = ~0ULL;
}

/* Where one case of an ASCII letter is in the set, so is the other. */
static inline void byte_set_fold(ByteSet *set)
{
    const uint64_t letters = 0x07fffffe; /* 'A' to 'Z' in the second word; 32 bits above them, the small ones */
    uint64_t either = (set->words[1] | set->words[1] >> 32) & letters;
    set->words[1] |= either | either << 32;
}

static inline unsigned byte_set_count(const ByteSet *set)
{
    unsigned count = 0;
    for (unsigned byte = 0; byte < 256; byte++)
        count += byte_set_has(set, (uint8_t)byte);
    return count;
}

static inline bool byte_set_is_equal(const ByteSet *a, const ByteSet *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}
