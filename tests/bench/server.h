/* A `ken serve` that stays, and its answers. One thread. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "tests/bench/queries.h"

typedef struct Server Server;

typedef struct ServerAnswer {
    double ms; /* the engine's own time from request to complete count; -1 when it has not answered */
    uint64_t lines;
    uint64_t files;
} ServerAnswer;

/* Starts it on the folder, which stays the caller's, with "NAME=value" (may be NULL) in its environment. */
Server *server_start(const char *folder, const char *setting);
/* Asks it to end, waits, and frees. */
void server_end(Server *server);
pid_t server_pid(const Server *server);

/* Until every file has been read and signed. */
void server_wait_until_read(Server *server);
/* A figure of its statistics by name, or -1. */
double server_figure(Server *server, const char *name);

/* `glob` limits the files that are looked at; NULL = all. */
ServerAnswer server_ask(Server *server, const QueryClass *query, const char *glob);
