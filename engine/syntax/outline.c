/* The definitions in a file: lines, levels and directives; what a token means is told by the language's style. */
#include "engine/syntax/outline.h"

#include <strings.h>

#include "engine/syntax/outline_parts.h"
#include "engine/syntax/words.h"

enum { TAB = 8 };

/* --- languages --- */

static bool has_rule_kind(const LanguageData *data, uint8_t kind)
{
    for (size_t i = 0; i < RULES_MOST && data->rules[i].pattern; i++)
        for (size_t part = 0; part < RULE_PARTS; part++)
            if (data->rules[i].kinds[part] == kind)
                return true;
    return false;
}

static bool has_slashes(const LanguageData *data)
{
    for (size_t i = 0; i < SPANS_MOST && data->spans[i].open; i++)
        if (strcmp(data->spans[i].open, "//") == 0)
            return true;
    return false;
}

static OutlineStyle style_of(const Language *language)
{
    if (!language)
        return STYLE_NONE;
    const LanguageData *data = language->data;
    if (data->flags & LANGUAGE_BLOCKS)
        return STYLE_BLOCKS;
    bool has_functions = false;
    for (size_t i = 0; i < DEFINITIONS_MOST; i++)
        has_functions |= data->definitions[i].kind == DEFINES_FUNCTION;
    if (data->flags & LANGUAGE_BODIES && !has_functions)
        return STYLE_C;
    if (data->definitions[0].words && data->flags & LANGUAGE_INDENTED)
        return STYLE_INDENT;
    if (data->definitions[0].words)
        return data->flags & LANGUAGE_BODIES || has_slashes(data) ? STYLE_BRACES : STYLE_INDENT;
    if (has_rule_kind(data, TOKEN_HEADING) || has_rule_kind(data, TOKEN_KEY))
        return STYLE_MARKS;
    return STYLE_NONE;
}

bool outline_is_known(const Language *language)
{
    return style_of(language) != STYLE_NONE;
}

bool outline_is_code(const Language *language)
{
    OutlineStyle style = style_of(language);
    return style != STYLE_NONE && style != STYLE_MARKS &&
           (style != STYLE_BLOCKS || language->data->definitions[0].words);
}

static uint32_t letter_bit(char byte)
{
    return 1U << (byte & 31);
}

static uint32_t first_letters(const LanguageData *data)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < DEFINITIONS_MOST && data->definitions[i].words; i++) {
        const char *list = data->definitions[i].words;
        for (Slice word; words_next(&list, &word);)
            mask |= letter_bit(word.data[0]);
    }
    return mask;
}

/* A mark before a word: #define, @interface. */
static bool is_prefix(char byte)
{
    return byte == '#' || byte == '@' || byte == '%' || byte == ' ' || byte == '\t';
}

static bool list_has(const char *list, Slice text, bool folds)
{
    if (!folds)
        return words_has(list, text);
    for (Slice word; words_next(&list, &word);)
        if (word.len == text.len && strncasecmp(word.data, text.data, text.len) == 0)
            return true;
    return false;
}

static uint8_t find_word(const Language *language, Slice text)
{
    const LanguageData *data = language->data;
    for (size_t i = 0; i < DEFINITIONS_MOST && data->definitions[i].words; i++)
        if (list_has(data->definitions[i].words, text, language->folds))
            return data->definitions[i].kind;
    return DEFINES_NOTHING;
}

uint8_t outline_defines(const Outline *outline, Token token)
{
    Slice text = outline_text(outline, token);
    const Language *language = outline->language;
    if (is_prefix(text.data[0])) {
        uint8_t kind = find_word(language, text);
        while (kind == DEFINES_NOTHING && text.len > 1 && is_prefix(text.data[0]))
            text = slice_sub(text, 1, text.len);
        if (kind != DEFINES_NOTHING)
            return kind;
    }
    return outline->first_letters & letter_bit(text.data[0]) ? find_word(language, text) : DEFINES_NOTHING;
}

const char *definition_kind_name(uint8_t kind)
{
    static const char *const names[DEFINITION_KIND_COUNT] = {
        "nothing", "function", "type", "macro", "module", "variable", "constant", "heading", "target", "key",
    };
    return kind < DEFINITION_KIND_COUNT ? names[kind] : names[0];
}

/* --- levels --- */

