/* 2,000 random WINCH, TSTP and CONT, and 200 signals that end ken at random moments of scripted keys: the terminal is
 * given back every time. Takes at most 240 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/signal_storm.h"

enum { EVENTS = 2000, ENDINGS = 200 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    signal_storm_fill(scratch);
    return 0;
}

static void test_stops_continues_and_sizes(void **state)
{
    SignalStorm storm = {.seed = 2026, .events = EVENTS};
    signal_storm_run(*state, &storm);
    printf("figure: signals WINCH, TSTP, CONT at random: %u sent, %u stops, terminal given back every time\n",
           storm.events, storm.stops);
    assert_true(storm.stops > EVENTS / 10);
}

static void test_endings(void **state)
{
    for (unsigned i = 0; i < ENDINGS; i++)
        signal_storm_end(*state, 1000 + i);
    printf("figure: signals TERM, INT, HUP, QUIT at random: %d sent, terminal given back every time\n", ENDINGS);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops_continues_and_sizes),
        cmocka_unit_test(test_endings),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
