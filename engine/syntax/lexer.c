/* The lexer: code is cut into words, numbers and marks, spans are passed over to their end. Written once and compiled
 * twice, for tokens and for regions alone, so that both come to the same states:
 *
 *     lexer_run -> line_start (rules) -> run_code  -> special: opens a span, enters or leaves a language
 *               -> run_span (comment, string)      -> closes it, or an interpolation begins
 */
#include "engine/syntax/lexer.h"

#include <string.h>

#include "engine/syntax/embed.h"
#include "engine/syntax/rule.h"
#include "engine/syntax/span.h"
#include "engine/syntax/words.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { STEP_MOST = 8 }; /* tokens that one step may write */

/* Where tokens go, and what of the language is at work. */
typedef struct Run {
    Lexer *lexer;
    const Language *language;
    const char *bytes;
    size_t end; /* of the text in that language */
    Token *tokens;
    size_t count, most;
} Run;

typedef enum Step {
    STEP_NOTHING, /* nothing special: an ordinary byte */
    STEP_TAKEN,   /* went on, still in code */
    STEP_CHANGED, /* the outer loop must look again */
} Step;

ALWAYS_INLINE void emit(Run *run, size_t start, size_t end, uint8_t kind, bool is_full)
{
    if (start >= end)
        return;
    if (!is_full) {
        if (token_region((TokenKind)kind) == REGION_CODE)
            return;
        kind = kind == TOKEN_ESCAPE ? TOKEN_STRING : kind;
        Token *last = run->count > 0 ? &run->tokens[run->count - 1] : NULL;
        if (last && last->end == start && last->kind == kind) {
            last->end = (uint32_t)end;
            return;
        }
    }
    run->tokens[run->count++] = (Token){(uint32_t)start, (uint32_t)end, kind};
}

/* Whether the byte at `at` and what follows are a name with its sigil. A colon behind a colon is none: Foo::Bar. */
static bool is_sigil(const Run *run, size_t at)
{
    if (run->bytes[at] == ':' && at > 0 && run->bytes[at - 1] == ':')
        return false;
    uint8_t next = at + 1 < run->end ? (uint8_t)run->bytes[at + 1] : '\n';
    return run->language->classes[next] & run->language->sigil_next[(uint8_t)run->bytes[at]];
}

ALWAYS_INLINE size_t word_end(const Run *run, size_t at)
{
    while (at < run->end && run->language->classes[(uint8_t)run->bytes[at]] & CLASS_WORD)
        at++;
    return at;
}

/* --- state --- */

static unsigned levels_of(const LexState *state)
{
    unsigned levels = 0;
    while (levels < LEX_LEVELS && state->outer_span[levels])
        levels++;
    return levels;
}

static void close_span(Lexer *lexer)
{
    lexer->state.span = 0;
    lexer->state.depth = 0;
}

/* --- opening --- */

/* Opens a span at lexer->at; false when the state has no room for it. */
static bool open_span(Run *run, unsigned index, const Opening *opening, bool is_full)
{
    Lexer *lexer = run->lexer;
    LexState *state = &lexer->state;
    const SpanData *span = &run->language->data->spans[index];
    if (span->inside || span->flags & SPAN_FENCE) {
        if (!embed_enter(lexer, run->language, index, opening))
            return false;
        emit(run, lexer->at, lexer->at + opening->len, span->kind, is_full);
        lexer->at += opening->len;
        return true;
    }
    if (span->flags & SPAN_HEREDOC) {
        if (!state->delimiter) { /* of several on a line, or one in another, the first is followed */
            state->flags = opening->flags;
            state->delimiter = opening->delimiter;
        }
        emit(run, lexer->at, lexer->at + opening->len, TOKEN_KEYWORD, is_full);
        lexer->at += opening->len;
        return true;
    }
    if (span->flags & SPAN_MARKS && state->delimiter)
        return false;
    state->span = (uint8_t)(index + 1);
    state->depth = opening->depth;
    if (span->flags & (SPAN_DELIMITER | SPAN_MARKS))
        state->delimiter = opening->delimiter;
    return true;
}

