/* Files larger than memory in a real terminal: 100 GB with holes, gigabytes without, one line of 500 MB. How soon the
 * first frame comes and each key after it, how much memory is the program's own, and the same under `ulimit -v`.
 * Takes at most 240 s, alone. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"
#include "tests/support/median.h"

#define GIGABYTE ((uint64_t)1000 * 1000 * 1000)

enum {
    ROUNDS = 7,
    KEY_MS = 100, /* for any key, and for the first frame */
    OWN_MB = 64,
    PATIENCE_MS = 120000,
    BETWEEN_MS = 150,
    ISLAND_LINES = 20000,
    SPARSE_GB = 100,
    REAL_GB = 3,
    LINE_MB = 500,
    LINE_WALK_MS = 400, /* to the end of a wrapped line that has not been walked through yet: as fast as memory is */
    ROOM_GB = 8,        /* on the disk, for the files that are not sparse */
};

typedef struct Step {
    const char *keys;
    const char *text; /* that the screen shows then, and did not before */
    double most_ms;   /* it may take; 0: KEY_MS */
} Step;

static int create(const Scratch *scratch, const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", scratch->path, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    return fd;
}

static void write_whole(int fd, const char *data, size_t len, uint64_t offset)
{
    for (size_t at = 0; at < len;) {
        ssize_t put = pwrite(fd, data + at, len - at, (off_t)(offset + at));
        assert_true(put > 0);
        at += (size_t)put;
    }
}

/* Ends in a newline; a second line "of the NAME" marks it. */
static void write_island(int fd, const char *name, uint64_t offset, bool is_last)
{
    Buf text = {0};
    for (int i = 1; i <= ISLAND_LINES; i++)
        buf_printf(&text, "row %d of the %s\n", i, name);
    write_whole(fd, text.data, text.len, is_last ? offset - text.len : offset);
    buf_deinit(&text);
}

static void need_room(const Scratch *scratch)
{
    struct statvfs facts;
    assert_int_equal(statvfs(scratch->path, &facts), 0);
    if ((uint64_t)facts.f_bavail * facts.f_frsize < ROOM_GB * GIGABYTE)
        skip();
}

/* Megabytes that are the process's own: its memory, and the tables of all its pages. */
static double own_megabytes(pid_t pid)
{
    char path[64], line[256];
    long kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, "RssAnon:", 8) == 0 || strncmp(line, "VmPTE:", 6) == 0)
            kilobytes += strtol(strchr(line, ':') + 1, NULL, 10);
    if (in)
        fclose(in);
    return (double)kilobytes / 1000;
}

static Vt *start(const Scratch *scratch, const char *name)
{
    const char *const arguments[] = {name, NULL};
    return ken_start(scratch, arguments, NULL);
}

/* From the keys to the frame. */
static double time_step(Vt *vt, const Step *step)
{
    vt_pump(vt, BETWEEN_MS);
    double begun = vt_now();
    vt_type(vt, step->keys);
    if (!vt_until(vt, step->text, PATIENCE_MS))
        fail_msg("'%s' did not come after '%s'", step->text, step->keys);
    return vt_now() - begun;
}

/* Opens the file and goes the way several times; prints and checks the median of each step. */
static void time_way(const Scratch *scratch, const char *name, const char *first, const Step *way, int count)
{
    double times[16][ROUNDS], openings[ROUNDS], own = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double begun = vt_now();
        Vt *vt = start(scratch, name);
        assert_true(vt_until(vt, first, PATIENCE_MS));
        openings[round] = vt_now() - begun;
        for (int i = 0; i < count; i++)
            times[i][round] = time_step(vt, &way[i]);
        double now = own_megabytes(vt_pid(vt));
        own = now > own ? now : own;
        ken_quit(vt);
    }
    double opening = median(openings, ROUNDS);
    bool is_late = opening > KEY_MS;
    printf("figure: %s, first frame: %.0f ms\n", name, opening);
    for (int i = 0; i < count; i++) {
        double middle = median(times[i], ROUNDS);
        is_late |= middle > (way[i].most_ms > 0 ? way[i].most_ms : KEY_MS);
        printf("figure: %s, keys %s: %.0f ms\n", name, way[i].keys, middle);
    }
    printf("figure: %s, own memory: %.1f MB\n", name, own);
    assert_false(is_late);
    assert_true(own < OWN_MB);
}

