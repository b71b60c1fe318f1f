/* Worker threads that take one job at a time, all together: every worker calls job->run once, and the job
 * shares its work out by itself (an atomic counter). A job of a higher rank goes first: a lower one notices by
 * pool_should_yield, returns false, and is called again later.
 *
 *     pool_submit --> [jobs by rank] --> worker 0..N-1: job->run(job, worker) --> the last one: job->done(job)
 *
 * Workers block every signal but the synchronous ones (SIGBUS, SIGSEGV, SIGFPE, SIGILL).
 * pool_submit: any thread but a worker inside `run` (a job's `done` may submit it again). pool_wait_idle: any thread
 * but a worker. */
#pragma once

#include <stdbool.h>

typedef struct Pool Pool;
typedef struct Job Job;

typedef enum JobRank {
    JOB_LOAD,   /* background: reading files in before anyone asks */
    JOB_LIST,   /* which files there are */
    JOB_SEARCH, /* what the user waits for */
    JOB_RANKS
} JobRank;

/* Embed it first in the job's own struct. Owned by the submitter, who keeps it alive until `done` is called. */
struct Job {
    /* True when this worker finds nothing more to do in the job, false when it gave way to a higher rank. */
    bool (*run)(Job *job, unsigned worker);
    /* Called once, by the worker that finished last; may free the job. NULL for none. */
    void (*done)(Job *job);
    /* the pool's own */
    JobRank rank;
    unsigned long long finished_workers; /* one bit a worker */
    Job *next;
};

/* `threads` = 0 stands for one per core; at most 64. NULL when not even one thread could be started. */
Pool *pool_new(unsigned threads);
/* Waits for what was submitted; jobs that take long are to be cancelled by their owners first. */
void pool_free(Pool *pool);
unsigned pool_size(const Pool *pool);

void pool_submit(Pool *pool, Job *job, JobRank rank);
/* Blocks until nothing is queued and no worker is busy. Not for the thread that draws. */
void pool_wait_idle(Pool *pool);
/* A worker inside `run`: true when a job of a higher rank waits. Cheap: one relaxed load. */
bool pool_should_yield(const Pool *pool, const Job *job);