/* --- spans --- */

/* Length of the escape at `at`, all of a character's bytes or a number's digits with it. */
static size_t escape_length(const Run *run, const SpanData *span, size_t at)
{
    size_t past = at + 2;
    if (past > run->end)
        return 1;
    uint8_t byte = (uint8_t)run->bytes[at + 1];
    if (byte == '\n')
        return span_is_by_lines(span) ? 1 : 2;
    if (byte == '\r' && past < run->end && run->bytes[past] == '\n')
        return span_is_by_lines(span) ? 1 : 3;
    if (byte >= 0x80)
        while (past < run->end && past < at + 5 && ((uint8_t)run->bytes[past] & 0xc0) == 0x80)
            past++;
    else if (byte == 'x' || byte == 'u' || byte == 'U')
        while (past < run->end && past < at + 10 && run->bytes[past] > 0 &&
               strchr("0123456789abcdefABCDEF", run->bytes[past]))
            past++;
    return past - at;
}

/* Behind a class of a regular expression that begins at `at`, or behind its bracket when none ends nearby. */
static size_t pass_class(const Run *run, const SpanData *span, size_t at)
{
    enum { CLASS_LONGEST = 64 };
    for (size_t past = at + 1; past < run->end && past < at + CLASS_LONGEST && run->bytes[past] != '\n'; past++) {
        if (run->bytes[past] == ']')
            return past + 1;
        if (run->bytes[past] == span->escape && past + 1 < run->end && run->bytes[past + 1] != '\n')
            past++;
    }
    return at + 1;
}

/* Whether code begins at `at` inside the string; if so the string is put aside. */
static bool open_interpolation(Run *run, const SpanData *span, size_t start, size_t at, bool is_full)
{
    LexState *state = &run->lexer->state;
    unsigned level = levels_of(state);
    if (level == LEX_LEVELS || !span_is_at(run->language, span->interpolation, run->bytes, at, run->end))
        return false;
    size_t past = at + strlen(span->interpolation);
    state->outer_span[level] = state->span;
    state->outer_depth[level] = 0;
    close_span(run->lexer);
    emit(run, start, at, span->kind, is_full);
    emit(run, at, past, TOKEN_ESCAPE, is_full);
    run->lexer->at = past;
    return true;
}

ALWAYS_INLINE void finish_span(Run *run, size_t start, size_t at, bool is_full)
{
    const SpanData *span = &run->language->data->spans[run->lexer->state.span - 1];
    emit(run, start, at, span->kind, is_full);
    if (span->flags & (SPAN_HEREDOC | SPAN_DELIMITER | SPAN_MARKS)) {
        run->lexer->state.delimiter = 0;
        run->lexer->state.flags = 0;
    }
    close_span(run->lexer);
    run->lexer->at = at;
}

/* Whether the bracketing text at `at` ends the span; else `*at` is behind it. */
static bool closes_here(Run *run, const SpanData *span, size_t *at)
{
    LexState *state = &run->lexer->state;
    if (span->flags & SPAN_MARKS)
        return span_closes_mark(span, state, run->bytes, at, run->end);
    size_t len = span_closing(run->language, state->span - 1U, state, run->bytes, *at, run->end);
    bool is_nested = span->flags & SPAN_NESTS;
    if (len == 0) {
        size_t opening =
            is_nested && span_is_at(run->language, span->open, run->bytes, *at, run->end) ? strlen(span->open) : 0;
        state->depth = (uint8_t)(state->depth + (opening > 0 && state->depth < UINT8_MAX));
        *at += opening > 0 ? opening : 1;
        return false;
    }
    *at += len;
    if (is_nested && state->depth > 0) {
        state->depth--;
        return false;
    }
    if (span->flags & SPAN_DOUBLED && span_is_at(run->language, span->close, run->bytes, *at, run->end)) {
        *at += len;
        return false;
    }
    return true;
}

