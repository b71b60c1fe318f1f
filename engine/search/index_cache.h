/* Signatures kept from run to run: one file a tree root in the user's cache folder.
 *
 *     index_cache_save: stat every signed file --> entries, layouts, owners, matrices --> temporary file --rename-->
 * <hash of the root>.sig index_cache_load: map, verify, stat every file of the snapshot (JOB_LIST) --> those that are
 * unchanged are signed, unopened
 *
 * A file is known by its device, inode, size, mtime and ctime; no path is kept. One that changed so late that a
 * change after it was read could go unseen (as git's "racily clean" entries) is not saved. A cache file that is
 * truncated, corrupt, of another version, machine or root is as good as none; it is only ever replaced whole, so that
 * several programs do not disturb each other. */
#pragma once

#include "engine/base/error.h"
#include "engine/search/index.h"

/* Signs, as a JOB_LIST, what the cache knows about the index's files and is unchanged. The index can be asked
 * meanwhile, and index_build be called at once: it follows. `done` (may be NULL) is called on a worker at the end, with
 * the number of files that were signed. Main thread. */
void index_cache_load(Index *index, const char *folder, Pool *pool, void (*done)(void *context, uint32_t signed_files),
                      void *context);

/* How many files the index has signed that no cache file had. Any thread. */
uint32_t index_cache_unsaved(const Index *index);
/* Replaces the cache file of the index's root. Stats every file and writes some 5 % of their bytes: for a background
 * thread. False, and the old file is as it was, when it cannot be written: for whoever asks; the user need not know. */
bool index_cache_save(Index *index, const char *folder, Error *err);
