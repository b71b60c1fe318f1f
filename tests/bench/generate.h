/* Patterns made from the corpus's own text, for comparing ways of searching. Seeded: the same at every run. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERN_BYTES = 256 };

/* A pattern in two spellings: what means ASCII to PCRE2 has to be told to rg. */
typedef struct Generated {
    char pattern[PATTERN_BYTES];
    char for_rg[PATTERN_BYTES];
    bool is_caseless;
} Generated;

typedef struct Generator {
    uint64_t state;
    char **paths; /* borrowed: files to take text from */
    size_t path_count;
} Generator;

/* The next pattern; `path` is the file that its text is from. */
void generator_next(Generator *generator, Generated *made, const char **path);
/* A number below `below`. */
uint32_t generator_draw(Generator *generator, uint32_t below);
