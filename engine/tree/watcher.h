/* Tells what changes on disk below a root, by inotify on the folders that hold listed files.
 *
 *     watcher_follow(tree) --thread--> a watch on each folder --events--> what changed, names that come and go
 *         --quiet for 20 ms, or 80 ms old--> wake --> watcher_take: files to look at, "list anew", "look at everything"
 *
 * Watched are the folders of listed files, those above them, those that appear, and of a repository's folder the index
 * and HEAD. A name that came or went is news only when the list is wrong without it: a file saved by renaming, or a
 * temporary one that is gone again, needs no listing. Where there is no room for a folder's watch, changes in it go
 * unseen: watcher_unwatched tells how many. At most a quarter of what the user may have is used. An overflow of events
 * is told as "everything". Changes by other machines on a network file system are not seen; nor are those through a
 * mapping.
 *
 * Has one thread of its own, which sleeps while nothing happens. Made and used by the main thread. */
#pragma once

#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/error.h"
#include "engine/base/wake.h"
#include "engine/tree/tree.h"

typedef struct Watcher Watcher;

typedef struct WatchNews {
    Buf changed; /* paths whose contents may differ, each ended by a NUL; for the caller to buf_deinit */
    uint32_t changed_count;
    bool is_everything; /* any file may have changed: `changed` is empty */
    bool lists_anew;    /* files have come or gone */
} WatchNews;

/* `most_watches`: 0 = a quarter of what the system allows a user. `wake` is signalled when there is news. Watches
 * nothing before the first watcher_follow. NULL with `err` when this system, or the user's share of it, has no watcher
 * left. */
Watcher *watcher_new(const char *root, uint32_t most_watches, Wake *wake, Error *err);
void watcher_free(Watcher *watcher);

/* What is listed now, a complete tree (takes its own reference): its folders are watched, in the background. It was
 * listed from `since_ns` (since the epoch) on: what has changed between that and the watch is news, too. The next
 * "list anew" comes after `rest_ms` at the earliest. */
void watcher_follow(Watcher *watcher, Tree *tree, int64_t since_ns, int rest_ms);
/* A listing has begun: names that come or go wait for the watcher_follow that ends it, and are compared to that. */
void watcher_hold(Watcher *watcher);
/* What is new; false for nothing. Never blocks. */
bool watcher_take(Watcher *watcher, WatchNews *news);
/* Blocks until everything that happened before the call is in the news, without waiting for quiet or rest. For
 * programs without a screen. */
void watcher_flush(Watcher *watcher);

/* Folders that are watched, and those there was no room for. Any thread. */
uint32_t watcher_watched(const Watcher *watcher);
uint32_t watcher_unwatched(const Watcher *watcher);
/* How often its thread has woken up, for tests. Any thread. */
uint32_t watcher_rounds(const Watcher *watcher);
