/* The painter: roles by syntax, at once and rightly, wherever in a document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/viewport_stage.h"
#include "tui/painter.h"
#include "tui/tint.h"

typedef struct Easel {
    Stage *stage;
    Painter *painter;
    void *state;
} Easel;

static int set_up(void **state)
{
    Easel *easel = calloc(1, sizeof *easel);
    stage_set_up(&easel->state);
    easel->stage = easel->state;
    easel->painter = painter_new(easel->stage->requests);
    viewport_set_painter(easel->stage->viewport, painter_paint, easel->painter);
    *state = easel;
    return 0;
}

static int tear_down(void **state)
{
    Easel *easel = *state;
    painter_free(easel->painter);
    stage_tear_down(&easel->state);
    free(easel);
    return 0;
}

/* Shows the text as a file of that name, "" for none. */
static void open_as(Easel *easel, const char *name, Slice text)
{
    stage_open(easel->stage, text);
    painter_set_document(easel->painter, viewport_document(easel->stage->viewport), slice_from_cstr(name));
    stage_settle(easel->stage);
}

static void open_text(Easel *easel, const char *name, const char *text)
{
    open_as(easel, name, slice_from_cstr(text));
}

static Role role_at(const Easel *easel, int x, int y)
{
    return (Role)canvas_cell(&easel->stage->canvas, x, y)->style.role;
}

static void expect_roles(const Easel *easel, int y, const char *letters)
{
    static const struct {
        char letter;
        Role role;
    } known[] = {{'.', ROLE_TEXT},           {'c', ROLE_SYNTAX_COMMENT}, {'s', ROLE_SYNTAX_STRING},
                 {'k', ROLE_SYNTAX_KEYWORD}, {'t', ROLE_SYNTAX_TYPE},    {'n', ROLE_SYNTAX_NUMBER},
                 {'+', ROLE_SYNTAX_ADDED},   {'-', ROLE_SYNTAX_REMOVED}, {'e', ROLE_SYNTAX_CONSTANT},
                 {'^', ROLE_CONTROL}};
    for (int x = 0; letters[x] != '\0'; x++)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (known[i].letter == letters[x] && role_at(easel, x, y) != known[i].role)
                fail_msg("row %d, column %d: role %d, not '%c'", y, x, role_at(easel, x, y), letters[x]);
}

static void kinds_of_tokens_have_roles(void **state)
{
    Easel *easel = *state;
    open_text(easel, "a.c", "int x = 12; // so\nreturn \"a\\n\";\n");
    expect_roles(easel, 0, "ttt.....nn..ccccc");
    expect_roles(easel, 1, "kkkkkk.ssees.");
}

static void what_has_no_language_is_plain(void **state)
{
    Easel *easel = *state;
    open_text(easel, "notes", "int x = 12; // so\n");
    expect_roles(easel, 0, ".................");
}

static void it_can_be_turned_off(void **state)
{
    Easel *easel = *state;
    open_text(easel, "a.c", "int x;\n");
    painter_turn(easel->painter, false);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "......");
    painter_turn(easel->painter, true);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "ttt...");
}

