/* Round trips to editors of all manners: one script that does what a file tells it to. */
#include "tests/support/editor_trips.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/ken.h"

enum { PATIENCE_MS = 10000, COLUMNS = 100, ROWS = 30, OTHER_COLUMNS = 90, OTHER_ROWS = 25 };

#define RESULTS "2 lines in 1 file"

const char *const editor_manner_names[EDITOR_MANNERS] = {
    "good",          "crashes",    "is aborted",    "leaves raw modes", "leaves the alternate screen",
    "stops itself",  "stops both", "ends with one", "resizes",          "is missing",
    "is no program",
};

/* What the script does in each manner, and what ken says of it, if anything. */
static const struct {
    const char *script, *sentence;
} manners[EDITOR_MANNERS] = {
    [EDITOR_GOOD] = {"exit 0", NULL},
    [EDITOR_CRASHES] =
        {"printf '\\033[?1049h\\033[?1003h\\033[?1002h\\033[?1000h\\033[?1006h\\033[?1004h\\033[?25l'\n"
         "printf '\\033[?7l\\033[4h\\033[5;9r\\033[?6h\\033(0\\033[1;31;44m'; stty raw -echo; kill -SEGV $$",
         "signal 11"},
    [EDITOR_IS_ABORTED] = {"printf '\\033[?25l\\033[7mhalf a \\033]2;title'; kill -ABRT $$", "signal 6"},
    [EDITOR_LEAVES_RAW] = {"stty raw -echo -opost; exit 0", NULL},
    [EDITOR_LEAVES_SCREEN] = {"printf '\\033[?1049h\\033[2J\\033[10;10HEDITED'; exit 0", NULL},
    [EDITOR_STOPS_ITSELF] = {"kill -STOP $$; exit 0", NULL},
    [EDITOR_STOPS_ALL] = {"kill -TSTP 0; exit 0", NULL},
    [EDITOR_FAILS] = {"echo no such luck >&2; exit 1", "status 1"},
    [EDITOR_RESIZES] = {"stty cols 90 rows 25; exit 0", NULL},
    [EDITOR_IS_MISSING] = {NULL, "No such file"},
    [EDITOR_NO_PROGRAM] = {NULL, "Permission denied"},
};

static void write_editor(const Scratch *scratch, EditorManner manner)
{
    char path[600], text[800];
    const char *script = manners[manner].script;
    snprintf(path, sizeof path, "%s/.bin/editor", scratch->path);
    unlink(path);
    if (manner == EDITOR_IS_MISSING)
        return;
    snprintf(text, sizeof text, "#!/bin/sh\nprintf EDITING\n%s\n", script ? script : "");
    scratch_write_text(scratch, ".bin/editor", text);
    chmod(path, manner == EDITOR_NO_PROGRAM ? 0644 : 0755);
}

void editor_trips_begin(EditorTrips *trips, const Scratch *scratch)
{
    char editor[600];
    const char *const env[] = {editor, NULL};
    *trips = (EditorTrips){.scratch = scratch};
    scratch_write_text(scratch, "a.txt", "first line\nsecond line\n");
    write_editor(scratch, EDITOR_GOOD);
    snprintf(editor, sizeof editor, "EDITOR=%s/.bin/editor", scratch->path);
    trips->job = job_start(scratch, &(JobOptions){.env = env, .columns = COLUMNS, .rows = ROWS});
    assert_true(vt_until(trips->job->vt, "a.txt", PATIENCE_MS));
    vt_type(trips->job->vt, "line");
    assert_true(vt_until(trips->job->vt, RESULTS, PATIENCE_MS));
}

/* What the shell sees while the job is stopped: a terminal given back, or one as the editor has it. */
static void stop_and_go_on(EditorTrips *trips, EditorManner manner)
{
    if (job_wait(trips->job, PATIENCE_MS) != JOB_STOPPED)
        fail_msg("trip %u: an editor that %s did not stop ken", trips->done, editor_manner_names[manner]);
    job_expect_given_back(trips->job, editor_manner_names[manner]);
    job_continue(trips->job);
}

/* It types into the prompt and takes that back: the keys are ken's, and what they do is drawn. */
static bool has_screen(EditorTrips *trips)
{
    Vt *vt = trips->job->vt;
    vt_type(vt, "zzqq");
    if (!vt_until(vt, "zzqq", PATIENCE_MS) || !vt_until_gone(vt, RESULTS, PATIENCE_MS))
        return false;
    vt_type(vt, "\x7f\x7f\x7f\x7f");
    return vt_until(vt, RESULTS, PATIENCE_MS) && vt_until_gone(vt, "zzqq", PATIENCE_MS);
}

static void check(EditorTrips *trips, EditorManner manner)
{
    struct termios modes;
    const char *sentence = manners[manner].sentence, *wrong = NULL;
    if (sentence && !vt_until(trips->job->vt, sentence, PATIENCE_MS))
        wrong = "no sentence says so";
    if (!wrong && !vt_until_gone(trips->job->vt, "EDITING", PATIENCE_MS))
        wrong = "its text stays";
    if (!wrong && !has_screen(trips))
        wrong = "the screen is not ken's";
    vt_modes(trips->job->vt, &modes);
    if (!wrong && (modes.c_lflag & (ICANON | ECHO | ISIG) || vt_is_on_main_screen(trips->job->vt)))
        wrong = "the terminal is not ken's";
    if (wrong) {
        for (int y = 0; y < ROWS; y++)
            printf("| %s\n", vt_row(trips->job->vt, y));
        fail_msg("trip %u, an editor that %s: %s", trips->done, editor_manner_names[manner], wrong);
    }
}

void editor_trips_make(EditorTrips *trips, EditorManner manner)
{
    Vt *vt = trips->job->vt;
    bool is_started = manner != EDITOR_IS_MISSING && manner != EDITOR_NO_PROGRAM;
    write_editor(trips->scratch, manner);
    size_t before = vt_received(vt);
    vt_type(vt, "\r");
    double end = vt_now() + PATIENCE_MS;
    while (is_started && !strstr(vt_log(vt) + before, "EDITING") && vt_now() < end)
        vt_pump(vt, 2);
    if (manner == EDITOR_RESIZES)
        vt_resize(vt, OTHER_COLUMNS, OTHER_ROWS);
    if (manner == EDITOR_STOPS_ITSELF || manner == EDITOR_STOPS_ALL)
        stop_and_go_on(trips, manner);
    check(trips, manner);
    if (manner == EDITOR_RESIZES)
        vt_resize(vt, COLUMNS, ROWS);
    trips->done++;
}

void editor_trips_end(EditorTrips *trips)
{
    vt_type(trips->job->vt, KEY_CTRL_C);
    if (job_wait(trips->job, PATIENCE_MS) != JOB_ENDED)
        fail_msg("after %u trips it does not end", trips->done);
    assert_true(WIFEXITED(trips->job->status) && WEXITSTATUS(trips->job->status) == 0);
    job_expect_given_back(trips->job, "after the trips");
    job_free(trips->job);
}
