/* The screen, calls of each kind failing while keys search, page, save marks and open an editor: the program goes on or
 * ends with a sentence, the terminal is as it was, and what the user had kept before is still there. A few calls of
 * each kind here, spread evenly; KEN_FAULTS_MOST sets how many, KEN_FAULTS_KIND names one kind. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/faults/stage.h"
#include "tests/support/ken.h"

enum {
    FEW = 1,
    COLUMNS = 120,
    ROWS = 30,
    QUIET_MS = 40,
    STEP_MS = 3000,
    LATER_STEP_MS = 300, /* once something did not come */
    END_TRY_MS = 2000,
    LINES = 4000,
};

typedef struct Step {
    const char *keys;  /* NULL: none */
    const char *shown; /* what comes in a run without a fault; NULL: nothing is waited for */
} Step;

typedef struct Session {
    const char *name;
    const char *program[4];
    const Step *steps;
    size_t count;
} Session;

static const Step browse_steps[] = {
    {NULL, "more/0/needle.txt"},
    {"needle", "46 lines in 43 files"},
    {KEY_DOWN, NULL},
    {"\x1b[17~", "one needle"}, /* the pager */
    {"ma", NULL},
    {"/one\r", NULL},
    {"q", "46 lines in 43 files"},
    {"\x1bO", NULL}, /* the outline, or none */
    {KEY_ESC, NULL},
    {"\x1bg*.c\r", "2 lines in 1 file"},
    {"\r", "EDITED"},
    {NULL, "2 lines in 1 file"},
    {"\x14", "wide.txt"}, /* the tree */
    {KEY_ESC, NULL},
    {"\x03", NULL},
};

static const Step pipe_steps[] = {
    {NULL, "0: a line"}, {"G", "3999: a line"}, {"/needle\r", NULL}, {"g", "0: a line"}, {"q", NULL},
};

static const Session sessions[] = {
    {"the screen", {KEN_PROGRAM}, browse_steps, sizeof browse_steps / sizeof *browse_steps},
    {"the pager of a pipe",
     {"sh", "-c", "cat wide.txt | \"$KEN\""},
     pipe_steps,
     sizeof pipe_steps / sizeof *pipe_steps},
};

static const Fault faults[] = {
    {.kind = FAULT_alloc, .error = ENOMEM, .is_alone = true},
    {.kind = FAULT_alloc, .error = ENOMEM, .goes_on = true, .is_alone = true},
    {.kind = FAULT_map, .error = ENOMEM},
    {.kind = FAULT_jit, .error = EACCES, .goes_on = true},
    {.kind = FAULT_open, .error = EMFILE},
    {.kind = FAULT_open, .error = EMFILE, .goes_on = true},
    {.kind = FAULT_read, .error = EIO},
    {.kind = FAULT_read, .error = EINTR},
    {.kind = FAULT_read, .error = 0},
    {.kind = FAULT_disk, .error = ENOSPC},
    {.kind = FAULT_disk, .error = EROFS, .goes_on = true},
    {.kind = FAULT_disk, .error = 0},
    {.kind = FAULT_write, .error = EINTR},
    {.kind = FAULT_write, .error = 0},
    {.kind = FAULT_stat, .error = EIO},
    {.kind = FAULT_folder, .error = EIO},
    {.kind = FAULT_fork, .error = EAGAIN},
    {.kind = FAULT_thread, .error = EAGAIN},
    {.kind = FAULT_inotify, .error = ENOSPC, .goes_on = true},
    {.kind = FAULT_timer, .error = EAGAIN, .goes_on = true},
};

/* --- what is there before --- */

static const char old_history[] = "an old query\nanother\n";
static const char old_marks[] = "x 1 /nowhere/one\ny 2 /nowhere/two\nz 3 /nowhere/three\n";

