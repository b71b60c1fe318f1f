/* The index over a folder: nothing that matches is left out, whatever changes, and while it is being built. */
#include "engine/search/index.h"

#include <locale.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/index_parts.h"
#include "engine/search/scan.h"
#include "engine/store/parts.h"
#include "tests/support/scratch.h"

typedef struct World {
    Scratch scratch;
    TreeBuilder *builder;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Index *index;
    Matcher *matcher;
} World;

static uint64_t seed = 88172645463325252u;

static size_t below(size_t limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % limit);
}

static int setup_with(void **state, const StoreOptions *options)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    world->builder = tree_builder_new(world->scratch.path);
    world->pool = pool_new(3);
    world->store = store_new(options);
    world->matcher = matcher_new();
    *state = world;
    return 0;
}

static int setup(void **state)
{
    return setup_with(state, &(StoreOptions){0});
}

static int setup_without_memory(void **state)
{
    return setup_with(state, &(StoreOptions){.memory_bytes = 1});
}

static int teardown(void **state)
{
    World *world = *state;
    if (world->index)
        index_cancel(world->index);
    pool_free(world->pool);
    index_release(world->index);
    snapshot_release(world->snapshot);
    matcher_free(world->matcher);
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

static void add_text(World *world, const char *path, const char *text)
{
    add(world, path, slice_from_cstr(text));
}

static void take_snapshot(World *world)
{
    Tree *tree = tree_builder_snapshot(world->builder, true);
    Snapshot *before = world->snapshot;
    world->snapshot = store_snapshot(world->store, tree);
    snapshot_release(before);
    tree_release(tree);
}

/* A new index over the newest snapshot, that carries over the one before. */
static void renew(World *world)
{
    Index *before = world->index;
    world->index = index_new(world->snapshot, before);
    index_release(before);
}

static void build(World *world)
{
    take_snapshot(world);
    renew(world);
    index_build(world->index, world->pool, NULL);
    pool_wait_idle(world->pool);
}

static void note_changed(void *context, uint32_t changed)
{
    *(uint32_t *)context = changed;
}

static uint32_t revalidate(World *world)
{
    uint32_t changed = 0;
    store_revalidate(world->store, world->snapshot, world->pool, note_changed, &changed);
    pool_wait_idle(world->pool);
    return changed;
}

static bool query_of(SignatureQuery *query, const char *pattern)
{
    Plan plan;
    plan_regex(&plan, slice_from_cstr(pattern), (PlanMode){.is_wide = true});
    return signature_query_init(query, &plan);
}

static bool is_candidate(World *world, const char *pattern, const char *path)
{
    SignatureQuery query;
    IndexAnswer answer;
    assert_true(query_of(&query, pattern));
    assert_true(index_filter(world->index, &query, &answer));
    uint32_t file = tree_find(snapshot_tree(index_snapshot(world->index)), slice_from_cstr(path));
    assert_true(file != TREE_NONE);
    bool is_there = false;
    for (uint32_t i = 0; i < answer.file_count; i++) {
        assert_true(i == 0 || answer.files[i - 1] < answer.files[i]);
        is_there = is_there || answer.files[i] == file;
    }
    index_answer_deinit(&answer);
    return is_there;
}

static uint32_t count_candidates(World *world, const char *pattern)
{
    SignatureQuery query;
    IndexAnswer answer;
    assert_true(query_of(&query, pattern));
    assert_true(index_filter(world->index, &query, &answer));
    uint32_t count = answer.file_count;
    index_answer_deinit(&answer);
    return count;
}

static uint64_t scan_range(World *world, const Pattern *pattern, const Pin *pin, uint64_t start, uint64_t end)
{
    assert_true(start <= end && end <= pin->bytes.len);
    LineList list = {0};
    ScanRequest request = {.pattern = pattern,
                           .matcher = world->matcher,
                           .bytes = pin->bytes,
                           .start = start,
                           .end = end,
                           .is_ascii = pin->text == TEXT_ASCII};
    return scan_lines(&request, &list).lines;
}

/* The lines that match in the ranges left; *bytes is how many that are. */
static uint64_t count_filtered(World *world, const Pattern *pattern, const SignatureQuery *query, uint64_t *bytes)
{
    IndexAnswer answer;
    assert_true(index_filter(world->index, query, &answer));
    uint64_t lines = 0;
    *bytes = 0;
    for (uint32_t i = 0; i < answer.file_count; i++) {
        Pin pin;
        if (!file_pin(world->snapshot, answer.files[i], &pin))
            continue;
        uint64_t start = 0;
        uint64_t end = 0;
        for (uint64_t before = 0;
             index_answer_next(&answer, answer.files[i], pin.generation, pin.bytes.len, &start, &end); before = end) {
            assert_true(start < end && (before == 0 || start > before));
            assert_true(start == 0 || pin.bytes.data[start - 1] == '\n');
            assert_true(end == pin.bytes.len || pin.bytes.data[end - 1] == '\n');
            lines += scan_range(world, pattern, &pin, start, end);
            *bytes += end - start;
        }
        file_unpin(&pin);
    }
    index_answer_deinit(&answer);
    return lines;
}

static uint64_t count_all(World *world, const Pattern *pattern, uint64_t *bytes)
{
    uint64_t lines = 0;
    *bytes = 0;
    for (uint32_t i = 0; i < snapshot_count(world->snapshot); i++) {
        Pin pin;
        if (!file_pin(world->snapshot, i, &pin))
            continue;
        lines += scan_range(world, pattern, &pin, 0, pin.bytes.len);
        *bytes += pin.bytes.len;
        file_unpin(&pin);
    }
    return lines;
}

/* Compares the filtered count with the whole; the share of the bytes that were left. */
static double check_count(World *world, const char *expression, uint64_t *lines)
{
    Query asked = {.pattern = slice_from_cstr(expression), .case_mode = CASE_SENSITIVE};
    Pattern *pattern = pattern_compile(&asked, NULL);
    assert_non_null(pattern);
    SignatureQuery query;
    double share = 1;
    if (query_of(&query, expression)) {
        uint64_t filtered_bytes;
        uint64_t all_bytes;
        *lines = count_all(world, pattern, &all_bytes);
        assert_int_equal(count_filtered(world, pattern, &query, &filtered_bytes), *lines);
        share = all_bytes ? (double)filtered_bytes / (double)all_bytes : 0;
    }
    pattern_release(pattern);
    return share;
}

/* --- what is there is found --- */

static const char *const words[] = {"alpha",  "beta_lock(",        "gamma", "delta",  "static", "int",
                                    "return", "kmalloc",           "x",     "->next", "0x1f",   "Mutex",
                                    "queue",  "\xc3\xa9t\xc3\xa9", "{",     "}"};

static void append_lines(Buf *out, size_t bytes)
{
    while (out->len < bytes) {
        for (size_t i = 1 + below(8); i > 0; i--)
            buf_printf(out, "%s ", words[below(sizeof words / sizeof words[0])]);
        if (below(40) == 0)
            buf_printf(out, "rare%zu", below(2000));
        buf_append_byte(out, '\n');
    }
}

static void add_random_file(World *world, const char *path, size_t bytes)
{
    Buf text = {0};
    append_lines(&text, bytes);
    if (text.len > 0 && below(3) == 0)
        text.len--; /* no newline at the end */
    add(world, path, buf_slice(&text));
    buf_deinit(&text);
}

static void add_random_files(World *world, const char *folder, int count)
{
    char path[64];
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/f%04d", folder, i);
        add_random_file(world, path, i % 50 == 0 ? below(500000) : below(3000));
    }
}

