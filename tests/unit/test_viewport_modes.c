/* The viewport's modes: words, the filter, the header, the hex view, sequences, the map. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tests/support/viewport_stage.h"

/* Lines of words, of which some hold `needle`. */
static Buf words(size_t lines, int needle_every)
{
    static const char *const parts[] = {"int ", "word ", "\t", "a-longer-word-than-most ", "\xe4\xb8\xad\xe6\x96\x87 ",
                                        "x",    "   "};
    Buf text = {0};
    for (size_t i = 0; i < lines; i++) {
        int count = rand() % 12;
        for (int j = 0; j < count; j++)
            buf_append_slice(&text, slice_from_cstr(parts[(size_t)rand() % (sizeof parts / sizeof *parts)]));
        if (rand() % needle_every == 0)
            buf_append(&text, "needle", 6);
        buf_append_byte(&text, '\n');
    }
    return text;
}

static void move_at_random(Stage *f)
{
    long rows = rand() % 41 - 20;
    size_t offset = (size_t)rand() % f->text.len;
    switch (rand() % 5) {
    case 0:
        viewport_show(f->viewport, offset, 3);
        model_show(&f->model, offset, 3);
        break;
    case 1:
        viewport_go_bottom(f->viewport);
        f->model.top = model_last_top(&f->model);
        break;
    case 2:
        viewport_go_top(f->viewport);
        f->model.top = 0;
        break;
    default:
        viewport_scroll(f->viewport, (int)rows);
        model_scroll(&f->model, rows);
    }
}

static void wander(Stage *f, int rounds)
{
    model_lay_out(&f->model);
    viewport_go_top(f->viewport);
    f->model.top = 0;
    stage_expect_model(f);
    for (int i = 0; i < rounds; i++) {
        move_at_random(f);
        stage_expect_model(f);
    }
}

static void set_filter(Stage *f, const char *text, bool is_inverted)
{
    Pattern *pattern = text ? stage_compile(text) : NULL;
    viewport_set_filter(f->viewport, pattern, is_inverted);
    pattern_release(pattern);
    f->model.filter = text;
    f->model.is_inverted = is_inverted;
}

static void set_wrap(Stage *f, ViewportWrap mode)
{
    viewport_set_wrap_mode(f->viewport, mode);
    f->model.is_wrapping = mode != VIEWPORT_CHOP;
    f->model.breaks_words = mode == VIEWPORT_WRAP_WORDS;
}

static void test_random_movements_at_words_equal_the_model(void **state)
{
    Stage *f = *state;
    for (unsigned seed = 0; seed < 6; seed++) {
        srand(seed);
        Buf text = words(200, 9);
        f->model.width = 3 + (int)seed * 11;
        set_wrap(f, VIEWPORT_WRAP_WORDS);
        stage_open(f, buf_slice(&text));
        wander(f, 60);
        buf_deinit(&text);
    }
}

static void test_random_movements_through_a_filter_equal_the_model(void **state)
{
    Stage *f = *state;
    static const int rarities[] = {1, 2, 9, 60, 100000};
    for (unsigned seed = 0; seed < 20; seed++) {
        srand(seed);
        Buf text = words(1000, rarities[seed % 5]);
        if (seed % 4 == 3)
            text.len--;
        f->model.width = 3 + (int)seed * 5;
        set_wrap(f, seed % 3 == 0 ? VIEWPORT_CHOP : seed % 3 == 1 ? VIEWPORT_WRAP : VIEWPORT_WRAP_WORDS);
        stage_open(f, buf_slice(&text));
        set_filter(f, "needle", seed % 2);
        wander(f, 60);
        set_filter(f, NULL, false);
        wander(f, 5);
        buf_deinit(&text);
    }
}

static void test_random_movements_below_a_header_equal_the_model(void **state)
{
    Stage *f = *state;
    for (unsigned seed = 0; seed < 12; seed++) {
        srand(seed);
        Buf text = words(seed == 11 ? 6 : 300, 5);
        f->model.width = 10 + (int)seed * 5;
        f->model.header = 1 + (int)seed % 3;
        viewport_set_header(f->viewport, f->model.header, 0);
        set_wrap(f, seed % 3 == 0 ? VIEWPORT_CHOP : VIEWPORT_WRAP);
        stage_open(f, buf_slice(&text));
        set_filter(f, seed % 4 == 1 ? "needle" : NULL, false);
        wander(f, 40);
        buf_deinit(&text);
    }
}

