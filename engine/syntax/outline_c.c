/* Declarations of C and of what looks like it. A head is all from the end of the last declaration; what it defines is
 * told by what ends it:
 *
 *     name(...) {    a function      ALL_CAPS(name, ...) {    the function that such a macro makes
 *     struct name {  a type          typedef ... name;        a type
 *     type name = ;  a variable      name(...);               nothing: a prototype
 *
 * Where the braces do not match, because branches of the preprocessor share them, a brace in the first column ends
 * everything but namespaces. */
#include <ctype.h>

#include "engine/syntax/outline_parts.h"

/* --- words --- */

static bool is_in(Slice text, const char *const *list)
{
    for (; *list; list++)
        if (outline_is(text, *list))
            return true;
    return false;
}

/* Macros with parentheses that stand around a function's name, and are none. */
static bool is_attribute(Slice text)
{
    static const char *const attributes[] = {
        "__attribute__",    "__printf",   "__scanf",       "__acquires",    "__releases",  "__must_hold",  "__aligned",
        "__section",        "__declspec", "__nonnull",     "__asm__",       "__cond_lock", "__alloc_size", "__alias",
        "__counted_by",     "alignas",    "_Alignas",      "noexcept",      "__typeof__",  "typeof",       "decltype",
        "__assume_aligned", "__malloc",   "__no_sanitize", "__diagnose_as", "__copy",      "__aligned__",  NULL,
    };
    return text.len > 5 && is_in(text, attributes);
}

static bool is_hidden(Slice text)
{
    return text.len > 2 && text.data[0] == '_' && text.data[1] == '_';
}

/* A macro by its looks. */
static bool is_capital(Slice text)
{
    bool has_letter = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= 'a' && text.data[i] <= 'z')
            return false;
        has_letter |= text.data[i] >= 'A' && text.data[i] <= 'Z';
    }
    return has_letter && text.len > 1;
}

static OutlineWord word_of(const Outline *outline, Token token)
{
    Slice text = outline_text(outline, token);
    OutlineWord word = outline_word(outline, token);
    word.traits = is_hidden(text) ? WORD_HIDDEN : 0;
    word.traits |= is_attribute(text) ? WORD_ATTRIBUTE : 0;
    if (!is_capital(text))
        return word;
    bool is_list = slice_ends_with(text, slice_from_cstr("LIST_HEAD"));
    bool defines = is_list || slice_starts_with(text, slice_from_cstr("DEFINE_"));
    bool is_second = defines && memmem(text.data, text.len, "PER_CPU", 7);
    word.traits |= WORD_CAPITAL | (defines ? WORD_DEFINES : 0U) | (is_second ? WORD_SECOND : 0U);
    return word;
}

/* --- where we are --- */

static bool is_in_scope(OutlineState *state)
{
    const OutlineLevel *top = outline_top(state);
    if (!top)
        return state->braces == 0;
    return !(top->flags & LEVEL_OPAQUE) && state->braces == top->place + 1;
}

static void reset_head(OutlineState *state)
{
    state->head = (OutlineHead){0};
    state->parens = 0;
}

/* A macro on a line of its own, without a semicolon, is no part of what follows. */
static void begin_head(OutlineState *state)
{
    const uint32_t is_alone = HEAD_FIRST | HEAD_CLOSED;
    bool is_over = (state->head.flags & is_alone) == is_alone && state->head.function.traits & WORD_CAPITAL;
    if (is_over && !(state->flags & LINE_BEGUN))
        reset_head(state);
    if (state->head.flags & HEAD_STARTED)
        return;
    state->head.flags |= HEAD_STARTED;
    state->head.line_start = state->line_start;
}

static Definition definition_of(const OutlineState *state, OutlineWord name, uint8_t kind)
{
    return (Definition){state->head.line_start, name.start, name.len, kind, 0};
}

/* --- variables and typedefs --- */

/* The name that a declaration without a function ends in. */
static OutlineWord declared(const OutlineHead *head)
{
    return head->flags & HEAD_IS_TYPE ? head->spare : head->last;
}