static void test_filtered_searches_count_the_same(void **state)
{
    World *world = *state;
    add_random_files(world, "src", 700);
    add(world, "empty", slice_of("", 0));
    add_text(world, "tiny", "rar");
    add_text(world, "rare7", "rare7");
    add(world, "bin", slice_of("\0\0rare7\nrare7\0", 15));
    build(world);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_true(stats.is_complete);
    assert_int_equal(stats.files_signed, stats.files);
    assert_int_equal(stats.files_done, stats.files);
    static const char *const patterns[] = {"kmalloc",     "beta_lock\\(", "rare\\d+",    "alpha gamma|delta queue",
                                           "zzzz",        "Mutex.*queue", "->next 0x1f", "été",
                                           "static int$", "x static|y",   "no_such_word"};
    uint64_t lines = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        check_count(world, patterns[i], &lines);
    double least = 1;
    char pattern[32];
    for (int i = 0; i < 100; i++) {
        snprintf(pattern, sizeof pattern, "rare%zu", below(2000));
        double share = check_count(world, pattern, &lines);
        least = share < least ? share : least;
    }
    assert_true(least < 0.2);
    assert_true(check_count(world, "absent_word_of_length", &lines) < 0.05);
    assert_false(is_candidate(world, "rare7", "empty"));
    assert_false(is_candidate(world, "rare7", "tiny"));
    assert_true(is_candidate(world, "rare7", "rare7"));
    assert_true(is_candidate(world, "rare7", "bin"));
}

