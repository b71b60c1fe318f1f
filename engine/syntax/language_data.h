/* The form in which a language is written down: one LanguageData in a table of engine/syntax/languages/ (its README.md
 * says how to add one). Everything is text that people can check against the language's manual; tables.c makes
 * lookup tables of it when the language is first used. Lists of words are separated by blanks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "engine/syntax/token.h"

/* Tables leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Something that begins with `open` and ends with `close`: a comment, a string, a here-document, an embedded
 * language. Of those that begin alike the first in the table wins, so the longer comes first. */
typedef struct SpanData {
    const char *open;          /* 1 byte or more; ASCII letters match in either case when the language's keywords do */
    const char *close;         /* NULL: the end of the line */
    uint8_t kind;              /* a TokenKind */
    uint32_t flags;            /* SPAN_* */
    char escape;               /* inside, this byte takes the next one with it, a line's end too; 0: none */
    const char *prefixes;      /* opens only directly behind one of these words; with SPAN_BARE also behind none */
    const char *unless;        /* does not open before one of these bytes */
    const char *interpolation; /* inside, begins code that ends at the matching bracket: "${" */
    const char *inside;        /* name of the language of the text inside */
} SpanData;

enum {
    /* where it opens */
    SPAN_BARE = 1 << 0,        /* with prefixes: these are optional, but no other word may stand before it */
    SPAN_AFTER_BLANK = 1 << 1, /* only at a line's start, behind a blank or one of ;&|() */
    SPAN_LINE_START = 1 << 2,  /* only with nothing but blanks before it on the line */
    SPAN_COLUMN_ONE = 1 << 3,  /* only as the first bytes of a line */
    SPAN_WORD = 1 << 4,        /* only as a whole word; implied when `open` begins with a letter */
    SPAN_OPERAND = 1 << 5,     /* only where a value may stand: regular expressions; see operand_words */
    SPAN_CHARACTER = 1 << 6,   /* only when it closes behind one character or one escape: 'a' but not 'lifetime */
    /* where it closes */
    SPAN_ONE_LINE = 1 << 7,       /* at the latest at the line's end, unless that is escaped */
    SPAN_NESTS = 1 << 8,          /* counts openings inside */
    SPAN_DOUBLED = 1 << 9,        /* `close` twice stands for itself */
    SPAN_CLASSES = 1 << 10,       /* `close` does not count between [ and ]: regular expressions */
    SPAN_AT_COLUMN_ONE = 1 << 11, /* `close` counts only as the first bytes of a line, and takes all that line */
    SPAN_ANYWHERE = 1 << 12,      /* with `inside`: `close` counts whatever the inner language makes of it */
    /* how `open` and `close` belong together */
    SPAN_HASHES = 1 << 13,    /* as many # before `open` as behind `close`: r##"..."## */
    SPAN_LEVELS = 1 << 14,    /* open, any number of =, [ ... ], as many =, ]: [==[ ... ]==] */
    SPAN_DELIMITER = 1 << 15, /* open, a word, ( ... ), the same word, close: R"x(...)x" */
    /* open, a word, perhaps quoted or behind - or ~; from the next line to that word, which may be indented behind
     * these. With SPAN_INDENTED it always may be, and code may follow it. */
    SPAN_HEREDOC = 1 << 16,
    SPAN_FENCE = 1 << 17,    /* open or more of its byte, a language's name; to as many at a line's start */
    SPAN_INDENTED = 1 << 18, /* open at the line's end; all lines that are indented deeper than this one */
    SPAN_NAMED = 1 << 19,    /* the word behind `open` belongs to it: <body */
    SPAN_SIGILS = 1 << 20,   /* inside, a sigil of a VARIABLE and the word behind it are an ESCAPE: "$name" */
    SPAN_MARKS = 1 << 21,    /* open, any mark, ... to the same mark or the closing bracket; `close` is "": q{...} */
    SPAN_TWICE = 1 << 22,    /* with SPAN_MARKS: two of them: s/.../.../ or s{...}{...} */
};

/* A shape of the beginning of a line, tried at line starts in code. The pattern matches from the line's first byte;
 * marked parts get the kinds in turn, and lexing goes on behind the match. Matching is greedy and never goes back:
 *     %b  any blanks      %B  one blank or more    %w  a word: one word byte or more    %d  one digit or more
 *     %{abc}  one or more of these bytes           %!{abc}  one or more, but not these
 *     %?x  x or nothing   %.  the rest of the line, perhaps empty      %$  the line's end, behind any blanks
 *     %[ %]  begin and end of a marked part        %%  a percent sign; all else stands for itself */
