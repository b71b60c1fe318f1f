/* What the system allows, read from made-up files, and the budgets that follow from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "engine/base/process.h"
#include "engine/store/limits.h"
#include "tests/support/scratch.h"

typedef struct World {
    Scratch scratch;
    char map_count[300], groups[300], mounts[300];
    LimitPaths paths;
} World;

static void world_init(World *world)
{
    scratch_init(&world->scratch);
    snprintf(world->map_count, sizeof world->map_count, "%s/max_map_count", world->scratch.path);
    snprintf(world->groups, sizeof world->groups, "%s/cgroup", world->scratch.path);
    snprintf(world->mounts, sizeof world->mounts, "%s/fs", world->scratch.path);
    world->paths = (LimitPaths){world->map_count, world->groups, world->mounts};
}

static Limits read_limits(const World *world)
{
    Limits limits;
    limits_read(&limits, &world->paths);
    return limits;
}

static void test_nothing_to_read_leaves_the_usual(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    Limits limits = read_limits(&world);
    assert_int_equal(limits.map_count, 65530);
    assert_true(limits.group_bytes == LIMIT_NONE);
    assert_true(limits.ram_bytes > 1 << 20);
    scratch_deinit(&world.scratch);
}

static void test_map_count_is_read(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    scratch_write_text(&world.scratch, "max_map_count", "262144\n");
    assert_int_equal(read_limits(&world).map_count, 262144);
    scratch_write_text(&world.scratch, "max_map_count", "many\n");
    assert_int_equal(read_limits(&world).map_count, 65530);
    scratch_deinit(&world.scratch);
}

static void test_version_2_takes_the_least_on_the_way_up(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    scratch_write_text(&world.scratch, "cgroup", "0::/user.slice/me.scope/deep\n");
    scratch_write_text(&world.scratch, "fs/user.slice/me.scope/deep/memory.max", "max\n");
    assert_true(read_limits(&world).group_bytes == LIMIT_NONE);
    scratch_write_text(&world.scratch, "fs/user.slice/me.scope/memory.max", "3000000\n");
    scratch_write_text(&world.scratch, "fs/user.slice/memory.max", "2000000\n");
    assert_int_equal(read_limits(&world).group_bytes, 2000000);
    scratch_write_text(&world.scratch, "fs/user.slice/me.scope/deep/memory.max", "1000000\n");
    assert_int_equal(read_limits(&world).group_bytes, 1000000);
    scratch_deinit(&world.scratch);
}

/* In a container the path is the host's, and the mount shows the container's own group at its top. */
static void test_a_container_sees_its_group_at_the_top(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    scratch_write_text(&world.scratch, "cgroup", "0::/../../docker/0123\n");
    scratch_write_text(&world.scratch, "fs/memory.max", "5000000\n");
    assert_int_equal(read_limits(&world).group_bytes, 5000000);
    scratch_deinit(&world.scratch);
}

static void test_version_1_reads_the_memory_controller_only(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    scratch_write_text(&world.scratch, "cgroup", "12:cpu,cpuacct:/a\n5:memory:/a/b\n3:memory_other:/c\n1:name=x:/a\n");
    scratch_write_text(&world.scratch, "fs/memory/a/b/memory.limit_in_bytes", "9223372036854771712\n");
    scratch_write_text(&world.scratch, "fs/memory/c/memory.limit_in_bytes", "1000\n");
    scratch_write_text(&world.scratch, "fs/cpu/a/memory.limit_in_bytes", "1000\n");
    assert_true(read_limits(&world).group_bytes == LIMIT_NONE);
    scratch_write_text(&world.scratch, "fs/memory/a/memory.limit_in_bytes", "700000\n");
    assert_int_equal(read_limits(&world).group_bytes, 700000);
    scratch_deinit(&world.scratch);
}

