/* Slabs: memory of 2 MB each into which the bytes of small files are packed, end to end, within a budget.
 *
 *     slabs_reserve: room in an open slab, locked to this thread --> read into it --> slabs_commit
 *     slab_drop: the bytes of one file are dead; a slab is unmapped with its last file
 *
 * As many slabs are open as threads have read at a time, so that they do not wait for each other. Behind each file
 * stand at least SLAB_PADDING zeros, readable by vector code that runs over. Any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Slabs Slabs;

enum {
    SLAB_BYTES = 1 << 21,
    SLAB_PADDING = 64,
    SLAB_LARGEST_FILE = 1 << 18, /* what is larger leaves too much of a slab empty */
};

Slabs *slabs_new(uint64_t budget_bytes);
/* Unmaps nothing: the program is about to end. */
void slabs_free(Slabs *slabs);
uint64_t slabs_bytes(const Slabs *slabs); /* mapped now */

typedef struct SlabRoom {
    char *data;
    void *lane; /* the slabs' own */
} SlabRoom;

/* Room for `len` <= SLAB_LARGEST_FILE bytes and the padding, all of which may be overwritten. False when the budget
 * is spent. Each true is paired with slabs_commit by the same thread, soon. */
bool slabs_reserve(Slabs *slabs, size_t len, SlabRoom *room);
/* Keeps the first `len` bytes of what was reserved, and clears the padding; 0 keeps nothing. */
void slabs_commit(SlabRoom *room, size_t len);
/* `data` is what slabs_reserve gave, committed with that `len` > 0. Nobody may read it any more. */
void slab_drop(const char *data, size_t len);

/* The slab that `data` lies in, as a number. */
uintptr_t slab_address(const char *data);
/* Something of what `data` is of was of use at `stamp`, on a clock that goes round and is never 0. The caller holds the
 * file. */
void slab_touch(const char *data, uint16_t stamp);
/* The addresses of up to `most` slabs that are full and were of use more than `age` before `now`, or never: the oldest.
 * Returns how many. */
size_t slabs_pick_old(Slabs *slabs, uint16_t now, unsigned age, uintptr_t *picked, size_t most);

/* The addresses of up to `most` slabs that are full, but with fewer than so many bytes of files that are still there.
 * Returns how many. */
size_t slabs_pick_sparse(Slabs *slabs, size_t bytes, uintptr_t *picked, size_t most);

/* The same budget for bytes kept elsewhere. */
uint64_t slabs_left(const Slabs *slabs);
bool slabs_have_half(const Slabs *slabs); /* half of it is left, or more */
bool slabs_charge(Slabs *slabs, uint64_t bytes);
void slabs_refund(Slabs *slabs, uint64_t bytes);
