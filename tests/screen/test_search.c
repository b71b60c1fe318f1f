/* The search view on real searches over small trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/screen.h"

static int open_fixture(void **state)
{
    char *folder = screen_folder();
    screen_write(folder, "src/alpha.c", "int alpha(void)\n{\n    return 1; /* Foo */\n}\n\nint alpha_two(void);\n");
    screen_write(folder, "src/beta.c", "\tint beta = alpha() + alpha();\nfoo(bar)\nfoobar\n");
    screen_write(folder, "doc/readme", "alpha is the first letter\na.b\naxb\n");
    screen_write(folder, "empty", "");
    return fixture_open_on(state, folder);
}

static void an_empty_query_lists_the_files(void **state)
{
    Screen *screen = screen_of(state);
    screen_expect_at(screen, 0, "4 files");
    screen_expect(screen, "doc/readme");
    screen_expect(screen, "src/beta.c");
}

static void typing_searches_at_each_key(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ alpha");
    screen_expect_at(screen, 0, "4 lines in 3 files");
    screen_expect(screen, "src/alpha.c");
    screen_expect(screen, "int alpha_two(void);");
    screen_type(screen, "_");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Backspace");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 lines in 3 files");
}

static void results_are_grouped_in_path_order_with_counts(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    int doc = screen_find(screen, "doc/readme"), alpha = screen_find(screen, "src/alpha.c");
    assert_true(doc >= 0 && doc < alpha && alpha < screen_find(screen, "src/beta.c"));
    screen_expect_at(screen, alpha, " 2");
}

static void matches_are_highlighted_and_indentation_is_trimmed(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "beta");
    screen_settle(screen);
    int y = screen_find(screen, "1  int beta = alpha()");
    assert_true(y >= 0);
    int x = 0;
    while (canvas_cell(&screen->canvas, x, y)->chars[0] != L'b')
        x++;
    assert_int_equal(screen_role(screen, x, y), ROLE_MATCH);
    assert_int_equal(screen_role(screen, x + 3, y), ROLE_MATCH);
    assert_int_equal(screen_role(screen, x + 5, y), ROLE_TEXT);
}

static void the_first_line_is_selected_and_moving_skips_headings(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "alpha is the first letter");
    screen_expect(screen, "1/4");
    screen_keys(screen, "Down");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "int alpha(void)");
    screen_expect(screen, "2/4");
    screen_keys(screen, "Up Up Up");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "alpha is the first letter");
    screen_keys(screen, "PgDn");
    screen_settle(screen);
    screen_expect(screen, "4/4");
}

static void the_selected_line_is_kept_while_narrowing(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alph");
    screen_settle(screen);
    screen_keys(screen, "Down Down");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "alpha_two");
    screen_type(screen, "a");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "alpha_two");
    screen_type(screen, "\\(");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "int alpha(void)");
}

static void a_bad_pattern_keeps_the_results_and_says_why(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "foo");
    screen_settle(screen);
    screen_expect_at(screen, 0, "3 lines in 2 files");
    screen_type(screen, "(");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ foo(");
    screen_expect(screen, "parenthesis");
    screen_expect(screen, "foobar");
    screen_expect_at(screen, 1, "^");
    screen_keys(screen, "Alt-r");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_expect_not(screen, "parenthesis");
}

static void smart_case_and_its_key(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "Foo");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_keys(screen, "Alt-c");
    screen_settle(screen);
    screen_expect_at(screen, 0, "3 lines in 2 files");
    screen_keys(screen, "Alt-c");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
}

static void whole_words_by_a_key(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "foo");
    screen_keys(screen, "Alt-w");
    screen_settle(screen);
    screen_expect_at(screen, 0, "2 lines in 2 files");
}

static void globs_are_edited_in_the_same_line(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_keys(screen, "Alt-g");
    screen_type(screen, "*.c !beta.c");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in: *.c !beta.c");
    screen_expect_at(screen, 0, "2 lines in 1 file");
    screen_keys(screen, "Esc");
    screen_type(screen, "_");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ alpha_");
    screen_expect_at(screen, 0, "1 line in 1 file");
}