static void test_both_versions_beside_each_other(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    scratch_write_text(&world.scratch, "cgroup", "7:memory:/v1\n0::/v2\n");
    scratch_write_text(&world.scratch, "fs/memory/v1/memory.limit_in_bytes", "900\n");
    scratch_write_text(&world.scratch, "fs/unified/v2/memory.max", "800\n");
    assert_int_equal(read_limits(&world).group_bytes, 800);
    scratch_write_text(&world.scratch, "fs/unified/v2/memory.max", "max");
    assert_int_equal(read_limits(&world).group_bytes, 900);
    scratch_deinit(&world.scratch);
}

static void test_odd_lines_are_passed_over(void **state)
{
    (void)state;
    World world;
    world_init(&world);
    scratch_write_text(&world.scratch, "fs/memory.max", "123\n");
    scratch_write_text(&world.scratch, "cgroup", "\n:\n0\nmemory\n0:memory\n");
    assert_true(read_limits(&world).group_bytes == LIMIT_NONE);
    scratch_write_text(&world.scratch, "cgroup", "0::");
    assert_int_equal(read_limits(&world).group_bytes, 123);
    scratch_deinit(&world.scratch);
}

static Budgets budgets_of(Limits limits, uint64_t used, uint64_t memory)
{
    Budgets budgets;
    limits_budgets(&limits, used, memory, &budgets);
    return budgets;
}

static void test_budgets(void **state)
{
    (void)state;
    Limits limits = {.map_count = 65530, .address_bytes = LIMIT_NONE, .ram_bytes = 8000, .group_bytes = LIMIT_NONE};
    Budgets budgets = budgets_of(limits, 100, 0);
    assert_int_equal(budgets.maps, (65530 / 2 - 512) / 2);
    assert_int_equal(budgets.packed_bytes, 2000);
    assert_true(budgets.mapped_bytes == LIMIT_NONE && budgets.address_bytes == LIMIT_NONE);
    assert_int_equal(budgets_of(limits, 100, 77777).packed_bytes, 77777);

    limits.group_bytes = 4000;
    assert_int_equal(budgets_of(limits, 100, 0).packed_bytes, 1000);

    limits.address_bytes = 1000;
    budgets = budgets_of(limits, 200, 77777);
    assert_int_equal(budgets.packed_bytes, 300);
    assert_int_equal(budgets.mapped_bytes, 200);
    assert_int_equal(budgets.address_bytes, 100);
    assert_int_equal(budgets_of(limits, 2000, 0).mapped_bytes, 0);

    limits.map_count = 600;
    assert_int_equal(budgets_of(limits, 0, 0).maps, 0);
}

static void test_the_address_limit_is_read(void **state)
{
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    struct rlimit wanted = {.rlim_cur = (rlim_t)1 << 60, .rlim_max = before.rlim_max}; /* more than a sanitizer takes */
    if (setrlimit(RLIMIT_AS, &wanted) != 0)
        skip();
    Limits limits;
    limits_read(&limits, NULL);
    setrlimit(RLIMIT_AS, &before);
    assert_true(limits.address_bytes == (uint64_t)1 << 60);
}

static void test_the_process_has_sizes(void **state)
{
    (void)state;
    ProcessMemory memory;
    process_memory(&memory);
#ifdef __linux__
    assert_true(memory.resident_bytes > 0);
#endif
    assert_true(memory.virtual_bytes >= memory.resident_bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_to_read_leaves_the_usual),
        cmocka_unit_test(test_map_count_is_read),
        cmocka_unit_test(test_version_2_takes_the_least_on_the_way_up),
        cmocka_unit_test(test_a_container_sees_its_group_at_the_top),
        cmocka_unit_test(test_version_1_reads_the_memory_controller_only),
        cmocka_unit_test(test_both_versions_beside_each_other),
        cmocka_unit_test(test_odd_lines_are_passed_over),
        cmocka_unit_test(test_budgets),
        cmocka_unit_test(test_the_address_limit_is_read),
        cmocka_unit_test(test_the_process_has_sizes),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
