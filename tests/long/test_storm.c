/* Five minutes in which processes truncate, rewrite, rename and delete 200 files as fast as they can, while queries are
 * typed, the preview moves and the pager scrolls: half of it in the temporary folder, half on tmpfs. The program goes
 * on, no key waits over 100 ms, and afterwards it counts what a fresh run counts. KEN_STORM_SECONDS shortens it.
 * Takes at most 420 s, alone. */
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tests/support/fresh.h"
#include "tests/support/ken.h"
#include "tests/support/process.h"

enum {
    FILES = 200,
    FILE_BYTES_LEAST = 20000, /* all are mapped, which begins at 16 KB */
    FILE_BYTES_MOST = 400000,
    STORMERS = 3,
    SECONDS = 300,
    FAULTS_LEAST = 20000, /* in all the seconds */
    KEYS_MOST = 200000,
    KEY_MS = 100,
    LOST_KEY_MS = 5000,
    PATIENCE_MS = 20000,
};

#define PROMPT "❯ "

static const char line[] = "needle in a stormy line of text\n";
enum { LINE_BYTES = sizeof line - 1 };

static unsigned long all_faults;
static double all_seconds;

typedef struct Storm {
    Scratch scratch;
    pid_t stormers[STORMERS];
    Vt *vt;
    double *waits;     /* of each key, in milliseconds, to the frame that shows it */
    double *own_waits; /* the same without the time for which other programs held the processors */
    size_t keys;
} Storm;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* --- the storm --- */

static void storm_path(const Scratch *scratch, unsigned nth, char path[300])
{
    snprintf(path, 300, "%s/folder%u/storm%03u.txt", scratch->path, nth % 10, nth);
}

static void write_some(const char *path, int flags, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);
    if (fd < 0)
        return;
    ssize_t ignored = write(fd, bytes, len);
    (void)ignored;
    close(fd);
}

static void make_trouble(const Scratch *scratch, const char *bytes, unsigned stormer, uint32_t *seed)
{
    char path[300];
    char other[300];
    size_t len = FILE_BYTES_LEAST + next_random(seed) % (FILE_BYTES_MOST - FILE_BYTES_LEAST);
    storm_path(scratch, next_random(seed) % FILES, path);
    storm_path(scratch, next_random(seed) % FILES, other);
    switch (next_random(seed) % 8) {
    case 0:
    case 1:
        if (truncate(path, (off_t)(next_random(seed) % 3 * 4096)) == 0)
            break;
        /* fall through */
    case 2:
    case 3:
        write_some(path, O_TRUNC, bytes, len);
        break;
    case 4:
        write_some(path, 0, bytes, len);
        break;
    case 5:
        snprintf(other, sizeof other, "%s/folder0/.new%u", scratch->path, stormer);
        write_some(other, O_TRUNC, bytes, len);
        rename(other, path);
        break;
    case 6:
        rename(path, other);
        break;
    default:
        unlink(path);
        break;
    }
}

static char *contents(void)
{
    char *bytes = mem_alloc(FILE_BYTES_MOST);
    for (size_t i = 0; i + LINE_BYTES <= FILE_BYTES_MOST; i += LINE_BYTES)
        memcpy(bytes + i, line, LINE_BYTES);
    return bytes;
}

/* Takes only what processor time is left over, so that the storm itself keeps no key waiting. */
static void stand_back(void)
{
    setsid(); /* sessions share the processors alike, whatever their niceness is */
    FILE *group = fopen("/proc/self/autogroup", "we");
    if (group) {
        fputs("10", group);
        fclose(group);
    }
}

static void start_stormers(Storm *storm)
{
    for (unsigned i = 0; i < STORMERS; i++) {
        storm->stormers[i] = fork();
        if (storm->stormers[i] != 0)
            continue;
        uint32_t seed = i + 1;
        char *bytes = contents();
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close_range(STDERR_FILENO + 1, UINT_MAX, 0); /* the terminal's end is not theirs */
        stand_back();
        for (;;)
            make_trouble(&storm->scratch, bytes, i, &seed);
    }
}

static void end_stormers(Storm *storm)
{
    for (unsigned i = 0; i < STORMERS && storm->stormers[i] > 0; i++) {
        kill(storm->stormers[i], SIGKILL);
        waitpid(storm->stormers[i], NULL, 0);
        storm->stormers[i] = 0;
    }
}

static void make_files(const Storm *storm)
{
    char *bytes = contents();
    uint32_t seed = 99;
    for (unsigned i = 0; i < FILES; i++) {
        char name[64];
        snprintf(name, sizeof name, "folder%u/storm%03u.txt", i % 10, i);
        size_t len = FILE_BYTES_LEAST + next_random(&seed) % (FILE_BYTES_MOST - FILE_BYTES_LEAST);
        scratch_write(&storm->scratch, name, slice_of(bytes, len));
    }
    free(bytes);
}

