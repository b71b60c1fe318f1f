/* One listing, from start to end: what the loader's thread does, apart from when it does it. */
#pragma once

#include <stdatomic.h>

#include "engine/tree/loader.h"

typedef struct Round {
    const char *folder; /* absolute */
    ListingKeep keep;   /* `cache_folder` is NULL when listings are not kept */
    ListingOptions options;
    GitHelper *git; /* may be NULL */
    Pool *pool;
    const atomic_bool *is_cancelled;
    atomic_uint *found; /* kept up to date */
    /* Called with each tree that is to be seen: takes the reference. The news' own `tree` is not used. */
    void (*publish)(void *context, Tree *tree, const LoaderNews *about);
    void *context;
} Round;

/* Publishes at least one tree, the last one with `is_complete`, unless it is cancelled. */
void round_run(Round *round);
