/* Signatures of a snapshot's files: which files, and which parts of large ones, a search need not look at.
 *
 *     index_new --> index_build (JOB_LOAD: reads each file in, signs its blocks) --> groups of 512 columns
 *     Plan --> SignatureQuery --> index_filter --> IndexAnswer: candidate files, and ranges in those of several blocks
 *
 * It can be asked at any time: what is not signed yet, and what has another generation than the one signed, is a
 * candidate. An index signs each file once; when files have changed, index_new with the one before carries over all
 * that has not, and index_build signs the rest.
 *
 * Counted references. index_new, index_build, index_cancel: main thread; the rest: any thread. */
#pragma once

#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/search/signature.h"
#include "engine/store/store.h"

typedef struct Index Index;

/* Nothing is signed yet but what `previous` (may be NULL, may still be building or cancelled, of the same store) has
 * signed and is unchanged. Make the first one before files are pinned: those that were are signed too, but not saved by
 * index_cache. Returns a reference. */
Index *index_new(Snapshot *snapshot, Index *previous);
Index *index_retain(Index *index);
/* A build that runs keeps its own reference: cancel it first. */
void index_release(Index *index);
Snapshot *index_snapshot(const Index *index); /* borrowed */

/* Reads every file in, in display order, and signs those that are not. Gives way to jobs of
 * higher rank. `wake` (may be NULL) is signalled now and then and at the end. Once an index. */
void index_build(Index *index, Pool *pool, Wake *wake);
/* Workers leave at the next block; what was signed stays. Does not wait. */
void index_cancel(Index *index);

typedef struct IndexStats {
    uint32_t files;        /* of the snapshot */
    uint32_t files_done;   /* that the build has come to */
    uint32_t files_signed; /* that can be excluded */
    uint32_t blocks;       /* that can be excluded */
    uint64_t bytes;        /* memory that signatures take */
    uint64_t other_bytes;  /* memory besides */
    bool is_complete;      /* the build has ended, and was not cancelled */
} IndexStats;

void index_stats(Index *index, IndexStats *stats);

/* What a query leaves to be searched. Plain data of one thread; or of several that only read it. */
typedef struct IndexAnswer {
    uint32_t *files; /* candidates, ascending */
    uint32_t file_count;
    uint64_t *whole;  /* a bit a file: to be searched whole, nothing is known of its parts */
    uint64_t *blocks; /* a bit a block of the files that have several */
    Index *index;     /* a reference */
} IndexAnswer;

/* Takes well under a millisecond. False, and nothing to deinit, when the query excludes nothing. What changes on disk
 * afterwards is seen by the generation: see index_answer_next. */
bool index_filter(Index *index, const SignatureQuery *query, IndexAnswer *answer);
void index_answer_deinit(IndexAnswer *answer);
/* As of which generation a file that is no candidate was signed. */
uint32_t index_answer_generation(const IndexAnswer *answer, uint32_t file);

/* The next range of candidate lines in the file, one of answer->files, that ends behind *end: from a line's start to a
 * line's end. `generation` and `size` are those of the pin to be searched; when they are not what was signed, the one
 * range is all of it. To begin, *start and *end are 0. False at the end.
 *
 *     uint64_t start = 0, end = 0;
 *     while (index_answer_next(answer, file, pin.generation, pin.bytes.len, &start, &end))
 *         search [start, end)
 */
bool index_answer_next(const IndexAnswer *answer, uint32_t file, uint32_t generation, uint64_t size, uint64_t *start,
                       uint64_t *end);
