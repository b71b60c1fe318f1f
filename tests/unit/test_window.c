/* Files that are read by windows: searched, signed, numbered and printed as if they were in memory. */
#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/search/search.h"
#include "engine/search/span_view.h"
#include "engine/store/fault.h"
#include "tests/support/answers.h"
#include "tests/support/scratch.h"

/* One way to hold the files. */
typedef struct Side {
    Store *store;
    Snapshot *snapshot;
} Side;

typedef struct World {
    Scratch scratch;
    TreeBuilder *builder;
    Pool *pool;
    Matcher *matcher;
    Side whole, windowed;
} World;

static const Budgets NO_ADDRESS = {.maps = 10, .mapped_bytes = 0, .packed_bytes = 4 << 20, .address_bytes = LIMIT_NONE};

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    world->builder = tree_builder_new(world->scratch.path);
    world->pool = pool_new(3);
    world->whole.store = store_new(&(StoreOptions){0});
    world->windowed.store = store_new(&(StoreOptions){.budgets = &NO_ADDRESS});
    world->matcher = matcher_new();
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    pool_wait_idle(world->pool);
    snapshot_release(world->whole.snapshot);
    snapshot_release(world->windowed.snapshot);
    matcher_free(world->matcher);
    pool_free(world->pool);
    store_free(world->whole.store);
    store_free(world->windowed.store);
    tree_builder_free(world->builder);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static void add(World *world, const char *path, Buf *bytes)
{
    scratch_write(&world->scratch, path, buf_slice(bytes));
    tree_builder_add(world->builder, slice_from_cstr(path), ENTRY_FILE, 0);
    buf_deinit(bytes);
}

static void list(World *world)
{
    Tree *tree = tree_builder_snapshot(world->builder, true);
    world->whole.snapshot = store_snapshot(world->whole.store, tree);
    world->windowed.snapshot = store_snapshot(world->windowed.store, tree);
    tree_release(tree);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Words on lines of up to `longest` words, some of them very long. */
static void append_text(Buf *out, size_t bytes, uint32_t seed, const char *open, const char *close)
{
    static const char *const words[] = {"needle", "lock", "return", "x", "->", "\"text\"", "mutex_lock(&a)", "\t", "é"};
    while (out->len < bytes) {
        uint32_t count = next_random(&seed) % 4096 == 0 ? 30000 : next_random(&seed) % 9;
        bool is_remark = next_random(&seed) % 5 == 0;
        buf_printf(out, "%s", is_remark ? open : "");
        for (uint32_t i = 0; i < count; i++)
            buf_printf(out, "%s ", words[next_random(&seed) % (sizeof words / sizeof *words)]);
        buf_printf(out, "%s%s", is_remark ? close : "", next_random(&seed) % 7 == 0 ? "\r\n" : "\n");
    }
}

/* A line of so many bytes that holds the word near its end. */
static void append_line(Buf *out, size_t len, const char *word)
{
    for (size_t i = 0; i < len; i++)
        buf_append_byte(out, (char)('a' + i % 17));
    buf_printf(out, "%s tail\n", word);
}

static void add_odd_files(World *world)
{
    Buf bytes = {0};
    append_text(&bytes, 3500000, 1, "/* ", "\n and on */");
    add(world, "a.c", &bytes);
    append_text(&bytes, SPAN_BYTES, 2, "", "");
    buf_append(&bytes, "\n\n\n", 3);
    append_text(&bytes, 2 * SPAN_BYTES + 7, 3, "", "");
    bytes.len--; /* no newline at the end */
    add(world, "b.txt", &bytes);
    append_text(&bytes, 300000, 4, "", "");
    append_line(&bytes, 3 << 20, "needle");
    append_text(&bytes, 5 << 20, 5, "", "");
    add(world, "c.long", &bytes);
    for (size_t i = 0; i < 2 * SPAN_BYTES; i++)
        buf_append_byte(&bytes, i % SPAN_BYTES == SPAN_BYTES - 1 ? '\n' : 'n');
    buf_printf(&bytes, "needle");
    add(world, "d.edge", &bytes);
    buf_append(&bytes, "x\0y", 3);
    append_text(&bytes, 2500000, 6, "", "");
    add(world, "e.bin", &bytes);
    buf_append(&bytes, "\xff\xfe", 2);
    for (size_t i = 0; i < 900000; i++)
        buf_append(&bytes, i % 31 == 30 ? "\n\0" : "l\0", 2);
    add(world, "f.utf16", &bytes);
    append_text(&bytes, 90000, 7, "", "");
    add(world, "g.small", &bytes);
}

typedef struct Run {
    SearchProgress progress;
    Row *rows;
    size_t count;
} Run;

static Run search_side(World *world, Side *side, const Query *query, SearchOptions options)
{
    Run run = {0};
    Pattern *pattern = pattern_compile(query, NULL);
    assert_non_null(pattern);
    Search *search = search_start(world->pool, side->snapshot, pattern, NULL, &options, NULL);
    pattern_release(pattern);
    search_wait(search, &run.progress);
    enum { AT_ONCE = 64, PLACES = 24 };
    uint64_t step = run.progress.rows / PLACES > AT_ONCE ? run.progress.rows / PLACES : AT_ONCE;
    run.rows = calloc((size_t)(run.progress.rows / step + 1) * AT_ONCE, sizeof *run.rows);
    for (uint64_t row = 0; row < run.progress.rows; row += step)
        run.count += search_resolve(search, world->matcher, row, AT_ONCE, &run.rows[run.count]);
    search_release(search);
    return run;
}

static Answer answer_of(const Run *run)
{
    return (Answer){&run->progress, run->rows, run->count};
}

static void assert_same_rows(const Run *a, const Run *b, const char *what)
{
    answers_expect_counts(what, answer_of(a), answer_of(b));
    for (size_t i = 0; i < a->count; i++) {
        const Row *left = &a->rows[i], *right = &b->rows[i];
        answers_expect_place(what, answer_of(a), answer_of(b), i);
        assert_int_equal(left->match_count, right->match_count);
        assert_memory_equal(left->matches, right->matches, left->match_count * sizeof left->matches[0]);
    }
}

static void compare(World *world, const char *text, unsigned regions, Index *index)
{
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE, .regions = regions};
    SearchOptions options = {.with_binary = true};
    Run whole = search_side(world, &world->whole, &query, options);
    options.index = index;
    Run windowed = search_side(world, &world->windowed, &query, options);
    assert_same_rows(&whole, &windowed, text);
    free(whole.rows);
    free(windowed.rows);
}