static void make_tree(const Stage *stage)
{
    const Scratch *scratch = &stage->scratch;
    Buf wide = {0};
    for (int i = 0; i < LINES; i++)
        buf_printf(&wide, "%d: a line of a file that is mapped%s\n", i, i % 1500 == 7 ? " with a needle" : "");
    scratch_write(scratch, "tree/wide.txt", buf_slice(&wide));
    buf_deinit(&wide);
    scratch_write_text(scratch, "tree/src/a.c", "int needle;\nint other;\n\n/* needle again */\n");
    scratch_write_text(scratch, "tree/src/b.c", "nothing\n");
    for (int i = 0; i < 41; i++) {
        char path[64];
        snprintf(path, sizeof path, "tree/more/%d/needle.txt", i);
        scratch_write_text(scratch, path, "one needle\n");
    }
    scratch_write_text(scratch, "vim", "#!/bin/sh\nprintf 'EDITED'\nsleep 0.2\n");
    char path[300];
    snprintf(path, sizeof path, "%s/vim", scratch->path);
    assert_int_equal(chmod(path, 0755), 0);
}

static void put_kept(const Stage *stage)
{
    scratch_write_text(&stage->scratch, ".state/ken/history", old_history);
    scratch_write_text(&stage->scratch, ".state/ken/marks", old_marks);
}

static void read_kept(const Stage *stage, const char *name, char *out, size_t size)
{
    char path[400];
    snprintf(path, sizeof path, "%s/.state/ken/%s", stage->scratch.path, name);
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(out, 1, size - 1, file) : 0;
    out[len] = '\0';
    if (file)
        fclose(file);
}

static void check_kept(Stage *stage, const char *what, const Fault *fault, unsigned at)
{
    char text[4096];
    read_kept(stage, "history", text, sizeof text);
    if (strncmp(text, old_history, strlen(old_history)) != 0)
        stage_complain(stage, what, fault, at, "the history is: %s", text);
    read_kept(stage, "marks", text, sizeof text);
    if (strncmp(text, old_marks, strlen(old_marks)) != 0)
        stage_complain(stage, what, fault, at, "the marks are: %s", text);
}

/* --- a run --- */

/* The modes of a terminal that nothing runs in. */
static void plain_modes(struct termios *modes)
{
    const char *const argv[] = {"true", NULL};
    Vt *vt = vt_start(&(VtOptions){.columns = COLUMNS, .rows = ROWS, .argv = argv});
    vt_wait_exit(vt, STEP_MS);
    vt_modes(vt, modes);
    vt_free(vt);
}

static bool is_restored(Vt *vt, const struct termios *before)
{
    struct termios after;
    vt_modes(vt, &after);
    return after.c_iflag == before->c_iflag && after.c_oflag == before->c_oflag && after.c_lflag == before->c_lflag &&
           vt_cursor_is_visible(vt) && vt_is_on_main_screen(vt);
}

