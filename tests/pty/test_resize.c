/* Whatever sizes the terminal has had, the last frame is the one that a fresh screen of that size shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/resize_storm.h"

enum { SIZES = 10 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    resize_storm_fill(scratch);
    return 0;
}

static void test_sizes_that_change_in_every_view(void **state)
{
    for (int view = 0; view < STORM_VIEWS; view++)
        resize_storm_run(*state, (StormView)view, 2, SIZES, (uint32_t)view + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_that_change_in_every_view),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
