/* Marking and packing grams, in the vector form and the portable one. A gram with a newline is sent to place 0: it
 * costs a store, but no branch. */
#include "engine/search/signature_grams.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_AVX2_FORM 1
#else
#define HAS_AVX2_FORM 0
#endif

/* Eight bytes, the first one lowest. */
static uint64_t load_low_first(const void *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* 0x80 in each byte of the word that is a newline. Exact: no carry runs from byte to byte. */
static uint64_t newlines_of(uint64_t word)
{
    const uint64_t low_bits = 0x7f7f7f7f7f7f7f7fu;
    uint64_t other = word ^ 0x0a0a0a0a0a0a0a0au;
    return ~(((other & low_bits) + low_bits) | other | low_bits);
}

static void mark_one(uint8_t *marks, unsigned log, uint64_t word)
{
    marks[gram_place((uint32_t)word, log)] = 1;
}

static void mark_portably(uint8_t *marks, unsigned log, Slice text)
{
    size_t at = 0;
    for (; at + 8 <= text.len; at += 4) {
        uint64_t word = load_low_first(text.data + at);
        uint64_t newlines = newlines_of(word) << 8; /* of the seven bytes that the four grams are made of */
        if (newlines == 0) {
            mark_one(marks, log, word);
            mark_one(marks, log, word >> 8);
            mark_one(marks, log, word >> 16);
            mark_one(marks, log, word >> 24);
            continue;
        }
        newlines >>= 8;
        for (unsigned shift = 0; shift < 32; shift += 8)
            if ((uint32_t)(newlines >> shift) == 0)
                mark_one(marks, log, word >> shift);
    }
    for (; at + SIGNATURE_GRAM <= text.len; at++) {
        char last[8] = {0};
        memcpy(last, text.data + at, SIGNATURE_GRAM);
        uint64_t word = load_low_first(last);
        if (newlines_of(word) == 0)
            mark_one(marks, log, word);
    }
}

static unsigned pack_portably(const uint8_t *marks, unsigned log, uint8_t *bits)
{
    unsigned count = 0;
    for (size_t at = 0; at < (size_t)1 << log; at += 8) {
        uint64_t word = load_low_first(marks + at);
        /* the multiplications bring bit 8 * j to bit 56 + j, and the sum of all to the top */
        bits[at / 8] = (uint8_t)((word * 0x0102040810204080u) >> 56);
        count += (unsigned)((word * 0x0101010101010101u) >> 56);
    }
    return count;
}

#if HAS_AVX2_FORM

bool grams_have_vectors(void)
{
    const char *forced = getenv("KEN_SIMD");
    return !(forced && strcmp(forced, "portable") == 0) && __builtin_cpu_supports("avx2") &&
           __builtin_cpu_supports("popcnt");
}

/* Places of the eight grams that start at `at`, which has twelve bytes behind it at least (twenty are read). */
__attribute__((target("avx2"))) static __m256i eight_places(const char *at, __m128i shift)
{
    const __m256i runs = _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, /**/
                                          0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6);
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(at + 4));
    __m256i grams = _mm256_shuffle_epi8(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1), runs);
    __m256i newlines = _mm256_cmpeq_epi8(grams, _mm256_set1_epi8('\n'));
    __m256i is_in_line = _mm256_cmpeq_epi32(newlines, _mm256_setzero_si256());
    __m256i folded = _mm256_or_si256(grams, _mm256_set1_epi8(0x20));
    __m256i hashes = _mm256_mullo_epi32(folded, _mm256_set1_epi32((int)0x9e3779b1u));
    return _mm256_and_si256(_mm256_srl_epi32(hashes, shift), is_in_line);
}

static inline void mark_eight(uint8_t *marks, const uint32_t *places)
{
    marks[places[0]] = 1;
    marks[places[1]] = 1;
    marks[places[2]] = 1;
    marks[places[3]] = 1;
    marks[places[4]] = 1;
    marks[places[5]] = 1;
    marks[places[6]] = 1;
    marks[places[7]] = 1;
}

__attribute__((target("avx2"))) static void mark_by_vectors(uint8_t *marks, unsigned log, Slice text)
{
    __m128i shift = _mm_cvtsi32_si128((int)(32 - log));
    size_t at = 0;
    for (; at + 32 <= text.len; at += 16) {
        _Alignas(32) uint32_t places[16];
        _mm256_store_si256((__m256i *)(void *)places, eight_places(text.data + at, shift));
        _mm256_store_si256((__m256i *)(void *)(places + 8), eight_places(text.data + at + 8, shift));
        mark_eight(marks, places);
        mark_eight(marks, places + 8);
    }
    mark_portably(marks, log, slice_sub(text, at, text.len));
}

__attribute__((target("avx2,popcnt"))) static unsigned pack_by_vectors(const uint8_t *marks, unsigned log,
                                                                       uint8_t *bits)
{
    unsigned count = 0;
    for (size_t at = 0; at < (size_t)1 << log; at += 32) {
        __m256i marked = _mm256_slli_epi16(_mm256_loadu_si256((const __m256i *)(const void *)(marks + at)), 7);
        uint32_t word = (uint32_t)_mm256_movemask_epi8(marked);
        memcpy(bits + at / 8, &word, sizeof word);
        count += (unsigned)_mm_popcnt_u32(word);
    }
    return count;
}

void grams_mark(bool by_vectors, uint8_t *marks, unsigned log, Slice text)
{
    if (by_vectors)
        mark_by_vectors(marks, log, text);
    else
        mark_portably(marks, log, text);
}

unsigned grams_pack(bool by_vectors, const uint8_t *marks, unsigned log, uint8_t *bits)
{
    return by_vectors ? pack_by_vectors(marks, log, bits) : pack_portably(marks, log, bits);
}

#else

bool grams_have_vectors(void)
{
    return false;
}

void grams_mark(bool by_vectors, uint8_t *marks, unsigned log, Slice text)
{
    (void)by_vectors;
    mark_portably(marks, log, text);
}

unsigned grams_pack(bool by_vectors, const uint8_t *marks, unsigned log, uint8_t *bits)
{
    (void)by_vectors;
    return pack_portably(marks, log, bits);
}

#endif

/* Bits 2 i and 2 i + 1, joined to bit i. */
static uint32_t join_pairs(uint64_t word)
{
    word = (word | word >> 1) & 0x5555555555555555u;
    word = (word | word >> 1) & 0x3333333333333333u;
    word = (word | word >> 2) & 0x0f0f0f0f0f0f0f0fu;
    word = (word | word >> 4) & 0x00ff00ff00ff00ffu;
    word = (word | word >> 8) & 0x0000ffff0000ffffu;
    return (uint32_t)(word | word >> 16);
}

void grams_fold(uint8_t *bits, unsigned log)
{
    for (size_t at = 0; at < (size_t)1 << log >> 4; at += 4) {
        uint32_t joined = join_pairs(load_low_first(bits + 2 * at));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        joined = __builtin_bswap32(joined);
#endif
        memcpy(bits + at, &joined, sizeof joined);
    }
}
