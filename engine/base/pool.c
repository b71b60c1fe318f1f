/* Worker threads that take one job at a time, all together. */
#include "engine/base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/thread.h"

enum { MOST_WORKERS = 64 };

typedef struct Worker {
    Pool *pool;
    pthread_t thread;
    unsigned index;
} Worker;

struct Pool {
    pthread_mutex_t lock; /* guards what follows, up to `highest_rank` */
    pthread_cond_t has_work;
    pthread_cond_t is_idle;
    Job *jobs[JOB_RANKS]; /* oldest first */
    bool is_closing;
    unsigned finishing;      /* workers inside a job's `done` */
    atomic_int highest_rank; /* of the queued jobs, -1 for none; written under the lock, read by yielding workers */
    unsigned count;
    Worker workers[MOST_WORKERS];
};

static unsigned long long worker_bit(unsigned index)
{
    return 1ULL << index;
}

static void note_highest_rank(Pool *pool)
{
    int rank = JOB_RANKS - 1;
    while (rank >= 0 && !pool->jobs[rank])
        rank--;
    /* relaxed: a hint to give way; the queue itself is read under the lock */
    atomic_store_explicit(&pool->highest_rank, rank, memory_order_relaxed);
}

/* The job that this worker should run next, or NULL. Under the lock. */
static Job *next_job(const Pool *pool, unsigned index)
{
    for (int rank = JOB_RANKS - 1; rank >= 0; rank--)
        for (Job *job = pool->jobs[rank]; job; job = job->next)
            if (!(job->finished_workers & worker_bit(index)))
                return job;
    return NULL;
}

static void unlink_job(Pool *pool, Job *job)
{
    Job **link = &pool->jobs[job->rank];
    while (*link != job)
        link = &(*link)->next;
    *link = job->next;
    note_highest_rank(pool);
}

/* Marks that the worker is through with the job; true when it was the last. Under the lock. */
static bool finish_job(Pool *pool, Job *job, unsigned index)
{
    unsigned long long all = pool->count == MOST_WORKERS ? ~0ULL : worker_bit(pool->count) - 1;
    job->finished_workers |= worker_bit(index);
    if (job->finished_workers != all)
        return false;
    unlink_job(pool, job);
    return true;
}

static bool is_busy(const Pool *pool)
{
    return pool->finishing > 0 || atomic_load_explicit(&pool->highest_rank, memory_order_relaxed) >= 0;
}

static void *work(void *context)
{
    Worker *worker = context;
    Pool *pool = worker->pool;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        Job *job = next_job(pool, worker->index);
        if (!job) {
            if (pool->is_closing)
                break;
            pthread_cond_wait(&pool->has_work, &pool->lock);
            continue;
        }
        pthread_mutex_unlock(&pool->lock);
        bool is_through = job->run(job, worker->index);
        pthread_mutex_lock(&pool->lock);
        if (!is_through || !finish_job(pool, job, worker->index))
            continue;
        pool->finishing++;
        pthread_mutex_unlock(&pool->lock);
        if (job->done)
            job->done(job);
        pthread_mutex_lock(&pool->lock);
        pool->finishing--;
        if (!is_busy(pool))
            pthread_cond_broadcast(&pool->is_idle);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static unsigned core_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > MOST_WORKERS ? MOST_WORKERS : (unsigned)cores;
}

Pool *pool_new(unsigned threads)
{
    Pool *pool = mem_zalloc(1, sizeof *pool);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    pthread_cond_init(&pool->is_idle, NULL);
    atomic_init(&pool->highest_rank, -1);

    unsigned wanted = threads == 0 ? core_count() : threads > MOST_WORKERS ? MOST_WORKERS : threads;
    pthread_mutex_lock(&pool->lock); /* the first workers wait until `count` is final */
    for (; pool->count < wanted; pool->count++) {
        Worker *worker = &pool->workers[pool->count];
        *worker = (Worker){.pool = pool, .index = pool->count};
        if (!thread_start(&worker->thread, work, worker))
            break;
    }
    pthread_mutex_unlock(&pool->lock);
    if (pool->count > 0)
        return pool;
    pool_free(pool);
    return NULL;
}

void pool_free(Pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->is_closing = true;
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->count; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->is_idle);
    pthread_cond_destroy(&pool->has_work);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

unsigned pool_size(const Pool *pool)
{
    return pool->count;
}

void pool_submit(Pool *pool, Job *job, JobRank rank)
{
    job->rank = rank;
    job->finished_workers = 0;
    job->next = NULL;
    pthread_mutex_lock(&pool->lock);
    Job **link = &pool->jobs[rank];
    while (*link)
        link = &(*link)->next;
    *link = job;
    note_highest_rank(pool);
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->lock);
}

void pool_wait_idle(Pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (is_busy(pool))
        pthread_cond_wait(&pool->is_idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

bool pool_should_yield(const Pool *pool, const Job *job)
{
    return atomic_load_explicit(&pool->highest_rank, memory_order_relaxed) > (int)job->rank;
}
