/* Guessing the state in the middle of a document. Each start state is tried on what is above; the one that meets the
 * fewest oddities is taken, code among equals. */
#include "engine/syntax/checkpoints.h"

#include <string.h>

#include "engine/syntax/tables.h"

enum { CANDIDATES_MOST = 12, TOKENS = 512 };

/* Weights of what looks wrong. */
enum {
    ODD_STRING = 1,   /* a string cut off by the line's end */
    ODD_LONG = 4,     /* one that goes on and on */
    ODD_UNCLOSED = 4, /* the start state's span does not end at all: then a little oddity in code is more likely */
    LONG = 4096,
};

/* Spans that hold lines and whose end is known without having seen how they began. */
static bool is_candidate(const SpanData *span)
{
    const uint32_t unknown =
        SPAN_HASHES | SPAN_LEVELS | SPAN_DELIMITER | SPAN_MARKS | SPAN_HEREDOC | SPAN_FENCE | SPAN_INDENTED;
    if (!span->close || span->flags & (SPAN_ONE_LINE | unknown))
        return false;
    return span->inside || token_region((TokenKind)span->kind) != REGION_CODE;
}

static size_t list_candidates(const Language *language, LexState *candidates)
{
    size_t count = 1;
    candidates[0] = (LexState){0};
    for (unsigned i = 0; i < language->span_count && count < CANDIDATES_MOST; i++) {
        const SpanData *span = &language->data->spans[i];
        if (!is_candidate(span))
            continue;
        candidates[count++] = span->inside ? (LexState){.language = (uint8_t)(language->inside_index[i] + 1),
                                                        .host_span = (uint8_t)(i + 1)}
                                           : (LexState){.span = (uint8_t)(i + 1)};
    }
    return count;
}

static bool is_cut_off(Slice bytes, Token token)
{
    char last = bytes.data[token.end - 1];
    return token.kind == TOKEN_STRING && token.end < bytes.len && bytes.data[token.end] == '\n' &&
           (!strchr("\"'`/", last) || last == 0);
}

static size_t count_oddities(const Language *language, LexState *state, Slice bytes)
{
    Token tokens[TOKENS];
    Lexer lexer;
    LexState start = *state;
    size_t oddities = 0;
    size_t written = 0;
    lexer_start(&lexer, language, start, bytes);
    while (lexer.at < bytes.len) {
        size_t count = lexer_regions(&lexer, tokens, TOKENS);
        written += count;
        for (size_t i = 0; i < count; i++) {
            oddities += is_cut_off(bytes, tokens[i]) ? ODD_STRING : 0;
            oddities += tokens[i].kind == TOKEN_STRING && tokens[i].end - tokens[i].start > LONG ? ODD_LONG : 0;
        }
    }
    *state = lexer.state;
    bool is_unclosed = start.span && lex_state_equal(start, lexer.state) && written <= 1;
    return oddities + (is_unclosed ? ODD_UNCLOSED : 0);
}

LexState lex_guess(const Language *language, Slice above)
{
    LexState candidates[CANDIDATES_MOST];
    LexState best = {0};
    size_t fewest = SIZE_MAX;
    if (!language)
        return best;
    size_t count = list_candidates(language, candidates);
    for (size_t i = 0; i < count; i++) {
        size_t oddities = count_oddities(language, &candidates[i], above);
        if (oddities < fewest) {
            fewest = oddities;
            best = candidates[i];
        }
        if (fewest == 0)
            break;
    }
    return best;
}
