/* Looking for several literals in one pass (after Hyperscan's "Teddy"): for two or three bytes side by side in each
 * needle, the rarest ones it has, shuffles tell which needles' bytes could stand at each place; only where all of them
 * could is a needle compared. With VBMI one permutation looks a whole byte up in place of two shuffles. The portable
 * form looks that up in tables, or, for few needles, looks for each by itself and keeps the places found ahead.
 *
 * A set is plain data, immutable once made; any thread. A walk is one thread's. */
#pragma once

#include "engine/search/kernels.h"

enum {
    NEEDLE_SET_MOST = 16,
    NEEDLE_SET_WIDTH = 3, /* bytes side by side that are looked at */
    NEEDLE_SET_BUCKETS = 8,
};

typedef struct NeedleSet {
    unsigned count;
    Needle needles[NEEDLE_SET_MOST];
    unsigned width;                                  /* as many as the shortest needle has, at most NEEDLE_SET_WIDTH */
    size_t places[NEEDLE_SET_MOST];                  /* where in each needle they are */
    uint16_t buckets[NEEDLE_SET_BUCKETS];            /* which needles share a bucket's bit: a bit for each */
    _Alignas(16) uint8_t low[NEEDLE_SET_WIDTH][16];  /* by low half of a byte: the buckets that could have it there */
    _Alignas(16) uint8_t high[NEEDLE_SET_WIDTH][16]; /* by high half */
    uint8_t columns[NEEDLE_SET_WIDTH][256];          /* by byte: low and high together; all buckets beyond `width` */
    bool is_ascii;                                   /* none of the looked-at bytes is over 0x7f */
    KernelForm form;
    bool goes_singly;
} NeedleSet;

/* Adds one; up to NEEDLE_SET_MOST. */
void needle_set_add(NeedleSet *set, Slice text, bool is_caseless);
/* Makes the set ready, once all are added. */
void needle_set_finish(NeedleSet *set);

typedef struct NeedleWalk {
    const NeedleSet *set;
    const char *bytes;
    size_t end;
    size_t next[NEEDLE_SET_MOST]; /* going singly: the place of each needle behind the last `from`; SIZE_MAX for none */
} NeedleWalk;

/* Through bytes[from, end). */
void needle_walk_init(NeedleWalk *walk, const NeedleSet *set, const char *bytes, size_t from, size_t end);
/* A place at or after `from`, which only grows, where a needle stands, or SIZE_MAX. It lies in the first line that has
 * one, but is not always the first in it. Reads nothing outside. */
size_t needle_walk_next(NeedleWalk *walk, size_t from);