static void test_files_past_the_memory_budget_are_signed_too(void **state)
{
    World *world = *state;
    add_random_files(world, "src", 60);
    build(world);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_int_equal(stats.files_signed, 60);
    uint64_t lines = 0;
    check_count(world, "rare1\\d\\d", &lines);
    assert_true(check_count(world, "absent_word_of_length", &lines) < 0.05);
}

static void test_only_blocks_with_a_candidate_are_left_of_a_large_file(void **state)
{
    World *world = *state;
    Buf text = {0};
    append_lines(&text, 1000000);
    buf_printf(&text, "here is the needle_in_it\n");
    append_lines(&text, 2000000);
    buf_printf(&text, "needle_in_it at the end");
    add(world, "large", buf_slice(&text));
    build(world);
    uint64_t lines = 0;
    double share = check_count(world, "needle_in_it", &lines);
    assert_int_equal(lines, 2);
    assert_true(share * 2000000 < 4 * SIGNATURE_BLOCK);
    buf_deinit(&text);
}

static void test_lines_of_any_length_are_found(void **state)
{
    World *world = *state;
    Buf text = {0};
    for (size_t len = 1000; len < 3000000; len = len * 5 / 2) {
        append_lines(&text, text.len + 100000);
        buf_printf(&text, "start_of_%zu ", len);
        size_t start = text.len;
        while (text.len < start + len)
            buf_append_byte(&text, (char)('a' + below(26)));
        buf_printf(&text, " end_of_%zu\n", len);
    }
    add(world, "long", buf_slice(&text));
    char *single = malloc(2000000);
    memset(single, 'x', 2000000);
    memcpy(single + 1500000, "needle_in_it", 12);
    add(world, "single", slice_of(single, 2000000));
    build(world);
    char pattern[64];
    uint64_t lines = 0;
    for (size_t len = 1000; len < 3000000; len = len * 5 / 2) {
        snprintf(pattern, sizeof pattern, "start_of_%zu.*end_of_%zu$", len, len);
        check_count(world, pattern, &lines);
        assert_int_equal(lines, 1);
    }
    check_count(world, "needle_in_it", &lines);
    assert_int_equal(lines, 1);
    free(single);
    buf_deinit(&text);
}

static void test_each_of_many_small_files_is_found(void **state)
{
    enum { FILES = 1300 }; /* more than twice the columns of a group */
    World *world = *state;
    char path[32];
    char text[64];
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "f%04d", i);
        snprintf(text, sizeof text, "word%05d_here\n", i * 7);
        add_text(world, path, text);
    }
    build(world);
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "f%04d", i);
        snprintf(text, sizeof text, "word%05d_here", i * 7);
        assert_true(is_candidate(world, text, path));
        assert_true(count_candidates(world, text) < FILES / 10);
    }
}

static void test_a_query_that_asks_nothing_excludes_nothing(void **state)
{
    World *world = *state;
    add_text(world, "a", "text\n");
    build(world);
    SignatureQuery query;
    IndexAnswer answer;
    assert_false(query_of(&query, "abc"));
    assert_false(index_filter(world->index, &query, &answer));
}

static void test_an_empty_tree_has_no_candidates(void **state)
{
    World *world = *state;
    build(world);
    assert_int_equal(count_candidates(world, "needle"), 0);
}

static void test_what_is_not_signed_is_a_candidate(void **state)
{
    World *world = *state;
    add_text(world, "a", "nothing\n");
    add_text(world, "b", "nothing\n");
    take_snapshot(world);
    renew(world);
    assert_int_equal(count_candidates(world, "needle"), 2);
    world->index->budget_bytes = 0;
    index_build(world->index, world->pool, NULL);
    pool_wait_idle(world->pool);
    assert_int_equal(count_candidates(world, "needle"), 2);
}

