/* 200,000 random keys over all views, with 5,000 changes of files alongside, in one process: ken's own memory and the
 * slabs stay flat, and no descriptor is leaked. KEN_SOAK_KEYS in the environment makes it another number of keys. Takes
 * at most 600 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/monkey.h"

enum { KEYS = 200000, PARTS = 10, FIRST_PART = 2, SLAB_KB = 2 << 10 };

static unsigned long count_keys(void)
{
    const char *wanted = getenv("KEN_SOAK_KEYS");
    return wanted ? strtoul(wanted, NULL, 10) : KEYS;
}

static void test_memory_stays_flat(void **state)
{
    (void)state;
    Scratch scratch;
    Monkey monkey;
    unsigned long keys = count_keys();
    long kb[PARTS + 1] = {0}, slabs[PARTS + 1] = {0}, fds[PARTS + 1] = {0};
    scratch_init(&scratch);
    monkey_begin(&monkey, &scratch, 20261123);
    monkey.stays_near = true;
    for (int i = 1; i <= PARTS; i++) {
        monkey_type(&monkey, keys / PARTS);
        monkey_settle(&monkey);
        slabs[i] = monkey_slabs_kb(&monkey);
        kb[i] = monkey_anonymous_kb(&monkey) - slabs[i];
        fds[i] = monkey_descriptors(&monkey);
        printf("%lu keys, %lu changes, %lu starts: %ld KB and %ld KB of slabs, %ld descriptors\n", monkey.keys,
               monkey.changes, monkey.starts, kb[i], slabs[i], fds[i]);
        fflush(stdout);
        assert_int_equal(monkey.starts, 1); /* else it is the memory of another process */
    }
    monkey_end(&monkey);
    scratch_deinit(&scratch);
    double growth = ((double)kb[PARTS] / (double)kb[FIRST_PART] - 1) * 100;
    printf("figure: soak of %lu keys, %lu changes of files, %.1f MB of output parsed: memory, slabs aside, from %ld KB "
           "at 20 %% to %ld "
           "KB (%+.1f %%), slabs from %ld to %ld KB, descriptors from %ld to %ld\n",
           monkey.keys, monkey.changes, (double)monkey.bytes / 1e6, kb[FIRST_PART], kb[PARTS], growth,
           slabs[FIRST_PART], slabs[PARTS], fds[FIRST_PART], fds[PARTS]);
    assert_true(growth <= 2);
    assert_true(slabs[PARTS] <= slabs[FIRST_PART] + 2 * SLAB_KB); /* three threads read, each into one of its own */
    assert_true(fds[PARTS] <= fds[FIRST_PART]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_stays_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
