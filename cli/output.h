/* Standard output of the commands without a screen: whole buffers, and one place that knows when it failed. */
#pragma once

#include "cli/options.h"

/* Writes all of it. False with `err`. */
bool output_write(Slice bytes, Error *err);
/* Names and text go to a terminal: control bytes are to be made visible. */
bool output_is_terminal(void);
bool output_wants_color(ColorWhen when);
