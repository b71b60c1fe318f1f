/* The terminal goes away under ken. */
#include "tests/support/hang_up.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"

enum { PATIENCE_MS = 15000, BIG_LINES = 400000, PAGES = 400 };

const char *const hang_up_names[HANG_UP_MODES] = {"idle",          "searching",  "reading a pipe", "in an editor",
                                                  "in a deaf one", "in a shell", "drawing"};

static void write_program(const Scratch *scratch, const char *name, const char *text)
{
    char path[600];
    scratch_write_text(scratch, name, text);
    snprintf(path, sizeof path, "%s/%s", scratch->path, name);
    assert_int_equal(chmod(path, 0755), 0);
}

void hang_up_fill(const Scratch *scratch)
{
    Buf text = {0};
    for (int i = 0; i < BIG_LINES; i++)
        buf_printf(&text, "aaaaaaaaaaaaaaaaaaaaaaaa line %d of a file that takes a while to search\n", i);
    scratch_write(scratch, "big.txt", buf_slice(&text));
    buf_deinit(&text);
    scratch_write_text(scratch, "a.txt", "first line\nsecond line\n");
    write_program(scratch, ".bin/editor", "#!/bin/sh\nprintf EDITING\nexec sleep 600\n");
    write_program(scratch, ".bin/deaf", "#!/bin/sh\ntrap '' HUP\nprintf EDITING\nsleep 600\n");
    write_program(scratch, ".bin/sh", "#!/bin/sh\nprintf COMMANDING\nexec sleep 600\n");
}

static Job *start(const Scratch *scratch, HangUpMode mode, bool ignores_hangup)
{
    char editor[600], shell[600];
    const char *const env[] = {editor, shell, NULL};
    const char *const page[] = {"big.txt", NULL};
    snprintf(editor, sizeof editor, "EDITOR=%s/.bin/%s", scratch->path, mode == HANG_UP_EDITING ? "editor" : "deaf");
    snprintf(shell, sizeof shell, "SHELL=%s/.bin/sh", scratch->path);
    JobOptions options = {.env = env, .ignores_hangup = ignores_hangup};
    if (mode == HANG_UP_READING_PIPE)
        options.script = "yes a line of many | \"$KEN\"";
    else if (mode == HANG_UP_IN_SHELL || mode == HANG_UP_DRAWING)
        options.arguments = page;
    return job_start(scratch, &options);
}

static void bring_into(Job *job, HangUpMode mode, unsigned seed)
{
    bool is_folder = mode != HANG_UP_READING_PIPE && mode != HANG_UP_IN_SHELL && mode != HANG_UP_DRAWING;
    assert_true(vt_until(job->vt, is_folder ? "a.txt" : "line", PATIENCE_MS));
    switch (mode) {
    case HANG_UP_SEARCHING:
        vt_type(job->vt, "(a+)+$|(a*)*b");
        vt_pump(job->vt, 5 + seed % 30);
        break;
    case HANG_UP_EDITING:
    case HANG_UP_EDITING_DEAF:
        vt_type(job->vt, "second");
        assert_true(vt_until(job->vt, "1 line in 1 file", PATIENCE_MS));
        vt_type(job->vt, "\r");
        assert_true(vt_until(job->vt, "EDITING", PATIENCE_MS));
        break;
    case HANG_UP_IN_SHELL:
        vt_type(job->vt, "!x\r");
        assert_true(vt_until(job->vt, "COMMANDING", PATIENCE_MS));
        break;
    case HANG_UP_DRAWING:
        for (int i = 0; i < PAGES; i++)
            vt_type(job->vt, i % 40 == 39 ? "g" : " ");
        usleep(1000 * (seed % 20));
        break;
    default:
        vt_pump(job->vt, seed % 20);
        break;
    }
}

/* What ignores SIGHUP may stay: it is not ken's to kill. */
static double reap_ken(Job *job, double most_ms, int *status)
{
    double begin = vt_now();
    while (job->state != JOB_ENDED && waitpid(job->pid, status, WNOHANG) != job->pid)
        if (vt_now() - begin > most_ms)
            return -1;
    kill(-job->pid, SIGKILL);
    return vt_now() - begin;
}

double hang_up_try(const Scratch *scratch, HangUpMode mode, bool ignores_hangup, double most_ms, unsigned seed)
{
    int status = -1;
    Job *job = start(scratch, mode, ignores_hangup);
    bring_into(job, mode, seed);
    vt_hang_up(job->vt);
    double begin = vt_now();
    while (job->state != JOB_ENDED && ignores_hangup && vt_now() - begin < most_ms)
        job_wait(job, most_ms); /* the shell is still there to wait for it */
    status = job->status;
    double took = mode == HANG_UP_EDITING_DEAF ? reap_ken(job, most_ms, &status) : job_reap_all(job, most_ms, &status);
    double total = vt_now() - begin;
    if (took < 0 || total > most_ms)
        fail_msg("%s%s: gone only after %.0f ms, or never", hang_up_names[mode],
                 ignores_hangup ? ", SIGHUP ignored" : "", total);
    bool is_right = WIFEXITED(status) ? WEXITSTATUS(status) == 128 + SIGHUP
                                      : mode == HANG_UP_READING_PIPE && WTERMSIG(status) == SIGHUP; /* it is sh's */
    if (!is_right)
        fail_msg("%s: the status is %x", hang_up_names[mode], (unsigned)status);
    job_free(job);
    return total;
}
