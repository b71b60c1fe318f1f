/* The cache of signatures: what is unchanged is taken over, what is not is not, and no file of whatever content is
 * trusted wrongly. */
#include "engine/search/index_cache.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/cache_folder.h"
#include "engine/search/index_cache_format.h"
#include "engine/store/fault.h"
#include "tests/support/scratch.h"

typedef struct World {
    Scratch scratch; /* "tree" and "cache" in it */
    char root[300];
    char folder[300];
    Pool *pool;
    TreeBuilder *builder;
    Store *store;
    Snapshot *snapshot;
    Index *index;
} World;

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    snprintf(world->root, sizeof world->root, "%s/tree", world->scratch.path);
    snprintf(world->folder, sizeof world->folder, "%s/some/cache", world->scratch.path);
    mkdir(world->root, 0777);
    world->pool = pool_new(3);
    world->builder = tree_builder_new(world->root);
    *state = world;
    return 0;
}

static void end_run(World *world)
{
    pool_wait_idle(world->pool);
    index_release(world->index);
    snapshot_release(world->snapshot);
    store_free(world->store);
    world->index = NULL;
    world->snapshot = NULL;
    world->store = NULL;
}

static int teardown(void **state)
{
    World *world = *state;
    end_run(world);
    pool_free(world->pool);
    tree_builder_free(world->builder);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static void write_file(World *world, const char *path, const char *text)
{
    char whole[512];
    snprintf(whole, sizeof whole, "tree/%s", path);
    scratch_write_text(&world->scratch, whole, text);
}

static void add(World *world, const char *path, const char *text)
{
    write_file(world, path, text);
    tree_builder_add(world->builder, slice_from_cstr(path), ENTRY_FILE, 0);
}

static void add_large(World *world, const char *path, const char *needle)
{
    Buf text = {0};
    for (int i = 0; i < 12000; i++)
        buf_printf(&text, "line %d of a large file\n%s", i, i == 7000 ? needle : "");
    buf_append_byte(&text, '\0');
    add(world, path, text.data);
    buf_deinit(&text);
}

/* As at the start of a program: a store that has read nothing. */
static void start_run(World *world)
{
    end_run(world);
    world->store = store_new(&(StoreOptions){0});
    Tree *tree = tree_builder_snapshot(world->builder, true);
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    world->index = index_new(world->snapshot, NULL);
}

/* As if all files had been changed long before. */
static void let_time_pass(World *world)
{
    world->index->first_read_ns += (int64_t)10000000000;
}

static void build(World *world)
{
    index_build(world->index, world->pool, NULL);
    pool_wait_idle(world->pool);
}

static bool save(World *world)
{
    Error err;
    return index_cache_save(world->index, world->folder, &err);
}

static void note_count(void *context, uint32_t count)
{
    *(uint32_t *)context = count;
}

static uint32_t load(World *world)
{
    uint32_t count = UINT32_MAX;
    index_cache_load(world->index, world->folder, world->pool, note_count, &count);
    pool_wait_idle(world->pool);
    assert_true(count != UINT32_MAX);
    return count;
}

static void build_and_save(World *world)
{
    start_run(world);
    let_time_pass(world);
    build(world);
    assert_true(save(world));
}

static bool is_candidate(World *world, const char *word, const char *path)
{
    static Plan plan;
    SignatureQuery query;
    IndexAnswer answer;
    plan_regex(&plan, slice_from_cstr(word), (PlanMode){.is_wide = true});
    assert_true(signature_query_init(&query, &plan));
    assert_true(index_filter(world->index, &query, &answer));
    uint32_t file = tree_find(snapshot_tree(world->snapshot), slice_from_cstr(path));
    assert_true(file != TREE_NONE);
    bool is_there = false;
    for (uint32_t i = 0; i < answer.file_count; i++)
        is_there = is_there || answer.files[i] == file;
    index_answer_deinit(&answer);
    return is_there;
}

static char *path_of_cache(const World *world)
{
    return cache_path(world->folder, CACHE_SIGNATURES, slice_from_cstr(world->root));
}

static Slice read_cache(const World *world)
{
    char *path = path_of_cache(world);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    char *data = malloc(1 << 20);
    size_t len = fread(data, 1, 1 << 20, in);
    fclose(in);
    free(path);
    return slice_of(data, len);
}

static void write_cache(const World *world, Slice bytes)
{
    char *path = path_of_cache(world);
    unlink(path); /* what is mapped stays */
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.data, 1, bytes.len, out), bytes.len);
    fclose(out);
    free(path);
}

