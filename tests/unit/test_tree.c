/* The sorted list of paths and its builder. */
#include "engine/tree/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void add(TreeBuilder *builder, const char *path, EntryKind kind, unsigned flags)
{
    tree_builder_add(builder, slice_from_cstr(path), kind, flags);
}

static void assert_path(const Tree *tree, uint32_t index, const char *expected)
{
    Slice path = tree_path(tree, index);
    assert_int_equal(path.len, strlen(expected));
    assert_string_equal(path.data, expected);
}

static void empty_tree_has_nothing(void **state)
{
    (void)state;
    TreeBuilder *builder = tree_builder_new("/some/where/");
    Tree *tree = tree_builder_snapshot(builder, true);
    assert_string_equal(tree_root(tree), "/some/where");
    assert_int_equal(tree_count(tree), 0);
    assert_int_equal(tree_find(tree, slice_from_cstr("a")), TREE_NONE);
    assert_int_equal(tree_lower_bound(tree, slice_from_cstr("a")), 0);
    assert_true(tree_is_complete(tree));
    assert_true(tree_bytes(tree) > 0);
    tree_release(tree);
    tree_builder_free(builder);
}

static void root_folder_keeps_its_slash(void **state)
{
    (void)state;
    TreeBuilder *builder = tree_builder_new("/");
    Tree *tree = tree_builder_snapshot(builder, false);
    assert_string_equal(tree_root(tree), "/");
    assert_false(tree_is_complete(tree));
    tree_release(tree);
    tree_builder_free(builder);
}

static void paths_are_sorted_by_bytes_as_in_the_index(void **state)
{
    (void)state;
    static const char *const sorted[] = {"\x01",  "A",  "a",    "a-b",      "a.c", "a/b",
                                         "a/b/c", "a0", "b\nc", "\xc3\xa9", "\xff"};
    enum { COUNT = sizeof sorted / sizeof *sorted };
    for (unsigned seed = 0; seed < 20; seed++) {
        TreeBuilder *builder = tree_builder_new("/r");
        for (unsigned i = 0; i < COUNT; i++)
            add(builder, sorted[(i * 7 + seed) % COUNT], ENTRY_FILE, 0);
        Tree *tree = tree_builder_snapshot(builder, true);
        assert_int_equal(tree_count(tree), COUNT);
        for (uint32_t i = 0; i < COUNT; i++) {
            assert_path(tree, i, sorted[i]);
            assert_int_equal(tree_find(tree, slice_from_cstr(sorted[i])), i);
        }
        tree_release(tree);
        tree_builder_free(builder);
    }
}

static void a_path_added_twice_is_kept_once_with_both_flags(void **state)
{
    (void)state;
    TreeBuilder *builder = tree_builder_new("/r");
    add(builder, "z", ENTRY_FILE, 0);
    add(builder, "a", ENTRY_SPECIAL, ENTRY_HIDDEN);
    add(builder, "a", ENTRY_SYMLINK, ENTRY_TRACKED);
    add(builder, "a", ENTRY_FILE, ENTRY_BINARY);
    Tree *tree = tree_builder_snapshot(builder, true);
    assert_int_equal(tree_count(tree), 2);
    assert_int_equal(tree_kind(tree, 0), ENTRY_SYMLINK);
    assert_int_equal(tree_flags(tree, 0), ENTRY_HIDDEN | ENTRY_TRACKED | ENTRY_BINARY);
    tree_release(tree);
    add(builder, "a", ENTRY_SPECIAL, ENTRY_TRACKED);
    tree = tree_builder_snapshot(builder, true);
    assert_int_equal(tree_kind(tree, 0), ENTRY_SPECIAL);
    assert_int_equal(tree_builder_count(builder), 2);
    tree_release(tree);
    tree_builder_free(builder);
}

static void snapshots_do_not_change_when_the_builder_goes_on(void **state)
{
    (void)state;
    TreeBuilder *builder = tree_builder_new("/r");
    add(builder, "m", ENTRY_FILE, ENTRY_TRACKED);
    Tree *first = tree_builder_snapshot(builder, false);
    add(builder, "a", ENTRY_FILE, 0);
    Tree *second = tree_builder_snapshot(builder, true);
    tree_builder_free(builder);
    assert_int_equal(tree_count(first), 1);
    assert_path(first, 0, "m");
    assert_int_equal(tree_count(second), 2);
    assert_path(second, 1, "m");
    assert_int_equal(tree_flags(second, 1), ENTRY_TRACKED);
    tree_release(tree_retain(first));
    assert_path(first, 0, "m");
    tree_release(first);
    tree_release(second);
    tree_release(NULL);
}

static void lower_bound_finds_where_a_folder_begins(void **state)
{
    (void)state;
    TreeBuilder *builder = tree_builder_new("/r");
    add(builder, "a.c", ENTRY_FILE, 0);
    add(builder, "a/x", ENTRY_FILE, 0);
    add(builder, "a/y", ENTRY_FILE, 0);
    add(builder, "b", ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    assert_int_equal(tree_lower_bound(tree, slice_from_cstr("a/")), 1);
    assert_int_equal(tree_lower_bound(tree, slice_from_cstr("a0")), 3);
    assert_int_equal(tree_lower_bound(tree, slice_from_cstr("zz")), 4);
    assert_int_equal(tree_find(tree, slice_from_cstr("a")), TREE_NONE);
    tree_release(tree);
    tree_builder_free(builder);
}

static void many_random_paths_come_out_sorted_without_doubles(void **state)
{
    (void)state;
    TreeBuilder *builder = tree_builder_new("/r");
    uint32_t random = 1;
    for (int i = 0; i < 50000; i++) {
        char path[64];
        random = random * 1664525 + 1013904223;
        snprintf(path, sizeof path, "d%u/e%u/f%u", (random >> 8) % 16, (random >> 12) % 16, (random >> 16) % 64);
        add(builder, path, ENTRY_FILE, 0);
        if (i % 10000 == 0)
            tree_release(tree_builder_snapshot(builder, false));
    }
    Tree *tree = tree_builder_snapshot(builder, true);
    assert_true(tree_count(tree) > 1000);
    for (uint32_t i = 1; i < tree_count(tree); i++)
        assert_true(slice_compare(tree_path(tree, i - 1), tree_path(tree, i)) < 0);
    tree_release(tree);
    tree_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_tree_has_nothing),
        cmocka_unit_test(root_folder_keeps_its_slash),
        cmocka_unit_test(paths_are_sorted_by_bytes_as_in_the_index),
        cmocka_unit_test(a_path_added_twice_is_kept_once_with_both_flags),
        cmocka_unit_test(snapshots_do_not_change_when_the_builder_goes_on),
        cmocka_unit_test(lower_bound_finds_where_a_folder_begins),
        cmocka_unit_test(many_random_paths_come_out_sorted_without_doubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
