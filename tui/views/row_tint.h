/* Syntax colour of result lines. The state at a line comes from the row before it in the same file, from the file's
 * start when that is near, else from a guess; what is lexed for a block of rows is bounded, since the rows wait for it.
 * Lives on the stack of the background's thread while rows are resolved in order. */
#pragma once

#include "engine/syntax/checkpoints.h"
#include "tui/viewport.h"

typedef struct RowTinter {
    bool has_file;
    uint32_t file, generation;
    const Language *language; /* of that file; NULL: plain */
    LexPlace place;           /* known in it */
    size_t lexed;             /* bytes so far, for all rows */
} RowTinter;

/* Goes to the file (none: plain); `bytes` are all of it. `attribute`: as language_for takes it. */
void row_tinter_enter(RowTinter *tinter, uint32_t file, uint32_t generation, Slice path, Slice attribute, Slice bytes);
/* Paints of bytes [from, to) of the line [line_start, line_end) of the file entered, relative to `from`; at most
 * `most`. Returns how many. */
size_t row_tinter_paint(RowTinter *tinter, Slice bytes, uint64_t line_start, uint64_t line_end, size_t from, size_t to,
                        Paint *paints, size_t most);
