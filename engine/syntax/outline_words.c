/* Definitions that begin with a word and go on with a name: fn name, def name, class name. Bodies end with their brace,
 * or where a line is indented no more than the one that began them.
 *
 *     word that defines --> STEP_NAME --name--> STEP_JOIN (more of it: self.name) --> told --> its body */
#include <strings.h>

#include "engine/syntax/outline_parts.h"

enum { STEP_NONE, STEP_NAME, STEP_JOIN, STEP_JOINED, STEP_ANGLE, STEP_RECEIVER };

/* OutlineHead.flags of this file only */
enum { WORD_IS_IMPL = 1 << 20, WORD_HAS_PARENS = 1 << 21, WORD_IS_LET = 1 << 22, WORD_HAS_NAME_INSIDE = 1 << 23 };

static bool is_in_function(OutlineState *state)
{
    for (uint32_t i = 0; i < state->level_count; i++)
        if (state->levels[i].definition.kind == DEFINES_FUNCTION)
            return true;
    return false;
}

/* Nothing is open but definitions. */
static bool is_between(OutlineState *state)
{
    const OutlineLevel *top = outline_top(state);
    return state->braces == (top ? top->place + 1 : 0);
}

static void drop_head(OutlineState *state)
{
    state->head = (OutlineHead){0};
    state->flags &= ~(uint32_t)IN_GROUP;
}

/* --- telling --- */

static bool is_worth_telling(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineLevel *top = outline_top(state);
    uint8_t inside = top ? top->definition.kind : DEFINES_NOTHING;
    if (state->head.flags & WORD_IS_LET)
        return state->columns == 0 || inside == DEFINES_MODULE;
    if (state->head.kind != DEFINES_VARIABLE)
        return true;
    if (outline->style == STYLE_INDENT)
        return state->columns == 0 || inside == DEFINES_TYPE;
    return !is_in_function(state) && is_between(state) && state->parens == 0;
}

static void tell(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    Definition definition = {head->line_start, head->name.start, head->name.len, head->kind, 0};
    head->step = STEP_NONE;
    if (head->name.len == 0 || !is_worth_telling(outline)) {
        drop_head(state);
        return;
    }
    outline_emit(outline, definition);
    if (outline->style == STYLE_INDENT) {
        outline_push(outline, definition, state->columns, 0);
        drop_head(state);
        return;
    }
    head->flags |= HEAD_PENDING;
}

/* --- from the word to the name --- */

static void end_deeper(OutlineState *state)
{
    while (state->level_count > 0 && state->levels[state->level_count - 1].place >= state->columns)
        state->level_count--;
}

static void begin(Outline *outline, Token token, uint8_t kind)
{
    OutlineState *state = &outline->state;
    uint64_t line_start = state->head.step == STEP_NAME ? state->head.line_start : state->line_start;
    bool was_let = state->head.step == STEP_NAME && state->head.flags & WORD_IS_LET;
    drop_head(state);
    state->head.line_start = line_start;
    state->head.kind = kind;
    state->head.step = STEP_NAME;
    state->head.parens = state->parens;
    Slice word = outline_text(outline, token);
    bool is_let = outline_is(word, "let") || outline_is(word, "and") || (was_let && outline->style == STYLE_INDENT);
    state->head.flags = outline_is(word, "impl") ? WORD_IS_IMPL : 0;
    state->head.flags |= is_let && kind == DEFINES_FUNCTION ? WORD_IS_LET : 0;
    if (outline->style == STYLE_INDENT && outline_is(word, "and"))
        end_deeper(state);
}

static void take_group_word(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    if (state->flags & LINE_BEGUN || state->parens != state->head.parens + 1 || !outline_is_word(token))
        return;
    OutlineWord name = outline_word(outline, token);
    outline_emit(outline, (Definition){state->line_start, name.start, name.len, state->head.kind, 0});
}

static void take_name_mark(Outline *outline, Token token, char mark, bool is_joined)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    bool is_nameless = mark == '(' && is_joined && state->last == TOKEN_KEYWORD;
    bool is_receiver = mark == '(' && !is_nameless && head->kind == DEFINES_FUNCTION;
    bool is_parameters =
        mark == '(' && token.end < outline->lexer.bytes.len && outline->lexer.bytes.data[token.end] == '\'';
    if (mark == '(' && outline->language->data->flags & LANGUAGE_NAME_INSIDE) {
        state->parens++;
        head->flags |= WORD_HAS_NAME_INSIDE;
    } else if (is_parameters || (!is_nameless && (mark == '<' || is_receiver))) {
        is_receiver |= is_parameters;
        head->step = is_receiver ? STEP_RECEIVER : STEP_ANGLE;
        head->nesting = 1;
    } else if (!is_nameless && mark == '(' && outline->style == STYLE_BRACES) {
        state->flags |= IN_GROUP;
    } else if (is_nameless || !strchr("*&!:", mark)) {
        drop_head(state);
    }
}

