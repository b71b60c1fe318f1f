/* 300 round trips to editors that end well, crash, stop, leave the terminal in any state, or do not start.
 * Takes at most 120 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/editor_trips.h"

enum { TRIPS = 300 };

static void test_three_hundred_trips(void **state)
{
    EditorTrips trips;
    editor_trips_begin(&trips, *state);
    uint32_t random = 7;
    for (int i = 0; i < TRIPS; i++) {
        random = random * 1664525U + 1013904223U;
        editor_trips_make(&trips, (EditorManner)((random >> 8) % EDITOR_MANNERS));
    }
    editor_trips_end(&trips);
    printf("figure: editor round trips of %d manners in one session, terminal right each time: %d\n", EDITOR_MANNERS,
           TRIPS);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_hundred_trips),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
