/* Counts of generated patterns: all ways of asking must agree.
 *
 *     bench_check FOLDER [PATTERNS [SEED]]
 *
 * Every pattern is asked of the resident engine, over everything; and over one folder of the tree (its text is from
 * there) of the resident engine, of one that hands each line to PCRE2 (KEN_SCAN=plain), and of rg. Of every so many
 * patterns, one-shot `ken grep`, the plain engine and rg are asked over everything too. Prints the patterns over which
 * they differ; exits with 1 when there are some. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tests/bench/generate.h"
#include "tests/bench/program.h"
#include "tests/bench/server.h"

enum { WHOLE_EACH = 100, SHOWN_MOST = 50, SLICE_BYTES = 512 };

typedef struct Check {
    Generator generator;
    Server *fast;
    Server *plain;
    uint64_t comparisons;
    uint64_t differences;
    uint64_t unanswered; /* a program that was too late, and stopped */
} Check;

#define NO_ANSWER UINT64_MAX

/* The regular files' names, as `ken files` tells them. */
static void read_paths(Generator *generator)
{
    FILE *list = popen("'" KEN_PROGRAM "' files -0", "r");
    char *path = NULL;
    size_t capacity = 0;
    size_t room = 0;
    while (list && getdelim(&path, &capacity, '\0', list) > 0) {
        generator->paths = mem_grow(generator->paths, &room, generator->path_count + 1, sizeof *generator->paths);
        generator->paths[generator->path_count++] = mem_strdup(path);
    }
    if (list)
        pclose(list);
    free(path);
}

/* The folder of the file, at most two deep: "" for files at the top. */
static void take_slice(const char *path, char slice[SLICE_BYTES])
{
    const char *end = strchr(path, '/');
    const char *second = end ? strchr(end + 1, '/') : NULL;
    end = second ? second : end;
    snprintf(slice, SLICE_BYTES, "%.*s", end ? (int)(end - path) : 0, path);
}

static void compare(Check *check, const Generated *made, const char *where, const char *who, uint64_t expected,
                    uint64_t got)
{
    check->comparisons += got != NO_ANSWER;
    check->unanswered += got == NO_ANSWER;
    if (got == NO_ANSWER || got == expected || check->differences++ >= SHOWN_MOST)
        return;
    printf("DIFFERS: '%s'%s in %s: %llu lines by the resident engine, %llu by %s\n", made->pattern,
           made->is_caseless ? " -i" : "", *where ? where : "all files", (unsigned long long)expected,
           (unsigned long long)got, who);
    fflush(stdout);
}

static uint64_t ask_program(const Program *program, const QueryClass *query)
{
    Outcome outcome = program_run(program, query, NULL);
    return outcome.ms < 0 || outcome.is_cut ? NO_ANSWER : outcome.lines;
}

static uint64_t ask_rg(const Generated *made, const char *where)
{
    Program rg = {.words = {"rg", "--no-config", "--hidden", "--glob=!.git", "-i", "-c", "--with-filename", "-e", "%",
                            *where ? where : "."},
                  .is_measured = true};
    QueryClass query = {.pattern = made->for_rg, .is_caseless = made->is_caseless};
    return ask_program(&rg, &query);
}

static void check_pattern(Check *check, bool is_whole)
{
    Generated made;
    const char *path;
    char slice[SLICE_BYTES];
    char glob[SLICE_BYTES + 8];
    generator_next(&check->generator, &made, &path);
    take_slice(path, slice);
    QueryClass query = {.pattern = made.pattern, .is_caseless = made.is_caseless};
    ServerAnswer all = server_ask(check->fast, &query, NULL);
    if (is_whole) {
        compare(check, &made, "", "KEN_SCAN=plain", all.lines, server_ask(check->plain, &query, NULL).lines);
        compare(check, &made, "", "ken grep", all.lines, ask_program(program_find("ken grep, warm"), &query));
        compare(check, &made, "", "rg", all.lines, ask_rg(&made, ""));
    }
    if (*slice == '\0')
        return;
    snprintf(glob, sizeof glob, "/%s/**", slice);
    ServerAnswer some = server_ask(check->fast, &query, glob);
    compare(check, &made, slice, "KEN_SCAN=plain", some.lines, server_ask(check->plain, &query, glob).lines);
    compare(check, &made, slice, "rg", some.lines, ask_rg(&made, slice));
}

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]) != 0) {
        fprintf(stderr, "usage: bench_check FOLDER [PATTERNS [SEED]]\n");
        return 2;
    }
    long count = argc > 2 ? atol(argv[2]) : 3000;
    Check check = {.generator.state = argc > 3 ? strtoull(argv[3], NULL, 10) | 1 : 0x6b656e};
    read_paths(&check.generator);
    if (check.generator.path_count == 0)
        return 2;
    check.fast = server_start(".", NULL);
    check.plain = server_start(".", "KEN_SCAN=plain");
    server_wait_until_read(check.fast);
    server_wait_until_read(check.plain);
    for (long i = 0; i < count; i++) {
        check_pattern(&check, i % WHOLE_EACH == 0);
        if (i % 10 == 0)
            fprintf(stderr, "\r%ld of %ld patterns  ", i, count);
    }
    fputc('\n', stderr);
    server_end(check.fast);
    server_end(check.plain);
    for (size_t i = 0; i < check.generator.path_count; i++)
        free(check.generator.paths[i]);
    free(check.generator.paths);
    printf("%ld patterns, %llu comparisons, %llu differences; %llu answers came too late to be compared\n", count,
           (unsigned long long)check.comparisons, (unsigned long long)check.differences,
           (unsigned long long)check.unanswered);
    return check.differences == 0 ? 0 : 1;
}
