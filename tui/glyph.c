/* What a byte, or a character, looks like on the screen. */
#include "tui/glyph.h"

#include <stdint.h>

#include "tui/utf8.h"

enum { PLAIN_BLOCK = 64 }; /* bytes looked at together where there are many */

typedef struct CodeRange {
    uint32_t first, last;
} CodeRange;

/* Characters that show nothing and yet change what is read: bidirectional controls, joiners, fillers, tags, selectors
 * of variants (but U+FE0E and U+FE0F, which follow every other emoji). Sorted. */
static const CodeRange invisible_ranges[] = {
    {0x0080, 0x009f}, {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x061c, 0x061c},   {0x115f, 0x1160},
    {0x17b4, 0x17b5}, {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},
    {0x3164, 0x3164}, {0xd800, 0xdfff},   {0xfe00, 0xfe0d},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static bool is_invisible(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof invisible_ranges / sizeof *invisible_ranges;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > invisible_ranges[middle].last)
            low = middle + 1;
        else if (code < invisible_ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

static Glyph caret_glyph(unsigned char byte)
{
    return (Glyph){.chars = {L'^', (wchar_t)(byte ^ 0x40)}, .count = 2, .columns = 2, .bytes = 1, .is_control = true};
}

/* <number>, in hexadecimal with at least two digits. */
static Glyph number_glyph(uint32_t number, size_t bytes)
{
    Glyph glyph = {.bytes = bytes, .is_control = true};
    int digits = 2;
    while (digits < 8 && number >> (4 * digits))
        digits++;
    glyph.chars[glyph.count++] = L'<';
    while (digits-- > 0)
        glyph.chars[glyph.count++] = L"0123456789abcdef"[number >> (4 * digits) & 15];
    glyph.chars[glyph.count++] = L'>';
    glyph.columns = glyph.count;
    return glyph;
}

Glyph glyph_at(Slice bytes, size_t at)
{
    unsigned char byte = (unsigned char)bytes.data[at];
    if (byte >= 0x20 && byte < 0x7f)
        return (Glyph){.chars = {byte}, .count = 1, .columns = 1, .bytes = 1};
    if (byte == '\t')
        return (Glyph){.chars = {L' '}, .count = 1, .columns = 1, .bytes = 1, .is_tab = true};
    if (byte < 0x80)
        return caret_glyph(byte);
    uint32_t code;
    size_t len = utf8_decode(bytes, at, &code);
    if (len == 0)
        return number_glyph(byte, 1);
    int columns = is_invisible(code) ? -1 : wcwidth((wchar_t)code);
    if (columns < 0)
        return number_glyph(code, len);
    return (Glyph){.chars = {(wchar_t)code}, .count = 1, .columns = columns, .bytes = len};
}

/* The high bit is set in each byte of the result that is outside of 0x20..0x7e. (It may also be set above such a byte:
 * the first one in memory order is what counts, and the caller looks again byte by byte.) */
static uint64_t outside_ascii(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101U;
    return (word | (word - ones * 0x20) | (word + ones)) & (ones * 0x80);
}

/* Whether all of the block is printable ASCII: a loop that compilers turn into vector code. */
static bool is_plain_block(const char *block)
{
    unsigned char outside = 0;
    for (size_t i = 0; i < PLAIN_BLOCK; i++)
        outside |= (unsigned char)((unsigned char)(block[i] - 0x20) >= 0x7f - 0x20);
    return !outside;
}

size_t glyph_plain_run(Slice bytes, size_t at, size_t most)
{
    size_t end = bytes.len - at < most ? bytes.len : at + most;
    size_t i = at;
    uint64_t word;
    while (end - i >= PLAIN_BLOCK && is_plain_block(bytes.data + i))
        i += PLAIN_BLOCK;
    for (; end - i >= sizeof word; i += sizeof word) {
        memcpy(&word, bytes.data + i, sizeof word);
        if (outside_ascii(word))
            break;
    }
    while (i < end && bytes.data[i] >= 0x20 && bytes.data[i] < 0x7f)
        i++;
    return i - at;
}
