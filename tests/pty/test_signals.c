/* ken under job control: however and whenever it stops or ends, the terminal is given back, and continued it is as it
 * was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/job.h"
#include "tests/support/ken.h"
#include "tests/support/signal_storm.h"

enum { PATIENCE_MS = 8000, SOON_MS = 1000, ENDINGS = 24, STORM_EVENTS = 120 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    signal_storm_fill(scratch);
    return 0;
}

static Job *start(void **state)
{
    Job *job = job_start(*state, &(JobOptions){.script = NULL});
    assert_true(vt_until(job->vt, "a.txt", PATIENCE_MS));
    vt_type(job->vt, "second");
    assert_true(vt_until(job->vt, "1 line in 1 file", PATIENCE_MS));
    return job;
}

static void expect_stop_and_go_on(Job *job, const char *how)
{
    assert_int_equal(job_wait(job, PATIENCE_MS), JOB_STOPPED);
    job_expect_given_back(job, how);
    job_continue(job);
    vt_pump(job->vt, 200);
    assert_true(vt_until(job->vt, "1 line in 1 file", PATIENCE_MS));
    assert_non_null(vt_not_given_back(job->vt)); /* ken has it again */
}

static void end(Job *job)
{
    vt_type(job->vt, KEY_CTRL_C);
    assert_int_equal(job_wait(job, PATIENCE_MS), JOB_ENDED);
    assert_true(WIFEXITED(job->status) && WEXITSTATUS(job->status) == 0);
    job_expect_given_back(job, "^C");
    job_free(job);
}

static void test_the_stop_key_gives_the_terminal_back(void **state)
{
    Job *job = start(state);
    for (int i = 0; i < 3; i++) {
        vt_type(job->vt, "\x1a");
        expect_stop_and_go_on(job, "^Z");
    }
    end(job);
}

static void test_a_stop_signal_gives_the_terminal_back(void **state)
{
    Job *job = start(state);
    for (int i = 0; i < 3; i++) {
        kill(i % 2 ? -job->pid : job->pid, SIGTSTP);
        expect_stop_and_go_on(job, "SIGTSTP");
    }
    end(job);
}

/* SIGSTOP cannot be caught: the shell finds the screen as it is, but ken has it back afterwards. */
static void test_it_draws_anew_after_a_stop_it_did_not_see(void **state)
{
    Job *job = start(state);
    kill(job->pid, SIGSTOP);
    assert_int_equal(job_wait(job, PATIENCE_MS), JOB_STOPPED);
    job_continue(job);
    vt_pump(job->vt, 300);
    assert_true(vt_find(job->vt, "1 line in 1 file") >= 0);
    end(job);
}

/* Two stops before one is seen, and a continue that comes right behind a stop. */
static void test_a_continue_behind_a_stop_wins(void **state)
{
    Job *job = start(state);
    for (int i = 0; i < 20; i++) {
        kill(job->pid, SIGTSTP);
        kill(job->pid, SIGCONT);
        if (job_wait(job, 20) == JOB_STOPPED)
            job_continue(job);
    }
    vt_pump(job->vt, 200);
    while (job_wait(job, 50) == JOB_STOPPED)
        job_continue(job);
    assert_true(vt_until(job->vt, "1 line in 1 file", PATIENCE_MS));
    end(job);
}

static void expect_end(void **state, int number)
{
    char what[32];
    Job *job = start(state);
    snprintf(what, sizeof what, "signal %d", number);
    double sent = vt_now();
    kill(job->pid, number);
    assert_int_equal(job_wait(job, PATIENCE_MS), JOB_ENDED);
    assert_true(vt_now() - sent < SOON_MS * 3);
    job_expect_given_back(job, what);
    if (!WIFEXITED(job->status) || WEXITSTATUS(job->status) != 128 + number)
        fail_msg("%s: the status is %x", what, (unsigned)job->status);
    job_free(job);
}

static void test_signals_that_end_it_show_in_the_status(void **state)
{
    static const int numbers[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        expect_end(state, numbers[i]);
}

/* The status is that of the signal, for a shell to see. A sanitizer's own handlers stay out of it. */
static void test_faults_keep_their_signal(void **state)
{
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGXCPU};
    const char *const env[] = {
        "ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
        "handle_sigtrap=0:detect_leaks=0",
        "TSAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
        "handle_sigtrap=0",
        NULL};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char what[32];
        Job *job = job_start(*state, &(JobOptions){.env = env});
        assert_true(vt_until(job->vt, "a.txt", PATIENCE_MS));
        vt_type(job->vt, "e");
        kill(job->pid, numbers[i]);
        snprintf(what, sizeof what, "fault %d", numbers[i]);
        assert_int_equal(job_wait(job, PATIENCE_MS), JOB_ENDED);
        job_expect_given_back(job, what);
        if (!WIFSIGNALED(job->status) || WTERMSIG(job->status) != numbers[i])
            fail_msg("%s: the status is %x", what, (unsigned)job->status);
        job_free(job);
    }
}

static void test_ends_at_random_moments(void **state)
{
    for (unsigned i = 0; i < ENDINGS; i++)
        signal_storm_end(*state, i);
}

static void test_a_storm_of_stops_continues_and_sizes(void **state)
{
    SignalStorm storm = {.seed = 11, .events = STORM_EVENTS};
    signal_storm_run(*state, &storm);
    assert_true(storm.stops > 5);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_stop_key_gives_the_terminal_back),
        cmocka_unit_test(test_a_stop_signal_gives_the_terminal_back),
        cmocka_unit_test(test_it_draws_anew_after_a_stop_it_did_not_see),
        cmocka_unit_test(test_a_continue_behind_a_stop_wins),
        cmocka_unit_test(test_signals_that_end_it_show_in_the_status),
        cmocka_unit_test(test_faults_keep_their_signal),
        cmocka_unit_test(test_ends_at_random_moments),
        cmocka_unit_test(test_a_storm_of_stops_continues_and_sizes),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
