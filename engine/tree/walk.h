/* Walks a folder on the pool, all workers together, and says what it finds. Links are not followed; depth and
 * length of paths are not limited, and each worker has one or two descriptors open.
 *
 * Made and freed by one thread (the loader's), which also waits. The entries come from the workers, one call at
 * a time. */
#pragma once

#include <stdatomic.h>

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/tree/ignore.h"
#include "engine/tree/tree.h"

typedef struct Walk Walk;

typedef struct WalkEntry {
    Slice path; /* relative to the root; borrowed for the call */
    EntryKind kind;
    unsigned flags;
} WalkEntry;

/* Called under the walk's lock with some more entries. */
typedef void WalkBatchFn(void *context, const WalkEntry *entries, size_t count);

typedef struct WalkOptions {
    const char *root;        /* absolute */
    Slice start;             /* where to start, below the root; "" for the root */
    IgnoreRules *rules;      /* that hold at `start`, without those of `start` itself; may be NULL */
    IgnoreRules *outer;      /* that hold at the root of a submodule; may be NULL */
    const Tree *tracked;     /* what git tracks, or NULL outside git; paths are relative to the root */
    bool with_ignored;       /* also list what the rules leave out */
    bool with_hidden;        /* also list what is not tracked below names that begin with '.' */
    bool notes_folders;      /* for walk_each_folder */
    _Atomic(uint64_t) *seen; /* with `tracked`: a bit for each of its files, set where one of that kind is; or NULL */
    const atomic_bool *is_cancelled;
    WalkBatchFn *each;
    void *context;
} WalkOptions;

/* Starts walking. With `tracked`, tracked files come only when their kind on disk is another than listed. What the
 * options point to outlives the walk. NULL with `err` when the root cannot be opened. */
Walk *walk_new(Pool *pool, const WalkOptions *options, Error *err);
/* Waits until all is walked or the time is over; true when all is. */
bool walk_wait(Walk *walk, int timeout_ms);
/* Held while entries are handed over: for reading what they were put into. */
void walk_lock(Walk *walk);
void walk_unlock(Walk *walk);
/* Folders that could not be read. */
unsigned walk_unreadable(const Walk *walk);
/* Whether some of them for want of descriptors or memory, which may pass. */
bool walk_may_pass(const Walk *walk);
/* Files of ignore rules that could not be read: more is listed than should be. */
unsigned walk_unread_rules(const Walk *walk);
typedef void WalkFolderFn(void *context, Slice path);
/* Once all is walked: every folder that was looked into, or was to be but could not, in no order; "" is the root. */
void walk_each_folder(const Walk *walk, WalkFolderFn *each, void *context);
/* Waits for the end; raise `is_cancelled` first to make it soon. */
void walk_free(Walk *walk);

/* The rules of one folder's .gitignore and .ignore on top of `parent`: a new reference, or NULL for none. `folder` as
 * in ignore_rules_new. Adds to `*unread` how many of the two are there and could not be read. */
IgnoreRules *walk_read_rules(IgnoreRules *parent, int folder_fd, Slice folder, unsigned *unread);