/* --- taking over --- */

static void test_what_is_unchanged_is_signed_without_being_opened(void **state)
{
    World *world = *state;
    add(world, "a", "has a needle_word\n");
    add(world, "b", "nothing\n");
    add(world, "empty", "");
    add_large(world, "large", "one needle_word\n");
    build_and_save(world);
    assert_int_equal(index_cache_unsaved(world->index), 0);
    start_run(world);
    assert_int_equal(load(world), 4);
    IndexStats stats;
    index_stats(world->index, &stats);
    assert_int_equal(stats.files_signed, 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_false(file_is_read(snapshot_file(world->snapshot, i)));
    assert_true(is_candidate(world, "needle_word", "a"));
    assert_true(is_candidate(world, "needle_word", "large"));
    assert_false(is_candidate(world, "needle_word", "b"));
    assert_false(is_candidate(world, "needle_word", "empty"));
    build(world);
    assert_int_equal(index_cache_unsaved(world->index), 0);
    for (uint32_t i = 0; i < 4; i++)
        assert_true(file_is_read(snapshot_file(world->snapshot, i)));
    assert_true(is_candidate(world, "needle_word", "a"));
    assert_false(is_candidate(world, "needle_word", "b"));
}

static void test_ranges_of_large_files_are_taken_over(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    add_large(world, "b", "nothing\n");
    add_large(world, "large", "one needle_word\n");
    build_and_save(world);
    start_run(world);
    assert_int_equal(load(world), 3);
    static Plan plan;
    SignatureQuery query;
    IndexAnswer answer;
    plan_regex(&plan, slice_from_cstr("needle_word"), (PlanMode){.is_wide = true});
    assert_true(signature_query_init(&query, &plan));
    assert_true(index_filter(world->index, &query, &answer));
    assert_int_equal(answer.file_count, 1);
    Pin pin;
    assert_true(file_pin(world->snapshot, answer.files[0], &pin));
    uint64_t start = 0;
    uint64_t end = 0;
    assert_true(index_answer_next(&answer, answer.files[0], pin.generation, pin.bytes.len, &start, &end));
    assert_true(start > 0 && end < pin.bytes.len);
    Slice range = slice_sub(pin.bytes, start, end);
    assert_non_null(memmem(range.data, range.len, "needle_word", 11));
    assert_false(index_answer_next(&answer, answer.files[0], pin.generation, pin.bytes.len, &start, &end));
    file_unpin(&pin);
    index_answer_deinit(&answer);
}

static void test_what_has_changed_is_not_taken_over(void **state)
{
    World *world = *state;
    add(world, "changed", "nothing\n");
    add(world, "gone", "nothing\n");
    add(world, "same", "nothing\n");
    add(world, "touched", "nothing\n");
    build_and_save(world);
    end_run(world);
    write_file(world, "changed", "needles\n");
    add(world, "added", "needle_word\n");
    char whole[512];
    snprintf(whole, sizeof whole, "%s/gone", world->root);
    unlink(whole);
    snprintf(whole, sizeof whole, "%s/touched", world->root);
    utimensat(AT_FDCWD, whole, NULL, 0);
    start_run(world);
    assert_int_equal(load(world), 1);
    assert_false(is_candidate(world, "needle_word", "same"));
    assert_true(is_candidate(world, "needle_word", "changed"));
    assert_true(is_candidate(world, "needle_word", "added"));
    assert_true(is_candidate(world, "needle_word", "gone"));
    assert_true(is_candidate(world, "needle_word", "touched"));
    build(world);
    assert_true(is_candidate(world, "needle_word", "added"));
    assert_false(is_candidate(world, "needle_word", "touched"));
}

static void test_a_change_after_the_load_is_noticed(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    add(world, "b", "nothing\n");
    build_and_save(world);
    start_run(world);
    assert_int_equal(load(world), 2);
    write_file(world, "a", "a needle_word\n");
    write_file(world, "b", "a needle_word\n");
    store_revalidate(world->store, world->snapshot, world->pool, NULL, NULL);
    pool_wait_idle(world->pool);
    assert_true(is_candidate(world, "needle_word", "a"));
    assert_true(is_candidate(world, "needle_word", "b"));
}

static void test_a_change_before_the_first_pin_is_noticed(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    build_and_save(world);
    start_run(world);
    assert_int_equal(load(world), 1);
    write_file(world, "a", "a needle_word\n");
    Pin pin;
    assert_true(file_pin(world->snapshot, 0, &pin));
    file_unpin(&pin);
    assert_true(is_candidate(world, "needle_word", "a"));
}

static void test_links_to_one_file_are_all_right(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    char one[512];
    char other[512];
    snprintf(one, sizeof one, "%s/a", world->root);
    snprintf(other, sizeof other, "%s/b", world->root);
    assert_int_equal(link(one, other), 0);
    tree_builder_add(world->builder, slice_from_cstr("b"), ENTRY_FILE, 0);
    build_and_save(world);
    start_run(world);
    assert_int_equal(load(world), 2);
    assert_false(is_candidate(world, "needle_word", "a"));
    assert_false(is_candidate(world, "needle_word", "b"));
}

static void test_what_was_taken_over_is_saved_again(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    add_large(world, "large", "one needle_word\n");
    build_and_save(world);
    add(world, "b", "nothing\n");
    start_run(world);
    let_time_pass(world);
    assert_int_equal(load(world), 2);
    build(world);
    assert_int_equal(index_cache_unsaved(world->index), 1);
    assert_true(save(world));
    start_run(world);
    assert_int_equal(load(world), 3);
    assert_false(is_candidate(world, "needle_word", "a"));
    assert_true(is_candidate(world, "needle_word", "large"));
    Index *next = index_new(world->snapshot, world->index);
    index_release(world->index);
    world->index = next;
    assert_false(is_candidate(world, "needle_word", "b"));
    assert_true(is_candidate(world, "needle_word", "large"));
}

static void test_loading_and_building_at_once(void **state)
{
    World *world = *state;
    char name[16];
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "f%03d", i);
        add(world, name, i % 3 ? "nothing\n" : "a needle_word\n");
    }
    build_and_save(world);
    for (int round = 0; round < 5; round++) {
        start_run(world);
        index_build(world->index, world->pool, NULL);
        index_cache_load(world->index, world->folder, world->pool, NULL, NULL);
        for (int i = 0; i < 20; i++)
            assert_true(is_candidate(world, "needle_word", "f006"));
        pool_wait_idle(world->pool);
        IndexStats stats;
        index_stats(world->index, &stats);
        assert_int_equal(stats.files_signed, 300);
        for (int i = 0; i < 300; i++) {
            snprintf(name, sizeof name, "f%03d", i);
            assert_int_equal(is_candidate(world, "needle_word", name), i % 3 == 0);
        }
    }
}

