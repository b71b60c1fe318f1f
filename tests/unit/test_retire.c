/* What stays in memory when there is not room for all: what is of use. What leaves keeps its generation and comes back
 * with the same bytes, whoever looks, changes or retires meanwhile. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/search/index.h"
#include "engine/search/search.h"
#include "engine/store/fault.h"
#include "engine/store/retire.h"
#include "tests/support/scratch.h"

enum { FILES = 400, SMALL = 15000, LARGE = 20000 };

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    unsigned size; /* of each file, about */
} World;

static const Budgets FEW_MAPS = {
    .maps = 10, .mapped_bytes = LIMIT_NONE, .packed_bytes = 0, .address_bytes = LIMIT_NONE};
static const Budgets LITTLE_ADDRESS = {
    .maps = 1000, .mapped_bytes = 300000, .packed_bytes = 0, .address_bytes = LIMIT_NONE};
static const Budgets TWO_SLABS = {.maps = 0, .mapped_bytes = 0, .packed_bytes = 4 << 20, .address_bytes = LIMIT_NONE};
static const Budgets MANY_SLABS = {.maps = 0, .mapped_bytes = 0, .packed_bytes = 64 << 20, .address_bytes = LIMIT_NONE};
static const Budgets ALL_TIGHT = {
    .maps = 10, .mapped_bytes = 100000, .packed_bytes = 4 << 20, .address_bytes = LIMIT_NONE};

/* The whole file says which it is, in which version. */
static void write_version(const World *world, unsigned file, unsigned version)
{
    Buf bytes = {0};
    while (bytes.len < world->size + version % 7 * 100)
        buf_printf(&bytes, "file %u version %u is here\n", file, version);
    char path[320];
    char fresh[320];
    char name[32];
    snprintf(name, sizeof name, "f%04u.new", file);
    scratch_write(&world->scratch, name, buf_slice(&bytes));
    snprintf(fresh, sizeof fresh, "%s/%s", world->scratch.path, name);
    snprintf(path, sizeof path, "%s/f%04u", world->scratch.path, file);
    assert_int_equal(rename(fresh, path), 0);
    buf_deinit(&bytes);
}

static void world_init(World *world, unsigned size, unsigned files, const Budgets *budgets)
{
    assert_true(fault_install(NULL, NULL));
    *world = (World){.size = size, .pool = pool_new(2)};
    scratch_init(&world->scratch);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    for (unsigned i = 0; i < files; i++) {
        char name[32];
        snprintf(name, sizeof name, "f%04u", i);
        write_version(world, i, 0);
        tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    }
    Tree *tree = tree_builder_snapshot(builder, true);
    world->store = store_new(&(StoreOptions){.budgets = budgets});
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
}

static void world_deinit(World *world)
{
    pool_wait_idle(world->pool);
    pool_free(world->pool);
    snapshot_release(world->snapshot);
    store_free(world->store);
    scratch_deinit(&world->scratch);
}

static StoreStats stats_of(const World *world)
{
    StoreStats stats;
    store_stats(world->store, &stats);
    return stats;
}

/* The version of the pinned bytes, all of which must be of one. */
static unsigned check_bytes(const Pin *pin, unsigned file)
{
    unsigned its = 0;
    unsigned version = 0;
    char line[64] = "";
    memcpy(line, pin->bytes.data, pin->bytes.len < 60 ? pin->bytes.len : 60);
    if (sscanf(line, "file %u version %u is here\n", &its, &version) != 2 || its != file)
        fail_msg("file %u holds '%s'", file, line);
    size_t len = (size_t)(strchr(line, '\n') - line) + 1;
    if (pin->bytes.len % len != 0 || memcmp(pin->bytes.data, pin->bytes.data + len, pin->bytes.len - len) != 0)
        fail_msg("file %u holds other bytes", file);
    return version;
}

static void look_at(const World *world, unsigned file, bool is_of_use)
{
    Pin pin;
    assert_true(file_pin(world->snapshot, file, &pin));
    check_bytes(&pin, file);
    if (is_of_use)
        file_touch(&pin);
    file_unpin(&pin);
}

static void look_at_all(const World *world, bool is_of_use)
{
    for (unsigned i = 0; i < snapshot_count(world->snapshot); i++)
        look_at(world, i, is_of_use);
}

static bool is_resident(const World *world, unsigned file)
{
    Pin pin;
    bool is = file_pin_resident(world->snapshot, file, file_generation(snapshot_file(world->snapshot, file)), &pin);
    if (is)
        file_unpin(&pin);
    return is;
}

