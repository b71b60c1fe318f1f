/* The kernels with AVX-512: 64 bytes at a time, comparisons straight to bit masks. Where fewer are left, loads are
 * masked: they touch nothing behind the end. */
#include "engine/search/kernels_forms.h"

#if HAS_X86_FORMS

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,bmi,bmi2,popcnt")))
#define INLINE static inline __attribute__((always_inline))

/* One byte of the needle, spread over a vector. */
typedef struct Lane {
    __m512i wanted;
    __m512i fold;
    size_t place;
} Lane;

/* The rarest two bytes; and the whole needle, when it fits a vector. */
typedef struct Pair {
    Lane first, second;
    const Needle *needle;
    __m512i text;
    __m512i fold;
    __mmask64 len_bits;
    bool is_caseless;
} Pair;

AVX512 INLINE __mmask64 lowest_bits(size_t count)
{
    return count >= 64 ? ~0ULL : (1ULL << count) - 1;
}

AVX512 INLINE Lane lane_of(const Needle *needle, size_t place)
{
    return (Lane){_mm512_set1_epi8(needle->text[place]), _mm512_set1_epi8((char)needle->fold[place]), place};
}

AVX512 INLINE Pair pair_of(const Needle *needle)
{
    Pair pair = {.first = lane_of(needle, needle->first), .second = lane_of(needle, needle->second), .needle = needle};
    pair.len_bits = lowest_bits(needle->len);
    pair.text = _mm512_maskz_loadu_epi8(pair.len_bits, needle->text);
    pair.fold = _mm512_maskz_loadu_epi8(pair.len_bits, needle->fold);
    pair.is_caseless = needle->is_caseless;
    return pair;
}

AVX512 INLINE __mmask64 equal_bits(const Lane *lane, bool is_caseless, __mmask64 places, __m512i bytes)
{
    if (is_caseless)
        bytes = _mm512_or_si512(bytes, lane->fold);
    return _mm512_mask_cmpeq_epi8_mask(places, bytes, lane->wanted);
}

/* Which of the 64 places from `at` on have both bytes of the pair. `is_caseless` is a constant wherever called. */
AVX512 INLINE __mmask64 pair_bits(const Pair *pair, bool is_caseless, const char *at)
{
    __mmask64 bits = equal_bits(&pair->first, is_caseless, ~0ULL, _mm512_loadu_si512(at + pair->first.place));
    return equal_bits(&pair->second, is_caseless, bits, _mm512_loadu_si512(at + pair->second.place));
}

/* The same of the first `count` places, of which alone bytes are loaded. */
AVX512 INLINE __mmask64 last_pair_bits(const Pair *pair, const char *at, size_t count)
{
    const __mmask64 places = lowest_bits(count);
    __mmask64 bits =
        equal_bits(&pair->first, pair->is_caseless, places, _mm512_maskz_loadu_epi8(places, at + pair->first.place));
    return equal_bits(&pair->second, pair->is_caseless, bits, _mm512_maskz_loadu_epi8(places, at + pair->second.place));
}

AVX512 INLINE bool is_whole(const Pair *pair, const char *at)
{
    if (pair->needle->len > 64)
        return needle_is_at(pair->needle, at);
    __m512i bytes = _mm512_or_si512(_mm512_maskz_loadu_epi8(pair->len_bits, at), pair->fold);
    return _mm512_mask_cmpneq_epi8_mask(pair->len_bits, bytes, pair->text) == 0;
}

/* The first of the candidates in `bits`, at bytes + at, that is a whole occurrence; SIZE_MAX for none. */
AVX512 INLINE size_t first_whole(const Pair *pair, const char *bytes, size_t at, __mmask64 bits)
{
    for (; bits; bits = _blsr_u64(bits)) {
        size_t candidate = at + (size_t)__builtin_ctzll(bits);
        if (is_whole(pair, bytes + candidate))
            return candidate;
    }
    return SIZE_MAX;
}

AVX512 INLINE size_t find_in_steps(const Pair *pair, bool is_caseless, const char *bytes, size_t from, size_t end)
{
    enum { STEPS = 4, STEP = STEPS * 64 };
    const size_t len = pair->needle->len;
    size_t at = from;
    for (; at + STEP + len <= end; at += STEP) {
        __mmask64 bits[STEPS];
        for (int i = 0; i < STEPS; i++)
            bits[i] = pair_bits(pair, is_caseless, bytes + at + 64 * i);
        if (!(bits[0] | bits[1] | bits[2] | bits[3]))
            continue;
        for (size_t i = 0; i < STEPS; i++) {
            size_t found = first_whole(pair, bytes, at + 64 * i, bits[i]);
            if (found != SIZE_MAX)
                return found;
        }
    }
    for (; at + len <= end; at += 64) {
        size_t count = end - len - at + 1;
        size_t found = first_whole(pair, bytes, at, last_pair_bits(pair, bytes + at, count));
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

AVX512 size_t avx512_find(const Needle *needle, const char *bytes, size_t from, size_t end)
{
    const Pair pair = pair_of(needle);
    return needle->is_caseless ? find_in_steps(&pair, true, bytes, from, end)
                               : find_in_steps(&pair, false, bytes, from, end);
}

/* Lines counted so far, and whether the line that goes on behind holds a match already: 0 or 1. */
typedef struct Count {
    uint64_t lines;
    uint64_t is_open;
} Count;

/* Adds matches to lines: the sum carries each match through its line to the newline. */
AVX512 INLINE void count_block(Count *count, uint64_t newlines, uint64_t matches)
{
    uint64_t sum = ~newlines + matches;
    uint64_t carry = sum < matches;
    sum += count->is_open;
    carry |= sum < count->is_open;
    count->lines += (uint64_t)__builtin_popcountll(sum & newlines);
    count->is_open = carry;
}

AVX512 INLINE uint64_t count_in_steps(const Pair *pair, bool is_caseless, const char *bytes, size_t start, size_t end)
{
    const __m512i newline = _mm512_set1_epi8('\n');
    const size_t len = pair->needle->len;
    Count count = {0};
    size_t at = start;
    for (; at + 64 + len <= end; at += 64) {
        uint64_t matches = len == 1 ? equal_bits(&pair->first, is_caseless, ~0ULL, _mm512_loadu_si512(bytes + at))
                                    : pair_bits(pair, is_caseless, bytes + at);
        count_block(&count, _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(bytes + at), newline), matches);
    }
    for (; at < end; at += 64) {
        const __mmask64 places = lowest_bits(end - at);
        uint64_t matches = at + len <= end ? last_pair_bits(pair, bytes + at, end - len - at + 1) : 0;
        uint64_t newlines = _mm512_cmpeq_epi8_mask(_mm512_maskz_loadu_epi8(places, bytes + at), newline);
        /* behind the end each place is a newline, so that the last line ends */
        count_block(&count, newlines | ~places, matches);
    }
    return count.lines + count.is_open;
}

AVX512 uint64_t avx512_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
    const Pair pair = pair_of(needle);
    return needle->is_caseless ? count_in_steps(&pair, true, bytes, start, end)
                               : count_in_steps(&pair, false, bytes, start, end);
}

#endif
