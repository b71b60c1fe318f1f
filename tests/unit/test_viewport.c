/* The viewport: random movements against the naive model, and each behaviour by itself. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/viewport_stage.h"

static void append_parts(Buf *out, size_t lines, size_t longest, const char *newline)
{
    static const char *const parts[] = {"int ",
                                        "word",
                                        "\t",
                                        "\xe4\xb8\xad",
                                        "e\xcc\x81",
                                        "\x1b",
                                        "\xff",
                                        "\r",
                                        "a longer run of plain text ",
                                        "\xf0\x9f\x98\x80",
                                        "\xe2\x80\xae"};
    for (size_t i = 0; i < lines; i++) {
        size_t count = (size_t)rand() % longest;
        for (size_t j = 0; j < count; j++)
            buf_append_slice(out, slice_from_cstr(parts[(size_t)rand() % (sizeof parts / sizeof *parts)]));
        buf_append_slice(out, slice_from_cstr(newline));
    }
}

static void move_at_random(Stage *f)
{
    long rows = rand() % 41 - 20;
    size_t offset = (size_t)rand() % f->text.len;
    switch (rand() % 6) {
    case 0:
        viewport_show(f->viewport, offset, 3);
        model_show(&f->model, offset, 3);
        break;
    case 1:
        if (f->model.is_wrapping)
            break;
        viewport_scroll_columns(f->viewport, rows);
        f->model.left = rows < 0 && f->model.left < (size_t)-rows ? 0 : (size_t)((long)f->model.left + rows);
        break;
    case 2:
        viewport_go_bottom(f->viewport);
        f->model.top = model_last_top(&f->model);
        break;
    default:
        viewport_scroll(f->viewport, (int)rows);
        model_scroll(&f->model, rows);
    }
}

static void wander(Stage *f, unsigned seed, bool is_wrapping, int rounds)
{
    srand(seed);
    f->model.is_wrapping = is_wrapping;
    viewport_set_wrap(f->viewport, is_wrapping);
    model_lay_out(&f->model);
    viewport_go_top(f->viewport);
    viewport_go_first_column(f->viewport);
    f->model.top = f->model.left = 0;
    stage_expect_model(f);
    for (int i = 0; i < rounds; i++) {
        move_at_random(f);
        stage_expect_model(f);
    }
}

static void test_random_movements_equal_the_model(void **state)
{
    Stage *f = *state;
    for (unsigned seed = 0; seed < 6; seed++) {
        srand(seed);
        Buf text = {0};
        append_parts(&text, 100, 30, seed % 2 ? "\n" : "\r\n");
        if (seed % 3 == 0)
            text.len--;
        f->model.width = 1 + (int)seed * 13;
        stage_open(f, buf_slice(&text));
        wander(f, seed, false, 60);
        wander(f, seed, true, 60);
        buf_deinit(&text);
    }
}

static void test_random_movements_in_long_lines_equal_the_model(void **state)
{
    Stage *f = *state;
    srand(7);
    Buf text = {0};
    append_parts(&text, 3, 5, "\n");
    append_parts(&text, 3, 30000, "\r\n");
    append_parts(&text, 2, 3, "\n");
    stage_open(f, buf_slice(&text));
    wander(f, 8, false, 40);
    wander(f, 9, true, 40);
    buf_deinit(&text);
}

static void test_an_empty_document_shows_nothing(void **state)
{
    Stage *f = *state;
    stage_open(f, slice_of("", 0));
    stage_expect_model(f);
    viewport_scroll(f->viewport, 5);
    viewport_go_bottom(f->viewport);
    viewport_go_percent(f->viewport, 50);
    viewport_show(f->viewport, 100, 2);
    viewport_reveal(f->viewport, 3);
    stage_expect_model(f);
    assert_true(viewport_is_at_end(f->viewport));
}

static void test_no_document_is_no_trouble(void **state)
{
    Stage *f = *state;
    viewport_scroll(f->viewport, 5);
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    assert_true(viewport_is_at_end(f->viewport));
}

static void test_one_newline_is_one_empty_line(void **state)
{
    Stage *f = *state;
    viewport_set_numbers(f->viewport, true);
    stage_open(f, slice_from_cstr("\n"));
    stage_expect_row(f, 0, "     1");
    stage_expect_row(f, 1, "");
}

static void test_a_cr_alone_is_shown_and_one_before_the_newline_is_not(void **state)
{
    Stage *f = *state;
    stage_open(f, slice_from_cstr("one\r\nt\rwo\r\r\nthree\r"));
    stage_expect_row(f, 0, "one");
    stage_expect_row(f, 1, "t^Mwo^M");
    stage_expect_row(f, 2, "three^M");
}

static void open_numbered(Stage *f, int lines)
{
    Buf text = {0};
    for (int i = 1; i <= lines; i++)
        buf_printf(&text, "line %d\n", i);
    stage_open(f, buf_slice(&text));
    buf_deinit(&text);
}

static void test_numbers_stand_right_aligned_and_only_before_first_rows(void **state)
{
    Stage *f = *state;
    viewport_set_numbers(f->viewport, true);
    viewport_set_wrap(f->viewport, true);
    f->model.width = 20;
    stage_open(f, slice_from_cstr("0123456789abcdefghij\nx\n"));
    stage_expect_row(f, 0, "     1 0123456789abc");
    stage_expect_row(f, 1, "       defghij");
    stage_expect_row(f, 2, "     2 x");
}

static void test_going_to_a_line_puts_it_where_asked(void **state)
{
    Stage *f = *state;
    open_numbered(f, 1000);
    viewport_go_line(f->viewport, 500, 0);
    stage_settle(f);
    stage_expect_row(f, 0, "line 500");
    viewport_go_line(f->viewport, 700, VIEWPORT_THIRD);
    stage_settle(f);
    stage_expect_row(f, 3, "line 700");
    viewport_go_line(f->viewport, 5000, 0);
    stage_settle(f);
    stage_expect_row(f, 9, "line 1000");
    viewport_go_percent(f->viewport, 50);
    stage_settle(f);
    stage_expect_row(f, 0, "line 507");
}

static void test_scrolling_tells_how_far_and_stops_at_the_ends(void **state)
{
    Stage *f = *state;
    open_numbered(f, 15);
    assert_int_equal(viewport_scroll(f->viewport, 3), 3);
    assert_int_equal(viewport_scroll(f->viewport, 100), 2);
    assert_int_equal(viewport_scroll(f->viewport, 1), 0);
    stage_draw(f);
    stage_expect_row(f, 9, "line 15");
    assert_true(viewport_is_at_end(f->viewport));
    assert_int_equal(viewport_scroll(f->viewport, -100), -5);
    stage_draw(f);
    stage_expect_row(f, 0, "line 1");
    assert_false(viewport_is_at_end(f->viewport));
}

static void test_scrolling_very_far_goes_by_the_index(void **state)
{
    Stage *f = *state;
    open_numbered(f, 100000);
    viewport_scroll(f->viewport, 50000);
    stage_settle(f);
    stage_expect_row(f, 0, "line 50001");
    viewport_scroll(f->viewport, -49000);
    stage_settle(f);
    stage_expect_row(f, 0, "line 1001");
    viewport_scroll(f->viewport, 2000000000);
    stage_settle(f);
    stage_expect_row(f, 9, "line 100000");
}

static void test_counting_on_the_way_to_a_line_can_be_ended(void **state)
{
    Stage *f = *state;
    open_numbered(f, 100000);
    stage_settle(f);
    char path[512];
    snprintf(path, sizeof path, "%s/text", f->scratch.path);
    Document *fresh = document_open_path(path, NULL); /* whose lines are not counted */
    assert_non_null(fresh);
    viewport_set_document(f->viewport, fresh);
    document_release(fresh);
    assert_false(viewport_is_counting(f->viewport));
    assert_false(viewport_go_line(f->viewport, 90000, 0));
    assert_true(viewport_is_counting(f->viewport));
    assert_true(viewport_stop_counting(f->viewport));
    assert_false(viewport_is_counting(f->viewport));
    assert_false(viewport_stop_counting(f->viewport));
    stage_settle(f);
    stage_expect_row(f, 0, "line 1");
}

