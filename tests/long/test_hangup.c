/* The terminal goes away 100 times, in every mode of ken, with SIGHUP as it is and ignored: gone within a second, and
 * no process is left. Takes at most 200 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/hang_up.h"

enum { TRIALS = 100, GONE_MS = 1000 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    hang_up_fill(scratch);
    return 0;
}

static void test_a_hundred_hang_ups(void **state)
{
    double slowest = 0;
    for (unsigned i = 0; i < TRIALS; i++) {
        double took = hang_up_try(*state, (HangUpMode)(i % HANG_UP_MODES), i / HANG_UP_MODES % 2, GONE_MS, i);
        slowest = took > slowest ? took : slowest;
    }
    printf("figure: hang-ups in %d modes, all gone within 1 s, no process left: %d (the slowest took %.0f ms)\n",
           HANG_UP_MODES, TRIALS, slowest);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_hundred_hang_ups),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
