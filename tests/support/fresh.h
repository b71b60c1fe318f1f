/* What a run of the program that knows nothing yet finds, to hold against one that has been there for long. */
#pragma once

#include <stdint.h>

typedef struct Counts {
    uint64_t lines;
    uint64_t files;
} Counts;

/* The counts of `ken grep --no-cache -i` in the folder, with "NAME=value" ("" for nothing) in its environment. */
Counts fresh_counts(const char *folder, const char *pattern, const char *setting);
/* As the screen's header words them: " 1,234 lines in 17 files". Returns `text`. */
const char *counts_header(Counts counts, char text[128]);
