/* 200,000 random keys over all views, with 5,000 changes of files alongside: ken's own memory stays flat, and no
 * descriptor is leaked. Takes at most 400 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/monkey.h"

enum { KEYS = 200000, PARTS = 10, FIRST_PART = 2 };

static void test_memory_stays_flat(void **state)
{
    (void)state;
    Scratch scratch;
    Monkey monkey;
    long kb[PARTS + 1] = {0}, fds[PARTS + 1] = {0};
    scratch_init(&scratch);
    monkey_begin(&monkey, &scratch, 20261123);
    monkey.stays_near = true;
    for (int i = 1; i <= PARTS; i++) {
        monkey_type(&monkey, KEYS / PARTS);
        monkey_settle(&monkey);
        long slabs = monkey_slabs_kb(&monkey);
        kb[i] = monkey_anonymous_kb(&monkey) - slabs;
        fds[i] = monkey_descriptors(&monkey);
        printf("%lu keys, %lu changes, %lu starts: %ld KB and %ld KB of slabs, %ld descriptors\n", monkey.keys,
               monkey.changes, monkey.starts, kb[i], slabs, fds[i]);
        fflush(stdout);
    }
    monkey_end(&monkey);
    scratch_deinit(&scratch);
    double growth = ((double)kb[PARTS] / (double)kb[FIRST_PART] - 1) * 100;
    printf("figure: soak of %lu keys, %lu changes of files, %.1f MB of output parsed: memory, slabs aside, from %ld KB "
           "at 20 %% to %ld "
           "KB (%+.1f %%), descriptors from %ld to %ld, ken started %lu times\n",
           monkey.keys, monkey.changes, (double)monkey.bytes / 1e6, kb[FIRST_PART], kb[PARTS], growth, fds[FIRST_PART],
           fds[PARTS], monkey.starts);
    assert_true(growth <= 2);
    assert_true(fds[PARTS] <= fds[FIRST_PART]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_stays_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