/* DEFINE_MUTEX(name), DEFINE_PER_CPU(type, name). */
static void tell_macro_variable(Outline *outline)
{
    const OutlineHead *head = &outline->state.head;
    if (head->words > 0 || !(head->function.traits & WORD_DEFINES))
        return;
    OutlineWord name = head->function.traits & WORD_SECOND ? head->spare : head->argument;
    outline_emit(outline, definition_of(&outline->state, name, DEFINES_VARIABLE));
}

/* At `=`, `,` and `;`. */
static void tell_variable(Outline *outline)
{
    const OutlineState *state = &outline->state;
    const OutlineHead *head = &state->head;
    if (head->flags & (HEAD_EQUALS | HEAD_TYPEDEF | HEAD_EXTERN | HEAD_COLON | HEAD_STATEMENT))
        return;
    const OutlineLevel *top = state->level_count > 0 ? &state->levels[state->level_count - 1] : NULL;
    if (top && top->definition.kind == DEFINES_TYPE)
        return;
    if (head->function.len > 0)
        tell_macro_variable(outline);
    else if (head->words > 1)
        outline_emit(outline, definition_of(state, declared(head), DEFINES_VARIABLE));
}

static void tell_typedef(Outline *outline)
{
    const OutlineHead *head = &outline->state.head;
    OutlineWord name = head->flags & HEAD_POINTER || head->function.len == 0 ? declared(head) : head->function;
    if (name.len == 0)
        name = head->last;
    outline_emit(outline, definition_of(&outline->state, name, DEFINES_TYPE));
}

static void end_statement(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineLevel *top = outline_top(state);
    const OutlineHead *head = &state->head;
    bool is_module = head->kind == DEFINES_MODULE && !(head->flags & (HEAD_EQUALS | HEAD_USING));
    if (head->flags & HEAD_TYPEDEF)
        tell_typedef(outline);
    else if (head->flags & HEAD_TAG && (is_module || head->flags & HEAD_PARAMS))
        outline_emit(outline, definition_of(state, head->name, head->kind));
    else
        tell_variable(outline);
    if (top)
        top->flags &= ~(uint32_t)LEVEL_ENUM;
    reset_head(state);
}

/* --- the parts of a head --- */

static void take_tag_word(OutlineState *state, uint8_t kind, Slice text)
{
    OutlineHead *head = &state->head;
    head->kind = kind;
    head->flags |= HEAD_TAG | (outline_is(text, "enum") ? HEAD_ENUM : 0);
    head->flags |= outline_is(text, "class") || outline_is(text, "record") ? HEAD_CLASS : 0;
    head->flags &= ~(uint32_t)HEAD_FROZEN;
    head->name = (OutlineWord){0};
    if (head->flags & HEAD_CLASS)
        head->words = 0;
}

static void take_keyword(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    Slice text = outline_text(outline, token);
    if (state->parens > 0 || head->nesting > 0)
        return;
    uint8_t kind = outline_defines(outline, token);
    bool is_annotation = token.kind == TOKEN_PREPROCESSOR && kind == DEFINES_NOTHING;
    if (is_annotation)
        return;
    begin_head(state);
    bool has_tag = head->flags & HEAD_TAG && head->flags & HEAD_FROZEN && head->name.len > 0;
    if ((kind == DEFINES_TYPE || kind == DEFINES_MODULE) && !has_tag)
        take_tag_word(state, kind, text);
    else if (head->flags & HEAD_TAG && head->name.len > 0)
        head->flags |= HEAD_FROZEN;
    if (outline_is(text, "typedef"))
        head->flags |= HEAD_TYPEDEF;
    else if (outline_is(text, "extern"))
        head->flags |= HEAD_EXTERN;
    else if (outline_is(text, "import") || outline_is(text, "using"))
        head->flags |= HEAD_STATEMENT | HEAD_USING;
    else if (outline_is(text, "operator")) {
        head->function = outline_word(outline, token);
        head->flags &= ~(uint32_t)(HEAD_CLOSED | HEAD_FIRST);
    }
}

/* A name between a type and what follows; attributes do not hide the name before them. */
static void take_declared_word(OutlineHead *head, Token token, OutlineWord word)
{
    if (token.kind == TOKEN_NAME && word.traits & WORD_HIDDEN && head->words > 1) {
        head->spare = word;
        return;
    }
    head->words++;
    head->last = word;
    head->flags &= ~(uint32_t)HEAD_IS_TYPE;
    head->flags |= token.kind == TOKEN_TYPE ? HEAD_IS_TYPE : 0;
}

