/* A tree that changes while `ken serve` and the screen hold it open: in 1,000 rounds of random changes, and across
 * checkouts of two commits that have little in common, both count what a fresh run counts, and what a fresh run counts
 * that leaves every line to the matcher. KEN_ROUNDS shortens it. Takes at most 400 s. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "tests/bench/server.h"
#include "tests/support/fresh.h"
#include "tests/support/git_home.h"
#include "tests/support/ken.h"

enum {
    ROUNDS = 1000,
    CHANGES_A_ROUND = 8,
    FOLDERS = 6,
    NAMES = 25,
    LARGE_BYTES = 30000,  /* mapped */
    HUGE_BYTES = 2500000, /* searched in spans */
    CHECKOUTS = 24,
    CHECKOUT_FILES = 3000, /* in each of the commits */
    PATIENCE_MS = 5000,
};

typedef struct World {
    char home[GIT_HOME_LEN];
    Scratch repository;
    Server *server;
    Vt *vt;
    uint32_t seed;
    unsigned differences;
    Buf log; /* what was changed in this round */
} World;

static unsigned any(World *world, unsigned below)
{
    world->seed = world->seed * 1664525U + 1013904223U;
    return (world->seed >> 8) % below;
}

/* --- the tree --- */

static void name_path(const World *world, const char *name, char path[400])
{
    snprintf(path, 400, "%s/%s", world->repository.path, name);
}

/* One of the names that files and folders may have. */
static void pick(World *world, char name[64])
{
    int len = snprintf(name, 64, "d%u/f%u", any(world, FOLDERS), any(world, NAMES));
    if (any(world, 6) == 0)
        snprintf(name + len, 64 - (size_t)len, "/deep%u", any(world, 3));
}

/* Some bytes, with and without needles in them, of one of the sizes that are kept in different ways. */
static void fill(World *world, Buf *bytes)
{
    static const char *const lines[] = {"needle\n", "hay\n", "a Needle here\n", "more hay and straw\n",
                                        "needle needle\n"};
    unsigned kind = any(world, 20);
    size_t wanted = kind == 0 ? HUGE_BYTES : kind < 4 ? LARGE_BYTES : any(world, 400);
    while (bytes->len < wanted)
        buf_printf(bytes, "%s", bytes->len > 300 && any(world, 50) ? "straw of a large file\n" : lines[any(world, 5)]);
    if (any(world, 15) == 0)
        buf_printf(bytes, "n\xc3\xa4"
                          "dle and needle, not ASCII");
    if (any(world, 25) == 0)
        buf_append_byte(bytes, '\0');
}

static void make_parent(const char *path)
{
    char parent[400];
    snprintf(parent, sizeof parent, "%s", path);
    *strrchr(parent, '/') = '\0';
    mkdir(parent, 0755);
}

static void write_file(World *world, const char *path, int flags)
{
    Buf bytes = {0};
    fill(world, &bytes);
    make_parent(path);
    int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);
    if (fd >= 0) {
        ssize_t ignored = write(fd, bytes.data ? bytes.data : "", bytes.len);
        (void)ignored;
        close(fd);
    }
    buf_deinit(&bytes);
}

/* Other bytes, the old size and the old time: only the time of the change of status tells. */
static void rewrite_in_secret(const char *path)
{
    struct stat facts;
    char bytes[4096];
    int fd = open(path, O_RDWR);
    if (fd < 0)
        return;
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)) {
        ssize_t len = pread(fd, bytes, sizeof bytes, 0);
        for (ssize_t i = 0; i < len; i++)
            bytes[i] = (char)(bytes[i] == 'n' ? 'k' : bytes[i] == 'k' ? 'n' : bytes[i]);
        if (len > 0 && pwrite(fd, bytes, (size_t)len, 0) == len)
            futimens(fd, (const struct timespec[]){facts.st_atim, facts.st_mtim});
    }
    close(fd);
}

/* Removes a file, or a folder of one level. */
static void clear(const World *world, const char *path)
{
    if (unlink(path) != 0)
        shell_in(world->repository.path, "rm -rf '%s'", path);
}

