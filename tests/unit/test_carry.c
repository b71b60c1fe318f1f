/* Asking again after changes on disk: what has not changed is taken over, and the answer is that of a fresh search. */
#include "engine/search/recent.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/store/fault.h"
#include "tests/support/scratch.h"

enum { FILES = 40, NAME_BYTES = 32, LARGE_BYTES = 2 * SPAN_BYTES + SPAN_BYTES / 2, LARGE_SPANS = 3, LARGE = 7 };

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Index *index;
    Matcher *matcher;
    bool is_there[FILES];
} World;

static unsigned seed = 5;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

static Slice name_of(int number, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, number % 3 ? "d%d/f%02d.c" : "%d%02d.c", number / 10, number);
    return slice_from_cstr(name);
}

static void write_file(World *world, int number)
{
    static const char *const words[] = {"static ", "int ", "mutex_lock(", "Static", "task", "é", "/*", "*/", "\"", "e"};
    static const char filler[] =
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n";
    char name[NAME_BYTES];
    Buf text = {0};
    size_t least = number == LARGE ? LARGE_BYTES : 0;
    unsigned lines = next_random(30);
    while (lines > 0 || text.len < least) {
        lines -= lines > 0;
        if (text.len < least && next_random(16) > 0) { /* mostly bytes that nothing asks for */
            buf_append_slice(&text, slice_from_cstr(filler));
            continue;
        }
        for (unsigned i = next_random(5); i > 0; i--)
            buf_append_slice(&text, slice_from_cstr(words[next_random(sizeof words / sizeof words[0])]));
        buf_append_byte(&text, next_random(400) == 0 && number % 4 == 1 ? '\0' : '\n');
    }
    if (text.len > least && least > 0)
        text.len = least;
    scratch_write(&world->scratch, name_of(number, name).data, buf_slice(&text));
    buf_deinit(&text);
    world->is_there[number] = true;
}

static void remove_file(World *world, int number)
{
    char name[NAME_BYTES], path[sizeof world->scratch.path + NAME_BYTES];
    snprintf(path, sizeof path, "%s/%s", world->scratch.path, name_of(number, name).data);
    unlink(path);
    world->is_there[number] = false;
}

static void list(World *world)
{
    char name[NAME_BYTES];
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    for (int i = 0; i < FILES; i++)
        if (world->is_there[i])
            tree_builder_add(builder, name_of(i, name), ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    snapshot_release(world->snapshot);
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
}

static void look(World *world)
{
    store_revalidate(world->store, world->snapshot, world->pool, NULL, NULL);
    pool_wait_idle(world->pool);
}

static int setup(void **state)
{
    World *world = mem_zalloc(1, sizeof *world);
    scratch_init(&world->scratch);
    world->pool = pool_new(3);
    world->store = store_new(&(StoreOptions){0});
    world->matcher = matcher_new();
    for (int i = 0; i < FILES; i++)
        write_file(world, i);
    list(world);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    if (world->index)
        index_cancel(world->index);
    pool_wait_idle(world->pool);
    index_release(world->index);
    snapshot_release(world->snapshot);
    matcher_free(world->matcher);
    pool_free(world->pool);
    store_free(world->store);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static Search *start(World *world, const char *text, SearchOptions options)
{
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE};
    Pattern *pattern = pattern_compile(&query, NULL);
    assert_non_null(pattern);
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, &options, NULL);
    pattern_release(pattern);
    return search;
}

static uint64_t scanned_spans(Search *search)
{
    SearchProgress progress;
    search_wait(search, &progress);
    return progress.scanned_spans;
}

static void assert_same_answer(World *world, Search *search, Search *fresh)
{
    enum { ROWS = 256 };
    SearchProgress one, other;
    search_wait(search, &one);
    search_wait(fresh, &other);
    assert_true(one.is_complete);
    assert_int_equal(one.lines, other.lines);
    assert_int_equal(one.files, other.files);
    Row *rows = mem_alloc(2 * ROWS * sizeof *rows);
    for (uint64_t first = 0; first < one.rows && first < 8 * (uint64_t)ROWS; first += ROWS) {
        size_t count = search_resolve(search, world->matcher, first, ROWS, rows);
        assert_int_equal(search_resolve(fresh, world->matcher, first, ROWS, rows + ROWS), count);
        for (size_t i = 0; i < count; i++) {
            const Row *a = &rows[i], *b = &rows[ROWS + i];
            assert_false(a->is_stale);
            assert_int_equal(a->file, b->file);
            assert_int_equal(a->is_heading, b->is_heading);
            assert_int_equal(a->count, b->count);
            assert_int_equal(a->line, b->line);
            assert_int_equal(a->start, b->start);
            assert_int_equal(a->end, b->end);
            assert_int_equal(a->match_count, b->match_count);
        }
    }
    free(rows);
}

