/* A session lists a folder, hands over its newest snapshot, and lists again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/session.h"

static char folder[] = "/tmp/ken-test-XXXXXX";

static void make_file(const char *name)
{
    char path[sizeof folder + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void remove_file(const char *name)
{
    char path[sizeof folder + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static Session *open_session(Wake *wake)
{
    Error err;
    SessionOptions options = {.folder = folder, .threads = 2};
    Session *session = session_open(&options, NULL, wake, &err);
    assert_non_null(session);
    return session;
}

static void waiting_gives_the_complete_listing(void **state)
{
    (void)state;
    Session *session = open_session(NULL);
    session_wait(session);
    assert_true(session_is_complete(session));
    assert_false(session_is_git(session));
    assert_string_equal(session_branch(session), "");
    assert_int_equal(snapshot_count(session_snapshot(session)), 2);
    session_close(session);
}

/* Updates as the main loop does until the listing is complete. */
static void poll_until_complete(Session *session, Wake *wake)
{
    struct pollfd ready = {.fd = wake->read_fd, .events = POLLIN};
    while (!session_is_complete(session)) {
        assert_int_equal(poll(&ready, 1, 10000), 1);
        wake_clear(wake);
        session_update(session, true);
    }
}

static void updates_bring_the_listing_when_woken(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    Session *session = open_session(&wake);
    assert_null(session_snapshot(session));
    assert_false(session_is_complete(session));
    poll_until_complete(session, &wake);
    assert_int_equal(snapshot_count(session_snapshot(session)), 2);
    session_close(session);
    wake_deinit(&wake);
}

static void listing_again_finds_new_files(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    Session *session = open_session(&wake);
    poll_until_complete(session, &wake);
    Snapshot *before = snapshot_retain(session_snapshot(session));
    make_file("c");
    session_relist(session, &(ListingOptions){0});
    assert_false(session_is_complete(session));
    poll_until_complete(session, &wake);
    assert_int_equal(snapshot_count(session_snapshot(session)), 3);
    assert_int_equal(snapshot_count(before), 2);
    snapshot_release(before);
    session_close(session);
    wake_deinit(&wake);
}

static void write_text(const char *name, const char *text)
{
    char path[sizeof folder + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static uint64_t pinned_size(Session *session, const char *name)
{
    Snapshot *snapshot = session_snapshot(session);
    Pin pin;
    uint32_t index = tree_find(snapshot_tree(snapshot), slice_from_cstr(name));
    assert_int_not_equal(index, TREE_NONE);
    assert_true(file_pin(snapshot, index, &pin));
    uint64_t size = pin.bytes.len;
    file_unpin(&pin);
    return size;
}

static void catching_up_takes_in_what_has_changed(void **state)
{
    (void)state;
    Error err;
    SessionOptions options = {.folder = folder, .threads = 2, .watches = true};
    Session *session = session_open(&options, NULL, NULL, &err);
    assert_non_null(session);
    session_wait(session);
    session_read_in(session);
    session_catch_up(session);
    remove_file("c");
    session_catch_up(session);
    assert_int_equal(snapshot_count(session_snapshot(session)), 2);
    Snapshot *before = session_snapshot(session);
    for (int i = 1; i < 20; i++) {
        unsigned version = session_contents_version(session);
        write_text("a", i % 2 ? "one" : "three");
        session_catch_up(session);
        assert_true(session_contents_version(session) > version);
        assert_int_equal(pinned_size(session, "a"), i % 2 ? 3 : 5);
    }
    write_text("a", "");
    session_catch_up(session);
    assert_ptr_equal(session_snapshot(session), before); /* the same names need no new one */
    make_file("c");
    session_catch_up(session);
    assert_true(session_is_settled(session));
    assert_int_equal(snapshot_count(session_snapshot(session)), 3);
    assert_string_equal(session_watch_notice(session), "");
    session_close(session);
}

static void leaving_ends_what_runs(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    Session *session = open_session(&wake);
    poll_until_complete(session, &wake);
    session_leave(session);
    wake_clear(&wake);
    struct pollfd ready = {.fd = wake.read_fd, .events = POLLIN};
    assert_int_equal(poll(&ready, 1, 100), 0); /* nobody is left to signal it */
    wake_deinit(&wake);
    session_leave(NULL);
}

static void closing_early_leaves_nothing_behind(void **state)
{
    (void)state;
    session_close(open_session(NULL));
    session_close(NULL);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    make_file("a");
    make_file("b");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    remove_file("a");
    remove_file("b");
    remove_file("c");
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_gives_the_complete_listing),  cmocka_unit_test(updates_bring_the_listing_when_woken),
        cmocka_unit_test(listing_again_finds_new_files),       cmocka_unit_test(catching_up_takes_in_what_has_changed),
        cmocka_unit_test(closing_early_leaves_nothing_behind), cmocka_unit_test(leaving_ends_what_runs),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