static void change_names(World *world, const char *path)
{
    char name[64];
    char other[400];
    unsigned kind = any(world, 5);
    buf_printf(&world->log, "(%u)", kind);
    switch (kind) {
    case 0: /* a folder in its place */
        clear(world, path);
        mkdir(path, 0755);
        snprintf(other, sizeof other, "%.380s/inside", path);
        write_file(world, other, O_TRUNC);
        break;
    case 1: /* a link in its place */
        clear(world, path);
        if (symlink("../d0/f0", path) != 0)
            make_parent(path);
        break;
    case 2: /* a folder moves, and comes back by another turn of this */
        snprintf(name, sizeof name, "d%u", any(world, FOLDERS));
        name_path(world, name, other);
        snprintf(name, sizeof name, "d%u", any(world, FOLDERS));
        char to[400];
        name_path(world, name, to);
        buf_printf(&world->log, "[%s %s]", other + strlen(world->repository.path), name);
        rename(other, to);
        break;
    default:
        pick(world, name);
        name_path(world, name, other);
        buf_printf(&world->log, "[%s]", name);
        make_parent(other);
        rename(path, other);
        break;
    }
}

static void change_rules(World *world)
{
    unsigned kind = any(world, 4);
    buf_printf(&world->log, "(%u)", kind);
    switch (kind) {
    case 0:
        shell_in(world->repository.path, "echo 'f%u' >.gitignore", any(world, NAMES));
        break;
    case 1:
        shell_in(world->repository.path, "git add --all >add.log 2>&1; rm -f add.log");
        break;
    case 2:
        shell_in(world->repository.path, "git checkout --quiet --force HEAD 2>/dev/null || true");
        break;
    default:
        shell_in(world->repository.path, "rm -f .gitignore");
        break;
    }
}

static void change(World *world)
{
    char name[64];
    char path[400];
    pick(world, name);
    name_path(world, name, path);
    unsigned kind = any(world, 12);
    buf_printf(&world->log, " %u:%s", kind, name);
    switch (kind) {
    case 0:
    case 1:
    case 2:
        write_file(world, path, O_TRUNC);
        break;
    case 3:
        write_file(world, path, O_APPEND);
        break;
    case 4:
        write_file(world, path, 0);
        break;
    case 5:
    case 6:
        rewrite_in_secret(path);
        break;
    case 7:
        unlink(path);
        break;
    case 8:
        chmod(path, any(world, 2) ? 0600 : 0755);
        break;
    case 9:
        if (any(world, 5) == 0)
            change_rules(world);
        break;
    default:
        change_names(world, path);
        break;
    }
}

/* --- what is compared --- */

static void note_difference(World *world, const char *what, const char *query, const char *got, const char *expected)
{
    world->differences++;
    print_message("%s: %s: %s, and not%s; changed:%.*s\n", what, query, got, expected, (int)world->log.len,
                  world->log.data ? world->log.data : "");
}

static void compare_server(World *world, const char *what, const char *query, Counts expected)
{
    char got[128];
    char header[128];
    ServerAnswer answer = server_ask(world->server, &(QueryClass){.pattern = query, .is_caseless = true}, NULL);
    Counts counts = {.lines = answer.lines, .files = answer.files};
    assert_true(answer.ms >= 0);
    if (counts.lines != expected.lines || counts.files != expected.files)
        note_difference(world, what, query, counts_header(counts, got), counts_header(expected, header));
}

/* The screen has asked "needle" long ago. */
static void compare_screen(World *world, const char *what, Counts expected)
{
    char header[128];
    if (!vt_until(world->vt, counts_header(expected, header), PATIENCE_MS))
        note_difference(world, what, "needle on the screen", vt_row(world->vt, 0), header);
}

static void compare(World *world, const char *what, unsigned nth)
{
    static const char *const queries[] = {"hay", "^.*straw", "[a-z]+dle$", "k", "le n|he", "[^[:ascii:]]"};
    const char *other = queries[nth % (sizeof queries / sizeof queries[0])];
    Counts expected = fresh_counts(world->repository.path, "needle", "");
    Counts plain = fresh_counts(world->repository.path, "needle", "KEN_SCAN=plain");
    char fresh_header[128];
    char plain_header[128];
    if (expected.lines != plain.lines || expected.files != plain.files)
        note_difference(world, what, "fresh", counts_header(expected, fresh_header),
                        counts_header(plain, plain_header));
    compare_server(world, what, "needle", expected);
    compare_server(world, what, other, fresh_counts(world->repository.path, other, nth % 2 ? "" : "KEN_SCAN=plain"));
    compare_screen(world, what, expected);
}