static void take_nested(OutlineHead *head, char mark)
{
    char open = head->step == STEP_ANGLE ? '<' : '(';
    char close = head->step == STEP_ANGLE ? '>' : ')';
    if (mark == open && head->nesting < UINT8_MAX)
        head->nesting++;
    if (mark == close && --head->nesting == 0)
        head->step = head->name.len > 0 ? STEP_JOIN : STEP_NAME;
}

/* Whether the name goes on, behind what is a name already. */
static bool join(Outline *outline, Token token, char mark, bool is_joined)
{
    OutlineHead *head = &outline->state.head;
    if (is_joined && (mark == '.' || mark == ':' || mark == '#' || mark == '\\')) {
        head->step = STEP_JOINED;
    } else if (is_joined && mark == '<') {
        head->step = STEP_ANGLE;
        head->nesting = 1;
    } else if (head->flags & WORD_IS_IMPL && outline_is(outline_text(outline, token), "for")) {
        head->step = STEP_NAME;
    } else {
        return false;
    }
    return true;
}

static void take_name(Outline *outline, Token token)
{
    OutlineHead *head = &outline->state.head;
    bool is_parameter = token.kind == TOKEN_VARIABLE && outline->lexer.bytes.data[token.start] == '\'';
    if (is_parameter)
        return;
    Slice bytes = outline->lexer.bytes;
    head->name = outline_word(outline, token);
    for (size_t at = token.end; at < bytes.len && bytes.data[at] == '\''; at++)
        head->name.len++; /* fold' */
    head->step = STEP_JOIN;
    bool is_plain = outline->language->data->flags & LANGUAGE_NAME_INSIDE && !(head->flags & WORD_HAS_NAME_INSIDE);
    if (is_plain && head->kind == DEFINES_FUNCTION)
        head->kind = DEFINES_VARIABLE;
}

/* menu "name"; not the end of a string that an earlier line began */
static void take_quoted_name(Outline *outline, Token token, bool is_joined)
{
    OutlineHead *head = &outline->state.head;
    if (is_joined && token_region((TokenKind)outline->state.last) == REGION_STRING)
        return;
    Slice text = outline_text(outline, token);
    bool is_whole = text.len > 2 && (text.data[0] == '"' || text.data[0] == '\'') &&
                    text.data[text.len - 1] == text.data[0] && !memchr(text.data, '\n', text.len);
    if (!is_whole)
        return;
    head->name = (OutlineWord){outline->offset + token.start + 1, (uint32_t)text.len - 2, 0};
    head->step = STEP_JOIN;
}

/* True when the token is a part of the name, or stands before it. */
static bool take_step(Outline *outline, Token token, char mark)
{
    OutlineHead *head = &outline->state.head;
    bool is_joined = outline->state.last_end == outline->offset + token.start;
    switch (head->step) {
    case STEP_NAME:
        if (outline_is_word(token))
            take_name(outline, token);
        else if (token_region((TokenKind)token.kind) == REGION_STRING)
            take_quoted_name(outline, token, is_joined);
        else if (mark)
            take_name_mark(outline, token, mark, is_joined);
        return head->step != STEP_NONE || outline->state.flags & IN_GROUP;
    case STEP_JOIN:
        return join(outline, token, mark, is_joined);
    case STEP_JOINED:
        if (!is_joined || !(outline_is_word(token) || mark == ':'))
            return false;
        if (!mark) {
            head->name = outline_word(outline, token);
            head->step = STEP_JOIN;
        }
        return true;
    case STEP_ANGLE:
    case STEP_RECEIVER:
        take_nested(head, mark);
        return true;
    default:
        return false;
    }
}

/* --- bodies in braces --- */