/* --- changes --- */

static void test_a_changed_file_is_a_candidate_until_it_is_signed_again(void **state)
{
    World *world = *state;
    Buf text = {0};
    append_lines(&text, 300000);
    add(world, "large", buf_slice(&text));
    add_text(world, "small", "nothing\n");
    add_text(world, "other", "nothing\n");
    build(world);
    assert_int_equal(count_candidates(world, "needle_in_it"), 0);
    buf_printf(&text, "needle_in_it\n");
    scratch_write(&world->scratch, "large", buf_slice(&text));
    scratch_write_text(&world->scratch, "small", "has needle_in_it\n");
    assert_int_equal(revalidate(world), 2);
    assert_int_equal(count_candidates(world, "absent_word"), 2);
    uint64_t lines = 0;
    check_count(world, "needle_in_it", &lines);
    assert_int_equal(lines, 2);
    renew(world);
    assert_int_equal(count_candidates(world, "absent_word"), 2);
    index_build(world->index, world->pool, NULL);
    pool_wait_idle(world->pool);
    assert_int_equal(count_candidates(world, "absent_word"), 0);
    check_count(world, "needle_in_it", &lines);
    assert_int_equal(lines, 2);
    assert_false(is_candidate(world, "needle_in_it", "other"));
    buf_deinit(&text);
}

static void test_a_file_that_changes_while_it_is_signed_stays_a_candidate(void **state)
{
    World *world = *state;
    add_text(world, "a", "nothing\n");
    add_text(world, "b", "nothing\n");
    take_snapshot(world);
    renew(world);
    for (uint32_t i = 0; i < 2; i++) { /* as a worker does */
        Pin pin;
        assert_true(file_pin(world->snapshot, i, &pin));
        assert_true(index_claim(world->index, i));
        assert_false(index_claim(world->index, i));
        world->index->files[i] = (IndexedFile){.generation = pin.generation, .parts_left = 1};
        file_unpin(&pin);
    }
    scratch_write_text(&world->scratch, "a", "a needle_in_it\n");
    assert_int_equal(revalidate(world), 1);
    assert_int_equal(count_candidates(world, "needle_in_it"), 2);
    index_settle(world->index, 0);
    index_settle(world->index, 1);
    assert_int_equal(count_candidates(world, "needle_in_it"), 1);
    assert_true(is_candidate(world, "needle_in_it", "a"));
}

static void test_a_file_that_changes_after_the_answer_is_searched_whole(void **state)
{
    World *world = *state;
    Buf text = {0};
    append_lines(&text, 300000);
    buf_printf(&text, "needle_in_it\n");
    add(world, "large", buf_slice(&text));
    build(world);
    SignatureQuery query;
    IndexAnswer answer;
    assert_true(query_of(&query, "needle_in_it"));
    assert_true(index_filter(world->index, &query, &answer));
    assert_int_equal(answer.file_count, 1);
    uint32_t generation = file_generation(snapshot_file(world->snapshot, 0));
    uint64_t start = 0;
    uint64_t end = 0;
    assert_true(index_answer_next(&answer, 0, generation, text.len, &start, &end));
    assert_true(start > 0);
    start = end = 0;
    assert_true(index_answer_next(&answer, 0, generation + 1, text.len, &start, &end));
    assert_int_equal(start, 0);
    assert_int_equal(end, text.len);
    assert_false(index_answer_next(&answer, 0, generation + 1, text.len, &start, &end));
    start = end = 0;
    assert_true(index_answer_next(&answer, 0, generation, text.len + 1, &start, &end));
    assert_int_equal(end, text.len + 1);
    index_answer_deinit(&answer);
    buf_deinit(&text);
}

static void test_what_is_unchanged_is_carried_over(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 300);
    build(world);
    IndexStats before;
    index_stats(world->index, &before);
    add_text(world, "a/first", "needle_in_it\n");
    add_text(world, "m/f0100x", "nothing\n");
    add_text(world, "z/last", "needle_in_it\n");
    take_snapshot(world);
    renew(world);
    IndexStats after;
    index_stats(world->index, &after);
    assert_int_equal(after.files_signed, before.files_signed);
    assert_int_equal(after.blocks, before.blocks);
    uint64_t lines = 0;
    check_count(world, "needle_in_it", &lines);
    assert_int_equal(lines, 2);
    check_count(world, "rare1\\d\\d", &lines);
    index_build(world->index, world->pool, NULL);
    pool_wait_idle(world->pool);
    assert_false(is_candidate(world, "needle_in_it", "m/f0100x"));
    assert_true(is_candidate(world, "needle_in_it", "z/last"));
    check_count(world, "rare1\\d\\d", &lines);
}

