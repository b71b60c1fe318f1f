/* UTF-8, strictly, but for surrogates. */
#include "tui/utf8.h"

/* The length that the first byte announces, 0 for one that begins nothing. */
static size_t announced(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Whether `second` may follow `first`: rules out overlong forms and what is too large. */
static bool may_follow(unsigned char first, unsigned char second)
{
    if ((second & 0xc0) != 0x80)
        return false;
    if (first == 0xe0)
        return second >= 0xa0;
    if (first == 0xf0)
        return second >= 0x90;
    return first != 0xf4 || second < 0x90;
}

/* How many of the bytes at `at` fit the beginning of one character, at most `len`. */
static size_t fitting(Slice bytes, size_t at, size_t len)
{
    const unsigned char *p = (const unsigned char *)bytes.data + at;
    size_t there = bytes.len - at < len ? bytes.len - at : len;
    size_t fits = there ? 1 : 0;
    while (fits < there && (fits == 1 ? may_follow(p[0], p[1]) : (p[fits] & 0xc0) == 0x80))
        fits++;
    return fits;
}

size_t utf8_decode(Slice bytes, size_t at, uint32_t *code)
{
    static const unsigned char first_bits[UTF8_MOST + 1] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    const unsigned char *p = (const unsigned char *)bytes.data + at;
    size_t len = announced(p[0]);
    if (len == 0 || fitting(bytes, at, len) < len)
        return 0;
    *code = p[0] & first_bits[len];
    for (size_t i = 1; i < len; i++)
        *code = *code << 6 | (p[i] & 0x3fU);
    return len;
}

bool utf8_is_partial(Slice bytes, size_t at)
{
    size_t len = announced((unsigned char)bytes.data[at]);
    return len > bytes.len - at && fitting(bytes, at, len) == bytes.len - at;
}

size_t utf8_encode(uint32_t code, char out[UTF8_MOST])
{
    static const unsigned char leads[UTF8_MOST + 1] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(leads[len] | code);
    return len;
}
