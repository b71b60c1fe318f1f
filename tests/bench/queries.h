/* What the benchmarks ask, one query a class. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct QueryClass {
    const char *name;
    const char *pattern;
    double goal; /* times sooner than a whole run of rg that the resident engine is to be; 0 = none is set */
    bool is_caseless;
    bool is_ascii; /* its \w or \s is to mean ASCII, for programs to which that means Unicode */
    bool is_brief; /* one of the few to be asked of a very large tree */
} QueryClass;

/* The classes for a corpus ("log" has its own). Static. */
const QueryClass *queries_for(const char *corpus, size_t *count);
