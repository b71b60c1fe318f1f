/* Keeps a session's files in step with the disk. */
#include "engine/watching.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/tree/watcher.h"

enum {
    REST_MS = 200,       /* between listings in a storm */
    REST_SHARE = 3,      /* and so many times what the last one took */
    CLOCK_SLACK_MS = 20, /* times on disk lag behind the clock by a tick */
    NOTICE_BYTES = 256,
};

struct Watching {
    Store *store;
    Pool *pool;
    Wake *wake;
    bool uses_watcher;
    uint32_t most_watches;
    Watcher *watcher; /* NULL: not yet, or none to be had */
    char *root;       /* of what is watched */
    bool is_busy;     /* files are being looked at */
    bool looks_again; /* at all files, then */
    unsigned version;
    char notice[NOTICE_BYTES];
    pthread_mutex_t lock; /* guards what follows, set on a worker */
    pthread_cond_t has_ended;
    bool has_looked;
    uint32_t changed;
};

Watching *watching_new(Store *store, Pool *pool, Wake *wake)
{
    Watching *watching = mem_zalloc(1, sizeof *watching);
    watching->store = store;
    watching->pool = pool;
    watching->wake = wake;
    pthread_mutex_init(&watching->lock, NULL);
    pthread_cond_init(&watching->has_ended, NULL);
    return watching;
}

void watching_use_watcher(Watching *watching, uint32_t most_watches)
{
    watching->uses_watcher = true;
    watching->most_watches = most_watches;
}

void watching_free(Watching *watching)
{
    if (!watching)
        return;
    watcher_free(watching->watcher);
    pthread_cond_destroy(&watching->has_ended);
    pthread_mutex_destroy(&watching->lock);
    free(watching->root);
    free(watching);
}

void watching_forget(Watching *watching)
{
    watcher_free(watching->watcher);
    free(watching->root);
    watching->watcher = NULL;
    watching->root = NULL;
}

void watching_hold(Watching *watching)
{
    if (watching->watcher)
        watcher_hold(watching->watcher);
}

/* The root is known only when something is listed, and may become another: a repository's, or the folder itself. */
static void start(Watching *watching, const char *root)
{
    if (watching->root && strcmp(watching->root, root) == 0)
        return;
    watcher_free(watching->watcher);
    free(watching->root);
    Error err;
    watching->root = mem_strdup(root);
    watching->watcher = watcher_new(root, watching->most_watches, watching->wake, &err);
}

void watching_follow(Watching *watching, Snapshot *snapshot, int64_t since_ns, int64_t took_ms)
{
    if (!watching->uses_watcher)
        return;
    Tree *tree = snapshot_tree(snapshot);
    start(watching, tree_root(tree));
    if (!watching->watcher)
        return;
    int64_t rest_ms = took_ms * REST_SHARE;
    rest_ms = rest_ms < REST_MS ? REST_MS : rest_ms > INT32_MAX ? INT32_MAX : rest_ms;
    watcher_follow(watching->watcher, tree, since_ns - (int64_t)CLOCK_SLACK_MS * 1000000, (int)rest_ms);
}

/* On a worker. */
static void looked(void *context, uint32_t changed)
{
    Watching *watching = context;
    pthread_mutex_lock(&watching->lock);
    watching->changed = changed;
    watching->has_looked = true;
    pthread_cond_broadcast(&watching->has_ended);
    pthread_mutex_unlock(&watching->lock);
    if (watching->wake)
        wake_signal(watching->wake);
}

void watching_look(Watching *watching, Snapshot *snapshot)
{
    if (watching->is_busy) {
        watching->looks_again = true;
        return;
    }
    watching->is_busy = true;
    store_revalidate(watching->store, snapshot, watching->pool, looked, watching);
}

static void look_at(Watching *watching, Snapshot *snapshot, const WatchNews *news)
{
    const Tree *tree = snapshot_tree(snapshot);
    uint32_t *indices = mem_alloc((news->changed_count + 1) * sizeof *indices);
    uint32_t count = 0;
    for (size_t at = 0; at < news->changed.len; at += strlen(news->changed.data + at) + 1) {
        uint32_t index = tree_find(tree, slice_from_cstr(news->changed.data + at));
        if (index != TREE_NONE)
            indices[count++] = index;
    }
    watching->is_busy = count > 0;
    if (count > 0)
        store_revalidate_files(watching->store, snapshot, indices, count, watching->pool, looked, watching);
    free(indices);
}

/* True when files were found changed. */
static bool take_look(Watching *watching, Snapshot *snapshot)
{
    pthread_mutex_lock(&watching->lock);
    bool has_looked = watching->has_looked;
    bool has_changed = has_looked && watching->changed > 0;
    watching->has_looked = false;
    pthread_mutex_unlock(&watching->lock);
    watching->is_busy = watching->is_busy && !has_looked;
    if (has_looked && watching->looks_again) {
        watching->looks_again = false;
        watching_look(watching, snapshot);
    }
    watching->version += has_changed;
    return has_changed;
}

void watching_tend(Watching *watching, Snapshot *snapshot, WatchingNews *news)
{
    *news = (WatchingNews){.has_changed = take_look(watching, snapshot)};
    WatchNews seen;
    if (!watching->watcher || watching->is_busy || !watcher_take(watching->watcher, &seen))
        return;
    news->lists_anew = seen.lists_anew;
    if (seen.is_everything)
        watching_look(watching, snapshot);
    else if (seen.changed_count > 0)
        look_at(watching, snapshot, &seen);
    buf_deinit(&seen.changed);
}

void watching_catch_up(Watching *watching)
{
    if (watching->watcher)
        watcher_flush(watching->watcher);
}

void watching_wait(Watching *watching)
{
    if (!watching->is_busy)
        return;
    pthread_mutex_lock(&watching->lock);
    while (!watching->has_looked)
        pthread_cond_wait(&watching->has_ended, &watching->lock);
    pthread_mutex_unlock(&watching->lock);
}

bool watching_is_busy(const Watching *watching)
{
    return watching->is_busy;
}

unsigned watching_version(const Watching *watching)
{
    return watching->version;
}

bool watching_sees_all(const Watching *watching)
{
    if (!watching->uses_watcher || !watching->root)
        return true;
    return watching->watcher && watcher_unwatched(watching->watcher) == 0;
}

const char *watching_notice(Watching *watching)
{
    if (!watching->uses_watcher || !watching->root)
        return "";
    if (!watching->watcher)
        return "changes on disk are not watched: F5 looks for them";
    uint32_t unwatched = watcher_unwatched(watching->watcher);
    uint32_t all = unwatched + watcher_watched(watching->watcher);
    if (unwatched == 0)
        return "";
    snprintf(watching->notice, sizeof watching->notice, "%u of %u folders are not watched: F5 looks for changes there",
             unwatched, all);
    return watching->notice;
}