/* name(...) { in a class. */
static void take_method(Outline *outline, Token token, char mark)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    const OutlineLevel *top = outline_top(state);
    bool is_method_place = outline->language->data->flags & LANGUAGE_BODIES && top &&
                           top->definition.kind == DEFINES_TYPE && is_between(state);
    if (!is_method_place || head->flags & HEAD_PENDING)
        return;
    if (state->parens == 0 && (token.kind == TOKEN_NAME || token.kind == TOKEN_FUNCTION ||
                               (token.kind == TOKEN_KEYWORD && outline->lexer.bytes.len > token.end &&
                                outline->lexer.bytes.data[token.end] == '('))) {
        head->recent = outline_word(outline, token);
    } else if (mark == '(' && head->recent.start + head->recent.len == outline->offset + token.start) {
        head->function = head->recent;
        head->line_start = state->line_start;
    } else if (mark == ';') {
        drop_head(state);
    }
}

static void open_body(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    Definition definition = {head->line_start, head->name.start, head->name.len, head->kind, 0};
    if (head->flags & HEAD_PENDING && state->parens == head->parens) {
        outline_push(outline, definition, state->braces, 0);
    } else if (head->function.len > 0 && state->parens == 0) {
        definition.kind = DEFINES_FUNCTION;
        definition.name_start = head->function.start;
        definition.name_len = head->function.len;
        outline_emit(outline, definition);
        outline_push(outline, definition, state->braces, 0);
    }
    drop_head(state);
    state->parens = 0;
    state->braces++;
}

static void close_body(OutlineState *state)
{
    state->braces -= state->braces > 0;
    state->parens = 0;
    drop_head(state);
    while (state->level_count > 0 && state->levels[state->level_count - 1].place >= state->braces)
        state->level_count--;
}

static void take_brace_mark(Outline *outline, Token token, char mark)
{
    OutlineState *state = &outline->state;
    take_method(outline, token, mark);
    if (mark == '{') {
        open_body(outline);
    } else if (mark == '}') {
        close_body(state);
    } else if (mark == '(' || mark == '[') {
        state->parens++;
    } else if ((mark == ')' || mark == ']') && state->parens > 0) {
        state->parens--;
        if (state->flags & IN_GROUP && state->parens == state->head.parens)
            drop_head(state);
    } else if (mark == ';' && state->parens == state->head.parens) {
        drop_head(state);
    }
}

/* --- bodies by indentation --- */

static bool is_closing(Slice text)
{
    return strchr(")]}{", text.data[0]) || outline_is(text, "end") || outline_is(text, "then") ||
           outline_is(text, "do");
}

/* The first token of a line ends what is not around it. */
static void end_bodies(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    if (is_closing(outline_text(outline, token)))
        return;
    end_deeper(state);
}

/* The shell's name() {. */
static void take_shell(Outline *outline, Token token, char mark)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    if (!(state->flags & LINE_BEGUN)) {
        drop_head(state);
        if (token.kind == TOKEN_FUNCTION || token.kind == TOKEN_NAME) {
            head->function = outline_word(outline, token);
            head->line_start = state->line_start;
        }
    } else if (mark == '(' && outline_is_word((Token){.kind = state->last}) && !(head->flags & WORD_HAS_PARENS)) {
        return;
    } else if (mark == ')' && state->last_mark == '(') {
        head->flags |= WORD_HAS_PARENS;
    } else if (mark == '{' && head->flags & WORD_HAS_PARENS && state->last_mark == ')' && head->function.len > 0) {
        head->name = head->function;
        head->kind = DEFINES_FUNCTION;
        tell(outline);
    } else {
        drop_head(state);
    }
}

static void take_indented(Outline *outline, Token token, char mark)
{
    OutlineState *state = &outline->state;
    if (!(state->flags & LINE_BEGUN) && state->parens == 0)
        end_bodies(outline, token);
    take_shell(outline, token, mark);
    if (mark == '(' || mark == '[')
        state->parens++;
    else if ((mark == ')' || mark == ']') && state->parens > 0)
        state->parens--;
}

/* --- all together --- */

/* end type name */
static bool is_behind_end(const Outline *outline)
{
    const OutlineState *state = &outline->state;
    enum { END = 3 };
    if (!(state->flags & LINE_BEGUN) || state->last != TOKEN_KEYWORD || state->last_end < state->line_start + END)
        return false;
    const char *word = outline->lexer.bytes.data + (state->last_end - outline->offset) - END;
    bool is_whole = state->last_end == state->line_start + END || strchr(" \t;", word[-1]);
    return is_whole && strncasecmp(word, "end", END) == 0;
}

