/* An editor may crash, stop, leave the terminal in any state, or not start: ken has its screen back, and says what
 * went wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/editor_trips.h"

static void test_every_manner_of_editor(void **state)
{
    EditorTrips trips;
    editor_trips_begin(&trips, *state);
    for (int i = 0; i < EDITOR_MANNERS * 2; i++)
        editor_trips_make(&trips, (EditorManner)(i % EDITOR_MANNERS));
    editor_trips_end(&trips);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], JOB_SHELL) == 0)
        return job_shell(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_manner_of_editor),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
