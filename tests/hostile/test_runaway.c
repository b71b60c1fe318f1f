/* Patterns that run away, over lines that make them: a search ends all the same, or gives lines up and counts them; and
 * a cancel is heeded at once. The patterns are tests/support/evil_patterns.txt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/search/search.h"
#include "engine/store/fault.h"
#include "tests/support/runaway.h"
#include "tests/support/vt.h"

/* A line is given up after 60 ms: the times asserted leave room for a machine that is twenty times as slow. */
enum {
    SEARCH_MS = 10000,
    BEFORE_CANCEL_MS = 10,
    CANCEL_MS = 3000,
};

#if defined __SANITIZE_THREAD__
enum { IS_UNDER_TSAN = 1 };
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
enum { IS_UNDER_TSAN = 1 };
#else
enum { IS_UNDER_TSAN = 0 };
#endif
#else
enum { IS_UNDER_TSAN = 0 };
#endif

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
} World;

/* Of subjects of the kinds from `first` to before `end`. */
static void take_snapshot(World *world, unsigned first, unsigned end)
{
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    for (unsigned kind = first; kind < end; kind++) {
        runaway_write(&world->scratch, kind);
        tree_builder_add(builder, slice_from_cstr(runaway_kind(kind)), ENTRY_FILE, 0);
    }
    Tree *tree = tree_builder_snapshot(builder, true);
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
}

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    world->pool = pool_new(2);
    world->store = store_new(&(StoreOptions){0});
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    pool_wait_idle(world->pool);
    snapshot_release(world->snapshot);
    pool_free(world->pool);
    store_free(world->store);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

typedef bool PatternFn(World *world, Pattern *pattern, const char *text);

typedef struct Each {
    World *world;
    PatternFn *call;
    unsigned count; /* for how many it was true */
} Each;

static void call_each(void *context, const char *text)
{
    Each *each = context;
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SMART};
    Pattern *pattern = pattern_compile(&query, NULL);
    each->count += each->call(each->world, pattern, text);
    pattern_release(pattern);
}

/* They do run away: for more than one in four `call` must return true. */
static void for_each_pattern(World *world, PatternFn *call)
{
    Each each = {.world = world, .call = call};
    unsigned patterns = runaway_for_each(IS_UNDER_TSAN ? 20 : 1, call_each, &each);
    assert_true(IS_UNDER_TSAN || patterns >= RUNAWAY_PATTERNS_LEAST);
    assert_true(each.count > patterns / 4);
}

/* True when lines were given up. */
static bool search_long_lines(World *world, Pattern *pattern, const char *text)
{
    double start = vt_now();
    SearchProgress progress;
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, NULL, NULL);
    search_wait(search, &progress);
    search_release(search);
    double ms = vt_now() - start;
    if (!progress.is_complete || progress.lines + progress.timed_out_lines > RUNAWAY_LONG_KINDS || ms > SEARCH_MS)
        fail_msg("%s: %.0f ms, %llu lines and %llu given up", text, ms, (unsigned long long)progress.lines,
                 (unsigned long long)progress.timed_out_lines);
    return progress.timed_out_lines > 0;
}

static void test_a_search_ends_on_lines_of_a_megabyte(void **state)
{
    World *world = *state;
    if (IS_UNDER_TSAN)
        skip(); /* it holds signals back while compiled patterns run: no line is ever given up */
    fault_install(NULL, NULL);
    take_snapshot(world, 0, RUNAWAY_LONG_KINDS);
    for_each_pattern(world, search_long_lines);
}

/* True when there was something left to cancel. */
static bool cancel_short_lines(World *world, Pattern *pattern, const char *text)
{
    SearchProgress progress;
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, NULL, NULL);
    double start = vt_now();
    do
        search_advance(search, &progress);
    while (!progress.is_complete && vt_now() - start < BEFORE_CANCEL_MS);
    start = vt_now();
    search_cancel(search);
    search_release(search);
    pool_wait_idle(world->pool);
    if (vt_now() - start > CANCEL_MS)
        fail_msg("%s: it took %.0f ms to leave", text, vt_now() - start);
    return !progress.is_complete;
}

static void test_a_cancel_is_heeded_among_many_short_lines(void **state)
{
    World *world = *state;
    fault_install(NULL, NULL);
    take_snapshot(world, RUNAWAY_LONG_KINDS, RUNAWAY_KINDS);
    for_each_pattern(world, cancel_short_lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_search_ends_on_lines_of_a_megabyte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_cancel_is_heeded_among_many_short_lines, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
