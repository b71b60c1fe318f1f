/* The list of files by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/screen.h"

static void words_match_paths_and_base_names_come_first(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-f");
    screen_type(screen, "net");
    screen_settle(screen);
    screen_expect_at(screen, 0, "files ❯ net");
    screen_expect_at(screen, 0, "4 files");
    screen_expect_at(screen, screen_selected(screen), "drivers/main_net.h");
    screen_type(screen, " main");
    screen_settle(screen);
    screen_expect_at(screen, 0, "2 files");
    screen_type(screen, "x");
    screen_settle(screen);
    screen_expect_at(screen, 0, "0 files");
}

static void capitals_are_told_apart_once_typed(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-f");
    screen_type(screen, "readme");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 file");
    screen_keys(screen, "Ctrl-u");
    screen_type(screen, "Main");
    screen_settle(screen);
    screen_expect_at(screen, 0, "0 files");
}

static void enter_edits_and_right_pages(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-f");
    screen_type(screen, "core");
    screen_keys(screen, "Enter");
    screen_settle(screen);
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "net/core.c"));
    screen_keys(screen, "Right");
    screen_settle(screen);
    screen_expect_not(screen, "files ❯");
}

static void escape_goes_back_to_the_search(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "int");
    screen_settle(screen);
    screen_keys(screen, "Ctrl-f");
    screen_type(screen, "core");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ int");
    screen_expect_at(screen, 0, "4 lines in 4 files");
}

static void the_chosen_file_stays_chosen_when_the_list_changes(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_keys(screen, "Down Down Down");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "drivers/net/util.c");
    screen_write(fixture->folder, "aaa", "new\n");
    screen_keys(screen, "F5");
    screen_settle(screen);
    screen_expect_at(screen, 0, "6 files");
    screen_expect_at(screen, screen_selected(screen), "drivers/net/util.c");
}

static void globs_hold_in_the_list_too(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Alt-g");
    screen_type(screen, "*.h");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 file");
    screen_expect(screen, "main_net.h");
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(words_match_paths_and_base_names_come_first),
        SCREEN_TEST(capitals_are_told_apart_once_typed),
        SCREEN_TEST(enter_edits_and_right_pages),
        SCREEN_TEST(escape_goes_back_to_the_search),
        SCREEN_TEST(the_chosen_file_stays_chosen_when_the_list_changes),
        SCREEN_TEST(globs_hold_in_the_list_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