static unsigned count_resident(const World *world, unsigned from, unsigned to)
{
    unsigned count = 0;
    for (unsigned i = from; i < to; i++)
        count += is_resident(world, i);
    return count;
}

static void let_time_pass(const World *world, unsigned questions)
{
    for (unsigned i = 0; i < questions; i++)
        store_tick(world->store);
}

/* Touches the same files again and again, a question each time. */
static void use(const World *world, unsigned from, unsigned to, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        store_tick(world->store);
        for (unsigned file = from; file < to; file++)
            look_at(world, file, true);
    }
}

static void check_that_use_brings_in(World *world, unsigned fit, unsigned from, unsigned to)
{
    look_at_all(world, false);
    assert_int_equal(count_resident(world, 0, fit), fit);
    uint32_t generations[FILES];
    for (unsigned i = 0; i < FILES; i++)
        generations[i] = file_generation(snapshot_file(world->snapshot, i));
    uint64_t changes = store_changes(world->store);
    let_time_pass(world, RETIRE_AGE + 1);
    use(world, from, to, 12);
    assert_int_equal(count_resident(world, from, to), to - from);
    StoreStats stats = stats_of(world);
    assert_true(stats.retired_files > 0 && stats.retired_rounds > 0);
    assert_true(stats.retired_bytes >= stats.retired_files * world->size);
    assert_int_equal(stats.files, FILES);
    assert_int_equal(stats.mapped_files + stats.packed_files + stats.passing_files, FILES);
    assert_true(stats.mapped_bytes + stats.packed_bytes + stats.passing_bytes == stats.bytes);
    for (unsigned i = 0; i < FILES; i++)
        assert_int_equal(file_generation(snapshot_file(world->snapshot, i)), generations[i]);
    assert_int_equal(store_changes(world->store), changes);
    look_at_all(world, false);
}

static void test_maps_follow_use(void **state)
{
    (void)state;
    World world;
    world_init(&world, LARGE, FILES, &FEW_MAPS);
    check_that_use_brings_in(&world, 10, 200, 206);
    assert_true(stats_of(&world).mapped_files <= 10);
    world_deinit(&world);
}

static void test_address_space_follows_use(void **state)
{
    (void)state;
    World world;
    world_init(&world, LARGE, FILES, &LITTLE_ADDRESS);
    check_that_use_brings_in(&world, 10, 300, 305);
    assert_true(stats_of(&world).mapped_bytes <= 300000);
    world_deinit(&world);
}

static void test_slabs_follow_use(void **state)
{
    (void)state;
    World world;
    world_init(&world, SMALL, FILES, &TWO_SLABS);
    check_that_use_brings_in(&world, 130, 300, 350);
    assert_true(stats_of(&world).slab_bytes <= 4 << 20);
    world_deinit(&world);
}

/* A search of everything finds nothing in most files; one that finds something in all of them says no more. */
static void test_scans_and_dense_patterns_move_nothing(void **state)
{
    (void)state;
    for (int is_dense = 0; is_dense < 2; is_dense++) {
        World world;
        world_init(&world, LARGE, FILES, &FEW_MAPS);
        for (int i = 0; i < 3 * RETIRE_AGE; i++) {
            store_tick(world.store);
            look_at_all(&world, is_dense);
        }
        assert_int_equal(count_resident(&world, 0, 10), 10);
        assert_int_equal(stats_of(&world).retired_files, 0);
        world_deinit(&world);
    }
}

static void revalidate(const World *world)
{
    store_revalidate(world->store, world->snapshot, world->pool, NULL, NULL);
    pool_wait_idle(world->pool);
}

/* Each round leaves a tenth of the files as they are from then on, among the bytes of what changes later. */
static void test_slabs_full_of_holes_are_given_back(void **state)
{
    (void)state;
    enum { SOME = 300, PARTS = 10 };
    World world;
    world_init(&world, SMALL, SOME, &MANY_SLABS);
    look_at_all(&world, false);
    uint64_t before = stats_of(&world).slab_bytes;
    for (unsigned round = 1; round < PARTS; round++) {
        for (unsigned i = 0; i < SOME; i++)
            if (i % PARTS >= round)
                write_version(&world, i, round);
        revalidate(&world);
        uint64_t changes = store_changes(world.store);
        look_at_all(&world, false);
        assert_int_equal(store_changes(world.store), changes);
        assert_int_equal(count_resident(&world, 0, SOME), SOME);
        assert_true(stats_of(&world).slab_bytes <= before + 3 * SLAB_BYTES);
        assert_int_equal(stats_of(&world).files, SOME);
    }
    for (unsigned i = 0; i < SOME; i++)
        assert_int_equal(file_generation(snapshot_file(world.snapshot, i)), 1 + i % PARTS);
    world_deinit(&world);
}

