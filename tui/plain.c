/* Text as it is printed on the terminal without a screen.
 *
 *     bytes --[SGR: as it is, or left out | x^Hx, _^Hx: bold, underlined | tab, newline | else a glyph]--> Buf, columns
 */
#include "tui/plain.h"

#include <stdlib.h>

#include "tui/glyph.h"
#include "tui/utf8.h"

enum { TAB_COLUMNS = 8, SGR_BYTES_MOST = 64 };

/* Length of the colour sequence at `at`, 0 when it is none. */
static size_t sgr_length(Slice text, size_t at)
{
    if (text.len - at < 3 || text.data[at] != '\033' || text.data[at + 1] != '[')
        return 0;
    size_t end = at + 2;
    while (end < text.len && end - at < SGR_BYTES_MOST && text.data[end] != 0 && strchr("0123456789;:", text.data[end]))
        end++;
    return end < text.len && text.data[end] == 'm' ? end + 1 - at : 0;
}

/* Colours, and attributes that show: neither blinking nor concealing, which would hide what is in a file. */
static bool is_shown(long parameter)
{
    static const bool attributes[30] = {
        [0] = true,  [1] = true,  [2] = true,  [3] = true,  [4] = true,  [7] = true,  [9] = true,  [21] = true,
        [22] = true, [23] = true, [24] = true, [25] = true, [27] = true, [28] = true, [29] = true,
    };
    return parameter < 30 ? parameter >= 0 && attributes[parameter]
                          : parameter <= 49 || parameter == 59 || (parameter >= 90 && parameter <= 107);
}

/* True when all that the sequence asks for may be sent. What belongs to a colour of its own is skipped: "38;5;N",
 * "38;2;R;G;B", or parts between colons. `p` is behind "ESC ["; 'm' ends it. */
static bool may_pass(const char *p)
{
    int skipped = 0;
    bool is_colour = false;
    for (;;) {
        char *end;
        long parameter = strtol(p, &end, 10);
        if (skipped > 0) {
            skipped--;
        } else if (is_colour) {
            skipped = parameter == 5 ? 1 : parameter == 2 ? 3 : 0;
            is_colour = false;
        } else if (!is_shown(parameter)) {
            return false;
        } else {
            is_colour = *end != ':' && (parameter == 38 || parameter == 48 || parameter == 58);
        }
        end += strcspn(end, ";m");
        if (*end == 'm')
            return true;
        p = end + 1;
    }
}

/* From a copy: the bytes of a file may change between looking and sending. */
static void append_sgr(Buf *out, const char *bytes, size_t len)
{
    char copy[SGR_BYTES_MOST + 2];
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    copy[len - 1] = 'm';
    if (strspn(copy + 2, "0123456789;:") == len - 3 && may_pass(copy + 2))
        buf_append(out, copy, len);
}

/* At a line's end, CR LF is one. */
static bool is_line_end(Slice text, size_t at)
{
    return text.data[at] == '\n' || (text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n');
}

/* `x^Hx` (bold) and `_^Hx` (underlined), as man pages have them: the bytes that it takes, 0 for anything else. */
static size_t overstrike_length(Slice text, size_t at, size_t len, bool *is_bold)
{
    size_t second = at + len + 1;
    if (second >= text.len || text.data[at + len] != '\b' || (unsigned char)text.data[at] < ' ')
        return 0;
    Glyph glyph = glyph_at(text, second);
    if (glyph.is_control || glyph.is_tab)
        return 0;
    *is_bold = slice_equal(slice_of(text.data + at, len), slice_sub(text, second, second + glyph.bytes));
    return *is_bold || text.data[at] == '_' ? len + 1 + glyph.bytes : 0;
}

static void append_glyph(Buf *out, const Glyph *glyph)
{
    char bytes[UTF8_MOST];
    for (int i = 0; i < glyph->count; i++)
        buf_append(out, bytes, utf8_encode((uint32_t)glyph->chars[i], bytes));
}

/* The piece of a line at `at`: appended unless `out` is NULL; returns its bytes and adds its columns. */
static size_t take_piece(Slice text, size_t at, Buf *out, int *columns)
{
    bool is_bold = false;
    size_t len = sgr_length(text, at);
    if (len > 0) {
        if (out)
            append_sgr(out, text.data + at, len);
        return len;
    }
    Glyph glyph = glyph_at(text, at);
    if (glyph.is_tab) {
        *columns += TAB_COLUMNS - *columns % TAB_COLUMNS;
        if (out)
            buf_append_byte(out, '\t');
        return glyph.bytes;
    }
    size_t struck = overstrike_length(text, at, glyph.bytes, &is_bold);
    if (struck > 0) {
        glyph = glyph_at(text, at + glyph.bytes + 1);
        if (out)
            buf_printf(out, is_bold ? "\033[1m" : "\033[4m");
    }
    *columns += glyph.columns;
    if (out)
        append_glyph(out, &glyph);
    if (out && struck > 0)
        buf_printf(out, is_bold ? "\033[22m" : "\033[24m");
    return struck > 0 ? struck : glyph.bytes;
}

bool plain_fits(Slice text, int width, int rows)
{
    int columns = 0;
    int used = 0;
    if (text.len == 0)
        return true;
    for (size_t at = 0; at < text.len && used <= rows;) {
        if (is_line_end(text, at)) {
            used += columns > width ? (columns + width - 1) / width : 1;
            columns = 0;
            at += text.data[at] == '\r' ? 2 : 1;
        } else {
            at += take_piece(text, at, NULL, &columns);
        }
    }
    if (columns > 0)
        used += (columns + width - 1) / width;
    return used <= rows;
}

void plain_append(Buf *out, Slice text)
{
    int columns = 0;
    bool has_escape = text.len > 0 && memchr(text.data, '\033', text.len) != NULL;
    for (size_t at = 0; at < text.len;) {
        if (is_line_end(text, at)) {
            buf_append_byte(out, '\n');
            columns = 0;
            at += text.data[at] == '\r' ? 2 : 1;
        } else {
            at += take_piece(text, at, out, &columns);
        }
    }
    if (has_escape)
        buf_printf(out, "\033[m");
    if (text.len > 0 && text.data[text.len - 1] != '\n')
        buf_append_byte(out, '\n');
}
