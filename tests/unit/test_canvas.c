/* The canvas: clipping, wide characters, untrusted bytes, paths. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/canvas.h"

static Canvas canvas;

static int setup(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C.UTF-8");
    canvas_init(&canvas, 20, 3);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    canvas_deinit(&canvas);
    return 0;
}

static const Style TEXT = {.role = ROLE_TEXT};

static void expect_row(int y, const char *text)
{
    char *row = canvas_row(&canvas, y);
    assert_string_equal(row, text);
    free(row);
}

/* A wide character's second half is 0, and nothing else is. */
static void expect_sound(void)
{
    for (int y = 0; y < canvas.height; y++)
        for (int x = 0; x < canvas.width; x++)
            if (canvas_cell(&canvas, x, y)->chars[0] == 0) {
                assert_true(x > 0);
                assert_true(canvas_cell(&canvas, x - 1, y)->chars[0] > 0x7f);
            }
}

static void a_new_canvas_is_blank_with_the_cursor_hidden(void **state)
{
    (void)state;
    for (int y = 0; y < 3; y++)
        expect_row(y, "");
    assert_int_equal(canvas.cursor_x, -1);
    canvas_text(&canvas, 0, 0, 20, "x", TEXT);
    canvas.cursor_x = 3;
    canvas_reset(&canvas, 5, 2);
    expect_row(0, "");
    assert_int_equal(canvas.width, 5);
    assert_int_equal(canvas.cursor_x, -1);
    canvas_reset(&canvas, -1, 0);
    assert_int_equal(canvas.width, 0);
    assert_int_equal(canvas_text(&canvas, 0, 0, 9, "x", TEXT), 0);
}

static void drawing_outside_is_left_out(void **state)
{
    (void)state;
    canvas_put(&canvas, -1, 0, L'x', 1, TEXT);
    canvas_put(&canvas, 20, 0, L'x', 1, TEXT);
    canvas_put(&canvas, 0, 3, L'x', 1, TEXT);
    canvas_put(&canvas, 0, -1, L'x', 1, TEXT);
    canvas_put(&canvas, 19, 0, L'日', 2, TEXT);
    canvas_put(&canvas, 0, 0, L'́', 0, TEXT);
    canvas_fill(&canvas, (Rect){-5, -5, 100, 3}, L'x', TEXT);
    canvas_select(&canvas, -3, 1, 100);
    canvas_select(&canvas, 0, 9, 100);
    for (int y = 0; y < 3; y++)
        expect_row(y, "");
    assert_int_equal(canvas_text(&canvas, 25, 0, 9, "x", TEXT), 0);
    assert_int_equal(canvas_text(&canvas, 0, 9, 9, "x", TEXT), 0);
    assert_int_equal(canvas_text(&canvas, 0, 0, -4, "x", TEXT), 0);
    assert_true(canvas_cell(&canvas, 0, 1)->style.is_selected);
    assert_true(canvas_cell(&canvas, 19, 1)->style.is_selected);
}

static void text_is_clipped_and_its_columns_counted(void **state)
{
    (void)state;
    assert_int_equal(canvas_text(&canvas, 0, 0, 4, "abcdef", TEXT), 4);
    expect_row(0, "abcd");
    assert_int_equal(canvas_text(&canvas, 17, 1, 50, "abcdef", TEXT), 3);
    expect_row(1, "                 abc");
    assert_int_equal(canvas_printf(&canvas, 0, 2, 20, TEXT, "%d of %s", 3, "7"), 6);
    expect_row(2, "3 of 7");
    assert_int_equal(canvas_text_width("ab日é"), 5);
    assert_int_equal(canvas_text_width(""), 0);
}

static void wide_characters_are_whole_or_left_out(void **state)
{
    (void)state;
    assert_int_equal(canvas_text(&canvas, 0, 0, 5, "日本語", TEXT), 4);
    expect_row(0, "日本");
    canvas_put(&canvas, 1, 0, L'x', 1, TEXT); /* over a second half */
    expect_row(0, " x本");
    canvas_put(&canvas, 2, 0, L'y', 1, TEXT); /* over a first half */
    expect_row(0, " xy");
    canvas_text(&canvas, 0, 1, 20, "日日日", TEXT);
    canvas_put(&canvas, 1, 1, L'本', 2, TEXT); /* over two halves */
    expect_row(1, " 本 日");
    expect_sound();
}

