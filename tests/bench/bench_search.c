/* Complete counts of one query a class over one corpus: the limit, the resident engine (ken serve), ken in a terminal,
 * one-shot runs of ken, and the peers, taken in turns so that what disturbs the machine disturbs all alike.
 *
 *     bench_search CORPUS FOLDER SCRATCH ROUNDS [PROGRAM...]
 *
 * SCRATCH is a folder for cache files. Prints tab-separated medians, which tests/bench/report turns into tables:
 *
 *     CORPUS  class   pattern  program  milliseconds  lines  goal  runs
 *     CORPUS  figure  -        name     value         -      -     -
 *
 * A peer that takes seconds for a query is asked once; runs = 0 says that it was ended before it was done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/keyed.h"
#include "tests/bench/limit.h"
#include "tests/bench/program.h"
#include "tests/bench/queries.h"
#include "tests/bench/server.h"
#include "tests/support/median.h"
#include "tests/support/vt.h"

enum { ROUNDS_MOST = 25, CLASSES_MOST = 16, COLUMNS_MOST = 16, PATH_BYTES = 4096, SLOW_MS = 4000 };

/* The columns before those of the programs that are run whole. */
enum { RESIDENT, FIRST_SCREEN, TERMINAL, PROGRAMS };

static const char *const own_names[PROGRAMS] = {"resident", "first screen", "terminal"};

typedef struct Series {
    double times[ROUNDS_MOST];
    int runs;
    uint64_t lines;
    bool is_over; /* it has failed, was cut, or need not be repeated */
    bool is_cut;
} Series;

typedef struct Bench {
    const char *corpus;
    const QueryClass *classes;
    size_t class_count;
    int rounds;
    const Program *programs[COLUMNS_MOST];
    int program_count;
    char cold[PATH_BYTES]; /* a cache folder to be emptied again and again */
    char warm[PATH_BYTES]; /* the one in this process's environment */
    Server *server;
    Limit *limit;
    double limits[ROUNDS_MOST];
    Series series[CLASSES_MOST][COLUMNS_MOST];
} Bench;

static void print_figure(const Bench *bench, const char *name, double value)
{
    printf("%s\tfigure\t-\t%s\t%.3f\t-\t-\t-\n", bench->corpus, name, value);
}

/* From the start of the program to all files read and signed. */
static double time_loading(const char *setting)
{
    double start = vt_now();
    Server *server = server_start(".", setting);
    server_wait_until_read(server);
    double took = vt_now() - start;
    server_end(server);
    return took;
}

static void measure_loading(Bench *bench)
{
    double without[ROUNDS_MOST];
    double with[ROUNDS_MOST];
    char setting[PATH_BYTES + 32];
    snprintf(setting, sizeof setting, "XDG_CACHE_HOME=%s", bench->cold);
    program_empty_folder(bench->warm);
    time_loading(NULL); /* leaves signatures in the cache */
    for (int r = 0; r < bench->rounds; r++) {
        program_empty_folder(bench->cold);
        without[r] = time_loading(setting);
        with[r] = time_loading(NULL);
    }
    print_figure(bench, "read and signed, ms", median(without, bench->rounds));
    print_figure(bench, "read, signatures kept, ms", median(with, bench->rounds));
}

