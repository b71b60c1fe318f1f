/* What the files of the outline share. Each style of language has a function that takes one token:
 *
 *     outline.c           lines, levels, directives, which style
 *     outline_c.c         declarations: name(...) { and what C has besides
 *     outline_objc.c      what Objective-C adds to them
 *     outline_words.c     a word, then a name: fn, def, class
 *     outline_marks.c     headings, sections, keys, targets
 *     outline_blocks.c    what stands before a brace: selectors, blocks of settings
 *
 * Private to engine/syntax. */
#pragma once

#include <string.h>

#include "engine/syntax/outline.h"
#include "engine/syntax/tables.h"

typedef enum OutlineStyle {
    STYLE_NONE,
    STYLE_C,      /* declarations, bodies in braces */
    STYLE_BRACES, /* words that define, bodies in braces */
    STYLE_INDENT, /* words that define, bodies by indentation */
    STYLE_MARKS,  /* headings, keys */
    STYLE_BLOCKS, /* a line, then { */
} OutlineStyle;

/* OutlineState.flags */
enum {
    LINE_BEGUN = 1 << 0, /* something that is not blank came */
    IN_DIRECTIVE = 1 << 1,
    WANTS_MACRO = 1 << 2, /* #define: its name comes next */
    WANTS_ITEM = 1 << 3,  /* of an enumeration */
    IN_GROUP = 1 << 4,    /* const ( ... ) */
    HAS_KEY = 1 << 5,     /* on this line */
    ABOVE_HAS_KEY = 1 << 6,
};

/* OutlineHead.flags */
enum {
    HEAD_STARTED = 1 << 0,
    HEAD_TYPEDEF = 1 << 1,
    HEAD_EXTERN = 1 << 2,
    HEAD_EQUALS = 1 << 3,
    HEAD_TAG = 1 << 4,    /* a word that defines a type came; its name follows */
    HEAD_FROZEN = 1 << 5, /* and is complete */
    HEAD_FIRST = 1 << 6,  /* the word before the parentheses was the first of all */
    HEAD_CLOSED = 1 << 7, /* they have closed */
    HEAD_COLON = 1 << 8,  /* what follows initialises */
    HEAD_ENUM = 1 << 9,
    HEAD_STRING = 1 << 10,
    HEAD_POINTER = 1 << 11,   /* (*name */
    HEAD_IS_TYPE = 1 << 12,   /* the last word is a type */
    HEAD_PENDING = 1 << 13,   /* told; its body may follow */
    HEAD_POINTED = 1 << 14,   /* the name behind (* came */
    HEAD_STATEMENT = 1 << 15, /* has operators: declares nothing */
    HEAD_CLASS = 1 << 16,     /* the tag is one whose name parentheses may follow: record Name(...) */
    HEAD_PARAMS = 1 << 17,    /* and they did */
    HEAD_TOLD = 1 << 18,      /* name(...) => told it */
    HEAD_USING = 1 << 19,     /* brings in what is declared elsewhere */
};

/* OutlineWord.traits: what its text looks like, which may be out of reach when it counts */
enum {
    WORD_ATTRIBUTE = 1 << 0, /* a macro that stands around a function's name, and is none */
    WORD_HIDDEN = 1 << 1,    /* begins with __ */
    WORD_CAPITAL = 1 << 2,   /* no small letter in it */
    WORD_DEFINES = 1 << 3,   /* DEFINE_MUTEX */
    WORD_SECOND = 1 << 4,    /* DEFINE_PER_CPU: the name is its second argument */
};

/* OutlineLevel.flags */
enum {
    LEVEL_ENUM = 1 << 0,
    LEVEL_TYPEDEF = 1 << 1,
    LEVEL_MACRO = 1 << 2,  /* ends with its directive */
    LEVEL_OPAQUE = 1 << 3, /* no declarations in it */
};

static inline Slice outline_text(const Outline *outline, Token token)
{
    return slice_sub(outline->lexer.bytes, token.start, token.end);
}

static inline OutlineWord outline_word(const Outline *outline, Token token)
{
    return (OutlineWord){outline->offset + token.start, token.end - token.start, 0};
}

static inline bool outline_is(Slice text, const char *word)
{
    return text.len == strlen(word) && memcmp(text.data, word, text.len) == 0;
}

static inline bool outline_is_word(Token token)
{
    return token.kind == TOKEN_NAME || token.kind == TOKEN_FUNCTION || token.kind == TOKEN_TYPE ||
           token.kind == TOKEN_CONSTANT || token.kind == TOKEN_KEY || token.kind == TOKEN_VARIABLE;
}

/* Tells of a definition; its depth is filled in. */
void outline_emit(Outline *outline, Definition definition);
/* Opens a level for it. `definition.name_len` may be 0. */
void outline_push(Outline *outline, Definition definition, uint32_t place, uint32_t flags);
/* How many named definitions are open. */
uint8_t outline_depth(const OutlineState *state);
/* The innermost level; NULL for none. */
OutlineLevel *outline_top(OutlineState *state);
/* What the word defines by the language's table; DEFINES_NOTHING. */
uint8_t outline_defines(const Outline *outline, Token token);

void outline_take_c(Outline *outline, Token token);
/* What only Objective-C has; false when the token is none of it. */
bool outline_take_objc(Outline *outline, Token token);
void outline_take_words(Outline *outline, Token token);
/* At each line's end, before the state is of the next line. */
void outline_end_words(Outline *outline);
void outline_take_marks(Outline *outline, Token token);
void outline_take_blocks(Outline *outline, Token token);
