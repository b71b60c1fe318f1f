/* What a Symbols is made of:
 *
 *     symbols.c         makes, carries over, answers
 *     symbols_build.c   reads files and publishes segments     (workers)
 *     symbols_sort.c    puts entries in order
 *
 * A file that is read gets a number of its own, which its entries carry. When it changes it gets another, so that
 * segments are immutable and shared by one Symbols and the next. Private to engine/search. */
#pragma once

#include <pthread.h>

#include "engine/search/symbols.h"
#include "engine/syntax/outline.h"

#define NO_OWNER UINT32_MAX

typedef struct SymbolEntry {
    uint32_t hash; /* of the name */
    uint32_t id;   /* of the file as it was read */
} SymbolEntry;

/* Ascending by hash, then by id. Immutable, counted. */
typedef struct SymbolSegment {
    atomic_uint refs;
    uint32_t count;
    SymbolEntry entries[];
} SymbolSegment;

struct Symbols {
    atomic_uint refs;
    Snapshot *snapshot;
    uint32_t count;
    /* By file: 1 + the generation that was read, 0 before. Stored with release by who read it, loaded with acquire. */
    _Atomic(uint64_t) *known;
    uint32_t *ids;        /* by file: valid once it is known */
    uint32_t *owners;     /* by id: the file, or NO_OWNER; written before the id is in a segment */
    uint32_t first_id;    /* that this Symbols gives out */
    atomic_uint next_id;  /* room for one a file */
    pthread_mutex_t lock; /* guards the segments */
    SymbolSegment **segments;
    size_t segment_count, segment_capacity;
    atomic_uint files_done;
    _Atomic(uint64_t) names;
    atomic_bool is_complete, is_cancelled;
};

uint32_t symbols_hash(Slice name);
/* The language whose outline the file has; NULL when there is nothing to find in it. */
const Language *symbols_language(const Snapshot *snapshot, uint32_t file, const Pin *pin);
/* Goes through the next piece of the bytes, of some 256 KB: false when there is none. `tell` gets each definition. */
typedef struct SymbolWalk {
    const Language *language;
    Slice bytes;
    size_t at;
    OutlineState state;
} SymbolWalk;
typedef void SymbolTell(void *context, const Definition *definition);
bool symbols_walk(SymbolWalk *walk, SymbolTell *tell, void *context);

/* Sorts, drops doubles, makes a segment; NULL when there are none. */
SymbolSegment *symbols_segment_new(SymbolEntry *entries, size_t count);
SymbolSegment *symbols_segment_retain(SymbolSegment *segment);
void symbols_segment_release(SymbolSegment *segment);
/* Takes over the reference. */
void symbols_publish(Symbols *symbols, SymbolSegment *segment);
