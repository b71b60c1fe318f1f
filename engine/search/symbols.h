/* Where names are defined, over all files of a snapshot: lexical, by the outlines of the files (engine/syntax/outline).
 *
 *     symbols_new --> symbols_build (JOB_LOAD: pins each file, outlines it) --> segments of (hash of name, file),
 * sorted symbols_find: name --> files that may define it --> their outlines, made again --> places
 *
 * Eight bytes a name and file. It can be asked while it is built, and then finds what has been read so far. Files of
 * another generation than the one read are outlined when they are asked for, so that what changed is never missed.
 * symbols_new with the one before carries over all files that are unchanged, and symbols_build reads the rest.
 *
 * Counted references. symbols_new, symbols_build, symbols_cancel: main thread; symbols_find: [background], it may read
 * the disk; the rest: any thread. */
#pragma once

#include <stdatomic.h>

#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/store/store.h"

typedef struct Symbols Symbols;

/* `previous` (may be NULL, may still be building or cancelled) is of the same store. Returns a reference. */
Symbols *symbols_new(Snapshot *snapshot, Symbols *previous);
Symbols *symbols_retain(Symbols *symbols);
void symbols_release(Symbols *symbols);
Snapshot *symbols_snapshot(const Symbols *symbols); /* borrowed */

/* Outlines all files that are not yet, in display order; gives way to jobs of higher rank. `wake` (may be NULL) is
 * signalled at the end. Once a Symbols. */
void symbols_build(Symbols *symbols, Pool *pool, Wake *wake);
/* Workers leave at the next file; what was read stays. Does not wait. */
void symbols_cancel(Symbols *symbols);

typedef struct SymbolStats {
    uint32_t files;      /* of the snapshot */
    uint32_t files_done; /* that the build has come to */
    uint64_t names;      /* entries: a name counts once a file */
    uint64_t bytes;      /* memory */
    bool is_complete;    /* the build has ended, and was not cancelled */
} SymbolStats;

void symbols_stats(Symbols *symbols, SymbolStats *stats);

typedef struct SymbolPlace {
    uint32_t file; /* in the snapshot */
    uint32_t generation;
    uint64_t line;       /* 1-based */
    uint64_t line_start; /* of the line that the name is on, in bytes */
    uint64_t name_start;
    uint8_t kind; /* as Definition.kind */
} SymbolPlace;

/* [background] Writes the places where `name` is defined, at most `most`, ascending by file and line, and returns how
 * many. Ends early when `*stop` (may be NULL) becomes true. */
size_t symbols_find(Symbols *symbols, Slice name, SymbolPlace *places, size_t most, const atomic_bool *stop);
/* Whether any file may define it: quick, never waits, wrong for one name in thousands. */
bool symbols_may_have(Symbols *symbols, Slice name);