/* Sets a piece of a string apart; false when there is no more room for tokens. */
ALWAYS_INLINE bool set_apart(Run *run, const SpanData *span, size_t *start, size_t at, size_t end)
{
    emit(run, *start, at, span->kind, true);
    emit(run, at, end, TOKEN_ESCAPE, true);
    *start = run->lexer->at = end;
    return run->count < run->most;
}

/* The line's end at `*at`: STEP_CHANGED when it ends the span, or the next line does. */
ALWAYS_INLINE Step pass_line_end(Run *run, const SpanData *span, size_t start, size_t *at, bool is_full)
{
    bool is_by_lines = span_is_by_lines(span);
    if (!is_by_lines && (!span->close || span->flags & SPAN_ONE_LINE)) {
        finish_span(run, start, *at, is_full);
        return STEP_CHANGED;
    }
    LexState *state = &run->lexer->state;
    size_t past;
    (*at)++;
    if (is_by_lines && span_closes_line(run->language, state->span - 1U, state, run->bytes, *at, run->end, &past)) {
        finish_span(run, start, past, is_full);
        return STEP_CHANGED;
    }
    return STEP_TAKEN;
}

/* The byte at `*at`, at which something can happen in the span. STEP_CHANGED: leave it to the outer loop. */
ALWAYS_INLINE Step span_step(Run *run, const SpanData *span, size_t *start, size_t *at, bool is_full)
{
    char byte = run->bytes[*at];
    bool shows_escapes = is_full && token_region((TokenKind)span->kind) == REGION_STRING;
    if (byte == '\n')
        return pass_line_end(run, span, *start, at, is_full);
    if (span->interpolation && byte == span->interpolation[0] && open_interpolation(run, span, *start, *at, is_full))
        return STEP_CHANGED; /* first, for Swift's begins with the escape */
    if (span->escape && byte == span->escape) {
        size_t past = *at + escape_length(run, span, *at);
        bool has_room = !shows_escapes || set_apart(run, span, start, *at, past);
        *at = past;
        return has_room ? STEP_TAKEN : STEP_CHANGED;
    }
    if (span->flags & SPAN_CLASSES && byte == '[') {
        *at = pass_class(run, span, *at);
        return STEP_TAKEN;
    }
    bool is_mark = span->flags & SPAN_MARKS && (uint8_t)byte == (uint8_t)run->lexer->state.delimiter;
    if (shows_escapes && span->flags & SPAN_SIGILS && run->language->sigils[(uint8_t)byte] == TOKEN_VARIABLE &&
        !is_mark && is_sigil(run, *at)) {
        size_t past = word_end(run, *at + 1);
        bool has_room = set_apart(run, span, start, *at, past);
        *at = past;
        return has_room ? STEP_TAKEN : STEP_CHANGED;
    }
    if (span->close && closes_here(run, span, at)) {
        finish_span(run, *start, *at, is_full);
        return STEP_CHANGED;
    }
    *at += !span->close;
    return STEP_TAKEN;
}

/* Goes through a span from lexer->at on; the token begins at `start`. */
ALWAYS_INLINE void run_span(Run *run, size_t start, bool is_full)
{
    Lexer *lexer = run->lexer;
    unsigned index = lexer->state.span - 1U;
    const SpanData *span = &run->language->data->spans[index];
    const SkipSet *set = &run->language->inside[index];
    size_t at = lexer->at;
    size_t past = at;
    if (span_is_by_lines(span) && (at == 0 || run->bytes[at - 1] == '\n') &&
        span_closes_line(run->language, index, &lexer->state, run->bytes, at, run->end, &past)) {
        finish_span(run, start, past, is_full);
        return;
    }
    const char first = span->close ? span->close[0] : 0;
    const uint8_t second = run->language->second[index];
    while ((at = skip_to(set, run->bytes, at, run->end)) < run->end)
        if (second && run->bytes[at] == first && (at + 1 == run->end || (uint8_t)run->bytes[at + 1] != second))
            at++; /* the usual asterisk of a comment */
        else if (span_step(run, span, &start, &at, is_full) == STEP_CHANGED)
            return;
    emit(run, start, run->end, span->kind, is_full);
    lexer->at = run->end;
}