/* A line of /proc/PID/status that tells kilobytes, or -1. */
static double process_bytes(pid_t pid, const char *name)
{
    char path[64];
    char line[256];
    double bytes = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *status = fopen(path, "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, name, strlen(name)) == 0)
            bytes = strtod(line + strlen(name) + 1, NULL) * 1024;
    if (status)
        fclose(status);
    return bytes;
}

static void print_memory(const Bench *bench)
{
    static const char *const names[] = {"files",      "bytes",           "mapped_files",
                                        "slab_bytes", "signature_bytes", "passing_pins"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        print_figure(bench, names[i], server_figure(bench->server, names[i]));
    print_figure(bench, "resident set", process_bytes(server_pid(bench->server), "VmRSS"));
    print_figure(bench, "anonymous memory", process_bytes(server_pid(bench->server), "RssAnon"));
}

static void note(Series *series, double ms, uint64_t lines)
{
    if (ms < 0)
        series->runs = 0;
    else
        series->times[series->runs++] = ms;
    series->lines = lines;
    series->is_over = ms < 0;
}

static void measure_program(const Bench *bench, const Program *program, const QueryClass *query, Series *series)
{
    if (series->is_over)
        return;
    Outcome outcome = program_run(program, query, bench->cold);
    note(series, outcome.ms, outcome.lines);
    series->is_cut = outcome.is_cut;
    series->is_over = series->is_over || outcome.is_cut || (!program->is_measured && outcome.ms > SLOW_MS);
}

static void measure_class(Bench *bench, size_t class, Keyed *keyed)
{
    const QueryClass *query = &bench->classes[class];
    Series *series = bench->series[class];
    ServerAnswer answer = server_ask(bench->server, query, NULL);
    note(&series[RESIDENT], answer.ms, answer.lines);
    KeyedTimes keys = keyed_ask(keyed, query, answer.lines);
    note(&series[FIRST_SCREEN], keys.first_ms, answer.lines);
    note(&series[TERMINAL], keys.complete_ms, answer.lines);
    for (int p = 0; p < bench->program_count; p++)
        measure_program(bench, bench->programs[p], query, &series[PROGRAMS + p]);
}

static void measure_round(Bench *bench, int round)
{
    Keyed *keyed = keyed_start(".");
    bench->limits[round] = limit_run(bench->limit);
    for (size_t class = 0; class < bench->class_count; class ++) {
        fprintf(stderr, "\r%s: round %d of %d, query %zu of %zu  ", bench->corpus, round + 1, bench->rounds, class + 1,
                bench->class_count);
        measure_class(bench, class, keyed);
    }
    keyed_end(keyed);
}

static void print_classes(Bench *bench)
{
    print_figure(bench, "sum of bytes, ms", median(bench->limits, bench->rounds));
    for (size_t class = 0; class < bench->class_count; class ++) {
        const QueryClass *query = &bench->classes[class];
        for (int p = 0; p < PROGRAMS + bench->program_count; p++) {
            Series *series = &bench->series[class][p];
            const char *name = p < PROGRAMS ? own_names[p] : bench->programs[p - PROGRAMS]->name;
            double ms = series->runs > 0 ? median(series->times, series->runs) : -1;
            printf("%s\t%s\t%s%s\t%s\t%.3f\t%llu\t%g\t%d\n", bench->corpus, query->name, query->pattern,
                   query->is_caseless ? " -i" : "", name, ms, (unsigned long long)series->lines, query->goal,
                   series->is_cut ? 0 : series->runs);
        }
    }
}

static bool read_arguments(Bench *bench, int argc, char **argv)
{
    if (argc < 5)
        return false;
    bench->corpus = argv[1];
    bench->classes = queries_for(bench->corpus, &bench->class_count);
    bench->rounds = atoi(argv[4]);
    snprintf(bench->cold, sizeof bench->cold, "%s/cold", argv[3]);
    snprintf(bench->warm, sizeof bench->warm, "%s/warm", argv[3]);
    for (int i = 5; i < argc && bench->program_count < COLUMNS_MOST - PROGRAMS; i++) {
        const Program *program = program_find(argv[i]);
        if (!program)
            return false;
        bench->programs[bench->program_count++] = program;
    }
    return bench->rounds > 0 && bench->rounds <= ROUNDS_MOST && bench->class_count <= CLASSES_MOST &&
           chdir(argv[2]) == 0;
}

int main(int argc, char **argv)
{
    static Bench bench;
    if (!read_arguments(&bench, argc, argv)) {
        fprintf(stderr, "usage: bench_search CORPUS FOLDER SCRATCH ROUNDS [PROGRAM...]\n");
        return 2;
    }
    setenv("XDG_CACHE_HOME", bench.warm, 1);
    measure_loading(&bench);
    bench.server = server_start(".", NULL);
    server_wait_until_read(bench.server);
    bench.limit = limit_load();
    limit_run(bench.limit); /* once for the page tables and the cores' clocks */
    for (int r = 0; r < bench.rounds; r++)
        measure_round(&bench, r);
    fputc('\n', stderr);
    print_classes(&bench);
    print_memory(&bench);
    limit_free(bench.limit);
    server_end(bench.server);
    return 0;
}
