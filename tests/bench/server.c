/* A `ken serve` that stays, and its answers. */
#include "tests/bench/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"

struct Server {
    FILE *to;
    FILE *from;
    pid_t pid;
    char *answer;
    size_t capacity;
};

Server *server_start(const char *folder, const char *setting)
{
    int in[2];
    int out[2];
    if (pipe(in) != 0 || pipe(out) != 0)
        abort();
    signal(SIGPIPE, SIG_IGN);
    Server *server = mem_zalloc(1, sizeof *server);
    server->pid = fork();
    if (server->pid == 0) {
        if (setting)
            putenv((char *)setting);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        const int ends[] = {in[0], in[1], out[0], out[1]};
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
            close(ends[i]);
        execl(KEN_PROGRAM, KEN_PROGRAM, "serve", folder, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    server->to = fdopen(in[1], "w");
    server->from = fdopen(out[0], "r");
    return server;
}

pid_t server_pid(const Server *server)
{
    return server->pid;
}

/* The answer to what has been written, or "". */
static const char *take_answer(Server *server)
{
    fflush(server->to);
    return getline(&server->answer, &server->capacity, server->from) > 0 ? server->answer : "";
}

static double number_behind(const char *answer, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(answer, key);
    return at ? strtod(at + strlen(key), NULL) : -1;
}

void server_end(Server *server)
{
    fputs("{\"id\":2,\"op\":\"quit\"}\n", server->to);
    take_answer(server);
    fclose(server->to);
    fclose(server->from);
    waitpid(server->pid, NULL, 0);
    free(server->answer);
    free(server);
}

void server_wait_until_read(Server *server)
{
    const char *answer;
    do {
        usleep(5000);
        fputs("{\"id\":0,\"op\":\"stats\"}\n", server->to);
        answer = take_answer(server);
    } while (*answer && !strstr(answer, "\"is_loaded\":true"));
}

double server_figure(Server *server, const char *name)
{
    fputs("{\"id\":0,\"op\":\"stats\"}\n", server->to);
    return number_behind(take_answer(server), name);
}

ServerAnswer server_ask(Server *server, const QueryClass *query, const char *glob)
{
    fprintf(server->to, "{\"id\":1,\"op\":\"search\",\"limit\":1,\"case\":\"%s\",\"pattern\":\"",
            query->is_caseless ? "insensitive" : "sensitive");
    for (const char *c = query->pattern; *c; c++)
        fprintf(server->to, *c == '\\' || *c == '"' ? "\\%c" : *c == '\t' ? "\\t" : "%c", *c);
    fputs("\"", server->to);
    if (glob)
        fprintf(server->to, ",\"globs\":[\"%s\"]", glob);
    fputs("}\n", server->to);
    const char *answer = take_answer(server);
    double lines = number_behind(answer, "lines");
    if (lines < 0)
        return (ServerAnswer){.ms = -1};
    return (ServerAnswer){
        .ms = number_behind(answer, "ms"), .lines = (uint64_t)lines, .files = (uint64_t)number_behind(answer, "files")};
}