/* --- the tests --- */

static int setup(void **state)
{
    World *world = mem_zalloc(1, sizeof *world);
    world->seed = 5;
    git_home_make(world->home);
    scratch_init(&world->repository);
    shell_in(world->repository.path, "git init --quiet");
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    if (world->server)
        server_end(world->server);
    if (world->vt)
        vt_free(world->vt);
    scratch_deinit(&world->repository);
    git_home_remove(world->home);
    buf_deinit(&world->log);
    free(world);
    return 0;
}

static void open_both(World *world)
{
    const char *const argv[] = {KEN_PROGRAM, world->repository.path, NULL};
    world->server = server_start(world->repository.path, NULL);
    world->vt = vt_start(&(VtOptions){.columns = 100, .rows = 30, .argv = argv});
    assert_true(vt_until(world->vt, " files ", PATIENCE_MS));
    vt_type(world->vt, "needle");
}

static unsigned rounds(void)
{
    const char *text = getenv("KEN_ROUNDS");
    return text ? (unsigned)strtoul(text, NULL, 10) : ROUNDS;
}

static void test_random_changes_leave_the_counts_of_a_fresh_run(void **state)
{
    World *world = *state;
    unsigned count = rounds();
    scratch_write_text(&world->repository, "kept.txt", "one needle that stays\n");
    for (int i = 0; i < 300; i++)
        change(world);
    shell_in(world->repository.path, "git add --all; git commit --quiet --message=all");
    open_both(world);
    for (unsigned i = 0; i < count; i++) {
        char what[32];
        snprintf(what, sizeof what, "round %u", i);
        buf_clear(&world->log);
        for (unsigned changes = 1 + any(world, CHANGES_A_ROUND); changes > 0; changes--)
            change(world);
        compare(world, what, i);
    }
    printf("figure: rounds of change, settle and compare: %u, differences: %u\n", count, world->differences);
    assert_int_equal(world->differences, 0);
}

/* Files of one commit: half of the names are of both, with other contents. */
static void write_commit(World *world, const char *message, unsigned first)
{
    shell_in(world->repository.path, "rm -rf *");
    for (unsigned i = first; i < first + CHECKOUT_FILES; i++) {
        char name[64];
        Buf bytes = {0};
        snprintf(name, sizeof name, "s%u/t%u/file%u.txt", i % 7, i % 41, i);
        for (unsigned lines = 1 + any(world, 30); lines > 0; lines--)
            buf_printf(&bytes, "%s %s %u\n", any(world, 4) ? "straw" : "a needle", message, lines);
        scratch_write(&world->repository, name, buf_slice(&bytes));
        buf_deinit(&bytes);
    }
    shell_in(world->repository.path, "git add --all; git commit --quiet --message='%s'", message);
}

static void test_checkouts_of_distant_commits_end_in_the_counts_of_a_fresh_run(void **state)
{
    World *world = *state;
    write_commit(world, "the first with some hay", 0);
    write_commit(world, "the second", CHECKOUT_FILES / 2);
    open_both(world);
    compare(world, "before", 0);
    for (unsigned i = 0; i < CHECKOUTS; i++) {
        char what[32];
        snprintf(what, sizeof what, "checkout %u", i);
        shell_in(world->repository.path, "git checkout --quiet %s", i % 2 ? "main" : "main~1");
        compare(world, what, i);
        vt_pump(world->vt, any(world, 200));
    }
    printf("figure: checkouts between commits of %d files each while the results are shown: %d, differences: %u\n",
           CHECKOUT_FILES, CHECKOUTS, world->differences);
    assert_int_equal(world->differences, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_random_changes_leave_the_counts_of_a_fresh_run, setup, teardown),
        cmocka_unit_test_setup_teardown(test_checkouts_of_distant_commits_end_in_the_counts_of_a_fresh_run, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
