/* Finding the next byte of a small set: sixteen bytes at a step where the set has few members, one by a table where it
 * has many. Pure; reads nothing outside [at, end). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SKIP_NEEDLES = 8 };

typedef uint8_t SkipVector __attribute__((vector_size(16)));

typedef struct SkipSet {
    SkipVector needles[SKIP_NEEDLES]; /* the members, each in all places; the last repeated to the end */
    uint16_t count;
    uint8_t has[256];
} SkipSet;

static inline void skip_set_add(SkipSet *set, uint8_t byte)
{
    if (set->has[byte])
        return;
    set->has[byte] = 1;
    for (size_t i = set->count; i < SKIP_NEEDLES; i++)
        set->needles[i] = (SkipVector){0} + byte;
    set->count++;
}

/* Which of 16 bytes are members, as a mask of all ones or zeros a byte; of up to 4 or up to 8 needles. */
static inline SkipVector skip_compare(const SkipVector *needles, bool is_many, const char *bytes)
{
    SkipVector block;
    memcpy(&block, bytes, sizeof block);
    SkipVector found = (SkipVector)((block == needles[0]) | (block == needles[1]));
    found |= (SkipVector)((block == needles[2]) | (block == needles[3]));
    if (is_many) {
        found |= (SkipVector)((block == needles[4]) | (block == needles[5]));
        found |= (SkipVector)((block == needles[6]) | (block == needles[7]));
    }
    return found;
}

/* Index of the first byte of a half that is not zero. */
static inline size_t skip_first(uint64_t half)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(half) / 8;
#else
    return (size_t)__builtin_clzll(half) / 8;
#endif
}

/* Whole steps only; returns where a member stands, or where less than a step is left. */
static inline __attribute__((always_inline)) size_t skip_vectors(const SkipVector *needles, bool is_many,
                                                                 const char *bytes, size_t at, size_t end)
{
    for (; end - at >= sizeof(SkipVector); at += sizeof(SkipVector)) {
        SkipVector found = skip_compare(needles, is_many, bytes + at);
        uint64_t halves[2];
        memcpy(halves, &found, sizeof halves);
        if (halves[0] | halves[1])
            return halves[0] ? at + skip_first(halves[0]) : at + 8 + skip_first(halves[1]);
    }
    return at;
}

/* The first place in [at, end) with a byte of the set, or `end`. */
static inline __attribute__((always_inline)) size_t skip_to(const SkipSet *set, const char *bytes, size_t at,
                                                            size_t end)
{
    if (set->count == 0)
        return end;
    if (set->count == 1) {
        const char *found = at < end ? memchr(bytes + at, set->needles[0][0], end - at) : NULL;
        return found ? (size_t)(found - bytes) : end;
    }
    if (set->count <= SKIP_NEEDLES / 2)
        at = skip_vectors(set->needles, false, bytes, at, end);
    else if (set->count <= SKIP_NEEDLES)
        at = skip_vectors(set->needles, true, bytes, at, end);
    while (at < end && !set->has[(uint8_t)bytes[at]])
        at++;
    return at;
}
