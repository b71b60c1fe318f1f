/* Headings with their ranks, sections, the keys at the top of data files, and make's targets. */
#include "engine/syntax/outline_parts.h"

enum {
    KEY_PLACE = 1000, /* places of keys by their columns are behind all ranks of headings */
    KEY_DEPTH = 2,
    UNDERLINE_LEAST = 2,
};

static void enter(Outline *outline, Definition definition, uint32_t place)
{
    OutlineState *state = &outline->state;
    while (state->level_count > 0 && state->levels[state->level_count - 1].place >= place)
        state->level_count--;
    outline_emit(outline, definition);
    outline_push(outline, definition, place, 0);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t run_length(Slice text)
{
    size_t len = 0;
    while (len < text.len && text.data[len] == text.data[0])
        len++;
    return len;
}

static bool is_word_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte & 0x80;
}

static uint32_t rank_of_underline(char mark)
{
    static const char marks[] = "=-~^\"'";
    const char *found = strchr(marks, mark);
    return found && mark ? (uint32_t)(found - marks) + 1 : sizeof marks;
}

/* The line above is the heading. */
static void take_underline(Outline *outline, char mark)
{
    OutlineState *state = &outline->state;
    if (state->above_len == 0 || state->flags & ABOVE_HAS_KEY)
        return;
    enter(outline, (Definition){state->above_start, state->above_start, state->above_len, DEFINES_HEADING, 0},
          rank_of_underline(mark));
}

/* From `at` to the end of its line. */
static Slice rest_of_line(const Outline *outline, size_t at)
{
    Slice rest = slice_sub(outline->lexer.bytes, at, outline->lexer.bytes.len);
    const char *end = rest.len > 0 ? memchr(rest.data, '\n', rest.len) : NULL;
    return end ? slice_sub(rest, 0, (size_t)(end - rest.data)) : rest;
}

/* How much of the text is before the bracket that closes the first one. All of it when none does. */
static size_t until_closed(Slice text, char open, char close)
{
    size_t nesting = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == open)
            nesting++;
        else if (text.data[i] == close && --nesting == 0)
            return i;
    }
    return text.len;
}

static bool begins_with(Slice text, const char *prefix)
{
    return slice_starts_with(text, slice_from_cstr(prefix));
}

/* \section{Name} */
static void take_command(Outline *outline, Token token)
{
    static const char *const commands[] = {"\\part", "\\chapter", "\\section", "\\subsection", NULL};
    Slice line = rest_of_line(outline, token.start);
    const char *open = line.len > 0 ? memchr(line.data, '{', line.len) : NULL;
    uint32_t rank = 0;
    while (commands[rank] && !begins_with(line, commands[rank]))
        rank++;
    if (!open)
        return;
    size_t start = (size_t)(open - line.data);
    Slice name = slice_sub(line, start, line.len);
    size_t len = until_closed(name, '{', '}');
    if (len > 1)
        enter(outline,
              (Definition){outline->state.line_start, outline->offset + token.start + start + 1, (uint32_t)len - 1,
                           DEFINES_HEADING, 0},
              rank);
}

/* .SS behind .SH behind .TH */
static uint32_t rank_of_request(const Outline *outline)
{
    size_t at = (size_t)(outline->state.line_start - outline->offset);
    Slice line = rest_of_line(outline, at);
    if (begins_with(line, ".SH") || begins_with(line, ".Sh"))
        return 2;
    return begins_with(line, ".SS") || begins_with(line, ".Ss") ? 3 : 1;
}

/* What the token's text is a part of: [remote "origin"], <VirtualHost *:80>, ** TODO name. */
static Slice whole_heading(const Outline *outline, Token token)
{
    Slice text = outline_text(outline, token);
    Slice line = rest_of_line(outline, token.start);
    char open = text.len > 0 ? text.data[0] : '\0';
    char close = open == '[' ? ']' : '>';
    if (open == '[' || open == '<') {
        size_t len = until_closed(line, open, close);
        return len < line.len && len >= text.len ? slice_sub(line, 0, len + 1) : text;
    }
    return open == '*' && run_length(line) < line.len && is_blank(line.data[run_length(line)]) ? line : text;
}

