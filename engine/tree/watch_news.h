/* What a watcher has seen and not handed over yet: two bounded sets of paths, and when to hand them over.
 *
 *     event --watch_set_add--> WatchSet --quiet for a while, or waiting for long--> due
 *
 * Owned by the watcher; its thread only. */
#pragma once

#include <stdint.h>

#include "engine/base/buf.h"

enum {
    WATCH_PATHS_MOST = 1000, /* in a set: with more, everything may have changed */
    WATCH_QUIET_MS = 20,     /* handed over when nothing has come for so long ... */
    WATCH_DELAY_MS = 80,     /* ... or when the first has waited for this */
    WATCH_SEEN_SLOTS = 4096,
};

typedef struct WatchSet {
    Buf paths; /* relative to the root, each ended by a NUL, nearly no duplicates */
    uint32_t count;
    bool is_all; /* more than can be told: then there are no paths */
    bool is_pending;
    int64_t first_ms, last_ms;       /* of what is pending */
    uint32_t seen[WATCH_SEEN_SLOTS]; /* by hash: 1 + where in the paths, so that a storm on one file is one path */
} WatchSet;

void watch_set_deinit(WatchSet *set);
void watch_set_add(WatchSet *set, Slice path, int64_t now_ms);
/* Everything. */
void watch_set_add_all(WatchSet *set, int64_t now_ms);
void watch_set_clear(WatchSet *set);
/* When it is to be handed over; INT64_MAX for never. */
int64_t watch_set_due(const WatchSet *set);
