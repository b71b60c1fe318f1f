/* Syntax colour on the screen: in the pager, the preview and the result lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "tests/support/paging.h"

enum { ROUNDS = 2000, ROUND_MICROSECONDS = 2000 };

/* Where the text stands in row `y`, at or right of column `x`; -1 for nowhere. ASCII. */
static int column_of(Screen *screen, int y, int x, const char *text)
{
    int len = (int)strlen(text);
    for (; x + len <= screen->width; x++) {
        int at = 0;
        while (at < len && canvas_cell(&screen->canvas, x + at, y)->chars[0] == (wchar_t)text[at])
            at++;
        if (at == len)
            return x;
    }
    return -1;
}

/* The role of the text's first cell, in the first row that has it at or right of column `x`. */
static Role role_from(Screen *screen, int x, const char *text)
{
    for (int y = 1; y < screen->height; y++) {
        int column = column_of(screen, y, x, text);
        if (column >= 0)
            return (Role)canvas_cell(&screen->canvas, column, y)->style.role;
    }
    fail_msg("\"%s\" is not on the screen", text);
    return ROLE_COUNT;
}

static void expect_role(Paging *p, const char *text, Role role)
{
    Role got = role_from(p->screen, 0, text);
    if (got != role) {
        screen_dump(p->screen);
        fail_msg("\"%s\" is drawn in role %d, not %d", text, (int)got, (int)role);
    }
}

/* Lets the background correct what was guessed. */
static void until_role(Paging *p, const char *text, Role role)
{
    for (int i = 0; i < ROUNDS && role_from(p->screen, 0, text) != role; i++) {
        usleep(ROUND_MICROSECONDS);
        screen_step(p->screen);
    }
    expect_role(p, text, role);
}

static void open_file(Paging *p, const char *name, const char *text)
{
    paging_write(p, name, text);
    paging_open(p, name, NULL, NULL);
}

static void a_comment_is_scrolled_into(void **state)
{
    Paging *p = paging_of(state);
    Buf text = {0};
    buf_printf(&text, "/* begins\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "int line_%03d = 1;\n", i);
    buf_printf(&text, "ends */ int last;\n");
    buf_append_byte(&text, '\0');
    open_file(p, "a.c", text.data);
    expect_role(p, "begins", ROLE_SYNTAX_COMMENT);
    paging_keys(p, "5 0 g");
    expect_role(p, "int line_060", ROLE_SYNTAX_COMMENT);
    paging_keys(p, "G");
    expect_role(p, "ends", ROLE_SYNTAX_COMMENT);
    expect_role(p, "int last", ROLE_SYNTAX_TYPE);
    paging_keys(p, "b");
    expect_role(p, "int line_075", ROLE_SYNTAX_COMMENT);
    buf_deinit(&text);
}

static void the_file_beside_its_outline_has_colour(void **state)
{
    Paging *p = paging_of(state);
    open_file(p, "a.c", "int one(void)\n{\n    return 1;\n}\n");
    paging_keys(p, "o");
    screen_expect_at(p->screen, 0, "outline");
    expect_role(p, "return 1", ROLE_SYNTAX_KEYWORD);
}

static void strings_that_hold_lines_are_strings(void **state)
{
    Paging *p = paging_of(state);
    open_file(p, "a.cpp", "auto s = R\"x(\nint raw)\" more\n)x\"; int code;\n");
    expect_role(p, "int raw", ROLE_SYNTAX_STRING);
    expect_role(p, "more", ROLE_SYNTAX_STRING);
    expect_role(p, "int code", ROLE_SYNTAX_TYPE);
    open_file(p, "a.py", "text = '''\nif inside\n'''\nif outside: pass\n");
    expect_role(p, "if inside", ROLE_SYNTAX_STRING);
    expect_role(p, "if outside", ROLE_SYNTAX_KEYWORD);
    open_file(p, "a.sh", "cat <<EOT\nif inside\nEOT\nif outside; then\n");
    expect_role(p, "if inside", ROLE_SYNTAX_STRING);
    expect_role(p, "if outside", ROLE_SYNTAX_KEYWORD);
}

static void a_wrong_guess_far_down_is_corrected(void **state)
{
    Paging *p = paging_of(state);
    Buf text = {0};
    buf_printf(&text, "/* a comment of a megabyte\n");
    for (int i = 0; i < 50000; i++)
        buf_printf(&text, "int line_%05d = 1;\n", i);
    buf_printf(&text, "*/ int last;\n");
    buf_append_byte(&text, '\0');
    open_file(p, "a.c", text.data);
    paging_keys(p, "5 0 p");
    until_role(p, "int line_25", ROLE_SYNTAX_COMMENT);
    paging_keys(p, "G");
    until_role(p, "int last", ROLE_SYNTAX_TYPE);
    until_role(p, "int line_499", ROLE_SYNTAX_COMMENT);
    buf_deinit(&text);
}

static void a_file_read_again_is_coloured_anew(void **state)
{
    Paging *p = paging_of(state);
    open_file(p, "a.c", "/* one\nint word;\n*/\n");
    expect_role(p, "int word", ROLE_SYNTAX_COMMENT);
    paging_write(p, "a.c", "/* one */\nint word;\nint more;\n");
    paging_keys(p, "R");
    paging_until(p, "changed on disk");
    paging_keys(p, "R");
    paging_until(p, "int more");
    expect_role(p, "int word", ROLE_SYNTAX_TYPE);
}

static void lines_are_coloured_however_they_are_laid_out(void **state)
{
    Paging *p = paging_of(state);
    Buf text = {0};
    buf_printf(&text, "/* ");
    for (int i = 0; i < 20; i++)
        buf_printf(&text, "comment_%02d ", i);
    buf_printf(&text, "*/ int after;\n");
    buf_append_byte(&text, '\0');
    open_file(p, "a.c", text.data);
    expect_role(p, "comment_02", ROLE_SYNTAX_COMMENT);
    paging_keys(p, "Ctrl-Right");
    expect_role(p, "comment_19", ROLE_SYNTAX_COMMENT);
    expect_role(p, "int after", ROLE_SYNTAX_TYPE);
    paging_keys(p, "- S");
    expect_role(p, "comment_15", ROLE_SYNTAX_COMMENT);
    expect_role(p, "int after", ROLE_SYNTAX_TYPE);
    buf_deinit(&text);
}

static void matches_stand_over_colour_and_a_key_turns_it_off(void **state)
{
    Paging *p = paging_of(state);
    open_file(p, "a.c", "/* a needle here */\nint x;\n");
    paging_keys(p, "/");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    expect_role(p, "needle", ROLE_MATCH);
    expect_role(p, " here", ROLE_SYNTAX_COMMENT);
    paging_keys(p, "Alt-Shift-S");
    paging_expect_status(p, "syntax is not coloured");
    expect_role(p, "needle", ROLE_MATCH);
    expect_role(p, " here", ROLE_TEXT);
    paging_keys(p, "- - s y n t a x Enter");
    expect_role(p, " here", ROLE_SYNTAX_COMMENT);
}

static void it_can_be_off_from_the_start(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.c", "int x;\n");
    AppOptions options = screen_options(p->folder);
    options.page_path = paging_path(p, "a.c");
    options.hides_syntax = true;
    paging_open_with(p, &options);
    expect_role(p, "int x", ROLE_TEXT);
}

static void open_pipe(Paging *p, const char *text)
{
    int ends[2];
    AppOptions options = screen_options(p->folder);
    assert_int_equal(pipe(ends), 0);
    assert_true(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text));
    close(ends[1]);
    options.page_fd = ends[0];
    paging_open_with(p, &options);
}