typedef struct Looker {
    const World *world;
    unsigned file;
    pthread_barrier_t *has_looked, *may_end;
} Looker;

static void *look_once(void *context)
{
    const Looker *looker = context;
    look_at(looker->world, looker->file, false);
    pthread_barrier_wait(looker->has_looked);
    pthread_barrier_wait(looker->may_end);
    return NULL;
}

static void test_threads_that_read_in_turn_share_a_slab(void **state)
{
    (void)state;
    enum { THREADS = 20 };
    World world;
    Looker lookers[THREADS];
    pthread_t threads[THREADS];
    pthread_barrier_t has_looked, may_end;
    world_init(&world, SMALL, THREADS, &MANY_SLABS);
    pthread_barrier_init(&has_looked, NULL, 2);
    pthread_barrier_init(&may_end, NULL, THREADS + 1);
    for (unsigned i = 0; i < THREADS; i++) {
        lookers[i] = (Looker){&world, i, &has_looked, &may_end};
        assert_int_equal(pthread_create(&threads[i], NULL, look_once, &lookers[i]), 0);
        pthread_barrier_wait(&has_looked);
    }
    assert_int_equal(stats_of(&world).slab_bytes, SLAB_BYTES);
    pthread_barrier_wait(&may_end);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&has_looked);
    pthread_barrier_destroy(&may_end);
    world_deinit(&world);
}

static void test_pinned_files_stay(void **state)
{
    (void)state;
    World world;
    world_init(&world, LARGE, FILES, &FEW_MAPS);
    look_at_all(&world, false);
    Pin pins[10];
    for (unsigned i = 0; i < 10; i++)
        assert_true(file_pin(world.snapshot, i, &pins[i]));
    let_time_pass(&world, RETIRE_AGE + 1);
    use(&world, 200, 206, 30);
    assert_int_equal(count_resident(&world, 200, 206), 0);
    for (unsigned i = 0; i < 10; i++) {
        check_bytes(&pins[i], i);
        file_unpin(&pins[i]);
    }
    use(&world, 200, 206, RETIRE_AGE);
    assert_int_equal(count_resident(&world, 200, 206), 6);
    world_deinit(&world);
}

/* A retired file that changed is another. */
static void test_changes_of_retired_files_are_noticed(void **state)
{
    (void)state;
    World world;
    world_init(&world, LARGE, FILES, &FEW_MAPS);
    look_at_all(&world, false);
    let_time_pass(&world, RETIRE_AGE + 1);
    use(&world, 200, 206, 12);
    assert_false(is_resident(&world, 0) && is_resident(&world, 1));
    for (unsigned i = 0; i < 10; i++) {
        uint32_t generation = file_generation(snapshot_file(world.snapshot, i));
        write_version(&world, i, 1);
        Pin pin;
        if (is_resident(&world, i))
            continue;
        assert_true(file_pin(world.snapshot, i, &pin));
        assert_int_equal(check_bytes(&pin, i), 1);
        assert_int_not_equal(pin.generation, generation);
        file_unpin(&pin);
    }
    world_deinit(&world);
}

/* Searches with signatures, made before the files were retired: nothing is taken for changed. */
static void test_searches_are_the_same_under_retirement(void **state)
{
    (void)state;
    World world;
    world_init(&world, LARGE, FILES, &ALL_TIGHT);
    Index *index = index_new(world.snapshot, NULL);
    index_build(index, world.pool, NULL);
    pool_wait_idle(world.pool);
    uint64_t looked_at = 0;
    for (unsigned i = 0; i < 6 * RETIRE_AGE; i++) {
        char text[40];
        unsigned file = i < 3 * RETIRE_AGE ? 50 + i % 8 : 300 + i % 8;
        snprintf(text, sizeof text, "file %u version", file);
        Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE};
        Pattern *pattern = pattern_compile(&query, NULL);
        Search *search =
            search_start(world.pool, world.snapshot, pattern, NULL, &(SearchOptions){.index = index}, NULL);
        SearchProgress progress;
        search_wait(search, &progress);
        assert_int_equal(progress.files, 1);
        assert_true(progress.lines > LARGE / 30);
        looked_at += progress.files_total;
        search_release(search);
        pattern_release(pattern);
    }
    assert_true(looked_at < 6 * RETIRE_AGE * FILES / 2);
    assert_true(stats_of(&world).retired_files > 0);
    assert_int_equal(count_resident(&world, 300, 308), 3); /* as many as fit */
    index_release(index);
    world_deinit(&world);
}