static void test_a_taller_window_at_the_end_shows_more_above(void **state)
{
    Stage *f = *state;
    open_numbered(f, 100);
    viewport_go_bottom(f->viewport);
    stage_settle(f);
    f->model.height = 20;
    stage_settle(f);
    stage_expect_row(f, 19, "line 100");
}

static void test_a_narrower_window_keeps_the_top_line(void **state)
{
    Stage *f = *state;
    viewport_set_wrap(f->viewport, true);
    open_numbered(f, 1000);
    viewport_go_line(f->viewport, 321, 0);
    stage_settle(f);
    f->model.width = 5;
    stage_settle(f);
    stage_expect_row(f, 0, "line");
    stage_expect_row(f, 1, "321");
}

static void test_revealing_scrolls_no_more_than_it_must(void **state)
{
    Stage *f = *state;
    viewport_set_counting(f->viewport, true);
    open_numbered(f, 1000);
    uint64_t offset;
    assert_true(document_line_offset(viewport_document(f->viewport), 12, &offset));
    viewport_reveal(f->viewport, offset);
    stage_settle(f);
    stage_expect_row(f, 9, "line 12");
    viewport_reveal(f->viewport, offset - 9);
    stage_settle(f);
    stage_expect_row(f, 9, "line 12");
    assert_true(document_line_offset(viewport_document(f->viewport), 500, &offset));
    viewport_reveal(f->viewport, offset);
    stage_settle(f);
    stage_expect_row(f, 5, "line 500");
}

