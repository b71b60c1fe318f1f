/* What Objective-C adds to C: lines that begin with @interface, @implementation and @protocol, and methods:
 *
 *     - (type)name:(type)argument more:(type)argument {      a function, by the first part of its name
 *
 * Properties and declared methods define nothing here. */
#include "engine/syntax/outline_parts.h"

/* OutlineHead.flags of this file only */
enum { HEAD_OBJC = 1 << 24 };

static bool is_objc(const Outline *outline)
{
    const SigilData *sigil = &outline->language->data->sigils[0];
    return sigil->byte == '@' && sigil->kind == TOKEN_KEYWORD;
}

static void begin(OutlineState *state, uint8_t kind)
{
    state->head = (OutlineHead){.line_start = state->line_start, .flags = HEAD_STARTED | HEAD_OBJC, .kind = kind};
    state->parens = 0;
}

static Definition definition_of(const OutlineHead *head)
{
    return (Definition){head->line_start, head->name.start, head->name.len, head->kind, 0};
}

static void take_word(Outline *outline, Token token)
{
    OutlineHead *head = &outline->state.head;
    if (outline->state.parens > 0 || head->name.len > 0 || head->kind == DEFINES_NOTHING || !outline_is_word(token))
        return;
    head->name = outline_word(outline, token);
    if (head->kind == DEFINES_TYPE)
        outline_emit(outline, definition_of(head));
}

/* The body of a method, or the variables of an interface. */
static void open_brace(Outline *outline)
{
    OutlineState *state = &outline->state;
    Definition body = state->head.kind == DEFINES_FUNCTION ? definition_of(&state->head) : (Definition){0};
    outline_emit(outline, body);
    outline_push(outline, body, state->braces++, LEVEL_OPAQUE);
    state->head = (OutlineHead){0};
}

static void take_mark(Outline *outline, char mark)
{
    OutlineState *state = &outline->state;
    if (mark == '(')
        state->parens++;
    else if (mark == ')' && state->parens > 0)
        state->parens--;
    else if (mark == '{' && state->parens == 0)
        open_brace(outline);
    else if (mark == ';')
        state->head = (OutlineHead){0};
}

bool outline_take_objc(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    char byte = outline->lexer.bytes.data[token.start];
    char mark = token.kind == TOKEN_PUNCTUATION ? byte : '\0';
    bool is_first = !(state->flags & LINE_BEGUN);
    if (!is_objc(outline))
        return false;
    if (is_first && token.kind == TOKEN_KEYWORD && byte == '@') {
        bool is_mention = outline_is(outline_text(outline, token), "@class");
        begin(state, is_mention ? DEFINES_NOTHING : outline_defines(outline, token));
        return true;
    }
    if (is_first && (mark == '-' || mark == '+')) {
        begin(state, DEFINES_FUNCTION);
        return true;
    }
    bool is_over = is_first && mark != '{' && state->head.kind != DEFINES_FUNCTION;
    if (state->head.flags & HEAD_OBJC && is_over)
        state->head = (OutlineHead){0};
    if (!(state->head.flags & HEAD_OBJC))
        return false;
    if (mark)
        take_mark(outline, mark);
    else
        take_word(outline, token);
    return true;
}