static void a_comment_goes_on_above_the_window(void **state)
{
    Easel *easel = *state;
    Buf text = {0};
    buf_printf(&text, "int a; /*\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "int %d\n", i);
    buf_printf(&text, "*/ int b;\n");
    open_as(easel, "a.c", buf_slice(&text));
    viewport_scroll(easel->stage->viewport, 50);
    stage_draw(easel->stage);
    expect_roles(easel, 0, "cccccc");
    viewport_go_bottom(easel->stage->viewport);
    stage_draw(easel->stage);
    expect_roles(easel, 9, "cc.ttt...");
    viewport_scroll(easel->stage->viewport, -60);
    stage_draw(easel->stage);
    expect_roles(easel, 9, "cccccc");
    buf_deinit(&text);
}

enum { LINES = 60000, LINE_BYTES = 20 };

/* 1.2 MB of lines of code or prose, in a comment when `is_comment`. */
static void open_large(Easel *easel, bool is_comment, bool is_prose)
{
    Buf text = {0};
    buf_printf(&text, is_comment ? "/* xxxxxxxxxxxxxxxx\n" : "// xxxxxxxxxxxxxxxx\n");
    for (int i = 1; i < LINES; i++)
        buf_printf(&text, is_prose ? " * say \"a %06d...\n" : "int a%06d = 123456;\n", i);
    open_as(easel, "a.c", buf_slice(&text));
    buf_deinit(&text);
}

static void go_plain_to(Easel *easel, int line)
{
    painter_turn(easel->painter, false);
    viewport_show(easel->stage->viewport, (uint64_t)line * LINE_BYTES, 0);
    stage_settle(easel->stage);
    painter_turn(easel->painter, true);
}

static void the_middle_is_coloured_at_once(void **state)
{
    Easel *easel = *state;
    open_large(easel, false, false);
    go_plain_to(easel, LINES / 2);
    stage_draw(easel->stage);
    for (int y = 0; y < 10; y++)
        expect_roles(easel, y, "ttt...........nnnnn");
    stage_settle(easel->stage);
    for (int y = 0; y < 10; y++)
        expect_roles(easel, y, "ttt...........nnnnn");
}

static void what_reads_like_a_comment_is_one_at_once(void **state)
{
    Easel *easel = *state;
    open_large(easel, true, true);
    go_plain_to(easel, LINES / 2);
    stage_draw(easel->stage);
    for (int y = 0; y < 10; y++)
        expect_roles(easel, y, "ccccccccccccccccccc");
    /* page by page, before the background comes, nothing changes */
    for (int i = 0; i < 20; i++) {
        viewport_scroll(easel->stage->viewport, i < 10 ? 10 : -20);
        stage_draw(easel->stage);
        expect_roles(easel, 0, "ccccccccccccccccccc");
        expect_roles(easel, 9, "ccccccccccccccccccc");
    }
}

static void a_wrong_guess_is_corrected(void **state)
{
    Easel *easel = *state;
    open_large(easel, true, false);
    go_plain_to(easel, LINES - 100);
    stage_draw(easel->stage);
    expect_roles(easel, 0, "ttt...........nnnnn");
    stage_settle(easel->stage);
    for (int y = 0; y < 10; y++)
        expect_roles(easel, y, "ccccccccccccccccccc");
    /* what was guessed is forgotten: above, too */
    viewport_scroll(easel->stage->viewport, -5000);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "ccccccccccccccccccc");
}

static void other_contents_are_lexed_anew(void **state)
{
    Easel *easel = *state;
    open_text(easel, "a.c", "/*\nint a;\n*/\n");
    expect_roles(easel, 1, "cccccc");
    open_text(easel, "a.c", "  \nint a;\n  \n");
    expect_roles(easel, 1, "ttt...");
}

static void what_has_grown_keeps_what_is_known(void **state)
{
    Easel *easel = *state;
    open_text(easel, "a.c", "int a; /* open\nstill");
    expect_roles(easel, 1, "ccccc");
    stage_open(easel->stage, slice_from_cstr("int a; /* open\nstill so */ int\nint b;\n"));
    painter_go_on_with(easel->painter, viewport_document(easel->stage->viewport));
    stage_settle(easel->stage);
    expect_roles(easel, 0, "ttt....ccccccc");
    expect_roles(easel, 1, "ccccccccccc.ttt");
    expect_roles(easel, 2, "ttt...");
}

static void a_last_line_that_has_grown_is_lexed_anew(void **state)
{
    Easel *easel = *state;
    Buf text = {0};
    for (int i = 0; i < 10000; i++)
        buf_printf(&text, "int a%06d = 123456;\n", i);
    buf_printf(&text, "int b; /");
    open_as(easel, "a.c", buf_slice(&text));
    viewport_go_bottom(easel->stage->viewport);
    stage_settle(easel->stage);
    expect_roles(easel, 9, "ttt.....");
    buf_printf(&text, "* so\n");
    for (int i = 0; i < 20; i++)
        buf_printf(&text, "int c;\n");
    buf_printf(&text, "*/ int d;\n");
    stage_open(easel->stage, buf_slice(&text));
    painter_go_on_with(easel->painter, viewport_document(easel->stage->viewport));
    viewport_go_bottom(easel->stage->viewport);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "cccccc");
    expect_roles(easel, 8, "cccccc");
    expect_roles(easel, 9, "cc.ttt...");
    buf_deinit(&text);
}

