/* `ken` in the middle of a pipeline, where there is no screen to page on: what it was given, byte for byte. */
#pragma once

#include "cli/options.h"

/* Copies the files, or standard input, to standard output; the exit status. */
int copy_run(const Options *options);
