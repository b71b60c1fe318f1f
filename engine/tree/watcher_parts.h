/* What watcher.c (the thread and its orders) and watcher_folders.c, watcher_events.c (what it does) share; nobody else
 * includes it. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "engine/tree/watch_folders.h"
#include "engine/tree/watch_news.h"
#include "engine/tree/watcher.h"

struct Watcher {
    char *root;
    Wake *wake;   /* the main loop's */
    Wake control; /* wakes the thread */
    int fd;       /* of inotify */
    uint32_t most;
    pthread_t thread;
    /* the thread's own */
    WatchFolders folders;
    WatchSet changed; /* contents */
    WatchSet names;   /* that came or went; `is_all`: list anew whatever they are */
    Tree *tree;       /* a reference; NULL before the first */
    char *git_folder; /* as a WatchFolder's path; NULL: none */
    unsigned round;   /* listings followed so far */
    size_t strays;    /* watched folders without a listed file */
    int64_t names_from_ms;
    Buf path;
    /* for other threads to look at; relaxed: figures alone */
    atomic_uint watched, unwatched, rounds;
    atomic_bool is_closing;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t has_flushed;
    Tree *next_tree; /* a reference; NULL: nothing to follow */
    int64_t since_ns;
    int rest_ms;
    bool is_held;
    unsigned flushes_wanted, flushes_done;
    WatchNews ready;
};

int64_t watcher_now_ms(void);
/* Root and path together, NUL-terminated; valid until the next call. */
const char *watcher_full_path(Watcher *watcher, Slice path);

/* Watches the folders of the tree. */
void watcher_cover(Watcher *watcher, Tree *tree, int64_t since_ns);
/* A folder has appeared: it is watched with all that is below it, as far as there is room for strays. */
void watcher_add_stray(Watcher *watcher, Slice path);
/* A folder is no longer there under this name. */
void watcher_drop_below(Watcher *watcher, Slice path);

/* Takes in the events that wait. */
void watcher_read_events(Watcher *watcher);
