/* What a checkout between distant commits, or a build, does to a tree while a question is kept up to date: thousands of
 * files written, deleted and replaced, folders renamed and removed. Afterwards the answer is that of a fresh start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/recent.h"
#include "engine/session.h"
#include "engine/store/fault.h"
#include "tests/support/scratch.h"

enum { FOLDERS = 20, FILES = 30, ROUNDS = 6, CHANGES_MOST = 1100, SETTLE_MS = 20000, STEP_MS = 20, PATH_BYTES = 512 };

typedef struct World {
    Scratch scratch;
    Wake wake;
    Session *session;
    Recent *recent;
    Pattern *pattern;
    Search *search;
    Snapshot *asked; /* not to be looked into */
    unsigned version;
} World;

static unsigned seed = 3;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

static const char *path_of(const World *world, unsigned folder, int file)
{
    static char paths[2][PATH_BYTES];
    static int next;
    next = !next;
    int len = snprintf(paths[next], PATH_BYTES, "%s/d%u/in", world->scratch.path, folder);
    if (file >= 0)
        snprintf(paths[next] + len, PATH_BYTES - (size_t)len, "/f%d.c", file);
    return paths[next];
}

static void write_file(World *world, unsigned folder, int file)
{
    char name[64];
    Buf text = {0};
    snprintf(name, sizeof name, "d%u/in/f%d.c", folder, file);
    for (unsigned lines = next_random(20); lines > 0; lines--)
        buf_printf(&text, next_random(3) ? "int other_%u;\n" : "int needle_%u;\n", next_random(1000));
    scratch_write(&world->scratch, name, buf_slice(&text));
    buf_deinit(&text);
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

/* Two folders change their names, by way of a third. */
static void exchange(World *world)
{
    char one[PATH_BYTES], other[PATH_BYTES], third[PATH_BYTES];
    snprintf(one, sizeof one, "%s/d%u", world->scratch.path, next_random(FOLDERS));
    snprintf(other, sizeof other, "%s/d%u", world->scratch.path, next_random(FOLDERS));
    snprintf(third, sizeof third, "%s/third", world->scratch.path);
    if (rename(one, third) == 0) {
        rename(other, one);
        rename(third, other);
    }
}

static void change_something(World *world)
{
    unsigned folder = next_random(FOLDERS), what = next_random(200);
    int file = (int)next_random(FILES);
    if (what < 2) {
        exchange(world);
    } else if (what < 3) {
        nftw(path_of(world, folder, -1), remove_one, 16, FTW_DEPTH | FTW_PHYS);
    } else if (what < 40) {
        unlink(path_of(world, folder, file));
    } else if (what < 70) {
        rename(path_of(world, folder, file), path_of(world, next_random(FOLDERS), (int)next_random(FILES)));
    } else {
        write_file(world, folder, file);
    }
}

/* As the search view does: whenever files have changed, or others are listed, the question is asked again. */
static void ask_where_needed(World *world)
{
    session_update(world->session, true);
    Snapshot *snapshot = session_snapshot(world->session);
    unsigned version = session_contents_version(world->session);
    if (snapshot == world->asked && version == world->version)
        return;
    if (version != world->version)
        recent_outdate(world->recent);
    world->asked = snapshot;
    world->version = version;
    if (world->search) {
        search_cancel(world->search);
        search_release(world->search);
    }
    SearchOptions options = {.index = session_index(world->session)};
    world->search = recent_start(world->recent, session_pool(world->session), snapshot, world->pattern, NULL, &options,
                                 &world->wake);
}

static SearchProgress answer(Search *search)
{
    SearchProgress progress;
    search_wait(search, &progress);
    return progress;
}

/* The counts of a program started now. */
static SearchProgress ask_afresh(const World *world)
{
    Error err;
    SessionOptions options = {.folder = world->scratch.path, .threads = 2, .no_cache = true};
    Session *session = session_open(&options, NULL, NULL, &err);
    assert_non_null(session);
    session_wait(session);
    Search *search = search_start(session_pool(session), session_snapshot(session), world->pattern, NULL, NULL, NULL);
    SearchProgress progress = answer(search);
    search_release(search);
    pool_wait_idle(session_pool(session));
    session_close(session);
    return progress;
}

/* Rounds of the loop until the answer is right and nothing goes on; fails when it never is. */
static void settle(World *world)
{
    SearchProgress right = ask_afresh(world), now = {0};
    for (int i = 0; i < SETTLE_MS / STEP_MS; i++) {
        struct pollfd poller = {.fd = world->wake.read_fd, .events = POLLIN};
        poll(&poller, 1, STEP_MS);
        wake_clear(&world->wake);
        ask_where_needed(world);
        search_advance(world->search, &now);
        if (now.is_complete && session_is_settled(world->session) && now.lines == right.lines &&
            now.files == right.files)
            return;
    }
    fail_msg("%llu lines in %u files, but there are %llu in %u", (unsigned long long)now.lines, now.files,
             (unsigned long long)right.lines, right.files);
}

static void test_after_an_upheaval_the_answer_is_that_of_a_fresh_start(void **state)
{
    World *world = *state;
    fault_install(NULL, NULL);
    settle(world);
    for (int round = 0; round < ROUNDS; round++) {
        unsigned changes = round % 3 == 0 ? CHANGES_MOST : next_random(60);
        for (unsigned i = 0; i < changes; i++) {
            change_something(world);
            if (next_random(150) == 0)
                ask_where_needed(world);
        }
        settle(world);
    }
}

static int setup(void **state)
{
    World *world = mem_zalloc(1, sizeof *world);
    Error err;
    Query query = {.pattern = slice_from_cstr("needle")};
    scratch_init(&world->scratch);
    for (unsigned folder = 0; folder < FOLDERS; folder++)
        for (int file = 0; file < FILES; file++)
            write_file(world, folder, file);
    if (!wake_init(&world->wake))
        return -1;
    SessionOptions options = {.folder = world->scratch.path, .threads = 2, .watches = true, .no_cache = true};
    world->session = session_open(&options, NULL, &world->wake, &err);
    world->recent = recent_new();
    world->pattern = pattern_compile(&query, NULL);
    if (!world->session || !world->pattern)
        return -1;
    session_wait(world->session);
    session_read_in(world->session);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    if (world->search) {
        search_cancel(world->search);
        search_release(world->search);
    }
    recent_free(world->recent);
    pool_wait_idle(session_pool(world->session));
    pattern_release(world->pattern);
    session_close(world->session);
    wake_deinit(&world->wake);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_after_an_upheaval_the_answer_is_that_of_a_fresh_start, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