/* --- code --- */

/* A bracket inside an interpolation: counts it, or goes back to the string around. */
static Step take_bracket(Run *run, uint8_t byte, bool is_full)
{
    Lexer *lexer = run->lexer;
    LexState *state = &lexer->state;
    unsigned level = levels_of(state) - 1;
    const char *opening = run->language->data->spans[state->outer_span[level] - 1].interpolation;
    char open = opening[strlen(opening) - 1];
    if (byte == (uint8_t)open && state->outer_depth[level] < UINT8_MAX)
        state->outer_depth[level]++;
    if (byte != (uint8_t)bracket_closing(open))
        return STEP_NOTHING;
    if (state->outer_depth[level] > 0) {
        state->outer_depth[level]--;
        return STEP_NOTHING;
    }
    state->span = state->outer_span[level];
    state->outer_span[level] = 0;
    emit(run, lexer->at, lexer->at + 1, TOKEN_ESCAPE, is_full);
    lexer->at++;
    return STEP_CHANGED;
}

static Step take_line_end(Run *run)
{
    Lexer *lexer = run->lexer;
    lexer->at++;
    if (lexer->state.flags & LEX_PENDING) {
        lexer->state.flags &= (uint8_t)~LEX_PENDING;
        lexer->state.span = (uint8_t)run->language->heredoc;
        return STEP_CHANGED;
    }
    return run->language->has_rules ? STEP_CHANGED : STEP_TAKEN;
}

/* An escape in code; nothing when it begins the name of a command, as in TeX, or ends a word, or what a sigil before it
 * sets apart, as in Elixir. */
static Step take_escape(Run *run)
{
    const uint8_t *classes = run->language->classes;
    size_t at = run->lexer->at;
    size_t next = at + 1;
    uint8_t byte = next < run->end ? (uint8_t)run->bytes[next] : '\n';
    bool ends_word = at > 0 && classes[(uint8_t)run->bytes[at]] & classes[(uint8_t)run->bytes[at - 1]] & CLASS_WORD;
    if (ends_word || is_sigil(run, at) || (at > 0 && is_sigil(run, at - 1)))
        return STEP_NOTHING;
    run->lexer->at = next + (byte != '\n');
    return STEP_TAKEN;
}

/* The byte at lexer->at, when it is one that the language marks as special. */
ALWAYS_INLINE Step special(Run *run, bool is_full)
{
    Lexer *lexer = run->lexer;
    const Language *language = run->language;
    uint8_t byte = (uint8_t)run->bytes[lexer->at];
    if (byte == '\n')
        return take_line_end(run);
    uint8_t next = lexer->at + 1 < run->end ? (uint8_t)run->bytes[lexer->at + 1] : 0;
    for (uint32_t mask = language->opens[byte] & language->follows[next]; mask; mask &= mask - 1) {
        unsigned index = (unsigned)__builtin_ctz(mask);
        Opening opening = span_opening(language, index, run->bytes, lexer->at, run->end);
        if (opening.len == 0 || !open_span(run, index, &opening, is_full))
            continue;
        if (lexer->state.span) {
            size_t start = lexer->at;
            lexer->at += opening.len;
            run_span(run, start, is_full);
        }
        return STEP_CHANGED;
    }
    if (language->data->escape && byte == (uint8_t)language->data->escape)
        return take_escape(run);
    if (language->data->leave && byte == (uint8_t)language->data->leave[0] && lexer->state.host_span) {
        emit(run, lexer->at, lexer->at + 1, embed_host(lexer)->kind, is_full);
        lexer->at++;
        embed_leave(lexer);
        return STEP_CHANGED;
    }
    return lexer->state.outer_span[0] ? take_bracket(run, byte, is_full) : STEP_NOTHING;
}

