/* Telling ASCII from other text and text from binary, and transcoding UTF-16. */
#include "engine/store/text.h"

#include <stdint.h>

#include "engine/store/store.h"

enum { ASCII_BLOCK = 256, REPLACEMENT = 0xfffd };

/* One loop for every processor: compilers make vector code of the inner one, and memory sets the pace. */
#define ASCII_BODY                                                                                                     \
    size_t at = 0;                                                                                                     \
    for (; bytes.len - at >= ASCII_BLOCK; at += ASCII_BLOCK) {                                                         \
        unsigned char seen = 0;                                                                                        \
        for (size_t i = 0; i < ASCII_BLOCK; i++)                                                                       \
            seen = (unsigned char)(seen | (unsigned char)bytes.data[at + i]);                                          \
        if (seen & 0x80)                                                                                               \
            return false;                                                                                              \
    }                                                                                                                  \
    unsigned char rest = 0;                                                                                            \
    for (; at < bytes.len; at++)                                                                                       \
        rest = (unsigned char)(rest | (unsigned char)bytes.data[at]);                                                  \
    return !(rest & 0x80)

static bool is_ascii_portable(Slice bytes)
{
    ASCII_BODY;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static bool is_ascii_avx2(Slice bytes)
{
    ASCII_BODY;
}
#endif

bool text_is_ascii(Slice bytes)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        return is_ascii_avx2(bytes);
#endif
    return is_ascii_portable(bytes);
}

bool text_has_early_nul(Slice bytes)
{
    Slice early = slice_sub(bytes, 0, BINARY_SNIFF_BYTES);
    return early.len > 0 && memchr(early.data, '\0', early.len) != NULL;
}

Utf16 text_utf16(Slice bytes)
{
    if (bytes.len < 2)
        return UTF16_NONE;
    const unsigned char *data = (const unsigned char *)bytes.data;
    if (data[0] == 0xfe && data[1] == 0xff)
        return UTF16_BIG;
    if (data[0] != 0xff || data[1] != 0xfe)
        return UTF16_NONE;
    return bytes.len >= 4 && data[2] == 0 && data[3] == 0 ? UTF16_NONE : UTF16_LITTLE;
}

static void append_code_point(Buf *out, uint32_t point)
{
    char bytes[4];
    size_t len;
    if (point < 0x80) {
        bytes[0] = (char)point;
        len = 1;
    } else if (point < 0x800) {
        bytes[0] = (char)(0xc0 | point >> 6);
        len = 2;
    } else if (point < 0x10000) {
        bytes[0] = (char)(0xe0 | point >> 12);
        len = 3;
    } else {
        bytes[0] = (char)(0xf0 | point >> 18);
        len = 4;
    }
    for (size_t i = 1; i < len; i++)
        bytes[i] = (char)(0x80 | (point >> (6 * (len - 1 - i)) & 0x3f));
    buf_append(out, bytes, len);
}

static uint32_t unit_at(const unsigned char *data, Utf16 order)
{
    return order == UTF16_BIG ? (uint32_t)data[0] << 8 | data[1] : (uint32_t)data[1] << 8 | data[0];
}

void text_append_utf8(Buf *out, Slice bytes, Utf16 order)
{
    const unsigned char *data = (const unsigned char *)bytes.data;
    buf_reserve(out, bytes.len);
    size_t at = 2;
    while (bytes.len >= 2 && bytes.len - at >= 2) {
        uint32_t unit = unit_at(data + at, order);
        at += 2;
        if (unit >= 0xd800 && unit < 0xdc00 && bytes.len - at >= 2) {
            uint32_t low = unit_at(data + at, order);
            if (low >= 0xdc00 && low < 0xe000) {
                at += 2;
                append_code_point(out, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                continue;
            }
        }
        append_code_point(out, unit >= 0xd800 && unit < 0xe000 ? REPLACEMENT : unit);
    }
    if (at < bytes.len)
        append_code_point(out, REPLACEMENT);
}
