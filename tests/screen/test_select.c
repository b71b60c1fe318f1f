/* Choosing lines in the pager and copying them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/buf.h"
#include "tests/support/screen.h"

enum { WIDTH = 80, HEIGHT = 24, TOP = 2, ROWS = HEIGHT - 4, LINES = 300 };

static char *folder;
static Screen *screen;

static void open_file(const char *text)
{
    char path[1024];
    screen_write(folder, "f", text);
    snprintf(path, sizeof path, "%s/f", folder);
    AppOptions options = screen_options(folder);
    options.page_path = path;
    screen = screen_open_with(&options, WIDTH, HEIGHT);
}

static int set_up(void **state)
{
    (void)state;
    Buf text = {0};
    folder = screen_folder();
    for (int i = 1; i <= LINES; i++)
        buf_printf(&text, "line %d%s\n", i, i % 50 == 0 ? " needle" : "");
    buf_append_byte(&text, '\0');
    open_file(text.data);
    buf_deinit(&text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    screen_close(screen);
    screen_folder_free(folder);
    return 0;
}

static bool is_chosen(int y)
{
    return canvas_cell(&screen->canvas, 0, y)->style.is_selected;
}

/* Rows of the text that are chosen: from `first` to `last`, no others. */
static void expect_rows(int first, int last)
{
    screen_settle(screen);
    for (int y = 0; y < ROWS; y++)
        if (is_chosen(TOP + y) != (y >= first && y <= last)) {
            screen_dump(screen);
            fail_msg("row %d is%s chosen", y, is_chosen(TOP + y) ? "" : " not");
        }
}

static void expect_copied(const char *expected)
{
    screen_settle(screen);
    assert_int_equal(screen_wish(screen), APP_WISH_COPY);
    Slice text = app_copy_text(screen->app);
    if (text.len != strlen(expected) || memcmp(text.data, expected, text.len) != 0)
        fail_msg("'%.*s' is not '%s'", (int)text.len, text.data, expected);
}

/* Where "PATH:3-5" of the file is copied. */
static void expect_place(const char *lines)
{
    char expected[1024];
    snprintf(expected, sizeof expected, "%s/f:%s", folder, lines);
    expect_copied(expected);
}

static void movement_takes_the_end_along(void **state)
{
    (void)state;
    expect_rows(0, -1);
    screen_keys(screen, "x");
    expect_rows(0, 0);
    screen_keys(screen, "j j");
    expect_rows(0, 2);
    screen_keys(screen, "5 j k");
    expect_rows(0, 6);
    assert_int_equal(screen->canvas.cursor_y, TOP + 6);
    screen_keys(screen, "Alt-l");
    expect_copied("line 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7");
    screen_expect(screen, "copied 7 lines");
    expect_rows(0, -1);
}

static void lines_may_be_chosen_upward(void **state)
{
    (void)state;
    screen_keys(screen, "1 0 0 g x 3 k");
    expect_rows(0, 3);
    screen_expect_at(screen, TOP, "97 line 97");
    screen_keys(screen, "Alt-y");
    expect_place("97-100");
    screen_keys(screen, "x Alt-y");
    expect_place("97");
}

static void keys_typed_ahead_are_taken_in_their_order(void **state)
{
    (void)state;
    screen_keys(screen, "2 0 0 g x 3 0 j 2 k Space 2 5 k Alt-y");
    expect_place("200-223");
}

static void the_screen_follows_the_end(void **state)
{
    (void)state;
    screen_keys(screen, "x 2 5 j");
    screen_settle(screen);
    screen_expect_at(screen, TOP + ROWS - 1, "line 26");
    assert_true(is_chosen(TOP) && is_chosen(TOP + ROWS - 1));
    screen_keys(screen, "Space");
    screen_settle(screen);
    screen_keys(screen, "Alt-y");
    expect_place("1-46");
    screen_keys(screen, "g x G");
    screen_settle(screen);
    screen_keys(screen, "Alt-y");
    expect_place("1-300");
    screen_keys(screen, "x g");
    screen_settle(screen);
    screen_keys(screen, "2 j");
    expect_rows(2, ROWS - 1);
}

