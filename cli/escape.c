/* Bytes of unknown origin, made fit for where they go. */
#include "cli/escape.h"

#include <stdint.h>

/* Length of the UTF-8 character at the start of `bytes` and its code; 0 when there is none (overlong forms and
 * surrogates are none). */
static size_t decode(Slice bytes, uint32_t *code)
{
    const unsigned char *at = (const unsigned char *)bytes.data;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    if (len == 0 || len > bytes.len)
        return 0;
    *code = len == 1 ? at[0] : at[0] & (0x7fU >> len);
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (at[i] & 0x3fU);
    }
    bool is_surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < least[len] || is_surrogate || *code > 0x10ffff ? 0 : len;
}

static bool is_bidi_control(uint32_t code)
{
    return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

void escape_visible(Buf *out, Slice bytes)
{
    while (bytes.len > 0) {
        uint32_t code = 0;
        size_t len = decode(bytes, &code);
        if (len == 0)
            buf_printf(out, "<%02x>", (unsigned char)*bytes.data);
        else if ((code < 0x20 && code != '\t') || code == 0x7f)
            buf_printf(out, "^%c", (int)(code ^ 0x40));
        else if ((code >= 0x80 && code < 0xa0) || is_bidi_control(code))
            buf_printf(out, "<%04x>", (unsigned)code);
        else
            buf_append(out, bytes.data, len);
        bytes = slice_sub(bytes, len ? len : 1, bytes.len);
    }
}

void escape_utf8(Buf *out, Slice bytes)
{
    while (bytes.len > 0) {
        uint32_t code = 0;
        size_t len = decode(bytes, &code);
        if (len)
            buf_append(out, bytes.data, len);
        else
            buf_append(out, "\xef\xbf\xbd", 3);
        bytes = slice_sub(bytes, len ? len : 1, bytes.len);
    }
}

void escape_json(Buf *out, Slice bytes)
{
    buf_append_byte(out, '"');
    while (bytes.len > 0) {
        uint32_t code = 0;
        size_t len = decode(bytes, &code);
        if (len == 0)
            buf_append(out, "\xef\xbf\xbd", 3);
        else if (code == '"' || code == '\\')
            buf_append(out, (char[]){'\\', (char)code}, 2);
        else if (code < 0x20)
            buf_printf(out, "\\u%04x", (unsigned)code);
        else
            buf_append(out, bytes.data, len);
        bytes = slice_sub(bytes, len ? len : 1, bytes.len);
    }
    buf_append_byte(out, '"');
}