/* --- times too close --- */

static void test_a_file_changed_just_before_it_was_read_is_not_saved(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    start_run(world);
    build(world);
    assert_true(save(world));
    start_run(world);
    assert_int_equal(load(world), 0);
    let_time_pass(world);
    build(world);
    assert_true(save(world));
    start_run(world);
    assert_int_equal(load(world), 1);
}

static void test_a_file_from_the_future_is_not_saved(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    char whole[512];
    snprintf(whole, sizeof whole, "%s/a", world->root);
    struct timespec times[2] = {{.tv_sec = time(NULL) + 1000}, {.tv_sec = time(NULL) + 1000}};
    assert_int_equal(utimensat(AT_FDCWD, whole, times, 0), 0);
    build_and_save(world);
    start_run(world);
    assert_int_equal(load(world), 0);
}

static void test_a_file_read_before_the_first_index_is_not_saved(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    add(world, "b", "nothing\n");
    start_run(world);
    Pin pin;
    assert_true(file_pin(world->snapshot, 0, &pin));
    file_unpin(&pin);
    index_release(world->index);
    world->index = index_new(world->snapshot, NULL);
    Index *next = index_new(world->snapshot, world->index);
    index_release(world->index);
    world->index = next;
    let_time_pass(world);
    build(world);
    assert_false(is_candidate(world, "needle_word", "a"));
    assert_true(save(world));
    start_run(world);
    assert_int_equal(load(world), 1);
}

