/* Blocks that are named by all that stands before their brace: the selectors of style sheets, resource "a" "b" {.
 * What stands on several lines, behind commas, is named by the first of them. */
#include "engine/syntax/outline_parts.h"

/* The words that begin a block without a name of its own. */
static bool is_control(Slice text)
{
    static const char *const words[] = {"@if", "@else", "@each", "@for", "@while", "@include", NULL};
    for (size_t i = 0; words[i]; i++)
        if (outline_is(text, words[i]))
            return true;
    return false;
}

/* Variables of style sheets ($name, @name, --name), and all keys of other files. */
static void tell_key(Outline *outline, Token token)
{
    const OutlineState *state = &outline->state;
    bool has_sigils = outline->language->data->flags & LANGUAGE_KEYS;
    OutlineWord name = outline_word(outline, token);
    if (state->braces > 0 || (has_sigils && !strchr("$@-", outline_text(outline, token).data[0])))
        return;
    uint8_t kind = has_sigils ? DEFINES_VARIABLE : DEFINES_KEY;
    outline_emit(outline, (Definition){state->line_start, name.start, name.len, kind, 0});
}

static void begin(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    uint8_t defined = token.kind == TOKEN_PREPROCESSOR ? outline_defines(outline, token) : DEFINES_NOTHING;
    *head = (OutlineHead){.line_start = state->line_start, .flags = HEAD_STARTED};
    head->kind = defined != DEFINES_NOTHING ? defined : DEFINES_HEADING;
    if (defined == DEFINES_NOTHING)
        head->name = outline_word(outline, token);
    bool is_setting = token.kind == TOKEN_KEY && !(outline->language->data->flags & LANGUAGE_KEYS);
    head->flags |= is_setting || is_control(outline_text(outline, token)) ? HEAD_STATEMENT : 0;
    if (token.kind == TOKEN_KEY && !(state->flags & LINE_BEGUN))
        tell_key(outline, token);
}

static void take_part(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    bool goes_on = state->last_mark == ',' || state->last_mark == '(';
    if (!(head->flags & HEAD_STARTED) || (!(state->flags & LINE_BEGUN) && !goes_on)) {
        begin(outline, token);
    } else if (head->kind != DEFINES_HEADING) {
        if (head->name.len == 0 && outline_is_word(token))
            head->name = outline_word(outline, token);
    } else if (state->line_start == head->line_start) {
        head->name.len = (uint32_t)(outline->offset + token.end - head->name.start);
    }
}

static void open_block(Outline *outline)
{
    OutlineState *state = &outline->state;
    const OutlineHead *head = &state->head;
    bool is_value = state->last_mark && strchr("=:([", state->last_mark);
    if (head->flags & HEAD_STARTED && !(head->flags & HEAD_STATEMENT) && !is_value && head->name.len > 0) {
        Definition block = {head->line_start, head->name.start, head->name.len, head->kind, 0};
        outline_emit(outline, block);
        outline_push(outline, block, state->braces, 0);
    }
    state->head = (OutlineHead){0};
    state->braces++;
}

static void close_block(OutlineState *state)
{
    state->braces -= state->braces > 0;
    state->head = (OutlineHead){0};
    while (state->level_count > 0 && state->levels[state->level_count - 1].place >= state->braces)
        state->level_count--;
}

void outline_take_blocks(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    char mark = token.kind == TOKEN_PUNCTUATION ? outline->lexer.bytes.data[token.start] : 0;
    bool is_joined = state->last_end == outline->offset + token.start;
    if (mark == '{' && is_joined && state->last_mark == '#') {
        state->parens++; /* #{...} stands for a part of a word */
    } else if (mark == '}' && state->parens > 0) {
        state->parens--;
        take_part(outline, token);
    } else if (mark == '{') {
        open_block(outline);
    } else if (mark == '}') {
        close_block(state);
    } else if (mark == ';') {
        state->head = (OutlineHead){0};
    } else {
        take_part(outline, token);
    }
}
