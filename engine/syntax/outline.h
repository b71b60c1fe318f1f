/* The definitions in a file, as its language's table and the tokens tell them: functions, types, macros, headings,
 * sections, targets, keys. One pass, without allocation, over any bytes of any size.
 *
 *     OutlineState at a line's start + bytes from there -> definitions as they become known + OutlineState behind them
 *
 * Bytes begin at the start of a line and end at the end of one (or of the file); cut into other pieces they give the
 * same definitions. Offsets are the document's. Pure; any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/syntax/language_data.h"
#include "engine/syntax/lexer.h"

/* A DefinitionKind of the language's table, or one of these. */
enum {
    DEFINES_CONSTANT = DEFINES_VARIABLE + 1, /* an enumerator */
    DEFINES_HEADING,                         /* of a text, a section of a configuration */
    DEFINES_TARGET,                          /* of a makefile */
    DEFINES_KEY,                             /* at the top of a data file, or of its section */
    DEFINITION_KIND_COUNT
};

typedef struct Definition {
    uint64_t line_start; /* of the line on which it begins, with the type or the attributes before the name */
    uint64_t name_start;
    uint32_t name_len;
    uint8_t kind;
    uint8_t depth; /* how many definitions it is in */
} Definition;

enum { OUTLINE_LEVELS = 12, OUTLINE_BRANCHES = 8 };

/* A definition whose body has not ended. */
typedef struct OutlineLevel {
    Definition definition; /* name_len 0: it counts for nothing, but braces */
    uint32_t place;        /* open braces before its own, columns of indentation, or the rank of a heading */
    uint32_t flags;        /* outline_parts.h, as all flags */
} OutlineLevel;

/* A word that was seen, by its place. */
typedef struct OutlineWord {
    uint64_t start;
    uint32_t len;
    uint32_t traits; /* outline_parts.h */
} OutlineWord;

/* What begins to look like a definition. */
typedef struct OutlineHead {
    uint64_t line_start;
    OutlineWord name;     /* behind a word that defines */
    OutlineWord function; /* before parentheses */
    OutlineWord argument; /* the first in them */
    OutlineWord last;     /* what a declaration without parentheses is likely to name */
    OutlineWord spare;    /* the same if `last` is no name */
    OutlineWord recent;   /* the word before this token */
    uint32_t words;       /* names and types so far */
    uint32_t flags, parens;
    uint8_t kind, step, nesting;
} OutlineHead;

/* All that is carried over a line's end. All zero is the start of a file. Plain data. */
typedef struct OutlineState {
    LexState lex;
    uint64_t line_start;
    uint64_t above_start; /* the line before, without the blanks around it */
    uint32_t above_len;
    uint32_t flags;
    OutlineHead head;
    OutlineLevel levels[OUTLINE_LEVELS];
    uint32_t level_count;
    uint32_t braces, parens;
    uint32_t branches[OUTLINE_BRANCHES]; /* open braces at each #if that is open */
    uint32_t branch_count;
    uint32_t columns;  /* of the line's indentation */
    uint64_t last_end; /* of the token before */
    uint8_t last;      /* its kind, and its only byte when it is a mark */
    char last_mark;
} OutlineState;

enum { OUTLINE_TOKENS = 256 };

/* One pass over `bytes`. Lives on the caller's stack; `state` is for reading once all is taken. */
typedef struct Outline {
    const Language *language;
    OutlineState state;
    Lexer lexer;
    uint64_t offset; /* of `bytes` in the document */
    Token tokens[OUTLINE_TOKENS];
    size_t token_count, token_next;
    size_t at; /* how far the lines' ends are seen */
    uint8_t style;
    uint32_t first_letters;  /* of the words that define, as a mask */
    Definition *definitions; /* where they go, during outline_next */
    size_t definition_count;
} Outline;

/* Whether ken knows what defines anything in this language. NULL: no. */
bool outline_is_known(const Language *language);
/* Whether its definitions are names that other files use: code, not headings and keys. */
bool outline_is_code(const Language *language);

/* `bytes` begin at `offset` of the document. */
void outline_start(Outline *outline, const Language *language, const OutlineState *state, uint64_t offset, Slice bytes);
/* Writes the next definitions, at most `most` (>= OUTLINE_ROOM), and returns how many; 0 once the bytes are at their
 * end. Ascending by the place where they become known: of a function its body, of other things their name. */
enum { OUTLINE_ROOM = 8 };
size_t outline_next(Outline *outline, Definition *definitions, size_t most);
/* The definitions whose bodies have not ended behind the bytes, outermost first; at most OUTLINE_LEVELS. */
size_t outline_open(const OutlineState *state, Definition *open);

/* The innermost definition around the line that starts at `line_start`, or the one that begins there. `bytes` begin at
 * a line's start, the document's own or OUTLINE_REACH before the line, and hold some lines after it, because a
 * function's head can be long. Enumerators do not count. Offsets are those in `bytes`. False when there is none, or the
 * language is not known. */
enum { OUTLINE_REACH = 512 << 10, OUTLINE_BEYOND = 8 << 10 };
bool outline_around(const Language *language, Slice bytes, uint64_t line_start, Definition *around);

/* The kind in one word: "function". Constant. */
const char *definition_kind_name(uint8_t kind);