static void differences_from_a_pipe_are_coloured(void **state)
{
    Paging *p = paging_of(state);
    open_pipe(p, "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-the old\n+the new\n");
    paging_until(p, "+the new");
    expect_role(p, "-the old", ROLE_SYNTAX_REMOVED);
    expect_role(p, "+the new", ROLE_SYNTAX_ADDED);
    open_pipe(p, "-the old\n+the new\nint x;\n");
    paging_until(p, "+the new");
    expect_role(p, "+the new", ROLE_TEXT);
    expect_role(p, "int x", ROLE_TEXT);
}

static void results_and_the_preview_are_coloured(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.c", "/*\n * int needle in a comment\n */\n\tint needle = 1; // so\nchar *s = \"needle\";\n");
    paging_write(p, "b.py", "def needle(): pass\n");
    AppOptions options = screen_options(p->folder);
    paging_close(p);
    p->screen = screen_open_with(&options, 160, 24);
    paging_type(p, "needle");
    int half = p->screen->width / 2;
    expect_role(p, "int needle in", ROLE_SYNTAX_COMMENT);
    expect_role(p, "needle in", ROLE_MATCH);
    expect_role(p, "in a comment", ROLE_SYNTAX_COMMENT);
    expect_role(p, "int needle =", ROLE_SYNTAX_TYPE);
    expect_role(p, "// so", ROLE_SYNTAX_COMMENT);
    expect_role(p, "\"needle", ROLE_SYNTAX_STRING);
    expect_role(p, "def ", ROLE_SYNTAX_KEYWORD);
    assert_int_equal(role_from(p->screen, half, "int needle in"), ROLE_SYNTAX_COMMENT);
    assert_int_equal(role_from(p->screen, half, "needle in"), ROLE_MATCH);
    assert_int_equal(role_from(p->screen, half, "int needle ="), ROLE_SYNTAX_TYPE);
    assert_int_equal(role_from(p->screen, half, "char"), ROLE_SYNTAX_TYPE);
    paging_keys(p, "Alt-Shift-S");
    expect_role(p, "// so", ROLE_TEXT);
    assert_int_equal(role_from(p->screen, half, "char"), ROLE_TEXT);
}

static void results_deep_in_files_are_coloured(void **state)
{
    Paging *p = paging_of(state);
    Buf text = {0};
    for (int i = 0; i < 6000; i++)
        buf_printf(&text, "int line_%04d = 1;\n/* it's a\n comment */\n", i);
    buf_append_byte(&text, '\0');
    paging_write(p, "a.c", text.data);
    AppOptions options = screen_options(p->folder);
    paging_close(p);
    p->screen = screen_open_with(&options, 60, 24);
    paging_type(p, "line_5000|line_5999");
    expect_role(p, "int line_5000", ROLE_SYNTAX_TYPE);
    expect_role(p, "int line_5999", ROLE_SYNTAX_TYPE);
    buf_deinit(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, paging_set_up, paging_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_comment_is_scrolled_into),
        TEST(the_file_beside_its_outline_has_colour),
        TEST(strings_that_hold_lines_are_strings),
        TEST(a_wrong_guess_far_down_is_corrected),
        TEST(a_file_read_again_is_coloured_anew),
        TEST(lines_are_coloured_however_they_are_laid_out),
        TEST(matches_stand_over_colour_and_a_key_turns_it_off),
        TEST(it_can_be_off_from_the_start),
        TEST(differences_from_a_pipe_are_coloured),
        TEST(results_and_the_preview_are_coloured),
        TEST(results_deep_in_files_are_coloured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
