/* Looking in code, in comments or in strings only: the key, what the prompt says, and the way out of nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>

#include "tests/support/screen.h"

static int open_fixture(void **state)
{
    char *folder = screen_folder();
    screen_write(folder, "a.c", "int zeta; /* zeta */\n// zeta\nputs(\"zeta\");\nzeta();\n");
    screen_write(folder, "b.c", "int etas; /* thetas */\nint thetas; /* etas */\nthetas();\nint only;\n");
    return fixture_open_on(state, folder);
}

static void the_scope_goes_from_code_to_strings_and_back(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "zeta");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 lines in 1 file");
    screen_keys(screen, "Alt-/");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in code  .*");
    screen_expect_at(screen, 0, "2 lines in 1 file");
    screen_keys(screen, "Alt-/");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in comments");
    screen_expect_at(screen, 0, "2 lines in 1 file");
    screen_expect(screen, "2  // zeta");
    screen_keys(screen, "Ctrl-X /");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in strings");
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Alt-/");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 lines in 1 file");
}

/* The name in the comment is highlighted, the one in the code is not. */
static void only_matches_of_the_scope_are_highlighted(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Alt-/ Alt-/");
    screen_type(screen, "zeta");
    screen_settle(screen);
    int y = screen_selected(screen);
    screen_expect_at(screen, y, "1  int zeta; /* zeta */");
    assert_int_not_equal(screen_role(screen, 13, y), ROLE_MATCH);
    assert_int_equal(screen_role(screen, 22, y), ROLE_MATCH);
}

static void each_level_keeps_its_scope(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Alt-/ Alt-/");
    screen_type(screen, "thetas");
    screen_keys(screen, "Alt-Enter Alt-/ Alt-/");
    screen_type(screen, "int");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_expect(screen, "1  int etas; /* thetas */");
    screen_keys(screen, "Ctrl-U Backspace");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in comments");
    screen_expect_at(screen, 0, "1 line in 1 file");
}

static void nothing_in_the_scope_is_probed_anywhere(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Alt-/ Alt-/");
    screen_type(screen, "only");
    screen_settle(screen);
    screen_expect(screen, "1 line in 1 file  anywhere");
    screen_keys(screen, "Alt-?");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_expect_not(screen, "in comments");
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(the_scope_goes_from_code_to_strings_and_back),
        SCREEN_TEST(only_matches_of_the_scope_are_highlighted),
        SCREEN_TEST(each_level_keeps_its_scope),
        SCREEN_TEST(nothing_in_the_scope_is_probed_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
