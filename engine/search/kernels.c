/* The loops that touch every byte, in their vector forms, and the choice between those and the portable ones. */
#include "engine/search/kernels.h"

#include <stdlib.h>

#include "engine/search/kernels_portable.h"
#include "engine/search/rarity.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_AVX2_FORM 1
#else
#define HAS_AVX2_FORM 0
#endif

bool kernel_has_vectors(void)
{
    const char *forced = getenv("KEN_SIMD");
    if (forced && strcmp(forced, "portable") == 0)
        return false;
#if HAS_AVX2_FORM
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

const char *kernel_name(void)
{
    return kernel_has_vectors() ? "avx2" : "portable";
}

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

static unsigned commonness(const Needle *needle, size_t place)
{
    uint8_t byte = (uint8_t)needle->text[place];
    unsigned common = byte_commonness[byte];
    if (!needle->fold[place])
        return common;
    unsigned upper = byte_commonness[byte & ~0x20];
    return common > upper ? common : upper;
}

/* The two rarest places, `first` the rarer. */
static void choose_pair(Needle *needle)
{
    needle->first = 0;
    for (size_t i = 1; i < needle->len; i++)
        if (commonness(needle, i) < commonness(needle, needle->first))
            needle->first = i;
    needle->second = needle->first == 0 && needle->len > 1 ? 1 : 0;
    for (size_t i = 0; i < needle->len; i++)
        if (i != needle->first && commonness(needle, i) < commonness(needle, needle->second))
            needle->second = i;
}

void needle_init(Needle *needle, Slice text, bool is_caseless)
{
    *needle = (Needle){.is_caseless = is_caseless, .is_vectored = kernel_has_vectors()};
    needle->len = text.len < NEEDLE_MOST ? text.len : NEEDLE_MOST;
    for (size_t i = 0; i < needle->len; i++) {
        uint8_t byte = (uint8_t)text.data[i];
        bool is_folded = is_caseless && is_letter(byte);
        needle->fold[i] = is_folded ? 0x20 : 0;
        needle->text[i] = (char)(is_folded ? byte | 0x20 : byte);
    }
    choose_pair(needle);
}

unsigned needle_rarity(const Needle *needle)
{
    unsigned rarity = 255 - commonness(needle, needle->first);
    if (needle->len > 1)
        rarity += 255 - commonness(needle, needle->second);
    return rarity + (unsigned)(needle->len < 16 ? needle->len : 16) * 8;
}

bool needle_is_at(const Needle *needle, const char *at)
{
    if (!needle->is_caseless)
        return memcmp(at, needle->text, needle->len) == 0;
    for (size_t i = 0; i < needle->len; i++)
        if ((uint8_t)((uint8_t)at[i] | needle->fold[i]) != (uint8_t)needle->text[i])
            return false;
    return true;
}

#if HAS_AVX2_FORM

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

AVX2 static size_t avx2_find(const Needle *needle, const char *bytes, size_t from, size_t end)
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

AVX2 static uint64_t avx2_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
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

#endif

size_t kernel_find(const Needle *needle, const char *bytes, size_t from, size_t end)
{
#if HAS_AVX2_FORM
    if (needle->is_vectored)
        return avx2_find(needle, bytes, from, end);
#endif
    return portable_find(needle, bytes, from, end);
}

uint64_t kernel_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
#if HAS_AVX2_FORM
    if (needle->is_vectored)
        return avx2_count_short(needle, bytes, start, end);
#endif
    return portable_count_short(needle, bytes, start, end);
}
