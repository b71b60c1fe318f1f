/* Patterns that run away, and subjects that make them: lines of a megabyte of five kinds, and many short ones. */
#pragma once

#include "tests/support/scratch.h"

enum { RUNAWAY_KINDS = 6, RUNAWAY_LONG_KINDS = 5, RUNAWAY_PATTERNS_LEAST = 200 };

/* The name of the nth kind of subject, and of its file; the last is the one of short lines. */
const char *runaway_kind(unsigned nth);
/* Writes the nth kind into a file of its name. */
void runaway_write(const Scratch *scratch, unsigned nth);

typedef void RunawayFn(void *context, const char *pattern);

/* Calls `each` for every `step`th pattern of tests/support/evil_patterns.txt that compiles; for how many. */
unsigned runaway_for_each(unsigned step, RunawayFn *each, void *context);
