/* Which folders are watched, found by path and by the number that the system gave the watch.
 *
 * Owned by the watcher; its thread only. */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"

enum { WATCH_NONE = -1 };

typedef struct WatchFolder {
    char *path;     /* relative to the root, "" for itself; absolute for a git folder elsewhere; NULL: removed */
    int watch;      /* WATCH_NONE: there was no room for it */
    bool is_listed; /* it holds listed files; otherwise it was seen to appear, or to lose its last one */
    unsigned round; /* of the listing that had it last */
} WatchFolder;

/* Zero-initialised is empty. */
typedef struct WatchFolders {
    WatchFolder *items; /* `count` of them, removed ones among them */
    size_t count, capacity;
    size_t live, watched;
    uint32_t *by_path, *by_watch; /* open addressing: 1 + index into items, 0 = empty */
    size_t slots;                 /* of each; a power of two */
} WatchFolders;

void watch_folders_deinit(WatchFolders *folders);
/* NULL when there is none. Borrowed until the next call of watch_folders_add. */
WatchFolder *watch_folders_find(const WatchFolders *folders, Slice path);
WatchFolder *watch_folders_of(const WatchFolders *folders, int watch);
/* The path is copied, and is not in there yet. What had the same watch is removed: it has moved here. */
WatchFolder *watch_folders_add(WatchFolders *folders, Slice path, int watch);
void watch_folders_remove(WatchFolders *folders, WatchFolder *folder);
/* The number of a watch that was wanting. */
void watch_folders_set_watch(WatchFolders *folders, WatchFolder *folder, int watch);
