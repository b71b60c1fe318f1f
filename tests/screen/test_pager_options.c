/* The pager: how patterns are looked for, which lines are shown, and options changed on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "tests/support/paging.h"

static void open_numbered(Paging *p)
{
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
}

static void lines_that_do_not_match_are_found_and_counted(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.txt", "one\none two\ntwo\none\nthree\n");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "/ Ctrl-N");
    paging_expect_status(p, "non-matching");
    paging_type(p, "one");
    paging_expect_header(p, "match 1 of 2");
    paging_keys(p, "Enter n");
    paging_expect_header(p, "match 2 of 2");
    paging_keys(p, "n");
    paging_expect_status(p, "no match below");
    paging_keys(p, "N");
    paging_expect_header(p, "match 1 of 2");
}

static void a_count_finds_the_nth(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "3 /");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_expect_header(p, "match 3 of 10");
    paging_keys(p, "g");
    paging_keys(p, "?");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_expect_header(p, "match 10 of 10");
}

static void the_search_can_begin_at_the_first_line(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "5 5 0 g / Ctrl-F");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_expect_header(p, "match 1 of 10");
}

static void the_place_can_be_kept(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "5 0 g / Ctrl-K");
    paging_type(p, "line 6");
    paging_keys(p, "Enter");
    paging_expect_top(p, "line 50");
    paging_expect_header(p, "111 matches");
    paging_keys(p, "n");
    paging_expect_header(p, "match 2 of 111");
}

static void text_can_be_plain(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.txt", "abc\na.c\n");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "/ Ctrl-R");
    paging_expect_status(p, "plain text");
    paging_type(p, "a.c");
    paging_expect_header(p, "match 1 of 1");
}

static void the_search_can_go_around(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "/ Ctrl-W");
    paging_type(p, "line [12]$");
    paging_keys(p, "Enter n");
    paging_expect_header(p, "match 2 of 2");
    paging_keys(p, "n");
    paging_expect_header(p, "match 1 of 2");
    paging_expect_status(p, "from the top");
}

static void only_matching_lines_are_shown(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "&");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_expect_top(p, "100 this is line 100 needle");
    screen_expect_at(p->screen, PAGING_TOP + 1, "200 this is line 200 needle");
    paging_expect_header(p, "matching lines only");
    /* what is hidden is not found */
    paging_keys(p, "/");
    paging_type(p, "line [0-9]5");
    paging_expect_header(p, "no match");
    paging_keys(p, "Esc & Enter");
    screen_expect(p->screen, "this is line 101");
    paging_keys(p, "& Ctrl-N");
    paging_type(p, "line [0-9]+$");
    paging_keys(p, "Enter");
    paging_expect_top(p, "100 this is line 100 needle");
    paging_expect_header(p, "other lines only");
}

static void a_pattern_can_be_forgotten(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "/");
    paging_type(p, "needle");
    paging_keys(p, "Enter Alt-Shift-u");
    screen_expect_not(p->screen, "match");
    paging_keys(p, "n");
    paging_expect_status(p, "nothing to find yet");
}

static void case_is_an_option(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.txt", "Abc\nabc\nABC\n");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "- I /");
    paging_type(p, "Abc");
    paging_expect_header(p, "of 3");
    paging_keys(p, "Esc - I /");
    paging_type(p, "Abc");
    paging_expect_header(p, "of 1");
    paging_keys(p, "Esc - i /");
    paging_type(p, "abc");
    paging_expect_header(p, "of 3");
}

static void options_are_told_and_changed_by_name(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "_ N");
    paging_expect_status(p, "line numbers");
    paging_expect_top(p, "  1 this");
    paging_keys(p, "- -");
    paging_type(p, "LINE-NUMBERS");
    paging_keys(p, "Enter");
    paging_expect_status(p, "no line numbers");
    screen_expect_at(p->screen, PAGING_TOP, "this is line 1");
    paging_keys(p, "_ _");
    paging_type(p, "chop-long-lines");
    paging_keys(p, "Enter");
    paging_expect_status(p, "chopped");
    paging_keys(p, "- R");
    paging_expect_status(p, "always");
    paging_keys(p, "- é");
    paging_expect_status(p, "no such option");
    paging_keys(p, "- -");
    paging_type(p, "nothing");
    paging_keys(p, "Enter");
    paging_expect_status(p, "no option of that name");
}

