/* The hex view: rows of bytes to cells.
 *
 *     00000010  de ad be ef 00 01 02 03  04 05 06 07 08 09 0a 0b  ................ */
#include "tui/viewport_private.h"

enum { GROUP = 8, GAP = 2, OFFSET_DIGITS = 8, BYTES_LEAST = 8, BYTES_MOST = 32 };

static int offset_digits(const Viewport *v)
{
    uint64_t size = v->document ? document_size(v->document) : 0;
    int digits = OFFSET_DIGITS;
    while (digits < 16 && size >> (4 * digits))
        digits += 2;
    return digits;
}

/* Where byte `i` of a row stands behind the offset. */
static int hex_column(int i)
{
    return GAP + 3 * i + i / GROUP;
}

static int text_column(int bytes)
{
    return hex_column(bytes - 1) + 2 + GAP;
}

int viewport_hex_bytes(const Viewport *v)
{
    int room = v->area.width - viewport_status_width(v) - offset_digits(v);
    int bytes = BYTES_MOST;
    while (bytes > BYTES_LEAST && text_column(bytes) + bytes > room)
        bytes /= 2;
    return bytes;
}

/* Zeros are filler, what is printable can be read, and of the rest it matters whether it is more than ASCII. */
static Role role_of(unsigned char byte)
{
    if (byte == 0)
        return ROLE_DIM;
    if (byte >= 0x20 && byte < 0x7f)
        return ROLE_TEXT;
    return byte < 0x80 ? ROLE_SYNTAX_STRING : ROLE_SYNTAX_TYPE;
}

static void put_byte(const Viewport *v, Canvas *canvas, int x, int y, int i, unsigned char byte, Style style)
{
    static const char digits[] = "0123456789abcdef";
    int hex = x + hex_column(i);
    int end = v->area.x + v->area.width;
    int text = x + text_column(viewport_hex_bytes(v)) + i;
    if (hex + 1 < end) {
        canvas_put(canvas, hex, y, (wchar_t)digits[byte >> 4], 1, style);
        canvas_put(canvas, hex + 1, y, (wchar_t)digits[byte & 15], 1, style);
    }
    if (text < end)
        canvas_put(canvas, text, y, byte >= 0x20 && byte < 0x7f ? (wchar_t)byte : L'.', 1, style);
}

/* The blanks between two bytes of a match belong to it. */
static void join_bytes(Canvas *canvas, int x, int y, int i, Style style)
{
    for (int at = x + hex_column(i - 1) + 2; at < x + hex_column(i) && at < canvas->width; at++)
        canvas_put(canvas, at, y, L' ', 1, style);
}

void viewport_draw_hex(Viewport *v, Canvas *canvas, int y, const ScreenRow *row)
{
    Slice bytes;
    if (!viewport_bytes(v, row->from, row->to, &bytes)) {
        v->is_incomplete = true;
        return;
    }
    int x = v->area.x + viewport_status_width(v);
    int digits = offset_digits(v);
    canvas_printf(canvas, x, y, digits, style_of(ROLE_NUMBER), "%0*llx", digits, (unsigned long long)row->from);
    x += digits;
    size_t mark = viewport_first_mark(v, row->from);
    size_t before = SIZE_MAX; /* the match that the byte before is in */
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        Style style = style_of(role_of(byte));
        uint64_t until;
        bool is_match = viewport_match_at(v, row->from + i, &mark, &until, &style);
        put_byte(v, canvas, x, y, (int)i, byte, style);
        if (is_match && before == mark)
            join_bytes(canvas, x, y, (int)i, style);
        before = is_match ? mark : SIZE_MAX;
    }
    ranges_add(&v->seen, row->from, row->to);
}
