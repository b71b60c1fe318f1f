/* The store's work on all files of a snapshot: reading them in before anyone asks, and finding those that changed
 * on disk. Both are jobs of the pool whose workers take batches of files in display order from a counter. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/store/parts.h"

enum {
    BATCH = 32,
    WAKE_INTERVAL_MS = 50,
    FRESH_MS = 100, /* times on disk are this coarse where files are watched */
};

/* Held by the store, which may cancel it, and by the pool, which may come to it long after that. */
struct LoadJob {
    Job job; /* first */
    Pool *pool;
    Wake *wake;
    atomic_uint next; /* the first file that nobody has taken */
    _Atomic(int64_t) last_wake_ms;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t is_left;
    unsigned refs;
    unsigned inside;    /* workers in it */
    bool is_over;       /* cancelled, or done */
    Snapshot *snapshot; /* a reference, until it is over */
    atomic_bool is_cancelled;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Under the lock, which it gives back. */
static void unlock_and_drop(LoadJob *load)
{
    bool is_last = --load->refs == 0;
    pthread_mutex_unlock(&load->lock);
    if (!is_last)
        return;
    pthread_cond_destroy(&load->is_left);
    pthread_mutex_destroy(&load->lock);
    free(load);
}

/* Takes the next files in; how many it took. */
static uint32_t take_batch(atomic_uint *next, uint32_t count, uint32_t *first)
{
    /* relaxed: it only deals out numbers. The look first keeps it from running over. */
    *first = count;
    if (atomic_load_explicit(next, memory_order_relaxed) < count)
        *first = atomic_fetch_add_explicit(next, BATCH, memory_order_relaxed);
    uint32_t left = *first < count ? count - *first : 0;
    return left < BATCH ? left : BATCH;
}

static void wake_now_and_then(LoadJob *load)
{
    int64_t now = now_ms();
    int64_t last = atomic_load_explicit(&load->last_wake_ms, memory_order_relaxed);
    if (load->wake && now - last >= WAKE_INTERVAL_MS && atomic_compare_exchange_strong(&load->last_wake_ms, &last, now))
        wake_signal(load->wake);
}

/* True when nothing is left to take. */
static bool load_files(LoadJob *load)
{
    const Snapshot *snapshot = load->snapshot;
    uint32_t first;
    while (!pool_should_yield(load->pool, &load->job)) {
        uint32_t taken = take_batch(&load->next, snapshot->count, &first);
        if (taken == 0)
            return true;
        for (uint32_t i = first; i < first + taken; i++) {
            if (atomic_load_explicit(&load->is_cancelled, memory_order_relaxed))
                return true;
            Pin pin;
            if (!file_is_known(snapshot->files[i]) && file_pin(snapshot, i, &pin))
                file_unpin(&pin);
        }
        wake_now_and_then(load);
    }
    return false;
}

static bool run_load(Job *job, unsigned worker)
{
    (void)worker;
    LoadJob *load = (LoadJob *)job;
    pthread_mutex_lock(&load->lock);
    bool is_over = load->is_over;
    load->inside += !is_over;
    pthread_mutex_unlock(&load->lock);
    if (is_over)
        return true;
    bool is_through = load_files(load);
    pthread_mutex_lock(&load->lock);
    if (--load->inside == 0)
        pthread_cond_broadcast(&load->is_left);
    pthread_mutex_unlock(&load->lock);
    return is_through;
}

static void load_done(Job *job)
{
    LoadJob *load = (LoadJob *)job;
    pthread_mutex_lock(&load->lock);
    Snapshot *snapshot = load->snapshot;
    if (!load->is_over) {
        atomic_store(&snapshot->store->loaded, snapshot);
        if (load->wake)
            wake_signal(load->wake);
    }
    load->is_over = true;
    load->snapshot = NULL;
    unlock_and_drop(load);
    snapshot_release(snapshot);
}

void store_load(Store *store, Snapshot *snapshot, Pool *pool, Wake *wake)
{
    store_cancel_load(store);
    LoadJob *load = mem_zalloc(1, sizeof *load);
    load->job.run = run_load;
    load->job.done = load_done;
    load->pool = pool;
    load->wake = wake;
    load->refs = 2;
    load->snapshot = snapshot_retain(snapshot);
    atomic_init(&load->last_wake_ms, now_ms());
    pthread_mutex_init(&load->lock, NULL);
    pthread_cond_init(&load->is_left, NULL);
    store->load = load;
    pool_submit(pool, &load->job, JOB_LOAD);
}

void store_cancel_load(Store *store)
{
    LoadJob *load = store->load;
    if (!load)
        return;
    store->load = NULL;
    atomic_store(&load->is_cancelled, true);
    pthread_mutex_lock(&load->lock);
    load->is_over = true;
    while (load->inside > 0)
        pthread_cond_wait(&load->is_left, &load->lock);
    Snapshot *snapshot = load->snapshot;
    load->snapshot = NULL;
    unlock_and_drop(load);
    snapshot_release(snapshot);
}

typedef struct RevalidateJob {
    Job job; /* first */
    Pool *pool;
    Snapshot *snapshot;
    uint32_t *only; /* of these files; NULL: of all */
    uint32_t count;
    atomic_uint next;
    atomic_uint changed;
    void (*done)(void *context, uint32_t changed);
    void *context;
} RevalidateJob;

/* Another change may have left the same times. */
static bool is_too_fresh(const struct stat *facts)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t age_ms =
        ((int64_t)now.tv_sec - facts->st_ctim.tv_sec) * 1000 + (now.tv_nsec - facts->st_ctim.tv_nsec) / 1000000;
    return age_ms < FRESH_MS;
}

