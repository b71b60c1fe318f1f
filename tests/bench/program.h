/* Whole runs of programs that search, as a shell would start them: their output goes through a pipe that is read to the
 * end, since some take short cuts when they write to /dev/null. */
#pragma once

#include <stdint.h>

#include "tests/bench/queries.h"

typedef struct Outcome {
    double ms; /* -1 when the program is missing or has failed */
    uint64_t lines;
    bool is_cut; /* it was ended, having taken longer than anyone would wait */
} Outcome;

/* A program that prints "path:count" or "count" lines. Among its words "%" stands for the pattern; "-i" and
 * "--no-unicode" are left out unless the query needs them. */
typedef struct Program {
    const char *name;
    const char *words[16];
    bool is_measured;  /* not only compared with: always in all rounds, however slow */
    bool has_no_cache; /* ken, with an empty cache folder at each start */
} Program;

/* By name: "ken grep, cold", "ken grep, warm", "rg", "ugrep", "git grep", "ag", "csearch"; NULL for others. Static. */
const Program *program_find(const char *name);

/* Runs it in the working folder. `cold` is a folder that programs without a cache get as the user's cache folder,
 * emptied before. */
Outcome program_run(const Program *program, const QueryClass *query, const char *cold);

/* Removes what is in the folder, and makes it when there is none. */
void program_empty_folder(const char *folder);
