/* A compiled pattern: the only user of PCRE2. Immutable once compiled, counted, shared by all threads; what a
 * match needs to write (match data, JIT stack) is in a Matcher, one a thread.
 *
 * Matching is per line: `^`, `$`, `\s`, `[^x]` and lookarounds see one line, without its newline. Patterns are
 * UTF-8 and matched in UTF mode (bytes that are not UTF-8 match nothing but do no harm); \w \d \b are ASCII unless the
 * pattern starts with
 * (*UCP). Files known to be ASCII are matched in byte mode, which is the same and faster. Only JIT-compiled
 * code runs on bytes that may change under it (DESIGN, section 6). */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "engine/search/query.h"
#include "engine/search/strategy.h"

typedef struct Pattern Pattern;
typedef struct Matcher Matcher;

typedef struct PatternError {
    size_t offset; /* bytes into the pattern */
    char text[256];
} PatternError;

/* NULL with `err` when it is no valid expression. Takes well under a millisecond: for the main thread. */
Pattern *pattern_compile(const Query *query, PatternError *err);
Pattern *pattern_retain(Pattern *pattern);
void pattern_release(Pattern *pattern);
/* What it was compiled from, its text the pattern's own. Borrowed. */
const Query *pattern_query(const Pattern *pattern);
/* True when letters of either case match (after smart case was decided). */
bool pattern_is_caseless(const Pattern *pattern);
/* The pattern is bytes: its matches are found by find_each wherever they are, and may hold line ends. */
bool pattern_is_bytes(const Pattern *pattern);
/* The text that every match equals (ASCII-caselessly when pattern_is_caseless), when the pattern is such a one; empty
 * otherwise. */
Slice pattern_literal(const Pattern *pattern);

/* How lines that match are found, in files without a byte over 0x7f or in any. Borrowed. */
const Strategy *pattern_strategy(const Pattern *pattern, bool is_ascii);
/* What every line that matches holds, in files of any kind. */
void pattern_plan(const Pattern *pattern, Plan *plan);
/* False when the system refuses JIT (SELinux, W^X): then lines are copied before they are matched, and it is slow. */
bool pattern_has_jit(const Pattern *pattern);

/* One thread at a time. Reusable for any pattern. */
Matcher *matcher_new(void);
void matcher_free(Matcher *matcher);
/* Matches are given up (as timed out) soon after `*cancel` is true; NULL for none. The flag outlives the matches. */
void matcher_set_cancel(Matcher *matcher, const atomic_bool *cancel);

typedef struct Match {
    size_t start; /* bytes into the line */
    size_t end;
} Match;

typedef enum MatchResult {
    MATCH_NONE,
    MATCH_FOUND,
    MATCH_TIMED_OUT, /* the pattern ran away on this line */
} MatchResult;

/* First match in `line` (no newline) that starts at or after `from`. `is_ascii` promises that no byte is over 0x7f. */
MatchResult pattern_match(const Pattern *pattern, Matcher *matcher, Slice line, size_t from, bool is_ascii,
                          Match *match);
