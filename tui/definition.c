/* Finding the definition around a line, and wording it for a title. */
#include "tui/definition.h"

#include <stdint.h>

#include "engine/syntax/outline.h"

enum { HEAD_BYTES = 512 }; /* of a file, by which its language is told */
enum { LINE_MOST = 1000 }; /* of a line that is looked at: definitions are shorter */

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '$' || (byte & 0x80);
}

static bool is_word_byte(char byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9');
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static size_t word_length(Slice text)
{
    size_t len = 0;
    while (len < text.len && is_word_byte(text.data[len]))
        len++;
    return len;
}

static Slice trim_end(Slice line)
{
    while (line.len > 0 && is_blank(line.data[line.len - 1]))
        line.len--;
    return line;
}

static bool is_in_list(Slice word, const char *list)
{
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, " ");
        if (slice_equal(word, slice_of(at, len)))
            return true;
        at += len + (at[len] == ' ');
    }
    return false;
}

static Slice extension_of(Slice name)
{
    Slice base = slice_base_name(name);
    for (size_t at = base.len; at > 0; at--)
        if (base.data[at - 1] == '.')
            return slice_sub(base, at, base.len);
    return slice_of(NULL, 0);
}

static bool goes_by_indentation(Slice name)
{
    return is_in_list(extension_of(name),
                      "py pyi pyx rb rs go js mjs cjs jsx ts tsx java kt kts scala swift cs php lua "
                      "nim ex exs groovy dart zig jl coffee vue d cr gd");
}

/* `out:`, `public:`, `default:`; but not `std::string name()`. */
static bool is_label(Slice line)
{
    size_t word = word_length(line);
    size_t at = word;
    while (at < line.len && is_blank(line.data[at]))
        at++;
    return at < line.len && line.data[at] == ':' && (at + 1 == line.len || line.data[at + 1] != ':');
}

static bool starts_at_margin(Slice line)
{
    line = trim_end(line);
    return line.len > 0 && is_letter(line.data[0]) && !is_label(line) && line.data[line.len - 1] != ';';
}

static bool opens_a_block(Slice text)
{
    Slice end = trim_end(text);
    char last = end.len > 0 ? end.data[end.len - 1] : '\0';
    return last == '{' && memchr(text.data, '(', text.len);
}

/* `text` is the line without its indentation. */
static bool begins_by_keyword(Slice text)
{
    static const char modifiers[] = "pub export default async static public private protected internal final abstract "
                                    "override virtual open sealed inline unsafe extern const local data partial";
    static const char keywords[] = "def class fn func fun function struct impl interface enum trait module namespace "
                                   "type object record protocol extension mod macro_rules union defmodule defp";
    static const char statements[] = "if else elif for while switch match case return try catch finally do with when "
                                     "unless loop select";
    Slice first = slice_sub(text, 0, word_length(text));
    if (first.len == 0 || is_in_list(first, statements))
        return false;
    Slice rest = text;
    for (size_t len = first.len; len > 0; len = word_length(rest)) {
        Slice word = slice_sub(rest, 0, len);
        if (is_in_list(word, keywords))
            return true;
        if (!is_in_list(word, modifiers))
            break;
        rest = slice_sub(rest, len, rest.len);
        while (rest.len > 0 && is_blank(rest.data[0]))
            rest = slice_sub(rest, 1, rest.len);
    }
    return opens_a_block(text);
}

static size_t indentation(Slice line)
{
    size_t columns = 0;
    for (size_t at = 0; at < line.len && is_blank(line.data[at]); at++)
        columns = line.data[at] == '\t' ? columns / 8 * 8 + 8 : columns + 1;
    return columns;
}

static Slice without_indentation(Slice line)
{
    while (line.len > 0 && is_blank(line.data[0]))
        line = slice_sub(line, 1, line.len);
    return line;
}

static Slice line_at(Slice bytes, size_t start)
{
    size_t most = bytes.len - start < LINE_MOST ? bytes.len - start : LINE_MOST;
    const char *newline = memchr(bytes.data + start, '\n', most);
    return trim_end(slice_of(bytes.data + start, newline ? (size_t)(newline - bytes.data) - start : most));
}

