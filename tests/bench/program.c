/* Whole runs of programs that search. */
#include "tests/bench/program.h"

#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "tests/support/vt.h"

enum { LONGEST_MS = 15000, LONGEST_MEASURED_MS = 60000, READ_BYTES = 64 << 10 };

static const Program programs[] = {
    {.name = "ken grep, cold",
     .words = {KEN_PROGRAM, "grep", "-s", "-i", "-c", "-e", "%"},
     .is_measured = true,
     .has_no_cache = true},
    {.name = "ken grep, warm", .words = {KEN_PROGRAM, "grep", "-s", "-i", "-c", "-e", "%"}, .is_measured = true},
    {.name = "rg",
     .words = {"rg", "--no-config", "--hidden", "--glob=!.git", "--no-unicode", "-i", "-c", "-e", "%", "."},
     .is_measured = true},
    {.name = "ugrep",
     .words = {"ugrep", "-rIP", "--ignore-files", "--hidden", "--exclude-dir=.git", "-i", "-c", "-e", "%", "."}},
    {.name = "git grep", .words = {"git", "grep", "-I", "-P", "-i", "-c", "-e", "%"}},
    {.name = "ag", .words = {"ag", "--nocolor", "--hidden", "--ignore=.git", "-s", "-i", "-c", "%"}},
    {.name = "csearch", .words = {"csearch", "-i", "-c", "%"}},
};

const Program *program_find(const char *name)
{
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
        if (strcmp(programs[i].name, name) == 0)
            return &programs[i];
    return NULL;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    return walk->level > 0 ? remove(path) : 0;
}

void program_empty_folder(const char *folder)
{
    mkdir(folder, 0700);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void fill_words(const Program *program, const QueryClass *query, const char **argv)
{
    for (size_t i = 0; program->words[i]; i++) {
        const char *word = program->words[i];
        bool is_left_out = (strcmp(word, "-i") == 0 && !query->is_caseless) ||
                           (strcmp(word, "-s") == 0 && query->is_caseless) ||
                           (strcmp(word, "--no-unicode") == 0 && !query->is_ascii);
        if (!is_left_out)
            *argv++ = strcmp(word, "%") == 0 ? query->pattern : word;
    }
    *argv = NULL;
}

/* Reads all that comes; false when it has not ended in time. */
static bool read_to_end(int fd, double deadline, Buf *out)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    for (;;) {
        double left = deadline - vt_now();
        if (left <= 0 || poll(&one, 1, (int)left + 1) == 0)
            return false;
        buf_reserve(out, READ_BYTES);
        ssize_t got = read(fd, out->data + out->len, READ_BYTES);
        if (got <= 0)
            return true;
        out->len += (size_t)got;
    }
}

/* The sum of the counts at the ends of the lines. */
static uint64_t add_counts(const Buf *out)
{
    uint64_t lines = 0;
    uint64_t number = 0;
    for (size_t i = 0; i < out->len; i++) {
        char c = out->data[i];
        if (c == '\n')
            lines += number;
        number = c >= '0' && c <= '9' ? number * 10 + (uint64_t)(c - '0') : 0;
    }
    return lines;
}

Outcome program_run(const Program *program, const QueryClass *query, const char *cold)
{
    const char *argv[sizeof program->words / sizeof program->words[0]];
    int ends[2];
    Outcome outcome = {.ms = -1};
    fill_words(program, query, argv);
    if (program->has_no_cache)
        program_empty_folder(cold);
    if (pipe(ends) != 0)
        return outcome;
    double start = vt_now();
    pid_t pid = fork();
    if (pid == 0) {
        if (program->has_no_cache)
            setenv("XDG_CACHE_HOME", cold, 1);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    close(ends[1]);
    Buf out = {0};
    outcome.is_cut = !read_to_end(ends[0], start + (program->is_measured ? LONGEST_MEASURED_MS : LONGEST_MS), &out);
    close(ends[0]);
    if (outcome.is_cut)
        kill(pid, SIGKILL);
    int status = 0;
    waitpid(pid, &status, 0);
    if (outcome.is_cut || (WIFEXITED(status) && WEXITSTATUS(status) <= 1))
        outcome.ms = vt_now() - start;
    outcome.lines = add_counts(&out);
    buf_deinit(&out);
    return outcome;
}