static void code_regions(Run *run)
{
    Lexer *lexer = run->lexer;
    const SkipSet *set = lexer->state.outer_span[0] ? &run->language->nested : &run->language->code;
    while (run->count < run->most) {
        lexer->at = skip_to(set, run->bytes, lexer->at, run->end);
        if (lexer->at >= run->end)
            return;
        Step step = special(run, false);
        if (step == STEP_CHANGED)
            return;
        lexer->at += step == STEP_NOTHING;
    }
}

/* Digits, letters behind them, points and signs that belong to a number. */
static size_t number_end(const Run *run, size_t at)
{
    const uint8_t *classes = run->language->classes;
    bool is_hex = run->bytes[at] == '0' && at + 1 < run->end && (run->bytes[at + 1] | 0x20) == 'x';
    char exponent = is_hex ? 'p' : 'e';
    for (; at < run->end; at++) {
        uint8_t byte = (uint8_t)run->bytes[at];
        if (classes[byte] & CLASS_WORD)
            continue;
        uint8_t next = at + 1 < run->end ? (uint8_t)run->bytes[at + 1] : 0;
        bool is_joined = byte == '.' || (byte == '\'' && run->language->data->flags & LANGUAGE_QUOTED_DIGITS) ||
                         ((byte == '+' || byte == '-') && (run->bytes[at - 1] | 0x20) == exponent);
        if (!is_joined || !(classes[next] & CLASS_DIGIT))
            break;
    }
    return at;
}

/* The kind of a name that ends at `past`: by what follows. */
ALWAYS_INLINE uint8_t name_kind(const Run *run, size_t past)
{
    const LanguageData *data = run->language->data;
    char next = past < run->end ? run->bytes[past] : 0;
    if (next == '(' && data->flags & LANGUAGE_CALLS)
        return TOKEN_FUNCTION;
    if (next == ':' && data->flags & LANGUAGE_KEYS && !(past + 1 < run->end && run->bytes[past + 1] == ':'))
        return TOKEN_KEY;
    return data->name_kind ? data->name_kind : TOKEN_NAME;
}

/* A word, a number, a name with its sigil or a mark at `at`; returns where it ends. */
ALWAYS_INLINE size_t take_code(Run *run, size_t at, uint8_t class)
{
    const Language *language = run->language;
    uint8_t kind = TOKEN_PUNCTUATION;
    size_t past = at + 1;
    if (class & CLASS_FIRST) {
        past = word_end(run, past);
        kind = words_find(language, run->bytes + at, past - at, run->end - at);
        if (kind == TOKEN_NAME)
            kind = name_kind(run, past);
    } else if (class & CLASS_DIGIT) {
        past = number_end(run, at);
        kind = language->data->flags & LANGUAGE_PLAIN_NUMBERS ? TOKEN_NAME : TOKEN_NUMBER;
    } else if (class & CLASS_SIGIL && is_sigil(run, at)) {
        kind = language->sigils[(uint8_t)run->bytes[at]];
        past = word_end(run, past);
    } else if (run->bytes[at] == '.' && (at == 0 || run->bytes[at - 1] != '.') && past < run->end &&
               language->classes[(uint8_t)run->bytes[past]] & CLASS_DIGIT) {
        past = number_end(run, past);
        kind = language->data->flags & LANGUAGE_PLAIN_NUMBERS ? TOKEN_NAME : TOKEN_NUMBER;
    }
    emit(run, at, past, kind, true);
    return past;
}

