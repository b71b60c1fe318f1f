/* ken as the job of a shell: a shell in miniature, with job control, runs between the virtual terminal and the program,
 * tells the test when the program stops or ends, and what the terminal's modes are then, and continues it when the
 * test says so. The test is the reaper of whatever the program leaves behind. One thread. */
#pragma once

#include "tests/support/scratch.h"
#include "tests/support/vt.h"

typedef enum JobState { JOB_RUNS, JOB_STOPPED, JOB_ENDED } JobState;

typedef struct Job {
    Vt *vt; /* the shell's */
    pid_t pid;
    JobState state;
    int status;           /* wait status, once stopped or ended */
    bool has_given_modes; /* the terminal's modes were as before, when it stopped or ended */
    int events_fd, orders_fd;
} Job;

typedef struct JobOptions {
    const char *const *arguments; /* of ken; NULL-terminated, may be NULL */
    const char *const *env;       /* may be NULL */
    const char *script;           /* instead of ken: for sh -c, with ken's path in $KEN */
    bool ignores_hangup;          /* the shell and the job, as under nohup */
    int columns, rows;            /* 0: 100x30 */
} JobOptions;

/* A test program whose first argument is JOB_SHELL is the shell: main calls job_shell before anything else. */
#define JOB_SHELL "--shell-of-a-test"
int job_shell(int argc, char **argv);

Job *job_start(const Scratch *scratch, const JobOptions *options);
/* Kills what still runs, and waits for all that it left. */
void job_free(Job *job);
/* Reads the terminal until the job has another state than it had, or the time is over. */
JobState job_wait(Job *job, double ms);
/* As job_wait, without reading the terminal, and for as long at most. */
JobState job_look(Job *job, int ms);
/* To the foreground again, and continued. */
void job_continue(Job *job);
/* Once stopped or ended: reads what is left to read, and fails the test unless the terminal is as it was. */
void job_expect_given_back(Job *job, const char *when);
/* Milliseconds until no child of this process is left, the job's orphans among them; -1 when that takes longer than
 * `most_ms`. `status` (may be NULL): the job's own. */
double job_reap_all(Job *job, double most_ms, int *status);
