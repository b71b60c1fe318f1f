/* `ken grep`: the engine without the screen. */
#pragma once

#include "cli/options.h"
#include "engine/git/git.h"
#include "engine/search/pattern.h"

enum { EXIT_MATCHED = 0, EXIT_NO_MATCH = 1, EXIT_TROUBLE = 2 };

/* Returns the exit status. */
int grep_run(const Options *options, GitHelper *git);
/* Compiles the options' pattern; NULL when it is no valid one, which is told on standard error: what is wrong, the
 * pattern, and a caret below the place. */
Pattern *grep_compile(const Query *query);
