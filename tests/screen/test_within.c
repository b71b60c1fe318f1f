/* Searching within the results: the stack of questions, its chips, and the ways back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/screen.h"

enum { MANY = 200 };

static int open_fixture(void **state)
{
    char *folder = screen_folder();
    screen_write(folder, "src/alpha.c", "int alpha(void)\nstatic int alpha_two(Foo);\nint two;\n");
    screen_write(folder, "src/beta.c", "\tint beta = alpha() + alpha();\nfoo(bar)\nfoobar alpha\n");
    screen_write(folder, "doc/readme", "alpha is the first letter\na.b\naxb\n");
    Buf many = {0};
    for (int i = 0; i < MANY; i++)
        buf_printf(&many, "gamma %s %d\n", i % 3 == 0 ? "delta" : "other", i);
    buf_append_byte(&many, '\0');
    screen_write(folder, "many", many.data);
    buf_deinit(&many);
    return fixture_open_on(state, folder);
}

static void what_is_typed_next_must_match_too(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 lines in 3 files");
    screen_keys(screen, "Alt-Enter");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ within: alpha ›");
    screen_expect_at(screen, 0, "5 lines in 3 files");
    screen_expect(screen, "alpha is the first letter");
    screen_type(screen, "int");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ within: alpha › int");
    screen_expect_at(screen, 0, "3 lines in 2 files");
    screen_expect_not(screen, "3  int two;");
    screen_keys(screen, "Ctrl-X Enter");
    screen_type(screen, "two");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ within: alpha › int › two");
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_expect_at(screen, screen_selected(screen), "static int alpha_two(Foo);");
}

static void the_label_is_dim_and_the_cursor_behind_it(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "in");
    screen_settle(screen);
    assert_int_equal(screen_role(screen, 2, 0), ROLE_DIM);
    assert_int_equal(screen_role(screen, 11, 0), ROLE_DIM);
    assert_int_equal(screen->canvas.cursor_x, 2 + 8 + 5 + 3 + 2);
}

static void each_level_keeps_its_own_modes(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "Foo");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Esc");
    screen_type(screen, "a.b");
    screen_keys(screen, "Alt-r");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Alt-Enter Alt-r");
    screen_type(screen, "^a.b$");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Ctrl-u Backspace");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ a.b");
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Alt-r");
    screen_settle(screen);
    screen_expect_at(screen, 0, "2 lines in 1 file");
}

static void expect_back_at_alpha(Screen *screen)
{
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ alpha");
    screen_expect_at(screen, 0, "5 lines in 3 files");
    screen_expect_not(screen, "within");
}

static void backspace_on_nothing_pops_a_level(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "i");
    screen_keys(screen, "Backspace");
    screen_settle(screen);
    screen_expect_at(screen, 0, "within: alpha ›");
    screen_keys(screen, "Backspace");
    expect_back_at_alpha(screen);
    screen_keys(screen, "Ctrl-u Backspace Backspace");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 files");
}

static void escape_clears_then_pops_then_quits(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "int");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "within: alpha ›");
    screen_keys(screen, "Esc");
    expect_back_at_alpha(screen);
    screen_keys(screen, "Esc");
    assert_false(app_wants_quit(screen->app));
    screen_keys(screen, "Esc");
    assert_true(app_wants_quit(screen->app));
}

static void undo_goes_back_through_the_level(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "first");
    screen_keys(screen, "Ctrl-u");
    screen_type(screen, "alpha");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "int");
    screen_keys(screen, "Alt-z");
    screen_settle(screen);
    screen_expect_at(screen, 0, "within: alpha ›");
    screen_keys(screen, "Alt-z");
    expect_back_at_alpha(screen);
    screen_keys(screen, "Alt-z Alt-z");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ first");
}

static void many_lines_of_one_file_are_all_there(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "gamma");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "delta");
    screen_settle(screen);
    screen_expect_at(screen, 0, "67 lines in 1 file");
    screen_keys(screen, "Ctrl-End");
    screen_settle(screen);
    screen_expect(screen, "67/67");
    screen_expect_at(screen, screen_selected(screen), "199  gamma delta 198");
    screen_expect_not(screen, "  gamma other 197");
}

static void there_must_be_something_to_search_within(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Alt-Enter");
    screen_settle(screen);
    screen_expect(screen, "there is no query to search within");
    screen_type(screen, "a(");
    screen_keys(screen, "Alt-Enter");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ a(");
    screen_expect_not(screen, "within:");
}

static void nothing_found_is_probed_within_the_results(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha_two");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "FOO");
    screen_settle(screen);
    screen_expect(screen, "Nothing matches.");
    screen_expect(screen, "1 line in 1 file  ignoring case");
}

static void levels_that_have_no_room_are_left_out(void **state)
{
    Screen *screen = screen_of(state);
    for (int i = 0; i < 10; i++) {
        screen_type(screen, "alpha");
        screen_keys(screen, "Alt-Enter");
        screen_settle(screen);
        if (i >= 8)
            screen_expect(screen, "no more than 8 levels");
        screen_keys(screen, i >= 8 ? "Ctrl-u" : "");
    }
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ … › alpha");
    screen_expect_at(screen, 0, "5 lines in 3 files");
    for (int width = 1; width < 110; width++) {
        screen_resize(screen, width, 12);
        screen_step(screen);
        assert_true(screen->canvas.cursor_x < width);
    }
}

static void an_edited_file_is_searched_again_within(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_type(screen, "alpha");
    screen_keys(screen, "Alt-Enter");
    screen_type(screen, "int");
    screen_settle(screen);
    screen_expect_at(screen, 0, "3 lines in 2 files");
    screen_write(fixture->folder, "src/alpha.c", "int alpha(void)\nalpha\nint\nint alpha_2\nint alpha_3\n");
    app_editor_returned(screen->app, true, "");
    screen_settle(screen);
    screen_expect_at(screen, 0, "within: alpha › int");
    screen_expect_at(screen, 0, "4 lines in 2 files");
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(what_is_typed_next_must_match_too),
        SCREEN_TEST(the_label_is_dim_and_the_cursor_behind_it),
        SCREEN_TEST(each_level_keeps_its_own_modes),
        SCREEN_TEST(backspace_on_nothing_pops_a_level),
        SCREEN_TEST(escape_clears_then_pops_then_quits),
        SCREEN_TEST(undo_goes_back_through_the_level),
        SCREEN_TEST(many_lines_of_one_file_are_all_there),
        SCREEN_TEST(there_must_be_something_to_search_within),
        SCREEN_TEST(nothing_found_is_probed_within_the_results),
        SCREEN_TEST(levels_that_have_no_room_are_left_out),
        SCREEN_TEST(an_edited_file_is_searched_again_within),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
