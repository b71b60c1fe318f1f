/* Complete counts of one query a class: the resident engine (ken serve), one-shot `ken grep`, and the peers, each as a
 * whole run with its output through a pipe (some take short cuts on /dev/null), in the same minute, medians.
 *
 *     bench_search PROGRAM FOLDER [ROUNDS]
 *
 * Prints a table in Markdown: milliseconds, and how many times sooner than rg the resident engine is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/median.h"
#include "tests/support/vt.h"

enum { ROUNDS_MOST = 25, ARGUMENTS_MOST = 16 };

typedef struct QueryClass {
    const char *name;
    const char *pattern;
    bool is_caseless;
    double target; /* times sooner than rg */
} QueryClass;

static const QueryClass classes[] = {
    {"rare literal", "mutex_lock_nested", false, 100},
    {"frequent literal", "static int", false, 15},
    {"regex with a literal", "\\w+_lock\\(", false, 15},
    {"alternation", "foo|bar_baz|quux", false, 15},
    {"case-insensitive literal", "kmalloc", true, 15},
    {"one character", "e", false, 15},
    {"two characters", "if", false, 15},
    {"absent", "zzzqqq", false, 100},
    {"classes only", "[a-z]+[0-9]{4}", false, 8},
    {"no help at all", "\\s+$", false, 1},
    {"no help at all", ".{120,}", false, 1},
};

enum { CLASSES = sizeof classes / sizeof classes[0] };

/* A program run once for a query: its words, with the pattern put in the place of "%". */
typedef struct Peer {
    const char *name;
    const char *words[ARGUMENTS_MOST];
    const char *caseless; /* its option for that */
} Peer;

static const Peer peers[] = {
    {"rg", {"rg", "--no-config", "-c", "-e", "%", "."}, "-i"},
    {"ugrep", {"ugrep", "-r", "-I", "-P", "-c", "--ignore-files", "-e", "%", "."}, "-i"},
    {"git grep", {"git", "grep", "-I", "-P", "-c", "-e", "%"}, "-i"},
    {"ag", {"ag", "--nocolor", "-c", "%"}, "-i"},
    {"csearch", {"csearch", "-c", "%"}, "-i"},
};

enum { PEERS = sizeof peers / sizeof peers[0] };

/* Runs the program, reads what it prints to the end, and sums the counts behind the last colon of its lines. */
static double time_program(const char *const *argv, uint64_t *lines)
{
    int ends[2];
    if (pipe(ends) != 0)
        exit(1);
    double start = vt_now();
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    close(ends[1]);
    FILE *out = fdopen(ends[0], "r");
    char line[8192];
    *lines = 0;
    while (fgets(line, sizeof line, out)) {
        const char *colon = strrchr(line, ':');
        *lines += colon ? strtoull(colon + 1, NULL, 10) : 0;
    }
    fclose(out);
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? vt_now() - start : -1;
}

static double time_words(const char *const *words, const QueryClass *class, const char *caseless, int rounds,
                         uint64_t *lines)
{
    const char *argv[ARGUMENTS_MOST + 2] = {words[0]};
    int count = 1;
    for (int i = 1; words[i]; i++) {
        bool is_command = strcmp(words[1], "grep") == 0; /* whose options stand behind it */
        if (class->is_caseless && i == (is_command ? 2 : 1))
            argv[count++] = caseless;
        argv[count++] = strcmp(words[i], "%") == 0 ? class->pattern : words[i];
    }
    double times[ROUNDS_MOST];
    for (int r = 0; r < rounds; r++)
        times[r] = time_program(argv, lines);
    return median(times, rounds);
}

/* --- the resident engine --- */

typedef struct Server {
    FILE *to;
    FILE *from;
    pid_t pid;
} Server;