static void take_outer_word(OutlineState *state, Token token, OutlineWord word)
{
    OutlineHead *head = &state->head;
    begin_head(state);
    bool is_tag = head->flags & HEAD_TAG && !(head->flags & HEAD_FROZEN) && token.kind != TOKEN_TYPE;
    if (!is_tag) {
        take_declared_word(head, token, word);
        return;
    }
    bool is_second = head->name.len > 0;
    if (is_second)
        take_declared_word(head, token, word);
    else
        head->words++;
    if (!is_second || !(word.traits & WORD_HIDDEN))
        head->name = word;
}

/* Behind (*: the name of a pointer to a function, or of a function that returns one. */
static void take_pointed(OutlineState *state, Token token, OutlineWord word)
{
    OutlineHead *head = &state->head;
    head->flags |= HEAD_POINTED;
    if (token.kind == TOKEN_FUNCTION && !(head->flags & HEAD_TYPEDEF)) {
        head->function = word;
        return;
    }
    head->last = word;
    head->words += head->words == 0 ? 2 : 1;
    head->flags &= ~(uint32_t)HEAD_IS_TYPE;
}

static void take_inner_word(OutlineState *state, Token token, OutlineWord word)
{
    OutlineHead *head = &state->head;
    if (state->parens != 1)
        return;
    bool is_pointer = head->flags & HEAD_POINTER && !(head->flags & HEAD_POINTED) && state->last_mark == '*';
    if (head->function.len > 0 && !(head->flags & HEAD_CLOSED)) {
        if (head->argument.len == 0)
            head->argument = word;
        else
            head->spare = word;
    } else if (is_pointer && head->function.len == 0) {
        take_pointed(state, token, word);
    }
}

static void take_item(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    if (!(state->flags & WANTS_ITEM) || !(token.kind == TOKEN_NAME || token.kind == TOKEN_FUNCTION))
        return;
    state->flags &= ~(uint32_t)WANTS_ITEM;
    OutlineWord name = outline_word(outline, token);
    outline_emit(outline, (Definition){state->line_start, name.start, name.len, DEFINES_CONSTANT, 0});
}

static void take_word(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    const OutlineLevel *top = outline_top(state);
    if (top && top->flags & LEVEL_ENUM) {
        if (state->parens == 0)
            take_item(outline, token);
        return;
    }
    if (state->head.nesting > 0)
        return;
    OutlineWord word = word_of(outline, token);
    if (state->parens == 0)
        take_outer_word(state, token, word);
    else
        take_inner_word(state, token, word);
    state->head.recent = word;
}

/* --- marks --- */

/* Whether the word before this parenthesis is a better guess at the function's name than the one so far. */
static bool is_better(const OutlineHead *head, OutlineWord word)
{
    if (head->flags & (HEAD_COLON | HEAD_EQUALS | HEAD_POINTED) || word.traits & WORD_ATTRIBUTE)
        return false;
    if (head->function.len == 0 || head->flags & HEAD_FIRST)
        return true;
    return !(word.traits & (WORD_HIDDEN | WORD_CAPITAL));
}

static void open_paren(OutlineState *state)
{
    OutlineHead *head = &state->head;
    bool is_behind_name = state->last == TOKEN_NAME || state->last == TOKEN_FUNCTION;
    if (state->parens++ > 0 || state->last == TOKEN_PREPROCESSOR)
        return;
    if (is_behind_name && head->flags & HEAD_CLASS && head->words == 1 && head->name.start == head->recent.start &&
        !(head->name.traits & (WORD_CAPITAL | WORD_HIDDEN))) {
        head->flags |= HEAD_PARAMS | HEAD_FROZEN;
        return;
    }
    if (!is_behind_name) {
        bool is_pointer = head->function.len == 0 && state->last != TOKEN_KEYWORD && !(head->flags & HEAD_EQUALS);
        head->flags |= is_pointer ? HEAD_POINTER : 0;
        return;
    }
    if (!is_better(head, head->recent))
        return;
    head->function = head->recent;
    head->argument = head->spare = (OutlineWord){0};
    head->words -= head->words > 0;
    head->flags &= ~(uint32_t)(HEAD_CLOSED | HEAD_FIRST);
    head->flags |= head->words == 0 ? HEAD_FIRST : 0;
}

