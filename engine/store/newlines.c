/* Counting and finding line ends. Counting sums the results of byte comparisons in vector lanes: AVX2 by hand
 * where the processor has it, else a plain loop that compilers turn into SSE2 or NEON. Nothing is read outside of
 * the slice, and nothing is believed from one look to the next: the bytes may change meanwhile. */
#include "engine/store/newlines.h"

#include <stdbool.h>
#include <string.h>

#include "engine/store/newlines_variants.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* The most comparisons that a byte-wide counter can sum without overflow. */
enum { LANE_ROUNDS = 255, LANES = 32 };

static size_t count_tail(const char *data, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += data[i] == '\n';
    return count;
}

size_t newlines_count_portable(Slice bytes)
{
    size_t count = 0;
    size_t at = 0;
    while (bytes.len - at >= LANES) {
        size_t rounds = (bytes.len - at) / LANES;
        if (rounds > LANE_ROUNDS)
            rounds = LANE_ROUNDS;
        unsigned char lanes[LANES] = {0};
        for (size_t round = 0; round < rounds; round++, at += LANES)
            for (size_t lane = 0; lane < LANES; lane++)
                lanes[lane] = (unsigned char)(lanes[lane] + (bytes.data[at + lane] == '\n'));
        for (size_t lane = 0; lane < LANES; lane++)
            count += lanes[lane];
    }
    return bytes.len > at ? count + count_tail(bytes.data + at, bytes.len - at) : count;
}

#ifdef __x86_64__
bool newlines_has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

__attribute__((target("avx2"))) static inline __m256i load(const char *data)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)data);
}

/* Sums of the bytes of `lanes`, as four 64-bit numbers added to `total`. */
__attribute__((target("avx2"))) static inline __m256i add_lanes(__m256i total, __m256i lanes)
{
    return _mm256_add_epi64(total, _mm256_sad_epu8(lanes, _mm256_setzero_si256()));
}

__attribute__((target("avx2"))) size_t newlines_count_avx2(Slice bytes)
{
    const __m256i newline = _mm256_set1_epi8('\n');
    __m256i total = _mm256_setzero_si256();
    size_t at = 0;
    while (bytes.len - at >= 4 * LANES) {
        size_t rounds = (bytes.len - at) / (4 * LANES);
        if (rounds > LANE_ROUNDS)
            rounds = LANE_ROUNDS;
        __m256i a = _mm256_setzero_si256();
        __m256i b = a;
        __m256i c = a;
        __m256i d = a;
        for (size_t round = 0; round < rounds; round++, at += 4 * LANES) {
            const char *data = bytes.data + at;
            a = _mm256_sub_epi8(a, _mm256_cmpeq_epi8(load(data), newline));
            b = _mm256_sub_epi8(b, _mm256_cmpeq_epi8(load(data + LANES), newline));
            c = _mm256_sub_epi8(c, _mm256_cmpeq_epi8(load(data + 2 * LANES), newline));
            d = _mm256_sub_epi8(d, _mm256_cmpeq_epi8(load(data + 3 * LANES), newline));
        }
        total = add_lanes(add_lanes(total, a), b);
        total = add_lanes(add_lanes(total, c), d);
    }
    for (; bytes.len - at >= LANES; at += LANES) {
        unsigned hits = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(load(bytes.data + at), newline));
        total = _mm256_add_epi64(total, _mm256_set_epi64x(0, 0, 0, __builtin_popcount(hits)));
    }
    size_t count = (size_t)_mm256_extract_epi64(total, 0) + (size_t)_mm256_extract_epi64(total, 1) +
                   (size_t)_mm256_extract_epi64(total, 2) + (size_t)_mm256_extract_epi64(total, 3);
    return bytes.len > at ? count + count_tail(bytes.data + at, bytes.len - at) : count;
}
#endif

size_t newlines_count(Slice bytes)
{
#ifdef __x86_64__
    if (newlines_has_avx2())
        return newlines_count_avx2(bytes);
#endif
    return newlines_count_portable(bytes);
}

size_t newlines_skip(Slice bytes, size_t n)
{
    /* Whole blocks are passed by counting, ever smaller ones, and the last few lines one by one. */
    size_t at = 0;
    for (size_t step = 1 << 16; step >= 256; step /= 16)
        while (bytes.len - at >= step) {
            size_t count = newlines_count(slice_of(bytes.data + at, step));
            if (count >= n)
                break;
            n -= count;
            at += step;
        }
    while (at < bytes.len) {
        const char *found = memchr(bytes.data + at, '\n', bytes.len - at);
        if (!found)
            break;
        at = (size_t)(found - bytes.data) + 1;
        if (--n == 0)
            return at;
    }
    return bytes.len + 1;
}

size_t newlines_line_start(Slice bytes, size_t offset, size_t floor)
{
    if (offset > bytes.len)
        offset = bytes.len;
    if (offset <= floor)
        return floor;
#ifdef __APPLE__
    while (offset > floor && bytes.data[offset - 1] != '\n')
        offset--;
    return offset;
#else
    const char *found = memrchr(bytes.data + floor, '\n', offset - floor);
    return found ? (size_t)(found - bytes.data) + 1 : floor;
#endif
}

size_t newlines_line_end(Slice bytes, size_t offset)
{
    if (offset >= bytes.len)
        return bytes.len;
    const char *found = memchr(bytes.data + offset, '\n', bytes.len - offset);
    return found ? (size_t)(found - bytes.data) : bytes.len;
}