/* Expires what was read of the file when the disk holds something else now. `is_noted`: something has happened to it.
 */
static bool revalidate(const Snapshot *snapshot, uint32_t index, bool is_noted)
{
    File *file = snapshot->files[index];
    if (tree_kind(snapshot->tree, index) != ENTRY_FILE)
        return false;
    if (!file_is_known(file))
        return is_noted;
    uint64_t known;
    uint32_t generation = file_settled_generation(file, &known);
    struct stat facts;
    const char *path = tree_path(snapshot->tree, index).data;
    /* Links on the way are followed here: nothing is opened, and what is not beneath the root will not open later. */
    bool is_there = fstatat(snapshot->root->fd, path, &facts, AT_SYMLINK_NOFOLLOW) == 0;
    uint64_t present = is_there ? body_fingerprint(&facts) : 0;
    if (present == known && !(is_noted && is_there && is_too_fresh(&facts)))
        return false;
    file_expire(file, generation);
    return true;
}

static bool run_revalidate(Job *job, unsigned worker)
{
    (void)worker;
    RevalidateJob *work = (RevalidateJob *)job;
    uint32_t first;
    while (!pool_should_yield(work->pool, job)) {
        uint32_t taken = take_batch(&work->next, work->count, &first);
        if (taken == 0)
            return true;
        unsigned changed = 0;
        for (uint32_t i = first; i < first + taken; i++)
            changed += revalidate(work->snapshot, work->only ? work->only[i] : i, work->only != NULL);
        atomic_fetch_add_explicit(&work->changed, changed, memory_order_relaxed);
    }
    return false;
}

static void revalidate_done(Job *job)
{
    RevalidateJob *work = (RevalidateJob *)job;
    snapshot_release(work->snapshot);
    if (work->done)
        work->done(work->context, atomic_load(&work->changed));
    free(work->only);
    free(work);
}

/* Takes `only`. */
static void post_revalidation(Snapshot *snapshot, uint32_t *only, uint32_t count, Pool *pool,
                              void (*done)(void *context, uint32_t changed), void *context)
{
    RevalidateJob *work = mem_zalloc(1, sizeof *work);
    work->job.run = run_revalidate;
    work->job.done = revalidate_done;
    work->pool = pool;
    work->snapshot = snapshot_retain(snapshot);
    work->only = only;
    work->count = count;
    work->done = done;
    work->context = context;
    pool_submit(pool, &work->job, JOB_LIST);
}

void store_revalidate(Store *store, Snapshot *snapshot, Pool *pool, void (*done)(void *context, uint32_t changed),
                      void *context)
{
    (void)store;
    post_revalidation(snapshot, NULL, snapshot->count, pool, done, context);
}

void store_revalidate_files(Store *store, Snapshot *snapshot, const uint32_t *indices, uint32_t count, Pool *pool,
                            void (*done)(void *context, uint32_t changed), void *context)
{
    (void)store;
    uint32_t *only = mem_alloc((count + 1) * sizeof *only);
    memcpy(only, indices, count * sizeof *only);
    post_revalidation(snapshot, only, count, pool, done, context);
}
