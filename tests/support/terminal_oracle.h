/* What may reach the terminal: a parser by an allow-list, of what a program has sent to a terminal that is an
 * xterm-256color. Text is whole UTF-8 without control, bidirectional or invisible characters; a sequence is one that
 * ken itself or terminfo makes, with parameters that it can have. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Oracle {
    int columns, rows;       /* no cursor goes beyond */
    bool has_copies;         /* keys that copy were typed: the clipboard may be written */
    size_t frames;           /* seen so far */
    size_t offset;           /* of the first thing that is not allowed */
    char complaint[256];     /* about it, in printable characters */
    size_t alternate_screen; /* times that it was entered */
} Oracle;

/* False at the first thing that is not allowed. A sequence that is cut off at the end is none. */
bool oracle_allows(Oracle *oracle, const char *bytes, size_t len);
