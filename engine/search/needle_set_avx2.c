/* Looking for several literals with AVX2: two shuffles for each byte that is looked at, 32 places at a time. */
#include "engine/search/needle_set_forms.h"

#if HAS_X86_FORMS

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

typedef struct Masks {
    __m256i low[NEEDLE_SET_WIDTH];
    __m256i high[NEEDLE_SET_WIDTH];
} Masks;

AVX2 static inline __m256i load_mask(const uint8_t *mask)
{
    return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(const void *)mask));
}

AVX2 static inline Masks load_masks(const NeedleSet *set)
{
    Masks masks;
    for (unsigned i = 0; i < NEEDLE_SET_WIDTH; i++) {
        masks.low[i] = load_mask(set->low[i]);
        masks.high[i] = load_mask(set->high[i]);
    }
    return masks;
}

/* For each of 32 places the buckets of which a needle could be there. */
AVX2 static inline __attribute__((always_inline)) __m256i look(const Masks *masks, unsigned width, bool is_ascii,
                                                               const char *at)
{
    const __m256i half = _mm256_set1_epi8(15);
    __m256i buckets = _mm256_set1_epi8(-1);
    for (unsigned i = 0; i < width; i++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(at + i));
        __m256i low_half = is_ascii ? bytes : _mm256_and_si256(bytes, half); /* a shuffle gives none over 0x7f */
        __m256i low = _mm256_shuffle_epi8(masks->low[i], low_half);
        __m256i high = _mm256_shuffle_epi8(masks->high[i], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
        buckets = _mm256_and_si256(buckets, _mm256_and_si256(low, high));
    }
    return buckets;
}

/* The first needle among the 32 places from `at` on. */
AVX2 static size_t first_real(const NeedleWalk *walk, size_t from, size_t at, __m256i buckets)
{
    uint8_t bits[32];
    _mm256_storeu_si256((__m256i *)(void *)bits, buckets);
    __m256i none = _mm256_cmpeq_epi8(buckets, _mm256_setzero_si256());
    for (uint32_t left = ~(uint32_t)_mm256_movemask_epi8(none); left; left &= left - 1) {
        size_t place = (size_t)__builtin_ctz(left);
        size_t found = needle_around(walk, from, at + place, bits[place]);
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

/* The last places: the bytes are copied, so that nothing behind them is read. */
AVX2 static size_t last_next(const NeedleWalk *walk, const Masks *masks, unsigned width, size_t from, size_t at)
{
    for (; at < walk->end; at += 32) {
        char bytes[32 + NEEDLE_SET_WIDTH] = {0};
        size_t left = walk->end - at;
        memcpy(bytes, walk->bytes + at, left < sizeof bytes ? left : sizeof bytes);
        size_t found = first_real(walk, from, at, look(masks, width, false, bytes));
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

AVX2 static inline __attribute__((always_inline)) size_t next_of_width(const NeedleWalk *walk, size_t from,
                                                                       unsigned width, bool is_ascii)
{
    enum { STEP = 64 };
    const Masks masks = load_masks(walk->set);
    size_t at = from;
    for (; at + STEP + NEEDLE_SET_WIDTH <= walk->end; at += STEP) {
        __m256i first = look(&masks, width, is_ascii, walk->bytes + at);
        __m256i second = look(&masks, width, is_ascii, walk->bytes + at + 32);
        __m256i any = _mm256_or_si256(first, second);
        if (_mm256_testz_si256(any, any))
            continue;
        size_t found = first_real(walk, from, at, first);
        if (found == SIZE_MAX)
            found = first_real(walk, from, at + 32, second);
        if (found != SIZE_MAX)
            return found;
    }
    return last_next(walk, &masks, width, from, at);
}

AVX2 size_t avx2_next(const NeedleWalk *walk, size_t from)
{
    if (!walk->set->is_ascii)
        return next_of_width(walk, from, walk->set->width, false);
    switch (walk->set->width) {
    case 1:
        return next_of_width(walk, from, 1, true);
    case 2:
        return next_of_width(walk, from, 2, true);
    default:
        return next_of_width(walk, from, 3, true);
    }
}

#endif
