/* Finding the files of a snapshot that changed on disk: a job of the pool whose workers take files in display order. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/deal.h"
#include "engine/base/file_times.h"
#include "engine/base/mem.h"
#include "engine/store/parts.h"
#include "engine/store/retire.h"

enum {
    BATCH = 32,
    FRESH_MS = 100, /* times on disk are this coarse where files are watched */
};

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
    return file_clock_ns() - time_in_ns(file_changed(facts)) < FRESH_MS * 1000000LL;
}

/* Expires what was read of the file when the disk holds something else now. `is_noted`: something has happened to it.
 */
static bool revalidate(const Snapshot *snapshot, uint32_t index, bool is_noted)
{
    File *file = snapshot->files[index];
    if (tree_kind(snapshot->tree, index) != ENTRY_FILE)
        return false;
    uint64_t known;
    uint32_t generation = file_settled_generation(file, &known); /* a read that goes on may have begun before */
    if (!file_is_known(file))
        return is_noted;
    struct stat facts;
    const char *path = tree_path(snapshot->tree, index).data;
    /* Links on the way are followed here: nothing is opened, and what is not beneath the root will not open later. */
    bool is_there = fstatat(snapshot->root->fd, path, &facts, AT_SYMLINK_NOFOLLOW) == 0;
    uint64_t present = is_there ? body_fingerprint(&facts) : 0;
    bool is_to_be_tried_again = !is_noted && file_text(file) == TEXT_UNREADABLE; /* all files are looked at on demand */
    if (present == known && !is_to_be_tried_again && !(is_noted && is_there && is_too_fresh(&facts)))
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
        uint32_t taken = deal_take(&work->next, work->count, BATCH, &first);
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
    if (atomic_load(&work->changed) > 0)
        retire_sparse(work->snapshot);
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