static void test_only_changed_files_are_scanned_again(void **state)
{
    World *world = *state;
    Search *first = start(world, "t", (SearchOptions){0});
    uint64_t all = scanned_spans(first);
    assert_true(all >= FILES + LARGE_SPANS - 1 - FILES / 4);
    write_file(world, 2);
    write_file(world, 30);
    look(world);
    Search *second = start(world, "t", (SearchOptions){.before = first});
    assert_int_equal(scanned_spans(second), 2);
    Search *fresh = start(world, "t", (SearchOptions){0});
    assert_same_answer(world, second, fresh);
    search_release(fresh);
    search_release(first); /* what was taken over stands by itself */
    write_file(world, LARGE);
    look(world);
    Search *third = start(world, "t", (SearchOptions){.before = second});
    assert_int_equal(scanned_spans(third), LARGE_SPANS);
    search_release(second);
    Search *fourth = start(world, "t", (SearchOptions){.before = third});
    assert_int_equal(scanned_spans(fourth), 0);
    search_release(third);
    fresh = start(world, "t", (SearchOptions){0});
    assert_same_answer(world, fourth, fresh);
    search_release(fresh);
    search_release(fourth);
}

static void test_of_another_listing_only_new_files_are_scanned(void **state)
{
    World *world = *state;
    remove_file(world, 0);
    remove_file(world, 20);
    remove_file(world, 39);
    list(world);
    Search *first = start(world, "t", (SearchOptions){0});
    scanned_spans(first);
    write_file(world, 0);
    write_file(world, 20);
    remove_file(world, 8);
    remove_file(world, 38);
    list(world);
    Search *second = start(world, "t", (SearchOptions){.before = first});
    assert_int_equal(scanned_spans(second), 2);
    Search *fresh = start(world, "t", (SearchOptions){0});
    assert_same_answer(world, second, fresh);
    search_release(fresh);
    search_release(second);
    search_release(first);
}

static void test_what_a_cancelled_search_has_finished_is_kept(void **state)
{
    World *world = *state;
    Search *whole = start(world, "t", (SearchOptions){0});
    scanned_spans(whole);
    Search *cancelled = start(world, "t", (SearchOptions){.before = whole});
    search_cancel(cancelled);
    write_file(world, 3);
    look(world);
    Search *search = start(world, "t", (SearchOptions){.before = cancelled});
    assert_int_equal(scanned_spans(search), 1);
    search_release(search);
    search_release(cancelled);
    search_release(whole);
}

/* Searches of the one file that is left are cancelled at any moment. */
static void cancel_often(World *world, int left)
{
    for (int i = 0; i < FILES; i++)
        if (i != left)
            remove_file(world, i);
    list(world);
    Search *whole = start(world, "(\\w)\\1", (SearchOptions){0});
    SearchProgress right, progress;
    search_wait(whole, &right);
    /* whatever else the machine does: before, while and after it runs */
    unsigned most_us = 200 + (unsigned)(right.ms < 100 ? right.ms * 1500 : 100000);
    for (int i = 0; i < 100; i++) {
        Search *search = start(world, "(\\w)\\1", (SearchOptions){0});
        nanosleep(&(struct timespec){.tv_nsec = (long)next_random(most_us) * 1000}, NULL);
        search_cancel(search);
        pool_wait_idle(world->pool);
        search_advance(search, &progress);
        assert_true(!progress.is_complete || progress.lines == right.lines);
        search_release(search);
    }
    search_release(whole);
}

static void test_a_cancelled_search_never_counts_half_a_file(void **state)
{
    World *world = *state;
    char name[NAME_BYTES];
    Buf text = {0};
    while (text.len < SPAN_BYTES - 100)
        buf_append_slice(&text, slice_from_cstr("a tall needle, once\nt\n"));
    scratch_write(&world->scratch, name_of(3, name).data, buf_slice(&text));
    buf_deinit(&text);
    cancel_often(world, 3);
}

static void test_a_cancelled_search_never_counts_half_a_span(void **state)
{
    cancel_often(*state, LARGE);
}

static uint64_t count(World *world, const char *text)
{
    SearchProgress progress;
    Search *search = start(world, text, (SearchOptions){0});
    search_wait(search, &progress);
    search_release(search);
    return progress.lines;
}