static void test_revealing_a_far_column_scrolls_sideways(void **state)
{
    Stage *f = *state;
    Buf text = {0};
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "%05d,", i);
    stage_open(f, buf_slice(&text));
    viewport_reveal(f->viewport, 60000);
    stage_settle(f);
    assert_int_equal(viewport_left(f->viewport), 60000 - 20);
    stage_expect_row(f, 0, "6,09997,09998,09999,10000,10001,10002,10");
    viewport_reveal(f->viewport, 3);
    stage_settle(f);
    assert_int_equal(viewport_left(f->viewport), 0);
    viewport_go_last_column(f->viewport);
    stage_settle(f);
    assert_int_equal(viewport_left(f->viewport), 120000 - 40);
    buf_deinit(&text);
}

static void test_the_last_column_of_a_very_long_line(void **state)
{
    Stage *f = *state;
    Buf text = {0};
    buf_append(&text, "x\n", 2);
    for (int i = 0; i < 500000; i++)
        buf_printf(&text, "%05d,", i % 100000);
    buf_append(&text, "end\ny\n", 6);
    stage_open(f, buf_slice(&text));
    viewport_go_last_column(f->viewport);
    stage_settle(f);
    assert_int_equal(viewport_left(f->viewport), 3000003 - 40);
    stage_expect_row(f, 1, ",99994,99995,99996,99997,99998,99999,end");
    viewport_go_first_column(f->viewport);
    stage_settle(f);
    stage_expect_row(f, 0, "x");
    buf_deinit(&text);
}

static void test_lines_that_go_on_are_marked_when_asked(void **state)
{
    Stage *f = *state;
    f->model.width = 10;
    viewport_set_chop_marks(f->viewport, true);
    stage_open(f, slice_from_cstr("0123456789\n0123456789a\n"));
    stage_expect_row(f, 0, "0123456789");
    stage_expect_row(f, 1, "012345678…");
}

/* The row's columns as letters: m for a match, f for the current one, . for the rest. */
static const char *marks_of(Stage *f, int y)
{
    static char out[64];
    int x = 0;
    for (; x < f->model.width && x < 63; x++) {
        Style style = canvas_cell(&f->canvas, x, y)->style;
        out[x] = style.is_found ? 'f' : style.role == ROLE_MATCH ? 'm' : '.';
    }
    out[x] = '\0';
    return out;
}

static void test_matches_are_marked_and_the_current_one_stands_out(void **state)
{
    Stage *f = *state;
    f->model.width = 12;
    Pattern *pattern = stage_compile("o+");
    viewport_set_pattern(f->viewport, pattern);
    viewport_set_found(f->viewport, 4);
    stage_open(f, slice_from_cstr("foo \no too\nnone\nsky\n"));
    viewport_set_found(f->viewport, 5);
    stage_settle(f);
    assert_string_equal(marks_of(f, 0), ".mm.........");
    assert_string_equal(marks_of(f, 1), "f..mm.......");
    assert_string_equal(marks_of(f, 2), ".m..........");
    assert_string_equal(marks_of(f, 3), "............");
    viewport_set_pattern(f->viewport, NULL);
    stage_settle(f);
    assert_string_equal(marks_of(f, 1), "............");
    pattern_release(pattern);
}