static void close_paren(OutlineState *state)
{
    if (state->parens > 0 && --state->parens == 0 && state->head.function.len > 0)
        state->head.flags |= HEAD_CLOSED;
}

static void take_colon(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    Slice bytes = outline->lexer.bytes;
    bool is_double = (token.end < bytes.len && bytes.data[token.end] == ':') ||
                     (state->last_mark == ':' && state->last_end == outline->offset + token.start);
    if (is_double || state->parens > 0)
        return;
    bool is_label = head->words <= 1 && !(head->flags & (HEAD_EQUALS | HEAD_CLOSED));
    if (head->flags & HEAD_TAG && !(head->flags & HEAD_CLOSED))
        head->flags |= HEAD_FROZEN;
    else if (is_label)
        reset_head(state);
    else
        head->flags |= HEAD_COLON;
}

static void take_equals(Outline *outline)
{
    OutlineState *state = &outline->state;
    bool is_operator = state->head.function.len > 0 && !(state->head.flags & HEAD_CLOSED);
    if (state->parens > 0 || state->head.nesting > 0 || is_operator)
        return;
    tell_variable(outline);
    state->head.flags |= HEAD_EQUALS;
}

static void take_comma(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    const OutlineLevel *top = outline_top(state);
    if (state->parens > 0 || head->nesting > 0)
        return;
    if (top && top->flags & LEVEL_ENUM) {
        state->flags |= WANTS_ITEM;
        return;
    }
    if (head->flags & (HEAD_COLON | HEAD_TYPEDEF) || head->function.len > 0)
        return;
    tell_variable(outline);
    head->flags &= ~(uint32_t)(HEAD_EQUALS | HEAD_FROZEN | HEAD_POINTER);
    head->flags |= head->flags & HEAD_TAG ? HEAD_FROZEN : 0;
    head->words = head->words > 0 ? 1 : 0;
    head->last = head->spare = (OutlineWord){0};
}

/* name(...) => value; where functions may have such bodies. */
static bool take_arrow(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    bool is_arrow = state->last_mark == '=' && state->last_end == outline->offset + token.start;
    if (!is_arrow || state->parens > 0 || !(head->flags & HEAD_CLOSED) || head->flags & HEAD_TOLD)
        return is_arrow;
    head->flags |= HEAD_TOLD;
    outline_emit(outline, definition_of(state, head->function, DEFINES_FUNCTION));
    return true;
}

/* The parameters of templates and generic types. */
static void take_angle(OutlineHead *head, int step)
{
    bool is_operator = head->function.len > 0 && !(head->flags & HEAD_CLOSED);
    if (head->flags & HEAD_EQUALS || is_operator)
        return;
    head->flags |= head->flags & HEAD_TAG && head->name.len > 0 ? HEAD_FROZEN : 0;
    if (step > 0 && head->nesting < UINT8_MAX)
        head->nesting++;
    else if (step < 0 && head->nesting > 0)
        head->nesting--;
}

/* --- braces --- */

static void open_function(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    OutlineWord name = head->function;
    if (head->flags & HEAD_FIRST && head->argument.len > 0 && name.traits & WORD_CAPITAL)
        name = head->argument;
    Definition definition = definition_of(state, name, DEFINES_FUNCTION);
    outline_emit(outline, definition);
    outline_push(outline, definition, state->braces, LEVEL_OPAQUE);
    reset_head(state);
}

static void open_type(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    Definition definition = definition_of(state, head->name, head->kind);
    outline_emit(outline, definition);
    outline_push(outline, definition, state->braces,
                 (head->flags & HEAD_ENUM ? LEVEL_ENUM : 0U) | (head->flags & HEAD_TYPEDEF ? LEVEL_TYPEDEF : 0U));
    state->flags |= WANTS_ITEM;
    reset_head(state);
}