static void test_filtered_lines_keep_their_numbers(void **state)
{
    Stage *f = *state;
    viewport_set_numbers(f->viewport, true);
    stage_open(f, slice_from_cstr("one\ntwo\nthree\nfour\nfive\n"));
    set_filter(f, "o", false);
    stage_settle(f);
    stage_expect_row(f, 0, "     1 one");
    stage_expect_row(f, 1, "     2 two");
    stage_expect_row(f, 2, "     4 four");
    stage_expect_row(f, 3, "");
    assert_true(viewport_is_at_end(f->viewport));
    set_filter(f, "o", true);
    stage_settle(f);
    stage_expect_row(f, 0, "     3 three");
    stage_expect_row(f, 1, "     5 five");
    set_filter(f, "nothing like it", false);
    stage_settle(f);
    stage_expect_row(f, 0, "");
    assert_true(viewport_is_at_end(f->viewport));
    set_filter(f, NULL, false);
    stage_settle(f);
    stage_expect_row(f, 4, "     5 five");
}

/* Much more than a window remembers, and matches far apart. */
static void test_a_filter_over_a_large_document(void **state)
{
    Stage *f = *state;
    Buf text = {0};
    for (int i = 1; i <= 400000; i++)
        buf_printf(&text, i % 100000 == 7 ? "rare %d\n" : "line %d\n", i);
    stage_open(f, buf_slice(&text));
    set_filter(f, "^line .*5$", false);
    viewport_scroll(f->viewport, 30000);
    stage_settle(f);
    stage_expect_row(f, 0, "line 300005");
    viewport_scroll(f->viewport, -25000);
    stage_settle(f);
    stage_expect_row(f, 0, "line 50005");
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    stage_expect_row(f, 9, "line 399995");
    set_filter(f, "rare", false);
    stage_settle(f);
    stage_expect_row(f, 0, "rare 7");
    stage_expect_row(f, 3, "rare 300007");
    set_filter(f, "line", true);
    viewport_go_line(f->viewport, 200000, 0);
    stage_settle(f);
    stage_expect_row(f, 3, "rare 300007");
    buf_deinit(&text);
}

static void scroll_by_parts(Stage *f, int parts, int rows)
{
    for (int i = 0; i < parts; i++) {
        viewport_scroll(f->viewport, rows);
        stage_settle(f);
    }
}

/* Further than a window remembers, and back over what was forgotten. */
static void test_what_a_filter_forgot_is_found_again(void **state)
{
    Stage *f = *state;
    Buf text = {0};
    for (int i = 1; i <= 200000; i++)
        buf_printf(&text, "line %d\n", i);
    stage_open(f, buf_slice(&text));
    set_filter(f, "line", false);
    scroll_by_parts(f, 30, 3000);
    stage_expect_row(f, 0, "line 90001");
    scroll_by_parts(f, 29, -3000);
    stage_expect_row(f, 0, "line 3001");
    scroll_by_parts(f, 2, -3000);
    stage_expect_row(f, 0, "line 1");
    viewport_go_bottom(f->viewport);
    scroll_by_parts(f, 30, -3000);
    stage_expect_row(f, 9, "line 110000");
    scroll_by_parts(f, 29, 3000);
    stage_expect_row(f, 9, "line 197000");
    scroll_by_parts(f, 2, 3000);
    stage_expect_row(f, 9, "line 200000");
    buf_deinit(&text);
}

