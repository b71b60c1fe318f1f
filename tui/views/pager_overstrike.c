/* Each thing in the pattern that stands for one character may have struck-over ones before it:
 *
 *     a[bc]+ --> (?:(?:.\x08)*a)(?:(?:.\x08)*[bc])+ */
#include "tui/views/pager_overstrike.h"

#include <ctype.h>

static const char prefix[] = "(?:(?:.\\x08)*";

static void wrap(Buf *out, Slice one)
{
    buf_append(out, prefix, sizeof prefix - 1);
    buf_append_slice(out, one);
    buf_append_byte(out, ')');
}

static size_t character_length(Slice pattern, size_t at)
{
    size_t len = 1;
    while (at + len < pattern.len && (pattern.data[at + len] & 0xc0) == 0x80)
        len++;
    return len;
}

static void rewrite_literal(Slice pattern, Buf *out)
{
    for (size_t at = 0; at < pattern.len;) {
        size_t len = character_length(pattern, at);
        char escaped[2] = {'\\', pattern.data[at]};
        bool is_special = len == 1 && ispunct((unsigned char)pattern.data[at]);
        wrap(out, is_special ? slice_of(escaped, 2) : slice_sub(pattern, at, at + len));
        at += len;
    }
}

/* The end of the class that begins at `at`; 0 when it has none. */
static size_t class_end(Slice pattern, size_t at)
{
    size_t i = at + 1;
    if (i < pattern.len && pattern.data[i] == '^')
        i++;
    if (i < pattern.len && pattern.data[i] == ']')
        i++;
    for (; i < pattern.len && pattern.data[i] != ']'; i++) {
        if (pattern.data[i] == '[') /* [:alpha:] and the like */
            return 0;
        i += pattern.data[i] == '\\';
    }
    return i < pattern.len ? i + 1 : 0;
}

/* Bytes of the piece at `at`, and whether it stands for one character; 0: not known. */
static size_t piece(Slice pattern, size_t at, bool *is_character)
{
    char byte = pattern.data[at];
    char next = '\0';
    if (at + 1 < pattern.len)
        next = pattern.data[at + 1];
    *is_character = false;
    if (byte == '(' && (next == '?' || next == '*'))
        return next == '?' && at + 2 < pattern.len && pattern.data[at + 2] == ':' ? 3 : 0;
    if (byte == '{') {
        const char *end = memchr(pattern.data + at, '}', pattern.len - at);
        return end ? (size_t)(end - pattern.data) + 1 - at : 0;
    }
    if (strchr("^$|()*+?", byte))
        return 1;
    *is_character = true;
    if (byte == '\\') {
        *is_character = next != 'b' && next != 'B';
        return next != '\0' && (strchr("wdsWDSbB", next) || ispunct((unsigned char)next)) ? 2 : 0;
    }
    if (byte == '[') {
        size_t end = class_end(pattern, at);
        return end > 0 ? end - at : 0;
    }
    return character_length(pattern, at);
}

bool pager_overstrike(Slice pattern, bool is_literal, Buf *out)
{
    size_t before = out->len;
    if (is_literal) {
        rewrite_literal(pattern, out);
        return true;
    }
    for (size_t at = 0; at < pattern.len;) {
        bool is_character;
        size_t len = pattern.data[at] ? piece(pattern, at, &is_character) : 0;
        if (len == 0) {
            out->len = before;
            return false;
        }
        if (is_character)
            wrap(out, slice_sub(pattern, at, at + len));
        else
            buf_append_slice(out, slice_sub(pattern, at, at + len));
        at += len;
    }
    return true;
}