static void code_tokens(Run *run)
{
    Lexer *lexer = run->lexer;
    const uint8_t *classes = run->language->classes;
    size_t at = lexer->at;
    while (at < run->end && run->count < run->most) {
        uint8_t class = classes[(uint8_t)run->bytes[at]];
        if (class & CLASS_BLANK) {
            at++;
            continue;
        }
        if (class & CLASS_SPECIAL) {
            lexer->at = at;
            Step step = special(run, true);
            if (step == STEP_CHANGED)
                return;
            at = lexer->at;
            if (step == STEP_TAKEN)
                continue;
        }
        at = take_code(run, at, class);
    }
    lexer->at = at;
}

/* The rules of a line's beginning. */
ALWAYS_INLINE void line_start(Run *run, bool is_full)
{
    const Language *language = run->language;
    size_t at = run->lexer->at;
    size_t first = at;
    while (first < run->end && language->classes[(uint8_t)run->bytes[first]] & CLASS_BLANK)
        first++;
    uint8_t byte = first < run->end ? (uint8_t)run->bytes[first] : '\n';
    if (!language->rules[byte])
        return;
    RuleTrial trial;
    rule_trial_start(&trial, at);
    for (uint32_t mask = language->rules[byte]; mask; mask &= mask - 1) {
        unsigned index = (unsigned)__builtin_ctz(mask);
        const RuleData *rule = &language->data->rules[index];
        RuleMatch match;
        if (!rule_match(language, index, run->bytes, run->end, &trial, &match))
            continue;
        for (size_t i = 0; i < match.parts; i++)
            emit(run, match.starts[i], match.ends[i], rule->kinds[i], is_full);
        run->lexer->at = match.end;
        return;
    }
}

/* --- all together --- */

/* Sets the embedded language at work and where its text ends; false when it was left just now. */
static bool prepare_embedded(Run *run, bool is_full)
{
    Lexer *lexer = run->lexer;
    run->language = language_at(lexer->state.language - 1U);
    run->end = embed_limit(lexer);
    if (lexer->at < run->end)
        return true;
    emit(run, lexer->at, lexer->past, embed_host(lexer)->kind, is_full);
    lexer->at = lexer->past;
    embed_leave(lexer);
    return false;
}

ALWAYS_INLINE size_t lexer_run(Lexer *lexer, Token *tokens, size_t most, bool is_full)
{
    Run run = {.lexer = lexer, .bytes = lexer->bytes.data, .tokens = tokens, .most = most - STEP_MOST};
    while (lexer->at < lexer->bytes.len && run.count < run.most) {
        run.language = lexer->language;
        run.end = lexer->bytes.len;
        if (lexer->state.host_span && !prepare_embedded(&run, is_full))
            continue;
        if (lexer->state.span) {
            run_span(&run, lexer->at, is_full);
            continue;
        }
        const Language *language = run.language;
        if (language->has_rules && (is_full || language->rules_hide) &&
            (lexer->at == 0 || run.bytes[lexer->at - 1] == '\n'))
            line_start(&run, is_full);
        if (lexer->at >= run.end)
            continue;
        if (is_full)
            code_tokens(&run);
        else
            code_regions(&run);
    }
    return run.count;
}

void lexer_start(Lexer *lexer, const Language *language, LexState state, Slice bytes)
{
    *lexer = (Lexer){.language = language, .state = state, .bytes = slice_sub(bytes, 0, UINT32_MAX)};
    if (!language)
        lexer->at = lexer->bytes.len;
}

size_t lexer_tokens(Lexer *lexer, Token *tokens, size_t most)
{
    return lexer_run(lexer, tokens, most, true);
}

size_t lexer_regions(Lexer *lexer, Token *tokens, size_t most)
{
    return lexer_run(lexer, tokens, most, false);
}

LexState lexer_skip(const Language *language, LexState state, Slice bytes)
{
    Token tokens[LEXER_ROOM];
    Lexer lexer;
    lexer_start(&lexer, language, state, bytes);
    while (lexer.at < lexer.bytes.len)
        lexer_regions(&lexer, tokens, LEXER_ROOM);
    return lexer.state;
}

bool lex_state_equal(LexState a, LexState b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}