uint8_t outline_depth(const OutlineState *state)
{
    uint8_t depth = 0;
    for (uint32_t i = 0; i < state->level_count; i++)
        depth = (uint8_t)(depth + (state->levels[i].definition.name_len > 0));
    return depth;
}

OutlineLevel *outline_top(OutlineState *state)
{
    return state->level_count > 0 ? &state->levels[state->level_count - 1] : NULL;
}

void outline_emit(Outline *outline, Definition definition)
{
    if (definition.name_len == 0)
        return;
    definition.depth = outline_depth(&outline->state);
    outline->definitions[outline->definition_count++] = definition;
}

void outline_push(Outline *outline, Definition definition, uint32_t place, uint32_t flags)
{
    OutlineState *state = &outline->state;
    if (state->level_count == OUTLINE_LEVELS)
        return;
    definition.depth = outline_depth(state);
    state->levels[state->level_count++] = (OutlineLevel){definition, place, flags};
}

size_t outline_open(const OutlineState *state, Definition *open)
{
    size_t count = 0;
    for (uint32_t i = 0; i < state->level_count; i++)
        if (state->levels[i].definition.name_len > 0)
            open[count++] = state->levels[i].definition;
    return count;
}

/* --- directives of the C preprocessor --- */

static void end_directive(OutlineState *state)
{
    state->flags &= ~(uint32_t)(IN_DIRECTIVE | WANTS_MACRO);
    OutlineLevel *top = outline_top(state);
    if (top && top->flags & LEVEL_MACRO)
        state->level_count--;
}

static void drop_levels(OutlineState *state)
{
    while (state->level_count > 0 && state->levels[state->level_count - 1].place >= state->braces)
        state->level_count--;
}

/* Of several branches only one is compiled: each begins with the braces that were open before the first. */
static void take_branch(OutlineState *state, Slice word)
{
    if (word.len >= 2 && memcmp(word.data, "if", 2) == 0) {
        if (state->branch_count < OUTLINE_BRANCHES)
            state->branches[state->branch_count] = state->braces;
        state->branch_count++;
    } else if (state->branch_count > 0 && outline_is(word, "endif")) {
        state->branch_count--;
    } else if (state->branch_count > 0 && state->branch_count <= OUTLINE_BRANCHES && word.len >= 4 &&
               memcmp(word.data, "el", 2) == 0) {
        uint32_t braces = state->branches[state->branch_count - 1];
        if (braces != state->braces)
            state->head = (OutlineHead){0};
        state->braces = braces;
        drop_levels(state);
    }
}

static void begin_directive(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    Slice word = outline_text(outline, token);
    while (word.len > 0 && is_prefix(word.data[0]))
        word = slice_sub(word, 1, word.len);
    state->flags |= IN_DIRECTIVE;
    if (outline_is(word, "define"))
        state->flags |= WANTS_MACRO;
    else if (word.len > 0)
        take_branch(state, word);
}

static void take_directive(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    if (!(state->flags & WANTS_MACRO) || !(outline_is_word(token) || token.kind == TOKEN_KEYWORD))
        return;
    state->flags &= ~(uint32_t)WANTS_MACRO;
    OutlineWord name = outline_word(outline, token);
    Definition macro = {state->line_start, name.start, name.len, DEFINES_MACRO, 0};
    outline_emit(outline, macro);
    outline_push(outline, macro, UINT32_MAX, LEVEL_MACRO);
}

/* --- lines --- */

static void end_line(Outline *outline, size_t next)
{
    OutlineState *state = &outline->state;
    if (state->flags & IN_DIRECTIVE && !(state->last == TOKEN_PUNCTUATION && state->last_mark == '\\'))
        end_directive(state);
    if (outline->style == STYLE_BRACES || outline->style == STYLE_INDENT)
        outline_end_words(outline);
    bool had_key = state->flags & HAS_KEY;
    state->flags &= ~(uint32_t)(LINE_BEGUN | HAS_KEY | ABOVE_HAS_KEY);
    state->flags |= had_key ? ABOVE_HAS_KEY : 0;
    if (outline->style == STYLE_MARKS) {
        state->above_start = state->line_start;
        state->above_len = (uint32_t)(outline->offset + next - 1 - state->line_start);
    }
    state->line_start = outline->offset + next;
}

