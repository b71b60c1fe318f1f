/* How ken bears a folder of a million small files (tests/bench/corpus makes three kinds), as a person at a terminal of
 * 160x48 meets it, and as `ken serve` tells it.
 *
 *     bench_million FOLDER
 *
 * Prints lines `figure: WHAT: VALUE`, those with a target as `figure: WHAT: VALUE (at most TARGET)`; exit status 1 when
 * one misses its target. A key's frame is the first that comes after it.
 *
 * Where other programs keep the machine busy, times are those that ken's own processor time takes: of its main thread
 * for a key, of all its threads, shared by two cores, for the listing. The first line says so. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/server.h"
#include "tests/support/vt.h"

enum {
    FILES = 1000000,
    ROWS = 48,
    LONGEST_MS = 60000,
    FRAME_MS = 3,    /* nothing for so long: the frame is over */
    AFTER_MS = 3000, /* keys go on for so long when all is listed */
    QUIET_MS = 600,  /* nothing for so long: it has settled */
    KEY_MS = 100,    /* no key waits longer */
    CORES = 2,       /* of the machine that the targets are for */
};

static bool has_missed;
static bool is_busy; /* the machine */

/* The time that matters for the main thread of the process, in milliseconds. */
static double main_thread_ms(pid_t pid)
{
    char path[64];
    unsigned long long ran_ns = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)pid, (int)pid);
    FILE *in = is_busy ? fopen(path, "re") : NULL;
    if (!in || fscanf(in, "%llu", &ran_ns) != 1)
        ran_ns = 0;
    if (in)
        fclose(in);
    return is_busy ? (double)ran_ns / 1e6 : vt_now();
}

/* The same for all its threads, since it began at `began`. */
static double process_ms(pid_t pid, double began)
{
    clockid_t clock;
    struct timespec ran;
    if (!is_busy || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &ran) != 0)
        return vt_now() - began;
    return ((double)ran.tv_sec * 1e3 + (double)ran.tv_nsec / 1e6) / CORES;
}