/* --- the keys --- */

/* Time for which the program's main thread and this one would have run, had others not held the processors. */
static double held_up_ms(const Storm *storm)
{
    return process_held_up_ms(vt_pid(storm->vt)) + process_held_up_ms(getpid());
}

static void note_wait(Storm *storm, const char *key, double wait, double held_up)
{
    assert_true(storm->keys < KEYS_MOST);
    if (wait - held_up > KEY_MS)
        print_message("the key \"%s\" took %.0f ms, of which %.0f ms were for a processor\n", key, wait, held_up);
    storm->waits[storm->keys] = wait;
    storm->own_waits[storm->keys++] = wait - held_up > 0 ? wait - held_up : 0;
}

static void fail_with_screen(Storm *storm, const char *key, const char *awaited)
{
    for (int y = 0; y < 30; y++)
        print_message("|%s\n", vt_row(storm->vt, y));
    int status = vt_wait_exit(storm->vt, 100);
    fail_msg("after \"%s\" there came no \"%s\"; status %x", key, awaited, (unsigned)status);
}

/* Presses the key and waits until the screen shows the text, or no longer does. */
static void press(Storm *storm, const char *key, const char *awaited, bool is_shown)
{
    double held_up = held_up_ms(storm);
    double start = vt_now();
    vt_type(storm->vt, key);
    bool has_come =
        is_shown ? vt_until(storm->vt, awaited, LOST_KEY_MS) : vt_until_gone(storm->vt, awaited, LOST_KEY_MS);
    if (!has_come)
        fail_with_screen(storm, key, awaited);
    note_wait(storm, key, vt_now() - start, held_up_ms(storm) - held_up);
}

/* As the prompt shows it. */
static const char *shown_query(const char *query, char shown[64])
{
    snprintf(shown, 64, PROMPT "%s", query);
    return shown;
}

static void type_query(Storm *storm, const char *query)
{
    char shown[64] = PROMPT;
    for (size_t i = 0; query[i]; i++) {
        const char key[] = {query[i], '\0'};
        strcat(shown, key);
        press(storm, key, shown, true);
        vt_pump(storm->vt, 5 + (double)(i * 7 % 20));
    }
}

static void press_for_nothing(Storm *storm, const char *const *keys, unsigned count, double pause_ms)
{
    for (unsigned i = 0; i < count; i++) {
        vt_type(storm->vt, keys[i]);
        vt_pump(storm->vt, pause_ms);
    }
}

/* Leaves the pager; a key that ends a search, or following, does no more than that. */
static void leave_pager(Storm *storm)
{
    for (int i = 0; i < 20 && vt_row(storm->vt, 0)[0] != PROMPT[0]; i++) {
        vt_type(storm->vt, "q");
        vt_until(storm->vt, PROMPT, LOST_KEY_MS / 20.0);
    }
}

/* In the pager, when the file is still there to be paged: scrolls, and searches in it. */
static void page(Storm *storm)
{
    static const char *const scrolls[] = {KEY_PAGE_DOWN, KEY_PAGE_DOWN, "G", "k", "k", "g", " ", "50%", "b"};
    vt_type(storm->vt, "\x05" KEY_RIGHT);
    if (!vt_until(storm->vt, "q back", LOST_KEY_MS / 5.0))
        return;
    press_for_nothing(storm, scrolls, sizeof scrolls / sizeof scrolls[0], 15);
    vt_type(storm->vt, "/");
    press(storm, "l", "/l", true);
    press(storm, "i", "/li", true);
    press(storm, "n", "/lin", true);
    press(storm, "\r", "/lin", false);
    press_for_nothing(storm, (const char *const[]){"n", "n", "N"}, 3, 15);
    leave_pager(storm);
}

static void do_one_round(Storm *storm, unsigned nth)
{
    static const char *const queries[] = {"needle", "st.rmy", "in a [a-z]+ line", "text$", "ormy", "(needle|line).*t"};
    static const char *const moves[] = {KEY_DOWN, KEY_DOWN, KEY_PAGE_DOWN, KEY_DOWN, "\x1b[1;2B", "\x1b[1;2B", KEY_UP};
    const char *query = queries[nth % (sizeof queries / sizeof queries[0])];
    char shown[64];
    type_query(storm, query);
    press_for_nothing(storm, moves, sizeof moves / sizeof moves[0], 10);
    if (nth % 3 == 0)
        page(storm);
    press(storm, "\x15", shown_query(query, shown), false);
    assert_int_equal(waitpid(vt_pid(storm->vt), NULL, WNOHANG), 0);
}