static void test_a_file_that_changed_after_it_was_signed_is_not_saved(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    add(world, "b", "nothing\n");
    start_run(world);
    let_time_pass(world);
    build(world);
    write_file(world, "a", "needle_word\n"); /* and nobody has noticed */
    assert_true(save(world));
    start_run(world);
    assert_int_equal(load(world), 1);
    assert_true(is_candidate(world, "needle_word", "a"));
}

/* --- files of whatever content --- */

static void make_small_cache(World *world)
{
    add(world, "a", "a needle_word\n");
    add(world, "b", "nothing\n");
    add_large(world, "large", "a needle_word\n");
    build_and_save(world);
}

/* Loads what is in the cache file into a fresh index of the same snapshot, and asks it. */
static uint32_t load_and_ask(World *world)
{
    index_release(world->index);
    world->index = index_new(world->snapshot, NULL);
    uint32_t count = load(world);
    assert_true(is_candidate(world, "needle_word", "a"));
    assert_true(is_candidate(world, "needle_word", "large"));
    return count;
}

static void test_a_flipped_byte_is_never_trusted(void **state)
{
    World *world = *state;
    add(world, "a", "a needle_word\n");
    add(world, "large", "not large, but has a needle_word\n");
    build_and_save(world);
    Slice cache = read_cache(world);
    assert_int_equal(load_and_ask(world), 2);
    char *bytes = malloc(cache.len);
    unsigned harmless = 0;
    for (size_t at = 0; at < cache.len; at++) {
        memcpy(bytes, cache.data, cache.len);
        bytes[at] ^= (char)(at % 2 ? 0xff : 1 << at % 8);
        write_cache(world, slice_of(bytes, cache.len));
        harmless += load_and_ask(world) != 0;
    }
    assert_true(harmless < CACHE_ROW_ALIGNMENT); /* what is between the meta and the rows */
    free(bytes);
    free((char *)cache.data);
}

static void test_flipped_bytes_in_a_cache_with_layouts_are_never_trusted(void **state)
{
    World *world = *state;
    make_small_cache(world);
    Slice cache = read_cache(world);
    assert_int_equal(load_and_ask(world), 3);
    char *bytes = malloc(cache.len);
    for (size_t i = 0; i < 600; i++) {
        memcpy(bytes, cache.data, cache.len);
        bytes[i * 7919 % (i % 2 ? cache.len : 1000)] ^= 0x40;
        write_cache(world, slice_of(bytes, cache.len));
        load_and_ask(world);
    }
    free(bytes);
    free((char *)cache.data);
}

/* Makes the checksums right again, so that the bounds alone stand between the content and its use. */
static void seal(char *bytes)
{
    CacheHeader *header = (CacheHeader *)(void *)bytes;
    CacheSections sections;
    if (cache_lay_out(header, &sections))
        header->meta_checksum = cache_checksum(bytes + sizeof *header, sections.meta_end - sizeof *header);
    header->header_checksum = 0;
    header->header_checksum = cache_checksum(header, sizeof *header);
}

