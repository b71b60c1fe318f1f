/* The program follows what changes on disk, and sleeps while nothing does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>

#include "tests/support/ken.h"
#include "tests/support/process.h"

enum { REST_MS = 1500, IDLE_MS = 800 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    scratch_write_text(scratch, "one.txt", "a needle\n");
    scratch_write_text(scratch, "folder/two.txt", "another needle\n");
    return 0;
}

static Vt *start_searching(const Scratch *scratch)
{
    Vt *vt = ken_start(scratch, NULL, NULL);
    assert_true(vt_until(vt, "one.txt", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "2 lines in 2 files", 5000));
    return vt;
}

static void test_a_saved_file_shows_in_the_results_without_a_key(void **state)
{
    Vt *vt = start_searching(*state);
    vt_pump(vt, REST_MS);
    scratch_write_text(*state, "folder/two.txt", "another needle\nand one more needle\n");
    assert_true(vt_until(vt, "3 lines in 2 files", 5000));
    assert_true(vt_until(vt, "and one more needle", 5000));
    scratch_write_text(*state, "new/three.txt", "a needle in a new file\n");
    assert_true(vt_until(vt, "4 lines in 3 files", 5000));
    ken_quit(vt);
}

static bool has_sent(const Vt *vt, const char *sequence)
{
    return memmem(vt_log(vt), vt_received(vt), sequence, strlen(sequence)) != NULL;
}

static void test_the_terminal_is_asked_to_tell_of_its_focus_until_the_end(void **state)
{
    Vt *vt = start_searching(*state);
    assert_true(has_sent(vt, "\x1b[?1004h"));
    assert_false(has_sent(vt, "\x1b[?1004l"));
    vt_type(vt, "\x1b[O\x1b[Is\x1b[O\x1b[I");
    assert_true(vt_until(vt, "needles", 5000));
    vt_type(vt, KEY_CTRL_C);
    assert_true(vt_wait_exit(vt, 5000) >= 0);
    assert_true(has_sent(vt, "\x1b[?1004l"));
    vt_free(vt);
}

static void test_at_rest_no_thread_wakes_up(void **state)
{
    Vt *vt = start_searching(*state);
    scratch_write_text(*state, "one.txt", "a needle\na needle\n");
    assert_true(vt_until(vt, "3 lines in 2 files", 5000));
    vt_pump(vt, REST_MS);
    long before = process_sleeps(vt_pid(vt));
    vt_pump(vt, IDLE_MS);
    assert_int_equal(process_sleeps(vt_pid(vt)), before);
    ken_quit(vt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_saved_file_shows_in_the_results_without_a_key, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_at_rest_no_thread_wakes_up, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_terminal_is_asked_to_tell_of_its_focus_until_the_end, setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