/* --- what is asked afterwards --- */

/* The number behind "faults survived" of the status view. */
static unsigned long faults_survived(Storm *storm)
{
    vt_type(storm->vt, "\x18s");
    assert_true(vt_until(storm->vt, "Where the bytes are", PATIENCE_MS));
    int y = vt_find(storm->vt, "faults survived");
    assert_true(y >= 0);
    unsigned long count = 0;
    for (const char *c = strstr(vt_row(storm->vt, y), "faults survived"); *c; c++)
        if (*c >= '0' && *c <= '9')
            count = count * 10 + (unsigned long)(*c - '0');
    vt_type(storm->vt, KEY_ESC);
    assert_true(vt_until_gone(storm->vt, "Where the bytes are", PATIENCE_MS));
    return count;
}

static void check_counts(Storm *storm)
{
    static const char *const queries[] = {"needle", "x$", "in a stormy", "[a-z]+ of text$"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        char header[128];
        counts_header(fresh_counts(storm->scratch.path, queries[i], ""), header);
        vt_type(storm->vt, queries[i]);
        if (!vt_until(storm->vt, header, PATIENCE_MS))
            fail_with_screen(storm, queries[i], header);
        char shown[64];
        press(storm, "\x15", shown_query(queries[i], shown), false);
    }
}

/* --- the test --- */

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void report(Storm *storm, const char *where, unsigned long faults, double seconds)
{
    size_t keys = storm->keys;
    qsort(storm->waits, keys, sizeof(double), compare_doubles);
    qsort(storm->own_waits, keys, sizeof(double), compare_doubles);
    printf(
        "figure: storm on %s, %.0f s: %lu SIGBUS taken, %zu keys; key to frame: median %.1f ms, 99 %% under %.1f ms, "
        "99.9 %% under %.1f ms, worst %.1f ms (%.1f ms without the waiting for a processor)\n",
        where, seconds, faults, keys, storm->waits[keys / 2], storm->waits[keys * 99 / 100],
        storm->waits[keys * 999 / 1000], storm->waits[keys - 1], storm->own_waits[keys - 1]);
    fflush(stdout);
}

static double seconds_to_storm(void)
{
    const char *seconds = getenv("KEN_STORM_SECONDS");
    return seconds ? strtod(seconds, NULL) : SECONDS;
}

static int setup(void **state)
{
    Storm *storm = mem_zalloc(1, sizeof *storm);
    storm->waits = mem_zalloc(KEYS_MOST, sizeof(double));
    storm->own_waits = mem_zalloc(KEYS_MOST, sizeof(double));
    *state = storm;
    return 0;
}

static int teardown(void **state)
{
    Storm *storm = *state;
    end_stormers(storm);
    if (storm->vt)
        vt_free(storm->vt);
    if (storm->scratch.path[0])
        scratch_deinit(&storm->scratch);
    free(storm->waits);
    free(storm->own_waits);
    free(storm);
    return 0;
}

static void ride_out_a_storm(Storm *storm, const char *where)
{
    setenv("TMPDIR", where, 1);
    scratch_init(&storm->scratch);
    make_files(storm);
    storm->vt = ken_start(&storm->scratch, NULL, NULL);
    assert_true(vt_until(storm->vt, "200 files", PATIENCE_MS));
    start_stormers(storm);
    double start = vt_now();
    double end = start + seconds_to_storm() / 2 * 1e3;
    for (unsigned i = 0; vt_now() < end; i++)
        do_one_round(storm, i);
    unsigned long faults = faults_survived(storm);
    end_stormers(storm);
    double seconds = (vt_now() - start) / 1e3;
    all_faults += faults;
    all_seconds += seconds;
    report(storm, where, faults, seconds);
    check_counts(storm);
    assert_true(storm->own_waits[storm->keys - 1] <= KEY_MS);
}

static void test_a_storm_in_the_temporary_folder(void **state)
{
    ride_out_a_storm(*state, "/tmp");
}

static void test_a_storm_on_tmpfs(void **state)
{
    if (access("/dev/shm", W_OK) != 0)
        skip();
    ride_out_a_storm(*state, "/dev/shm");
}

static void test_it_was_a_storm(void **state)
{
    (void)state;
    printf("figure: SIGBUS taken in the storms of %.0f s: %lu\n", all_seconds, all_faults);
    assert_true((double)all_faults >= FAULTS_LEAST * all_seconds / SECONDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_storm_in_the_temporary_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_storm_on_tmpfs, setup, teardown),
        cmocka_unit_test(test_it_was_a_storm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
