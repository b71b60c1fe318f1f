/* The pager: the movements of less that go beyond rows and pages, marks, brackets. */
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

static void z_and_w_set_the_page(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "1 0 z");
    paging_expect_top(p, "line 11");
    paging_keys(p, "z");
    paging_expect_top(p, "line 21");
    paging_keys(p, "Space");
    paging_expect_top(p, "line 31");
    paging_keys(p, "w");
    paging_expect_top(p, "line 21");
    paging_keys(p, "5 w");
    paging_expect_top(p, "line 16");
    paging_keys(p, "b");
    paging_expect_top(p, "line 11");
    paging_keys(p, "Alt-Space");
    paging_expect_top(p, "line 16");
    paging_keys(p, "J");
    paging_expect_top(p, "line 17");
    paging_keys(p, "K Y");
    paging_expect_top(p, "line 15");
}

static void a_count_of_columns_is_kept(void **state)
{
    Paging *p = paging_of(state);
    Buf text = {0};
    for (int i = 0; i < 60; i++)
        buf_printf(&text, "%04d ", i);
    buf_append_byte(&text, '\0');
    paging_write(p, "a.txt", text.data);
    buf_deinit(&text);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "1 0 Right");
    paging_expect_top(p, "1 0002 0003");
    paging_keys(p, "Right");
    paging_expect_top(p, "1 0004 0005");
    paging_keys(p, "Ctrl-Left");
    paging_expect_top(p, "1 0000 0001");
    paging_keys(p, "Ctrl-Right");
    paging_expect_top(p, "0059");
}

static void marks_are_set_gone_to_and_forgotten(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "3 0 0 g m");
    paging_expect_status(p, "mark the top line as");
    paging_keys(p, "a");
    paging_expect_status(p, "mark a is set");
    paging_keys(p, "7 0 0 g");
    paging_keys(p, "M b g ' a");
    paging_expect_top(p, "line 300");
    paging_keys(p, "' b");
    screen_expect_at(p->screen, PAGING_LAST, "line 719");
    paging_keys(p, "' '");
    paging_expect_top(p, "line 300");
    paging_keys(p, "Ctrl-X Ctrl-X $");
    screen_expect_at(p->screen, PAGING_LAST, "line 1000");
    paging_keys(p, "' ^");
    paging_expect_top(p, "line 1");
    paging_keys(p, "Alt-m a ' a");
    paging_expect_status(p, "that mark is not set");
    paging_expect_top(p, "line 1");
    paging_keys(p, "m 5");
    paging_expect_status(p, "a mark is a letter");
    paging_keys(p, "m Esc j");
    paging_expect_top(p, "line 2");
}

static void two_quotes_go_back_and_forth(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "2 0 0 g G ' '");
    paging_expect_top(p, "line 200");
    paging_keys(p, "' '");
    screen_expect_at(p->screen, PAGING_LAST, "line 1000");
    paging_keys(p, "' ' /");
    paging_type(p, "line 900");
    paging_keys(p, "Enter ' '");
    paging_expect_top(p, "line 200");
}

static void capital_marks_outlive_a_run(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_write_numbered(p, "b.txt", 500);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "3 2 1 g m A 4 0 0 g m B");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "' A");
    paging_expect_top(p, "line 321");
    /* in another file the letter leads to the file that has it */
    paging_open(p, "b.txt", NULL, NULL);
    paging_keys(p, "' B");
    paging_expect_header(p, "a.txt");
    paging_expect_top(p, "line 400");
    /* of two files with the same letter, the own one goes before */
    paging_open(p, "b.txt", NULL, NULL);
    paging_keys(p, "5 0 g m A");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "' A");
    paging_expect_top(p, "line 321");
    paging_keys(p, "Alt-m A");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "' A");
    paging_expect_header(p, "b.txt");
    paging_expect_top(p, "line 50");
}

