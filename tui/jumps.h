/* The jump list: the places that were left by a jump, in any file, to go back to and forward again. A place is kept by
 * its line, so that it holds when the file has been read anew; by its offset where lines are not counted that far.
 *
 *     jump: jumps_add(place left)     back: the place before, and where one is now is remembered for forward
 *
 * Owned by App; main thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/slice.h"

enum { JUMPS_MOST = 100, JUMP_ANY_ROW = -1 };

typedef struct Jump {
    char *path;      /* as the pager shows it */
    bool is_listed;  /* relative to the root of what is listed; else any path */
    uint64_t line;   /* 1-based; 0: not known */
    uint64_t offset; /* of that line's start */
    int row;         /* of the screen that the line stood in, or JUMP_ANY_ROW */
} Jump;

typedef struct Jumps {
    Jump items[JUMPS_MOST];
    int count;
    int at; /* the place one is at; `count`: none of them */
} Jumps;

void jump_deinit(Jump *jump);
void jumps_deinit(Jumps *jumps);
/* A jump begins at `from` (its path is copied): what was ahead is forgotten. The same line twice is kept once. */
void jumps_add(Jumps *jumps, const Jump *from);
/* The place to go to, borrowed until the next call; NULL when there is none. `here` (may be NULL: no place) is where
 * one is now. */
const Jump *jumps_back(Jumps *jumps, const Jump *here);
const Jump *jumps_forward(Jumps *jumps, const Jump *here);