static void test_a_sealed_cache_of_nonsense_does_no_harm(void **state)
{
    World *world = *state;
    make_small_cache(world);
    Slice cache = read_cache(world);
    CacheSections sections;
    assert_true(cache_lay_out((const CacheHeader *)(const void *)cache.data, &sections));
    char *bytes = malloc(cache.len);
    for (size_t at = offsetof(CacheHeader, head.root_len); at < sections.meta_end; at += at < 200 ? 1 : 3) {
        memcpy(bytes, cache.data, cache.len);
        bytes[at] ^= (char)(at % 3 ? 0xff : 0x01);
        seal(bytes);
        write_cache(world, slice_of(bytes, cache.len));
        index_release(world->index);
        world->index = index_new(world->snapshot, NULL);
        load(world);
        is_candidate(world, "needle_word", "a");
        static Plan plan;
        SignatureQuery query;
        IndexAnswer answer;
        plan_regex(&plan, slice_from_cstr("line"), (PlanMode){0});
        assert_true(signature_query_init(&query, &plan));
        assert_true(index_filter(world->index, &query, &answer));
        for (uint32_t i = 0; i < answer.file_count; i++) {
            uint64_t start = 0;
            uint64_t end = 0;
            uint64_t size = file_size(snapshot_file(world->snapshot, answer.files[i]));
            uint32_t generation = file_generation(snapshot_file(world->snapshot, answer.files[i]));
            while (index_answer_next(&answer, answer.files[i], generation, size, &start, &end))
                assert_true(start < end && end <= size);
        }
        index_answer_deinit(&answer);
    }
    free(bytes);
    free((char *)cache.data);
}

static void test_a_truncated_cache_is_ignored(void **state)
{
    World *world = *state;
    add(world, "a", "a needle_word\n");
    add(world, "large", "nothing but a needle_word\n");
    build_and_save(world);
    Slice cache = read_cache(world);
    for (size_t len = 0; len < cache.len; len++) {
        write_cache(world, slice_of(cache.data, len));
        assert_int_equal(load_and_ask(world), 0);
    }
    char *longer = malloc(cache.len + 1);
    memcpy(longer, cache.data, cache.len);
    longer[cache.len] = 0;
    write_cache(world, slice_of(longer, cache.len + 1));
    assert_int_equal(load_and_ask(world), 0);
    free(longer);
    write_cache(world, cache);
    assert_int_equal(load_and_ask(world), 2);
    free((char *)cache.data);
}

static void test_a_cache_truncated_while_it_is_mapped_excludes_nothing(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    make_small_cache(world);
    start_run(world);
    assert_int_equal(load(world), 3);
    assert_false(is_candidate(world, "needle_word", "b"));
    char *path = path_of_cache(world);
    assert_int_equal(truncate(path, 100), 0);
    free(path);
    assert_true(is_candidate(world, "needle_word", "a"));
    assert_true(is_candidate(world, "needle_word", "large"));
    assert_true(is_candidate(world, "needle_word", "b"));
    Error err;
    let_time_pass(world);
    assert_false(index_cache_save(world->index, world->folder, &err));
}

static void test_foreign_caches_are_ignored(void **state)
{
    World *world = *state;
    make_small_cache(world);
    Slice cache = read_cache(world);
    char *bytes = malloc(cache.len);
    memcpy(bytes, cache.data, cache.len);
    CacheHeader *header = (CacheHeader *)(void *)bytes;
    header->head.version++;
    seal(bytes);
    write_cache(world, slice_of(bytes, cache.len));
    assert_int_equal(load_and_ask(world), 0);
    memcpy(bytes, cache.data, cache.len);
    header->head.byte_order = 0x04030201;
    seal(bytes);
    write_cache(world, slice_of(bytes, cache.len));
    assert_int_equal(load_and_ask(world), 0);
    memcpy(bytes, cache.data, cache.len);
    bytes[sizeof *header + header->head.root_len - 1] ^= 1; /* another root's, by the same name */
    seal(bytes);
    write_cache(world, slice_of(bytes, cache.len));
    assert_int_equal(load_and_ask(world), 0);
    memcpy(bytes, cache.data, cache.len);
    seal(bytes);
    write_cache(world, slice_of(bytes, cache.len));
    assert_int_equal(load_and_ask(world), 3);
    free(bytes);
    free((char *)cache.data);
}

