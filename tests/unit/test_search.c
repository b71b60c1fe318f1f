/* A whole search over a folder: exact counts, rows in path order, large files in spans, cancelling, printing. */
#include "engine/search/search.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/store/fault.h"
#include "tests/support/scratch.h"

typedef struct World {
    Scratch scratch;
    TreeBuilder *builder;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Matcher *matcher;
} World;

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    world->builder = tree_builder_new(world->scratch.path);
    world->pool = pool_new(3);
    world->store = store_new(&(StoreOptions){0});
    world->matcher = matcher_new();
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    pool_wait_idle(world->pool);
    snapshot_release(world->snapshot);
    matcher_free(world->matcher);
    pool_free(world->pool);
    store_free(world->store);
    tree_builder_free(world->builder);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static void add(World *world, const char *path, Slice bytes)
{
    scratch_write(&world->scratch, path, bytes);
    tree_builder_add(world->builder, slice_from_cstr(path), ENTRY_FILE, 0);
}

static Search *start(World *world, const char *text, const SearchOptions *options)
{
    if (!world->snapshot) {
        Tree *tree = tree_builder_snapshot(world->builder, true);
        world->snapshot = store_snapshot(world->store, tree);
        tree_release(tree);
    }
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE};
    Pattern *pattern = pattern_compile(&query, NULL);
    assert_non_null(pattern);
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, options, NULL);
    pattern_release(pattern);
    return search;
}

static void test_counts_and_rows_are_in_path_order(void **state)
{
    World *world = *state;
    add(world, "b.c", slice_from_cstr("one\ntwo match\nmatch\n"));
    add(world, "a/z.c", slice_from_cstr("match match"));
    add(world, "empty", slice_from_cstr(""));
    add(world, "c", slice_of("bin\0ary match\n", 14));
    Search *search = start(world, "match", NULL);
    SearchProgress progress;
    search_wait(search, &progress);
    assert_true(progress.is_complete);
    assert_int_equal(progress.lines, 3);
    assert_int_equal(progress.files, 2);
    assert_int_equal(progress.rows, 5);
    assert_int_equal(progress.files_total, 4);
    Row rows[8];
    assert_int_equal(search_resolve(search, world->matcher, 0, 8, rows), 5);
    assert_true(rows[0].is_heading);
    assert_int_equal(rows[0].count, 1);
    assert_int_equal(rows[1].line, 1);
    assert_int_equal(rows[1].match_count, 2);
    assert_int_equal(rows[1].matches[1].start, 6);
    assert_true(rows[2].is_heading);
    assert_int_equal(rows[2].count, 2);
    assert_int_equal(rows[3].line, 2);
    assert_int_equal(rows[3].start, 4);
    assert_int_equal(rows[3].end, 13);
    assert_int_equal(rows[4].line, 3);
    assert_int_equal(search_row_near(search, world->matcher, rows[4].file, 14), 4);
    assert_int_equal(search_row_near(search, world->matcher, rows[4].file, 5), 4);
    assert_int_equal(search_row_near(search, world->matcher, 0, 0), 1);
    search_release(search);
}

/* A file of several spans whose every 10th line matches. */
static char *large_file(size_t *len)
{
    enum { LINES = 120000 };
    char *bytes = malloc(LINES * 32);
    *len = 0;
    for (int i = 0; i < LINES; i++)
        *len += (size_t)sprintf(bytes + *len, i % 10 ? "line %d of many\n" : "line %d has needle\n", i + 1);
    return bytes;
}

static void test_large_files_are_searched_in_spans(void **state)
{
    World *world = *state;
    size_t len;
    char *bytes = large_file(&len);
    assert_true(len > 2 * SPAN_BYTES);
    add(world, "large", slice_of(bytes, len));
    add(world, "small", slice_from_cstr("needle\n"));
    free(bytes);
    Search *search = start(world, "needle", NULL);
    SearchProgress progress;
    search_wait(search, &progress);
    assert_int_equal(progress.lines, 12001);
    assert_int_equal(progress.files, 2);
    for (uint64_t row = 1; row <= 12000; row += 997) {
        Row one;
        assert_int_equal(search_resolve(search, world->matcher, row, 1, &one), 1);
        assert_false(one.is_stale);
        assert_int_equal(one.line, (row - 1) * 10 + 1);
        assert_int_equal(search_row_near(search, world->matcher, one.file, one.start), row);
    }
    Row last[3];
    assert_int_equal(search_resolve(search, world->matcher, 12000, 3, last), 3);
    assert_int_equal(last[0].line, 119991);
    assert_true(last[1].is_heading);
    search_release(search);
}

/* Spans and the blocks of signatures are cut at different places of a large file. */
static void test_signatures_leave_every_matching_line_of_a_large_file(void **state)
{
    World *world = *state;
    for (size_t nth = 0; nth < 20; nth++) {
        char name[16];
        size_t len;
        char *bytes = large_file(&len);
        char *line = strchr(bytes + SPAN_BYTES + nth * 4000, '\n') + 1; /* behind the border of spans, soon or later */
        memcpy(line, "qzjx", 4);
        snprintf(name, sizeof name, "large%02zu", nth);
        add(world, name, slice_of(bytes, len));
        free(bytes);
    }
    SearchProgress all;
    Search *plain = start(world, "qzjx", NULL);
    search_wait(plain, &all);
    assert_int_equal(all.lines, 20);
    Index *index = index_new(world->snapshot, NULL);
    index_build(index, world->pool, NULL);
    pool_wait_idle(world->pool);
    SearchProgress filtered;
    Search *search = start(world, "qzjx", &(SearchOptions){.index = index});
    search_wait(search, &filtered);
    assert_int_equal(filtered.lines, all.lines);
    Row row;
    for (uint64_t i = 1; i < all.rows; i += 2) {
        Row same;
        assert_int_equal(search_resolve(search, world->matcher, i, 1, &row), 1);
        assert_int_equal(search_resolve(plain, world->matcher, i, 1, &same), 1);
        assert_int_equal(row.start, same.start);
        assert_int_equal(row.line, same.line);
    }
    search_release(search);
    search_release(plain);
    index_release(index);
}

