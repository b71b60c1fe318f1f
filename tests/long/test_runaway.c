/* Patterns that run away, each on six kinds of subject: in the program a key typed meanwhile waits at most 100 ms, and
 * a search that is no longer wanted is gone within 50 ms. Takes at most 300 s, alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/search/search.h"
#include "engine/store/fault.h"
#include "tests/support/ken.h"
#include "tests/support/median.h"
#include "tests/support/process.h"
#include "tests/support/runaway.h"

enum {
    KEY_MS = 100,
    STALE_MS = 50,
    BEFORE_KEY_MS = 20,
    LOST_KEY_MS = 10000,
    COLUMNS = 160,
    TIMES_MOST = 4000,
};

typedef struct Times {
    double all[TIMES_MOST];
    double own[TIMES_MOST]; /* without the time for which others held the processors */
    int count;
} Times;

typedef struct World {
    Scratch scratch;
    Vt *vt;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Times times;
} World;

static int setup(void **state)
{
    *state = mem_zalloc(1, sizeof(World));
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static void note(Times *times, const char *pattern, double wait, double held_up, double most)
{
    if (wait - held_up > most)
        print_message("%s: %.0f ms, of which %.0f ms were for a processor\n", pattern, wait, held_up);
    assert_true(times->count < TIMES_MOST);
    times->all[times->count] = wait;
    times->own[times->count++] = wait > held_up ? wait - held_up : 0;
}

static void report(const char *what, Times *times, double most)
{
    double middle = median(times->all, times->count);
    double own_middle = median(times->own, times->count);
    int last = times->count - 1;
    printf("figure: %s, %d times: median %.1f ms, 99 %% under %.1f ms, worst %.1f ms; without the waiting for a "
           "processor: median %.1f ms, worst %.1f ms\n",
           what, times->count, middle, times->all[last * 99 / 100], times->all[last], own_middle, times->own[last]);
    assert_true(times->own[last] <= most);
}

/* --- keys --- */

/* The key, and how long until the prompt shows what it has made of the query. */
static void press(World *world, const char *key, const char *shown, bool is_shown)
{
    double held_up = process_held_up_ms(vt_pid(world->vt)) + process_held_up_ms(getpid());
    double start = vt_now();
    vt_type(world->vt, key);
    bool has_come = is_shown ? vt_until(world->vt, shown, LOST_KEY_MS) : vt_until_gone(world->vt, shown, LOST_KEY_MS);
    if (!has_come)
        fail_msg("no answer to a key after %s: %s", shown, vt_row(world->vt, 0));
    double wait = vt_now() - start;
    note(&world->times, shown, wait, process_held_up_ms(vt_pid(world->vt)) + process_held_up_ms(getpid()) - held_up,
         KEY_MS);
}

static void type_while_it_runs(void *context, const char *pattern)
{
    World *world = context;
    char shown[300];
    vt_type(world->vt, pattern);
    vt_pump(world->vt, BEFORE_KEY_MS);
    snprintf(shown, sizeof shown, "❯ %sz", pattern);
    press(world, "z", shown, true);
    shown[strlen(shown) - 1] = ' ';
    press(world, "\x7f", shown, true);
    vt_pump(world->vt, BEFORE_KEY_MS);
    shown[strlen("❯ ") + 1] = '\0';
    press(world, "\x15", shown, false);
}

static void test_a_key_waits_at_most_100_ms(void **state)
{
    World *world = *state;
    unsigned patterns = 0;
    for (unsigned kind = 0; kind < RUNAWAY_KINDS; kind++) {
        scratch_init(&world->scratch);
        runaway_write(&world->scratch, kind);
        const char *const argv[] = {KEN_PROGRAM, world->scratch.path, NULL};
        world->vt = vt_start(&(VtOptions){.columns = COLUMNS, .rows = 30, .argv = argv});
        assert_true(vt_until(world->vt, "1 file", LOST_KEY_MS));
        patterns = runaway_for_each(1, type_while_it_runs, world);
        vt_type(world->vt, KEY_CTRL_C);
        assert_true(vt_wait_exit(world->vt, 2 * LOST_KEY_MS) >= 0);
        vt_free(world->vt);
        scratch_deinit(&world->scratch);
    }
    assert_true(patterns >= RUNAWAY_PATTERNS_LEAST);
    report("a key while a pattern runs away", &world->times, KEY_MS);
}

/* --- searches that nobody wants any more --- */

static void cancel_while_it_runs(void *context, const char *text)
{
    World *world = context;
    SearchProgress progress;
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SMART};
    Pattern *pattern = pattern_compile(&query, NULL);
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, NULL, NULL);
    double start = vt_now();
    do {
        usleep(1000);
        search_advance(search, &progress);
    } while (!progress.is_complete && vt_now() - start < BEFORE_KEY_MS);
    double held_up = process_all_held_up_ms(getpid());
    start = vt_now();
    search_cancel(search);
    search_release(search);
    pool_wait_idle(world->pool);
    double wait = vt_now() - start;
    pattern_release(pattern);
    if (!progress.is_complete)
        note(&world->times, text, wait, process_all_held_up_ms(getpid()) - held_up, STALE_MS);
}

static void cancel_on(World *world, unsigned kind)
{
    scratch_init(&world->scratch);
    runaway_write(&world->scratch, kind);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    tree_builder_add(builder, slice_from_cstr(runaway_kind(kind)), ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    world->pool = pool_new(2);
    world->store = store_new(&(StoreOptions){0});
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
    runaway_for_each(1, cancel_while_it_runs, world);
    snapshot_release(world->snapshot);
    pool_free(world->pool);
    store_free(world->store);
    scratch_deinit(&world->scratch);
}

static void test_a_stale_search_is_gone_within_50_ms(void **state)
{
    World *world = *state;
    fault_install(NULL, NULL);
    for (unsigned kind = 0; kind < RUNAWAY_KINDS; kind++)
        cancel_on(world, kind);
    report("from cancelling a search that runs away to its end", &world->times, STALE_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_key_waits_at_most_100_ms, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_stale_search_is_gone_within_50_ms, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
