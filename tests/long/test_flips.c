/* A hundred million matches are tried on mapped bytes that other threads change: nothing crashes. Takes at most 240 s.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/flips.h"

enum { LINES = 100000000 };

static void test_bytes_that_change_under_the_match_crash_nothing(void **state)
{
    (void)state;
    flip_storm_run(LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_that_change_under_the_match_crash_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
