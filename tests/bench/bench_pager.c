/* What a person waits for in a pager, measured through a real terminal of 160x48, beside the pagers that are installed:
 * from the start to the first frame, to the end of the file, from the top to a match in the last line; and the memory
 * that is the pager's own.
 *
 *     bench_pager KEN FILE EVERY LAST [ROUNDS]
 *
 * EVERY is a text that stands in every line of FILE, LAST one that stands in its last line only. Each step is over when
 * the screen shows what was asked for, and its time is that of the last bytes by then. A pager that once took too long
 * is left alone in the rounds that follow. Own memory is the sum of RssAnon of the pager and its children,
 * the most that was seen after any step: pages of the file in the system's cache belong to nobody. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/median.h"
#include "tests/support/vt.h"

enum {
    ROUNDS_MOST = 25,
    COLUMNS = 160,
    ROWS = 48,
    PATIENCE_MS = 20000,
    SETTLED_MS = 300, /* between steps */
    AGAIN_MS = 500,
    SHOWN_BYTES = 40, /* of a line that is looked for on the screen */
};

typedef struct Pager {
    const char *name;
    const char *command[4]; /* the file follows */
} Pager;

static const Pager pagers[] = {
    {"ken", {NULL}},
    {"less", {"less", "-n", NULL}},
    {"bat", {"batcat", "--paging=always", "--style=plain", NULL}},
    {"lnav", {"lnav", "-N", NULL}},
};

enum { PAGERS = sizeof pagers / sizeof pagers[0] };

typedef enum Step { STEP_FIRST_FRAME, STEP_END, STEP_FIND, STEP_MEMORY, STEPS } Step;

static const char *const step_names[] = {"first frame, ms", "to the end, ms", "to the last match, ms",
                                         "own memory, MB"};

typedef struct Task {
    const char *ken, *file, *every, *text;
    char first[SHOWN_BYTES + 1]; /* how the first line begins */
    char last[SHOWN_BYTES + 1];  /* how the last one begins */
} Task;

/* Results of each round; negative when it took too long. */
typedef struct Figures {
    bool has_failed;
    double of[STEPS][ROUNDS_MOST];
} Figures;

/* --- memory --- */

static long read_number(const char *path, const char *field)
{
    char line[512];
    long number = 0;
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, field, strlen(field)) == 0)
            number = strtol(line + strlen(field), NULL, 10);
    if (in)
        fclose(in);
    return number;
}

/* Kilobytes of the process and of those that it started. */
static long own_memory(long pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    long sum = read_number(path, "RssAnon:");
    DIR *all = opendir("/proc");
    const struct dirent *entry;
    while (all && (entry = readdir(all)) != NULL) {
        long other = strtol(entry->d_name, NULL, 10);
        snprintf(path, sizeof path, "/proc/%ld/status", other);
        if (other > 0 && read_number(path, "PPid:") == pid)
            sum += own_memory(other);
    }
    if (all)
        closedir(all);
    return sum;
}

static void note_memory(const Vt *vt, double *most)
{
    double now = (double)own_memory(vt_pid(vt)) / 1024;
    *most = now > *most ? now : *most;
}

/* --- the steps --- */

/* Waits for the text; from `start` to the last bytes, or -1. */
static double wait_for(Vt *vt, const char *text, double start)
{
    return vt_until(vt, text, PATIENCE_MS) ? vt_last_output(vt) - start : -1;
}

static double press(Vt *vt, const char *keys, const char *text)
{
    double start = vt_now();
    vt_type(vt, keys);
    return wait_for(vt, text, start);
}

/* To the end of the file; asked again, for pagers that go to the end of what they have read so far. */
static double go_to_end(Vt *vt, const char *text)
{
    double start = vt_now();
    do
        vt_type(vt, "G");
    while (!vt_until(vt, text, AGAIN_MS) && vt_now() - start < PATIENCE_MS);
    return vt_find(vt, text) >= 0 ? vt_last_output(vt) - start : -1;
}

static Vt *start_pager(const Task *task, const Pager *pager, const char *home)
{
    const char *argv[6] = {task->ken};
    int count = pager->command[0] ? 0 : 1;
    for (int i = 0; pager->command[i]; i++)
        argv[count++] = pager->command[i];
    argv[count++] = task->file;
    argv[count] = NULL;
    char home_setting[256];
    snprintf(home_setting, sizeof home_setting, "HOME=%s", home);
    const char *const env[] = {home_setting, "LESSHISTFILE=-", NULL};
    return vt_start(&(VtOptions){.columns = COLUMNS, .rows = ROWS, .argv = argv, .env = env});
}

