/* What must hold for the lexer whatever the language and the bytes. For the unit tests and the fuzzer. */
#pragma once

#include "engine/syntax/lexer.h"

/* NULL, or what does not hold: tokens ascend, lie inside and do not overlap; room does not matter; regions and their
 * states are those of the tokens; line by line is the same as the whole. Constant text. */
const char *lexer_check(const Language *language, Slice bytes);