enum { RULE_PARTS = 3 };
typedef struct RuleData {
    const char *pattern;
    uint8_t kinds[RULE_PARTS];
} RuleData;

typedef struct WordsData {
    uint8_t kind;
    const char *words; /* made of word bytes, at most 32 long */
} WordsData;

/* A byte that makes a token together with the word behind it: $name, @decorator. */
typedef struct SigilData {
    char byte;
    uint8_t kind;
    bool takes_digits; /* a number too: $1 */
} SigilData;

/* For outlines: what the name behind one of these words is. */
typedef enum DefinitionKind {
    DEFINES_NOTHING,
    DEFINES_FUNCTION,
    DEFINES_TYPE,
    DEFINES_MACRO,
    DEFINES_MODULE,
    DEFINES_VARIABLE,
} DefinitionKind;

typedef struct DefinitionData {
    uint8_t kind; /* a DefinitionKind */
    const char *words;
} DefinitionData;

enum {
    LANGUAGE_ANY_CASE = 1 << 0,      /* keywords in either case */
    LANGUAGE_CALLS = 1 << 1,         /* a name before ( is a FUNCTION */
    LANGUAGE_QUOTED_DIGITS = 1 << 2, /* ' between digits: 1'000 */
    LANGUAGE_PLAIN_NUMBERS = 1 << 3, /* numbers are text: prose */
    LANGUAGE_BODIES = 1 << 4,        /* for outlines: name(...) { defines a function */
    LANGUAGE_HIDDEN = 1 << 5,        /* only a part of others: never chosen for a file */
    LANGUAGE_KEYS = 1 << 6,          /* a name before : is a KEY */
    LANGUAGE_LABELS = 1 << 7,        /* for outlines: a FUNCTION at a line's start, before a :, is a definition */
    LANGUAGE_INDENTED = 1 << 8,      /* for outlines: bodies by indentation, even where comments begin with // */
    LANGUAGE_NAME_INSIDE = 1 << 9,   /* for outlines: function(name, (define (name */
    LANGUAGE_BLOCKS = 1 << 10,       /* for outlines: all that stands before { on its line is the name */
    LANGUAGE_NODES = 1 << 11,        /* for outlines: a TAG at a line's start is a name with a body */
};

/* Sizes that the tables' masks and the lexer's state allow. */
enum { SPANS_MOST = 32, RULES_MOST = 32, WORD_LISTS_MOST = 8, SIGILS_MOST = 8, DEFINITIONS_MOST = 8 };

typedef struct LanguageData {
    const char *names;        /* the first is shown; the others, aliases */
    const char *extensions;   /* without the dot, as they are on disk */
    const char *files;        /* base names; one with a * at its end matches what begins so */
    const char *interpreters; /* of #! lines, without digits at their end */
    const char *signs;      /* of languages that share an extension: the first word of some line says it is this one */
    uint32_t flags;         /* LANGUAGE_* */
    const char *word_first; /* bytes that may begin a word, besides letters, _ and what is not ASCII */
    const char *word_more;  /* bytes that may go on in one, besides these and digits */
    char escape;            /* in code, takes the next byte with it: the shell's backslash */
    const char *leave;      /* of an embedded language: in code, this byte leaves it */
    uint8_t name_kind;      /* of words that are in no list; 0: TOKEN_NAME */
    const char *operand_words; /* behind these a value may stand: return */
    WordsData words[WORD_LISTS_MOST];
    SpanData spans[SPANS_MOST];
    RuleData rules[RULES_MOST];
    SigilData sigils[SIGILS_MOST];
    DefinitionData definitions[DEFINITIONS_MOST];
} LanguageData;

/* The tables in languages/: each ends with an entry whose names are NULL. A new group of languages is added here. */
#define LANGUAGE_GROUPS(X)                                                                                             \
    X(data) /* first: it begins with plain text */                                                                     \
    X(c_family)                                                                                                        \
    X(script)                                                                                                          \
    X(web)                                                                                                             \
    X(markup)                                                                                                          \
    X(build)                                                                                                           \
    X(styles)                                                                                                          \
    X(settings)                                                                                                        \
    X(documents)                                                                                                       \
    X(functional)                                                                                                      \
    X(numeric)                                                                                                         \
    X(tools)                                                                                                           \
    X(jvm)                                                                                                             \
    X(compiled)                                                                                                        \
    X(dynamic)                                                                                                         \
    X(shells)                                                                                                          \
    X(machine)

#define X(group) extern const LanguageData languages_##group[];
LANGUAGE_GROUPS(X)
#undef X