/* Start of the line before the one at `start`; false when that is further than the reach. */
static bool line_before(Slice bytes, size_t *start, size_t floor)
{
    if (*start == 0 || *start <= floor)
        return false;
    const char *newline = memrchr(bytes.data + floor, '\n', *start - 1 - floor);
    if (!newline && floor > 0)
        return false;
    *start = newline ? (size_t)(newline - bytes.data) + 1 : 0;
    return true;
}

static Slice find_at_margin(Slice bytes, size_t start, size_t floor)
{
    bool is_first = true;
    do {
        Slice line = line_at(bytes, start);
        if (line.len > 0 && line.data[0] == '}' && !is_first)
            break;
        if (starts_at_margin(line))
            return line;
        is_first = false;
    } while (line_before(bytes, &start, floor));
    return slice_of(NULL, 0);
}

static Slice find_by_indentation(Slice bytes, size_t start, size_t floor)
{
    size_t least = SIZE_MAX;
    do {
        Slice line = line_at(bytes, start);
        Slice text = without_indentation(line);
        if (text.len == 0)
            continue;
        size_t columns = indentation(line);
        bool is_outer = columns < least;
        if (is_outer && begins_by_keyword(text))
            return text;
        if (is_outer)
            least = columns;
        /* On column 0 nothing is around it. */
        if (least == 0)
            break;
    } while (line_before(bytes, &start, floor));
    return slice_of(NULL, 0);
}

/* --- by the outline --- */

/* The line that the name is on, without its indentation. */
static Slice find_by_outline(const Language *language, Slice bytes, size_t line_start)
{
    Definition around;
    if (!outline_around(language, bytes, line_start, &around) || around.name_start > bytes.len)
        return slice_of(NULL, 0);
    const char *newline = around.name_start > 0 ? memrchr(bytes.data, '\n', around.name_start) : NULL;
    return without_indentation(line_at(bytes, newline ? (size_t)(newline - bytes.data) + 1 : 0));
}

Slice definition_find(Slice name, Slice attribute, Slice bytes, size_t line_start)
{
    if (line_start >= bytes.len)
        return slice_of(NULL, 0);
    const Language *language = language_for(name, slice_sub(bytes, 0, HEAD_BYTES), attribute);
    if (outline_is_known(language))
        return find_by_outline(language, bytes, line_start);
    size_t floor = line_start > DEFINITION_REACH ? line_start - DEFINITION_REACH : 0;
    return goes_by_indentation(name) ? find_by_indentation(bytes, line_start, floor)
                                     : find_at_margin(bytes, line_start, floor);
}

static void append_squeezed(Slice text, Buf *out)
{
    size_t start = out->len;
    for (size_t at = 0; at < text.len; at++) {
        bool is_gap = is_blank(text.data[at]);
        if (!is_gap)
            buf_append_byte(out, text.data[at]);
        else if (out->len > start && out->data[out->len - 1] != ' ')
            buf_append_byte(out, ' ');
    }
    while (out->len > start && out->data[out->len - 1] == ' ')
        out->len--;
}

/* Cuts off what opens the body: `{`, or Python's `:`. */
static Slice without_opening(Slice line)
{
    line = trim_end(line);
    while (line.len > 0 && (line.data[line.len - 1] == '{' || line.data[line.len - 1] == ':'))
        line = trim_end(slice_sub(line, 0, line.len - 1));
    return line;
}

/* The outermost parentheses that open last; `close` is the text's length when they do not close. */
static bool find_parameters(Slice text, size_t *open, size_t *close)
{
    size_t depth = 0;
    bool has_any = false;
    *close = text.len;
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] == '(' && depth++ == 0) {
            *open = at;
            *close = text.len;
            has_any = true;
        } else if (text.data[at] == ')' && depth > 0 && --depth == 0) {
            *close = at;
        }
    }
    return has_any;
}

void definition_squeeze(Slice line, size_t columns, Buf *out)
{
    size_t start = out->len;
    append_squeezed(without_opening(line), out);
    Slice text = slice_of(out->data + start, out->len - start);
    size_t open, close;
    if (out->len == start || !find_parameters(text, &open, &close))
        return;
    bool goes_on = close == text.len;
    if ((!goes_on && text.len <= columns) || close == open + 1)
        return;
    Buf tail = {0};
    if (!goes_on)
        buf_append_slice(&tail, slice_sub(text, close + 1, text.len));
    out->len = start + open;
    buf_append_slice(out, slice_from_cstr("(…)"));
    buf_append_slice(out, buf_slice(&tail));
    buf_deinit(&tail);
}
