/* Finding the next byte of a small set: sixteen bytes at a step where the set has few members, one by a table where it
 * has many. Pure; reads nothing outside [at, end). */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SKIP_NEEDLES = 8 };

typedef struct SkipSet {
    uint8_t needles[SKIP_NEEDLES]; /* the members, the first repeated to the end */
    uint16_t count;
    uint8_t has[256];
} SkipSet;

typedef uint8_t SkipVector __attribute__((vector_size(16)));

static inline void skip_set_add(SkipSet *set, uint8_t byte)
{
    if (set->has[byte])
        return;
    set->has[byte] = 1;
    if (set->count < SKIP_NEEDLES)
        for (size_t i = set->count; i < SKIP_NEEDLES; i++)
            set->needles[i] = byte;
    set->count++;
}

/* `count` is a constant where this is used, so that the loop over the needles is laid out. */
static inline __attribute__((always_inline)) size_t skip_vectors(const uint8_t *needles, size_t count,
                                                                 const char *bytes, size_t at, size_t end)
{
    for (; end - at >= sizeof(SkipVector); at += sizeof(SkipVector)) {
        SkipVector block;
        memcpy(&block, bytes + at, sizeof block);
        SkipVector found = (SkipVector)(block == needles[0]);
        for (size_t i = 1; i < count; i++)
            found |= (SkipVector)(block == needles[i]);
        uint64_t halves[2];
        memcpy(halves, &found, sizeof halves);
        if (halves[0] | halves[1]) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            return halves[0] ? at + (size_t)__builtin_ctzll(halves[0]) / 8
                             : at + 8 + (size_t)__builtin_ctzll(halves[1]) / 8;
#else
            return halves[0] ? at + (size_t)__builtin_clzll(halves[0]) / 8
                             : at + 8 + (size_t)__builtin_clzll(halves[1]) / 8;
#endif
        }
    }
    return at;
}

/* The first place in [at, end) with a byte of the set, or `end`. */
static inline size_t skip_to(const SkipSet *set, const char *bytes, size_t at, size_t end)
{
    if (set->count == 0)
        return end;
    if (set->count == 1) {
        const char *found = at < end ? memchr(bytes + at, set->needles[0], end - at) : NULL;
        return found ? (size_t)(found - bytes) : end;
    }
    if (set->count <= SKIP_NEEDLES / 2)
        at = skip_vectors(set->needles, SKIP_NEEDLES / 2, bytes, at, end);
    else if (set->count <= SKIP_NEEDLES)
        at = skip_vectors(set->needles, SKIP_NEEDLES, bytes, at, end);
    while (at < end && !set->has[(uint8_t)bytes[at]])
        at++;
    return at;
}
