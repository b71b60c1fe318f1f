/* What the user asks for. Plain data; `pattern` is borrowed by whoever reads the query. */
#pragma once

#include <stdbool.h>

#include "engine/base/slice.h"

typedef enum CaseMode {
    CASE_SMART, /* insensitive while the pattern has no upper-case letter (escapes such as \S aside) */
    CASE_SENSITIVE,
    CASE_INSENSITIVE,
} CaseMode;

/* The lexer's regions, in its order (engine/syntax/token). */
enum { IN_CODE = 1 << 0, IN_COMMENTS = 1 << 1, IN_STRINGS = 1 << 2, IN_ALL = IN_CODE | IN_COMMENTS | IN_STRINGS };

typedef struct Query {
    Slice pattern;
    bool is_literal; /* the pattern is text, not an expression */
    bool is_bytes;   /* the pattern is bytes, at most NEEDLE_MOST: found as they are, also where they hold line ends */
    CaseMode case_mode;
    bool is_word;     /* a match must not touch word characters on either side */
    unsigned regions; /* where a match must begin: a set, see engine/search/regions; 0 = anywhere */
} Query;
