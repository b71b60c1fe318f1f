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
    X(SYNTAX_TYPE, "types and preprocessor lines")

typedef enum Role {
#define X(name, meaning) ROLE_##name,
    ROLES(X)
#undef X
        ROLE_COUNT
} Role;

typedef struct Style {
    uint8_t role;     /* a Role */
    bool is_selected; /* on the quiet background of the selected row */
    bool is_marked;   /* the row is marked (Tab) */
    bool is_found;    /* the pager's current match among several: reversed */
} Style;

static inline Style style_of(Role role)
{
    return (Style){.role = (uint8_t)role};
}

static inline bool style_equal(Style a, Style b)
{
    return a.role == b.role && a.is_selected == b.is_selected && a.is_marked == b.is_marked && a.is_found == b.is_found;
}