static void a_long_line_is_coloured_in_part(void **state)
{
    Easel *easel = *state;
    Viewport *viewport = easel->stage->viewport;
    Buf text = {0};
    for (int i = 0; i < 100000; i++)
        buf_printf(&text, "int b; ");
    buf_printf(&text, "/*\nint c; */ int\n");
    open_as(easel, "a.c", buf_slice(&text));
    expect_roles(easel, 0, "ttt....ttt....");
    expect_roles(easel, 1, "ccccccccc.ttt");
    viewport_scroll_columns(viewport, 7000);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "ttt....ttt....");
    viewport_scroll_columns(viewport, 70000 - 7000);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "..............");
    viewport_go_first_column(viewport);
    viewport_set_wrap(viewport, true);
    stage_settle(easel->stage);
    expect_roles(easel, 0, "ttt....ttt....");
    expect_roles(easel, 1, "..ttt....ttt....");
    buf_deinit(&text);
}

static void the_first_bytes_tell_what_has_no_name(void **state)
{
    Easel *easel = *state;
    open_text(easel, "", "#!/bin/sh\nif x; then # y\n");
    expect_roles(easel, 1, "kk....kkkk.ccc");
    open_text(easel, "", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n");
    expect_roles(easel, 4, "----");
    expect_roles(easel, 5, "++++");
    open_text(easel, "", "From: x\nSubject: y\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n");
    expect_roles(easel, 6, "----");
    open_text(easel, "", "--- some notes\n-old\n+new\n");
    expect_roles(easel, 1, "....");
}

static void colours_of_the_text_itself_stay(void **state)
{
    Easel *easel = *state;
    viewport_set_sequences(easel->stage->viewport, true);
    open_text(easel, "a.c", "int \x1b[31mint\x1b[m int\n");
    expect_roles(easel, 0, "ttt.....ttt");
    assert_int_equal(canvas_cell(&easel->stage->canvas, 4, 0)->style.dress.foreground, COLOUR_INDEX | 1);
}

static void paints_are_cut_and_joined(void **state)
{
    (void)state;
    static const Token tokens[] = {{0, 4, TOKEN_COMMENT},
                                   {4, 9, TOKEN_DOC_COMMENT},
                                   {9, 10, TOKEN_PUNCTUATION},
                                   {12, 20, TOKEN_STRING},
                                   {30, 40, TOKEN_KEYWORD}};
    Paint paints[4];
    assert_int_equal(tint_tokens(tokens, 5, 2, 15, paints, 4), 2);
    assert_int_equal(paints[0].start, 0);
    assert_int_equal(paints[0].end, 7);
    assert_int_equal(paints[0].role, ROLE_SYNTAX_COMMENT);
    assert_int_equal(paints[1].start, 10);
    assert_int_equal(paints[1].end, 13);
    assert_int_equal(tint_tokens(tokens, 5, 20, 30, paints, 4), 0);
    assert_int_equal(tint_tokens(tokens, 5, 0, 50, paints, 2), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kinds_of_tokens_have_roles),
        TEST(what_has_no_language_is_plain),
        TEST(it_can_be_turned_off),
        TEST(a_comment_goes_on_above_the_window),
        TEST(the_middle_is_coloured_at_once),
        TEST(what_reads_like_a_comment_is_one_at_once),
        TEST(a_wrong_guess_is_corrected),
        TEST(other_contents_are_lexed_anew),
        TEST(what_has_grown_keeps_what_is_known),
        TEST(a_last_line_that_has_grown_is_lexed_anew),
        TEST(a_long_line_is_coloured_in_part),
        TEST(the_first_bytes_tell_what_has_no_name),
        TEST(colours_of_the_text_itself_stay),
        TEST(paints_are_cut_and_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
