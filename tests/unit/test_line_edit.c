/* The prompt: readline's editing on UTF-8 and on bytes that are not. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/line_edit.h"
#include "tui/utf8.h"

static LineEdit edit;

static int setup(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C.UTF-8");
    edit = (LineEdit){0};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    line_edit_deinit(&edit);
    return 0;
}

static void set(const char *text, size_t cursor)
{
    line_edit_set(&edit, slice_from_cstr(text));
    edit.cursor = cursor;
}

static void expect(const char *text, size_t cursor)
{
    Slice got = line_edit_text(&edit);
    if (!slice_equal(got, slice_from_cstr(text)) || edit.cursor != cursor)
        fail_msg("\"%.*s\" at %zu, not \"%s\" at %zu", (int)got.len, got.data, edit.cursor, text, cursor);
}

static void act(Action action, bool does, bool changes)
{
    bool has_changed;
    assert_int_equal(line_edit_act(&edit, action, &has_changed), does);
    assert_int_equal(has_changed, changes);
}

static void insert(const char *text)
{
    line_edit_insert(&edit, slice_from_cstr(text));
}

static void text_is_inserted_at_the_cursor(void **state)
{
    (void)state;
    insert("bc");
    expect("bc", 2);
    edit.cursor = 0;
    insert("a");
    expect("abc", 1);
    insert("");
    expect("abc", 1);
    insert("x\ny\r");
    expect("ax y bc", 5);
    line_edit_set(&edit, line_edit_text(&edit)); /* itself */
    expect("ax y bc", 7);
    line_edit_set(&edit, slice_of("", 0));
    expect("", 0);
}

static void the_cursor_moves_by_characters_and_stops_at_the_borders(void **state)
{
    (void)state;
    set("aé日\xff"
        "e\xcc\x81",
        0); /* 1, 2, 3 bytes, no UTF-8, and a letter with its accent */
    static const size_t stops[] = {1, 3, 6, 7, 10};
    for (size_t i = 0; i < 5; i++) {
        act(ACTION_EDIT_RIGHT, true, false);
        assert_int_equal(edit.cursor, stops[i]);
    }
    act(ACTION_EDIT_RIGHT, false, false);
    for (size_t i = 5; i-- > 0;) {
        assert_int_equal(edit.cursor, stops[i]);
        act(ACTION_EDIT_LEFT, true, false);
    }
    assert_int_equal(edit.cursor, 0);
    act(ACTION_EDIT_LEFT, false, false);
    act(ACTION_EDIT_END, true, false);
    assert_int_equal(edit.cursor, 10);
    act(ACTION_EDIT_END, false, false);
    act(ACTION_EDIT_HOME, true, false);
    act(ACTION_EDIT_HOME, false, false);
}

static void words_are_letters_digits_and_what_is_beyond_ascii(void **state)
{
    (void)state;
    set("foo_bar  (été);", 0);
    act(ACTION_EDIT_WORD_RIGHT, true, false);
    assert_int_equal(edit.cursor, 7);
    act(ACTION_EDIT_WORD_RIGHT, true, false);
    assert_int_equal(edit.cursor, 15);
    act(ACTION_EDIT_WORD_RIGHT, true, false);
    act(ACTION_EDIT_WORD_RIGHT, false, false);
    act(ACTION_EDIT_WORD_LEFT, true, false);
    assert_int_equal(edit.cursor, 10);
    act(ACTION_EDIT_WORD_LEFT, true, false);
    assert_int_equal(edit.cursor, 0);
    act(ACTION_EDIT_WORD_LEFT, false, false);
}

static void characters_are_deleted_whole(void **state)
{
    (void)state;
    set("aéb", 3);
    act(ACTION_EDIT_BACKSPACE, true, true);
    expect("ab", 1);
    act(ACTION_EDIT_DELETE, true, true);
    expect("a", 1);
    act(ACTION_EDIT_DELETE, false, false);
    act(ACTION_EDIT_DELETE_OR_QUIT, false, false);
    act(ACTION_EDIT_BACKSPACE, true, true);
    act(ACTION_EDIT_BACKSPACE, false, false);
    set("日本", 0);
    act(ACTION_EDIT_DELETE_OR_QUIT, true, true);
    expect("本", 0);
}

static void kills_are_yanked_back(void **state)
{
    (void)state;
    set("one two three", 7);
    act(ACTION_EDIT_KILL_END, true, true);
    expect("one two", 7);
    act(ACTION_EDIT_HOME, true, false);
    act(ACTION_EDIT_YANK, true, true);
    expect(" threeone two", 6);
    act(ACTION_EDIT_KILL_HOME, true, true);
    expect("one two", 0);
    act(ACTION_EDIT_KILL_HOME, false, false);
    act(ACTION_EDIT_YANK, true, true);
    expect(" threeone two", 6);
}

