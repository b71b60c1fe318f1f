/* 2,700 sizes, from none and 1x1 to 500x200, in every view: the last frame is a fresh one's. Takes at most 200 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/resize_storm.h"

enum { ROUNDS = 5, SIZES = 60 };

static void test_sizes_that_change_in_every_view(void **state)
{
    (void)state;
    Scratch scratch;
    scratch_init(&scratch);
    resize_storm_fill(&scratch);
    for (int view = 0; view < STORM_VIEWS; view++)
        resize_storm_run(&scratch, (StormView)view, ROUNDS, SIZES, (uint32_t)view + 100);
    scratch_deinit(&scratch);
    printf("figure: sizes from 0x0 and 1x1 to 500x200 in %d views, frames equal to fresh ones afterwards: %d\n",
           STORM_VIEWS, ROUNDS * SIZES * STORM_VIEWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_that_change_in_every_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