static void take_heading(Outline *outline, Token token)
{
    Slice text = whole_heading(outline, token);
    if (begins_with(text, "\\")) {
        take_command(outline, token);
        return;
    }
    if (begins_with(text, "</")) {
        outline->state.level_count = 0;
        return;
    }
    bool is_block_title = text.len > 1 && text.data[0] == '.' && is_word_byte(text.data[1]);
    if (is_block_title)
        return;
    while (text.len > 0 && is_blank(text.data[text.len - 1]))
        text.len--;
    size_t run = text.len > 0 ? run_length(text) : 0;
    if (run == 0 || (run == text.len && !is_word_byte(text.data[0]))) {
        if (run > UNDERLINE_LEAST)
            take_underline(outline, text.data[0]);
        return;
    }
    bool is_marked = !is_word_byte(text.data[0]) && is_blank(text.data[run]);
    size_t start = 0;
    uint32_t rank = outline->state.flags & LINE_BEGUN ? rank_of_request(outline) : 1;
    if (is_marked) {
        rank = (uint32_t)run;
        for (start = run; start < text.len && is_blank(text.data[start]);)
            start++;
        while (text.len > start && text.data[text.len - 1] == text.data[0])
            text.len--;
        while (text.len > start && is_blank(text.data[text.len - 1]))
            text.len--;
    }
    uint64_t name = outline->offset + token.start + start;
    enter(outline, (Definition){outline->state.line_start, name, (uint32_t)(text.len - start), DEFINES_HEADING, 0},
          rank);
}

static bool is_quote(char byte)
{
    return byte == '"' || byte == '\'';
}

static void take_key(Outline *outline, Token token, uint8_t kind)
{
    OutlineState *state = &outline->state;
    Slice text = outline_text(outline, token);
    while (text.len > 0 && (is_blank(text.data[text.len - 1]) || is_quote(text.data[text.len - 1])))
        text.len--;
    size_t start = 0;
    while (start < text.len && (is_blank(text.data[start]) || is_quote(text.data[start])))
        start++;
    uint32_t place = KEY_PLACE + state->columns;
    while (state->level_count > 0 && state->levels[state->level_count - 1].place >= place)
        state->level_count--;
    if (start == text.len || outline_depth(state) >= KEY_DEPTH)
        return;
    enter(outline,
          (Definition){state->line_start, outline->offset + token.start + start, (uint32_t)(text.len - start), kind, 0},
          place);
}

/* Several targets may stand in a rule. */
static void take_targets(Outline *outline, Token token)
{
    Slice text = outline_text(outline, token);
    size_t end = 0;
    while (end < text.len && !is_blank(text.data[end]))
        end++;
    if (end == 0 || (text.data[0] == '.' && end > 1 && text.data[1] >= 'A' && text.data[1] <= 'Z'))
        return;
    enter(outline,
          (Definition){outline->state.line_start, outline->offset + token.start, (uint32_t)end, DEFINES_TARGET, 0},
          KEY_PLACE);
}

void outline_take_marks(Outline *outline, Token token)
{
    OutlineState *state = &outline->state;
    bool is_first = !(state->flags & LINE_BEGUN);
    bool is_item = state->last == TOKEN_PUNCTUATION && state->last_mark == '-' && !is_first;
    bool has_targets = outline->language->data->rules[0].kinds[0] == TOKEN_KEYWORD;
    bool is_request = !is_first && state->last == TOKEN_KEYWORD &&
                      outline->lexer.bytes.data[state->line_start - outline->offset] == '.';
    if (token.kind == TOKEN_HEADING && (is_first || is_request)) {
        take_heading(outline, token);
    } else if (token.kind == TOKEN_KEY && (is_first || is_item)) {
        state->flags |= HAS_KEY;
        if (is_first)
            take_key(outline, token, has_targets ? DEFINES_VARIABLE : DEFINES_KEY);
    } else if (token.kind == TOKEN_FUNCTION && is_first && state->columns == 0) {
        take_targets(outline, token);
    }
}