/* Growing: the last line is looked at again when it goes on. */
static void test_a_filter_follows_what_still_comes(void **state)
{
    Stage *f = *state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    bool is_ended = false;
    assert_int_equal(write(ends[1], "yes 1\nno\nye", 11), 11);
    Document *document = document_spool(NULL, ends[0], &is_ended, NULL);
    assert_non_null(document);
    viewport_set_document(f->viewport, document);
    set_filter(f, "yes", false);
    stage_settle(f);
    stage_expect_row(f, 0, "yes 1");
    stage_expect_row(f, 1, "");
    assert_int_equal(write(ends[1], "s 2\nyes 3", 9), 9);
    assert_non_null(document_spool(document, ends[0], &is_ended, NULL));
    stage_settle(f);
    stage_expect_row(f, 1, "yes 2");
    stage_expect_row(f, 2, "yes 3");
    assert_int_equal(write(ends[1], "\nno\n", 4), 4);
    assert_non_null(document_spool(document, ends[0], &is_ended, NULL));
    stage_settle(f);
    stage_expect_row(f, 2, "yes 3");
    stage_expect_row(f, 3, "");
    close(ends[0]);
    close(ends[1]);
    document_release(document);
}

static void test_the_end_stays_in_view_while_more_comes(void **state)
{
    Stage *f = *state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    bool is_ended = false;
    Buf text = {0};
    for (int i = 1; i <= 100; i++)
        buf_printf(&text, "line %d\n", i);
    ssize_t len = (ssize_t)text.len;
    assert_int_equal(write(ends[1], text.data, text.len), len);
    Document *document = document_spool(NULL, ends[0], &is_ended, NULL);
    viewport_set_document(f->viewport, document);
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    stage_expect_row(f, 9, "line 100");
    assert_int_equal(write(ends[1], text.data, text.len), len);
    assert_non_null(document_spool(document, ends[0], &is_ended, NULL));
    stage_settle(f);
    stage_expect_row(f, 9, "line 100");
    assert_int_equal(viewport_bottom(f->viewport), 2 * len);
    viewport_scroll(f->viewport, -1);
    assert_int_equal(write(ends[1], text.data, text.len), len);
    assert_non_null(document_spool(document, ends[0], &is_ended, NULL));
    stage_settle(f);
    stage_expect_row(f, 9, "line 99");
    close(ends[0]);
    close(ends[1]);
    document_release(document);
    buf_deinit(&text);
}

static void test_header_columns_stay(void **state)
{
    Stage *f = *state;
    f->model.width = 12;
    viewport_set_header(f->viewport, 1, 4);
    stage_open(f, slice_from_cstr("key value and more\nk1  0123456789abcdef\nk2  x\n"));
    stage_expect_row(f, 1, "k1  01234567");
    uint64_t offset;
    assert_true(viewport_offset_at(f->viewport, 0, &offset));
    assert_int_equal(offset, 0);
    assert_true(viewport_offset_at(f->viewport, 1, &offset));
    assert_int_equal(offset, 19);
    viewport_scroll_columns(f->viewport, 3);
    stage_settle(f);
    stage_expect_row(f, 0, "key ue and m");
    stage_expect_row(f, 1, "k1  3456789a");
    stage_expect_row(f, 2, "k2");
    viewport_go_top(f->viewport);
    viewport_go_first_column(f->viewport);
    viewport_reveal(f->viewport, 19 + 18);
    stage_settle(f);
    char *row = canvas_row(&f->canvas, 1);
    assert_int_equal(strncmp(row, "k1  ", 4), 0);
    assert_non_null(strchr(row, 'e'));
    free(row);
}

static void test_a_header_as_long_as_the_document(void **state)
{
    Stage *f = *state;
    viewport_set_header(f->viewport, 3, 0);
    stage_open(f, slice_from_cstr("a\nb\n"));
    stage_expect_row(f, 0, "a");
    stage_expect_row(f, 1, "b");
    stage_expect_row(f, 2, "");
    viewport_scroll(f->viewport, 3);
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    stage_expect_row(f, 1, "b");
    assert_true(viewport_is_at_end(f->viewport));
}

