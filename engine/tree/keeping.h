/* What a listing was made from, gathered while it is made, so that it can be kept.
 *
 *     keeping_begin --> keeping_load (a listing that holds still: done)
 *          --> keeping_add_* while listing --> keeping_save
 *
 * Embedded in a round, zero-initialised; its thread only. */
#pragma once

#include "engine/tree/listing_cache.h"

typedef struct Keeping {
    bool is_wanted; /* false: nothing is kept, and the functions do nothing */
    const char *cache_folder;
    ListingKey key;
    int64_t limit_ns; /* see stamp.h */
    TreeBuilder *folders;
    Buf inputs; /* 'p' for only their presence or 'f', the path, a NUL */
} Keeping;

/* What `keep` points to is borrowed. Without a call nothing is kept. */
void keeping_begin(Keeping *keeping, const ListingKeep *keep, const char *folder, const ListingOptions *options);
void keeping_deinit(Keeping *keeping);
/* What was kept; NULL when there is none that holds. */
Tree *keeping_load(const Keeping *keeping, Pool *pool, LoaderNews *about);

/* Something about this listing cannot be told again. */
void keeping_give_up(Keeping *keeping);
/* As GitInputFn says. */
void keeping_add_input(Keeping *keeping, Slice path, bool only_presence);
/* A folder, relative to the key's root, that was looked into; `context` is a Keeping, as a WalkFolderFn takes it. */
void keeping_add_folder(void *context, Slice path);
/* The folders above `path`, without the root. */
void keeping_add_folders_above(Keeping *keeping, Slice path);
/* The folders of all files that git tracks: their attributes, and whether files are there, were looked at. */
void keeping_add_tracked(Keeping *keeping, const Tree *tracked);
void keeping_save(Keeping *keeping, const Tree *tree, const LoaderNews *about);
