/* Columns and rows of single lines, against walks that take one glyph at a time. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tui/columns.h"
#include "tui/glyph.h"

enum { TAB = 8 };

static const ColumnRules rules = {.tab_width = TAB};
static const ColumnRules words = {.tab_width = TAB, .breaks_words = true};
static const ColumnRules rendered = {.tab_width = TAB, .renders_sequences = true};

static Slice text(const char *chars)
{
    return slice_from_cstr(chars);
}

static size_t row_length(const char *chars, int width)
{
    return columns_row_length(text(chars), width, rules);
}

static LinePlace place_at_column(const char *chars, uint64_t column)
{
    LinePlace place = {0};
    columns_advance(text(chars), rules, &place, column, UINT64_MAX);
    return place;
}

static void test_a_row_is_as_wide_as_the_window(void **state)
{
    (void)state;
    assert_int_equal(row_length("abcdefghij", 4), 4);
    assert_int_equal(row_length("abcd", 4), 4);
    assert_int_equal(row_length("abc", 4), 3);
    assert_int_equal(row_length("", 4), 0);
}

static void test_a_wide_character_leaves_the_last_column_empty(void **state)
{
    (void)state;
    assert_int_equal(row_length("abc\xe4\xb8\xad"
                                "d",
                                4),
                     3);
    assert_int_equal(row_length("ab\xe4\xb8\xad"
                                "d",
                                4),
                     5);
}

static void test_marks_at_the_edge_stay_with_their_character(void **state)
{
    (void)state;
    assert_int_equal(row_length("abcd\xcc\x81"
                                "e",
                                4),
                     6);
}

static void test_a_tab_is_cut_at_the_edge(void **state)
{
    (void)state;
    assert_int_equal(row_length("a\tb", 5), 2);
    assert_int_equal(row_length("abcde\tb", 5), 5);
    assert_int_equal(row_length("a\tb", 9), 3);
}

static void test_a_glyph_wider_than_the_window_has_a_row_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(row_length("\x1b"
                                "a",
                                1),
                     1);
    assert_int_equal(row_length("\xe4\xb8\xad"
                                "a",
                                1),
                     3);
}

static void test_a_flood_of_marks_is_cut_into_rows(void **state)
{
    (void)state;
    Buf flood = {0};
    buf_append_byte(&flood, 'a');
    for (int i = 0; i < ROW_BYTES_MOST; i++)
        buf_append(&flood, "\xcc\x81", 2);
    size_t len = columns_row_length(buf_slice(&flood), 80, rules);
    assert_true(len >= ROW_BYTES_MOST && len < ROW_BYTES_MOST + 4);
    buf_deinit(&flood);
}

static void test_words_stay_whole_where_they_can(void **state)
{
    (void)state;
    assert_int_equal(columns_row_length(text("one two three"), 9, words), 8);
    assert_int_equal(columns_row_length(text("one two three"), 7, words), 8);
    assert_int_equal(columns_row_length(text("one two   three"), 7, words), 10);
    assert_int_equal(columns_row_length(text("one two"), 7, words), 7);
    assert_int_equal(columns_row_length(text("one-two-three"), 9, words), 9);
    assert_int_equal(columns_row_length(text("    indented"), 9, words), 9);
    assert_int_equal(columns_row_length(text("a\tbcdefghij"), 12, words), 2);
    assert_int_equal(columns_row_length(text("ab "), 2, words), 3);
}

static void test_sequences_have_no_columns(void **state)
{
    (void)state;
    assert_int_equal(columns_row_length(text("\x1b[31mabc\x1b[mdef"), 3, rendered), 11);
    assert_int_equal(columns_row_length(text("\x1b[31mabc\x1b[mdef"), 3, rules), 2);
    assert_int_equal(columns_row_length(text("a\bab\bbcd"), 3, rendered), 7);
    LinePlace place = {0};
    columns_advance(text("ab\x1b[1mcd"), rendered, &place, 2, UINT64_MAX);
    assert_int_equal(place.offset, 6);
    assert_int_equal(place.number, 2);
}

static void test_a_row_does_not_end_inside_of_a_link(void **state)
{
    (void)state;
    ColumnRules both = {.tab_width = TAB, .breaks_words = true, .renders_sequences = true};
    const char *line = "see \x1b]8;;http://a/b c d\x1b\\there and on";
    assert_int_equal(columns_row_length(text(line), 8, both), 4);
    assert_int_equal(columns_row_length(text(line), 9, both), (size_t)(strstr(line, "and") - line));
}

static void test_a_column_inside_of_a_glyph_is_that_glyph(void **state)
{
    (void)state;
    LinePlace place = place_at_column("a\tb", 5);
    assert_int_equal(place.offset, 1);
    assert_int_equal(place.number, 1);
    place = place_at_column("a\tb", 8);
    assert_int_equal(place.offset, 2);
    assert_int_equal(place.number, 8);
    place = place_at_column("\xe4\xb8\xad"
                            "b",
                            1);
    assert_int_equal(place.offset, 0);
}

static void test_a_mark_is_passed_with_its_character(void **state)
{
    (void)state;
    assert_int_equal(place_at_column("e\xcc\x81x", 1).offset, 3);
}

static void test_a_column_past_the_end_is_the_end(void **state)
{
    (void)state;
    LinePlace place = place_at_column("abc", 100);
    assert_int_equal(place.offset, 3);
    assert_int_equal(place.number, 3);
}

static void test_an_offset_inside_of_a_glyph_is_its_start(void **state)
{
    (void)state;
    LinePlace place = {0};
    columns_advance(text("ab\xe4\xb8\xad"
                         "c"),
                    rules, &place, UINT64_MAX, 4);
    assert_int_equal(place.offset, 2);
    assert_int_equal(place.number, 2);
}

/* A long line of everything that can be in one. */
static Buf mixed_line(size_t pieces, unsigned seed)
{
    static const char *const parts[] = {"plain text of some length, ",
                                        "\t",
                                        "\xe4\xb8\xad\xe6\x96\x87",
                                        "e\xcc\x81",
                                        "\x1b[31m",
                                        "\xff\xfe",
                                        "x",
                                        "\xf0\x9f\x98\x80",
                                        "\x7f",
                                        "N\bNA\bA _\bu",
                                        "\x1b]8;;a b\x1b\\",
                                        "\xe2\x80\xae"};
    Buf line = {0};
    srand(seed);
    for (size_t i = 0; i < pieces; i++)
        buf_append_slice(&line, text(parts[(size_t)rand() % (sizeof parts / sizeof *parts)]));
    return line;
}

