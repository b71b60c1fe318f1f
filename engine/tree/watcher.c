/* The watcher's thread, the orders it gets and the news it leaves. */
#include "engine/tree/watcher.h"

#ifdef __linux__
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/thread.h"
#include "engine/tree/watcher_parts.h"

enum {
    USUAL_WATCHES = 8192, /* the least that systems have allowed */
    SHARE = 4,            /* of what a user may have, one in so many */
};

/* What the thread was asked to do. */
typedef struct Orders {
    Tree *tree; /* to follow, a reference; NULL: none */
    int64_t since_ns;
    int rest_ms;
    unsigned flushes;
} Orders;

int64_t watcher_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint32_t share_of_watches(void)
{
    unsigned long limit = USUAL_WATCHES;
    FILE *in = fopen("/proc/sys/fs/inotify/max_user_watches", "re");
    if (in) {
        if (fscanf(in, "%lu", &limit) != 1)
            limit = USUAL_WATCHES;
        fclose(in);
    }
    limit /= SHARE;
    return limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX;
}

static bool is_closing(const Watcher *watcher)
{
    return atomic_load_explicit(&watcher->is_closing, memory_order_relaxed); /* relaxed: a flag alone */
}

static void take_orders(Watcher *watcher, Orders *orders)
{
    pthread_mutex_lock(&watcher->lock);
    *orders = (Orders){watcher->next_tree, watcher->since_ns, watcher->rest_ms, watcher->flushes_wanted};
    watcher->next_tree = NULL;
    pthread_mutex_unlock(&watcher->lock);
}

static void follow(Watcher *watcher, const Orders *orders)
{
    tree_release(watcher->tree);
    watcher->tree = orders->tree;
    watcher->names_from_ms = watcher_now_ms() + orders->rest_ms;
    watcher_cover(watcher, watcher->tree, orders->since_ns);
}

/* The list says another thing about the path than the disk. */
static bool is_out_of_step(Watcher *watcher, Slice path)
{
    struct stat facts;
    bool is_there = lstat(watcher_full_path(watcher, path), &facts) == 0;
    uint32_t index = tree_find(watcher->tree, path);
    if (index == TREE_NONE || !is_there)
        return is_there != (index != TREE_NONE);
    switch (tree_kind(watcher->tree, index)) {
    case ENTRY_FILE:
        return !S_ISREG(facts.st_mode);
    case ENTRY_SYMLINK:
        return !S_ISLNK(facts.st_mode);
    default:
        return S_ISREG(facts.st_mode) || S_ISLNK(facts.st_mode);
    }
}

static bool needs_listing(Watcher *watcher)
{
    const WatchSet *names = &watcher->names;
    if (names->is_all)
        return true;
    for (size_t at = 0; at < names->paths.len; at += strlen(names->paths.data + at) + 1)
        if (is_out_of_step(watcher, slice_from_cstr(names->paths.data + at)))
            return true;
    return false;
}

/* Under the lock. */
static void add_changed(WatchNews *ready, const WatchSet *changed)
{
    ready->is_everything =
        ready->is_everything || changed->is_all || ready->changed_count + changed->count > WATCH_PATHS_MOST;
    if (ready->is_everything) {
        buf_clear(&ready->changed);
        ready->changed_count = 0;
        return;
    }
    buf_append_slice(&ready->changed, buf_slice(&changed->paths));
    ready->changed_count += changed->count;
}

/* While a listing runs, names wait for its end. Looked at after the events were read: then a listing that begins later
 * begins after all of them. */
static bool may_tell_names(Watcher *watcher)
{
    pthread_mutex_lock(&watcher->lock);
    bool may_tell = !watcher->is_held && !watcher->next_tree;
    pthread_mutex_unlock(&watcher->lock);
    return may_tell;
}

static int64_t names_due(const Watcher *watcher)
{
    int64_t due = watch_set_due(&watcher->names);
    return due < watcher->names_from_ms ? watcher->names_from_ms : due;
}

static void hand_over(Watcher *watcher, const Orders *orders)
{
    bool is_flush = orders->flushes != watcher->flushes_done;
    int64_t now = watcher_now_ms();
    bool has_changed = watcher->changed.is_pending && (is_flush || watch_set_due(&watcher->changed) <= now);
    bool has_names = watcher->names.is_pending && (is_flush || names_due(watcher) <= now) && may_tell_names(watcher);
    bool lists_anew = has_names && needs_listing(watcher);
    pthread_mutex_lock(&watcher->lock);
    if (has_changed)
        add_changed(&watcher->ready, &watcher->changed);
    watcher->ready.lists_anew = watcher->ready.lists_anew || lists_anew;
    watcher->flushes_done = orders->flushes;
    pthread_cond_broadcast(&watcher->has_flushed);
    pthread_mutex_unlock(&watcher->lock);
    if (has_changed)
        watch_set_clear(&watcher->changed);
    if (has_names)
        watch_set_clear(&watcher->names);
    if ((has_changed || lists_anew) && watcher->wake)
        wake_signal(watcher->wake);
}

/* Milliseconds until something is due; -1: nothing is. */
static int sleep_ms(Watcher *watcher)
{
    int64_t due = watch_set_due(&watcher->changed);
    if (watcher->names.is_pending && may_tell_names(watcher) && names_due(watcher) < due)
        due = names_due(watcher);
    if (due == INT64_MAX)
        return -1;
    int64_t left = due - watcher_now_ms();
    return left <= 0 ? 0 : (int)left;
}

