/* A terminal that takes nothing more: ken neither grows nor spins, ends when it is told to, and is right again when the
 * terminal reads on. And a terminal that is a tmux server's, which is killed. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/job.h"
#include "tests/support/ken.h"

enum {
    PATIENCE_MS = 10000,
    SOON_MS = 4000,
    STALL_MS = 1500,
    CHANGES = 300,
    GROWTH_KB = 8 << 10,
    SPUN_TICKS = 30, /* hundredths of a second of processor time, while nothing is read */
};

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    Buf text = {0};
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "needle %d and a long line of other words that fill the screen to its right edge and more\n",
                   i);
    scratch_write(scratch, "a.txt", buf_slice(&text));
    buf_deinit(&text);
    return 0;
}

static long read_number(pid_t pid, const char *file, const char *name)
{
    char path[64], line[512];
    long number = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, name, strlen(name)) == 0)
            number = strtol(line + strlen(name), NULL, 10);
    if (in)
        fclose(in);
    return number;
}

/* User and system time so far, in hundredths of a second. */
static long ticks_of(pid_t pid)
{
    char path[64], line[1024] = "";
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *in = fopen(path, "re");
    if (in && fgets(line, sizeof line, in)) {
        const char *rest = strrchr(line, ')');
        sscanf(rest ? rest : "", ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    }
    if (in)
        fclose(in);
    return (long)(user + system);
}

static Job *start(void **state)
{
    Job *job = job_start(*state, &(JobOptions){.columns = 250, .rows = 80});
    assert_true(vt_until(job->vt, "a.txt", PATIENCE_MS));
    vt_type(job->vt, "needle");
    assert_true(vt_until(job->vt, " lines in ", PATIENCE_MS));
    vt_pump(job->vt, 200);
    return job;
}

/* Pages that nobody reads fill all that there is between ken and the terminal. */
static void stall(Job *job)
{
    for (int i = 0; i < 60; i++) {
        vt_type(job->vt, i % 2 ? "\x1b[6~\x1b[6~" : "\x1b[5~");
        usleep(5000);
    }
    usleep(100000);
}

static void change_files(const Scratch *scratch)
{
    for (int i = 0; i < CHANGES; i++) {
        char name[32];
        snprintf(name, sizeof name, "more%d.txt", i % 20);
        scratch_write_text(scratch, name, i % 2 ? "needle\n" : "needle\nneedle\n");
        usleep(1000 * STALL_MS / CHANGES);
    }
}

static void test_it_waits_without_growing_and_goes_on(void **state)
{
    Job *job = start(state);
    stall(job);
    long before_kb = read_number(job->pid, "status", "RssAnon:");
    change_files(*state);
    long between = ticks_of(job->pid);
    usleep(1000 * STALL_MS);
    long spun = ticks_of(job->pid) - between;
    long grown = read_number(job->pid, "status", "RssAnon:") - before_kb;
    if (spun > SPUN_TICKS)
        fail_msg("it spins: %ld hundredths of a second", spun);
    if (grown > GROWTH_KB)
        fail_msg("it has grown by %ld KB", grown);
    assert_true(vt_until(job->vt, "3,030 lines in 21 files", PATIENCE_MS)); /* the terminal reads on */
    vt_type(job->vt, KEY_CTRL_C);
    assert_int_equal(job_wait(job, PATIENCE_MS), JOB_ENDED);
    job_expect_given_back(job, "^C after a stall");
    job_free(job);
}

static void expect_end_while_stalled(void **state, int number)
{
    char what[32];
    Job *job = start(state);
    stall(job);
    double sent = vt_now();
    kill(job->pid, number);
    while (job->state != JOB_ENDED && vt_now() - sent < SOON_MS)
        job_look(job, 10); /* nothing is read meanwhile */
    snprintf(what, sizeof what, "signal %d", number);
    if (job->state != JOB_ENDED)
        fail_msg("%s does not end it", what);
    if (!WIFEXITED(job->status) || WEXITSTATUS(job->status) != 128 + number)
        fail_msg("%s: the status is %x", what, (unsigned)job->status);
    vt_pump(job->vt, 100);
    job_expect_given_back(job, what); /* what is read then restores the screen too */
    job_free(job);
}

static void test_signals_end_it_though_nothing_is_read(void **state)
{
    expect_end_while_stalled(state, SIGTERM);
    expect_end_while_stalled(state, SIGHUP);
    expect_end_while_stalled(state, SIGQUIT);
}

static void test_a_fault_ends_it_though_nothing_is_read(void **state)
{
    const char *const env[] = {"ASAN_OPTIONS=handle_segv=0:detect_leaks=0", "TSAN_OPTIONS=handle_segv=0", NULL};
    Job *job = job_start(*state, &(JobOptions){.columns = 250, .rows = 80, .env = env});
    assert_true(vt_until(job->vt, "a.txt", PATIENCE_MS));
    vt_type(job->vt, "needle");
    vt_pump(job->vt, 300);
    stall(job);
    double sent = vt_now();
    kill(job->pid, SIGSEGV);
    while (job->state != JOB_ENDED && vt_now() - sent < SOON_MS)
        job_look(job, 10);
    assert_int_equal(job->state, JOB_ENDED);
    assert_true(WIFSIGNALED(job->status) && WTERMSIG(job->status) == SIGSEGV);
    job_free(job);
}

/* --- tmux --- */

static pid_t read_pid(const char *path)
{
    long pid = 0;
    for (int i = 0; i < 500 && pid == 0; i++) {
        FILE *in = fopen(path, "re");
        if (in && fscanf(in, "%ld", &pid) != 1)
            pid = 0;
        if (in)
            fclose(in);
        usleep(10000);
    }
    assert_true(pid > 0);
    return (pid_t)pid;
}

static void tmux(const Scratch *scratch, const char *command)
{
    char whole[3000];
    snprintf(whole, sizeof whole, "cd '%s' && env -u TMUX tmux -f /dev/null -S '%s/.tmux' %s >/dev/null 2>&1",
             scratch->path, scratch->path, command);
    assert_int_equal(system(whole), 0);
}

static void expect_end_with_server(void **state, const char *keys, const char *shown)
{
    const Scratch *scratch = *state;
    char command[1200], path[300], wait[400];
    snprintf(path, sizeof path, "%s/.pid", scratch->path);
    unlink(path);
    scratch_write_text(scratch, ".editor", "#!/bin/sh\nprintf EDITING\nexec sleep 600\n");
    snprintf(wait, sizeof wait, "%s/.editor", scratch->path);
    chmod(wait, 0755);
    snprintf(command, sizeof command,
             "new-session -d -x 100 -y 30 \"EDITOR='%s' XDG_STATE_HOME=. XDG_CACHE_HOME=. sh -c 'echo \\$\\$ >.pid; "
             "exec %s'\"",
             wait, KEN_PROGRAM);
    tmux(scratch, command);
    pid_t pid = read_pid(path);
    usleep(500000);
    tmux(scratch, keys);
    snprintf(wait, sizeof wait, "'until tmux -S \"%s/.tmux\" capture-pane -p | grep -q \"%s\"; do sleep 0.05; done'",
             scratch->path, shown);
    snprintf(command, sizeof command, "list-sessions >/dev/null && timeout 10 sh -c %s", wait);
    tmux(scratch, command);
    tmux(scratch, "kill-server");
    double killed = vt_now();
    while (kill(pid, 0) == 0 && vt_now() - killed < SOON_MS) {
        waitpid(pid, NULL, WNOHANG); /* where this process is its reaper */
        usleep(5000);
    }
    if (kill(pid, 0) == 0)
        fail_msg("with '%s' it outlives tmux", shown);
}

static void test_it_ends_with_the_tmux_server(void **state)
{
    if (system("command -v tmux >/dev/null") != 0)
        skip();
    expect_end_with_server(state, "send-keys needle", "3,0[0-9]* lines");
    expect_end_with_server(state, "send-keys needle Enter", "EDITING");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_waits_without_growing_and_goes_on),
        cmocka_unit_test(test_signals_end_it_though_nothing_is_read),
        cmocka_unit_test(test_a_fault_ends_it_though_nothing_is_read),
        cmocka_unit_test(test_it_ends_with_the_tmux_server),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