static const char *const PATTERNS[] = {"needle",     "mutex_lock", "^$",    "needle.*lock$", "e",    "\\w+_lock\\(",
                                       "zzz absent", "tail$",      "é x|r", "^n+$",          "l{20}"};

static void test_windows_match_what_whole_files_do(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    add_odd_files(world);
    list(world);
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++)
        compare(world, PATTERNS[i], 0, NULL);
    compare(world, "needle", IN_COMMENTS, NULL);
    compare(world, "x", IN_CODE, NULL);
    compare(world, "t", IN_STRINGS, NULL);
    StoreStats stats;
    store_stats(world->windowed.store, &stats);
    assert_true(stats.windowed_pins > 0);
    assert_int_equal(stats.mapped_files, 0);
}

static Index *sign(World *world, Side *side, IndexStats *stats)
{
    Index *index = index_new(side->snapshot, NULL);
    index_build(index, world->pool, NULL);
    pool_wait_idle(world->pool);
    index_stats(index, stats);
    return index;
}

static void test_signatures_are_made_through_windows(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    add_odd_files(world);
    list(world);
    IndexStats whole;
    IndexStats stats;
    Index *index = sign(world, &world->whole, &whole);
    index_release(index);
    index = sign(world, &world->windowed, &stats);
    assert_true(stats.is_complete);
    assert_int_equal(stats.blocks, whole.blocks);
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++)
        compare(world, PATTERNS[i], 0, index);
    Query absent = {.pattern = slice_from_cstr("quite absent"), .case_mode = CASE_SENSITIVE};
    Run run = search_side(world, &world->windowed, &absent, (SearchOptions){.with_binary = true, .index = index});
    assert_true(run.progress.files_total <= 1); /* all but the utf-16 one may be left out */
    free(run.rows);
    index_release(index);
}

static void print_numbers(void *context, const SpanLines *lines, Buf *out)
{
    (void)context;
    if (lines->pin->text == TEXT_BINARY) {
        buf_printf(out, "binary %u\n", lines->file);
        return;
    }
    for (size_t i = 0; i < lines->count; i++) {
        const char *first = lines->pin->bytes.data + lines->starts[i];
        buf_printf(out, "%u %llu %zu %.5s\n", lines->file, (unsigned long long)lines->base_line, i, first);
    }
}

static Buf print(World *world, Side *side, const char *text)
{
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE};
    Pattern *pattern = pattern_compile(&query, NULL);
    SearchOptions options = {.with_binary = true, .printer = print_numbers};
    Search *search = search_start(world->pool, side->snapshot, pattern, NULL, &options, NULL);
    Buf all = {0};
    Buf part = {0};
    while (search_take_output(search, &part))
        buf_append_slice(&all, buf_slice(&part));
    buf_deinit(&part);
    search_release(search);
    pattern_release(pattern);
    return all;
}

static void test_printed_lines_are_the_same(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    add_odd_files(world);
    list(world);
    Buf whole = print(world, &world->whole, "needle lock");
    Buf windowed = print(world, &world->windowed, "needle lock");
    assert_true(whole.len > 10000);
    assert_true(slice_equal(buf_slice(&whole), buf_slice(&windowed)));
    buf_append_byte(&whole, '\0');
    assert_non_null(strstr(whole.data, "binary"));
    buf_deinit(&whole);
    buf_deinit(&windowed);
}

