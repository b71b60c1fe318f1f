/* The terminal goes away: ken goes too, within a second, with all that it has started; with SIGHUP as it is, and
 * ignored as under nohup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/hang_up.h"

enum { PATIENCE_MS = 6000 }; /* the long test is strict */

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    hang_up_fill(scratch);
    return 0;
}

static void test_every_mode_ends_with_the_terminal(void **state)
{
    for (int mode = 0; mode < HANG_UP_MODES; mode++)
        hang_up_try(*state, (HangUpMode)mode, false, PATIENCE_MS, 1);
}

static void test_every_mode_ends_with_the_terminal_though_sighup_is_ignored(void **state)
{
    for (int mode = 0; mode < HANG_UP_MODES; mode++)
        hang_up_try(*state, (HangUpMode)mode, true, PATIENCE_MS, 2);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_mode_ends_with_the_terminal),
        cmocka_unit_test(test_every_mode_ends_with_the_terminal_though_sighup_is_ignored),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
