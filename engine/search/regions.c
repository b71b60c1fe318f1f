/* Where in a file a match begins: in code, in a comment or in a string. */
#include "engine/search/regions.h"

#include <stdlib.h>

#include "engine/base/mem.h"

_Static_assert(IN_CODE == 1 << REGION_CODE && IN_COMMENTS == 1 << REGION_COMMENT && IN_STRINGS == 1 << REGION_STRING,
               "a query's set has a bit for each of the lexer's regions");

enum { HEAD_BYTES = 512 }; /* what the choice of a language looks at */

void span_states_init(SpanStates *states, uint32_t span_count)
{
    *states = (SpanStates){.known = 1};
    states->states = mem_zalloc(span_count, sizeof states->states[0]);
    pthread_mutex_init(&states->lock, NULL);
}

void span_states_deinit(SpanStates *states)
{
    pthread_mutex_destroy(&states->lock);
    free(states->states);
}

/* The state behind the lines of the span, when `state` is the one before them. */
static LexState skip_span(const Language *language, LexState state, const Pin *pin, uint32_t span)
{
    SpanView view;
    if (!span_view_open(pin, span, SPAN_ZEROS_ANY, &view))
        return state;
    state = lexer_skip(language, state, slice_sub(view.pin.bytes, view.start, view.end));
    span_view_close(pin, &view);
    return state;
}

/* The state at the first line of the span; whoever asks first lexes all before it. */
static LexState find_state(SpanStates *states, const Language *language, const Pin *pin, uint32_t span)
{
    pthread_mutex_lock(&states->lock);
    for (; states->known <= span; states->known++)
        states->states[states->known] = skip_span(language, states->states[states->known - 1], pin, states->known - 1);
    LexState state = states->states[span];
    pthread_mutex_unlock(&states->lock);
    return state;
}

void region_walk_init(RegionWalk *walk, Slice path, Slice attribute, const Pin *pin, const SpanView *view,
                      SpanStates *states, uint32_t span)
{
    walk->path = path;
    walk->attribute = attribute;
    walk->pin = pin;
    walk->bytes = view->pin.bytes;
    walk->start = view->start;
    walk->end = view->end;
    walk->states = states;
    walk->span = span;
    walk->is_binary = pin->text == TEXT_BINARY;
    walk->has_begun = false;
}

static void begin(RegionWalk *walk)
{
    LexState state = {0};
    walk->has_begun = true;
    walk->count = walk->next = 0;
    walk->language =
        walk->is_binary ? NULL : language_for(walk->path, slice_sub(walk->pin->bytes, 0, HEAD_BYTES), walk->attribute);
    if (!walk->language)
        return;
    if (walk->states)
        state = find_state(walk->states, walk->language, walk->pin, walk->span);
    lexer_start(&walk->lexer, walk->language, state, slice_sub(walk->bytes, walk->start, walk->end));
}

/* The first comment or string that ends behind `at` (both count from walk->start), or NULL when none begins at or
 * before `to`. */
static const Token *token_at(RegionWalk *walk, uint64_t at, uint64_t to)
{
    for (;;) {
        while (walk->next < walk->count && walk->tokens[walk->next].end <= at)
            walk->next++;
        if (walk->next < walk->count)
            return &walk->tokens[walk->next];
        if (walk->lexer.at > to || walk->lexer.at >= walk->lexer.bytes.len)
            return NULL;
        walk->count = lexer_regions(&walk->lexer, walk->tokens, REGION_TOKENS);
        walk->next = 0;
    }
}

uint64_t region_walk_next(RegionWalk *walk, unsigned regions, uint64_t from, uint64_t to)
{
    if (!walk->has_begun)
        begin(walk);
    bool takes_code = regions & IN_CODE;
    if (!walk->language)
        return takes_code ? from : REGION_NOWHERE;
    while (from <= to) {
        const Token *token = token_at(walk, from - walk->start, to - walk->start);
        bool is_code = !token || walk->start + token->start > from;
        if (is_code ? takes_code : regions >> token_region((TokenKind)token->kind) & 1)
            return from;
        if (!token)
            break;
        from = walk->start + (is_code ? token->start : token->end);
    }
    return REGION_NOWHERE;
}

MatchResult region_match(const Pattern *pattern, Matcher *matcher, RegionWalk *walk, uint64_t start, Slice line,
                         size_t from, bool is_ascii, Match *match)
{
    unsigned regions = pattern_query(pattern)->regions;
    if (regions == 0)
        return pattern_match(pattern, matcher, line, from, is_ascii, match);
    uint64_t to = start + line.len;
    uint64_t place = region_walk_next(walk, regions, start + from, to);
    while (place != REGION_NOWHERE) {
        from = (size_t)(place - start);
        MatchResult answer = pattern_match(pattern, matcher, line, from, is_ascii, match);
        if (answer != MATCH_FOUND)
            return answer;
        /* \K in a lookbehind may put a match's start before where it was looked for: that one is passed over */
        uint64_t found = match->start >= from ? start + match->start : place + 1;
        place = region_walk_next(walk, regions, found, to);
        if (place == found && match->start >= from)
            return MATCH_FOUND;
    }
    return MATCH_NONE;
}

void region_reader_init(RegionReader *reader, const RegionWalk *walk)
{
    reader->start = REGION_NOWHERE;
    reader->line = *walk;
}

MatchResult region_reader_match(RegionReader *reader, const Pattern *pattern, Matcher *matcher, uint64_t start,
                                Slice line, size_t from, bool is_ascii, Match *match)
{
    if (pattern_query(pattern)->regions == 0)
        return pattern_match(pattern, matcher, line, from, is_ascii, match);
    if (start != reader->start) {
        region_walk_next(&reader->line, 0, start, start);
        reader->start = start;
        reader->reached = SIZE_MAX;
    }
    if (from < reader->reached)
        reader->at = reader->line;
    MatchResult answer = region_match(pattern, matcher, &reader->at, start, line, from, is_ascii, match);
    reader->reached = answer == MATCH_FOUND && match->start >= from ? match->start : SIZE_MAX;
    return answer;
}
