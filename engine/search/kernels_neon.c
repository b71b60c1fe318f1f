/* The kernels with NEON: 16 bytes at a time, masks of four bits a byte. */
#include "engine/search/kernels_forms.h"

#if HAS_NEON_FORMS

#include <arm_neon.h>

/* One byte of the needle, spread over a vector. */
typedef struct Lane {
    uint8x16_t wanted;
    uint8x16_t fold;
    size_t place;
} Lane;

static Lane lane_of(const Needle *needle, size_t place)
{
    return (Lane){vdupq_n_u8((uint8_t)needle->text[place]), vdupq_n_u8(needle->fold[place]), place};
}

static inline uint8x16_t lane_equal(const Lane *lane, const char *at)
{
    uint8x16_t bytes = vld1q_u8((const uint8_t *)at + lane->place);
    return vceqq_u8(vorrq_u8(bytes, lane->fold), lane->wanted);
}

static inline uint8x16_t pair_equal(const Lane *first, const Lane *second, const char *at)
{
    return vandq_u8(lane_equal(first, at), lane_equal(second, at));
}

/* Four bits for each of 16 bytes that are all ones or zeros. */
static inline uint64_t nibbles_of(uint8x16_t equal)
{
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(equal), 4)), 0);
}

/* The first of the candidates, at bytes + at, that is a whole occurrence; SIZE_MAX for none. */
static inline size_t first_real(const Needle *needle, const char *bytes, size_t at, uint8x16_t equal)
{
    for (uint64_t bits = nibbles_of(equal) & 0x1111111111111111ULL; bits; bits &= bits - 1) {
        size_t candidate = at + (size_t)__builtin_ctzll(bits) / 4;
        if (needle_is_at(needle, bytes + candidate))
            return candidate;
    }
    return SIZE_MAX;
}

size_t neon_find(const Needle *needle, const char *bytes, size_t from, size_t end)
{
    enum { STEPS = 4, STEP = STEPS * 16 };
    const Lane first = lane_of(needle, needle->first);
    const Lane second = lane_of(needle, needle->second);
    size_t at = from;
    for (; at + STEP + needle->len <= end; at += STEP) {
        uint8x16_t equal[STEPS];
        for (int i = 0; i < STEPS; i++)
            equal[i] = pair_equal(&first, &second, bytes + at + 16 * i);
        uint8x16_t any = vorrq_u8(vorrq_u8(equal[0], equal[1]), vorrq_u8(equal[2], equal[3]));
        if (nibbles_of(any) == 0)
            continue;
        for (size_t i = 0; i < STEPS; i++) {
            size_t found = first_real(needle, bytes, at + 16 * i, equal[i]);
            if (found != SIZE_MAX)
                return found;
        }
    }
    for (; at + 16 + needle->len <= end; at += 16) {
        size_t found = first_real(needle, bytes, at, pair_equal(&first, &second, bytes + at));
        if (found != SIZE_MAX)
            return found;
    }
    return portable_find(needle, bytes, at, end);
}

/* A bit for each of 64 bytes that are all ones or zeros. */
static inline uint64_t bits_of(const uint8x16_t equal[4])
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(equal[0], weight), vandq_u8(equal[1], weight));
    uint8x16_t high = vpaddq_u8(vandq_u8(equal[2], weight), vandq_u8(equal[3], weight));
    uint8x16_t sums = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)), 0);
}

static inline uint64_t match_bits(const Lane *first, const Lane *second, const char *at)
{
    uint8x16_t equal[4];
    for (int i = 0; i < 4; i++)
        equal[i] = pair_equal(first, second, at + 16 * i);
    return bits_of(equal);
}

static inline uint64_t newline_bits(const char *at)
{
    uint8x16_t equal[4];
    for (int i = 0; i < 4; i++)
        equal[i] = vceqq_u8(vld1q_u8((const uint8_t *)at + 16 * i), vdupq_n_u8('\n'));
    return bits_of(equal);
}

#define COUNT_TARGET /* nothing */
#include "engine/search/kernels_count.h"

uint64_t neon_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
    return count_short(needle, bytes, start, end);
}

#endif