/* The body of `type name = {`. */
static void open_value(Outline *outline)
{
    OutlineState *state = &outline->state;
    const OutlineHead *head = &state->head;
    OutlineWord name = declared(head);
    if (head->words > 1 && head->function.len == 0 && state->parens == 0)
        outline_push(outline, definition_of(state, name, DEFINES_VARIABLE), state->braces, LEVEL_OPAQUE);
}

static void open_brace(Outline *outline)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    if (is_in_scope(state)) {
        bool is_inside = state->parens > 0;
        if (head->flags & HEAD_EQUALS)
            open_value(outline);
        else if (!is_inside && head->flags & HEAD_CLOSED)
            open_function(outline);
        else if (!is_inside && head->flags & HEAD_TAG)
            open_type(outline);
        else if (!is_inside && head->flags & HEAD_STRING && head->flags & HEAD_EXTERN) {
            outline_push(outline, (Definition){.kind = DEFINES_MODULE}, state->braces, 0);
            reset_head(state);
        }
    }
    state->braces++;
}

/* What goes on behind the end of a level. */
static void resume(OutlineState *state, const OutlineLevel *level)
{
    if (level->definition.kind == DEFINES_VARIABLE)
        return;
    reset_head(state);
    state->flags &= ~(uint32_t)WANTS_ITEM;
    if (level->definition.kind == DEFINES_TYPE) {
        state->head.words = 1;
        state->head.flags = level->flags & LEVEL_TYPEDEF ? HEAD_TYPEDEF : 0;
    }
}

/* A brace in the first column ends all but what is around it in its namespace. */
static void recover(OutlineState *state)
{
    uint32_t base = 0;
    for (uint32_t i = 0; i < state->level_count; i++)
        if (state->levels[i].definition.kind == DEFINES_MODULE)
            base = state->levels[i].place + 1;
    if (state->braces > base + 1)
        state->braces = base + 1;
}

static void close_brace(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    if (outline->offset + token.start == state->line_start)
        recover(state);
    state->braces -= state->braces > 0;
    OutlineLevel *top = outline_top(state);
    bool is_ended = false;
    OutlineLevel level = {0};
    while (top && top->place >= state->braces) {
        level = *top;
        is_ended = true;
        state->level_count--;
        top = outline_top(state);
    }
    if (is_ended)
        resume(state, &level);
    else if (is_in_scope(state) && !(state->head.flags & HEAD_EQUALS) && state->parens == 0)
        reset_head(state);
}

static void take_mark(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    OutlineHead *head = &state->head;
    char mark = outline->lexer.bytes.data[token.start];
    switch (mark) {
    case '(':
        open_paren(state);
        break;
    case '[':
        state->parens++;
        break;
    case ')':
    case ']':
        close_paren(state);
        break;
    case ';':
        end_statement(outline);
        break;
    case '=':
        take_equals(outline);
        break;
    case ',':
        take_comma(outline);
        break;
    case ':':
        take_colon(outline, token);
        break;
    case '>':
        if (take_arrow(outline, token))
            break;
        take_angle(head, -1);
        break;
    case '<':
        take_angle(head, 1);
        break;
    case '*':
    case '&':
        head->flags |= head->flags & HEAD_TAG && head->name.len > 0 ? HEAD_FROZEN : 0;
        break;
    default:
        if (state->parens == 0 && memchr("-.+/\\!%|?^", mark, 10))
            head->flags |= HEAD_STATEMENT;
        break;
    }
}

void outline_take_c(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    char byte = outline->lexer.bytes.data[token.start];
    if (is_in_scope(state) && outline_take_objc(outline, token))
        return;
    if (token.kind == TOKEN_PUNCTUATION && byte == '{') {
        open_brace(outline);
        return;
    }
    if (token.kind == TOKEN_PUNCTUATION && byte == '}') {
        close_brace(outline, token);
        return;
    }
    if (!is_in_scope(state))
        return;
    if (token.kind == TOKEN_PUNCTUATION)
        take_mark(outline, token);
    else if (token.kind == TOKEN_KEYWORD || token.kind == TOKEN_PREPROCESSOR)
        take_keyword(outline, token);
    else if (outline_is_word(token))
        take_word(outline, token);
    else if (token_region((TokenKind)token.kind) == REGION_STRING)
        state->head.flags |= HEAD_STRING;
}
