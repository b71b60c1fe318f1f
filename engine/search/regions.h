/* Where in a file a match begins, in code, in a comment or in a string: for patterns that ask for some of them
 * (Query.regions). Lexed only when asked, from the start of the lines at hand, as far as asked:
 *
 *     places, ascending --RegionWalk--> the regions they lie in        (one thread's own)
 *     large files: SpanStates, the lexer's states at the starts of spans, found in order, kept with the search
 *
 * A comment or a string is all that the lexer takes for one, its marks included; all else is code, and so is a file in
 * a language that the lexer does not know, and a binary one. An empty match at a line's end has the region of the
 * newline, which belongs to a block comment around it but not to a line comment before it. */
#pragma once

#include <pthread.h>

#include "engine/search/pattern.h"
#include "engine/search/span_view.h"
#include "engine/syntax/lexer.h"

/* The states of one large file at the lines that its spans begin with. Shared by the workers. */
typedef struct SpanStates {
    pthread_mutex_t lock; /* guards what follows */
    LexState *states;     /* of the first `known` spans */
    uint32_t known;
} SpanStates;

void span_states_init(SpanStates *states, uint32_t span_count);
void span_states_deinit(SpanStates *states);

enum { REGION_TOKENS = 40 };

/* One pass over lines of one file. Plain data: a copy goes on from the same place. */
typedef struct RegionWalk {
    Slice path;      /* borrowed, as what follows is */
    Slice attribute; /* what git's attributes say of the language */
    const Pin *pin;  /* of the file, or a copy of it */
    Slice bytes;
    uint64_t start, end; /* of the lines that are walked over */
    SpanStates *states;  /* NULL when `start` is 0 */
    uint32_t span;
    bool is_binary;
    bool has_begun;
    const Language *language; /* once it has begun; NULL: all is code */
    Lexer lexer;
    Token tokens[REGION_TOKENS];
    size_t count, next;
} RegionWalk;

#define REGION_NOWHERE UINT64_MAX

/* Over the lines of the view of `pin`: of the file's span `span` when `states` are given, else from the file's start.
 * Nothing is lexed yet. Offsets are the view's. */
void region_walk_init(RegionWalk *walk, Slice path, Slice attribute, const Pin *pin, const SpanView *view,
                      SpanStates *states, uint32_t span);
/* The first place in [from, to] that lies in one of the regions (a set, as in Query), or REGION_NOWHERE. `from` never
 * descends. */
uint64_t region_walk_next(RegionWalk *walk, unsigned regions, uint64_t from, uint64_t to);

/* As pattern_match, of the line at offset `start` of the file: the first match that begins in one of the pattern's
 * regions. It need not be one that is found without them: in "xx" across the start of a string, a match that begins
 * before it does not hide one inside. `walk` has not gone behind `start` + `from`; it may be NULL for a pattern that is
 * for anywhere. */
MatchResult region_match(const Pattern *pattern, Matcher *matcher, RegionWalk *walk, uint64_t start, Slice line,
                         size_t from, bool is_ascii, Match *match);

/* Matches of line after line, each line's as often as one likes. */
typedef struct RegionReader {
    RegionWalk line; /* at the line's start */
    RegionWalk at;
    uint64_t start; /* of the line; REGION_NOWHERE before the first */
    size_t reached; /* in it */
} RegionReader;

/* Takes the walk over. */
void region_reader_init(RegionReader *reader, const RegionWalk *walk);
/* As region_match; lines must ascend. */
MatchResult region_reader_match(RegionReader *reader, const Pattern *pattern, Matcher *matcher, uint64_t start,
                                Slice line, size_t from, bool is_ascii, Match *match);
