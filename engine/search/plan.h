/* What a match must contain, by reading a regular expression without running it. Where the reading is unsure, less is
 * required, never more. Pure; any thread.
 *
 *     expression --plan_read--> tree --plan-->        an AND of ORs of literals: each line that matches holds, for each
 *                                                     clause, at least one of its strings
 *                                    --plan_stream--> a program over streams of bits (stream.h)
 *
 * The idea is Russ Cox's ("Regular Expression Matching with a Trigram Index", 2012): the exact strings of a
 * part are multiplied along a concatenation while they stay few, and become a requirement when they do not. */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"
#include "engine/search/stream.h"

enum {
    PLAN_STRING_MOST = 62, /* bytes of one string */
    PLAN_STRINGS = 16,     /* alternatives in one clause */
    PLAN_CLAUSES = 8,
};

typedef struct PlanString {
    uint8_t len;
    char text[PLAN_STRING_MOST];
} PlanString;

/* One of these must occur. */
typedef struct PlanClause {
    unsigned count;
    PlanString strings[PLAN_STRINGS];
} PlanClause;

typedef struct Plan {
    bool is_exact; /* a line matches if and only if it holds a string of clauses[0]: no verifying */
    unsigned clause_count;
    PlanClause clauses[PLAN_CLAUSES];
} Plan;

typedef struct PlanMode {
    bool is_caseless; /* strings are lower case, and are found with ASCII letters of either case */
    bool is_wide;     /* text may hold characters beyond ASCII: of which some fold to k and s */
    bool is_bytes;    /* the expression is not UTF-8: each byte of it is a character */
    bool is_word;     /* for plan_stream: no word character touches a match, and none is empty */
} PlanMode;

/* Reads a valid PCRE2 expression. */
void plan_regex(Plan *plan, Slice pattern, PlanMode mode);

typedef enum PlanStream {
    PLAN_STREAM_NONE,   /* there is no program that says anything */
    PLAN_STREAM_FILTER, /* every line that matches is hit, and perhaps others */
    PLAN_STREAM_EXACT,  /* the lines that match are those that are hit */
} PlanStream;

/* Turns a valid PCRE2 expression into a program that hits its lines. */
PlanStream plan_stream(StreamProgram *program, Slice pattern, PlanMode mode);

/* How many zeros of a long run of them matter at either end: with more than those of both ends, more or fewer of them
 * in the middle make no difference to which lines match. For a valid PCRE2 expression; 0 where that is not known. */
size_t plan_zeros(Slice pattern, PlanMode mode);
/* The same for a text of so many bytes that is looked for as it is. */
size_t plan_zeros_of_text(size_t len);
