/* Random keys over all views while files change: ken neither dies nor sends the terminal what it must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/monkey.h"

enum { KEYS = 3000 };

/* KEN_MONKEY_SEED and KEN_MONKEY_KEYS: another one than usual. */
static unsigned long number_of(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoul(text, NULL, 10) : otherwise;
}

static void test_a_monkey_at_the_keyboard(void **state)
{
    (void)state;
    Scratch scratch;
    Monkey monkey;
    scratch_init(&scratch);
    monkey_begin(&monkey, &scratch, (uint32_t)number_of("KEN_MONKEY_SEED", 1));
    monkey_type(&monkey, number_of("KEN_MONKEY_KEYS", KEYS));
    monkey_settle(&monkey);
    monkey_end(&monkey);
    scratch_deinit(&scratch);
    printf("%lu keys, %lu changes of files, %lu starts, %zu bytes\n", monkey.keys, monkey.changes, monkey.starts,
           monkey.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_monkey_at_the_keyboard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
