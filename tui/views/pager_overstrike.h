/* Patterns for text in which characters are struck over by backspaces (man pages): what is looked for is what is seen.
 * Pure. */
#pragma once

#include "engine/base/buf.h"

/* Appends an expression that matches as `pattern` does, also where any of its characters were struck over ("N^HN").
 * False when the pattern is one that cannot be rewritten so; nothing is appended then. */
bool pager_overstrike(Slice pattern, bool is_literal, Buf *out);