static void test_a_link_or_a_fifo_in_its_place_is_ignored(void **state)
{
    World *world = *state;
    make_small_cache(world);
    char *path = path_of_cache(world);
    char moved[600];
    snprintf(moved, sizeof moved, "%s/elsewhere", world->scratch.path);
    assert_int_equal(rename(path, moved), 0);
    assert_int_equal(symlink(moved, path), 0);
    assert_int_equal(load_and_ask(world), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(load_and_ask(world), 0);
    start_run(world);
    let_time_pass(world);
    build(world);
    assert_true(save(world));
    assert_int_equal(load_and_ask(world), 3);
    free(path);
}

/* --- folders of whatever kind --- */

static size_t count_files(const char *folder)
{
    CacheItem *items;
    size_t count = cache_list(folder, &items);
    cache_items_free(items, count);
    return count;
}

static void test_nothing_to_load_is_no_matter(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    start_run(world);
    assert_int_equal(load(world), 0);
    assert_int_equal(count_files(world->folder), 0);
    Error err;
    assert_true(cache_clear(world->folder, &err));
}

static void test_an_empty_tree_can_be_saved(void **state)
{
    World *world = *state;
    build_and_save(world);
    start_run(world);
    assert_int_equal(load(world), 0);
}

static void test_a_folder_that_cannot_be_written_is_no_matter(void **state)
{
    World *world = *state;
    add(world, "a", "nothing\n");
    scratch_write_text(&world->scratch, "file", "");
    start_run(world);
    let_time_pass(world);
    build(world);
    char folder[600];
    Error err;
    snprintf(folder, sizeof folder, "%s/file/cache", world->scratch.path);
    assert_false(index_cache_save(world->index, folder, &err));
    assert_false(index_cache_save(world->index, "/proc/ken", &err));
    assert_true(strstr(err.text, "/proc/ken") != NULL);
    assert_int_equal(index_cache_unsaved(world->index), 1);
}

static void test_a_full_disk_leaves_the_old_cache_as_it_was(void **state)
{
    World *world = *state;
    make_small_cache(world);
    Slice before = read_cache(world);
    add_large(world, "more", "x\n");
    start_run(world);
    let_time_pass(world);
    build(world);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    for (rlim_t most = 0; most < before.len; most += 997) {
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = most, .rlim_max = limit.rlim_max});
        bool ok = save(world);
        setrlimit(RLIMIT_FSIZE, &limit);
        assert_false(ok);
    }
    Slice after = read_cache(world);
    assert_true(slice_equal(before, after));
    Buf command = {0};
    buf_printf(&command, "test -z \"$(ls %s | grep tmp)\"", world->folder);
    buf_append_byte(&command, '\0');
    assert_int_equal(system(command.data), 0);
    buf_deinit(&command);
    free((char *)before.data);
    free((char *)after.data);
}

static void test_caches_are_listed_and_cleared(void **state)
{
    World *world = *state;
    make_small_cache(world);
    scratch_write_text(&world->scratch, "some/cache/0123456789abcdef.sig", "no cache");
    scratch_write_text(&world->scratch, "some/cache/0123456789abcdef.sig.12-34.tmp", "left behind");
    scratch_write_text(&world->scratch, "some/cache/README", "not ours");
    CacheItem *items;
    size_t count = cache_list(world->folder, &items);
    assert_int_equal(count, 2);
    bool has_tree = false;
    for (size_t i = 0; i < count; i++) {
        bool is_tree = strcmp(items[i].root, world->root) == 0;
        has_tree = has_tree || is_tree;
        assert_true(is_tree || strcmp(items[i].root, "?") == 0);
        assert_true(is_tree ? items[i].bytes > 1000 : items[i].bytes == 8);
        assert_true(items[i].used_s + 100 > (int64_t)time(NULL));
    }
    assert_true(has_tree);
    cache_items_free(items, count);
    Error err;
    assert_true(cache_clear(world->folder, &err));
    assert_int_equal(count_files(world->folder), 0);
    char kept[600];
    snprintf(kept, sizeof kept, "%s/README", world->folder);
    assert_int_equal(access(kept, F_OK), 0);
    assert_false(is_candidate(world, "needle_word", "b")); /* what is in memory goes on */
}

