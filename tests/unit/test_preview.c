/* The preview: what it shows, that it keeps what it showed, and that it notices changes. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/store/parts.h"
#include "tests/support/scratch.h"
#include "tui/preview.h"

enum { WIDTH = 60, HEIGHT = 19, ROUNDS_MOST = 10000, FILES = 12 };

typedef struct Fixture {
    Scratch scratch;
    Store *store;
    Snapshot *snapshot;
    Requests *requests;
    Preview *preview;
    Canvas canvas;
} Fixture;

static void list(Fixture *f)
{
    TreeBuilder *builder = tree_builder_new(f->scratch.path);
    char name[32];
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "sub/%c.c", 'a' + i);
        tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    }
    Tree *tree = tree_builder_snapshot(builder, true);
    tree_builder_free(builder);
    Snapshot *old = f->snapshot;
    f->snapshot = store_snapshot(f->store, tree);
    if (old)
        snapshot_release(old);
    tree_release(tree);
}

static void write_c(Fixture *f, char name, int lines)
{
    char path[32];
    snprintf(path, sizeof path, "sub/%c.c", name);
    Buf text = {0};
    buf_printf(&text, "int of_%c(int first, int second)\n{\n", name);
    for (int i = 3; i < lines; i++)
        buf_printf(&text, "\t%c_%03d();\n", name, i);
    buf_printf(&text, "}\n");
    scratch_write(&f->scratch, path, buf_slice(&text));
    buf_deinit(&text);
}

static int set_up(void **state)
{
    Fixture *f = mem_zalloc(1, sizeof *f);
    scratch_init(&f->scratch);
    f->store = store_new(&(StoreOptions){0});
    for (int i = 0; i < FILES; i++)
        write_c(f, (char)('a' + i), 200);
    list(f);
    f->requests = requests_new(NULL);
    f->preview = preview_new(f->requests);
    canvas_init(&f->canvas, WIDTH, HEIGHT);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    preview_free(f->preview);
    requests_free(f->requests);
    snapshot_release(f->snapshot);
    store_free(f->store);
    canvas_deinit(&f->canvas);
    scratch_deinit(&f->scratch);
    free(f);
    return 0;
}

static void draw(Fixture *f)
{
    canvas_reset(&f->canvas, WIDTH, HEIGHT);
    preview_draw(f->preview, &f->canvas, canvas_bounds(&f->canvas));
}

static void settle(Fixture *f)
{
    for (int round = 0; round < ROUNDS_MOST; round++) {
        draw(f);
        if (!preview_is_waiting(f->preview) && requests_are_idle(f->requests))
            return;
        while (!requests_finish(f->requests) && !requests_are_idle(f->requests))
            ;
    }
    fail_msg("the preview never comes to rest");
}

static void expect_row(Fixture *f, int y, const char *text)
{
    char *row = canvas_row(&f->canvas, y);
    assert_string_equal(row, text);
    free(row);
}

/* Offset of line `line` of a file made by write_c. */
static uint64_t offset_of(int line)
{
    return line < 3 ? 0 : strlen("int of_a(int first, int second)\n{\n") + (size_t)(line - 3) * strlen("\ta_003();\n");
}

static void test_the_hit_is_a_third_down_and_selected(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 1, offset_of(100), NULL);
    settle(f);
    expect_row(f, 0, " b.c  int of_b(int first, int second)");
    expect_row(f, 7, "   100         b_100();");
    assert_true(canvas_cell(&f->canvas, 0, 7)->style.is_selected);
    assert_true(canvas_cell(&f->canvas, WIDTH - 1, 7)->style.is_selected);
    assert_false(canvas_cell(&f->canvas, 0, 6)->style.is_selected);
    assert_int_equal(preview_height(f->preview), HEIGHT - 1);
}

static void test_without_a_hit_the_start_is_shown(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, UINT64_MAX, NULL);
    settle(f);
    expect_row(f, 0, " a.c");
    expect_row(f, 1, "     1 int of_a(int first, int second)");
    assert_false(canvas_cell(&f->canvas, 0, 1)->style.is_selected);
    preview_scroll(f->preview, 5);
    settle(f);
    expect_row(f, 1, "     6         a_006();");
}

static void test_what_was_shown_stays_until_the_next_is_ready(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    preview_show(f->preview, f->snapshot, 1, offset_of(60), NULL);
    assert_true(preview_is_waiting(f->preview));
    draw(f);
    expect_row(f, 7, "    50         a_050();");
    settle(f);
    expect_row(f, 7, "    60         b_060();");
}

static void test_only_the_newest_of_many_is_shown(void **state)
{
    Fixture *f = *state;
    for (int round = 0; round < 3; round++)
        for (uint32_t i = 0; i < FILES; i++)
            preview_show(f->preview, f->snapshot, i, offset_of(50 + (int)i), NULL);
    settle(f);
    expect_row(f, 7, "    61         l_061();");
}

static void test_more_files_than_are_kept_open_come_back(void **state)
{
    Fixture *f = *state;
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < FILES; i++) {
            char row[64];
            preview_show(f->preview, f->snapshot, i, offset_of(40), NULL);
            settle(f);
            snprintf(row, sizeof row, "    40         %c_040();", 'a' + (int)i);
            expect_row(f, 7, row);
        }
    }
}

static void test_the_same_place_again_changes_nothing(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    preview_scroll(f->preview, 3);
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    expect_row(f, 4, "    50         a_050();");
}

