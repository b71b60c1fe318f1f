/* `ken files`: the files that would be searched. */
#pragma once

#include "cli/options.h"
#include "engine/git/git.h"

/* Returns the exit status: 1 when there are none. */
int files_run(const Options *options, GitHelper *git);
