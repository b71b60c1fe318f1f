/* The user's cache folder for ken: where it is, what is in it, keeping it small. Its files are made by cache_file.
 * Any thread, any number of programs at once. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/base/error.h"

/* Of all cache files together. */
#define ALL_CACHES_MOST ((uint64_t)1 << 30)

/* $XDG_CACHE_HOME/ken, or ~/.cache/ken, which need not exist; NULL when the environment names none. The caller
 * frees it. */
char *cache_folder(void);

typedef struct CacheItem {
    char *root; /* path of the tree; "?" for a file that is no cache file of this version */
    uint64_t bytes;
    int64_t used_s; /* seconds since the epoch: when it was last loaded or saved */
} CacheItem;

/* What is kept, a tree an item (several files may be a tree's), the latest used first. The caller frees them by
 * cache_items_free. */
size_t cache_list(const char *folder, CacheItem **items);
void cache_items_free(CacheItem *items, size_t count);
/* Removes all cache files; false when one could not be. */
bool cache_clear(const char *folder, Error *err);
/* Removes the cache files used longest ago, but for the one at `kept`, while all others take more than `most` bytes
 * together; and temporary files that were left behind. */
void cache_make_room(const char *folder, const char *kept, uint64_t most);
