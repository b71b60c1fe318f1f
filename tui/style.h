/* What a piece of text means. Views name roles; only the palette knows colours. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ROLES(X)                                                                                                       \
    X(TEXT, "file contents and what the user typed")                                                                   \
    X(DIM, "everything structural: counts, units, hints")                                                              \
    X(ACCENT, "names and keys")                                                                                        \
    X(NAME, "the base name of a file: the accent, bold")                                                               \
    X(FOLDER, "the folders before it")                                                                                 \
    X(MATCH, "what matched")                                                                                           \
    X(STRONG, "figures that are to be read first")                                                                     \
    X(NUMBER, "line numbers")                                                                                          \
    X(NUMBER_CURRENT, "the line number of the selected line")                                                          \
    X(SEPARATOR, "hair lines")                                                                                         \
    X(BAR, "the bar before the selected row")                                                                          \
    X(BRANCH, "the branch in the status line")                                                                         \
    X(CONTROL, "control characters made visible")                                                                      \
    X(ERROR, "what went wrong")                                                                                        \
    X(WARNING, "what the user should know")                                                                            \
    X(SYNTAX_KEYWORD, "keywords")                                                                                      \
    X(SYNTAX_COMMENT, "comments")                                                                                      \
    X(SYNTAX_STRING, "strings")                                                                                        \
    X(SYNTAX_NUMBER, "numbers")                                                                                        \
    X(SYNTAX_TYPE, "types")                                                                                            \
    X(SYNTAX_PREPROCESSOR, "preprocessor lines, directives, attributes")                                               \
    X(SYNTAX_CONSTANT, "constants and escapes")                                                                        \
    X(SYNTAX_HEADING, "headings and sections")                                                                         \
    X(SYNTAX_KEY, "keys and names of attributes")                                                                      \
    X(SYNTAX_TAG, "tags and targets")                                                                                  \
    X(SYNTAX_ADDED, "added lines")                                                                                     \
    X(SYNTAX_REMOVED, "removed lines")                                                                                 \
    X(SYNTAX_ERROR, "errors in logs, and what is no token")                                                            \
    X(SYNTAX_WARNING, "warnings in logs")

typedef enum Role {
#define X(name, meaning) ROLE_##name,
    ROLES(X)
#undef X
        ROLE_COUNT
} Role;

/* Colours that the text itself asks for (tui/sgr): none, one of the terminal's 256, or 0xRRGGBB. */
enum { COLOUR_NONE = 0, COLOUR_INDEX = 1 << 24, COLOUR_RGB = 2 << 24, COLOUR_KIND = 3 << 24 };

enum {
    ATTRIBUTE_BOLD = 1,
    ATTRIBUTE_DIM = 2,
    ATTRIBUTE_ITALIC = 4,
    ATTRIBUTE_UNDERLINE = 8,
    ATTRIBUTE_REVERSE = 16,
    ATTRIBUTE_STRIKE = 32,
};

/* What text asks for by itself. All zero: nothing. */
typedef struct Dress {
    uint32_t foreground, background; /* COLOUR_... */
    uint32_t attributes;             /* ATTRIBUTE_... */
} Dress;

/* Without padding: cells are compared as memory. */
typedef struct Style {
    uint8_t role;     /* a Role */
    bool is_selected; /* on the quiet background of the selected row */
    bool is_marked;   /* the row is marked (Tab) */
    bool is_found;    /* the pager's current match among several: reversed */
    Dress dress;      /* over the role's own looks */
} Style;

static inline Style style_of(Role role)
{
    return (Style){.role = (uint8_t)role};
}

static inline bool dress_equal(Dress a, Dress b)
{
    return a.foreground == b.foreground && a.background == b.background && a.attributes == b.attributes;
}

static inline bool style_equal(Style a, Style b)
{
    return a.role == b.role && a.is_selected == b.is_selected && a.is_marked == b.is_marked &&
           a.is_found == b.is_found && dress_equal(a.dress, b.dress);
}