static void test_the_hex_view(void **state)
{
    Stage *f = *state;
    f->model.width = 80;
    viewport_set_hex(f->viewport, true);
    stage_open(f, slice_of("\x7f"
                           "ELF\0\n\xde\xad 0123456789abcdefghij",
                           29));
    stage_expect_row(f, 0, "00000000  7f 45 4c 46 00 0a de ad  20 30 31 32 33 34 35 36  .ELF.... 0123456");
    stage_expect_row(f, 1, "00000010  37 38 39 61 62 63 64 65  66 67 68 69 6a           789abcdefghij");
    stage_expect_row(f, 2, "");
    assert_true(viewport_is_at_end(f->viewport));
    f->model.width = 50;
    stage_settle(f);
    stage_expect_row(f, 1, "00000008  20 30 31 32 33 34 35 36   0123456");
    f->model.width = 160;
    stage_settle(f);
    stage_expect_row(f, 1, "");
    assert_int_equal(canvas_cell(&f->canvas, 10 + 3 * 24 + 3, 0)->chars[0], L'6');
}

static void test_moving_in_the_hex_view(void **state)
{
    Stage *f = *state;
    f->model.width = 80;
    Buf text = {0};
    for (int i = 0; i < 1000000; i++)
        buf_append_byte(&text, (char)(i % 251));
    stage_open(f, buf_slice(&text));
    viewport_set_hex(f->viewport, true);
    assert_true(viewport_is_hex(f->viewport));
    stage_settle(f);
    assert_int_equal(viewport_scroll(f->viewport, 3), 3);
    assert_int_equal(viewport_top(f->viewport), 48);
    viewport_scroll(f->viewport, 50000);
    stage_settle(f);
    assert_int_equal(viewport_top(f->viewport), 800048);
    viewport_show(f->viewport, 500001, 2);
    stage_settle(f);
    assert_int_equal(viewport_top(f->viewport), 500000 - 32);
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    assert_int_equal(viewport_top(f->viewport), 1000000 - 160);
    viewport_scroll_columns(f->viewport, 10);
    viewport_go_last_column(f->viewport);
    assert_int_equal(viewport_left(f->viewport), 0);
    buf_deinit(&text);
}

static void test_bytes_found_are_marked_in_both_columns_and_over_row_ends(void **state)
{
    Stage *f = *state;
    f->model.width = 80;
    viewport_set_hex(f->viewport, true);
    stage_open(f, slice_of("0123456789abcd\n\0z23456789\n", 26));
    Query query = {.pattern = slice_of("\n\0z", 3), .is_bytes = true};
    Pattern *pattern = pattern_compile(&query, NULL);
    viewport_set_pattern(f->viewport, pattern);
    viewport_set_found(f->viewport, 14);
    stage_settle(f);
    static const struct {
        int x, y;
        bool is_match;
    } places[] = {{10 + 39 + 1, 0, false}, {10 + 43, 0, true}, {10 + 45, 0, true}, {10 + 46, 0, true},
                  {60 + 13, 0, false},     {60 + 14, 0, true}, {60 + 15, 0, true}, {10, 1, true},
                  {12, 1, false},          {60, 1, true},      {61, 1, false}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        Style style = canvas_cell(&f->canvas, places[i].x, places[i].y)->style;
        assert_int_equal(style.role == ROLE_MATCH, places[i].is_match);
        assert_int_equal(style.is_found, places[i].is_match);
    }
    pattern_release(pattern);
}

static void test_colours_are_rendered_when_asked(void **state)
{
    Stage *f = *state;
    stage_open(f, slice_from_cstr("\x1b[31mred\x1b[m \x1b[1;38;2;1;2;3mrgb\nN\bN_\bu\x1b[2J\n"));
    stage_expect_row(f, 0, "^[[31mred^[[m ^[[1;38;2;1;2;3mrgb");
    viewport_set_sequences(f->viewport, true);
    stage_settle(f);
    stage_expect_row(f, 0, "red rgb");
    assert_int_equal(canvas_cell(&f->canvas, 0, 0)->style.dress.foreground, COLOUR_INDEX | 1);
    assert_int_equal(canvas_cell(&f->canvas, 3, 0)->style.dress.foreground, COLOUR_NONE);
    assert_int_equal(canvas_cell(&f->canvas, 4, 0)->style.dress.foreground, COLOUR_RGB | 0x010203);
    assert_int_equal(canvas_cell(&f->canvas, 4, 0)->style.dress.attributes, ATTRIBUTE_BOLD);
    stage_expect_row(f, 1, "Nu^[[2J");
    assert_int_equal(canvas_cell(&f->canvas, 0, 1)->style.dress.attributes, ATTRIBUTE_BOLD);
    assert_int_equal(canvas_cell(&f->canvas, 1, 1)->style.dress.attributes, ATTRIBUTE_UNDERLINE);
    assert_int_equal(canvas_cell(&f->canvas, 2, 1)->style.role, ROLE_CONTROL);
}