static void nothing_found_tells_what_would_be(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "ALPHA");
    screen_settle(screen);
    screen_expect_at(screen, 0, "0 lines in 0 files");
    screen_expect(screen, "Nothing matches.");
    screen_expect(screen, "4 lines in 3 files  ignoring case");
    screen_keys(screen, "Alt-c");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 lines in 3 files");
}

static void nothing_found_offers_plain_text(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "o(bar)");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_type(screen, "$");
    screen_keys(screen, "Ctrl-u");
    screen_type(screen, "foo(bar)x?$^");
    screen_settle(screen);
    screen_expect(screen, "Nothing matches.");
}

static void undo_and_history_bring_queries_back(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_keys(screen, "Enter");
    screen_wish(screen);
    screen_keys(screen, "Ctrl-u");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 files");
    screen_keys(screen, "Alt-z");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ alpha");
    screen_keys(screen, "Ctrl-u Ctrl-Up");
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ alpha");
    screen_keys(screen, "Ctrl-Down");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 files");
}

static void enter_opens_the_editor_at_the_match(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "beta");
    screen_settle(screen);
    screen_keys(screen, "Enter");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "src/beta.c"));
    assert_non_null(strstr(screen_editor(screen), "6"));
}

static void enter_typed_before_the_results_opens_the_new_ones(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_keys(screen, "Ctrl-u");
    screen_type(screen, "foobar");
    screen_keys(screen, "Enter");
    screen_settle(screen);
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "src/beta.c"));
}

static void an_edited_file_is_searched_again_and_the_line_kept(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_keys(screen, "Down Down Enter");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    screen_write(fixture->folder, "src/alpha.c",
                 "int alpha(void)\n{\n    return alpha(); /* longer than before */\n}\nint alpha_two(void);\n");
    app_editor_returned(screen->app, true, "");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 lines in 3 files");
    screen_expect_at(screen, screen_selected(screen), "5  int alpha_two(void);");
    screen_expect(screen, "4/5");
}

static void marks_are_counted_and_sent_to_quickfix(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_keys(screen, "Tab Tab");
    screen_settle(screen);
    screen_expect(screen, "2 marked");
    screen_keys(screen, "Alt-q");
    screen_settle(screen);
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    screen_keys(screen, "Esc Esc");
    screen_settle(screen);
    screen_expect_not(screen, "marked");
}

static void all_results_are_sent_to_quickfix(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_keys(screen, "Alt-q");
    for (int i = 0; i < 100 && app_editor_command(screen->app)->argv == NULL; i++) {
        usleep(10000);
        screen_settle(screen);
    }
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    const char *path = strstr(screen_editor(screen), "/tmp/ken-");
    assert_non_null(path);
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    char line[1024];
    assert_non_null(fgets(line, sizeof line, in));
    assert_non_null(strstr(line, "/doc/readme:1:1:alpha is the first letter\n"));
    int lines = 1;
    while (fgets(line, sizeof line, in))
        lines++;
    fclose(in);
    assert_int_equal(lines, 4);
}

static void copying_names_the_place(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "beta");
    screen_settle(screen);
    screen_keys(screen, "Alt-y");
    assert_int_equal(screen_wish(screen), APP_WISH_COPY);
    Slice text = app_copy_text(screen->app);
    assert_int_equal(text.len, strlen("src/beta.c:1"));
    assert_memory_equal(text.data, "src/beta.c:1", text.len);
}

static void escape_clears_then_quits(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_keys(screen, "Esc");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 files");
    assert_false(app_wants_quit(screen->app));
    screen_keys(screen, "Esc");
    assert_true(app_wants_quit(screen->app));
}