static void test_files_that_went_are_forgotten(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 300);
    build(world);
    tree_builder_free(world->builder);
    world->builder = tree_builder_new(world->scratch.path);
    char path[64];
    for (int i = 0; i < 300; i += 2) {
        snprintf(path, sizeof path, "m/f%04d", i);
        tree_builder_add(world->builder, slice_from_cstr(path), ENTRY_FILE, 0);
    }
    build(world);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_int_equal(stats.files_signed, 150);
    uint64_t lines = 0;
    check_count(world, "rare1\\d\\d", &lines);
    check_count(world, "kmalloc", &lines);
}

static void test_many_small_builds_do_not_pile_up(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 100);
    build(world);
    char path[32];
    for (int i = 0; i < 60; i++) {
        snprintf(path, sizeof path, "n/%d", i);
        add_random_file(world, path, 1000);
        build(world);
    }
    unsigned groups = 0;
    for (const IndexGroup *group = atomic_load(&world->index->groups); group; group = group->next)
        groups++;
    assert_true(groups < 40);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_int_equal(stats.files_signed, 160);
    uint64_t lines = 0;
    check_count(world, "rare1\\d\\d", &lines);
}

static void test_random_changes_keep_the_count(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 120);
    build(world);
    char path[32];
    for (int round = 0; round < 25; round++) {
        for (size_t i = below(10); i > 0; i--) {
            snprintf(path, sizeof path, "m/f%04zu", below(140));
            if (below(4) == 0) {
                char whole[512];
                snprintf(whole, sizeof whole, "%s/%s", world->scratch.path, path);
                unlink(whole);
            } else {
                add_random_file(world, path, below(10) ? below(4000) : below(300000));
            }
        }
        revalidate(world);
        if (below(2))
            take_snapshot(world);
        if (below(2))
            renew(world);
        uint64_t lines = 0;
        if (index_snapshot(world->index) != world->snapshot)
            renew(world);
        check_count(world, "rare1\\d\\d|rare2", &lines);
        if (below(2) && !atomic_load(&world->index->is_complete)) {
            index_build(world->index, world->pool, NULL);
            pool_wait_idle(world->pool);
            renew(world);
        }
        check_count(world, "kmalloc queue|alpha static", &lines);
    }
}

/* --- at the same time --- */

static void test_it_can_be_asked_while_it_is_built(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 1500);
    take_snapshot(world);
    uint64_t expected = 0;
    renew(world);
    Index *first = index_retain(world->index);
    index_build(world->index, world->pool, NULL);
    check_count(world, "rare1\\d\\d", &expected);
    IndexStats stats;
    do {
        uint64_t lines = 0;
        index_stats(world->index, &stats);
        check_count(world, "rare1\\d\\d", &lines);
        assert_int_equal(lines, expected);
        if (below(4) == 0) { /* a new tree comes meanwhile */
            index_cancel(world->index);
            renew(world);
            index_build(world->index, world->pool, NULL);
        }
    } while (!stats.is_complete);
    pool_wait_idle(world->pool);
    index_release(first);
    index_stats(world->index, &stats);
    assert_int_equal(stats.files_signed, 1500);
}

static void test_changes_while_it_is_built_are_not_missed(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 400);
    take_snapshot(world);
    renew(world);
    char path[32];
    uint32_t changed = 0;
    for (int round = 0; round < 10; round++) {
        index_build(world->index, world->pool, NULL);
        for (int i = 0; i < 20; i++) {
            snprintf(path, sizeof path, "m/f%04zu", below(400));
            add_random_file(world, path, below(5000));
            store_revalidate(world->store, world->snapshot, world->pool, note_changed, &changed);
        }
        pool_wait_idle(world->pool);
        revalidate(world);
        uint64_t lines = 0;
        check_count(world, "rare1\\d\\d", &lines);
        check_count(world, "kmalloc queue", &lines);
        renew(world);
    }
}

