/* The kernels with AVX2: 32 bytes at a time. */
#include "engine/search/kernels_forms.h"

#if HAS_X86_FORMS

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* One byte of the needle, spread over a vector. */
typedef struct Lane {
    __m256i wanted;
    __m256i fold;
    size_t place;
} Lane;

AVX2 static Lane lane_of(const Needle *needle, size_t place)
{
    return (Lane){_mm256_set1_epi8(needle->text[place]), _mm256_set1_epi8((char)needle->fold[place]), place};
}

AVX2 static inline __m256i lane_equal(const Lane *lane, const char *at)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(at + lane->place));
    return _mm256_cmpeq_epi8(_mm256_or_si256(bytes, lane->fold), lane->wanted);
}

AVX2 static inline __m256i pair_equal(const Lane *first, const Lane *second, const char *at)
{
    return _mm256_and_si256(lane_equal(first, at), lane_equal(second, at));
}

AVX2 static inline uint32_t bits_of(__m256i equal)
{
    return (uint32_t)_mm256_movemask_epi8(equal);
}

/* The first of the candidates in `bits`, at bytes + at, that is a whole occurrence; SIZE_MAX for none. */
AVX2 static inline size_t first_real(const Needle *needle, const char *bytes, size_t at, uint64_t bits)
{
    for (; bits; bits &= bits - 1) {
        size_t candidate = at + (size_t)__builtin_ctzll(bits);
        if (needle_is_at(needle, bytes + candidate))
            return candidate;
    }
    return SIZE_MAX;
}

AVX2 size_t avx2_find(const Needle *needle, const char *bytes, size_t from, size_t end)
{
    enum { STEP = 128 };
    const Lane first = lane_of(needle, needle->first);
    const Lane second = lane_of(needle, needle->second);
    size_t at = from;
    for (; at + STEP + needle->len <= end; at += STEP) {
        __m256i equal[4];
        for (int i = 0; i < 4; i++)
            equal[i] = pair_equal(&first, &second, bytes + at + 32 * i);
        __m256i any = _mm256_or_si256(_mm256_or_si256(equal[0], equal[1]), _mm256_or_si256(equal[2], equal[3]));
        if (_mm256_testz_si256(any, any))
            continue;
        for (int half = 0; half < 2; half++) {
            uint64_t bits = bits_of(equal[2 * half]) | (uint64_t)bits_of(equal[2 * half + 1]) << 32;
            size_t found = first_real(needle, bytes, at + 64 * (size_t)half, bits);
            if (found != SIZE_MAX)
                return found;
        }
    }
    for (; at + 32 + needle->len <= end; at += 32) {
        size_t found = first_real(needle, bytes, at, bits_of(pair_equal(&first, &second, bytes + at)));
        if (found != SIZE_MAX)
            return found;
    }
    return portable_find(needle, bytes, at, end);
}

AVX2 static inline uint64_t match_bits(const Lane *first, const Lane *second, const char *at)
{
    return bits_of(pair_equal(first, second, at)) | (uint64_t)bits_of(pair_equal(first, second, at + 32)) << 32;
}

AVX2 static inline uint64_t newline_bits(const char *at)
{
    const Lane newline = {_mm256_set1_epi8('\n'), _mm256_setzero_si256(), 0};
    return bits_of(lane_equal(&newline, at)) | (uint64_t)bits_of(lane_equal(&newline, at + 32)) << 32;
}

#define COUNT_TARGET AVX2
#include "engine/search/kernels_count.h"

AVX2 uint64_t avx2_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
    return count_short(needle, bytes, start, end);
}

#endif
