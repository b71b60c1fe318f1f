/* Mapped files whose bytes are flipped by other threads while they are searched: for the short test of it and the long
 * one. */
#pragma once

#include <stdint.h>

typedef struct FlipStorm {
    uint64_t lines;    /* given to the compiled pattern, each a match tried */
    uint64_t matched;  /* of these */
    uint64_t resolved; /* rows of results that were looked up again */
    uint64_t flips;    /* bytes changed meanwhile */
    unsigned patterns; /* different ones */
} FlipStorm;

/* Searches with every pattern of tests/support/patterns.txt, over and over, until so many lines were tried. */
FlipStorm flip_storm(uint64_t lines_wanted);
