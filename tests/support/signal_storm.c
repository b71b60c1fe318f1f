/* Signals at random moments while keys are typed. */
#include "tests/support/signal_storm.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"

enum {
    PATIENCE_MS = 10000,
    START_MOST_MS = 90, /* so long after its start, at most, it is ended */
    BETWEEN_MOST_MS = 12,
    FILES = 60,
    LINES = 200,
    COLUMNS_MOST = 160,
    ROWS_MOST = 60,
};

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

void signal_storm_fill(const Scratch *scratch)
{
    scratch_write_text(scratch, "a.txt", "first line\nsecond line\n");
    for (int i = 0; i < FILES; i++) {
        char name[48];
        Buf text = {0};
        snprintf(name, sizeof name, "folder%d/file%d.c", i % 7, i);
        for (int line = 0; line < LINES; line++)
            buf_printf(&text, "static int needle_%d_%d(void) { return %d; } /* some words */\n", i, line, line);
        scratch_write(scratch, name, buf_slice(&text));
        buf_deinit(&text);
    }
}

/* Through all views; nothing that ends ken. */
static const char *const keys[] = {
    "n",    "e",      "d", "l", "\x15",   KEY_DOWN,   KEY_DOWN,   KEY_UP, KEY_RIGHT, " ",    "G",     "g", "/int", "j",
    "\x14", KEY_DOWN, "l", "q", "\x1bOP", "\x1b[17~", "\x1b[24~", "\x06", "o",       "\x0c", "\x1bm", "b", "u"};

/* A key may open the editor; and while a program has the terminal, SIGINT is for that. */
static const char *const environment[] = {"VISUAL=true", NULL};

static const char *any_key(uint32_t *seed)
{
    return keys[next_random(seed, sizeof keys / sizeof *keys)];
}

static void send_stop(Job *job, SignalStorm *storm)
{
    uint32_t kind = next_random(&storm->seed, 3);
    storm->stops_sent = storm->stops + 1;
    if (kind == 0)
        vt_type(job->vt, "\x1a");
    else
        kill(kind == 1 ? job->pid : -job->pid, SIGTSTP);
}

static void send_any(Job *job, SignalStorm *storm)
{
    uint32_t kind = next_random(&storm->seed, 4);
    if (kind == 0) {
        send_stop(job, storm);
    } else if (kind == 1) {
        kill(job->pid, SIGCONT);
        storm->continues++;
        storm->is_unsure = storm->stops_sent > storm->stops;
    } else {
        if (kind == 2)
            vt_resize(job->vt, 1 + (int)next_random(&storm->seed, COLUMNS_MOST),
                      1 + (int)next_random(&storm->seed, ROWS_MOST));
        kill(job->pid, SIGWINCH);
        storm->resizes++;
    }
}

/* A stop of which the shell hears is one that gave the terminal back. */
static void see_stop(Job *job, SignalStorm *storm, double ms)
{
    char what[64];
    JobState state = job_wait(job, ms);
    snprintf(what, sizeof what, "stop %u (seed now %u)", storm->stops, (unsigned)storm->seed);
    if (state == JOB_ENDED)
        fail_msg("%s: it ended with %x", what, (unsigned)job->status);
    if (state != JOB_STOPPED)
        return;
    storm->stops++;
    if (storm->is_unsure) /* continued behind the shell's back, ken may have the terminal again already */
        vt_pump(job->vt, BETWEEN_MOST_MS);
    else
        job_expect_given_back(job, what);
    storm->is_unsure = false;
    job_continue(job);
}

void signal_storm_run(const Scratch *scratch, SignalStorm *storm)
{
    Job *job = job_start(scratch, &(JobOptions){.env = environment});
    assert_true(vt_until(job->vt, "a.txt", PATIENCE_MS));
    for (unsigned i = 0; i < storm->events; i++) {
        vt_type(job->vt, any_key(&storm->seed));
        send_any(job, storm);
        see_stop(job, storm, (double)next_random(&storm->seed, BETWEEN_MOST_MS));
    }
    vt_resize(job->vt, 100, 30);
    see_stop(job, storm, 500);
    for (int i = 0; i < 200 && job_wait(job, 50) != JOB_ENDED; i++) {
        if (job->state == JOB_STOPPED)
            see_stop(job, storm, 0);
        vt_type(job->vt, KEY_CTRL_C);
    }
    assert_int_equal(job->state, JOB_ENDED);
    assert_true(WIFEXITED(job->status));
    job_expect_given_back(job, "the end of the storm");
    job_free(job);
}

void signal_storm_end(const Scratch *scratch, uint32_t seed)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    uint32_t random = seed * 2654435761U + 1;
    char what[64];
    int number = numbers[seed % 4];
    Job *job = job_start(scratch, &(JobOptions){.env = environment});
    assert_true(vt_until(job->vt, "a.txt", PATIENCE_MS));
    double end = vt_now() + next_random(&random, START_MOST_MS);
    while (vt_now() < end) {
        vt_type(job->vt, any_key(&random));
        vt_pump(job->vt, next_random(&random, 5));
    }
    kill(job->pid, number);
    snprintf(what, sizeof what, "signal %d, seed %u", number, (unsigned)seed);
    if (job_wait(job, PATIENCE_MS) != JOB_ENDED)
        fail_msg("%s: it goes on", what);
    job_expect_given_back(job, what);
    if (!WIFEXITED(job->status) || WEXITSTATUS(job->status) != 128 + number)
        fail_msg("%s: the status is %x", what, (unsigned)job->status);
    job_free(job);
}
