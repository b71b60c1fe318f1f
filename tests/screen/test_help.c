/* Help, the command palette, the status view. */
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

static void help_lists_the_keys_of_where_it_was_asked_first(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "F1");
    screen_settle(screen);
    screen_expect_at(screen, 2, "Search: the prompt and the results");
    screen_expect_at(screen, 0, "help");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
}

static void typing_filters_help(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "F1");
    screen_type(screen, "whole words");
    screen_settle(screen);
    screen_expect(screen, "Alt-W");
    screen_expect(screen, "match whole words only");
    screen_expect_not(screen, "one page down");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "help");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
}

static void help_scrolls_to_its_end(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "F1");
    for (int i = 0; i < 40; i++)
        screen_keys(screen, "PgDn");
    screen_settle(screen);
    screen_expect_not(screen, "Search: the prompt and the results");
    for (int i = 0; i < 40; i++)
        screen_keys(screen, "PgUp");
    screen_settle(screen);
    screen_expect_at(screen, 2, "Search: the prompt and the results");
}

static void a_command_is_found_by_typing_and_run(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "int");
    screen_settle(screen);
    screen_keys(screen, "F2");
    screen_type(screen, "toggle-word");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 command");
    screen_expect_at(screen, screen_selected(screen), "match whole words only");
    screen_keys(screen, "Enter");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ int");
    int x = 0;
    while (canvas_cell(&screen->canvas, x, 0)->chars[0] != L'\\')
        x++;
    assert_int_equal(screen_role(screen, x, 0), ROLE_ACCENT);
}

static void the_status_view_tells_the_figures(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "F2");
    screen_type(screen, "show memory");
    screen_keys(screen, "Enter");
    screen_settle(screen);
    screen_expect_at(screen, 0, "status");
    for (int i = 0; i < 500 && screen_find(screen, "still reading") >= 0; i++) {
        usleep(10000);
        screen_settle(screen);
    }
    screen_expect(screen, "known               5 files");
    screen_expect(screen, "mapped              0 files");
    screen_expect(screen, "retired             0 files");
    screen_expect(screen, "address space");
    screen_expect(screen, "of which files may take");
    screen_keys(screen, "PgDn");
    screen_settle(screen);
    screen_expect(screen, "worker threads      2");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
}

static void panels_are_drawn_in_every_size(void **state)
{
    Screen *screen = screen_of(state);
    const char *const keys[] = {"F1", "Esc F2", "Esc F12"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        screen_keys(screen, keys[i]);
        for (int width = 1; width <= 120; width += 7)
            for (int height = 1; height <= 30; height += 3) {
                screen_resize(screen, width, height);
                screen_keys(screen, "Down PgDn Up");
                screen_step(screen);
            }
    }
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(help_lists_the_keys_of_where_it_was_asked_first),
        SCREEN_TEST(typing_filters_help),
        SCREEN_TEST(help_scrolls_to_its_end),
        SCREEN_TEST(a_command_is_found_by_typing_and_run),
        SCREEN_TEST(the_status_view_tells_the_figures),
        SCREEN_TEST(panels_are_drawn_in_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
