/* The tree of folders. */
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

static void the_tree_shows_closed_folders_first(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-t");
    screen_settle(screen);
    int drivers = screen_find(screen, "▸ drivers/"), net = screen_find(screen, "▸ net/");
    assert_true(drivers >= 0 && net == drivers + 1 && screen_find(screen, "README") == net + 1);
    screen_expect_at(screen, drivers, "3 files");
}

static void right_opens_and_left_closes(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-t Right");
    screen_settle(screen);
    screen_expect(screen, "▾ drivers/");
    screen_expect(screen, "main_net.h");
    screen_keys(screen, "Right Right");
    screen_settle(screen);
    screen_expect(screen, "util.c");
    screen_keys(screen, "Left Left Left");
    screen_settle(screen);
    screen_expect_not(screen, "main_net.h");
    screen_expect_at(screen, screen_selected(screen), "▸ drivers/");
}

static void finding_opens_the_folders_above(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-t /");
    screen_type(screen, "util");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "util.c");
    screen_expect_at(screen, 0, "tree / util");
    screen_keys(screen, "Enter");
    screen_settle(screen);
    screen_expect_at(screen, 0, "drivers/net/util.c");
}

static void searching_here_sets_the_globs(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "int");
    screen_settle(screen);
    screen_keys(screen, "Ctrl-t");
    screen_settle(screen);
    screen_keys(screen, "s");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in: /drivers/");
    screen_expect_at(screen, 0, "3 lines in 3 files");
}

static void escape_leaves_the_tree(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-t");
    screen_settle(screen);
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
    assert_false(app_wants_quit(screen->app));
}

static void the_tree_is_drawn_in_every_size(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-t Right");
    for (int width = 1; width <= 120; width += 7)
        for (int height = 1; height <= 30; height += 3) {
            screen_resize(screen, width, height);
            screen_keys(screen, "Down Up");
            screen_step(screen);
        }
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(the_tree_shows_closed_folders_first),
        SCREEN_TEST(right_opens_and_left_closes),
        SCREEN_TEST(finding_opens_the_folders_above),
        SCREEN_TEST(searching_here_sets_the_globs),
        SCREEN_TEST(escape_leaves_the_tree),
        SCREEN_TEST(the_tree_is_drawn_in_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
