/* Lexer states at places of a document, so that any part of it can be coloured without lexing all that is above. Of
 * a document of 1 GB: 24 bytes per 64 KB, 400 KB in all. Bytes are handed in as slices. One thread at a time.
 *
 *     rightly: a pass from the start    checkpoints_extend ... checkpoints_before -> state, lex from there
 *     at once: what has not been reached    lex_guess(some 64 KB above) -> the most plausible state
 *     sooner:  several threads    each extends a part of its own from a guess; checkpoints_join takes over what proves
 * right
 *
 * Lexers forget: whatever state they start in, soon they are in the same one. So a part that began with a wrong guess
 * is wrong only up to some place, and from there on joins ("Data-parallel finite-state machines", Mytkowicz, Musuvathi
 * and Schulte, ASPLOS 2014, runs all start states and rests on the same convergence). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/syntax/lexer.h"

typedef struct Checkpoints Checkpoints;

/* A place where lexing can begin: a line's start, but inside a line longer than the slices given. */
typedef struct LexPlace {
    uint64_t offset;
    LexState state;
} LexPlace;

/* Begins at `start`: {0} for a whole document; a part begins at a line's start, with a guess. */
Checkpoints *checkpoints_new(const Language *language, LexPlace start);
void checkpoints_free(Checkpoints *checkpoints);
/* Goes on with `bytes` of the document, which begin where checkpoints_reached says; 64 KB or more, unless the document
 * ends. Takes whole lines, all of it when there is no line's end in it or `is_end`; returns how many bytes. */
size_t checkpoints_extend(Checkpoints *checkpoints, Slice bytes, bool is_end);
LexPlace checkpoints_reached(const Checkpoints *checkpoints);
/* The last place at or before `offset` whose state is known. */
LexPlace checkpoints_before(const Checkpoints *checkpoints, uint64_t offset);
/* Takes over what `part` knows behind the place that `checkpoints` has reached; false when `part` has no such place or
 * another state there: then extend by 64 KB, and try again. Both must have the same language. */
bool checkpoints_join(Checkpoints *checkpoints, const Checkpoints *part);
/* Forgets what lies behind `offset`: the document changed there. */
void checkpoints_cut(Checkpoints *checkpoints, uint64_t offset);
/* Memory in use, in bytes. */
size_t checkpoints_memory(const Checkpoints *checkpoints);

/* The most plausible state behind `above`, some KB of whole lines: lexed from code and from inside each comment and
 * string that can hold lines, it is the one that meets the fewest oddities (strings that are not closed, or without
 * end).
 */
LexState lex_guess(const Language *language, Slice above);