/* --- many at once --- */

typedef struct Storm {
    World *world;
    atomic_uint versions[FILES]; /* on disk, at least */
    atomic_bool is_over;
} Storm;

typedef struct Reader {
    pthread_t thread;
    Storm *storm;
    uint32_t seed;
    unsigned wrong;
} Reader;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void *read_on(void *context)
{
    Reader *reader = context;
    Storm *storm = reader->storm;
    for (unsigned round = 0; !atomic_load(&storm->is_over); round++) {
        if (round % 64 == 0)
            store_tick(storm->world->store);
        unsigned part = round / 4096 % 4 * (FILES / 4); /* finds things here for a while, then there */
        unsigned file = part + next_random(&reader->seed) % 12;
        bool is_of_use = next_random(&reader->seed) % 4 != 0;
        if (!is_of_use)
            file = next_random(&reader->seed) % FILES;
        Pin pin;
        if (!file_pin(storm->world->snapshot, file, &pin)) {
            reader->wrong++;
            continue;
        }
        unsigned known = atomic_load(&storm->versions[file]);
        unsigned its = UINT32_MAX;
        unsigned version = 0;
        if (pin.bytes.len > 60)
            sscanf(pin.bytes.data, "file %u version %u", &its, &version);
        reader->wrong += its != file || version > known + 1;
        reader->wrong += pin.bytes.data[pin.bytes.len - 1] != '\n';
        if (is_of_use)
            file_touch(&pin);
        file_unpin(&pin);
    }
    return NULL;
}

static void test_readers_changes_and_retirement_at_once(void **state)
{
    (void)state;
    World world;
    world_init(&world, SMALL, FILES, &ALL_TIGHT);
    world.size = LARGE; /* what is rewritten is mapped then */
    Storm *storm = calloc(1, sizeof *storm);
    storm->world = &world;
    Reader readers[3] = {{.seed = 1}, {.seed = 2}, {.seed = 3}};
    for (int i = 0; i < 3; i++) {
        readers[i].storm = storm;
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_on, &readers[i]), 0);
    }
    uint32_t seed = 9;
    for (int round = 0; round < 120; round++) {
        for (int i = 0; i < 5; i++) {
            unsigned file = next_random(&seed) % FILES;
            write_version(&world, file, atomic_load(&storm->versions[file]) + 1);
            atomic_fetch_add(&storm->versions[file], 1);
        }
        store_revalidate(world.store, world.snapshot, world.pool, NULL, NULL);
        pool_wait_idle(world.pool);
    }
    atomic_store(&storm->is_over, true);
    for (int i = 0; i < 3; i++) {
        pthread_join(readers[i].thread, NULL);
        assert_int_equal(readers[i].wrong, 0);
    }
    store_revalidate(world.store, world.snapshot, world.pool, NULL, NULL);
    pool_wait_idle(world.pool);
    for (unsigned i = 0; i < FILES; i++) {
        Pin pin;
        assert_true(file_pin(world.snapshot, i, &pin));
        assert_int_equal(check_bytes(&pin, i), atomic_load(&storm->versions[i]));
        file_unpin(&pin);
    }
    StoreStats stats = stats_of(&world);
    assert_true(stats.retired_files > 0);
    assert_int_equal(stats.mapped_files + stats.packed_files + stats.passing_files, FILES);
    assert_true(stats.mapped_files <= 10 && stats.slab_bytes <= 4 << 20);
    free(storm);
    world_deinit(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps_follow_use),
        cmocka_unit_test(test_address_space_follows_use),
        cmocka_unit_test(test_slabs_follow_use),
        cmocka_unit_test(test_scans_and_dense_patterns_move_nothing),
        cmocka_unit_test(test_slabs_full_of_holes_are_given_back),
        cmocka_unit_test(test_threads_that_read_in_turn_share_a_slab),
        cmocka_unit_test(test_pinned_files_stay),
        cmocka_unit_test(test_changes_of_retired_files_are_noticed),
        cmocka_unit_test(test_searches_are_the_same_under_retirement),
        cmocka_unit_test(test_readers_changes_and_retirement_at_once),
    };
    return cmocka_run_group_tests_name("retire", tests, NULL, NULL);
}
