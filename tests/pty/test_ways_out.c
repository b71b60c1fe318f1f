/* However ken ends, the terminal is as it was: modes, cursor, main screen. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/support/ken.h"

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    scratch_write_text(scratch, "a.txt", "first line\nsecond line\n");
    return 0;
}

static bool same_modes(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

static void assert_sane(Vt *vt, const struct termios *before)
{
    struct termios after;
    vt_modes(vt, &after);
    assert_true(same_modes(before, &after));
    assert_true(vt_cursor_is_visible(vt));
    assert_true(vt_is_on_main_screen(vt));
}

/* Starts ken, notes the modes that the terminal had, and waits until ken shows its files. */
static Vt *start(void **state, struct termios *before)
{
    /* ken's own handlers are tested, not those of a sanitizer */
    const char *const env[] = {"ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0", NULL};
    Vt *vt = ken_start(*state, NULL, env);
    vt_modes(vt, before);
    assert_true(vt_until(vt, "a.txt", 5000));
    struct termios inside;
    vt_modes(vt, &inside);
    assert_false(inside.c_lflag & (ICANON | ECHO | ISIG));
    assert_false(vt_is_on_main_screen(vt));
    return vt;
}

/* The modes are read before ken can have changed them: by a terminal that nothing runs in. */
static void plain_modes(struct termios *modes)
{
    const char *const argv[] = {"true", NULL};
    Vt *vt = vt_start(&(VtOptions){.columns = 80, .rows = 24, .argv = argv});
    vt_wait_exit(vt, 5000);
    vt_modes(vt, modes);
    vt_free(vt);
}

static void end_by_keys(void **state, const char *keys, int expected_exit)
{
    struct termios before;
    Vt *vt = start(state, &before);
    plain_modes(&before);
    vt_type(vt, keys);
    int status = vt_wait_exit(vt, 5000);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected_exit);
    assert_sane(vt, &before);
    vt_free(vt);
}

static void test_ctrl_c_quits(void **state)
{
    end_by_keys(state, KEY_CTRL_C, 0);
}

static void test_escape_with_an_empty_query_quits(void **state)
{
    end_by_keys(state, KEY_ESC, 0);
}

static void end_by_signal(void **state, int signal, bool dies_of_it)
{
    struct termios before;
    Vt *vt = start(state, &before);
    plain_modes(&before);
    kill(vt_pid(vt), signal);
    int status = vt_wait_exit(vt, 5000);
    if (dies_of_it) {
        assert_true(WIFSIGNALED(status) || WIFEXITED(status));
        int code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
        assert_true(code == signal || code == 128 + signal || code != 0);
    } else {
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 128 + signal);
    }
    assert_sane(vt, &before);
    vt_free(vt);
}

static void test_sigterm_ends_cleanly(void **state)
{
    end_by_signal(state, SIGTERM, false);
}

static void test_sighup_ends_cleanly(void **state)
{
    end_by_signal(state, SIGHUP, false);
}

static void test_a_segmentation_fault_leaves_a_sane_terminal(void **state)
{
    end_by_signal(state, SIGSEGV, true);
}

static void test_an_abort_leaves_a_sane_terminal(void **state)
{
    end_by_signal(state, SIGABRT, true);
}

static void test_a_closed_terminal_ends_ken(void **state)
{
    struct termios before;
    Vt *vt = start(state, &before);
    vt_hang_up(vt);
    assert_true(vt_wait_exit(vt, 3000) >= 0);
    vt_free(vt);
}

static void test_suspend_gives_the_terminal_back_and_resumes(void **state)
{
    const char *const argv[] = {"sh", "-c", "set -m; \"$KEN_UNDER_TEST\"; echo BACK IN SHELL; fg; echo SHELL ENDS",
                                NULL};
    char program[1024];
    snprintf(program, sizeof program, "KEN_UNDER_TEST=%s", KEN_PROGRAM);
    const char *const env[] = {program, "XDG_STATE_HOME=/nonexistent", NULL};
    const Scratch *scratch = *state;
    Vt *vt = vt_start(&(VtOptions){.columns = 100, .rows = 30, .folder = scratch->path, .argv = argv, .env = env});
    assert_true(vt_until(vt, "a.txt", 5000));
    vt_type(vt, "second");
    assert_true(vt_until(vt, "1 line in 1 file", 5000));
    vt_type(vt, "\x1a");
    assert_true(vt_until(vt, "1 line in 1 file", 5000)); /* `fg` follows at once and the screen is back */
    vt_pump(vt, 300);
    assert_true(vt_find(vt, "1 line in 1 file") >= 0);
    assert_true(strstr(vt_log(vt), "BACK IN SHELL") != NULL);
    vt_type(vt, KEY_CTRL_C);
    int status = vt_wait_exit(vt, 5000);
    assert_true(WIFEXITED(status));
    assert_true(strstr(vt_log(vt), "SHELL ENDS") != NULL);
    vt_free(vt);
}

static void test_without_a_terminal_it_says_so(void **state)
{
    (void)state;
    char line[256] = "";
    FILE *out = popen(KEN_PROGRAM " . </dev/null 2>&1", "r");
    assert_non_null(out);
    assert_non_null(fgets(line, sizeof line, out));
    assert_int_equal(WEXITSTATUS(pclose(out)), 2);
    assert_non_null(strstr(line, "terminal"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ctrl_c_quits, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_escape_with_an_empty_query_quits, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_sigterm_ends_cleanly, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_sighup_ends_cleanly, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_segmentation_fault_leaves_a_sane_terminal, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_an_abort_leaves_a_sane_terminal, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_closed_terminal_ends_ken, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_suspend_gives_the_terminal_back_and_resumes, setup, scratch_teardown),
        cmocka_unit_test(test_without_a_terminal_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
