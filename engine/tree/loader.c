/* The loader's thread, and the news it leaves for the main thread. */
#include "engine/tree/loader.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/thread.h"
#include "engine/tree/round.h"

struct Loader {
    char *folder;
    char *cache_folder; /* what `keep` points to */
    ListingKeep keep;
    GitHelper *git;
    Pool *pool;
    Wake *wake;
    pthread_t thread;
    atomic_bool is_cancelled; /* the round that runs is not wanted any more; raised and lowered under the lock */
    atomic_uint found;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t has_changed;
    ListingOptions options;
    unsigned wanted_rounds; /* one more for each restart */
    unsigned round;         /* the one that runs or has run */
    bool is_closing;
    LoaderNews news;
};

static void publish(void *context, Tree *tree, const LoaderNews *about)
{
    Loader *loader = context;
    pthread_mutex_lock(&loader->lock);
    bool is_wanted = loader->round == loader->wanted_rounds && !loader->is_closing;
    Tree *old = is_wanted ? loader->news.tree : tree;
    if (is_wanted) {
        loader->news = *about;
        loader->news.tree = tree;
        pthread_cond_broadcast(&loader->has_changed);
    }
    pthread_mutex_unlock(&loader->lock);
    tree_release(old);
    if (is_wanted && loader->wake)
        wake_signal(loader->wake);
}

static void *run(void *context)
{
    Loader *loader = context;
    Round round = {.folder = loader->folder, .git = loader->git, .pool = loader->pool, .publish = publish};
    round.context = loader;
    round.keep = loader->keep;
    round.is_cancelled = &loader->is_cancelled;
    round.found = &loader->found;
    pthread_mutex_lock(&loader->lock);
    while (!loader->is_closing) {
        if (loader->round == loader->wanted_rounds) {
            pthread_cond_wait(&loader->has_changed, &loader->lock);
            continue;
        }
        loader->round = loader->wanted_rounds;
        round.options = loader->options;
        atomic_store_explicit(&loader->is_cancelled, false, memory_order_relaxed); /* relaxed: see is_cancelled */
        pthread_mutex_unlock(&loader->lock);
        round_run(&round);
        pthread_mutex_lock(&loader->lock);
    }
    pthread_mutex_unlock(&loader->lock);
    return NULL;
}

static bool is_folder(const char *folder, Error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, "%s: %s", folder, strerror(errno));
    close(fd);
    return true;
}

/* Under the lock, or before the thread runs. */
static void cancel(Loader *loader)
{
    atomic_store_explicit(&loader->is_cancelled, true, memory_order_relaxed); /* relaxed: a flag alone */
    pthread_cond_broadcast(&loader->has_changed);
}

static void free_parts(Loader *loader)
{
    tree_release(loader->news.tree);
    pthread_cond_destroy(&loader->has_changed);
    pthread_mutex_destroy(&loader->lock);
    free(loader->cache_folder);
    free(loader->folder);
    free(loader);
}

Loader *loader_new(const char *folder, const ListingOptions *options, const ListingKeep *keep, GitHelper *git,
                   Pool *pool, Wake *wake, Error *err)
{
    if (!is_folder(folder, err))
        return NULL;
    Loader *loader = mem_zalloc(1, sizeof *loader);
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/')
        len--;
    loader->folder = mem_strndup(folder, len);
    if (keep && keep->cache_folder) {
        loader->cache_folder = mem_strdup(keep->cache_folder);
        loader->keep = *keep;
        loader->keep.cache_folder = loader->cache_folder;
    }
    loader->git = git;
    loader->pool = pool;
    loader->wake = wake;
    loader->options = *options;
    loader->wanted_rounds = 1;
    atomic_init(&loader->is_cancelled, false);
    atomic_init(&loader->found, 0);
    pthread_mutex_init(&loader->lock, NULL);
    pthread_cond_init(&loader->has_changed, NULL);
    if (thread_start(&loader->thread, run, loader))
        return loader;
    error_set(err, "%s: no thread could be started to list it", folder);
    free_parts(loader);
    return NULL;
}

void loader_free(Loader *loader)
{
    if (!loader)
        return;
    pthread_mutex_lock(&loader->lock);
    loader->is_closing = true;
    cancel(loader);
    pthread_mutex_unlock(&loader->lock);
    pthread_join(loader->thread, NULL);
    free_parts(loader);
}

/* Under the lock. */
static void take(Loader *loader, LoaderNews *news)
{
    *news = loader->news;
    loader->news.tree = NULL;
}

void loader_take(Loader *loader, LoaderNews *news)
{
    pthread_mutex_lock(&loader->lock);
    take(loader, news);
    pthread_mutex_unlock(&loader->lock);
}

void loader_wait(Loader *loader, LoaderNews *news)
{
    pthread_mutex_lock(&loader->lock);
    while (!loader->news.is_complete)
        pthread_cond_wait(&loader->has_changed, &loader->lock);
    take(loader, news);
    pthread_mutex_unlock(&loader->lock);
}

void loader_restart(Loader *loader, const ListingOptions *options)
{
    pthread_mutex_lock(&loader->lock);
    loader->options = *options;
    loader->wanted_rounds++;
    loader->news.is_complete = false;
    cancel(loader);
    pthread_mutex_unlock(&loader->lock);
}

uint32_t loader_found(const Loader *loader)
{
    return atomic_load_explicit(&loader->found, memory_order_relaxed); /* relaxed: for display alone */
}
