/* less's options, which rule where `ken` pages files or standard input. */
#pragma once

#include "cli/options.h"

/* True when the command line pages: files and no folder, or no folder while standard input is fed. */
bool page_options_rule(int argc, char **argv, bool is_fed);
/* The subset of $LESS that is kept: F R X S N i I J x. NULL for unset. */
void page_options_read_environment(Options *options, const char *text);
/* Takes the argument `text` (and `next`, the one behind it, NULL for none) where it is an option or a command of less.
 * False: it is for the program's own table. `*ok` false: it is refused, with `err`. */
bool page_options_take(Options *options, const char *text, const char *next, bool *has_taken_next, bool *ok,
                       Error *err);
/* Appends the rows of --help. */
void page_options_print_help(Buf *out);
