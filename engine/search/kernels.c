/* Making needles ready, and the choice among the forms of the loops that touch every byte. */
#include "engine/search/kernels.h"

#include <stdlib.h>

#include "engine/search/kernels_forms.h"
#include "engine/search/rarity.h"

static const char *const form_names[] = {
    [KERNEL_PORTABLE] = "portable",
    [KERNEL_NEON] = "neon",
    [KERNEL_AVX2] = "avx2",
    [KERNEL_AVX512] = "avx512",
};

/* The best form that the processor has. */
static KernelForm best_form(void)
{
#if HAS_X86_FORMS
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("bmi2"))
        return KERNEL_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return KERNEL_AVX2;
#elif HAS_NEON_FORMS
    return KERNEL_NEON;
#endif
    return KERNEL_PORTABLE;
}

KernelForm kernel_form(void)
{
    KernelForm best = best_form();
    const char *forced = getenv("KEN_SIMD");
    for (KernelForm form = KERNEL_PORTABLE; forced && form < best; form++)
        if (strcmp(forced, form_names[form]) == 0 && form != KERNEL_NEON)
            return form;
    return best;
}

const char *kernel_name(void)
{
    return form_names[kernel_form()];
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
    *needle = (Needle){.is_caseless = is_caseless, .form = kernel_form()};
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

size_t kernel_find(const Needle *needle, const char *bytes, size_t from, size_t end)
{
    switch (needle->form) {
#if HAS_X86_FORMS
    case KERNEL_AVX512:
        return avx512_find(needle, bytes, from, end);
    case KERNEL_AVX2:
        return avx2_find(needle, bytes, from, end);
#endif
#if HAS_NEON_FORMS
    case KERNEL_NEON:
        return neon_find(needle, bytes, from, end);
#endif
    default:
        return portable_find(needle, bytes, from, end);
    }
}

uint64_t kernel_count_short(const Needle *needle, const char *bytes, size_t start, size_t end)
{
    switch (needle->form) {
#if HAS_X86_FORMS
    case KERNEL_AVX512:
        return avx512_count_short(needle, bytes, start, end);
    case KERNEL_AVX2:
        return avx2_count_short(needle, bytes, start, end);
#endif
#if HAS_NEON_FORMS
    case KERNEL_NEON:
        return neon_count_short(needle, bytes, start, end);
#endif
    default:
        return portable_count_short(needle, bytes, start, end);
    }
}