/* Wherever a row or the left edge begins in a line. */
static void test_colours_go_on_over_wrapped_rows_and_the_left_edge(void **state)
{
    Stage *f = *state;
    f->model.width = 6;
    viewport_set_sequences(f->viewport, true);
    viewport_set_wrap(f->viewport, true);
    stage_open(f, slice_from_cstr("ab\x1b[32mcdefghij\nplain\n"));
    stage_expect_row(f, 0, "abcdef");
    stage_expect_row(f, 1, "ghij");
    assert_int_equal(canvas_cell(&f->canvas, 0, 1)->style.dress.foreground, COLOUR_INDEX | 2);
    assert_int_equal(canvas_cell(&f->canvas, 0, 2)->style.dress.foreground, COLOUR_NONE);
    viewport_set_wrap(f->viewport, false);
    viewport_scroll_columns(f->viewport, 4);
    stage_settle(f);
    stage_expect_row(f, 0, "efghij");
    assert_int_equal(canvas_cell(&f->canvas, 0, 0)->style.dress.foreground, COLOUR_INDEX | 2);
}

static void test_matches_are_drawn_over_colours(void **state)
{
    Stage *f = *state;
    viewport_set_sequences(f->viewport, true);
    Pattern *pattern = stage_compile("ed");
    viewport_set_pattern(f->viewport, pattern);
    stage_open(f, slice_from_cstr("\x1b[31mred\x1b[m\n"));
    assert_int_equal(canvas_cell(&f->canvas, 0, 0)->style.role, ROLE_TEXT);
    assert_int_equal(canvas_cell(&f->canvas, 1, 0)->style.role, ROLE_MATCH);
    assert_int_equal(canvas_cell(&f->canvas, 1, 0)->style.dress.foreground, COLOUR_NONE);
    pattern_release(pattern);
}

static size_t paint_digits(void *context, const Document *document, uint64_t line_start, uint64_t base, Slice bytes,
                           Paint *paints, size_t most)
{
    (void)document;
    assert_true(base >= line_start);
    ++*(int *)context;
    size_t count = 0;
    for (uint32_t i = 0; i < bytes.len && count < most; i++)
        if (bytes.data[i] >= '0' && bytes.data[i] <= '9')
            paints[count++] = (Paint){i, i + 1, ROLE_SYNTAX_NUMBER};
    return count;
}

static void test_a_painter_gives_roles_under_matches(void **state)
{
    Stage *f = *state;
    int calls = 0;
    viewport_set_painter(f->viewport, paint_digits, &calls);
    Pattern *pattern = stage_compile("2");
    viewport_set_pattern(f->viewport, pattern);
    stage_open(f, slice_from_cstr("ab12cd3\n"));
    assert_true(calls > 0);
    static const Role roles[] = {ROLE_TEXT, ROLE_TEXT, ROLE_SYNTAX_NUMBER, ROLE_MATCH,
                                 ROLE_TEXT, ROLE_TEXT, ROLE_SYNTAX_NUMBER};
    for (int x = 0; x < 7; x++)
        assert_int_equal(canvas_cell(&f->canvas, x, 0)->style.role, roles[x]);
    viewport_scroll_columns(f->viewport, 2);
    stage_settle(f);
    for (int x = 0; x < 5; x++)
        assert_int_equal(canvas_cell(&f->canvas, x, 0)->style.role, roles[x + 2]);
    pattern_release(pattern);
}

