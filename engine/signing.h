/* Keeps the signatures of a session's files in step: builds them as files are read in, carries them over to the next
 * snapshot, takes them from the user's cache and puts them back there.
 *
 *     signing_follow --> index_new (carries over) --> index_cache_load (first time) --> index_build
 *     signing_tend   --> once all is signed: index_cache_save, in the background
 *
 * Owned by the session; main thread. */
#pragma once

#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/search/index.h"

typedef struct Signing Signing;

/* `uses_cache`: signatures are kept from run to run. `wake` may be NULL. */
Signing *signing_new(Pool *pool, bool uses_cache, Wake *wake);
/* Cancels what runs; waits for a cache file being written. */
void signing_free(Signing *signing);

/* Reads the snapshot's files in and signs what is not signed yet, as a background job. `is_complete` tells that it
 * lists all. For the same snapshot again when contents have changed. */
void signing_follow(Signing *signing, Snapshot *snapshot, bool is_complete);
/* When all is signed and much of it is new, saves it in the background. Cheap: for every round of the loop. */
void signing_tend(Signing *signing);
/* For programs that end after one search: signs what the cache knows, reads nothing else; waits for it. */
void signing_load(Signing *signing, Snapshot *snapshot);

/* Borrowed until the next call of the above; NULL before the first. */
Index *signing_index(const Signing *signing);
