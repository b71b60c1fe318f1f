/* Which definition a hit is in. */
#include "tui/views/row_context.h"

#include <string.h>

#include "tui/definition.h"

enum {
    REACH = 32 << 10, /* bytes looked through above a hit: there are many hits on a screen */
    LABEL_MOST = 48,
};

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '$' || byte == ':' || byte == '~' || byte == '.' || (byte & 0x80);
}

static bool is_among(Slice word, const char *list)
{
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, " ");
        if (slice_equal(word, slice_of(at, len)))
            return true;
        at += len + (at[len] == ' ');
    }
    return false;
}

/* The name before the first bracket that follows one; empty when there is none. */
static Slice name_before_bracket(Slice text)
{
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] != '(')
            continue;
        size_t end = at;
        while (end > 0 && text.data[end - 1] == ' ')
            end--;
        size_t start = end;
        while (start > 0 && is_name_byte(text.data[start - 1]))
            start--;
        Slice name = slice_sub(text, start, end);
        if (name.len > 0 && !is_among(name, "func fn fun function def __attribute__ __aligned"))
            return name;
    }
    return slice_of(NULL, 0);
}

static Slice first_word(Slice text)
{
    size_t len = 0;
    while (len < text.len && is_name_byte(text.data[len]))
        len++;
    return slice_sub(text, 0, len);
}

static void append_label(Slice line, Buf *out)
{
    Buf text = {0};
    definition_squeeze(line, line.len + 1, &text);
    Slice squeezed = buf_slice(&text);
    bool is_type = is_among(first_word(squeezed), "class interface trait module namespace impl extension protocol");
    Slice name = is_type ? slice_of(NULL, 0) : name_before_bracket(squeezed);
    if (is_type && memchr(squeezed.data, '(', squeezed.len))
        squeezed.len = (size_t)((const char *)memchr(squeezed.data, '(', squeezed.len) - squeezed.data);
    if (name.len > 0 && name.len <= LABEL_MOST)
        buf_printf(out, "in %.*s()", (int)name.len, name.data);
    else if (squeezed.len > 0 && squeezed.len <= LABEL_MOST && !memchr(squeezed.data, '=', squeezed.len))
        buf_printf(out, "in %.*s", (int)squeezed.len, squeezed.data);
    buf_deinit(&text);
}

void row_context_append(Slice path, Slice bytes, size_t line_start, Buf *out)
{
    size_t from = line_start > REACH ? line_start - REACH : 0;
    const char *newline = from > 0 ? memchr(bytes.data + from, '\n', line_start - from) : NULL;
    if (newline)
        from = (size_t)(newline - bytes.data) + 1;
    else if (from > 0)
        return;
    Slice near = slice_sub(bytes, from, bytes.len);
    Slice line = definition_find(path, near, line_start - from);
    if (line.len > 0 && line.data < bytes.data + line_start)
        append_label(line, out);
}