static void build_some(LineMap *map, Slice line, uint64_t budget)
{
    line_map_build(map, slice_sub(line, map->built.offset, line.len), line.len, budget);
}

static void build(LineMap *map, Slice line)
{
    while (!map->is_complete)
        build_some(map, line, 40000);
}

static void expect_columns(Slice line, ColumnRules by)
{
    LineMap map = {.rules = by};
    build(&map, line);
    assert_true(map.count >= line.len / (2 * MAP_STEP));
    for (size_t i = 0; i < map.count; i++) {
        LinePlace walked = {0};
        columns_advance(line, by, &walked, UINT64_MAX, map.places[i].offset);
        assert_int_equal(walked.offset, map.places[i].offset);
        assert_int_equal(walked.number, map.places[i].number);
    }
    line_map_deinit(&map);
}

static void test_checkpoints_of_columns_agree_with_a_walk_from_the_start(void **state)
{
    (void)state;
    Buf line = mixed_line(30000, 1);
    expect_columns(buf_slice(&line), rules);
    expect_columns(buf_slice(&line), rendered);
    buf_deinit(&line);
}

static void expect_rows(Slice line, ColumnRules by)
{
    LineMap map = {.rules = by, .width = 37};
    build(&map, line);
    size_t next = 0;
    uint64_t row = 0;
    for (size_t at = 0; at < line.len; row++) {
        if (next < map.count && map.places[next].offset == at)
            assert_int_equal(map.places[next++].number, row);
        at += columns_row_length(slice_sub(line, at, line.len), 37, by);
    }
    assert_int_equal(next, map.count);
    assert_int_equal(map.built.number, row);
    line_map_deinit(&map);
}

static void test_checkpoints_of_rows_agree_with_a_walk_from_the_start(void **state)
{
    (void)state;
    Buf line = mixed_line(30000, 2);
    expect_rows(buf_slice(&line), rules);
    expect_rows(buf_slice(&line), words);
    expect_rows(buf_slice(&line), rendered);
    buf_deinit(&line);
}

static void test_a_map_in_parts_is_the_map_in_one(void **state)
{
    (void)state;
    Buf line = mixed_line(30000, 3);
    LineMap whole = {.rules = {.tab_width = TAB}}, parts = {.rules = {.tab_width = TAB}};
    build_some(&whole, buf_slice(&line), UINT64_MAX);
    while (!parts.is_complete) {
        LineMap more = {.rules = {.tab_width = TAB}, .built = parts.built};
        build_some(&more, buf_slice(&line), 50000);
        line_map_join(&parts, &more);
    }
    assert_int_equal(whole.count, parts.count);
    assert_memory_equal(whole.places, parts.places, whole.count * sizeof *whole.places);
    line_map_deinit(&whole);
    line_map_deinit(&parts);
    buf_deinit(&line);
}

