/* The tree of folders as rows, and matching paths by words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>

#include "tui/views/files.h"
#include "tui/views/tree_rows.h"

static Tree *make_tree(const char *const *paths)
{
    TreeBuilder *builder = tree_builder_new("/root");
    for (; *paths; paths++)
        tree_builder_add(builder, slice_from_cstr(*paths), ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    tree_builder_free(builder);
    return tree;
}

static void expect_rows(const TreeRows *rows, const char *const *paths)
{
    size_t count = 0;
    for (; paths[count]; count++) {
        assert_true(count < rows->count);
        Slice path = tree_rows_path(rows, count);
        assert_int_equal(path.len, strlen(paths[count]));
        assert_memory_equal(path.data, paths[count], path.len);
    }
    assert_int_equal(rows->count, count);
}

static TreeRows rows_of(const char *const *paths)
{
    TreeRows rows = {0};
    Tree *tree = make_tree(paths);
    tree_rows_set(&rows, tree);
    tree_release(tree);
    return rows;
}

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void folders_come_first_and_are_closed(void **state)
{
    (void)state;
    TreeRows rows = rows_of(PATHS("a.c", "a/b", "a/c/d", "a0", "z/y"));
    expect_rows(&rows, PATHS("a", "z", "a.c", "a0"));
    assert_int_equal(rows.rows[0].end - rows.rows[0].first, 2);
    tree_rows_deinit(&rows);
}

static void opening_shows_what_is_inside_and_closing_hides_it(void **state)
{
    (void)state;
    TreeRows rows = rows_of(PATHS("a/b", "a/c/d", "z/y"));
    tree_rows_open(&rows, slice_from_cstr("a"));
    expect_rows(&rows, PATHS("a", "a/c", "a/b", "z"));
    tree_rows_open(&rows, slice_from_cstr("a/c"));
    expect_rows(&rows, PATHS("a", "a/c", "a/c/d", "a/b", "z"));
    assert_int_equal(rows.rows[2].depth, 2);
    tree_rows_close(&rows, slice_from_cstr("a"));
    expect_rows(&rows, PATHS("a", "z"));
    tree_rows_open(&rows, slice_from_cstr("a"));
    expect_rows(&rows, PATHS("a", "a/c", "a/c/d", "a/b", "z"));
    tree_rows_deinit(&rows);
}

static void open_folders_stay_open_in_another_tree(void **state)
{
    (void)state;
    TreeRows rows = rows_of(PATHS("a/b", "z/y"));
    tree_rows_open(&rows, slice_from_cstr("z"));
    Tree *tree = make_tree(PATHS("0/1", "a/b", "z/x", "z/y"));
    tree_rows_set(&rows, tree);
    tree_release(tree);
    expect_rows(&rows, PATHS("0", "a", "z", "z/x", "z/y"));
    tree_rows_deinit(&rows);
}

static void revealing_opens_the_folders_above(void **state)
{
    (void)state;
    TreeRows rows = rows_of(PATHS("a/b/c/d", "z"));
    tree_rows_reveal(&rows, slice_from_cstr("a/b/c/d"));
    expect_rows(&rows, PATHS("a", "a/b", "a/b/c", "a/b/c/d", "z"));
    assert_int_equal(tree_rows_find(&rows, slice_from_cstr("a/b/c/d")), 3);
    assert_int_equal(tree_rows_find(&rows, slice_from_cstr("nowhere")), rows.count);
    tree_rows_deinit(&rows);
}

static void no_tree_has_no_rows(void **state)
{
    (void)state;
    TreeRows rows = {0};
    tree_rows_open(&rows, slice_from_cstr("a"));
    assert_int_equal(rows.count, 0);
    tree_rows_deinit(&rows);
    rows = rows_of((const char *const[]){NULL});
    assert_int_equal(rows.count, 0);
    tree_rows_deinit(&rows);
}

static bool matches(const char *path, const char *words, bool lowers, bool expects_base_name)
{
    bool in_base_name = false;
    bool is_match = files_match(slice_from_cstr(path), slice_from_cstr(words), lowers, &in_base_name);
    assert_int_equal(in_base_name, expects_base_name);
    return is_match;
}

static void all_words_must_be_in_the_path(void **state)
{
    (void)state;
    assert_true(matches("drivers/net/main.c", "main", true, true));
    assert_true(matches("drivers/net/main.c", "net main", true, false));
    assert_true(matches("drivers/net/main.c", "  main   .c ", true, true));
    assert_false(matches("drivers/net/main.c", "net mian", true, false));
    assert_true(matches("drivers/net/Main.c", "main", true, true));
    assert_false(matches("drivers/net/Main.c", "main", false, false));
    assert_true(matches("x", "", true, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_come_first_and_are_closed),
        cmocka_unit_test(opening_shows_what_is_inside_and_closing_hides_it),
        cmocka_unit_test(open_folders_stay_open_in_another_tree),
        cmocka_unit_test(revealing_opens_the_folders_above),
        cmocka_unit_test(no_tree_has_no_rows),
        cmocka_unit_test(all_words_must_be_in_the_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
