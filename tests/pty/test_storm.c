/* A file that another process truncates and rewrites while ken searches and pages it: ken goes on. With the fault
 * handler off, the same storm kills it: the storm is a real one. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/ken.h"

enum {
    FILES = 12,
    FILE_BYTES = 3 << 20,
    STORM_MS = 10000,
};

static char *contents(void)
{
    char *bytes = malloc(FILE_BYTES);
    for (size_t i = 0; i < FILE_BYTES; i += 32)
        memcpy(bytes + i, "needle in a stormy line of text\n", 32);
    return bytes;
}

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    char *bytes = contents();
    for (int i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "storm%02d.txt", i);
        scratch_write(scratch, name, slice_of(bytes, FILE_BYTES));
    }
    free(bytes);
    return 0;
}

/* Truncates and rewrites the files for ever, in a process of its own. */
static pid_t start_storm(const Scratch *scratch)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    char *bytes = contents();
    for (unsigned i = 0;; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/storm%02u.txt", scratch->path, i % FILES);
        int fd = open(path, O_WRONLY);
        if (fd < 0 || ftruncate(fd, i % 3 ? 0 : 4096) != 0 || write(fd, bytes, FILE_BYTES) < 0)
            _exit(1);
        close(fd);
    }
}

static void end_storm(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void test_ken_goes_on_through_the_storm(void **state)
{
    Vt *vt = ken_start(*state, NULL, NULL);
    assert_true(vt_until(vt, "storm00.txt", 5000));
    pid_t storm = start_storm(*state);
    double end = vt_now() + STORM_MS;
    for (unsigned i = 0; vt_now() < end; i++) {
        static const char *const steps[] = {"n",         "e",    "e",      "d",       KEY_DOWN,      KEY_DOWN,
                                            "\x1b[1;2B", "\x15", "stormy", KEY_RIGHT, KEY_PAGE_DOWN, "G",
                                            "/line\r",   "n",    "q",      "\x15"};
        vt_type(vt, steps[i % (sizeof steps / sizeof steps[0])]);
        vt_pump(vt, 15);
        int status = 0;
        assert_int_equal(waitpid(vt_pid(vt), &status, WNOHANG), 0);
    }
    end_storm(storm);
    vt_pump(vt, 300);
    vt_type(vt, "q\x15\x15needle");
    assert_true(vt_until(vt, "needle", 5000));
    assert_true(vt_until(vt, " lines in ", 10000));
    ken_quit(vt);
}

static void test_without_the_handler_the_storm_kills(void **state)
{
    const char *const env[] = {"KEN_NO_FAULT_HANDLER=1", NULL};
    bool has_died = false;
    pid_t storm = start_storm(*state);
    for (int try = 0; try < 10 && !has_died; try++) {
        Vt *vt = ken_start(*state, NULL, env);
        double end = vt_now() + 4000;
        while (vt_now() < end && !has_died) {
            vt_type(vt, "n\x15");
            int status = vt_wait_exit(vt, 20);
            has_died = status >= 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        vt_free(vt);
    }
    end_storm(storm);
    assert_true(has_died);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ken_goes_on_through_the_storm, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_without_the_handler_the_storm_kills, setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