static void test_what_a_file_was_does_not_keep_it_from_being_searched(void **state)
{
    World *world = *state;
    char name[NAME_BYTES], path[sizeof world->scratch.path + NAME_BYTES];
    snprintf(path, sizeof path, "%s/%s", world->scratch.path, name_of(5, name).data);
    scratch_write(&world->scratch, name, slice_of("\0 needle\n", 9));
    assert_int_equal(count(world, "needle"), 0);
    scratch_write_text(&world->scratch, name, "now a text with a needle\n");
    look(world);
    assert_int_equal(count(world, "needle"), 1);
    unlink(path);
    look(world);
    assert_int_equal(count(world, "needle"), 0);
    scratch_write_text(&world->scratch, name, "needle\nneedle\n");
    look(world);
    assert_int_equal(count(world, "needle"), 2);
}

/* --- whatever happens --- */

static void change_something(World *world)
{
    int number = (int)next_random(FILES);
    if (number == LARGE && next_random(8) > 0)
        number++;
    if (next_random(3) > 0) {
        write_file(world, number);
        if (next_random(2) == 0)
            list(world);
    } else {
        remove_file(world, number);
        if (next_random(4) > 0)
            list(world);
    }
}

static void renew_index(World *world)
{
    Index *before = world->index;
    if (before)
        index_cancel(before);
    world->index = index_new(world->snapshot, before);
    index_release(before);
    index_build(world->index, world->pool, NULL);
}

/* The files as they are listed and known, whatever is known of them. */
static void settle(World *world)
{
    list(world);
    look(world);
    if (next_random(3) > 0)
        renew_index(world);
}

typedef struct Asked {
    Query query;
    Pattern *pattern, *condition;
    PathFilter *filter;
} Asked;

static void ask_something(Asked *asked)
{
    static const char *const texts[] = {"e", "task", "mutex_lock\\(", "[st]a", "t.*c", "\\bint\\b", "é", "Stat"};
    asked->query = (Query){.pattern = slice_from_cstr(texts[next_random(sizeof texts / sizeof *texts)]),
                           .case_mode = (CaseMode)next_random(3),
                           .regions = next_random(4) == 0 ? next_random(IN_ALL) : 0};
    pattern_release(asked->pattern);
    pattern_release(asked->condition);
    if (asked->filter)
        path_filter_release(asked->filter);
    asked->pattern = pattern_compile(&asked->query, NULL);
    Query other = {.pattern = slice_from_cstr("t")};
    asked->condition = next_random(4) == 0 ? pattern_compile(&other, NULL) : NULL;
    asked->filter = next_random(4) == 0 ? path_filter_new() : NULL;
    if (asked->filter)
        path_filter_add_globs(asked->filter, slice_from_cstr("d1/*"));
}

static void check(World *world, Recent *recent, const Asked *asked, bool is_left_behind)
{
    SearchOptions options = {.conditions = &asked->condition, .condition_count = asked->condition != NULL};
    bool has_index = world->index && index_snapshot(world->index) == world->snapshot && next_random(2) == 0;
    options.index = has_index ? world->index : NULL;
    Search *search = recent_start(recent, world->pool, world->snapshot, asked->pattern, asked->filter, &options, NULL);
    if (is_left_behind) {
        search_cancel(search);
    } else {
        options.index = NULL;
        Search *fresh = search_start(world->pool, world->snapshot, asked->pattern, asked->filter, &options, NULL);
        assert_same_answer(world, search, fresh);
        search_release(fresh);
    }
    search_release(search);
}

static void test_after_any_changes_the_answer_is_that_of_a_fresh_search(void **state)
{
    fault_install(NULL, NULL);
    World *world = *state;
    Recent *recent = recent_new();
    Asked asked = {0};
    ask_something(&asked);
    for (int round = 0; round < 60; round++) {
        if (next_random(6) == 0)
            ask_something(&asked);
        for (unsigned i = next_random(4); i > 0; i--)
            change_something(world);
        settle(world);
        recent_outdate(recent);
        check(world, recent, &asked, next_random(4) == 0);
    }
    pool_wait_idle(world->pool);
    recent_free(recent);
    pattern_release(asked.pattern);
    pattern_release(asked.condition);
    if (asked.filter)
        path_filter_release(asked.filter);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    fault_install(NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_changed_files_are_scanned_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_of_another_listing_only_new_files_are_scanned, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_a_cancelled_search_has_finished_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_cancelled_search_never_counts_half_a_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_cancelled_search_never_counts_half_a_span, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_a_file_was_does_not_keep_it_from_being_searched, setup, teardown),
        cmocka_unit_test_setup_teardown(test_after_any_changes_the_answer_is_that_of_a_fresh_search, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