static void pass_lines(Outline *outline, size_t end)
{
    const char *bytes = outline->lexer.bytes.data;
    while (outline->at < end)
        if (bytes[outline->at++] == '\n')
            end_line(outline, outline->at);
}

/* The lines inside a comment or a string are none of their own. */
static void pass_inner_lines(Outline *outline, Token token)
{
    Slice text = outline_text(outline, token);
    const char *last = memrchr(text.data, '\n', text.len);
    if (last)
        outline->state.line_start = outline->offset + (uint64_t)(last - outline->lexer.bytes.data) + 1;
}

static uint32_t columns_before(const Outline *outline, Token token)
{
    uint64_t start = outline->state.line_start;
    size_t at = start > outline->offset ? (size_t)(start - outline->offset) : 0;
    uint32_t columns = 0;
    for (; at < token.start; at++)
        columns = outline->lexer.bytes.data[at] == '\t' ? columns / TAB * TAB + TAB : columns + 1;
    return columns;
}

/* --- tokens --- */

static void take_code(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    bool is_first = !(state->flags & LINE_BEGUN);
    bool is_directive = is_first && token.kind == TOKEN_PREPROCESSOR && outline->lexer.bytes.data[token.start] == '#';
    if (state->flags & IN_DIRECTIVE)
        take_directive(outline, token);
    else if (is_directive && outline->style == STYLE_C)
        begin_directive(outline, token);
    else if (outline->style == STYLE_C)
        outline_take_c(outline, token);
    else if (outline->style == STYLE_MARKS)
        outline_take_marks(outline, token);
    else if (outline->style == STYLE_BLOCKS)
        outline_take_blocks(outline, token);
    else
        outline_take_words(outline, token);
    state->flags |= LINE_BEGUN;
    state->last = token.kind;
    state->last_mark = token.kind == TOKEN_PUNCTUATION ? outline->lexer.bytes.data[token.start] : 0;
    state->last_end = outline->offset + token.end;
}

static void take_token(Outline *outline, Token token)
{
    pass_lines(outline, token.start);
    if (!(outline->state.flags & LINE_BEGUN) && outline->style != STYLE_C)
        outline->state.columns = columns_before(outline, token);
    TokenRegion region = token_region((TokenKind)token.kind);
    if (region != REGION_COMMENT)
        take_code(outline, token);
    bool is_short = outline_is_word(token) || token.kind == TOKEN_PUNCTUATION || token.kind == TOKEN_KEYWORD;
    if (!is_short || token.kind == TOKEN_VARIABLE)
        pass_inner_lines(outline, token);
    outline->at = token.end;
}

void outline_start(Outline *outline, const Language *language, const OutlineState *state, uint64_t offset, Slice bytes)
{
    outline->style = (uint8_t)style_of(language);
    outline->language = language;
    outline->state = *state;
    outline->offset = offset;
    outline->token_count = outline->token_next = 0;
    outline->at = 0;
    outline->first_letters = language ? first_letters(language->data) : 0;
    outline->state.line_start = offset;
    lexer_start(&outline->lexer, outline->style == STYLE_NONE ? NULL : language, state->lex, bytes);
}

/* Behind the last token: what is left are blanks, and the file may end without a newline. */
static void finish(Outline *outline)
{
    if (outline->at == SIZE_MAX)
        return;
    Slice bytes = outline->lexer.bytes;
    bool has_newline = bytes.len > 0 && bytes.data[bytes.len - 1] == '\n';
    pass_lines(outline, bytes.len);
    if (!has_newline && (outline->style == STYLE_BRACES || outline->style == STYLE_INDENT))
        outline_end_words(outline);
    outline->state.lex = outline->lexer.state;
    outline->at = SIZE_MAX;
}

size_t outline_next(Outline *outline, Definition *definitions, size_t most)
{
    enum { BY_ONE_TOKEN = 3 };
    outline->definitions = definitions;
    outline->definition_count = 0;
    while (outline->definition_count + BY_ONE_TOKEN < most) {
        if (outline->token_next == outline->token_count) {
            outline->token_next = 0;
            outline->token_count = lexer_tokens(&outline->lexer, outline->tokens, OUTLINE_TOKENS);
        }
        if (outline->token_count == 0) {
            finish(outline);
            break;
        }
        take_token(outline, outline->tokens[outline->token_next++]);
    }
    return outline->definition_count;
}