static void *run(void *context)
{
    Watcher *watcher = context;
    while (!is_closing(watcher)) {
        Orders orders;
        wake_clear(&watcher->control);
        take_orders(watcher, &orders);
        if (orders.tree)
            follow(watcher, &orders);
        watcher_read_events(watcher);
        hand_over(watcher, &orders);
        struct pollfd sources[] = {{.fd = watcher->fd, .events = POLLIN},
                                   {.fd = watcher->control.read_fd, .events = POLLIN}};
        poll(sources, 2, sleep_ms(watcher));
        atomic_fetch_add_explicit(&watcher->rounds, 1, memory_order_relaxed);
    }
    return NULL;
}

static void free_parts(Watcher *watcher)
{
    watch_folders_deinit(&watcher->folders);
    watch_set_deinit(&watcher->changed);
    watch_set_deinit(&watcher->names);
    tree_release(watcher->tree);
    tree_release(watcher->next_tree);
    free(watcher->git_folder);
    buf_deinit(&watcher->path);
    buf_deinit(&watcher->ready.changed);
    pthread_cond_destroy(&watcher->has_flushed);
    pthread_mutex_destroy(&watcher->lock);
    if (watcher->fd >= 0)
        close(watcher->fd);
    if (watcher->control.read_fd >= 0)
        wake_deinit(&watcher->control);
    free(watcher->root);
    free(watcher);
}

Watcher *watcher_new(const char *root, uint32_t most_watches, Wake *wake, Error *err)
{
    Watcher *watcher = mem_zalloc(1, sizeof *watcher);
    watcher->root = mem_strdup(root);
    watcher->wake = wake;
    watcher->control.read_fd = -1;
    watcher->most = most_watches > 0 ? most_watches : share_of_watches();
    pthread_mutex_init(&watcher->lock, NULL);
    pthread_cond_init(&watcher->has_flushed, NULL);
    watcher->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    int cause = errno;
    if (watcher->fd < 0)
        error_set(err, "%s: changes cannot be watched: %s", root, strerror(cause));
    else if (!wake_init(&watcher->control) || !thread_start(&watcher->thread, run, watcher))
        error_set(err, "%s: changes cannot be watched: no thread could be started", root);
    else
        return watcher;
    free_parts(watcher);
    return NULL;
}

void watcher_free(Watcher *watcher)
{
    if (!watcher)
        return;
    atomic_store_explicit(&watcher->is_closing, true, memory_order_relaxed);
    wake_signal(&watcher->control);
    pthread_join(watcher->thread, NULL);
    free_parts(watcher);
}

void watcher_follow(Watcher *watcher, Tree *tree, int64_t since_ns, int rest_ms)
{
    pthread_mutex_lock(&watcher->lock);
    Tree *unused = watcher->next_tree;
    watcher->next_tree = tree_retain(tree);
    watcher->since_ns = since_ns;
    watcher->rest_ms = rest_ms;
    watcher->is_held = false;
    pthread_mutex_unlock(&watcher->lock);
    tree_release(unused);
    wake_signal(&watcher->control);
}

void watcher_hold(Watcher *watcher)
{
    pthread_mutex_lock(&watcher->lock);
    watcher->is_held = true;
    pthread_mutex_unlock(&watcher->lock);
}

bool watcher_take(Watcher *watcher, WatchNews *news)
{
    pthread_mutex_lock(&watcher->lock);
    *news = watcher->ready;
    watcher->ready = (WatchNews){0};
    pthread_mutex_unlock(&watcher->lock);
    return news->changed_count > 0 || news->is_everything || news->lists_anew;
}

void watcher_flush(Watcher *watcher)
{
    pthread_mutex_lock(&watcher->lock);
    unsigned wanted = ++watcher->flushes_wanted;
    wake_signal(&watcher->control);
    while ((int)(watcher->flushes_done - wanted) < 0)
        pthread_cond_wait(&watcher->has_flushed, &watcher->lock);
    pthread_mutex_unlock(&watcher->lock);
}

uint32_t watcher_watched(const Watcher *watcher)
{
    return atomic_load_explicit(&watcher->watched, memory_order_relaxed);
}

uint32_t watcher_unwatched(const Watcher *watcher)
{
    return atomic_load_explicit(&watcher->unwatched, memory_order_relaxed);
}

uint32_t watcher_rounds(const Watcher *watcher)
{
    return atomic_load_explicit(&watcher->rounds, memory_order_relaxed);
}
#else
/* No such thing here: files are looked at when the editor returns, and listed anew by a key. */
Watcher *watcher_new(const char *root, uint32_t most_watches, Wake *wake, Error *err)
{
    (void)most_watches;
    (void)wake;
    error_set(err, "%s: changes are not watched on this system", root);
    return NULL;
}

void watcher_free(Watcher *watcher)
{
    (void)watcher;
}

void watcher_follow(Watcher *watcher, Tree *tree, int64_t since_ns, int rest_ms)
{
    (void)watcher;
    (void)tree;
    (void)since_ns;
    (void)rest_ms;
}

void watcher_hold(Watcher *watcher)
{
    (void)watcher;
}

bool watcher_take(Watcher *watcher, WatchNews *news)
{
    (void)watcher;
    *news = (WatchNews){0};
    return false;
}

void watcher_flush(Watcher *watcher)
{
    (void)watcher;
}

uint32_t watcher_watched(const Watcher *watcher)
{
    (void)watcher;
    return 0;
}

uint32_t watcher_unwatched(const Watcher *watcher)
{
    (void)watcher;
    return 0;
}

uint32_t watcher_rounds(const Watcher *watcher)
{
    (void)watcher;
    return 0;
}
#endif
