/* Taking stamps and comparing them. */
#include "engine/tree/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "engine/base/file_times.h"

enum { STAMPS_AT_ONCE = 64, FEW_STAMPS = 256 };

static Stamp stamp_of(const struct stat *facts, StampHow how)
{
    Stamp stamp = {.how = how, .owner = facts->st_uid, .mode = facts->st_mode};
    if (how == STAMP_PRESENCE) {
        stamp.mode &= S_IFMT;
        return stamp;
    }
    stamp.modified_ns = time_in_ns(file_modified(facts));
    stamp.changed_ns = time_in_ns(file_changed(facts));
    stamp.device = (uint64_t)facts->st_dev;
    stamp.inode = (uint64_t)facts->st_ino;
    stamp.size = (uint64_t)facts->st_size;
    return stamp;
}

static bool is_same(const Stamp *a, const Stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->modified_ns == b->modified_ns &&
           a->changed_ns == b->changed_ns && a->mode == b->mode && a->owner == b->owner && a->how == b->how;
}

/* False when it cannot be told. */
static bool look(int root_fd, const char *path, StampHow how, Stamp *stamp)
{
    struct stat facts;
    if (fstatat(root_fd, *path ? path : ".", &facts, how == STAMP_ITSELF ? AT_SYMLINK_NOFOLLOW : 0) == 0) {
        *stamp = stamp_of(&facts, how);
        return true;
    }
    *stamp = (Stamp){.how = how};
    return errno == ENOENT || errno == ENOTDIR;
}

/* --- taking --- */

void stamps_deinit(Stamps *stamps)
{
    buf_deinit(&stamps->records);
    buf_deinit(&stamps->paths);
}

static bool is_before_limit(const Stamps *stamps, const Stamp *stamp)
{
    return stamp->mode != 0 && stamp->modified_ns < stamps->limit_ns && stamp->changed_ns < stamps->limit_ns;
}

/* Whether what is at `path`, or else the nearest folder above, had its last change before the limit. */
static bool is_surely_old(const Stamps *stamps, Slice path)
{
    Buf above = {0};
    Stamp stamp = {0};
    bool ok = true;
    for (StampHow how = STAMP_ITSELF;; how = STAMP_TARGET) {
        buf_clear(&above);
        buf_append_slice(&above, path);
        buf_append_byte(&above, '\0');
        ok = look(stamps->root_fd, above.data, how, &stamp);
        if (!ok || stamp.mode != 0 || path.len == 0 || slice_equal(path, slice_of("/", 1)))
            break;
        path.len -= slice_base_name(path).len;
        if (path.len > 1) /* "/" stays as it is */
            path.len--;
    }
    buf_deinit(&above);
    return ok && is_before_limit(stamps, &stamp);
}

uint32_t stamps_add(Stamps *stamps, Slice path, StampHow how)
{
    Stamp stamp;
    size_t path_at = stamps->paths.len;
    buf_append_slice(&stamps->paths, path);
    buf_append_byte(&stamps->paths, '\0');
    bool ok = look(stamps->root_fd, stamps->paths.data + path_at, how, &stamp);
    if (how == STAMP_TARGET || (how == STAMP_ITSELF && stamp.mode != 0))
        ok = ok && is_before_limit(stamps, &stamp); /* where a link leads to nothing is not looked for */
    else
        ok = ok && is_surely_old(stamps, path);
    stamps->is_unsure = stamps->is_unsure || !ok;
    stamp.path_at = path_at;
    buf_append(&stamps->records, &stamp, sizeof stamp);
    return stamp.mode;
}

static uint32_t mode_of(const Stamps *stamps, Slice path, StampHow how)
{
    Buf whole = {0};
    Stamp stamp = {0};
    buf_append_slice(&whole, path);
    buf_append_byte(&whole, '\0');
    look(stamps->root_fd, whole.data, how, &stamp);
    buf_deinit(&whole);
    return stamp.mode;
}

void stamps_add_file(Stamps *stamps, Slice path)
{
    uint32_t mode = mode_of(stamps, path, STAMP_ITSELF);
    stamps_add(stamps, path, S_ISDIR(mode) ? STAMP_PRESENCE : STAMP_ITSELF);
    if (S_ISLNK(mode))
        stamps_add(stamps, path, S_ISDIR(mode_of(stamps, path, STAMP_TARGET)) ? STAMP_PRESENCE : STAMP_TARGET);
}

/* --- comparing --- */

typedef struct Check {
    Job job; /* first */
    Pool *pool;
    const Stamp *stamps;
    size_t count;
    const char *paths;
    int root_fd;
    atomic_size_t next;
    atomic_bool has_changed; /* relaxed: read when all workers are through */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t has_ended;
    bool is_done;
} Check;

static bool is_unchanged(const Check *check, size_t number)
{
    const Stamp *stamp = &check->stamps[number];
    Stamp now;
    return look(check->root_fd, check->paths + stamp->path_at, (StampHow)stamp->how, &now) && is_same(stamp, &now);
}

static bool run(Job *job, unsigned worker)
{
    (void)worker;
    Check *check = (Check *)job;
    for (;;) {
        if (check->pool && pool_should_yield(check->pool, job))
            return false;
        /* relaxed: it only deals out numbers */
        size_t at = atomic_fetch_add_explicit(&check->next, STAMPS_AT_ONCE, memory_order_relaxed);
        if (at >= check->count || atomic_load_explicit(&check->has_changed, memory_order_relaxed))
            return true;
        for (size_t i = at; i < at + STAMPS_AT_ONCE && i < check->count; i++)
            if (!is_unchanged(check, i))
                atomic_store_explicit(&check->has_changed, true, memory_order_relaxed);
    }
}

static void done(Job *job)
{
    Check *check = (Check *)job;
    pthread_mutex_lock(&check->lock);
    check->is_done = true;
    pthread_cond_signal(&check->has_ended);
    pthread_mutex_unlock(&check->lock);
}

static void run_on_pool(Check *check, Pool *pool)
{
    check->pool = pool;
    pthread_mutex_init(&check->lock, NULL);
    pthread_cond_init(&check->has_ended, NULL);
    pool_submit(pool, &check->job, JOB_LIST);
    pthread_mutex_lock(&check->lock);
    while (!check->is_done)
        pthread_cond_wait(&check->has_ended, &check->lock);
    pthread_mutex_unlock(&check->lock);
    pthread_cond_destroy(&check->has_ended);
    pthread_mutex_destroy(&check->lock);
}

bool stamps_check(const Stamp *stamps, size_t count, const char *paths, int root_fd, Pool *pool)
{
    Check check = {.job = {.run = run, .done = done}, .stamps = stamps, .count = count, .paths = paths};
    check.root_fd = root_fd;
    atomic_init(&check.next, 0);
    atomic_init(&check.has_changed, false);
    if (count <= FEW_STAMPS)
        run(&check.job, 0);
    else
        run_on_pool(&check, pool);
    return !atomic_load_explicit(&check.has_changed, memory_order_relaxed);
}
