/* What the terminal really gets and sends: the clipboard through what stands in between, and Alt-Enter's bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/ken.h"

#define BASE64 "bmVlZGxlIHR3bw==" /* "needle two" */

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    scratch_write_text(scratch, "one.c", "needle one\nneedle two\nother\n");
    return 0;
}

/* Copies the line "needle two" from the results; the terminal has got `expected`. */
static void check_copy(Scratch *scratch, const char *const *env, const char *expected)
{
    Vt *vt = ken_start(scratch, NULL, env);
    assert_true(vt_until(vt, "one.c", 5000));
    vt_type(vt, "two");
    assert_true(vt_until(vt, "1 line in 1 file", 5000));
    vt_type(vt, "\x1bl");
    assert_true(vt_until(vt, "copied needle two", 5000));
    vt_pump(vt, 100);
    if (!strstr(vt_log(vt), expected))
        fail_msg("the terminal has not got the line");
    ken_quit(vt);
}

static void test_a_terminal_gets_the_line(void **state)
{
    check_copy(*state, NULL, "\x1b]52;c;" BASE64 "\a");
}

static void test_tmux_gets_it_both_ways(void **state)
{
    const char *const env[] = {"TMUX=/tmp/tmux-0/default,1,0", NULL};
    check_copy(*state, env, "\x1b]52;c;" BASE64 "\a\x1bPtmux;\x1b\x1b]52;c;" BASE64 "\a\x1b\\");
}

static void test_screen_gets_it_in_a_control_string(void **state)
{
    const char *const env[] = {"STY=1.pts", NULL};
    check_copy(*state, env, "\x1bP\x1b]52;c;" BASE64 "\a\x1b\\");
}

static void test_a_terminal_without_clipboard_is_told(void **state)
{
    const char *const env[] = {"TERM=vt220", NULL};
    Vt *vt = ken_start(*state, NULL, env);
    assert_true(vt_until(vt, "one.c", 5000));
    vt_type(vt, "two");
    assert_true(vt_until(vt, "1 line in 1 file", 5000));
    vt_type(vt, "\x1bl");
    assert_true(vt_until(vt, "not copied", 5000));
    assert_null(strstr(vt_log(vt), "]52;"));
    ken_quit(vt);
}

static void test_alt_enter_searches_within_the_results(void **state)
{
    Vt *vt = ken_start(*state, NULL, NULL);
    assert_true(vt_until(vt, "one.c", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "2 lines in 1 file", 5000));
    vt_type(vt, "\x1b\r");
    assert_true(vt_until(vt, "within: needle", 5000));
    vt_type(vt, "one");
    assert_true(vt_until(vt, "1 line in 1 file", 5000));
    vt_type(vt, "\x18\r"); /* ^X Enter */
    assert_true(vt_until(vt, "within: needle › one", 5000));
    vt_type(vt, "\x7f\x1bz"); /* Backspace, Alt-Z: "one" again, then nothing typed */
    assert_true(vt_until(vt, "2 lines in 1 file", 5000));
    ken_quit(vt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_terminal_gets_the_line, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_tmux_gets_it_both_ways, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_screen_gets_it_in_a_control_string, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_terminal_without_clipboard_is_told, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_alt_enter_searches_within_the_results, setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
