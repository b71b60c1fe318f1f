/* What a lexer says about a run of bytes. Plain data.
 * Each kind belongs to one region, by which scope tells code, comment and string apart. */
#pragma once

#include <stdint.h>

#define TOKEN_KINDS(X)                                                                                                 \
    X(TEXT, CODE, "nothing special; never emitted")                                                                    \
    X(COMMENT, COMMENT, "a comment")                                                                                   \
    X(DOC_COMMENT, COMMENT, "a comment that documents what follows")                                                   \
    X(STRING, STRING, "a string, a character, a regular expression, a here-document")                                  \
    X(ESCAPE, STRING, "inside a string: an escape, or the brackets of an interpolation")                               \
    X(NUMBER, CODE, "a number, a date, a time")                                                                        \
    X(KEYWORD, CODE, "a word of the language")                                                                         \
    X(TYPE, CODE, "the name of a built-in type")                                                                       \
    X(CONSTANT, CODE, "true, null and their like")                                                                     \
    X(PREPROCESSOR, CODE, "preprocessor directives, attributes, decorators, pragmas")                                  \
    X(FUNCTION, CODE, "a name that is called or defined: a name before a bracket, a target, a label")                  \
    X(NAME, CODE, "any other name")                                                                                    \
    X(VARIABLE, CODE, "a name with a sigil: $name, @name, 'lifetime")                                                  \
    X(KEY, CODE, "a key of a key and value pair, an attribute of a tag")                                               \
    X(TAG, CODE, "a tag of a markup language")                                                                         \
    X(HEADING, CODE, "a heading, a section, a hunk")                                                                   \
    X(LINK, CODE, "an address or a path: a link, an include")                                                          \
    X(EMPHASIS, CODE, "text set apart: bold, italic, literal")                                                         \
    X(ADDED, CODE, "a line that a difference adds")                                                                    \
    X(REMOVED, CODE, "a line that a difference removes")                                                               \
    X(ERROR, CODE, "in logs: what went wrong")                                                                         \
    X(WARNING, CODE, "in logs: what could")                                                                            \
    X(PUNCTUATION, CODE, "one byte of anything else that is not blank")

typedef enum TokenKind {
#define X(name, region, meaning) TOKEN_##name,
    TOKEN_KINDS(X)
#undef X
        TOKEN_KIND_COUNT
} TokenKind;

typedef enum TokenRegion { REGION_CODE, REGION_COMMENT, REGION_STRING } TokenRegion;

typedef struct Token {
    uint32_t start, end; /* offsets in the bytes given to the lexer; never empty */
    uint8_t kind;        /* a TokenKind */
} Token;

TokenRegion token_region(TokenKind kind);
/* The kind as it is written above: "COMMENT". Constant. */
const char *token_name(TokenKind kind);
