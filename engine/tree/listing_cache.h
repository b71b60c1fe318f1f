/* Listings kept from run to run: one file a work tree and set of options, in the user's cache folder.
 *
 *     listing_cache_probe: which work tree, by a look for .git in the folders above --> key
 *     listing_cache_load:  read, verify, stat all that the listing was made from --> the same Tree, or none
 *     listing_cache_save:  stamp the folders looked into, the rules' files, git's own files --> temporary file
 * --rename-->
 *
 * A listing is taken over only when a fresh one would be the same: every folder that was looked into, every file that
 * rules, attributes or configuration were read from, and every place where there would be one if it mattered is as it
 * was. What is in doubt is not kept: changed within the last seconds (see stamp.h), notices, GIT_DIR and its like,
 * configuration included by a relative path. Trusted are the clock and a file system's times of change.
 *
 * Used by the loader's thread. */
#pragma once

#include "engine/base/cache_file.h"
#include "engine/base/pool.h"
#include "engine/tree/loader.h"
#include "engine/tree/stamp.h"

/* What a listing is of. */
typedef struct ListingKey {
    char *root;  /* of the work tree that git would find; the folder itself where there is none */
    bool is_git; /* there is a .git in `root` */
    Buf bytes;   /* all that is asked: two listings with the same are the same, if nothing on disk has changed */
} ListingKey;

/* False when the listing of `folder` is not to be kept: there is more to it than the folders above it tell. Deinit in
 * either case. */
bool listing_cache_probe(ListingKey *key, const char *folder, const ListingOptions *options);
void listing_key_deinit(ListingKey *key);

/* The listing kept, when it holds still: fills `about`, returns the Tree. NULL otherwise. `folder` is the cache's. */
Tree *listing_cache_load(const ListingKey *key, const char *folder, Pool *pool, LoaderNews *about);
/* Keeps the listing. False, and what was kept stays, when it cannot be written or the stamps are unsure: for whoever
 * asks; the user need not know. */
bool listing_cache_save(const ListingKey *key, const char *folder, const Stamps *stamps, const Tree *tree,
                        const LoaderNews *about, Error *err);

/* The cache file: header | root path | key | stamps | their paths | packed tree; each begins at a multiple of 8. Here
 * for tests. */
typedef struct ListingHeader {
    CacheHead head;
    char branch[128];
    uint64_t key_len;
    uint64_t stamp_count;
    uint64_t stamp_path_bytes;
    uint64_t tree_bytes;
    uint64_t is_git;
    uint64_t body_checksum;   /* of all that follows the header */
    uint64_t header_checksum; /* of the header, with 0 here */
} ListingHeader;
