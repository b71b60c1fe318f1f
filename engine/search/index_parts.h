/* What an Index is made of, shared by the files that do its parts:
 *
 *     index.c          makes, carries over, publishes
 *     index_build.c    reads and signs                    (workers)
 *     index_filter.c   answers queries                    (any thread)
 *     index_cache*.c   saves and loads                    (background threads)
 *
 * Private to engine/search. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "engine/search/index.h"
#include "engine/search/signature_matrix.h"

#define NO_FILE UINT32_MAX
#define NO_BIT  UINT32_MAX

/* Where the blocks of a file end that has several. Immutable, counted: shared by the indexes that carry it over. */
typedef struct BlockLayout {
    atomic_uint refs;
    uint32_t count;
    uint32_t first_bit; /* of its blocks, among all blocks of such files */
    uint64_t ends[];
} BlockLayout;

/* Whose block a column is. */
typedef struct BlockOwner {
    uint32_t file; /* in the snapshot; NO_FILE for a column that means nothing (any more) */
    uint32_t bit;  /* NO_BIT for the only block of a file */
} BlockOwner;

/* A matrix with the meaning of its columns. Immutable once published. */
typedef struct IndexGroup IndexGroup;
struct IndexGroup {
    IndexGroup *next;
    SignatureMatrix *matrix;
    uint64_t alive[MATRIX_WORDS]; /* columns with an owner */
    BlockOwner owners[];
};

/* What was signed of a file. Written by the one who claimed it; read once the file is no longer `open`. */
typedef struct IndexedFile {
    uint64_t fingerprint;
    BlockLayout *layout; /* NULL for one block or none */
    uint32_t generation;
    uint32_t parts_left; /* under the lock: columns to be published, and one for the end of the reading */
} IndexedFile;

struct Index {
    atomic_uint refs;
    Snapshot *snapshot;
    uint32_t count;
    int64_t first_read_ns; /* wall clock: no file was read before, but for the `undated` */
    IndexedFile *files;
    _Atomic(uint64_t) *open;           /* a bit a file: not to be excluded. Cleared with release, loaded with acquire */
    _Atomic(uint64_t) *claimed;        /* a bit a file: somebody signs it, or has */
    uint64_t *undated;                 /* a bit a file: nobody knows when it was read */
    _Atomic(IndexGroup *) groups;      /* pushed with release, loaded with acquire */
    atomic_uint next_bit;              /* one more than any BlockOwner.bit: grows before the group is published */
    _Atomic(uint64_t) checked_changes; /* of the store: up to there, files that changed are open again */
    _Atomic(uint64_t) table_bytes;     /* of signatures, before they are transposed */
    uint64_t budget_bytes;             /* of table_bytes */
    atomic_uint unsaved;               /* files signed that no cache file had */
    atomic_uint files_done;
    atomic_bool is_complete;
    atomic_bool is_cancelled;
    pthread_mutex_t lock; /* guards publishing, and noticing changes */
};

static inline bool bit_is_set(const uint64_t *bits, size_t at)
{
    return bits[at / 64] >> at % 64 & 1;
}

static inline void bit_set(uint64_t *bits, size_t at)
{
    bits[at / 64] |= (uint64_t)1 << at % 64;
}

static inline bool index_is_open(const Index *index, uint32_t file)
{
    return atomic_load_explicit(&index->open[file / 64], memory_order_acquire) >> file % 64 & 1;
}

/* True for the first who asks: the file's entry is then the caller's to fill. */
bool index_claim(Index *index, uint32_t file);
/* Makes the group known. Takes over the reference to the matrix; copies the owners. Files whose last part this was can
 * be excluded now. */
void index_publish(Index *index, SignatureMatrix *matrix, const BlockOwner *owners);
/* One more part of the file is done; with the last, it can be excluded, unless its generation has changed. */
void index_settle(Index *index, uint32_t file);
/* `count` ends, to be filled in, with bits of their own. */
BlockLayout *index_layout_new(Index *index, uint32_t count);
void index_layout_release(BlockLayout *layout);