static bool run_nothing(Job *job, unsigned worker)
{
    (void)job;
    (void)worker;
    return true;
}

static void test_a_build_gives_way_and_goes_on(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 200);
    take_snapshot(world);
    renew(world);
    index_build(world->index, world->pool, NULL);
    Job jobs[30];
    for (int i = 0; i < 30; i++) {
        jobs[i] = (Job){.run = run_nothing};
        pool_submit(world->pool, &jobs[i], JOB_SEARCH);
        usleep(500);
    }
    pool_wait_idle(world->pool);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_true(stats.is_complete);
    assert_int_equal(stats.files_signed, 200);
    uint64_t lines = 0;
    check_count(world, "rare1\\d\\d", &lines);
}

/* Large enough for all workers to share it, with a rare word at its start, in the middle and at its end. */
static void add_huge_file(World *world)
{
    Buf text = {0};
    buf_printf(&text, "rarest_of_words\n");
    append_lines(&text, 9000000);
    buf_printf(&text, "rarest_of_words\n");
    append_lines(&text, 17500000);
    buf_printf(&text, "rarest_of_words");
    add(world, "huge", buf_slice(&text));
    buf_deinit(&text);
}

static void test_a_huge_file_is_signed_by_all_workers(void **state)
{
    World *world = *state;
    add_huge_file(world);
    add_random_files(world, "m", 20);
    take_snapshot(world);
    renew(world);
    index_build(world->index, world->pool, NULL);
    Job jobs[10]; /* which it gives way to */
    for (int i = 0; i < 10; i++) {
        jobs[i] = (Job){.run = run_nothing};
        pool_submit(world->pool, &jobs[i], JOB_SEARCH);
        usleep(2000);
    }
    pool_wait_idle(world->pool);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_true(stats.is_complete);
    assert_int_equal(stats.files_signed, 21);
    uint64_t lines = 0;
    double share = check_count(world, "rarest_of_words", &lines);
    assert_int_equal(lines, 3);
    assert_true(share * 17500000 < 6 * SIGNATURE_BLOCK);
}

static void test_a_build_cancelled_in_a_huge_file_lets_go_of_it(void **state)
{
    World *world = *state;
    add_huge_file(world);
    take_snapshot(world);
    for (int i = 0; i < 4; i++) {
        Index *index = index_new(world->snapshot, NULL);
        index_build(index, world->pool, NULL);
        usleep((unsigned)i * 4000);
        index_cancel(index);
        index_release(index);
    }
    pool_wait_idle(world->pool);
}

static void test_a_cancelled_build_leaves_nothing_behind(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 200);
    take_snapshot(world);
    for (int i = 0; i < 20; i++) {
        Index *index = index_new(world->snapshot, NULL);
        index_build(index, world->pool, NULL);
        usleep((unsigned)below(3000));
        index_cancel(index);
        index_release(index);
    }
}

static void test_a_build_reads_every_file_and_signals_the_end(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 100);
    take_snapshot(world);
    Wake wake;
    assert_true(wake_init(&wake));
    Index *index = index_new(world->snapshot, NULL);
    index_build(index, world->pool, &wake);
    pool_wait_idle(world->pool);
    char byte;
    assert_int_equal(read(wake.read_fd, &byte, 1), 1);
    IndexStats signatures;
    index_stats(index, &signatures);
    assert_true(signatures.is_complete);
    StoreStats stats;
    store_stats(world->store, &stats);
    assert_int_equal(stats.files, snapshot_count(world->snapshot));
    index_release(index);
    wake_deinit(&wake);
}

static void test_files_expire_while_builds_are_cancelled(void **state)
{
    World *world = *state;
    add_random_files(world, "m", 200);
    take_snapshot(world);
    for (int i = 0; i < 50; i++) {
        Index *index = index_new(world->snapshot, NULL);
        index_build(index, world->pool, NULL);
        if (i % 3 == 0)
            sched_yield();
        if (i % 2 == 0)
            index_cancel(index);
        for (uint32_t nth = 0; nth < snapshot_count(world->snapshot); nth += 7) {
            File *file = snapshot_file(world->snapshot, nth);
            file_expire(file, file_generation(file));
        }
        index_cancel(index);
        index_cancel(index);
        index_release(index);
    }
    pool_wait_idle(world->pool); /* a file that a cancelled build still pins is only passed to the next */
    Index *index = index_new(world->snapshot, NULL);
    index_build(index, world->pool, NULL);
    pool_wait_idle(world->pool);
    StoreStats stats;
    store_stats(world->store, &stats);
    assert_int_equal(stats.files, snapshot_count(world->snapshot));
    index_release(index);
}