static void make_sparse(const Scratch *scratch)
{
    int fd = create(scratch, "sparse");
    if (ftruncate(fd, (off_t)(SPARSE_GB * GIGABYTE)) != 0) {
        close(fd);
        skip();
    }
    write_island(fd, "start", 0, false);
    write_island(fd, "middle", SPARSE_GB / 2 * GIGABYTE, false);
    write_island(fd, "end", SPARSE_GB * GIGABYTE, true);
    close(fd);
}

static void a_hundred_gigabytes_of_holes_are_paged(void **state)
{
    static const Step way[] = {
        {.keys = "G", .text = "row 20000 of the end"},      {.keys = "g", .text = "row 5 of the start"},
        {.keys = "50p", .text = "row 5 of the middle"},     {.keys = "G", .text = "row 20000 of the end"},
        {.keys = "30000g", .text = "row 10001 of the mid"}, {.keys = "g", .text = "row 5 of the start"},
    };
    const Scratch *scratch = *state;
    make_sparse(scratch);
    time_way(scratch, "sparse", "row 5 of the start", way, sizeof way / sizeof *way);
}

static void a_hundred_gigabytes_of_holes_are_counted_and_searched(void **state)
{
    const Scratch *scratch = *state;
    make_sparse(scratch);
    Vt *vt = start(scratch, "sparse");
    double begun = vt_now();
    /* The middle's first line and the end's go on from the holes before them. */
    assert_true(vt_until(vt, "/60,000", PATIENCE_MS));
    printf("figure: sparse, all lines counted: %.0f ms\n", vt_now() - begun);
    vt_pump(vt, BETWEEN_MS);
    vt_type(vt, "/row 7777 of\r");
    begun = vt_now();
    assert_true(vt_until(vt, "match 1 of 3", PATIENCE_MS));
    printf("figure: sparse, all matches counted: %.0f ms\n", vt_now() - begun);
    vt_type(vt, "n");
    assert_true(vt_until(vt, "row 7777 of the middle", PATIENCE_MS));
    begun = vt_now();
    vt_type(vt, "n");
    assert_true(vt_until(vt, "match 3 of 3", PATIENCE_MS));
    printf("figure: sparse, over half of it to the next match: %.0f ms\n", vt_now() - begun);
    double own = own_megabytes(vt_pid(vt));
    printf("figure: sparse, own memory after all of that: %.1f MB\n", own);
    assert_true(own < OWN_MB);
    ken_quit(vt);
}

static void make_real(const Scratch *scratch)
{
    need_room(scratch);
    Buf text = {0};
    for (int i = 0; text.len < 10000000; i++)
        buf_printf(&text, "2024-01-01 00:00:%02d service[%d]: request took %d ms\n", i % 60, i % 997, i % 313);
    int fd = create(scratch, "real");
    uint64_t at = 0;
    for (int i = 0; at < REAL_GB * GIGABYTE; i++) {
        char head[64];
        int len = snprintf(head, sizeof head, "this is block number %d.\n", i);
        write_whole(fd, head, (size_t)len, at);
        write_whole(fd, text.data, text.len, at + (uint64_t)len);
        at += (uint64_t)len + text.len;
    }
    write_whole(fd, "the very last line\n", 19, at);
    close(fd);
    buf_deinit(&text);
}