/* A line of more than a window: told, and all around it is found. */
static void test_a_line_longer_than_a_window_is_told(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    Buf bytes = {0};
    buf_printf(&bytes, "needle\n");
    append_line(&bytes, WINDOW_MOST + 5000, "needle");
    buf_printf(&bytes, "needle");
    add(world, "a", &bytes);
    list(world);
    Query query = {.pattern = slice_from_cstr("needle"), .case_mode = CASE_SENSITIVE};
    IndexStats stats;
    Index *index = sign(world, &world->windowed, &stats);
    Run run = search_side(world, &world->windowed, &query, (SearchOptions){.index = index});
    assert_int_equal(run.progress.lines, 2);
    assert_int_equal(run.progress.timed_out_lines, 1);
    assert_int_equal(run.rows[2].line, 3);
    free(run.rows);
    index_release(index);
}

static void test_a_file_that_shrinks_is_not_intact(void **state)
{
    World *world = *state;
    Buf bytes = {0};
    append_text(&bytes, 3 << 20, 9, "", "");
    add(world, "a", &bytes);
    list(world);
    Pin pin;
    assert_true(file_pin(world->windowed.snapshot, 0, &pin));
    assert_false(pin_is_whole(&pin));
    assert_int_equal(pin.size >> 20, 3);
    assert_true(pin.bytes.len > 0 && pin.bytes.len < 1 << 20);
    uint32_t generation = pin.generation;
    assert_false(file_pin_resident(world->windowed.snapshot, 0, generation, &(Pin){0}));
    char path[300];
    snprintf(path, sizeof path, "%s/a", world->scratch.path);
    assert_int_equal(truncate(path, 1 << 20), 0);
    Pin window;
    assert_true(file_window_open(&pin, 100, 200, &window));
    file_window_close(&pin, &window);
    assert_false(file_window_open(&pin, 2 << 20, (2 << 20) + 100, &window));
    assert_false(file_pin_is_intact(&pin));
    file_unpin(&pin);
    assert_true(file_pin(world->windowed.snapshot, 0, &pin));
    assert_int_not_equal(pin.generation, generation);
    assert_int_equal(pin.size, 1 << 20);
    file_unpin(&pin);
}

static int count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void test_a_replaced_file_is_another(void **state)
{
    World *world = *state;
    Buf bytes = {0};
    append_text(&bytes, 3 << 20, 9, "", "");
    add(world, "a", &bytes);
    list(world);
    int before = count_descriptors();
    Pin pin;
    assert_true(file_pin(world->windowed.snapshot, 0, &pin));
    uint32_t generation = pin.generation;
    uint32_t newlines = file_span_newlines(&pin, 1);
    assert_true(newlines > 1000);
    assert_int_equal(file_span_newlines(&pin, 1), newlines);
    assert_int_equal(file_span_newlines(&pin, 9), 0);
    file_unpin(&pin);
    Buf other = {0};
    buf_printf(&other, "small now\n");
    scratch_write(&world->scratch, "a", buf_slice(&other));
    buf_deinit(&other);
    assert_true(file_pin(world->windowed.snapshot, 0, &pin));
    assert_int_not_equal(pin.generation, generation);
    assert_true(pin_is_whole(&pin));
    assert_int_equal(pin.bytes.len, 10);
    file_unpin(&pin);
    assert_int_equal(count_descriptors(), before);
}

/* There was address space for each of two files alone, and is not for both at once. */
static void test_a_passing_file_may_have_to_be_read_by_windows_later(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    Buf bytes = {0};
    append_text(&bytes, 3 << 20, 9, "", "");
    add(world, "a", &bytes);
    append_text(&bytes, 3 << 20, 10, "", "");
    add(world, "b", &bytes);
    Budgets one = {.mapped_bytes = 4 << 20, .address_bytes = LIMIT_NONE};
    store_free(world->windowed.store);
    world->windowed.store = store_new(&(StoreOptions){.budgets = &one});
    list(world);
    Snapshot *snapshot = world->windowed.snapshot;
    int before = count_descriptors();
    Pin first;
    Pin second;
    Pin window;
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(file_pin(snapshot, i, &first));
        assert_true(pin_is_whole(&first));
        file_unpin(&first);
    }
    assert_true(file_pin(snapshot, 0, &first));
    assert_true(file_pin(snapshot, 1, &second));
    assert_false(pin_is_whole(&second));
    assert_int_equal(second.size >> 20, 3);
    assert_true(file_pin_fingerprint(&second) != 0);
    Pin whole;
    assert_true(file_pin(world->whole.snapshot, 1, &whole));
    assert_int_equal(file_span_newlines(&second, 1), file_span_newlines(&whole, 1));
    assert_true(file_window_open(&second, 1 << 20, 2 << 20, &window));
    assert_memory_equal(window.bytes.data, whole.bytes.data + (1 << 20), 1 << 20);
    file_window_close(&second, &window);
    file_unpin(&whole);
    file_unpin(&second);
    file_unpin(&first);
    assert_int_equal(count_descriptors(), before);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_windows_match_what_whole_files_do, setup, teardown),
        cmocka_unit_test_setup_teardown(test_signatures_are_made_through_windows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_printed_lines_are_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_line_longer_than_a_window_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_shrinks_is_not_intact, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_replaced_file_is_another, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_passing_file_may_have_to_be_read_by_windows_later, setup, teardown),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
