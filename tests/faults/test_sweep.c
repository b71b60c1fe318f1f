/* The commands without a screen, each call of each kind failing in turn: they go on and give the whole result, or end
 * with 2 and say what is wrong; and what is kept for the next run is right. A few calls of each kind here, spread
 * evenly; KEN_FAULTS_MOST sets how many (tests/long/test_faults.sh), KEN_FAULTS_ONLY names one session, KEN_FAULTS_KIND
 * a kind.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/faults/stage.h"

enum { FEW = 3, LONG_LINES = 9000, MANY = 1100 };

typedef struct Session {
    const char *name;
    const char *command;
    bool keeps; /* the next run, without a fault, gives all whatever this one kept */
} Session;

static const Session small[] = {
    {.name = "grep", .command = "ken grep needle"},
    {.name = "grep, lines of JSON, no git's help", .command = "ken grep --no-cache --no-ignore --json 'ne+dle' src"},
    {.name = "grep, counts", .command = "ken grep -c needle"},
    {.name = "files", .command = "ken files"},
    {.name = "serve",
     .command =
         "printf '%s\\n' '{\"id\":1,\"op\":\"search\",\"pattern\":\"needle\"}' '{\"id\":2,\"op\":\"files\"}' "
         "'{\"id\":3,\"op\":\"search\",\"pattern\":\"ne+dle\\\\b\",\"globs\":[\"*.c\"]}' '{\"id\":4,\"op\":\"quit\"}' "
         "| "
         "ken serve --no-cache >../answers; status=$?; sed 's/\"ms\":[0-9.]*/\"ms\":0/' ../answers; exit $status"},
    {.name = "copying a file", .command = "ken src/a.c wide.txt"},
    {.name = "copying a pipe", .command = "cat src/a.c wide.txt | ken"},
};

static const Session kept[] = {
    {.name = "the listing being kept", .command = "rm -rf ../cache; ken grep needle", .keeps = true},
    {.name = "the listing kept", .command = "ken grep needle", .keeps = true},
};

/* A repository, a line that no page of memory holds, text of other encodings. */
static void make_small_tree(const Stage *stage)
{
    const Scratch *scratch = &stage->scratch;
    Buf wide = {0};
    for (int i = 0; i < LONG_LINES; i++)
        buf_printf(&wide, "%d: a line of a file that is mapped%s\n", i, i % 3000 == 7 ? " with a needle" : "");
    scratch_write(scratch, "tree/wide.txt", buf_slice(&wide));
    buf_deinit(&wide);
    scratch_write_text(scratch, "tree/src/a.c", "int needle;\nint other;\n\n/* needle again */\n");
    scratch_write_text(scratch, "tree/src/b.c", "nothing\n");
    scratch_write_text(scratch, "tree/src/.gitignore", "*.o\n");
    scratch_write_text(scratch, "tree/src/a.o", "needle in what is ignored\n");
    scratch_write_text(scratch, "tree/doc/empty", "");
    scratch_write(scratch, "tree/doc/utf16.txt", slice_of("\xff\xfen\0e\0e\0d\0l\0e\0\n\0", 16));
    scratch_write(scratch, "tree/doc/binary", slice_of("needle\0needle\n", 14));
    for (int i = 0; i < 40; i++) {
        char path[64];
        snprintf(path, sizeof path, "tree/more/%d/needle.txt", i);
        scratch_write_text(scratch, path, "one needle\n");
    }
    char command[600];
    snprintf(command, sizeof command,
             "cd %s && git init -q && echo .gitignore >>.git/info/exclude && git add -A && git -c user.name=t -c "
             "user.email=t@example.org commit -qm all",
             stage->tree);
    assert_int_equal(system(command), 0);
}

static bool is_wanted(const char *name, const char *variable)
{
    const char *only = getenv(variable);
    return !only || strcmp(only, name) == 0;
}

static void check_next(Stage *stage, const Session *session, const Fault *fault, unsigned at, const Run *good)
{
    Run run;
    stage_run(stage, "ken grep needle", NULL, 0, &run);
    if (!slice_equal(buf_slice(&run.out), buf_slice(&good->out)) || run.err.len > 0)
        stage_complain(stage, session->name, fault, at, "the next run printed: %.300s, and said: %s", run.out.data,
                       run.err.data);
    run_deinit(&run);
}

