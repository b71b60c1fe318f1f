/* `ken serve`: one JSON request a line in, one JSON answer a line out; stays resident. */
#pragma once

#include "cli/options.h"
#include "engine/git/git.h"

/* Returns the exit status at "quit" or the end of standard input. */
int serve_run(const Options *options, GitHelper *git);