static void test_matches_far_into_a_long_line_are_marked(void **state)
{
    Stage *f = *state;
    f->model.width = 12;
    Buf text = {0};
    for (int i = 0; i < 300000; i++)
        buf_append(&text, "x", 1);
    memcpy(text.data + 250000, "needle", 6);
    Pattern *pattern = stage_compile("needle");
    viewport_set_pattern(f->viewport, pattern);
    stage_open(f, buf_slice(&text));
    viewport_scroll_columns(f->viewport, 249998);
    stage_settle(f);
    assert_string_equal(marks_of(f, 0), "..mmmmmm....");
    pattern_release(pattern);
    buf_deinit(&text);
}

static void test_the_current_line_is_selected_over_the_whole_width(void **state)
{
    Stage *f = *state;
    open_numbered(f, 5);
    viewport_set_current(f->viewport, 7);
    stage_settle(f);
    assert_false(canvas_cell(&f->canvas, 0, 0)->style.is_selected);
    assert_true(canvas_cell(&f->canvas, 0, 1)->style.is_selected);
    assert_true(canvas_cell(&f->canvas, 39, 1)->style.is_selected);
    uint64_t offset;
    assert_true(viewport_offset_at(f->viewport, 1, &offset));
    assert_int_equal(offset, 7);
    assert_false(viewport_offset_at(f->viewport, 5, &offset));
}

static void test_nothing_is_drawn_before_the_bytes_are_there(void **state)
{
    Stage *f = *state;
    open_numbered(f, 100);
    Document *document = document_retain(viewport_document(f->viewport));
    char path[512];
    snprintf(path, sizeof path, "%s/text", f->scratch.path);
    Document *other = document_open_path(path, NULL);
    viewport_set_document(f->viewport, other);
    stage_draw(f);
    assert_true(viewport_is_waiting(f->viewport));
    stage_expect_row(f, 0, "");
    stage_settle(f);
    stage_expect_row(f, 0, "line 1");
    document_release(other);
    document_release(document);
}

static void test_a_movement_before_the_first_draw_is_not_lost(void **state)
{
    Stage *f = *state;
    Viewport *fresh = viewport_new(f->requests);
    open_numbered(f, 100);
    viewport_set_document(fresh, viewport_document(f->viewport));
    viewport_show(fresh, 7, VIEWPORT_THIRD);
    viewport_go_line(fresh, 50, VIEWPORT_THIRD);
    viewport_free(f->viewport);
    f->viewport = fresh;
    viewport_set_numbers(fresh, false);
    stage_settle(f);
    stage_expect_row(f, 3, "line 50");
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_random_movements_equal_the_model),
        TEST(test_random_movements_in_long_lines_equal_the_model),
        TEST(test_an_empty_document_shows_nothing),
        TEST(test_no_document_is_no_trouble),
        TEST(test_one_newline_is_one_empty_line),
        TEST(test_a_cr_alone_is_shown_and_one_before_the_newline_is_not),
        TEST(test_numbers_stand_right_aligned_and_only_before_first_rows),
        TEST(test_going_to_a_line_puts_it_where_asked),
        TEST(test_scrolling_tells_how_far_and_stops_at_the_ends),
        TEST(test_scrolling_very_far_goes_by_the_index),
        TEST(test_counting_on_the_way_to_a_line_can_be_ended),
        TEST(test_a_taller_window_at_the_end_shows_more_above),
        TEST(test_a_narrower_window_keeps_the_top_line),
        TEST(test_revealing_scrolls_no_more_than_it_must),
        TEST(test_revealing_a_far_column_scrolls_sideways),
        TEST(test_the_last_column_of_a_very_long_line),
        TEST(test_lines_that_go_on_are_marked_when_asked),
        TEST(test_matches_are_marked_and_the_current_one_stands_out),
        TEST(test_matches_far_into_a_long_line_are_marked),
        TEST(test_the_current_line_is_selected_over_the_whole_width),
        TEST(test_nothing_is_drawn_before_the_bytes_are_there),
        TEST(test_a_movement_before_the_first_draw_is_not_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
