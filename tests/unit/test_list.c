/* Selection and scrolling of lists, layout of the screen, figures as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>

#include "tui/format.h"
#include "tui/views/layout.h"
#include "tui/views/list.h"

static void moving_stops_at_the_ends(void **state)
{
    (void)state;
    List list = {.rows = 5, .height = 3};
    list_move(&list, -1);
    assert_int_equal(list.selected, 0);
    list_move(&list, 100);
    assert_int_equal(list.selected, 4);
    assert_int_equal(list.top, 2);
    list_move(&list, INT64_MIN);
    assert_int_equal(list.selected, 0);
    list_move(&list, INT64_MAX);
    assert_int_equal(list.selected, 4);
}

static void an_empty_list_selects_row_zero(void **state)
{
    (void)state;
    List list = {.height = 3};
    list_move(&list, 1);
    list_select(&list, UINT64_MAX);
    list_resize(&list, 0, 0);
    assert_int_equal(list.selected, 0);
    assert_int_equal(list.top, 0);
}

static void scrolling_is_as_little_as_needed(void **state)
{
    (void)state;
    List list = {.rows = 100, .height = 10};
    list_select(&list, 9);
    assert_int_equal(list.top, 0);
    list_select(&list, 10);
    assert_int_equal(list.top, 1);
    list_select(&list, 1);
    assert_int_equal(list.top, 1);
    list_select(&list, 0);
    assert_int_equal(list.top, 0);
}

static void the_row_above_the_selected_one_stays_in_view(void **state)
{
    (void)state;
    List list = {.rows = 100, .height = 10, .above = 1};
    list_place(&list, 50, 0);
    assert_int_equal(list.top, 49);
    list_move(&list, -1);
    assert_int_equal(list.top, 48);
}

static void a_list_of_one_row_shows_the_selected_one(void **state)
{
    (void)state;
    List list = {.rows = 100, .height = 1, .above = 1};
    list_select(&list, 50);
    assert_int_equal(list.top, 50);
}

static void fewer_rows_keep_the_selection_inside(void **state)
{
    (void)state;
    List list = {.rows = 100, .height = 10};
    list_select(&list, 99);
    list_resize(&list, 20, 10);
    assert_int_equal(list.selected, 19);
    assert_int_equal(list.top, 10);
}

static void check_layout(int width, int height, bool has_preview)
{
    Layout layout = layout_make((Rect){0, 0, width, height}, true);
    assert_int_equal(layout.preview.width > 0, has_preview);
    assert_true(layout.list.height >= 0 && layout.list.width >= 0);
    assert_true(layout.list.y + layout.list.height <= height);
    assert_true(layout.list.x + layout.list.width <= width);
    assert_true(layout.preview.x + layout.preview.width <= width);
    assert_true(layout.preview.y + layout.preview.height <= height);
    assert_true(layout.status_y < height);
}

static void the_layout_fits_every_size(void **state)
{
    (void)state;
    for (int width = 0; width < 140; width++)
        for (int height = 0; height < 50; height++)
            check_layout(width, height, width >= 60 && height >= 12);
}

static void the_preview_stands_beside_the_list_from_100_columns(void **state)
{
    (void)state;
    Layout wide = layout_make((Rect){0, 0, 100, 30}, true);
    assert_int_equal(wide.preview.y, wide.list.y);
    Layout narrow = layout_make((Rect){0, 0, 99, 30}, true);
    assert_int_equal(narrow.preview.x, narrow.list.x);
    assert_true(narrow.preview.y > narrow.list.y + narrow.list.height);
    assert_int_equal(layout_make((Rect){0, 0, 140, 30}, false).preview.width, 0);
}

static void the_row_under_the_mouse(void **state)
{
    (void)state;
    const List list = {.rows = 12, .top = 5, .height = 10};
    const Rect area = {3, 2, 20, 10};
    uint64_t row = 99;
    assert_true(list_row_at(&list, area, (Key){.x = 3, .y = 2}, &row));
    assert_int_equal(row, 5);
    assert_true(list_row_at(&list, area, (Key){.x = 22, .y = 8}, &row));
    assert_int_equal(row, 11);
    assert_false(list_row_at(&list, area, (Key){.x = 5, .y = 9}, &row)); /* below the last row */
    assert_false(list_row_at(&list, area, (Key){.x = 2, .y = 4}, &row));
    assert_false(list_row_at(&list, area, (Key){.x = 23, .y = 4}, &row));
    assert_false(list_row_at(&list, area, (Key){.x = 5, .y = 1}, &row));
    const List long_list = {.rows = 1000, .top = 5, .height = 10};
    assert_false(list_row_at(&long_list, area, (Key){.x = 5, .y = 12}, &row)); /* a row, but not shown */
}

static void figures_are_written_as_people_read_them(void **state)
{
    (void)state;
    char out[FORMAT_BYTES];
    assert_string_equal(format_count(0, out), "0");
    assert_string_equal(format_count(999, out), "999");
    assert_string_equal(format_count(1000, out), "1,000");
    assert_string_equal(format_count(UINT64_MAX, out), "18,446,744,073,709,551,615");
    assert_string_equal(format_bytes(0, out), "0 B");
    assert_string_equal(format_bytes(999, out), "999 B");
    assert_string_equal(format_bytes(1000, out), "1.0 kB");
    assert_string_equal(format_bytes(1300000000, out), "1.3 GB");
    assert_string_equal(format_bytes(999999, out), "1.0 MB");
    assert_string_equal(format_bytes(15000, out), "15 kB");
    assert_string_equal(format_bytes(UINT64_MAX, out), "18 EB");
    assert_string_equal(format_ms(0.94, out), "0.9 ms");
    assert_string_equal(format_ms(14.2, out), "14 ms");
    assert_string_equal(format_ms(2345, out), "2.3 s");
    assert_int_equal(format_digits(0), 1);
    assert_int_equal(format_digits(9), 1);
    assert_int_equal(format_digits(10), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moving_stops_at_the_ends),
        cmocka_unit_test(an_empty_list_selects_row_zero),
        cmocka_unit_test(scrolling_is_as_little_as_needed),
        cmocka_unit_test(the_row_above_the_selected_one_stays_in_view),
        cmocka_unit_test(a_list_of_one_row_shows_the_selected_one),
        cmocka_unit_test(fewer_rows_keep_the_selection_inside),
        cmocka_unit_test(the_layout_fits_every_size),
        cmocka_unit_test(the_preview_stands_beside_the_list_from_100_columns),
        cmocka_unit_test(the_row_under_the_mouse),
        cmocka_unit_test(figures_are_written_as_people_read_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