/* --- files that an earlier run knew --- */

static uint64_t fingerprint_of(World *world, const char *path)
{
    char whole[512];
    snprintf(whole, sizeof whole, "%s/%s", world->scratch.path, path);
    struct stat facts;
    assert_int_equal(stat(whole, &facts), 0);
    return store_fingerprint(&facts);
}

static void test_an_expected_file_keeps_its_generation(void **state)
{
    World *world = *state;
    add_text(world, "a", "text\n");
    take_snapshot(world);
    File *file = snapshot_file(world->snapshot, 0);
    uint32_t generation = file_generation(file);
    uint64_t fingerprint = fingerprint_of(world, "a");
    assert_int_equal(file_expect(file, fingerprint), generation);
    assert_int_equal(file_expect(file, fingerprint), generation);
    assert_int_equal(file_expect(file, fingerprint + 1), 0);
    assert_false(file_is_read(file));
    assert_int_equal(revalidate(world), 0);
    Pin pin;
    assert_true(file_pin(world->snapshot, 0, &pin));
    assert_int_equal(pin.generation, generation);
    assert_int_equal(file_pin_fingerprint(&pin), fingerprint);
    assert_true(file_is_read(file));
    assert_int_equal(pin.bytes.len, 5);
    file_unpin(&pin);
    assert_int_equal(file_expect(file, fingerprint), generation);
    assert_int_equal(store_changes(world->store), 0);
    StoreStats stats;
    store_stats(world->store, &stats);
    assert_int_equal(stats.files, 1);
    assert_int_equal(stats.bytes, 5);
}

static void test_an_expected_file_that_is_another_gets_a_new_generation(void **state)
{
    World *world = *state;
    add_text(world, "a", "text\n");
    add_text(world, "b", "text\n");
    take_snapshot(world);
    uint32_t generation = file_expect(snapshot_file(world->snapshot, 0), fingerprint_of(world, "a"));
    assert_int_equal(file_expect(snapshot_file(world->snapshot, 1), fingerprint_of(world, "b")), generation);
    scratch_write_text(&world->scratch, "a", "another text\n");
    scratch_write_text(&world->scratch, "b", "another text\n");
    Pin pin;
    assert_true(file_pin(world->snapshot, 0, &pin));
    assert_int_equal(pin.generation, generation + 1);
    assert_int_equal(pin.bytes.len, 13);
    file_unpin(&pin);
    assert_int_equal(store_changes(world->store), 1);
    assert_int_equal(revalidate(world), 1);
    assert_int_equal(file_generation(snapshot_file(world->snapshot, 1)), generation + 1);
    assert_int_equal(store_changes(world->store), 2);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_filtered_searches_count_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files_past_the_memory_budget_are_signed_too, setup_without_memory,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_only_blocks_with_a_candidate_are_left_of_a_large_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines_of_any_length_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_of_many_small_files_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_query_that_asks_nothing_excludes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_tree_has_no_candidates, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_not_signed_is_a_candidate, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_changed_file_is_a_candidate_until_it_is_signed_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_changes_while_it_is_signed_stays_a_candidate, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_changes_after_the_answer_is_searched_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_unchanged_is_carried_over, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files_that_went_are_forgotten, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_small_builds_do_not_pile_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_random_changes_keep_the_count, setup, teardown),
        cmocka_unit_test_setup_teardown(test_it_can_be_asked_while_it_is_built, setup, teardown),
        cmocka_unit_test_setup_teardown(test_changes_while_it_is_built_are_not_missed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_build_gives_way_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_cancelled_build_leaves_nothing_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_build_reads_every_file_and_signals_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files_expire_while_builds_are_cancelled, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_huge_file_is_signed_by_all_workers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_build_cancelled_in_a_huge_file_lets_go_of_it, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_expected_file_keeps_its_generation, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_expected_file_that_is_another_gets_a_new_generation, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
