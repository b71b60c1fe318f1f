/* Cuts bytes into tokens: one lexer for all languages, driven by their tables (language_data.h). It allocates nothing,
 * reads every byte a bounded number of times, and takes any bytes, even such as change while it reads.
 *
 *     LexState at a line's start + bytes from there -> tokens in ascending order + LexState behind them
 *
 * Bytes begin at the start of a line. Where they end, they may be cut anywhere, but the state can be carried on only
 * from the end of a line (or of the file). */
#pragma once

#include <stdbool.h>

#include "engine/syntax/language.h"
#include "engine/syntax/token.h"

/* All that a lexer carries over a line's end. All zero is the start of a file. Plain data: compare with memcmp. */
enum { LEX_LEVELS = 3 };
typedef struct LexState {
    uint8_t language;                /* embedded: its index + 1, 0 in the file's own */
    uint8_t span;                    /* open span of that language: its index + 1, 0 in code */
    uint8_t depth;                   /* of nested comments; number of marks around a raw string; an indentation */
    uint8_t flags;                   /* about here-documents */
    uint32_t delimiter;              /* hash of the text that ends a here-document or a raw string */
    uint8_t host_span;               /* what opened the embedded language: index + 1 in the file's own */
    uint8_t host_depth;              /* length of the fence around it */
    uint8_t outer_span[LEX_LEVELS];  /* strings around the code of an interpolation: index + 1 */
    uint8_t outer_depth[LEX_LEVELS]; /* open brackets in each */
} LexState;

/* One pass over `bytes`. Lives on the caller's stack; `state` and `at` are for reading. */
typedef struct Lexer {
    const Language *language;
    LexState state;
    Slice bytes;
    size_t at;          /* how far it has come */
    size_t limit, past; /* end of the embedded text and of what ends it, once they are known */
    bool has_limit;
} Lexer;

/* Fewest tokens that lexer_tokens and lexer_regions must have room for. */
enum { LEXER_ROOM = 16 };

/* `language` may be NULL: no tokens then. Of `bytes`, at most the first 4 GB are read. */
void lexer_start(Lexer *lexer, const Language *language, LexState state, Slice bytes);
/* Writes the next tokens, at most `most` (>= LEXER_ROOM), and returns how many; 0 at the end. What no token covers is
 * blank or TEXT. A string comes in pieces where it holds escapes; nothing spans more than one call. */
size_t lexer_tokens(Lexer *lexer, Token *tokens, size_t most);
/* The same with whole comments and strings only (kinds whose region is not REGION_CODE), about five times as fast. The
 * states are those of lexer_tokens. */
size_t lexer_regions(Lexer *lexer, Token *tokens, size_t most);
/* The state behind `bytes`. */
LexState lexer_skip(const Language *language, LexState state, Slice bytes);

bool lex_state_equal(LexState a, LexState b);
