/* Finds the files of a working tree in the background and hands over Trees as they become known.
 *
 *     git helper --index--> Tree 1 (tracked) --+
 *     walk (workers, JOB_LIST) --untracked-----+--> Tree 2 (complete)     in a git work tree
 *     walk ------ a Tree now and then -------------> complete Tree        elsewhere, or when git cannot tell
 *
 * Made and used by the main thread; has one thread of its own, and uses the pool for walking. */
#pragma once

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/git/git.h"
#include "engine/tree/tree.h"

typedef struct Loader Loader;

typedef struct ListingOptions {
    bool tracked_only; /* no untracked files */
    bool with_ignored; /* also what the ignore rules leave out (--no-ignore) */
    bool with_hidden;  /* untracked files below a name that begins with '.' (--hidden); tracked ones always are */
    bool exact_folder; /* list only below the folder given, not the work tree around it */
} ListingOptions;

/* Listings are kept from run to run, where that is wanted. */
typedef struct ListingKeep {
    const char *cache_folder; /* see engine/base/cache_folder.h; copied */
    uint32_t worth_keeping;   /* files: shorter listings are made sooner than looked up */
    uint32_t settle_ms; /* what changed so shortly before is not relied upon; 0: as coarse times on disk need it */
} ListingKeep;

typedef struct LoaderNews {
    Tree *tree;         /* newest tree not yet taken, a reference for the caller; NULL when there is none */
    bool is_complete;   /* the listing has ended */
    bool is_git;        /* the listing is a git work tree's */
    bool is_partial;    /* something could not be read, so that it is not what it should be; the notice says what */
    bool may_pass;      /* for want of descriptors or memory: listing again may find all */
    char branch[128];   /* "" outside git */
    uint64_t folder_id; /* one number for the listed folder's device and inode; 0 when it is gone */
    char notice[512];   /* one sentence for the status line, "" for none: why git could not tell, ... */
} LoaderNews;

/* Starts listing `folder` (absolute). `wake` (may be NULL) is signalled when there is news. `git` may be NULL: then it
 * walks. With `keep` (may be NULL) the first list may be the complete one, from an earlier run; it is what listing
 * anew would give. */
Loader *loader_new(const char *folder, const ListingOptions *options, const ListingKeep *keep, GitHelper *git,
                   Pool *pool, Wake *wake, Error *err);
/* Cancels what runs and waits for it. */
void loader_free(Loader *loader);
/* What is new. Never blocks. */
void loader_take(Loader *loader, LoaderNews *news);
/* Blocks until the listing is complete, then takes; for programs without a screen. */
void loader_wait(Loader *loader, LoaderNews *news);
/* Lists again from the start (what is on disk has changed, or `options` have). What was listed stays valid. */
void loader_restart(Loader *loader, const ListingOptions *options);
/* Files found so far, for a progress display. */
uint32_t loader_found(const Loader *loader);