static void tabs_window_and_shift_take_numbers(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.txt", "a\tb\n");
    paging_open(p, "a.txt", NULL, NULL);
    paging_expect_top(p, "1 a       b");
    paging_keys(p, "- x");
    paging_type(p, "4");
    paging_keys(p, "Enter");
    paging_expect_top(p, "1 a   b");
    paging_keys(p, "- x");
    paging_type(p, "x");
    paging_keys(p, "Enter");
    paging_expect_status(p, "not a number");
    paging_keys(p, "_ x");
    paging_expect_status(p, "every 4 columns");
    open_numbered(p);
    paging_keys(p, "- z");
    paging_type(p, "7");
    paging_keys(p, "Enter Space");
    paging_expect_top(p, "line 8");
    paging_keys(p, "- #");
    paging_type(p, "5");
    paging_keys(p, "Enter Right");
    paging_expect_top(p, "8 is line 8");
}

static void a_header_stays(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, &(PagerSettings){.header_lines = 2});
    paging_keys(p, "5 0 0 g");
    paging_expect_top(p, "line 1");
    screen_expect_at(p->screen, PAGING_TOP + 1, "line 2");
    screen_expect(p->screen, "line 505");
    paging_keys(p, "- -");
    paging_type(p, "header");
    paging_keys(p, "Enter");
    paging_type(p, "0");
    paging_keys(p, "Enter");
    screen_expect_not(p->screen, "this is line 2 ");
}

static void words_are_kept_whole(void **state)
{
    Paging *p = paging_of(state);
    Buf text = {0};
    for (int i = 0; i < 30; i++)
        buf_printf(&text, "wordword%02d ", i);
    buf_append_byte(&text, '\0');
    paging_write(p, "a.txt", text.data);
    buf_deinit(&text);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "Alt-w");
    screen_expect_at(p->screen, PAGING_TOP + 1, "      wordword06");
    paging_keys(p, "- S");
    screen_expect_at(p->screen, PAGING_TOP, "…");
}

static void bytes_are_shown_and_found(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.txt", "abc\ndef\n");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "Alt-x");
    paging_expect_top(p, "61 62 63 0a");
    paging_keys(p, "/");
    paging_type(p, "63 0a 64");
    paging_expect_header(p, "match 1 of 1");
    paging_keys(p, "Esc - -");
    paging_type(p, "hex");
    paging_keys(p, "Enter");
    paging_expect_top(p, "abc");
}

static void the_status_column_and_the_map_show_marks_and_matches(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "- J /");
    paging_type(p, "line 3$");
    paging_keys(p, "Enter");
    screen_expect_at(p->screen, PAGING_TOP + 2, "*");
    paging_keys(p, "m a");
    paging_expect_top(p, ">");
    paging_keys(p, "Alt-o");
    paging_expect_status(p, "a map of matches and marks");
}

static void matches_need_not_be_highlighted(void **state)
{
    Paging *p = paging_of(state);
    open_numbered(p);
    paging_keys(p, "- G /");
    paging_type(p, "line 2$");
    paging_keys(p, "Enter");
    bool has_match = false;
    for (int x = 0; x < PAGING_WIDTH; x++)
        has_match = has_match || screen_role(p->screen, x, PAGING_TOP + 1) == ROLE_MATCH;
    assert_false(has_match);
}

static void the_commands_of_the_command_line_are_typed(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    AppOptions options = screen_options(p->folder);
    options.page_path = paging_path(p, "a.txt");
    options.starts_with_enter = true;
    options.start_keys = "/needle";
    paging_open_with(p, &options);
    screen_settle(p->screen);
    paging_expect_header(p, "match 1 of 10");
    paging_keys(p, "n");
    paging_expect_header(p, "match 2 of 10");
    options.page_path = paging_path(p, "a.txt");
    options.start_keys = "321g";
    paging_open_with(p, &options);
    screen_settle(p->screen);
    paging_expect_top(p, "line 321");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, paging_set_up, paging_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(lines_that_do_not_match_are_found_and_counted),
        TEST(a_count_finds_the_nth),
        TEST(the_search_can_begin_at_the_first_line),
        TEST(the_place_can_be_kept),
        TEST(text_can_be_plain),
        TEST(the_search_can_go_around),
        TEST(only_matching_lines_are_shown),
        TEST(a_pattern_can_be_forgotten),
        TEST(case_is_an_option),
        TEST(options_are_told_and_changed_by_name),
        TEST(tabs_window_and_shift_take_numbers),
        TEST(a_header_stays),
        TEST(words_are_kept_whole),
        TEST(bytes_are_shown_and_found),
        TEST(the_status_column_and_the_map_show_marks_and_matches),
        TEST(matches_need_not_be_highlighted),
        TEST(the_commands_of_the_command_line_are_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