static void marks_join_the_character_before(void **state)
{
    (void)state;
    assert_int_equal(canvas_text(&canvas, 0, 0, 20, "e\xcc\x81x日\xcc\x81", TEXT), 4);
    assert_int_equal(canvas_cell(&canvas, 0, 0)->chars[1], 0x301);
    assert_int_equal(canvas_cell(&canvas, 2, 0)->chars[1], 0x301);
    expect_row(0, "e\xcc\x81x日\xcc\x81");
    for (int i = 0; i < 10; i++)
        canvas_put(&canvas, 2, 0, (wchar_t)(0x300 + i), 0, TEXT); /* more than a cell holds */
    assert_int_equal(canvas_cell(&canvas, 1, 0)->chars[CELL_CHARS - 1], 0x302);
    canvas_text(&canvas, 0, 1, 20,
                "a\xef\xb8\x8f"
                "b",
                TEXT); /* a selector of emoji is dropped */
    expect_row(1, "ab");
}

static void untrusted_bytes_are_made_visible(void **state)
{
    (void)state;
    assert_int_equal(canvas_bytes(&canvas, 0, 0, 20, slice_of("a\033[1m\tb\n\0\xff", 10), TEXT), 16);
    expect_row(0, "a^[[1m b^J^@<ff>");
    assert_int_equal(canvas_cell(&canvas, 1, 0)->style.role, ROLE_CONTROL);
    assert_int_equal(canvas_cell(&canvas, 0, 0)->style.role, ROLE_TEXT);
    Style selected = {.role = ROLE_MATCH, .is_selected = true};
    canvas_bytes(&canvas, 0, 1, 20, slice_from_cstr("\033"), selected);
    assert_true(canvas_cell(&canvas, 0, 1)->style.is_selected);
    assert_int_equal(canvas_bytes(&canvas, 0, 2, 4, slice_from_cstr("a\xe2\x80\xaez"), TEXT),
                     1); /* no half of <202e> */
    expect_row(2, "a");
}

static void own_symbols_have_a_column_in_any_locale(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C");
    int width = canvas_text_width("│ …");
    int used = canvas_text(&canvas, 0, 0, 20, "│ …", TEXT);
    int untrusted = canvas_bytes(&canvas, 0, 1, 20, slice_from_cstr("│"), TEXT);
    setlocale(LC_ALL, "C.UTF-8");
    assert_int_equal(width, 3);
    assert_int_equal(used, 3);
    expect_row(0, "│ …");
    assert_int_equal(untrusted, 6);
    expect_row(1, "<2502>");
}

static void equal_means_what_is_seen(void **state)
{
    (void)state;
    Canvas other;
    canvas_init(&other, 20, 3);
    assert_true(canvas_equal(&canvas, &other));
    canvas_put(&other, 19, 2, L'x', 1, TEXT);
    assert_false(canvas_equal(&canvas, &other));
    canvas_put(&canvas, 19, 2, L'x', 1, style_of(ROLE_DIM));
    assert_false(canvas_equal(&canvas, &other));
    canvas_put(&canvas, 19, 2, L'x', 1, TEXT);
    assert_true(canvas_equal(&canvas, &other));
    other.cursor_x = 0;
    assert_false(canvas_equal(&canvas, &other));
    canvas_reset(&other, 19, 3);
    assert_false(canvas_equal(&canvas, &other));
    canvas_deinit(&other);
}

typedef struct PathCase {
    int columns;
    const char *path, *shown;
} PathCase;