static void write_code(const Paging *p)
{
    Buf text = {0};
    buf_printf(&text, "int f(int a[2], (b)) {\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "    if (x%d) { y(); }\n", i);
    buf_printf(&text, "} /* end of f */ <a <b> c>\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "// %d\n", i);
    buf_append_byte(&text, '\0');
    paging_write(p, "a.c", text.data);
    buf_deinit(&text);
}

static void brackets_lead_to_their_partners(void **state)
{
    Paging *p = paging_of(state);
    write_code(p);
    paging_open(p, "a.c", NULL, NULL);
    paging_keys(p, "{");
    screen_expect_at(p->screen, PAGING_LAST, "end of f");
    paging_keys(p, "}");
    paging_expect_top(p, "int f(int a");
    paging_keys(p, "5 {");
    paging_expect_status(p, "no '{' in the top line");
    paging_keys(p, "g 2 ( Alt-Ctrl-f");
    paging_type(p, "[]");
    paging_keys(p, "Enter");
    paging_expect_top(p, "int f(int a");
    paging_keys(p, "2 0 0 g {");
    paging_expect_status(p, "no '{' in the top line");
    paging_keys(p, "' ' 1 0 2 g Alt-Ctrl-f");
    paging_type(p, "<>");
    paging_keys(p, "Enter");
    paging_expect_top(p, "end of f");
}

static void a_bracket_without_a_partner_says_so(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.c", "f(\n(\n");
    paging_open(p, "a.c", NULL, NULL);
    paging_keys(p, "(");
    paging_expect_status(p, "no partner");
    paging_keys(p, "Alt-%");
    paging_expect_status(p, "no partner");
}

static void the_partner_of_the_current_line_is_gone_to_and_back(void **state)
{
    Paging *p = paging_of(state);
    write_code(p);
    paging_open(p, "a.c", NULL, NULL);
    paging_keys(p, "/");
    paging_type(p, "\\{$");
    paging_keys(p, "Enter Alt-%");
    screen_expect(p->screen, "end of f");
    paging_keys(p, "Ctrl-X %");
    paging_expect_top(p, "int f(int a");
}

static void matches_of_a_long_file_are_counted_over_all_of_it(void **state)
{
    enum { LINES = 600000 }; /* some 11 MB: what is counted at once, and by several threads, is 4 */
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", LINES);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "/");
    paging_type(p, "[3-7]7$");
    paging_keys(p, "Enter");
    screen_expect_at(p->screen, 0, "match 1 of 30,000");
    paging_keys(p, "G N");
    screen_expect_at(p->screen, 0, "match 30,000 of 30,000");
}

static void the_end_can_quit(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 50);
    paging_open(p, "a.txt", NULL, &(PagerSettings){.at_end = PAGER_QUITS_BEYOND});
    paging_keys(p, "Space Space");
    screen_expect_at(p->screen, PAGING_LAST, "line 50");
    assert_false(app_wants_quit(p->screen->app));
    paging_keys(p, "Space");
    assert_true(app_wants_quit(p->screen->app));
    paging_open(p, "a.txt", NULL, &(PagerSettings){.at_end = PAGER_QUITS_AT_END});
    paging_keys(p, "Space");
    assert_false(app_wants_quit(p->screen->app));
    paging_keys(p, "Space");
    assert_true(app_wants_quit(p->screen->app));
}

static void what_is_new_can_be_marked(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 100);
    paging_open(p, "a.txt", NULL, &(PagerSettings){.unread = PAGER_UNREAD_AFTER_PAGE});
    paging_keys(p, "Space");
    assert_true(canvas_cell(&p->screen->canvas, 20, PAGING_TOP)->style.is_selected);
    paging_keys(p, "d");
    assert_false(canvas_cell(&p->screen->canvas, 20, PAGING_TOP + 10)->style.is_selected);
}

static void the_file_is_told(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "=");
    paging_expect_status(p, "lines 1-20/1,000");
    paging_keys(p, "Ctrl-G");
    paging_expect_status(p, "lines 1-20/1,000");
    paging_keys(p, ": f");
    paging_expect_status(p, "lines 1-20/1,000");
    paging_keys(p, "V");
    paging_expect_status(p, "ken");
}

static void colon_q_quits(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 10);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, ": q");
    assert_true(app_wants_quit(p->screen->app));
}

/* A match far to the right moves the view; what is gone to after it is seen from its first column again. */
static void going_elsewhere_leaves_the_columns_of_a_match(void **state)
{
    Paging *p = paging_of(state);
    char text[1200];
    int len = snprintf(text, sizeof text, "the line before\n");
    while (len < 1000)
        len += snprintf(text + len, sizeof text - (size_t)len, "word ");
    snprintf(text + len, sizeof text - (size_t)len, "THE END\nthe line after\n");
    paging_write(p, "long.txt", text);
    paging_open(p, "long.txt", NULL, NULL);
    paging_keys(p, "/");
    paging_type(p, "THE END");
    paging_keys(p, "Enter");
    screen_expect(p->screen, "word THE END");
    screen_expect_not(p->screen, "the line before");
    paging_keys(p, "g");
    screen_expect(p->screen, "the line before");
    screen_expect_not(p->screen, "THE END");
    paging_keys(p, "n"); /* from the top: its row is in view, the match is not */
    screen_expect(p->screen, "word THE END");
    paging_keys(p, "Left G"); /* the user's own columns stay */
    screen_expect_not(p->screen, "the line after");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, paging_set_up, paging_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(z_and_w_set_the_page),
        TEST(a_count_of_columns_is_kept),
        TEST(marks_are_set_gone_to_and_forgotten),
        TEST(two_quotes_go_back_and_forth),
        TEST(capital_marks_outlive_a_run),
        TEST(brackets_lead_to_their_partners),
        TEST(a_bracket_without_a_partner_says_so),
        TEST(the_partner_of_the_current_line_is_gone_to_and_back),
        TEST(matches_of_a_long_file_are_counted_over_all_of_it),
        TEST(the_end_can_quit),
        TEST(what_is_new_can_be_marked),
        TEST(the_file_is_told),
        TEST(colon_q_quits),
        TEST(going_elsewhere_leaves_the_columns_of_a_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
