/* Looking for several literals with NEON: two table look-ups for each byte that is looked at, 16 places at a time. */
#include "engine/search/needle_set_forms.h"

#if HAS_NEON_FORMS

#include <arm_neon.h>

typedef struct Masks {
    uint8x16_t low[NEEDLE_SET_WIDTH];
    uint8x16_t high[NEEDLE_SET_WIDTH];
} Masks;

static Masks load_masks(const NeedleSet *set)
{
    Masks masks;
    for (unsigned i = 0; i < NEEDLE_SET_WIDTH; i++) {
        masks.low[i] = vld1q_u8(set->low[i]);
        masks.high[i] = vld1q_u8(set->high[i]);
    }
    return masks;
}

/* For each of 16 places the buckets of which a needle could be there. */
static inline uint8x16_t look(const Masks *masks, unsigned width, const char *at)
{
    uint8x16_t buckets = vdupq_n_u8(0xff);
    for (unsigned i = 0; i < width; i++) {
        uint8x16_t bytes = vld1q_u8((const uint8_t *)at + i);
        uint8x16_t low = vqtbl1q_u8(masks->low[i], vandq_u8(bytes, vdupq_n_u8(15)));
        uint8x16_t high = vqtbl1q_u8(masks->high[i], vshrq_n_u8(bytes, 4));
        buckets = vandq_u8(buckets, vandq_u8(low, high));
    }
    return buckets;
}

static inline bool is_any(uint8x16_t buckets)
{
    return vmaxvq_u8(buckets) != 0;
}

/* The first needle among the 16 places from `at` on. */
static size_t first_real(const NeedleWalk *walk, size_t from, size_t at, uint8x16_t buckets)
{
    uint8_t bits[16];
    vst1q_u8(bits, buckets);
    for (size_t place = 0; place < sizeof bits; place++) {
        size_t found = bits[place] ? needle_around(walk, from, at + place, bits[place]) : SIZE_MAX;
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

size_t neon_next(const NeedleWalk *walk, size_t from)
{
    enum { STEP = 32 };
    const Masks masks = load_masks(walk->set);
    const unsigned width = walk->set->width;
    size_t at = from;
    for (; at + STEP + NEEDLE_SET_WIDTH <= walk->end; at += STEP) {
        uint8x16_t first = look(&masks, width, walk->bytes + at);
        uint8x16_t second = look(&masks, width, walk->bytes + at + 16);
        if (!is_any(vorrq_u8(first, second)))
            continue;
        size_t found = first_real(walk, from, at, first);
        if (found == SIZE_MAX)
            found = first_real(walk, from, at + 16, second);
        if (found != SIZE_MAX)
            return found;
    }
    for (; at < walk->end; at += 16) {
        char bytes[16 + NEEDLE_SET_WIDTH] = {0}; /* a copy, so that nothing behind the end is read */
        size_t left = walk->end - at;
        memcpy(bytes, walk->bytes + at, left < sizeof bytes ? left : sizeof bytes);
        size_t found = first_real(walk, from, at, look(&masks, width, bytes));
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

#endif
