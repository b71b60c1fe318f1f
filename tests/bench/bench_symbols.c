/* The symbol index of a folder: how long it takes, its memory, and where names are defined.
 *
 *     bench_symbols FOLDER < NAMES    "name TAB path:line kind" a line, then figures on standard error
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/search/symbols.h"
#include "engine/session.h"
#include "engine/syntax/outline.h"

enum { PLACES = 4096 };

static double now_of(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void measure_build(Session *session, Symbols *symbols)
{
    double wall = now_of(CLOCK_MONOTONIC);
    double cpu = now_of(CLOCK_PROCESS_CPUTIME_ID);
    symbols_build(symbols, session_pool(session), NULL);
    pool_wait_idle(session_pool(session));
    wall = now_of(CLOCK_MONOTONIC) - wall;
    cpu = now_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    SymbolStats stats;
    symbols_stats(symbols, &stats);
    fprintf(stderr, "index: %.2f s (%.2f s of processors), %u files, %llu names, %.1f MB\n", wall, cpu,
            stats.files_done, (unsigned long long)stats.names, (double)stats.bytes / 1e6);
}

static void answer(Symbols *symbols)
{
    static SymbolPlace places[PLACES];
    char name[1024];
    size_t asked = 0;
    double start = now_of(CLOCK_MONOTONIC);
    for (; fgets(name, sizeof name, stdin); asked++) {
        name[strcspn(name, "\n")] = '\0';
        size_t count = symbols_find(symbols, slice_from_cstr(name), places, PLACES, NULL);
        const Tree *tree = snapshot_tree(symbols_snapshot(symbols));
        for (size_t i = 0; i < count; i++)
            printf("%s\t%s:%llu %s\n", name, tree_path(tree, places[i].file).data, (unsigned long long)places[i].line,
                   definition_kind_name(places[i].kind));
    }
    if (asked > 0)
        fprintf(stderr, "find: %.2f ms a name, %zu names\n", (now_of(CLOCK_MONOTONIC) - start) * 1e3 / (double)asked,
                asked);
}

int main(int argc, char **argv)
{
    char *folder = argc == 2 ? realpath(argv[1], NULL) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: bench_symbols FOLDER < NAMES\n");
        return 2;
    }
    Error err = {0};
    SessionOptions options = {.folder = folder, .no_cache = true};
    Session *session = session_open(&options, NULL, NULL, &err);
    if (!session) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    session_wait(session);
    session_read_in(session);
    pool_wait_idle(session_pool(session));
    Symbols *symbols = symbols_new(session_snapshot(session), NULL);
    measure_build(session, symbols);
    answer(symbols);
    symbols_release(symbols);
    session_close(session);
    free(folder);
    return 0;
}
