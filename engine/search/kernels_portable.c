/* The kernels in portable C: the rarest byte by memchr, or 32 bytes at a time where it may be of either case. */
#include "engine/search/kernels_forms.h"

static const uint64_t ONES = 0x0101010101010101ULL;
static const uint64_t HIGHS = 0x8080808080808080ULL;

/* Nonzero where a byte of `word` is zero. The lowest such byte is exact (Hacker's Delight, 6-1). */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

/* First place in bytes[from, end) of a byte that equals `wanted` once `fold` is or-ed to it. */
static size_t find_folded(const char *bytes, size_t from, size_t end, uint8_t wanted, uint8_t fold)
{
    const uint64_t wanted_word = ONES * wanted;
    const uint64_t fold_word = ONES * fold;
    size_t at = from;
    for (; at + 32 <= end; at += 32) {
        uint64_t words[4];
        uint64_t found = 0;
        memcpy(words, bytes + at, 32);
        for (int i = 0; i < 4; i++)
            found |= zero_bytes((words[i] | fold_word) ^ wanted_word);
        if (found)
            break;
    }
    for (; at < end; at++)
        if (((uint8_t)bytes[at] | fold) == wanted)
            return at;
    return SIZE_MAX;
}

static size_t find_byte(const char *bytes, size_t from, size_t end, uint8_t wanted, uint8_t fold)
{
    if (fold)
        return find_folded(bytes, from, end, wanted, fold);
    const char *at = from < end ? memchr(bytes + from, wanted, end - from) : NULL;
    return at ? (size_t)(at - bytes) : SIZE_MAX;
}

size_t portable_find(const Needle *needle, const char *bytes, size_t from, size_t end)
{
    if (needle->len > end || from > end - needle->len)
        return SIZE_MAX;
    const size_t place = needle->first;
    const size_t last = end - needle->len + place + 1;
    size_t at = from + place;
    while ((at = find_byte(bytes, at, last, (uint8_t)needle->text[place], needle->fold[place])) != SIZE_MAX) {
        if (needle_is_at(needle, bytes + at - place))
            return at - place;
        at++;
    }
    return SIZE_MAX;
}

uint64_t portable_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
    uint64_t lines = 0;
    size_t at = start;
    while ((at = portable_find(needle, bytes, at, end)) != SIZE_MAX) {
        lines++;
        const char *newline = memchr(bytes + at, '\n', end - at);
        if (!newline)
            break;
        at = (size_t)(newline - bytes) + 1;
    }
    return lines;
}