/* `most` is 0 where there is no target. */
static void tell(double value, double most, const char *unit, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void tell(double value, double most, const char *unit, const char *format, ...)
{
    char what[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    bool is_missed = value < 0 || (most > 0 && value > most);
    printf("figure: %s: %.1f %s", what, value, unit);
    if (most > 0)
        printf(" (at most %.0f)%s", most, is_missed ? " MISSED" : "");
    putchar('\n');
    fflush(stdout);
    has_missed = has_missed || is_missed;
}

static Vt *start(const char *folder)
{
    const char *const argv[] = {KEN_PROGRAM, "--no-cache", folder, NULL};
    const char *const env[] = {"XDG_STATE_HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent", NULL};
    return vt_start(&(VtOptions){.columns = 160, .rows = ROWS, .argv = argv, .env = env});
}

/* From the key to the end of the frame that comes next; -1 when none comes. */
static double press(Vt *vt, const char *key)
{
    double pressed = vt_now();
    double ran = main_thread_ms(vt_pid(vt));
    size_t before = vt_received(vt);
    vt_type(vt, key);
    while (vt_received(vt) == before && vt_now() - pressed < LONGEST_MS)
        vt_pump(vt, 1);
    if (vt_received(vt) == before)
        return -1;
    do {
        before = vt_received(vt);
        vt_pump(vt, FRAME_MS);
    } while (vt_received(vt) != before);
    return is_busy ? main_thread_ms(vt_pid(vt)) - ran : vt_last_output(vt) - pressed;
}

static void settle(Vt *vt)
{
    double start = vt_now();
    size_t before;
    do {
        before = vt_received(vt);
        vt_pump(vt, QUIET_MS);
    } while (vt_received(vt) != before && vt_now() - start < LONGEST_MS);
}

static double worse(double a, double b)
{
    return a < 0 || (b >= 0 && a > b) ? a : b;
}

/* Presses each letter and waits for its frame; the slowest. */
static double type(Vt *vt, const char *text, double pause_ms)
{
    double slowest = 0;
    for (const char *c = text; *c; c++) {
        slowest = worse(slowest, press(vt, (const char[]){*c, '\0'}));
        vt_pump(vt, pause_ms);
    }
    return slowest;
}

static double usage_ms(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

/* From ^C to its end. The system takes most of it, to have its memory back. */
static double quit(Vt *vt)
{
    struct rusage before;
    struct rusage after;
    double pressed = vt_now();
    double ran = process_ms(vt_pid(vt), 0) * CORES;
    getrusage(RUSAGE_CHILDREN, &before);
    vt_type(vt, "\x03");
    int status = vt_wait_exit(vt, LONGEST_MS);
    double took = vt_now() - pressed;
    getrusage(RUSAGE_CHILDREN, &after);
    vt_free(vt);
    if (is_busy)
        took = usage_ms(&after) - usage_ms(&before) - ran;
    return status == 0 || status == 0x100 ? took : -1;
}

/* The first frame; letters typed and taken away while the tree loads; the complete list. */
static Vt *measure_start(const char *folder)
{
    double began = vt_now();
    Vt *vt = start(folder);
    if (!vt_until(vt, "❯", LONGEST_MS))
        exit(2);
    tell(is_busy ? process_ms(vt_pid(vt), began) * CORES : vt_last_output(vt) - began, 100, "ms", "first frame");
    double slowest = 0;
    double listed = -1;
    while (vt_now() - began < LONGEST_MS && listed < 0) {
        slowest = worse(slowest, press(vt, "n"));
        vt_pump(vt, 20);
        slowest = worse(slowest, press(vt, "\x7f"));
        if (strstr(vt_row(vt, ROWS - 1), "1,000,000 files "))
            listed = vt_now() - began;
    }
    listed = listed < 0 ? -1 : process_ms(vt_pid(vt), began);
    tell(listed, 5000, "ms", "listed on the screen, with keys pressed all the time");
    double end = vt_now() + AFTER_MS;
    while (vt_now() < end) {
        slowest = worse(slowest, press(vt, "n"));
        vt_pump(vt, 20);
        slowest = worse(slowest, press(vt, "\x7f"));
    }
    tell(slowest, KEY_MS, "ms", "slowest key while it lists and reads");
    settle(vt);
    return vt;
}

static void measure_search(Vt *vt)
{
    tell(type(vt, "needle_5007", 60), KEY_MS, "ms", "slowest key of a query for one file");
    if (!vt_until(vt, " 1 line in 1 file", LONGEST_MS))
        tell(-1, 1, "", "query for one file");
    vt_type(vt, "\x15");
    settle(vt);
    tell(type(vt, "int open_file(", 60), KEY_MS, "ms", "slowest key of a query for many files");
    settle(vt);
    vt_type(vt, "\x15");
    settle(vt);
}

static void measure_files(Vt *vt)
{
    tell(press(vt, "\x06"), KEY_MS, "ms", "to the list of files");
    settle(vt);
    tell(type(vt, "part_0123456", 40), KEY_MS, "ms", "slowest key of a file's name");
    bool found = vt_until(vt, "part_0123456.c", LONGEST_MS);
    vt_type(vt, "\x15");
    vt_pump(vt, 10);
    tell(type(vt, "zz", 40), KEY_MS, "ms", "slowest key of a name that no file has");
    settle(vt);
    vt_type(vt, "\x15");
    settle(vt);
    tell(press(vt, "\x1b[6~"), KEY_MS, "ms", "a page further in the list of files");
    vt_type(vt, "\x06");
    settle(vt);
    tell(found ? 0 : -1, 1, "missing", "the file that was typed");
}

static void measure_tree(Vt *vt)
{
    tell(press(vt, "\x14"), KEY_MS, "ms", "to the tree");
    settle(vt);
    tell(press(vt, "\x1bOC"), KEY_MS, "ms", "opening the first folder");
    settle(vt);
    tell(press(vt, "\x1b[6~"), KEY_MS, "ms", "a page further in the tree");
    settle(vt);
    tell(press(vt, "\x1bOF"), KEY_MS, "ms", "to the end of the tree");
    settle(vt);
    vt_type(vt, "/");
    settle(vt);
    tell(type(vt, "part_0999", 40), KEY_MS, "ms", "slowest key of a name in the tree");
    tell(type(vt, "zz", 40), KEY_MS, "ms", "slowest key of a name that is not in the tree");
    vt_type(vt, "\x1b");
    settle(vt);
    vt_type(vt, "\x14");
    settle(vt);
}

static double anonymous_bytes(pid_t pid)
{
    char path[64];
    char line[256];
    double kilobytes = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, "RssAnon:", 8) == 0)
            kilobytes = strtod(line + 8, NULL);
    if (in)
        fclose(in);
    return kilobytes * 1024;
}

/* Returns the bytes in slabs, which hold those of files and are not counted as ken's own. */
static double measure_server(const char *folder)
{
    static const QueryClass queries[] = {
        {.name = "rare", .pattern = "needle_7007"}, {.name = "none", .pattern = "zzzzzz"},
        {.name = "word", .pattern = "open_file"},   {.name = "regex", .pattern = "\\w+_list\\(9\\d+\\)"},
        {.name = "any", .pattern = "part"},
    };
    double began = vt_now();
    Server *server = server_start(folder, "XDG_CACHE_HOME=/nonexistent");
    server_figure(server, "files");
    tell(process_ms(server_pid(server), began), 5000, "ms", "listed by ken serve");
    server_wait_until_read(server);
    tell(process_ms(server_pid(server), began), 0, "ms", "read and signed by ken serve");
    double files = server_figure(server, "files");
    tell(files == FILES ? 0 : -1, 0, "files", "missing in ken serve");
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        ServerAnswer answer = server_ask(server, &queries[i], NULL);
        tell(answer.ms, 0, "ms", "query %s, %llu lines", queries[i].pattern, (unsigned long long)answer.lines);
    }
    double slabs = server_figure(server, "slab_bytes");
    tell((anonymous_bytes(server_pid(server)) - slabs) / files, 600, "bytes", "memory a file of ken serve");
    server_end(server);
    return slabs;
}

int main(int argc, char **argv)
{
    if (argc != 2 || access(argv[1], R_OK) != 0) {
        fprintf(stderr, "usage: bench_million FOLDER\n");
        return 2;
    }
    double load = 0;
    getloadavg(&load, 1);
    is_busy = load > CORES;
    printf("load: %.1f%s\n", load, is_busy ? ", so that times are those of ken's own work" : "");
    double slabs = measure_server(argv[1]);
    Vt *vt = measure_start(argv[1]);
    measure_search(vt);
    measure_files(vt);
    measure_tree(vt);
    tell((anonymous_bytes(vt_pid(vt)) - slabs) / FILES, 600, "bytes", "memory a file of ken on the screen");
    tell(quit(vt), 100, "ms", "quitting");
    return has_missed ? 1 : 0;
}