static void gigabytes_are_paged(void **state)
{
    static const Step way[] = {
        {.keys = "G", .text = "the very last line"}, {.keys = "g", .text = "block number 0."},
        {.keys = "50p", .text = "service["},         {.keys = "/number 200.\r", .text = "block number 200."},
        {.keys = "g", .text = "block number 0."},
    };
    const Scratch *scratch = *state;
    make_real(scratch);
    /* All but the search, which has half of the file to read. */
    time_way(scratch, "real", "block number 0.", way, 3);
    Vt *vt = start(scratch, "real");
    assert_true(vt_until(vt, "block number 0.", PATIENCE_MS));
    double counting = time_step(vt, &(Step){.keys = "999999999g", .text = "counting lines"});
    double staying = time_step(vt, &(Step){.keys = "\x1b", .text = "stayed here"});
    printf("figure: real, to a line not counted yet: told after %.0f ms, ended after %.0f ms\n", counting, staying);
    assert_true(counting < KEY_MS && staying < KEY_MS + 25); /* an Esc waits for what may follow it */
    time_step(vt, &way[3]);
    assert_true(vt_find(vt, "of ≥") >= 0 || vt_until(vt, "match 1 of 1", PATIENCE_MS));
    assert_true(vt_until(vt, "match 1 of 1", PATIENCE_MS));
    printf("figure: real, own memory after a search: %.1f MB\n", own_megabytes(vt_pid(vt)));
    assert_true(own_megabytes(vt_pid(vt)) < OWN_MB);
    ken_quit(vt);
}

static void gigabytes_are_paged_in_little_address_space(void **state)
{
    const Scratch *scratch = *state;
    char command[600];
    make_real(scratch);
    snprintf(command, sizeof command, "ulimit -v 600000; exec \"%s\" real", KEN_PROGRAM);
    const char *const argv[] = {"sh", "-c", command, NULL};
    Vt *vt = vt_start(&(VtOptions){.columns = 100, .rows = 30, .folder = scratch->path, .argv = argv});
    assert_true(vt_until(vt, "block number 0.", PATIENCE_MS));
    time_step(vt, &(Step){.keys = "G", .text = "the very last line"});
    time_step(vt, &(Step){.keys = "g", .text = "block number 0."});
    time_step(vt, &(Step){.keys = "/number 200.\r", .text = "block number 200."});
    assert_true(vt_until(vt, "match 1 of 1", PATIENCE_MS));
    time_step(vt, &(Step){.keys = "1000000g", .text = "line 1,000,000/"});
    ken_quit(vt);
}

static void one_line_of_half_a_gigabyte_is_paged(void **state)
{
    static const Step way[] = {
        {.keys = "G", .text = "the line after"},
        {.keys = "g", .text = "the line before"},
        {.keys = "-S", .text = "the line before"},
        {.keys = "G", .text = "the line after", .most_ms = LINE_WALK_MS},
        {.keys = "g", .text = "the line before"},
        {.keys = "50p", .text = "word"},
        {.keys = "j", .text = "word"},
        {.keys = "-S", .text = "word"},
    };
    const Scratch *scratch = *state;
    need_room(scratch);
    Buf text = {0};
    for (int i = 0; text.len < 1000000; i++)
        buf_printf(&text, "word %d, ", i);
    int fd = create(scratch, "line");
    write_whole(fd, "the line before\n", 16, 0);
    uint64_t at = 16;
    for (int i = 0; i < LINE_MB; i++, at += text.len)
        write_whole(fd, text.data, text.len, at);
    write_whole(fd, "THE END\nthe line after\n", 23, at);
    close(fd);
    buf_deinit(&text);
    time_way(scratch, "line", "the line before", way, sizeof way / sizeof *way);
    Vt *vt = start(scratch, "line");
    assert_true(vt_until(vt, "the line before", PATIENCE_MS));
    printf("figure: line, to its end by a search: %.0f ms\n",
           time_step(vt, &(Step){.keys = "/THE END\r", .text = "THE END"}));
    assert_true(vt_until(vt, "match 1 of 1", PATIENCE_MS));
    time_step(vt, &(Step){.keys = "g", .text = "the line before"});
    printf("figure: line, back to that match: %.0f ms\n", time_step(vt, &(Step){.keys = "n", .text = ", THE END"}));
    ken_quit(vt);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_hundred_gigabytes_of_holes_are_paged),
        TEST(a_hundred_gigabytes_of_holes_are_counted_and_searched),
        TEST(gigabytes_are_paged),
        TEST(gigabytes_are_paged_in_little_address_space),
        TEST(one_line_of_half_a_gigabyte_is_paged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