static void set_age(World *world, const char *name, int64_t age_s)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", world->folder, name);
    struct timespec times[2] = {{.tv_sec = time(NULL) - age_s}, {.tv_sec = time(NULL) - age_s}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_the_oldest_caches_make_room(void **state)
{
    World *world = *state;
    static const char *const names[] = {"a.sig", "b.sig", "c.sig", "d.sig"};
    char path[64];
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "some/cache/%s", names[i]);
        scratch_write_text(&world->scratch, path, "0123456789");
        set_age(world, names[i], i == 0 ? 100000 : (int64_t)(1000 - i * 100));
    }
    scratch_write_text(&world->scratch, "some/cache/a.sig.1-2.tmp", "x");
    scratch_write_text(&world->scratch, "some/cache/a.sig.1-3.tmp", "x");
    set_age(world, "a.sig.1-2.tmp", 100000);
    snprintf(path, sizeof path, "/elsewhere/%s", names[0]);
    cache_make_room(world->folder, path, 25);
    static const bool stays[] = {true, false, true, true}; /* a is the one to be replaced */
    char whole[600];
    for (size_t i = 0; i < 4; i++) {
        snprintf(whole, sizeof whole, "%s/%s", world->folder, names[i]);
        assert_int_equal(access(whole, F_OK) == 0, stays[i]);
    }
    snprintf(whole, sizeof whole, "%s/a.sig.1-2.tmp", world->folder);
    assert_int_not_equal(access(whole, F_OK), 0);
    snprintf(whole, sizeof whole, "%s/a.sig.1-3.tmp", world->folder);
    assert_int_equal(access(whole, F_OK), 0);
}

static void test_a_load_counts_as_use(void **state)
{
    World *world = *state;
    make_small_cache(world);
    char *path = path_of_cache(world);
    set_age(world, strrchr(path, '/') + 1, 100000);
    start_run(world);
    assert_int_equal(load(world), 3);
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    assert_true(facts.st_mtime + 100 > time(NULL));
    free(path);
}

static void test_the_folder_follows_the_environment(void **state)
{
    (void)state;
    setenv("XDG_CACHE_HOME", "/x/y", 1);
    setenv("HOME", "/home/z", 1);
    char *folder = cache_folder();
    assert_string_equal(folder, "/x/y/ken");
    free(folder);
    setenv("XDG_CACHE_HOME", "relative", 1);
    folder = cache_folder();
    assert_string_equal(folder, "/home/z/.cache/ken");
    free(folder);
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    assert_null(cache_folder());
}

/* --- several programs --- */

static void *save_again_and_again(void *context)
{
    World *world = context;
    for (int i = 0; i < 30; i++) {
        Error err;
        if (!index_cache_save(world->index, world->folder, &err))
            return err.text[0] ? "failed" : "?";
    }
    return NULL;
}

static void test_two_that_save_and_load_at_once_do_not_disturb_each_other(void **state)
{
    World *world = *state;
    make_small_cache(world);
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, save_again_and_again, world), 0);
    for (int i = 0; i < 30; i++) {
        Index *other = index_new(world->snapshot, NULL);
        uint32_t count = 0;
        index_cache_load(other, world->folder, world->pool, note_count, &count);
        pool_wait_idle(world->pool);
        assert_int_equal(count, 3);
        index_release(other);
    }
    for (int i = 0; i < 2; i++) {
        void *failure;
        pthread_join(threads[i], &failure);
        assert_null(failure);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_unchanged_is_signed_without_being_opened, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ranges_of_large_files_are_taken_over, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_has_changed_is_not_taken_over, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_change_after_the_load_is_noticed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_change_before_the_first_pin_is_noticed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_links_to_one_file_are_all_right, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_was_taken_over_is_saved_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_loading_and_building_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_changed_just_before_it_was_read_is_not_saved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_from_the_future_is_not_saved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_read_before_the_first_index_is_not_saved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_changed_after_it_was_signed_is_not_saved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_flipped_byte_is_never_trusted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_flipped_bytes_in_a_cache_with_layouts_are_never_trusted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_sealed_cache_of_nonsense_does_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_truncated_cache_is_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_cache_truncated_while_it_is_mapped_excludes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_foreign_caches_are_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_link_or_a_fifo_in_its_place_is_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_to_load_is_no_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_tree_can_be_saved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_folder_that_cannot_be_written_is_no_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_full_disk_leaves_the_old_cache_as_it_was, setup, teardown),
        cmocka_unit_test_setup_teardown(test_caches_are_listed_and_cleared, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_oldest_caches_make_room, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_load_counts_as_use, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_that_save_and_load_at_once_do_not_disturb_each_other, setup, teardown),
        cmocka_unit_test(test_the_folder_follows_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