static void finding_takes_the_end_to_the_match(void **state)
{
    (void)state;
    screen_keys(screen, "x /");
    screen_type(screen, "needle");
    screen_keys(screen, "Enter");
    screen_settle(screen);
    screen_keys(screen, "n");
    screen_settle(screen);
    screen_keys(screen, "Alt-y");
    expect_place("1-100");
}

static void escape_ends_the_choice_and_no_more(void **state)
{
    (void)state;
    screen_keys(screen, "x j Esc");
    expect_rows(0, -1);
    assert_false(app_wants_quit(screen->app));
    screen_keys(screen, "x j x");
    expect_rows(0, -1);
    screen_keys(screen, "Alt-l");
    expect_copied("line 1");
}

static void far_more_than_the_screen_is_copied_whole(void **state)
{
    (void)state;
    Buf expected = {0};
    for (int i = 1; i <= LINES; i++)
        buf_printf(&expected, "%sline %d%s", i > 1 ? "\n" : "", i, i % 50 == 0 ? " needle" : "");
    buf_append_byte(&expected, '\0');
    screen_keys(screen, "x G");
    screen_settle(screen);
    screen_keys(screen, "Alt-l");
    expect_copied(expected.data);
    buf_deinit(&expected);
}

static void what_is_too_much_is_cut_and_told(void **state)
{
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 200000; i++)
        buf_printf(&text, "%09d\n", i);
    buf_append_byte(&text, '\0');
    screen_close(screen);
    open_file(text.data);
    screen_keys(screen, "x G");
    screen_settle(screen);
    screen_keys(screen, "Alt-l");
    screen_settle(screen);
    assert_int_equal(screen_wish(screen), APP_WISH_COPY);
    assert_int_equal(app_copy_text(screen->app).len, 1 << 20);
    screen_expect(screen, "the clipboard takes no more");
    buf_deinit(&text);
}

static void an_empty_file_has_no_line_to_choose(void **state)
{
    (void)state;
    screen_close(screen);
    open_file("");
    screen_keys(screen, "x j Alt-l Esc");
    screen_settle(screen);
    assert_true(app_wants_quit(screen->app));
}

static void a_file_that_is_read_again_has_nothing_chosen(void **state)
{
    (void)state;
    screen_keys(screen, "x j F5");
    expect_rows(0, -1);
}

static void a_file_that_is_gone_has_nothing_chosen(void **state)
{
    (void)state;
    char path[1024];
    snprintf(path, sizeof path, "%s/f", folder);
    screen_keys(screen, "x j");
    screen_settle(screen);
    remove(path);
    screen_keys(screen, "F5");
    screen_settle(screen);
    screen_keys(screen, "j Alt-l x G");
    expect_rows(0, -1);
}

static void leaving_while_lines_are_read_does_no_harm(void **state)
{
    (void)state;
    screen_keys(screen, "x G");
    screen_settle(screen);
    screen_keys(screen, "Alt-l q");
    assert_true(app_wants_quit(screen->app));
}

#define SELECT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SELECT_TEST(movement_takes_the_end_along),
        SELECT_TEST(lines_may_be_chosen_upward),
        SELECT_TEST(keys_typed_ahead_are_taken_in_their_order),
        SELECT_TEST(the_screen_follows_the_end),
        SELECT_TEST(finding_takes_the_end_to_the_match),
        SELECT_TEST(escape_ends_the_choice_and_no_more),
        SELECT_TEST(far_more_than_the_screen_is_copied_whole),
        SELECT_TEST(what_is_too_much_is_cut_and_told),
        SELECT_TEST(an_empty_file_has_no_line_to_choose),
        SELECT_TEST(a_file_that_is_read_again_has_nothing_chosen),
        SELECT_TEST(a_file_that_is_gone_has_nothing_chosen),
        SELECT_TEST(leaving_while_lines_are_read_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