static void test_the_map_shows_the_window_the_matches_and_the_marks(void **state)
{
    Stage *f = *state;
    Buf text = {0};
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "line %03d.\n", i);
    viewport_set_map(f->viewport, true);
    stage_open(f, buf_slice(&text));
    viewport_map_match(f->viewport, 555);
    viewport_map_match(f->viewport, 999);
    uint64_t marks[2] = {720, 310};
    viewport_set_map_marks(f->viewport, marks, 2);
    stage_settle(f);
    static const Role roles[10] = {ROLE_DIM, ROLE_SEPARATOR, ROLE_SEPARATOR, ROLE_ACCENT,    ROLE_SEPARATOR,
                                   ROLE_BAR, ROLE_SEPARATOR, ROLE_ACCENT,    ROLE_SEPARATOR, ROLE_BAR};
    for (int y = 0; y < 10; y++)
        assert_int_equal(canvas_cell(&f->canvas, 39, y)->style.role, roles[y]);
    viewport_map_match(f->viewport, 1 << 30); /* parts double; nothing gets lost below */
    viewport_clear_map(f->viewport);
    viewport_set_map_marks(f->viewport, NULL, 0);
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    assert_int_equal(canvas_cell(&f->canvas, 39, 5)->style.role, ROLE_SEPARATOR);
    assert_int_equal(canvas_cell(&f->canvas, 39, 9)->style.role, ROLE_DIM);
    buf_deinit(&text);
}

static void test_the_status_column_shows_marks_and_matches(void **state)
{
    Stage *f = *state;
    viewport_set_status_column(f->viewport, true);
    viewport_set_numbers(f->viewport, true);
    Pattern *pattern = stage_compile("two");
    viewport_set_pattern(f->viewport, pattern);
    uint64_t mark = 9;
    viewport_set_map_marks(f->viewport, &mark, 1);
    stage_open(f, slice_from_cstr("one\ntwo\nthree\n"));
    stage_expect_row(f, 0, "       1 one");
    stage_expect_row(f, 1, "*      2 two");
    stage_expect_row(f, 2, ">      3 three");
    pattern_release(pattern);
}

static void test_a_binary_document_is_described(void **state)
{
    Stage *f = *state;
    f->model.width = 60;
    viewport_set_description(f->viewport, true, "x  hex view");
    stage_open(f, slice_of("\x1f\x8b\0\0", 4));
    assert_true(viewport_is_described(f->viewport));
    stage_expect_row(f, 0, " gzip data, 4 B");
    stage_expect_row(f, 2, " x  hex view");
    viewport_set_hex(f->viewport, true);
    assert_false(viewport_is_described(f->viewport));
    stage_settle(f);
    stage_expect_row(f, 0, "00000000  1f 8b 00 00              ....");
    viewport_set_hex(f->viewport, false);
    viewport_set_description(f->viewport, false, NULL);
    stage_settle(f);
    stage_expect_row(f, 0, "^_<8b>^@^@");
    viewport_set_description(f->viewport, true, NULL);
    stage_open(f, slice_from_cstr("text\n"));
    stage_expect_row(f, 0, "text");
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_random_movements_at_words_equal_the_model),
        TEST(test_random_movements_through_a_filter_equal_the_model),
        TEST(test_random_movements_below_a_header_equal_the_model),
        TEST(test_filtered_lines_keep_their_numbers),
        TEST(test_a_filter_over_a_large_document),
        TEST(test_what_a_filter_forgot_is_found_again),
        TEST(test_a_filter_follows_what_still_comes),
        TEST(test_the_end_stays_in_view_while_more_comes),
        TEST(test_header_columns_stay),
        TEST(test_a_header_as_long_as_the_document),
        TEST(test_the_hex_view),
        TEST(test_moving_in_the_hex_view),
        TEST(test_bytes_found_are_marked_in_both_columns_and_over_row_ends),
        TEST(test_colours_are_rendered_when_asked),
        TEST(test_colours_go_on_over_wrapped_rows_and_the_left_edge),
        TEST(test_matches_are_drawn_over_colours),
        TEST(test_a_painter_gives_roles_under_matches),
        TEST(test_the_map_shows_the_window_the_matches_and_the_marks),
        TEST(test_the_status_column_shows_marks_and_matches),
        TEST(test_a_binary_document_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
