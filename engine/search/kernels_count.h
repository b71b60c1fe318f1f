/* Counting the lines that hold a short needle, for the forms that give a bit for each of 64 bytes. Who includes this
 * says what it is compiled for (COUNT_TARGET, may be empty), and has Lane, lane_of, match_bits and newline_bits.
 * Private to engine/search/kernels*. */
#pragma once

#include "engine/search/kernels_forms.h"

/* A sum carries each match through its line to the newline, where it is counted; what is left over is a line that goes
 * on in the next 64 bytes. */
COUNT_TARGET static inline uint64_t count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
    const Lane first = lane_of(needle, needle->first);
    const Lane second = lane_of(needle, needle->second);
    uint64_t lines = 0;
    uint64_t is_open = 0; /* the line that reaches into this block holds a match already */
    size_t at = start;
    for (; at + 64 + needle->len <= end; at += 64) {
        uint64_t newlines = newline_bits(bytes + at);
        uint64_t matches = match_bits(&first, &second, bytes + at);
        uint64_t sum = ~newlines + matches;
        uint64_t carry = sum < matches;
        sum += is_open;
        carry |= sum < is_open;
        lines += (uint64_t)__builtin_popcountll(sum & newlines);
        is_open = carry;
    }
    if (is_open) {
        lines++;
        const char *newline = memchr(bytes + at, '\n', end - at);
        if (!newline)
            return lines;
        at = (size_t)(newline - bytes) + 1;
    }
    return lines + portable_count_short(needle, bytes, at, end);
}
