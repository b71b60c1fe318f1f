/* Looking for several literals in one pass. */
#include "engine/search/needle_set.h"

#include "engine/search/rarity.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_AVX2_FORM 1
#else
#define HAS_AVX2_FORM 0
#endif

enum {
    SINGLY_MOST = 6, /* needles that are quicker looked for one by one than in tables */
    SINGLY_MOST_CASELESS = 4,
};

void needle_set_add(NeedleSet *set, Slice text, bool is_caseless)
{
    needle_init(&set->needles[set->count++], text, is_caseless);
}

static unsigned commonness_at(const Needle *needle, size_t place)
{
    uint8_t byte = (uint8_t)needle->text[place];
    unsigned common = byte_commonness[byte];
    unsigned upper = byte_commonness[byte & (uint8_t)~needle->fold[place]];
    return common > upper ? common : upper;
}

/* Where the needle's `width` rarest neighbours begin. */
static size_t rarest_place(const Needle *needle, unsigned width)
{
    size_t best = 0;
    unsigned least = UINT32_MAX;
    for (size_t place = 0; place + width <= needle->len; place++) {
        unsigned common = 0;
        for (unsigned i = 0; i < width; i++)
            common += commonness_at(needle, place + i);
        if (common < least) {
            least = common;
            best = place;
        }
    }
    return best;
}

static void allow_byte(NeedleSet *set, unsigned column, uint8_t byte, uint8_t bucket)
{
    set->low[column][byte & 15] |= bucket;
    set->high[column][byte >> 4] |= bucket;
}

static void place_needle(NeedleSet *set, unsigned index)
{
    const Needle *needle = &set->needles[index];
    unsigned bucket = index % NEEDLE_SET_BUCKETS;
    size_t place = rarest_place(needle, set->width);
    set->places[index] = place;
    set->buckets[bucket] |= (uint16_t)(1u << index);
    for (unsigned column = 0; column < set->width; column++) {
        uint8_t byte = (uint8_t)needle->text[place + column];
        set->is_ascii = set->is_ascii && byte < 0x80;
        allow_byte(set, column, byte, (uint8_t)(1u << bucket));
        uint8_t upper = (uint8_t)(byte & ~needle->fold[place + column]);
        allow_byte(set, column, upper, (uint8_t)(1u << bucket));
    }
}

void needle_set_finish(NeedleSet *set)
{
    set->width = NEEDLE_SET_WIDTH;
    for (unsigned i = 0; i < set->count; i++)
        if (set->needles[i].len < set->width)
            set->width = (unsigned)set->needles[i].len;
    set->is_ascii = true;
    for (unsigned i = 0; i < set->count; i++)
        place_needle(set, i);
    for (unsigned column = 0; column < NEEDLE_SET_WIDTH; column++)
        for (unsigned byte = 0; byte < 256; byte++)
            set->columns[column][byte] =
                column < set->width ? set->low[column][byte & 15] & set->high[column][byte >> 4] : 0xff;
    set->goes_singly = set->count <= (set->needles[0].is_caseless ? SINGLY_MOST_CASELESS : SINGLY_MOST);
    set->is_vectored = kernel_has_vectors();
}

/* The place of a needle of the buckets in `bits` whose looked-at bytes begin at `at`, or SIZE_MAX. */
static size_t needle_around(const NeedleWalk *walk, size_t from, size_t at, uint8_t bits)
{
    const NeedleSet *set = walk->set;
    for (; bits; bits &= (uint8_t)(bits - 1)) {
        for (unsigned members = set->buckets[__builtin_ctz(bits)]; members; members &= members - 1) {
            unsigned index = (unsigned)__builtin_ctz(members);
            const Needle *needle = &set->needles[index];
            size_t place = set->places[index];
            if (at < from + place || at - place + needle->len > walk->end)
                continue;
            if (needle_is_at(needle, walk->bytes + at - place))
                return at - place;
        }
    }
    return SIZE_MAX;
}

/* --- portable --- */

static size_t next_singly(NeedleWalk *walk, size_t from)
{
    size_t first = SIZE_MAX;
    for (unsigned i = 0; i < walk->set->count; i++) {
        size_t *next = &walk->next[i];
        if (*next < from)
            *next = kernel_find(&walk->set->needles[i], walk->bytes, from, walk->end);
        if (*next < first)
            first = *next;
    }
    return first;
}

/* The buckets of which a needle could be at `at`, which has NEEDLE_SET_WIDTH bytes. */
static inline unsigned look_up(const NeedleSet *set, const uint8_t *at)
{
    return set->columns[0][at[0]] & set->columns[1][at[1]] & set->columns[2][at[2]];
}

/* The first needle of those that begin to be looked at in [at, behind). */
static size_t first_in(const NeedleWalk *walk, size_t from, size_t at, size_t behind)
{
    for (; at < behind; at++) {
        uint8_t bytes[NEEDLE_SET_WIDTH] = {0};
        memcpy(bytes, walk->bytes + at, walk->end - at < sizeof bytes ? walk->end - at : sizeof bytes);
        unsigned buckets = look_up(walk->set, bytes);
        size_t found = buckets ? needle_around(walk, from, at, (uint8_t)buckets) : SIZE_MAX;
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

static size_t next_by_table(const NeedleWalk *walk, size_t from)
{
    const NeedleSet *set = walk->set;
    size_t at = from;
    for (; at + 4 + NEEDLE_SET_WIDTH <= walk->end; at += 4) {
        const uint8_t *bytes = (const uint8_t *)walk->bytes + at;
        if (!(look_up(set, bytes) | look_up(set, bytes + 1) | look_up(set, bytes + 2) | look_up(set, bytes + 3)))
            continue;
        size_t found = first_in(walk, from, at, at + 4);
        if (found != SIZE_MAX)
            return found;
    }
    return first_in(walk, from, at, walk->end);
}

#if HAS_AVX2_FORM

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

AVX2 static size_t avx2_next(const NeedleWalk *walk, size_t from)
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

void needle_walk_init(NeedleWalk *walk, const NeedleSet *set, const char *bytes, size_t from, size_t end)
{
    walk->set = set;
    walk->bytes = bytes;
    walk->end = end;
    if (!set->is_vectored && set->goes_singly)
        for (unsigned i = 0; i < set->count; i++)
            walk->next[i] = kernel_find(&set->needles[i], bytes, from, end);
}

size_t needle_walk_next(NeedleWalk *walk, size_t from)
{
#if HAS_AVX2_FORM
    if (walk->set->is_vectored)
        return avx2_next(walk, from);
#endif
    return walk->set->goes_singly ? next_singly(walk, from) : next_by_table(walk, from);
}