static void test_what_is_not_built_yet_is_not_answered(void **state)
{
    (void)state;
    Buf line = mixed_line(30000, 4);
    LineMap map = {.rules = {.tab_width = TAB}};
    LinePlace place;
    assert_false(line_map_before_offset(&map, 0, &place));
    build_some(&map, buf_slice(&line), 1);
    assert_false(map.is_complete);
    assert_true(line_map_before_offset(&map, 100, &place));
    assert_int_equal(place.offset, 0);
    assert_false(line_map_before_offset(&map, line.len - 1, &place));
    assert_false(line_map_before_number(&map, 10000000, &place));
    line_map_deinit(&map);
    buf_deinit(&line);
}

static void zeros_are_passed_as_they_would_be_walked(void **state)
{
    enum { BEFORE = 40000, ZEROS = 300000, BEHIND = 30000, LEN = BEFORE + ZEROS + BEHIND };
    (void)state;
    char *line = calloc(1, LEN);
    memset(line, 'a', BEFORE);
    memset(line + BEFORE + ZEROS, 'b', BEHIND);
    static const int widths[] = {0, 1, 2, 7, 80};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        ColumnRules plain = {.tab_width = 8};
        LineMap walked = {.width = widths[i], .rules = plain}, passed = walked, more = walked;
        build_some(&walked, slice_of(line, LEN), LEN);
        build_some(&passed, slice_of(line, LEN), BEFORE);
        more.built = passed.built;
        line_map_pass_zeros(&more, BEFORE + ZEROS - more.built.offset);
        line_map_join(&passed, &more);
        assert_true(passed.built.offset > BEFORE + ZEROS / 2);
        build_some(&passed, slice_of(line, LEN), LEN);
        assert_int_equal(passed.built.number, walked.built.number);
        for (uint64_t offset = 0; offset < LEN; offset += 997) {
            /* From either place to the offset is the same walk, however far. */
            LinePlace a = {0}, b = {0};
            assert_true(line_map_before_offset(&walked, offset, &a) && line_map_before_offset(&passed, offset, &b));
            assert_true(b.offset <= offset && offset - b.offset < 3 * MAP_STEP);
            while (a.offset != b.offset) {
                LinePlace *behind = a.offset < b.offset ? &a : &b;
                if (widths[i] == 0) {
                    uint64_t to = a.offset < b.offset ? b.offset : a.offset;
                    columns_advance(slice_of(line + behind->offset, LEN - behind->offset), plain, behind, UINT64_MAX,
                                    to);
                } else {
                    behind->offset +=
                        columns_row_length(slice_of(line + behind->offset, LEN - behind->offset), widths[i], plain);
                    behind->number++;
                }
            }
            assert_int_equal(a.number, b.number);
            assert_true(line_map_before_number(&passed, a.number, &b));
            assert_true(b.number <= a.number);
        }
        line_map_deinit(&walked);
        line_map_deinit(&passed);
    }
    free(line);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_row_is_as_wide_as_the_window),
        cmocka_unit_test(zeros_are_passed_as_they_would_be_walked),
        cmocka_unit_test(test_a_wide_character_leaves_the_last_column_empty),
        cmocka_unit_test(test_marks_at_the_edge_stay_with_their_character),
        cmocka_unit_test(test_a_tab_is_cut_at_the_edge),
        cmocka_unit_test(test_a_glyph_wider_than_the_window_has_a_row_of_its_own),
        cmocka_unit_test(test_a_flood_of_marks_is_cut_into_rows),
        cmocka_unit_test(test_words_stay_whole_where_they_can),
        cmocka_unit_test(test_sequences_have_no_columns),
        cmocka_unit_test(test_a_row_does_not_end_inside_of_a_link),
        cmocka_unit_test(test_a_column_inside_of_a_glyph_is_that_glyph),
        cmocka_unit_test(test_a_mark_is_passed_with_its_character),
        cmocka_unit_test(test_a_column_past_the_end_is_the_end),
        cmocka_unit_test(test_an_offset_inside_of_a_glyph_is_its_start),
        cmocka_unit_test(test_checkpoints_of_columns_agree_with_a_walk_from_the_start),
        cmocka_unit_test(test_checkpoints_of_rows_agree_with_a_walk_from_the_start),
        cmocka_unit_test(test_a_map_in_parts_is_the_map_in_one),
        cmocka_unit_test(test_what_is_not_built_yet_is_not_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
