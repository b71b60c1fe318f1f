/* Looking for several literals with AVX-512 and VBMI: for each byte that is looked at, one permutation of 128 table
 * entries, 64 places at a time. Bytes over 0x7f are taken for those 0x80 below them: a few more needles are compared.
 */
#include "engine/search/needle_set_forms.h"

#if HAS_X86_FORMS

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,bmi,bmi2,popcnt")))
#define INLINE static inline __attribute__((always_inline))

/* The columns of the set, in two halves. */
typedef struct Tables {
    __m512i low[NEEDLE_SET_WIDTH];
    __m512i high[NEEDLE_SET_WIDTH];
} Tables;

AVX512 INLINE Tables load_tables(const NeedleSet *set)
{
    Tables tables;
    for (int i = 0; i < NEEDLE_SET_WIDTH; i++) {
        tables.low[i] = _mm512_loadu_si512(set->columns[i]);
        tables.high[i] = _mm512_loadu_si512(set->columns[i] + 64);
    }
    return tables;
}

AVX512 INLINE __m512i look_up(const Tables *tables, unsigned column, __m512i bytes)
{
    return _mm512_permutex2var_epi8(tables->low[column], bytes, tables->high[column]);
}

/* For each of 64 places the buckets of which a needle could be there. `width` is a constant wherever called. */
AVX512 INLINE __m512i look(const Tables *tables, unsigned width, const char *at)
{
    __m512i buckets = look_up(tables, 0, _mm512_loadu_si512(at));
    for (unsigned i = 1; i < width; i++)
        buckets = _mm512_and_si512(buckets, look_up(tables, i, _mm512_loadu_si512(at + i)));
    return buckets;
}

/* The same where only `left` bytes are left, which alone are loaded; what is beyond them is taken for zeros. */
AVX512 INLINE __m512i look_at_last(const Tables *tables, unsigned width, const char *at, size_t left)
{
    __m512i buckets = _mm512_set1_epi8(-1);
    for (unsigned i = 0; i < width; i++) {
        size_t count = left > i ? left - i : 0;
        __mmask64 places = count >= 64 ? ~0ULL : (1ULL << count) - 1;
        /* a masked load from behind the end would not even need to touch it, but its address would be out of bounds */
        const char *from = count > 0 ? at + i : at;
        buckets = _mm512_and_si512(buckets, look_up(tables, i, _mm512_maskz_loadu_epi8(places, from)));
    }
    return buckets;
}

/* The first needle among the 64 places from `at` on. */
AVX512 static size_t first_real(const NeedleWalk *walk, size_t from, size_t at, __m512i buckets)
{
    uint8_t bits[64];
    _mm512_storeu_si512(bits, buckets);
    for (uint64_t left = _mm512_test_epi8_mask(buckets, buckets); left; left = _blsr_u64(left)) {
        size_t place = (size_t)__builtin_ctzll(left);
        size_t found = needle_around(walk, from, at + place, bits[place]);
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

AVX512 INLINE size_t next_of_width(const NeedleWalk *walk, size_t from, unsigned width)
{
    enum { STEP = 128 };
    const Tables tables = load_tables(walk->set);
    size_t at = from;
    for (; at + STEP + NEEDLE_SET_WIDTH <= walk->end; at += STEP) {
        __m512i first = look(&tables, width, walk->bytes + at);
        __m512i second = look(&tables, width, walk->bytes + at + 64);
        __m512i any = _mm512_or_si512(first, second);
        if (_mm512_test_epi8_mask(any, any) == 0)
            continue;
        size_t found = first_real(walk, from, at, first);
        if (found == SIZE_MAX)
            found = first_real(walk, from, at + 64, second);
        if (found != SIZE_MAX)
            return found;
    }
    for (; at < walk->end; at += 64) {
        __m512i buckets = look_at_last(&tables, width, walk->bytes + at, walk->end - at);
        size_t found = first_real(walk, from, at, buckets);
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

AVX512 size_t avx512_next(const NeedleWalk *walk, size_t from)
{
    switch (walk->set->width) {
    case 1:
        return next_of_width(walk, from, 1);
    case 2:
        return next_of_width(walk, from, 2);
    default:
        return next_of_width(walk, from, 3);
    }
}

#endif