static void start_server(Server *server, const char *program)
{
    int in[2];
    int out[2];
    if (pipe(in) != 0 || pipe(out) != 0)
        exit(1);
    server->pid = fork();
    if (server->pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[1]);
        close(out[0]);
        execl(program, program, "serve", ".", NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    server->to = fdopen(in[1], "w");
    server->from = fdopen(out[0], "r");
}

static double number_behind(const char *answer, const char *key)
{
    const char *at = strstr(answer, key);
    return at ? atof(at + strlen(key)) : -1;
}

/* One request; the engine's own time. */
static double ask(Server *server, const QueryClass *class, uint64_t *lines)
{
    static char answer[1 << 20];
    fprintf(server->to, "{\"id\":1,\"op\":\"search\",\"limit\":1,\"case\":\"%s\",\"pattern\":\"",
            class->is_caseless ? "insensitive" : "sensitive");
    for (const char *c = class->pattern; *c; c++)
        fprintf(server->to, *c == '\\' || *c == '"' ? "\\%c" : "%c", *c);
    fputs("\"}\n", server->to);
    fflush(server->to);
    if (!fgets(answer, sizeof answer, server->from))
        exit(1);
    *lines = (uint64_t)number_behind(answer, "\"lines\":");
    return number_behind(answer, "\"ms\":");
}

/* Until every file has been read and signed. */
static void wait_until_read(Server *server)
{
    static char answer[1 << 16];
    do {
        usleep(100000);
        fputs("{\"id\":0,\"op\":\"stats\"}\n", server->to);
        fflush(server->to);
        if (!fgets(answer, sizeof answer, server->from))
            exit(1);
    } while (!strstr(answer, "\"is_loaded\":true"));
}

static void end_server(Server *server)
{
    fputs("{\"id\":2,\"op\":\"quit\"}\n", server->to);
    fclose(server->to);
    fclose(server->from);
    waitpid(server->pid, NULL, 0);
}

/* --- the table --- */

static void print_ms(double ms)
{
    if (ms < 0)
        printf(" – |");
    else
        printf(ms < 10 ? " %.2f |" : " %.0f |", ms);
}

static void print_class(Server *server, const char *program, const QueryClass *class, int rounds)
{
    uint64_t lines = 0;
    uint64_t other = 0;
    double times[ROUNDS_MOST];
    ask(server, class, &lines);
    for (int r = 0; r < rounds; r++)
        times[r] = ask(server, class, &lines);
    double resident = median(times, rounds);
    double rg = time_words(peers[0].words, class, peers[0].caseless, rounds, &other);
    printf("| %s | `%s`%s | %llu |", class->name, class->pattern, class->is_caseless ? " -i" : "",
           (unsigned long long)lines);
    print_ms(resident);
    printf(" %.0f× (%.0f×) |", rg / resident, class->target);
    const char *const cold[] = {program, "grep", "--no-cache", "-c", "-e", "%", NULL};
    const char *const warm[] = {program, "grep", "-c", "-e", "%", NULL};
    print_ms(time_words(cold, class, "-i", rounds, &other));
    print_ms(time_words(warm, class, "-i", rounds, &other));
    print_ms(rg);
    for (size_t p = 1; p < PEERS; p++)
        print_ms(time_words(peers[p].words, class, peers[p].caseless, rounds, &other));
    putchar('\n');
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc < 3 || chdir(argv[2]) != 0) {
        fprintf(stderr, "usage: bench_search PROGRAM FOLDER [ROUNDS]\n");
        return 2;
    }
    int rounds = argc > 3 ? atoi(argv[3]) : 5;
    if (rounds < 1 || rounds > ROUNDS_MOST)
        rounds = 5;
    Server server;
    start_server(&server, argv[1]);
    wait_until_read(&server);
    printf("| class | pattern | lines | resident | rg / resident (target) | ken grep, no cache | ken grep |");
    for (size_t p = 0; p < PEERS; p++)
        printf(" %s |", peers[p].name);
    printf("\n| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    for (size_t p = 0; p < PEERS; p++)
        printf(" ---: |");
    putchar('\n');
    for (size_t i = 0; i < CLASSES; i++)
        print_class(&server, argv[1], &classes[i], rounds);
    end_server(&server);
    return 0;
}