/* Every call of the fault's kind in turn, or some. */
static void sweep(Stage *stage, const Session *session, const Fault *fault, const Run *good, unsigned calls)
{
    unsigned step = stage_step(calls, FEW);
    for (unsigned at = 1; at <= calls; at += step) {
        Run run;
        stage_run(stage, session->command, fault, at, &run);
        stage_check(stage, session->name, fault, at, good, &run);
        run_deinit(&run);
        if (session->keeps)
            check_next(stage, session, fault, at, good);
    }
}

static const Fault faults[] = {
    {.kind = FAULT_alloc, .error = ENOMEM},
    {.kind = FAULT_alloc, .error = ENOMEM, .goes_on = true},
    {.kind = FAULT_map, .error = ENOMEM},
    {.kind = FAULT_map, .error = ENOMEM, .goes_on = true},
    {.kind = FAULT_jit, .error = EACCES, .goes_on = true},
    {.kind = FAULT_open, .error = EMFILE},
    {.kind = FAULT_open, .error = EMFILE, .goes_on = true},
    {.kind = FAULT_open, .error = EINTR},
    {.kind = FAULT_read, .error = EIO},
    {.kind = FAULT_read, .error = EIO, .goes_on = true},
    {.kind = FAULT_read, .error = EINTR},
    {.kind = FAULT_read, .error = 0},
    {.kind = FAULT_disk, .error = ENOSPC},
    {.kind = FAULT_disk, .error = EROFS, .goes_on = true},
    {.kind = FAULT_disk, .error = EIO},
    {.kind = FAULT_disk, .error = 0},
    {.kind = FAULT_write, .error = EINTR},
    {.kind = FAULT_write, .error = 0},
    {.kind = FAULT_stat, .error = EIO},
    {.kind = FAULT_stat, .error = ENOMEM, .goes_on = true},
    {.kind = FAULT_folder, .error = EIO},
    {.kind = FAULT_fork, .error = EAGAIN},
    {.kind = FAULT_fork, .error = EAGAIN, .goes_on = true},
    {.kind = FAULT_thread, .error = EAGAIN},
    {.kind = FAULT_thread, .error = EAGAIN, .goes_on = true},
    {.kind = FAULT_inotify, .error = ENOSPC},
    {.kind = FAULT_inotify, .error = EMFILE, .goes_on = true},
    {.kind = FAULT_timer, .error = EAGAIN, .goes_on = true},
};

static void sweep_session(Stage *stage, const Session *session)
{
    Run good;
    unsigned calls[FAULT_KIND_COUNT];
    if (!is_wanted(session->name, "KEN_FAULTS_ONLY"))
        return;
    stage_run(stage, session->command, NULL, 0, &good);
    assert_int_equal(good.status, 0);
    assert_true(good.out.len > 0);
    assert_string_equal(good.err.data, "");
    for (int kind = 0; kind < FAULT_KIND_COUNT; kind++)
        calls[kind] = stage_calls(stage, (FaultKind)kind);
    assert_true(calls[FAULT_read] > 0);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (is_wanted(fault_kind_names[faults[i].kind], "KEN_FAULTS_KIND") && stage_can_fail(stage, faults[i].kind))
            sweep(stage, session, &faults[i], &good, calls[faults[i].kind]);
    run_deinit(&good);
}

static void sweep_all(const char *name, const Session *sessions, size_t count, void (*make_tree)(const Stage *stage))
{
    Stage stage;
    stage_init(&stage);
    make_tree(&stage);
    for (size_t i = 0; i < count; i++)
        sweep_session(&stage, &sessions[i]);
    stage_report(&stage, name);
    unsigned wrong = stage.wrong;
    stage_deinit(&stage);
    assert_int_equal(wrong, 0);
}

static void test_small(void **state)
{
    (void)state;
    sweep_all("commands", small, sizeof small / sizeof *small, make_small_tree);
}

static void test_kept(void **state)
{
    (void)state;
    sweep_all("commands with a cache", kept, sizeof kept / sizeof *kept, make_small_tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),
        cmocka_unit_test(test_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
