/* The index of names: what it finds, what changes, what is carried over; cancelled and asked while it is built. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/symbols.h"
#include "engine/syntax/outline.h"
#include "tests/support/scratch.h"

enum { PLACES = 64 };

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    TreeBuilder *builder;
    Snapshot *snapshot;
    Symbols *symbols;
    SymbolPlace places[PLACES];
} World;

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    world->pool = pool_new(3);
    world->store = store_new(&(StoreOptions){0});
    world->builder = tree_builder_new(world->scratch.path);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    if (world->symbols)
        symbols_cancel(world->symbols);
    pool_free(world->pool);
    symbols_release(world->symbols);
    if (world->snapshot)
        snapshot_release(world->snapshot);
    store_free(world->store);
    tree_builder_free(world->builder);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static void add(World *world, const char *path, const char *text)
{
    scratch_write_text(&world->scratch, path, text);
    tree_builder_add(world->builder, slice_from_cstr(path), ENTRY_FILE, 0);
}

static void renew_snapshot(World *world)
{
    Tree *tree = tree_builder_snapshot(world->builder, true);
    Snapshot *snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    if (world->snapshot)
        snapshot_release(world->snapshot);
    world->snapshot = snapshot;
}

static void renew_symbols(World *world)
{
    Symbols *before = world->symbols;
    world->symbols = symbols_new(world->snapshot, before);
    symbols_release(before);
}

static void build(World *world)
{
    renew_snapshot(world);
    renew_symbols(world);
    symbols_build(world->symbols, world->pool, NULL);
    pool_wait_idle(world->pool);
}

static void count_changes(void *context, uint32_t changed)
{
    (void)context;
    (void)changed;
}

static void revalidate(World *world)
{
    store_revalidate(world->store, world->snapshot, world->pool, count_changes, NULL);
    pool_wait_idle(world->pool);
}

static size_t find(World *world, const char *name)
{
    return symbols_find(world->symbols, slice_from_cstr(name), world->places, PLACES, NULL);
}

static void expect_place(World *world, size_t nth, const char *path, uint64_t line, uint8_t kind)
{
    const SymbolPlace *place = &world->places[nth];
    assert_string_equal(tree_path(snapshot_tree(world->snapshot), place->file).data, path);
    assert_int_equal(place->line, line);
    assert_int_equal(place->kind, kind);
}

static void test_names_are_found_by_file_and_line(void **state)
{
    World *world = *state;
    add(world, "b.c", "#define one 1\n\nint one(void)\n{\n}\n");
    add(world, "a.py", "class one:\n    def two(self):\n        pass\n");
    add(world, "c.md", "# one\n");
    add(world, "d.c", "int one(void);\n");
    build(world);
    assert_int_equal(find(world, "one"), 3);
    expect_place(world, 0, "a.py", 1, DEFINES_TYPE);
    expect_place(world, 1, "b.c", 1, DEFINES_MACRO);
    expect_place(world, 2, "b.c", 3, DEFINES_FUNCTION);
    assert_int_equal(world->places[2].line_start, 15);
    assert_int_equal(world->places[2].name_start, 19);
    assert_int_equal(find(world, "three"), 0);
    assert_int_equal(find(world, ""), 0);
    assert_true(symbols_may_have(world->symbols, slice_from_cstr("two")));
    assert_false(symbols_may_have(world->symbols, slice_from_cstr("three")));
    assert_int_equal(symbols_find(world->symbols, slice_from_cstr("one"), world->places, 2, NULL), 2);
    atomic_bool stop = true;
    assert_int_equal(symbols_find(world->symbols, slice_from_cstr("one"), world->places, PLACES, &stop), 0);
    SymbolStats stats;
    symbols_stats(world->symbols, &stats);
    assert_true(stats.is_complete);
    assert_int_equal(stats.names, 3);
    assert_int_equal(stats.files_done, 4);
}

static void test_what_changed_is_found_before_it_is_read_again(void **state)
{
    World *world = *state;
    add(world, "a.c", "int one(void)\n{\n}\n");
    add(world, "b.c", "int same(void)\n{\n}\n");
    build(world);
    scratch_write_text(&world->scratch, "a.c", "\nint another(void)\n{\n}\n");
    revalidate(world);
    assert_int_equal(find(world, "one"), 0);
    assert_int_equal(find(world, "another"), 1);
    expect_place(world, 0, "a.c", 2, DEFINES_FUNCTION);
    build(world);
    assert_int_equal(find(world, "one"), 0);
    assert_int_equal(find(world, "another"), 1);
    assert_int_equal(find(world, "same"), 1);
}

static void test_unchanged_files_are_carried_over(void **state)
{
    World *world = *state;
    add(world, "m.c", "int middle(void)\n{\n}\n");
    build(world);
    add(world, "a.c", "int first(void)\n{\n}\n");
    add(world, "z.c", "int last(void)\n{\n}\n");
    renew_snapshot(world);
    renew_symbols(world);
    assert_int_equal(find(world, "middle"), 1);
    expect_place(world, 0, "m.c", 1, DEFINES_FUNCTION);
    assert_int_equal(find(world, "first"), 0);
    symbols_build(world->symbols, world->pool, NULL);
    pool_wait_idle(world->pool);
    assert_int_equal(find(world, "first") + find(world, "middle") + find(world, "last"), 3);
    SymbolStats stats;
    symbols_stats(world->symbols, &stats);
    assert_int_equal(stats.names, 3);
}

static void test_a_file_that_is_gone_is_not_found(void **state)
{
    World *world = *state;
    add(world, "a.c", "int one(void)\n{\n}\n");
    build(world);
    tree_builder_free(world->builder);
    world->builder = tree_builder_new(world->scratch.path);
    add(world, "b.c", "int two(void)\n{\n}\n");
    build(world);
    assert_int_equal(find(world, "one"), 0);
    assert_int_equal(find(world, "two"), 1);
}

static void test_many_changes_stay_compact(void **state)
{
    World *world = *state;
    add(world, "a.c", "");
    add(world, "b.c", "int stays(void)\n{\n}\n");
    for (int i = 0; i < 40; i++) {
        char text[64];
        snprintf(text, sizeof text, "%*sint name_%d(void)\n{\n}\n", i, "", i);
        scratch_write_text(&world->scratch, "a.c", slice_from_cstr(text).data);
        if (world->snapshot)
            revalidate(world);
        build(world);
        snprintf(text, sizeof text, "name_%d", i);
        assert_int_equal(find(world, text), 1);
    }
    assert_int_equal(find(world, "name_3"), 0);
    assert_int_equal(find(world, "stays"), 1);
    SymbolStats stats;
    symbols_stats(world->symbols, &stats);
    assert_true(stats.names < 25);
}

static void add_many(World *world, int count)
{
    for (int i = 0; i < count; i++) {
        char path[64];
        char text[128];
        snprintf(path, sizeof path, "d%d/f%d.c", i % 7, i);
        snprintf(text, sizeof text, "int common(void)\n{\n}\nint own_%d(void)\n{\n}\n", i);
        add(world, path, text);
    }
}

static void test_cancelled_it_goes_on_where_it_was(void **state)
{
    World *world = *state;
    add_many(world, 400);
    renew_snapshot(world);
    renew_symbols(world);
    symbols_build(world->symbols, world->pool, NULL);
    while (find(world, "common") > PLACES) /* never more than asked for, however far it is */
        continue;
    symbols_cancel(world->symbols);
    renew_symbols(world);
    symbols_build(world->symbols, world->pool, NULL);
    pool_wait_idle(world->pool);
    assert_int_equal(find(world, "common"), PLACES);
    for (int i = 0; i < 400; i++) {
        char name[32];
        snprintf(name, sizeof name, "own_%d", i);
        assert_int_equal(find(world, name), 1);
    }
}

static void test_a_large_file_is_read_in_pieces(void **state)
{
    World *world = *state;
    Buf text = {0};
    for (int i = 0; i < 40000; i++)
        buf_printf(&text, "static int name_%d(int a)\n{\n\treturn a;\n}\n", i);
    buf_append_byte(&text, '\0');
    add(world, "big.c", text.data);
    buf_deinit(&text);
    build(world);
    assert_int_equal(find(world, "name_39999"), 1);
    expect_place(world, 0, "big.c", 159997, DEFINES_FUNCTION);
    assert_int_equal(find(world, "name_20000"), 1);
    SymbolStats stats;
    symbols_stats(world->symbols, &stats);
    assert_int_equal(stats.names, 40000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names_are_found_by_file_and_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_changed_is_found_before_it_is_read_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unchanged_files_are_carried_over, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_is_gone_is_not_found, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_changes_stay_compact, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancelled_it_goes_on_where_it_was, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_large_file_is_read_in_pieces, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
