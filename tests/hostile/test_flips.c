/* Matches on mapped bytes that other threads change crash nothing; tests/long/test_flips.c tries many more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/flips.h"

enum { LINES = 3000000, PATTERNS_LEAST = 50 };

static void test_bytes_that_change_under_the_match_crash_nothing(void **state)
{
    (void)state;
    FlipStorm counts = flip_storm(LINES);
    printf(
        "figure: matches tried while bytes change: %llu with %u patterns, %llu found, %llu bytes changed, no crash\n",
        (unsigned long long)counts.lines, counts.patterns, (unsigned long long)counts.matched,
        (unsigned long long)counts.flips);
    assert_true(counts.lines >= LINES && counts.matched > 0 && counts.resolved > 0 && counts.flips > 0);
    assert_true(counts.patterns >= PATTERNS_LEAST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_that_change_under_the_match_crash_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
