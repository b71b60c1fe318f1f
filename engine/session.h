/* One folder being browsed or searched: worker threads, the store and the loader, opened in the right order, and the
 * newest snapshot of what is listed.
 *
 *     session_open --> pool, store, loader (lists in the background)
 *     with a screen:    poll the wake fd, session_update, session_snapshot
 *     without a screen: session_wait
 *
 * Owned by its maker; main thread only. */
#pragma once

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/git/git.h"
#include "engine/search/index.h"
#include "engine/store/store.h"
#include "engine/tree/loader.h"

typedef struct SessionOptions {
    const char *folder; /* absolute; the work tree around it is listed, or with listing.exact_folder itself */
    ListingOptions listing;
    unsigned threads;      /* 0 = one per core */
    uint64_t memory_bytes; /* budget for packed files; 0 = a quarter of RAM */
    bool asks_once;        /* one search and the end: files are read, not kept */
    bool watches;          /* changes on disk are taken in as they happen */
    uint32_t most_watches; /* folders watched; 0 = a quarter of what the system allows a user */
    bool no_cache;         /* signatures are neither taken from the user's cache nor put there */
} SessionOptions;

typedef struct Session Session;

/* Returns at once; listing goes on in the background. `git` (may be NULL: then it walks) and `wake` (may be NULL) must
 * outlive the session; `wake` is signalled when there is news. NULL with `err`, and nothing is left open. */
Session *session_open(const SessionOptions *options, GitHelper *git, Wake *wake, Error *err);
/* Ends what runs. Searches and the caller's references to snapshots must be gone. NULL is nothing to do. */
void session_close(Session *session);
/* The same for a program that ends now: giving back what is known of a million files, one by one, is left to the
 * system. */
void session_leave(Session *session);

/* Takes what the loader and the watcher have; true when there is a new snapshot. With `reads_in`, its files, and those
 * that were found changed, are read in and signed as a background job. Never waits for the disk. */
bool session_update(Session *session, bool reads_in);
/* Blocks until the listing is complete. For programs without a screen. */
void session_wait(Session *session);
/* Looks in the background whether files have changed; those that did get a new generation, and the version grows. */
void session_revalidate(Session *session);
/* The user is back: where changes on disk go unseen, looks for them in the background, at files and folders. Does
 * nothing where all is watched, nor shortly after it has looked. */
void session_look_again(Session *session);
/* Takes in all that has happened on disk before the call, listing anew where that is needed; waits for it. For programs
 * without a screen. */
void session_catch_up(Session *session);
/* Reads in and signs all files that are not yet, or have another generation now (after store_revalidate), in the
 * background. */
void session_read_in(Session *session);
/* For who asks once: signs what the cache knows, reads nothing; waits for it. */
void session_take_cached(Session *session);
/* Lists again from the start; what was listed stays until there is news. */
void session_relist(Session *session, const ListingOptions *listing);

/* The newest snapshot: borrowed until the next session_update; NULL before the first (never after session_wait). */
Snapshot *session_snapshot(const Session *session);
/* False while the tree still grows. Listing again because the watcher said so leaves it true: what was listed stays
 * until the new list is complete. */
bool session_is_complete(const Session *session);
/* True when nothing is being listed, nor looked at. */
bool session_is_settled(const Session *session);
/* Files are being looked at. */
bool session_is_looking(const Session *session);
/* Grows whenever files were found changed on disk: what was searched is to be searched again. */
unsigned session_contents_version(const Session *session);
/* The listing is a git work tree's. */
bool session_is_git(const Session *session);
/* The branch, "" outside git; one sentence for the status line, "" for none. Borrowed until the next update. */
const char *session_branch(const Session *session);
const char *session_notice(const Session *session);
/* Something could not be read, so that the listing is not what it should be: the notice says what. */
bool session_is_partial(const Session *session);
/* One sentence when changes on disk, or some of them, go unseen; "" otherwise. Borrowed until the next call. */
const char *session_watch_notice(Session *session);
/* Files found so far, for a progress display. */
uint32_t session_found(const Session *session);

/* The signatures of the newest snapshot as far as they are known: borrowed until the next update; NULL for none. */
Index *session_index(const Session *session);

/* Borrowed, as long as the session is open. */
Pool *session_pool(const Session *session);
Store *session_store(const Session *session);
