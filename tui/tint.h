/* From what the lexer says to what is drawn: a role for each kind of token, and the paints of a stretch of a line. */
#pragma once

#include "engine/syntax/token.h"
#include "tui/style.h"
#include "tui/viewport.h"

/* ROLE_TEXT for what is not set apart: names, brackets, signs. */
Role tint_role(TokenKind kind);
/* The tokens (ascending, offsets in a line) that lie in [from, to), as paints relative to `from`: at most `most`, runs
 * of one role as one. Returns how many. */
size_t tint_tokens(const Token *tokens, size_t count, uint32_t from, uint32_t to, Paint *paints, size_t most);
