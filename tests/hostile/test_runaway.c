/* Patterns that run away, over lines that make them: a search ends all the same, or gives lines up and counts them; and
 * a cancel is heeded at once. The patterns are tests/support/evil_patterns.txt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/search.h"
#include "engine/store/fault.h"
#include "tests/support/scratch.h"
#include "tests/support/vt.h"

/* A line is given up after 60 ms: the times asserted leave room for a machine that is twenty times as slow. */
enum {
    LONG_LINE = 1000000,
    LONG_FILES = 5,
    SHORT_LINES = 20000,
    PATTERNS_LEAST = 200,
    SEARCH_MS = 10000,
    BEFORE_CANCEL_MS = 10,
    CANCEL_MS = 3000,
};

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
} World;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* What most of the patterns look for comes last, so that none can be ruled out by what it must contain. */
static void add_tail(Buf *line)
{
    buf_printf(line, "\x01-!Qx@:P,y\n");
}

/* One line, of bytes taken at random from `alphabet`, or of any but line ends and NUL. */
static void write_line(const World *world, const char *name, const char *alphabet)
{
    Buf line = {0};
    uint32_t seed = 7;
    size_t kinds = alphabet ? strlen(alphabet) : 255;
    while (line.len < LONG_LINE) {
        uint32_t nth = next_random(&seed) % (uint32_t)kinds;
        char byte = alphabet ? alphabet[nth] : (char)(nth + 1);
        buf_append_byte(&line, byte == '\n' ? ' ' : byte);
    }
    add_tail(&line);
    scratch_write(&world->scratch, name, buf_slice(&line));
    buf_deinit(&line);
}

static void write_long_lines(const World *world)
{
    write_line(world, "base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    write_line(world, "blanks", " \t");
    write_line(world, "brackets", "(((((((([[[[{{{)");
    write_line(world, "letters", "a");
    write_line(world, "random", NULL);
}

static void write_short_lines(const World *world)
{
    Buf lines = {0};
    for (int i = 0; i < SHORT_LINES; i++) {
        buf_printf(&lines, "%.*s", 20 + i % 20, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        add_tail(&lines);
    }
    scratch_write(&world->scratch, "short", buf_slice(&lines));
    buf_deinit(&lines);
}

static void take_snapshot(World *world, const char *const *names)
{
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    for (; *names; names++)
        tree_builder_add(builder, slice_from_cstr(*names), ENTRY_FILE, 0);
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

/* Calls `each` for the patterns that compile; returns for how many it was true. */
static unsigned for_each_pattern(World *world, PatternFn *each)
{
    FILE *in = fopen(KEN_SOURCE_DIR "/tests/support/evil_patterns.txt", "r");
    assert_non_null(in);
    char *text = NULL;
    size_t size = 0;
    unsigned compiled = 0;
    unsigned count = 0;
    for (ssize_t len; (len = getline(&text, &size, in)) > 0;) {
        if (strncmp(text, "## ", 3) == 0)
            continue;
        text[len - 1] = '\0';
        Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SMART};
        PatternError err;
        Pattern *pattern = pattern_compile(&query, &err);
        if (!pattern) {
            print_message("%s: %s\n", text, err.text);
            continue;
        }
        compiled++;
        count += each(world, pattern, text);
        pattern_release(pattern);
    }
    free(text);
    fclose(in);
    assert_true(compiled >= PATTERNS_LEAST);
    return count;
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
    if (!progress.is_complete || progress.lines + progress.timed_out_lines > LONG_FILES || ms > SEARCH_MS)
        fail_msg("%s: %.0f ms, %llu lines and %llu given up", text, ms, (unsigned long long)progress.lines,
                 (unsigned long long)progress.timed_out_lines);
    return progress.timed_out_lines > 0;
}

static void test_a_search_ends_on_lines_of_a_megabyte(void **state)
{
    World *world = *state;
    fault_install(NULL, NULL);
    write_long_lines(world);
    take_snapshot(world, (const char *const[]){"base64", "blanks", "brackets", "letters", "random", NULL});
    assert_true(for_each_pattern(world, search_long_lines) > PATTERNS_LEAST / 4); /* they do run away */
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
    write_short_lines(world);
    take_snapshot(world, (const char *const[]){"short", NULL});
    assert_true(for_each_pattern(world, cancel_short_lines) > PATTERNS_LEAST / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_search_ends_on_lines_of_a_megabyte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_cancel_is_heeded_among_many_short_lines, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