static void kills_in_a_row_add_up_on_their_side(void **state)
{
    (void)state;
    set("a b c d", 5);
    act(ACTION_EDIT_KILL_WORD_BACK, true, true);
    act(ACTION_EDIT_KILL_WORD_BACK, true, true);
    expect("a  d", 2);
    act(ACTION_EDIT_KILL_WORD_RIGHT, true, true);
    expect("a ", 2);
    act(ACTION_EDIT_YANK, true, true);
    expect("a b c d", 7);
    act(ACTION_EDIT_KILL_WORD_LEFT, true, true); /* a new kill: moving and yanking end the row */
    act(ACTION_EDIT_LEFT, true, false);
    act(ACTION_EDIT_KILL_WORD_LEFT, true, true);
    expect("a b  ", 4);
    act(ACTION_EDIT_YANK, true, true);
    expect("a b c ", 5);
}

static void a_word_back_ends_at_a_blank_and_a_word_left_at_a_sign(void **state)
{
    (void)state;
    set("see foo->bar ", 13);
    act(ACTION_EDIT_KILL_WORD_BACK, true, true);
    expect("see ", 4);
    set("see foo->bar ", 13);
    act(ACTION_EDIT_KILL_WORD_LEFT, true, true);
    expect("see foo->", 9);
}

static void clearing_can_be_yanked_back(void **state)
{
    (void)state;
    act(ACTION_EDIT_CLEAR, false, false);
    act(ACTION_EDIT_YANK, false, false);
    set("query", 2);
    act(ACTION_EDIT_CLEAR, true, true);
    expect("", 0);
    act(ACTION_EDIT_YANK, true, true);
    expect("query", 5);
}

static void transposing_swaps_characters(void **state)
{
    (void)state;
    set("éab", 2);
    act(ACTION_EDIT_TRANSPOSE, true, true);
    expect("aéb", 3);
    set("ab", 2);
    act(ACTION_EDIT_TRANSPOSE, true, true);
    expect("ba", 2);
    set("ab", 0);
    act(ACTION_EDIT_TRANSPOSE, false, false);
    set("a", 1);
    act(ACTION_EDIT_TRANSPOSE, false, false);
    set("", 0);
    act(ACTION_EDIT_TRANSPOSE, false, false);
}

static void quoting_waits_for_the_next_text(void **state)
{
    (void)state;
    act(ACTION_EDIT_QUOTE, true, false);
    assert_true(edit.quotes_next);
    insert("\t");
    assert_false(edit.quotes_next);
    expect("\t", 1);
}

static void other_actions_are_not_the_prompts(void **state)
{
    (void)state;
    bool has_changed = true;
    set("abc", 1);
    for (Action action = ACTION_NONE; action < ACTION_COUNT; action++)
        if (action < ACTION_EDIT_LEFT || action > ACTION_EDIT_CLEAR)
            assert_false(line_edit_act(&edit, action, &has_changed));
    assert_false(has_changed);
    expect("abc", 1);
}

static void expect_drawn(int columns, const char *row, int cursor)
{
    Canvas canvas;
    canvas_init(&canvas, 30, 1);
    assert_int_equal(line_edit_draw(&edit, &canvas, 2, 0, columns, style_of(ROLE_TEXT)), cursor);
    char *got = canvas_row(&canvas, 0);
    assert_string_equal(got, row);
    free(got);
    canvas_deinit(&canvas);
}

static void the_cursor_is_always_in_view(void **state)
{
    (void)state;
    set("abcdef", 6);
    expect_drawn(10, "  abcdef", 8);
    expect_drawn(5, "  cdef", 6);
    set("abcdef", 0);
    expect_drawn(5, "  abcde", 2);
    set("日本語文", 12);
    expect_drawn(5, "  語文", 6);
    set("a\033b", 3);
    expect_drawn(10, "  a^[b", 6);
    expect_drawn(0, "", 2);
    expect_drawn(1, "", 2);
}

static void any_editing_keeps_the_cursor_between_characters(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "é", "日", " ", "->", "\xff", "\xcc\x81", "x y"};
    Canvas canvas;
    canvas_init(&canvas, 12, 1);
    srand(2);
    for (int i = 0; i < 20000; i++) {
        bool has_changed;
        if (rand() % 3 == 0)
            insert(pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
        else
            line_edit_act(&edit, (Action)(ACTION_EDIT_LEFT + rand() % (ACTION_EDIT_CLEAR - ACTION_EDIT_LEFT)),
                          &has_changed);
        assert_true(edit.cursor <= edit.text.len);
        if (edit.text.len > 60)
            line_edit_set(&edit, slice_of("", 0));
        int column = line_edit_draw(&edit, &canvas, 1, 0, 10, style_of(ROLE_TEXT));
        assert_in_range(column, 1, 10);
    }
    canvas_deinit(&canvas);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_is_inserted_at_the_cursor),
        TEST(the_cursor_moves_by_characters_and_stops_at_the_borders),
        TEST(words_are_letters_digits_and_what_is_beyond_ascii),
        TEST(characters_are_deleted_whole),
        TEST(kills_are_yanked_back),
        TEST(kills_in_a_row_add_up_on_their_side),
        TEST(a_word_back_ends_at_a_blank_and_a_word_left_at_a_sign),
        TEST(clearing_can_be_yanked_back),
        TEST(transposing_swaps_characters),
        TEST(quoting_waits_for_the_next_text),
        TEST(other_actions_are_not_the_prompts),
        TEST(the_cursor_is_always_in_view),
        TEST(any_editing_keeps_the_cursor_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