static void test_rows_of_a_dense_file_are_found_again(void **state)
{
    World *world = *state;
    char text[4000];
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "x\n", 2);
    add(world, "dense", slice_of(text, sizeof text));
    Search *search = start(world, "x", NULL);
    SearchProgress progress;
    search_wait(search, &progress);
    assert_int_equal(progress.lines, 2000);
    Row rows[100];
    assert_int_equal(search_resolve(search, world->matcher, 1901, 100, rows), 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(rows[i].line, 1901 + i);
    search_release(search);
}

static void test_binary_files_are_searched_when_asked(void **state)
{
    World *world = *state;
    add(world, "bin", slice_of("\0needle\n", 8));
    SearchProgress progress;
    Search *search = start(world, "needle", NULL);
    search_wait(search, &progress);
    assert_int_equal(progress.lines, 0);
    search_release(search);
    search = start(world, "needle", &(SearchOptions){.with_binary = true});
    search_wait(search, &progress);
    assert_int_equal(progress.lines, 1);
    search_release(search);
}

static void print_starts(void *context, const SpanLines *lines, Buf *out)
{
    (void)context;
    for (size_t i = 0; i < lines->count; i++)
        buf_printf(out, "%u:%llu ", lines->file, (unsigned long long)lines->starts[i]);
    buf_printf(out, "first line %llu\n", (unsigned long long)lines->base_line);
}

static void test_printed_output_comes_in_order(void **state)
{
    World *world = *state;
    char name[32];
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "f%03d", i);
        add(world, name, slice_from_cstr(i % 3 ? "a\nneedle\n" : "none\n"));
    }
    Search *search = start(world, "needle", &(SearchOptions){.printer = print_starts});
    Buf out = {0};
    for (unsigned i = 0; i < 300; i++) {
        if (i % 3 == 0)
            continue;
        char expected[64];
        snprintf(expected, sizeof expected, "%u:2 first line 2\n", i);
        assert_true(search_take_output(search, &out));
        assert_true(slice_equal(buf_slice(&out), slice_from_cstr(expected)));
    }
    assert_false(search_take_output(search, &out));
    buf_deinit(&out);
    search_release(search);
}

static void test_cancelled_searches_leave_nothing_behind(void **state)
{
    World *world = *state;
    size_t len;
    char *bytes = large_file(&len);
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        add(world, name, slice_of(bytes, len));
    }
    free(bytes);
    for (int i = 0; i < 200; i++) {
        Search *search = start(world, i % 2 ? "needle" : "l.*n", NULL);
        SearchProgress progress;
        search_advance(search, &progress);
        if (i % 3 == 0)
            search_cancel(search);
        search_release(search);
    }
}

static void test_an_empty_tree_is_complete_at_once(void **state)
{
    World *world = *state;
    Search *search = start(world, "x", NULL);
    SearchProgress progress;
    search_wait(search, &progress);
    assert_true(progress.is_complete);
    assert_int_equal(progress.rows, 0);
    Row row;
    assert_int_equal(search_resolve(search, world->matcher, 0, 1, &row), 0);
    assert_int_equal(search_row_near(search, world->matcher, 0, 0), 0);
    search_release(search);
}

static void test_progress_only_grows(void **state)
{
    World *world = *state;
    char name[32];
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "f%03d", i);
        add(world, name, slice_from_cstr("needle\nneedle\n"));
    }
    for (int round = 0; round < 20; round++) {
        Search *search = start(world, "needle", NULL);
        SearchProgress progress = {0};
        uint64_t before = 0;
        while (!progress.is_complete) {
            search_advance(search, &progress);
            assert_true(progress.lines >= before);
            before = progress.lines;
        }
        assert_int_equal(progress.lines, 1000);
        search_release(search);
    }
}

static uint64_t lines_with(World *world, const char *text)
{
    SearchProgress progress;
    Search *search = start(world, text, NULL);
    search_wait(search, &progress);
    search_release(search);
    return progress.lines;
}

static void test_what_a_file_was_before_says_nothing_about_its_new_bytes(void **state)
{
    World *world = *state;
    add(world, "binary", slice_of("bin\0ary match\n", 14));
    tree_builder_add(world->builder, slice_from_cstr("absent"), ENTRY_FILE, 0);
    assert_int_equal(lines_with(world, "match"), 0);
    scratch_write_text(&world->scratch, "binary", "a text with a match\n");
    scratch_write_text(&world->scratch, "absent", "another match\n");
    store_revalidate(world->store, world->snapshot, world->pool, NULL, NULL);
    pool_wait_idle(world->pool);
    assert_int_equal(lines_with(world, "match"), 2);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    fault_install(NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts_and_rows_are_in_path_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large_files_are_searched_in_spans, setup, teardown),
        cmocka_unit_test_setup_teardown(test_signatures_leave_every_matching_line_of_a_large_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_of_a_dense_file_are_found_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_binary_files_are_searched_when_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_printed_output_comes_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancelled_searches_leave_nothing_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_tree_is_complete_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_progress_only_grows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_a_file_was_before_says_nothing_about_its_new_bytes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
