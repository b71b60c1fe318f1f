/* Scrolling costs no system call that reads a file and no memory: 10,000 lines in the preview and in the pager, counted
 * by strace and by the kernel's own account of anonymous memory. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"

/* While it warms up, the heap comes to hold a block of rows of each size with all that is said beside them. */
enum { LINES = 30000, STEPS = 10000, WARM_UP = 3000, PATIENCE_MS = 20000 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    Buf text = {0};
    for (int i = 1; i <= LINES; i++)
        buf_printf(&text, "line %d of a file that is scrolled through: needle\n", i);
    scratch_write(scratch, "long.txt", buf_slice(&text));
    buf_deinit(&text);
    return 0;
}

static long anonymous_kb(pid_t pid)
{
    char path[64];
    char line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        sscanf(line, "Anonymous: %ld", &kb);
    fclose(file);
    return kb;
}

/* Sends the keys `times` times, as fast as ken draws. */
static void hold_key(Vt *vt, const char *key, int times)
{
    for (int i = 0; i < times; i++) {
        vt_type(vt, key);
        if (i % 20 == 19)
            vt_pump(vt, 4);
    }
    vt_pump(vt, 300);
}

static pid_t start_strace(pid_t pid, const char *log)
{
    char number[16];
    snprintf(number, sizeof number, "%d", (int)pid);
    pid_t tracer = fork();
    if (tracer == 0) {
        execlp("strace", "strace", "-f", "-qq", "-e", "trace=open,openat,openat2,pread64,preadv,mmap", "-o", log, "-p",
               number, NULL);
        _exit(127);
    }
    usleep(500000);
    return tracer;
}

static int count_lines_of(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    int lines = 0;
    char line[1024];
    while (fgets(line, sizeof line, file))
        lines += strchr(line, '(') != NULL;
    fclose(file);
    return lines;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KEEPS_FREED_MEMORY 1 /* the sanitizers hold on to what is freed, which is not what is measured here */
#else
#define KEEPS_FREED_MEMORY 0
#endif

static void check_scrolling(Vt *vt, const Scratch *scratch, const char *key)
{
    if (KEEPS_FREED_MEMORY) {
        ken_quit(vt);
        skip();
    }
    char log[300];
    snprintf(log, sizeof log, "%s.strace", scratch->path);
    hold_key(vt, key, WARM_UP);
    long before = anonymous_kb(vt_pid(vt));
    hold_key(vt, key, STEPS);
    long after = anonymous_kb(vt_pid(vt));
    if (after > before + 256)
        fail_msg("anonymous memory grew from %ld to %ld kB over %d lines", before, after, STEPS);
    pid_t tracer = start_strace(vt_pid(vt), log);
    hold_key(vt, key, STEPS);
    kill(tracer, SIGINT);
    int status;
    waitpid(tracer, &status, 0);
    if (access(log, R_OK) != 0)
        skip(); /* no strace here, or it may not trace */
    int calls = count_lines_of(log);
    unlink(log);
    if (calls > STEPS / 100)
        fail_msg("%d calls that open, read or map over %d lines", calls, STEPS);
}

static void test_scrolling_the_preview_reads_and_keeps_nothing(void **state)
{
    Vt *vt = ken_start(*state, NULL, NULL);
    assert_true(vt_until(vt, "long.txt", PATIENCE_MS));
    vt_type(vt, "line 1 of");
    assert_true(vt_until(vt, "1 line in 1 file", PATIENCE_MS));
    check_scrolling(vt, *state, "\x1b[1;2B");
    ken_quit(vt);
}

static void test_scrolling_the_pager_reads_and_keeps_nothing(void **state)
{
    const char *const arguments[] = {"long.txt", NULL};
    Vt *vt = ken_start(*state, arguments, NULL);
    assert_true(vt_until(vt, "line 20 of", PATIENCE_MS));
    check_scrolling(vt, *state, "j");
    ken_quit(vt);
}

static void test_scrolling_the_results_reads_and_keeps_nothing(void **state)
{
    Vt *vt = ken_start(*state, NULL, NULL);
    assert_true(vt_until(vt, "long.txt", PATIENCE_MS));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "30,000 lines in 1 file", PATIENCE_MS));
    check_scrolling(vt, *state, "\x0e");
    ken_quit(vt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_scrolling_the_preview_reads_and_keeps_nothing, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_scrolling_the_pager_reads_and_keeps_nothing, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_scrolling_the_results_reads_and_keeps_nothing, setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
