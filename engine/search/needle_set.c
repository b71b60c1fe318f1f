/* Looking for several literals in one pass. */
#include "engine/search/needle_set_forms.h"
#include "engine/search/rarity.h"

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
    set->form = kernel_form();
    /* bytes over 0x7f are beyond the larger tables */
    if (set->form == KERNEL_AVX512 && !set->is_ascii)
        set->form = KERNEL_AVX2;
}

size_t needle_around(const NeedleWalk *walk, size_t from, size_t at, uint8_t bits)
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

void needle_walk_init(NeedleWalk *walk, const NeedleSet *set, const char *bytes, size_t from, size_t end)
{
    walk->set = set;
    walk->bytes = bytes;
    walk->end = end;
    if (set->form == KERNEL_PORTABLE && set->goes_singly)
        for (unsigned i = 0; i < set->count; i++)
            walk->next[i] = kernel_find(&set->needles[i], bytes, from, end);
}

size_t needle_walk_next(NeedleWalk *walk, size_t from)
{
    switch (walk->set->form) {
#if HAS_X86_FORMS
    case KERNEL_AVX512:
        return avx512_next(walk, from);
    case KERNEL_AVX2:
        return avx2_next(walk, from);
#endif
#if HAS_NEON_FORMS
    case KERNEL_NEON:
        return neon_next(walk, from);
#endif
    default:
        return walk->set->goes_singly ? next_singly(walk, from) : next_by_table(walk, from);
    }
}
