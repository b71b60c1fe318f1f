/* `ken` itself: decides what the screen is to show. */
#pragma once

#include "cli/options.h"
#include "engine/git/git.h"

/* Returns the exit status. */
int browse_run(const Options *options, GitHelper *git);