static void end_pager(Vt *vt)
{
    vt_type(vt, "q");
    vt_wait_exit(vt, 2000);
    vt_free(vt);
}

/* Whether a step took too long in the first round, which is the only one then. */
static bool has_failed(const Figures *figures, Step step)
{
    return figures->of[step][0] < 0;
}

static void run_round(const Task *task, const Pager *pager, const char *home, Figures *figures, int round)
{
    char find[256];
    snprintf(find, sizeof find, "/%s\r", task->text);
    double start = vt_now();
    double memory = 0;
    Vt *vt = start_pager(task, pager, home);
    figures->of[STEP_FIRST_FRAME][round] = wait_for(vt, task->every, start);
    /* Some begin at the end. */
    press(vt, "g", task->first);
    vt_pump(vt, SETTLED_MS);
    figures->of[STEP_END][round] = go_to_end(vt, task->last);
    note_memory(vt, &memory);
    press(vt, "g", task->first);
    vt_pump(vt, SETTLED_MS);
    figures->of[STEP_FIND][round] = press(vt, find, task->last);
    note_memory(vt, &memory);
    figures->of[STEP_MEMORY][round] = memory;
    for (int step = 0; step < STEPS; step++)
        figures->has_failed |= has_failed(figures, (Step)step);
    end_pager(vt);
}

/* --- the table --- */

static bool is_installed(const Pager *pager)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", pager->command[0]);
    return !pager->command[0] || system(command) == 0; /* NOLINT(cert-env33-c): names from the table above */
}

static void print_row(Step step, Figures *all, const bool *is_there, int rounds)
{
    double ken = 0;
    printf("%-22s", step_names[step]);
    for (int i = 0; i < PAGERS; i++) {
        double *times = all[i].of[step];
        if (!is_there[i]) {
            printf(" %20s", "-");
        } else if (has_failed(&all[i], step)) {
            printf(" %20s", "not in 20 s");
        } else {
            double middle = median(times, all[i].has_failed ? 1 : rounds);
            ken = i == 0 ? middle : ken;
            printf(" %12.1f (%4.1fx)", middle, middle / ken);
        }
    }
    printf("\n");
}

/* The beginning of a line, as it can be looked for on the screen. */
static void take_shown(char *shown, const char *line)
{
    size_t len = strcspn(line, "\t\n");
    snprintf(shown, SHOWN_BYTES + 1, "%.*s", (int)len, line);
}

static bool read_ends(Task *task)
{
    char text[4096] = "";
    FILE *in = fopen(task->file, "r");
    if (!in || !fgets(text, sizeof text, in))
        return false;
    take_shown(task->first, text);
    fseek(in, -2048, SEEK_END);
    while (fgets(text, sizeof text, in))
        take_shown(task->last, text);
    fclose(in);
    return task->first[0] != '\0' && task->last[0] != '\0';
}

static void run_all(const Task *task, int rounds)
{
    static Figures all[PAGERS];
    bool is_there[PAGERS];
    char home[] = "/tmp/bench_pager-XXXXXX";
    if (!mkdtemp(home))
        exit(1);
    printf("%-22s", "");
    for (int i = 0; i < PAGERS; i++) {
        is_there[i] = is_installed(&pagers[i]);
        printf(" %20s", pagers[i].name);
    }
    printf("\n");
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < PAGERS; i++)
            if (is_there[i] && !all[i].has_failed)
                run_round(task, &pagers[i], home, &all[i], round);
    for (int step = 0; step < STEPS; step++)
        print_row((Step)step, all, is_there, rounds);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    if (system(command) != 0) /* NOLINT(cert-env33-c): a name made here */
        fprintf(stderr, "bench_pager: %s: could not be removed\n", home);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: bench_pager KEN FILE EVERY LAST [ROUNDS]\n");
        return 2;
    }
    Task task = {.ken = argv[1], .file = argv[2], .every = argv[3], .text = argv[4]};
    int rounds = argc > 5 ? atoi(argv[5]) : 5;
    if (rounds < 1 || rounds > ROUNDS_MOST)
        rounds = 5;
    if (!read_ends(&task)) {
        fprintf(stderr, "bench_pager: %s: cannot be read\n", task.file);
        return 1;
    }
    run_all(&task, rounds);
    return 0;
}