static void test_another_pattern_marks_anew_in_place(void **state)
{
    Fixture *f = *state;
    Query query = {.pattern = slice_from_cstr("050")};
    Pattern *pattern = pattern_compile(&query, NULL);
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    assert_int_equal(canvas_cell(&f->canvas, 18, 7)->style.role, ROLE_TEXT);
    preview_show(f->preview, f->snapshot, 0, offset_of(50), pattern);
    settle(f);
    assert_int_equal(canvas_cell(&f->canvas, 17, 7)->style.role, ROLE_MATCH);
    pattern_release(pattern);
}

static void test_a_match_far_to_the_right_is_scrolled_to(void **state)
{
    Fixture *f = *state;
    Buf text = {0};
    for (int i = 0; i < 5000; i++)
        buf_append_byte(&text, '.');
    buf_append(&text, "needle\n", 7);
    scratch_write(&f->scratch, "sub/a.c", buf_slice(&text));
    buf_deinit(&text);
    Query query = {.pattern = slice_from_cstr("needle")};
    Pattern *pattern = pattern_compile(&query, NULL);
    preview_show(f->preview, f->snapshot, 0, 0, pattern);
    settle(f);
    char *row = canvas_row(&f->canvas, 1);
    assert_non_null(strstr(row, "needle"));
    free(row);
    pattern_release(pattern);
}

static void test_a_changed_file_is_opened_again(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    preview_show(f->preview, f->snapshot, 1, offset_of(50), NULL);
    settle(f);
    write_c(f, 'a', 60);
    preview_show(f->preview, f->snapshot, 0, offset_of(59), NULL);
    settle(f);
    char *row = canvas_row(&f->canvas, HEIGHT - 1);
    assert_string_equal(row, "    60 }");
    free(row);
}

static void test_what_cannot_be_shown_is_told_in_a_sentence(void **state)
{
    Fixture *f = *state;
    scratch_write(&f->scratch, "sub/a.c", slice_of("", 0));
    scratch_write(&f->scratch, "sub/b.c", slice_of("a\0b", 3));
    char path[512];
    snprintf(path, sizeof path, "%s/sub/c.c", f->scratch.path);
    unlink(path);
    preview_show(f->preview, f->snapshot, 0, UINT64_MAX, NULL);
    settle(f);
    expect_row(f, 1, " an empty file");
    assert_int_equal(canvas_cell(&f->canvas, 1, 1)->style.role, ROLE_DIM);
    preview_show(f->preview, f->snapshot, 1, UINT64_MAX, NULL);
    settle(f);
    expect_row(f, 1, " binary data, 3 B");
    preview_show(f->preview, f->snapshot, 2, UINT64_MAX, NULL);
    settle(f);
    expect_row(f, 1, " sub/c.c: No such file or directory");
    expect_row(f, 2, "");
}

static void test_a_hit_in_a_binary_file_is_shown(void **state)
{
    Fixture *f = *state;
    scratch_write(&f->scratch, "sub/b.c", slice_of("a\0b", 3));
    preview_show(f->preview, f->snapshot, 1, 0, NULL);
    settle(f);
    expect_row(f, 1, "     1 a^@b");
}

static void test_cleared_it_is_blank(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    preview_clear(f->preview);
    settle(f);
    for (int y = 0; y < HEIGHT; y++)
        expect_row(f, y, "");
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    preview_clear(f->preview);
    settle(f);
    expect_row(f, 0, "");
}

static void test_a_new_listing_of_the_same_files_keeps_the_place(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    preview_scroll(f->preview, 3);
    list(f);
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    expect_row(f, 4, "    50         a_050();");
}

static void test_an_older_listing_is_not_kept(void **state)
{
    Fixture *f = *state;
    for (uint32_t i = 0; i < 3; i++) {
        preview_show(f->preview, f->snapshot, i, UINT64_MAX, NULL);
        settle(f);
    }
    Snapshot *older = snapshot_retain(f->snapshot);
    list(f);
    assert_ptr_not_equal(f->snapshot, older);
    preview_show(f->preview, f->snapshot, 0, UINT64_MAX, NULL);
    settle(f);
    assert_int_equal(atomic_load(&older->refs), 1);
    snapshot_release(older);
}

static void test_tiny_areas_are_no_trouble(void **state)
{
    Fixture *f = *state;
    preview_show(f->preview, f->snapshot, 0, offset_of(50), NULL);
    settle(f);
    for (int width = 0; width < 6; width++)
        for (int height = 0; height < 4; height++)
            preview_draw(f->preview, &f->canvas, (Rect){0, 0, width, height});
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_hit_is_a_third_down_and_selected),
        TEST(test_without_a_hit_the_start_is_shown),
        TEST(test_what_was_shown_stays_until_the_next_is_ready),
        TEST(test_only_the_newest_of_many_is_shown),
        TEST(test_more_files_than_are_kept_open_come_back),
        TEST(test_the_same_place_again_changes_nothing),
        TEST(test_another_pattern_marks_anew_in_place),
        TEST(test_a_match_far_to_the_right_is_scrolled_to),
        TEST(test_a_changed_file_is_opened_again),
        TEST(test_what_cannot_be_shown_is_told_in_a_sentence),
        TEST(test_a_hit_in_a_binary_file_is_shown),
        TEST(test_cleared_it_is_blank),
        TEST(test_a_new_listing_of_the_same_files_keeps_the_place),
        TEST(test_an_older_listing_is_not_kept),
        TEST(test_tiny_areas_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