static void a_click_selects_and_a_double_click_edits(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    int y = screen_find(screen, "alpha_two");
    screen_click(screen, 12, y, false);
    screen_settle(screen);
    assert_int_equal(screen_selected(screen), y);
    screen_click(screen, 12, y, true);
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
}

static void the_cursor_is_where_the_attention_is(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    assert_int_equal(screen->canvas.cursor_y, 0);
    assert_int_equal(screen->canvas.cursor_x, 7);
    screen_keys(screen, "Down");
    screen_settle(screen);
    assert_int_equal(screen->canvas.cursor_y, screen_selected(screen));
    screen_type(screen, "_");
    screen_settle(screen);
    assert_int_equal(screen->canvas.cursor_y, 0);
}

static void every_size_is_drawn(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "alpha");
    screen_settle(screen);
    for (int width = 1; width <= 130; width += 3)
        for (int height = 1; height <= 30; height += 2) {
            screen_resize(screen, width, height);
            screen_keys(screen, "Down");
            screen_step(screen);
            assert_true(screen->canvas.cursor_x < width && screen->canvas.cursor_y < height);
        }
    screen_resize(screen, 20, 4);
    screen_settle(screen);
    assert_true(screen_selected(screen) >= 0);
    screen_expect_at(screen, 0, "❯ alpha");
    screen_resize(screen, 1, 1);
    screen_settle(screen);
    screen_resize(screen, 100, 24);
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 lines in 3 files");
}

static void fast_typing_ends_with_the_last_query(void **state)
{
    Screen *screen = screen_of(state);
    for (int i = 0; i < 50; i++) {
        screen_type(screen, "alpha");
        screen_keys(screen, "Ctrl-u");
        if (i % 7 == 0)
            screen_step(screen);
    }
    screen_type(screen, "beta");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_expect_at(screen, screen_selected(screen), "int beta");
}

static void a_file_cut_short_meanwhile_does_no_harm(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_type(screen, "alpha");
    screen_settle(screen);
    screen_write(fixture->folder, "src/alpha.c", "");
    screen_keys(screen, "Down Down Up");
    screen_settle(screen);
    app_editor_returned(screen->app, true, "");
    screen_settle(screen);
    screen_expect_at(screen, 0, "2 lines in 2 files");
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(an_empty_query_lists_the_files),
        SCREEN_TEST(typing_searches_at_each_key),
        SCREEN_TEST(results_are_grouped_in_path_order_with_counts),
        SCREEN_TEST(matches_are_highlighted_and_indentation_is_trimmed),
        SCREEN_TEST(the_first_line_is_selected_and_moving_skips_headings),
        SCREEN_TEST(the_selected_line_is_kept_while_narrowing),
        SCREEN_TEST(a_bad_pattern_keeps_the_results_and_says_why),
        SCREEN_TEST(smart_case_and_its_key),
        SCREEN_TEST(whole_words_by_a_key),
        SCREEN_TEST(globs_are_edited_in_the_same_line),
        SCREEN_TEST(nothing_found_tells_what_would_be),
        SCREEN_TEST(nothing_found_offers_plain_text),
        SCREEN_TEST(undo_and_history_bring_queries_back),
        SCREEN_TEST(enter_opens_the_editor_at_the_match),
        SCREEN_TEST(enter_typed_before_the_results_opens_the_new_ones),
        SCREEN_TEST(an_edited_file_is_searched_again_and_the_line_kept),
        SCREEN_TEST(marks_are_counted_and_sent_to_quickfix),
        SCREEN_TEST(all_results_are_sent_to_quickfix),
        SCREEN_TEST(copying_names_the_place),
        SCREEN_TEST(escape_clears_then_quits),
        SCREEN_TEST(a_click_selects_and_a_double_click_edits),
        SCREEN_TEST(the_cursor_is_where_the_attention_is),
        SCREEN_TEST(every_size_is_drawn),
        SCREEN_TEST(fast_typing_ends_with_the_last_query),
        SCREEN_TEST(a_file_cut_short_meanwhile_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