/* Whether the token is a word that defines, where it can. */
static uint8_t defines_here(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    bool is_call = token.kind == TOKEN_FUNCTION && outline->language->data->flags & LANGUAGE_NAME_INSIDE;
    if (token.kind != TOKEN_KEYWORD && token.kind != TOKEN_PREPROCESSOR && token.kind != TOKEN_TYPE && !is_call)
        return DEFINES_NOTHING;
    bool is_joined = state->last_end == outline->offset + token.start;
    bool is_part = is_behind_end(outline) || (is_joined && (state->last_mark == '.' || state->last_mark == '*'));
    uint8_t kind = is_part ? DEFINES_NOTHING : outline_defines(outline, token);
    const OutlineHead *head = &state->head;
    bool is_parameter = head->flags & HEAD_PENDING && head->kind != DEFINES_VARIABLE && state->parens > head->parens;
    return is_parameter && kind == DEFINES_VARIABLE ? DEFINES_NOTHING : kind;
}

/* --- what a line's start tells --- */

static char next_byte(const Outline *outline, Token token)
{
    Slice bytes = outline->lexer.bytes;
    size_t at = token.end;
    while (at < bytes.len && (bytes.data[at] == ' ' || bytes.data[at] == '\t'))
        at++;
    return at < bytes.len ? bytes.data[at] : '\0';
}

/* Labels, signatures (name ::), sections of linker scripts (.bss (NOLOAD) :), Erlang's functions behind a full stop. */
static bool is_label(const Outline *outline, Token token)
{
    const OutlineState *state = &outline->state;
    if (!(outline->language->data->flags & LANGUAGE_LABELS) || token.kind != TOKEN_FUNCTION)
        return false;
    char next = next_byte(outline, token);
    char first = outline->lexer.bytes.data[token.start];
    bool is_local = first == '%' || (first >= '0' && first <= '9');
    bool is_direct = token.end < outline->lexer.bytes.len && outline->lexer.bytes.data[token.end] == next;
    if (next == ':')
        return !is_local && !(is_direct && first == '.');
    return next == '(' && (!is_direct || (state->last_mark == '.' && state->columns == 0));
}

/* Whether the token was such a name. The rules of nodes take the brace behind them, so that it is no token. */
static bool take_line_start(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    bool has_nodes = outline->language->data->flags & LANGUAGE_NODES;
    bool is_node = token.kind == TOKEN_TAG && has_nodes;
    if (state->flags & LINE_BEGUN || !(is_node || is_label(outline, token))) {
        if (is_node)
            open_body(outline);
        return is_node;
    }
    OutlineWord name = outline_word(outline, token);
    drop_head(state);
    if (outline->style == STYLE_INDENT) {
        state->parens = 0;
        end_deeper(state);
    }
    state->head = (OutlineHead){.line_start = state->line_start, .name = name, .parens = state->parens};
    state->head.kind = has_nodes ? DEFINES_MODULE : DEFINES_FUNCTION;
    tell(outline);
    if (is_node)
        open_body(outline);
    return true;
}

void outline_end_words(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    if (head->step == STEP_JOIN || head->step == STEP_JOINED)
        tell(outline);
    bool goes_on = state->last_mark == '=' || state->last_mark == ',' || state->last_mark == '(';
    if (head->flags & HEAD_PENDING && head->kind == DEFINES_VARIABLE && state->parens == 0 && !goes_on)
        drop_head(state);
}

void outline_take_words(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    char mark = token.kind == TOKEN_PUNCTUATION ? outline->lexer.bytes.data[token.start] : 0;
    if (take_line_start(outline, token))
        return;
    uint8_t kind = defines_here(outline, token);
    if (kind != DEFINES_NOTHING && !(state->head.step == STEP_NAME && token.kind == TOKEN_TYPE)) {
        if (outline->style == STYLE_INDENT && !(state->flags & LINE_BEGUN)) {
            state->parens = 0;
            end_bodies(outline, token);
        }
        begin(outline, token, kind);
        return;
    }
    if (state->flags & IN_GROUP)
        take_group_word(outline, token);
    else if (state->head.step != STEP_NONE && take_step(outline, token, mark) && !(state->flags & IN_GROUP))
        return;
    if (state->head.step == STEP_JOIN || state->head.step == STEP_JOINED) {
        bool is_value = outline->style == STYLE_BRACES && mark == '=' && state->head.kind == DEFINES_FUNCTION;
        state->head.kind = is_value ? DEFINES_VARIABLE : state->head.kind;
        tell(outline);
    }
    if (outline->style == STYLE_INDENT)
        take_indented(outline, token, mark);
    else
        take_brace_mark(outline, token, mark);
}
