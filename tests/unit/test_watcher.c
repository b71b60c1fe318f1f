/* The watcher sees every kind of change below its root, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/tree/watcher.h"
#include "engine/tree/watcher_parts.h"
#include "tests/support/scratch.h"

enum { SEEN_MS = 3000, SILENCE_MS = 250 };

typedef struct World {
    Scratch scratch;
    Wake wake;
    Watcher *watcher;
    WatchNews news; /* all since the last expectation, together */
} World;

static const char *full(const World *world, const char *path)
{
    static char text[2][8192];
    static int next;
    next = !next;
    snprintf(text[next], sizeof text[next], "%s/%s", world->scratch.path, path);
    return text[next];
}

static void write_file(World *world, const char *path, const char *text)
{
    scratch_write_text(&world->scratch, path, text);
}

static void move(World *world, const char *from, const char *to)
{
    assert_int_equal(rename(full(world, from), full(world, to)), 0);
}

/* The listed files are those named, NULL-terminated. */
static void follow(World *world, const char *const *paths, int rest_ms)
{
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    for (; *paths; paths++)
        tree_builder_add(builder, slice_from_cstr(*paths), ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    watcher_follow(world->watcher, tree, INT64_MAX, rest_ms);
    tree_release(tree);
    tree_builder_free(builder);
}

static void gather(World *world)
{
    WatchNews more;
    wake_clear(&world->wake);
    watcher_take(world->watcher, &more);
    buf_append_slice(&world->news.changed, buf_slice(&more.changed));
    world->news.changed_count += more.changed_count;
    world->news.is_everything |= more.is_everything;
    world->news.lists_anew |= more.lists_anew;
    buf_deinit(&more.changed);
}

static void forget(World *world)
{
    watcher_flush(world->watcher);
    gather(world);
    buf_deinit(&world->news.changed);
    world->news = (WatchNews){0};
}

static bool has_path(const World *world, const char *path)
{
    const Buf *paths = &world->news.changed;
    for (size_t at = 0; at < paths->len; at += strlen(paths->data + at) + 1)
        if (strcmp(paths->data + at, path) == 0)
            return true;
    return false;
}

/* Waits as the main loop does until the path (NULL: a new list) is in the news. */
static void expect_news(World *world, const char *path)
{
    for (int i = 0; i < SEEN_MS / 10; i++) {
        gather(world);
        if (path ? has_path(world, path) : world->news.lists_anew)
            return;
        struct pollfd poller = {.fd = world->wake.read_fd, .events = POLLIN};
        poll(&poller, 1, 10);
    }
    fail_msg("not seen: %s", path ? path : "names that come or go");
}

static void expect_no_listing(World *world)
{
    struct timespec silence = {.tv_nsec = SILENCE_MS * 1000000L};
    nanosleep(&silence, NULL);
    gather(world);
    assert_false(world->news.lists_anew);
}

static int open_world(void **state)
{
    static const char *const listed[] = {"a", "d/b", "d/e/c", NULL};
    World *world = mem_zalloc(1, sizeof *world);
    scratch_init(&world->scratch);
    write_file(world, "a", "1\n");
    write_file(world, "d/b", "1\n");
    write_file(world, "d/e/c", "1\n");
    Error err;
    if (!wake_init(&world->wake))
        return -1;
    world->watcher = watcher_new(world->scratch.path, 0, &world->wake, &err);
    if (!world->watcher)
        return -1;
    follow(world, listed, 0);
    forget(world);
    *state = world;
    return 0;
}

static int close_world(void **state)
{
    World *world = *state;
    watcher_free(world->watcher);
    wake_deinit(&world->wake);
    buf_deinit(&world->news.changed);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static void the_folders_of_the_list_are_watched(void **state)
{
    World *world = *state;
    assert_int_equal(watcher_watched(world->watcher), 3);
    assert_int_equal(watcher_unwatched(world->watcher), 0);
}

static void a_written_file_is_a_changed_one_and_no_other(void **state)
{
    World *world = *state;
    write_file(world, "d/e/c", "2\n");
    expect_news(world, "d/e/c");
    expect_no_listing(world);
    assert_int_equal(world->news.changed_count, 1);
    assert_false(world->news.is_everything);
}

static void a_change_of_permissions_alone_is_seen(void **state)
{
    World *world = *state;
    assert_int_equal(chmod(full(world, "a"), 0), 0);
    expect_news(world, "a");
}

static void a_file_replaced_by_renaming_is_changed_and_needs_no_listing(void **state)
{
    World *world = *state;
    write_file(world, "d/b.tmp", "2\n");
    move(world, "d/b.tmp", "d/b");
    expect_news(world, "d/b");
    expect_no_listing(world);
}

static void a_new_file_a_deleted_one_and_a_renamed_one_need_a_listing(void **state)
{
    World *world = *state;
    write_file(world, "d/new", "1\n");
    expect_news(world, NULL);
    unlink(full(world, "d/new"));
    forget(world);
    unlink(full(world, "d/b"));
    expect_news(world, NULL);
    write_file(world, "d/b", "1\n");
    forget(world);
    move(world, "a", "z");
    expect_news(world, NULL);
}

static void a_file_that_came_and_went_is_no_news(void **state)
{
    World *world = *state;
    write_file(world, "d/4913", "");
    unlink(full(world, "d/4913"));
    expect_no_listing(world);
}

static void a_link_in_place_of_a_file_needs_a_listing(void **state)
{
    World *world = *state;
    unlink(full(world, "a"));
    assert_int_equal(symlink("d/b", full(world, "a")), 0);
    expect_news(world, NULL);
}

static void a_new_folder_is_watched_with_those_below(void **state)
{
    World *world = *state;
    write_file(world, "n/m/.keep", "");
    unlink(full(world, "n/m/.keep"));
    expect_news(world, NULL);
    forget(world);
    assert_int_equal(watcher_watched(world->watcher), 5);
    write_file(world, "n/m/late", "1\n");
    expect_news(world, NULL);
}

static void a_moved_folder_is_watched_at_its_new_place_alone(void **state)
{
    World *world = *state;
    move(world, "d", "f");
    expect_news(world, NULL);
    forget(world);
    assert_int_equal(watcher_watched(world->watcher), 3);
    write_file(world, "f/e/c", "2\n");
    expect_news(world, "f/e/c");
    assert_false(has_path(world, "d/e/c"));
}

static void a_folder_moved_out_is_not_watched_any_more(void **state)
{
    World *world = *state;
    Scratch outside;
    scratch_init(&outside);
    char there[300];
    snprintf(there, sizeof there, "%s/d", outside.path);
    assert_int_equal(rename(full(world, "d"), there), 0);
    expect_news(world, NULL);
    forget(world);
    assert_int_equal(watcher_watched(world->watcher), 1);
    scratch_write_text(&outside, "d/b", "2\n");
    watcher_flush(world->watcher);
    gather(world);
    assert_int_equal(world->news.changed_count, 0);
    assert_int_equal(rename(there, full(world, "back")), 0); /* and in again */
    expect_news(world, NULL);
    forget(world);
    assert_int_equal(watcher_watched(world->watcher), 3);
    scratch_deinit(&outside);
}

static void a_deleted_folder_gives_its_watch_back(void **state)
{
    World *world = *state;
    unlink(full(world, "d/e/c"));
    rmdir(full(world, "d/e"));
    expect_news(world, NULL);
    forget(world);
    assert_int_equal(watcher_watched(world->watcher), 2);
}

static void a_folder_that_lost_its_last_file_stays_watched(void **state)
{
    static const char *const listed[] = {"a", "d/b", NULL};
    World *world = *state;
    unlink(full(world, "d/e/c"));
    follow(world, listed, 0);
    forget(world);
    write_file(world, "d/e/again", "1\n");
    expect_news(world, NULL);
}

static void what_changed_while_it_was_listed_is_news(void **state)
{
    World *world = *state;
    write_file(world, "n/x", "1\n");
    forget(world);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    Tree *tree = tree_builder_snapshot(builder, true);
    Error err;
    Watcher *second = watcher_new(world->scratch.path, 0, NULL, &err);
    assert_non_null(second);
    watcher_follow(second, tree, 0, 0);
    watcher_flush(second);
    WatchNews news;
    assert_true(watcher_take(second, &news));
    assert_true(news.is_everything);
    assert_true(news.lists_anew);
    watcher_free(second);
    tree_release(tree);
    tree_builder_free(builder);
}

static void names_wait_while_a_listing_runs_and_are_compared_to_the_new_list(void **state)
{
    static const char *const listed[] = {"a", "d/b", "d/e/c", "d/new", NULL};
    World *world = *state;
    watcher_hold(world->watcher);
    write_file(world, "d/new", "1\n");
    expect_no_listing(world);
    watcher_flush(world->watcher);
    gather(world);
    assert_false(world->news.lists_anew);
    follow(world, listed, 0);
    expect_no_listing(world);
    watcher_hold(world->watcher);
    unlink(full(world, "d/new")); /* listed before it went */
    watcher_flush(world->watcher);
    follow(world, listed, 0);
    expect_news(world, NULL);
}

static void listings_are_rested_from(void **state)
{
    static const char *const listed[] = {"a", "d/b", "d/e/c", NULL};
    World *world = *state;
    follow(world, listed, 60000);
    forget(world);
    write_file(world, "d/new", "1\n");
    expect_news(world, "d/new");
    expect_no_listing(world);
    watcher_flush(world->watcher); /* who cannot wait is told all the same */
    gather(world);
    assert_true(world->news.lists_anew);
}

static void rules_and_the_repository_need_a_listing(void **state)
{
    static const char *const listed[] = {"a", "d/.gitignore", "d/b", "d/e/c", NULL};
    World *world = *state;
    write_file(world, "d/.gitignore", "x\n");
    write_file(world, ".git/index", "1");
    write_file(world, ".git/other", "1");
    follow(world, listed, 0);
    forget(world);
    assert_int_equal(watcher_watched(world->watcher), 4);
    write_file(world, ".git/other", "2");
    write_file(world, ".git/index.lock", "2");
    expect_no_listing(world);
    assert_int_equal(world->news.changed_count, 0);
    move(world, ".git/index.lock", ".git/index");
    expect_news(world, NULL);
    forget(world);
    write_file(world, "d/.gitignore", "y\n");
    expect_news(world, NULL);
}

static void a_linked_work_tree_has_its_index_elsewhere(void **state)
{
    static const char *const listed[] = {"a", NULL};
    World *world = *state;
    write_file(world, "elsewhere/HEAD", "1");
    write_file(world, ".git", "gitdir: elsewhere\n");
    follow(world, listed, 0);
    forget(world);
    write_file(world, "elsewhere/HEAD", "2");
    expect_news(world, NULL);
}

static void a_storm_on_few_files_names_each_once_and_on_many_is_everything(void **state)
{
    World *world = *state;
    for (int i = 0; i < 3000; i++)
        write_file(world, i % 2 ? "a" : "d/b", "x\n");
    watcher_flush(world->watcher);
    gather(world);
    assert_false(world->news.is_everything);
    assert_true(has_path(world, "a") && has_path(world, "d/b"));
    assert_true(world->news.changed_count < 500);
    forget(world);
    for (int i = 0; i < 1500; i++) {
        char name[32];
        snprintf(name, sizeof name, "d/s%d", i);
        write_file(world, name, "");
    }
    watcher_flush(world->watcher);
    gather(world);
    assert_true(world->news.is_everything);
    assert_true(world->news.lists_anew);
}

static void news_come_although_it_is_never_quiet(void **state)
{
    World *world = *state;
    for (int i = 0; i < 100; i++) {
        struct timespec pause = {.tv_nsec = 5000000};
        write_file(world, "a", "x\n");
        nanosleep(&pause, NULL);
        gather(world);
        if (has_path(world, "a"))
            return;
    }
    fail_msg("nothing was told in the storm");
}

/* Nobody reads meanwhile: a watcher without its thread. */
static void an_overflow_is_everything(void **state)
{
    World *world = *state;
    unsigned long most = 0;
    FILE *in = fopen("/proc/sys/fs/inotify/max_queued_events", "re");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%lu", &most), 1);
    fclose(in);
    if (most > 200000)
        skip();
    Watcher *bare = mem_zalloc(1, sizeof *bare);
    bare->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    int watch = inotify_add_watch(bare->fd, world->scratch.path, IN_ATTRIB);
    assert_true(watch >= 0);
    watch_folders_add(&bare->folders, slice_of("", 0), watch);
    const char *one = full(world, "a"), *other = full(world, "other");
    write_file(world, "other", "");
    for (unsigned long i = 0; i < most / 2 + 8; i++) {
        chmod(one, 0600);
        chmod(other, 0600);
    }
    watcher_read_events(bare);
    assert_true(bare->changed.is_all);
    assert_true(bare->names.is_all);
    watch_folders_deinit(&bare->folders);
    watch_set_deinit(&bare->changed);
    watch_set_deinit(&bare->names);
    close(bare->fd);
    free(bare);
}

static void with_no_room_for_all_folders_the_rest_is_told(void **state)
{
    World *world = *state;
    Error err;
    Watcher *small = watcher_new(world->scratch.path, 2, NULL, &err);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    tree_builder_add(builder, slice_from_cstr("d/b"), ENTRY_FILE, 0);
    tree_builder_add(builder, slice_from_cstr("d/e/c"), ENTRY_FILE, 0);
    tree_builder_add(builder, slice_from_cstr("gone/x"), ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    watcher_follow(small, tree, INT64_MAX, 0);
    watcher_flush(small);
    assert_int_equal(watcher_watched(small), 2);
    assert_true(watcher_unwatched(small) >= 1);
    watcher_free(small);
    tree_release(tree);
    tree_builder_free(builder);
}

static void at_rest_the_thread_sleeps(void **state)
{
    World *world = *state;
    write_file(world, "a", "2\n");
    expect_news(world, "a");
    expect_no_listing(world);
    uint32_t before = watcher_rounds(world->watcher);
    expect_no_listing(world);
    expect_no_listing(world);
    assert_int_equal(watcher_rounds(world->watcher), before);
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_folders_of_the_list_are_watched),
        WORLD_TEST(a_written_file_is_a_changed_one_and_no_other),
        WORLD_TEST(a_change_of_permissions_alone_is_seen),
        WORLD_TEST(a_file_replaced_by_renaming_is_changed_and_needs_no_listing),
        WORLD_TEST(a_new_file_a_deleted_one_and_a_renamed_one_need_a_listing),
        WORLD_TEST(a_file_that_came_and_went_is_no_news),
        WORLD_TEST(a_link_in_place_of_a_file_needs_a_listing),
        WORLD_TEST(a_new_folder_is_watched_with_those_below),
        WORLD_TEST(a_moved_folder_is_watched_at_its_new_place_alone),
        WORLD_TEST(a_folder_moved_out_is_not_watched_any_more),
        WORLD_TEST(a_deleted_folder_gives_its_watch_back),
        WORLD_TEST(a_folder_that_lost_its_last_file_stays_watched),
        WORLD_TEST(what_changed_while_it_was_listed_is_news),
        WORLD_TEST(names_wait_while_a_listing_runs_and_are_compared_to_the_new_list),
        WORLD_TEST(listings_are_rested_from),
        WORLD_TEST(rules_and_the_repository_need_a_listing),
        WORLD_TEST(a_linked_work_tree_has_its_index_elsewhere),
        WORLD_TEST(a_storm_on_few_files_names_each_once_and_on_many_is_everything),
        WORLD_TEST(news_come_although_it_is_never_quiet),
        WORLD_TEST(an_overflow_is_everything),
        WORLD_TEST(with_no_room_for_all_folders_the_rest_is_told),
        WORLD_TEST(at_rest_the_thread_sleeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