static void paths_are_shortened_in_the_middle(void **state)
{
    (void)state;
    static const PathCase cases[] = {
        {60, "drivers/net/ethernet/intel/e1000e/netdev.c", "drivers/net/ethernet/intel/e1000e/netdev.c"},
        {42, "drivers/net/ethernet/intel/e1000e/netdev.c", "drivers/net/ethernet/intel/e1000e/netdev.c"},
        {41, "drivers/net/ethernet/intel/e1000e/netdev.c", "drivers/net/…/intel/e1000e/netdev.c"},
        {30, "drivers/net/ethernet/intel/e1000e/netdev.c", "drivers/net/…/e1000e/netdev.c"},
        {28, "drivers/net/ethernet/intel/e1000e/netdev.c", "drivers/…/e1000e/netdev.c"},
        {18, "drivers/net/ethernet/intel/e1000e/netdev.c", "…/e1000e/netdev.c"},
        {10, "drivers/net/ethernet/intel/e1000e/netdev.c", "…/netdev.c"},
        {9, "drivers/net/ethernet/intel/e1000e/netdev.c", "netdev.c"},
        {8, "drivers/net/ethernet/intel/e1000e/netdev.c", "netdev.c"},
        {7, "drivers/net/ethernet/intel/e1000e/netdev.c", "net…v.c"},
        {2, "drivers/netdev.c", "n…"},
        {1, "drivers/netdev.c", "…"},
        {0, "drivers/netdev.c", ""},
        {20, "main.c", "main.c"},
        {20, "a/main.c", "a/main.c"},
        {20, "/main.c", "/main.c"},
        {20, "dir/", "dir/"},
        {20, "", ""},
        {12, "日本語/漢字/文.c", "…/漢字/文.c"},
        {20, "a\nb/c.c", "a^Jb/c.c"},
    };
    canvas_reset(&canvas, 70, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        canvas_reset(&canvas, 70, 1);
        int used = canvas_path(&canvas, 0, 0, cases[i].columns, slice_from_cstr(cases[i].path), false);
        expect_row(0, cases[i].shown);
        assert_int_equal(used, canvas_text_width(cases[i].shown));
        assert_true(used <= cases[i].columns);
    }
}

static void a_path_of_any_length_fits_any_width(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "a/b/c/d/e/f/g/h", "long-folder-name/x", "x/long-base-name-of-a-file.c", "日/本/語/漢字.c",
        "////a",           "a//b//c//d",         "\xff\xff/\xff/\033\033\033"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        for (int columns = -1; columns < 40; columns++) {
            canvas_reset(&canvas, 30, 1);
            int used = canvas_path(&canvas, 0, 0, columns, slice_from_cstr(paths[i]), true);
            assert_true(used <= (columns > 0 ? columns : 0));
            assert_true(used <= 30);
            char *row = canvas_row(&canvas, 0);
            assert_true(canvas_text_width(row) <= used);
            free(row);
            expect_sound();
        }
}

static void folders_and_name_have_their_roles(void **state)
{
    (void)state;
    canvas_path(&canvas, 0, 0, 20, slice_from_cstr("a/b.c"), true);
    assert_int_equal(canvas_cell(&canvas, 1, 0)->style.role, ROLE_FOLDER);
    assert_int_equal(canvas_cell(&canvas, 2, 0)->style.role, ROLE_NAME);
    assert_true(canvas_cell(&canvas, 2, 0)->style.is_selected);
    assert_false(canvas_cell(&canvas, 5, 0)->style.is_selected);
}

static void random_drawing_keeps_wide_characters_whole(void **state)
{
    (void)state;
    srand(11);
    for (int i = 0; i < 20000; i++) {
        int columns = rand() % 3;
        static const wchar_t characters[] = {L'\u0301', L'x', L'日'};
        canvas_put(&canvas, rand() % 24 - 2, rand() % 5 - 1, characters[columns], columns, TEXT);
    }
    expect_sound();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_canvas_is_blank_with_the_cursor_hidden),
        TEST(drawing_outside_is_left_out),
        TEST(text_is_clipped_and_its_columns_counted),
        TEST(wide_characters_are_whole_or_left_out),
        TEST(marks_join_the_character_before),
        TEST(untrusted_bytes_are_made_visible),
        TEST(own_symbols_have_a_column_in_any_locale),
        TEST(equal_means_what_is_seen),
        TEST(paths_are_shortened_in_the_middle),
        TEST(a_path_of_any_length_fits_any_width),
        TEST(folders_and_name_have_their_roles),
        TEST(random_drawing_keeps_wide_characters_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
