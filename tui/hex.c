/* Reading bytes that are written in hexadecimal. */
#include "tui/hex.h"

#include <stdio.h>

#include "engine/search/kernels.h"

static int digit_of(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    character |= 0x20;
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

static bool fail(char *err, size_t size, const char *text)
{
    snprintf(err, size, "%s", text);
    return false;
}

/* How many bytes of "0x" or "\\x" stand at `at`. */
static size_t prefix_len(Slice text, size_t at)
{
    bool is_prefix =
        at + 1 < text.len && (text.data[at] == '0' || text.data[at] == '\\') && (text.data[at + 1] | 0x20) == 'x';
    return is_prefix ? 2 : 0;
}

/* The quoted text that begins at `*at`; an open one goes on to the end, as while it is being typed. */
static void take_quoted(Slice text, size_t *at, Buf *bytes)
{
    size_t start = *at + 1;
    size_t end = start;
    while (end < text.len && text.data[end] != '"')
        end++;
    buf_append_slice(bytes, slice_sub(text, start, end));
    *at = end < text.len ? end + 1 : end;
}

bool hex_pattern_parse(Slice text, Buf *bytes, char *err, size_t size)
{
    size_t before = bytes->len;
    for (size_t at = 0; at < text.len;) {
        if (strchr(" \t,:-", text.data[at]) && text.data[at]) {
            at++;
            continue;
        }
        if (text.data[at] == '"') {
            take_quoted(text, &at, bytes);
            continue;
        }
        at += prefix_len(text, at);
        int high = at < text.len ? digit_of(text.data[at]) : -1;
        int low = at + 1 < text.len ? digit_of(text.data[at + 1]) : -1;
        if (high < 0)
            return fail(err, size, at < text.len ? "not a hexadecimal digit" : "half of a byte");
        if (low < 0)
            return fail(err, size, "half of a byte");
        buf_append_byte(bytes, (char)(high << 4 | low));
        at += 2;
    }
    if (bytes->len == before)
        return fail(err, size, "no bytes");
    return bytes->len - before <= NEEDLE_MOST || fail(err, size, "too many bytes");
}
