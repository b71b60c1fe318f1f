/* What must hold for outlines whatever the language and the bytes. For the unit tests and the fuzzer. */
#pragma once

#include "engine/syntax/outline.h"

/* NULL, or what does not hold: names lie inside; line by line and with little room the definitions are those of the
 * whole. Constant text. */
const char *outline_check(const Language *language, Slice bytes);