static bool has_words(Vt *vt)
{
    static const char *const words[] = {"ken: ",     "could not", "cannot",     "not ",  "no thread",
                                        "ncomplete", "failed",    "denied",     "error", "space",
                                        "Too many",  "without",   "unavailable"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (vt_find(vt, words[i]) >= 0)
            return true;
    return false;
}

static void print_screen(Vt *vt)
{
    for (int y = 0; y < ROWS; y++)
        if (*vt_row(vt, y))
            printf("    | %s\n", vt_row(vt, y));
}

/* The text that should have come did not: something must say why. */
static void check_said(Stage *stage, Vt *vt, const Session *session, const Step *step, const Fault *fault, unsigned at)
{
    stage->said += has_words(vt);
    if (has_words(vt))
        return;
    stage_complain(stage, session->name, fault, at, "no \"%s\", and no word about it", step->shown);
    print_screen(vt);
}

/* True when all came. */
static bool go_through(Stage *stage, Vt *vt, const Session *session, const Fault *fault, unsigned at)
{
    bool is_whole = true;
    for (size_t i = 0; i < session->count; i++) {
        const Step *step = &session->steps[i];
        if (step->keys)
            vt_type(vt, step->keys);
        if (!step->shown)
            vt_pump(vt, QUIET_MS);
        else if (!vt_until(vt, step->shown, is_whole ? STEP_MS : LATER_STEP_MS)) {
            if (vt_wait_exit(vt, 1) >= 0)
                return false;
            if (is_whole)
                check_said(stage, vt, session, step, fault, at);
            is_whole = false;
        }
    }
    return is_whole;
}

static void check_end(Stage *stage, Vt *vt, const Session *session, const Fault *fault, unsigned at, bool is_whole)
{
    static struct termios plain;
    if (plain.c_lflag == 0)
        plain_modes(&plain);
    int status = vt_wait_exit(vt, 500);
    for (int i = 0; i < 5 && status < 0; i++) {
        vt_type(vt, i % 2 ? "q" : "\x03"); /* out of whatever it is in */
        status = vt_wait_exit(vt, END_TRY_MS);
    }
    if (status < 0)
        stage_complain(stage, session->name, fault, at, "it did not end");
    else if (!WIFEXITED(status) || WEXITSTATUS(status) > 2)
        stage_complain(stage, session->name, fault, at, "status %x", (unsigned)status);
    else if (!is_restored(vt, &plain))
        stage_complain(stage, session->name, fault, at, "the terminal is not as it was");
    else if (WEXITSTATUS(status) != 0 && vt_find(vt, "ken: ") < 0)
        stage_complain(stage, session->name, fault, at, "status %d, and nothing was said", WEXITSTATUS(status));
    else if (WEXITSTATUS(status) != 0)
        stage->ended++;
    else
        stage->goes += is_whole;
    if (status < 0)
        print_screen(vt);
}

static void run_session(Stage *stage, const Session *session, const Fault *fault, unsigned at)
{
    const char *env[24];
    size_t count = 0;
    char editor[400];
    put_kept(stage);
    snprintf(editor, sizeof editor, "EDITOR=%s/vim", stage->scratch.path);
    for (const char *const *item = stage_environment(stage, fault, at); *item; item++)
        env[count++] = *item;
    env[count++] = editor;
    env[count] = NULL;
    Vt *vt = vt_start(
        &(VtOptions){.columns = COLUMNS, .rows = ROWS, .folder = stage->tree, .argv = session->program, .env = env});
    stage->runs++;
    bool is_whole = go_through(stage, vt, session, fault, at);
    check_end(stage, vt, session, fault, at, is_whole);
    check_kept(stage, session->name, fault, at);
    vt_free(vt);
}

static bool is_wanted(FaultKind kind)
{
    const char *only = getenv("KEN_FAULTS_KIND");
    return !only || strcmp(only, fault_kind_names[kind]) == 0;
}

static void sweep_session(Stage *stage, const Session *session)
{
    static const Fault none = {.kind = FAULT_alloc};
    unsigned calls[FAULT_KIND_COUNT];
    run_session(stage, session, &none, 0);
    assert_int_equal(stage->wrong, 0);
    for (int kind = 0; kind < FAULT_KIND_COUNT; kind++)
        calls[kind] = stage_calls(stage, (FaultKind)kind);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        FaultKind kind = faults[i].kind;
        if (!getenv("KEN_FAULTS_MOST") && i % 2 != (unsigned)(session - sessions))
            continue; /* each in one session at least */
        unsigned step = stage_step(calls[kind], FEW);
        if (is_wanted(kind) && stage_can_fail(stage, kind))
            for (unsigned at = (step + 1) / 2; at <= calls[kind]; at += step)
                run_session(stage, session, &faults[i], at);
    }
}

static void sweep(const Session *session)
{
    Stage stage;
    stage_init(&stage);
    make_tree(&stage);
    sweep_session(&stage, session);
    stage_report(&stage, session->name);
    unsigned wrong = stage.wrong;
    stage_deinit(&stage);
    assert_int_equal(wrong, 0);
}

static void test_screen(void **state)
{
    (void)state;
    sweep(&sessions[0]);
}

static void test_pipe(void **state)
{
    (void)state;
    sweep(&sessions[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen),
        cmocka_unit_test(test_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
