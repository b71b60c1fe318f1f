/* The loops that touch every byte: finding a literal, and counting the lines that hold one. In several forms, of which
 * the best that the processor has is taken, or the one that KEN_SIMD names; all answer alike. Pure; any thread.
 *
 * Finding compares two bytes of the literal at once, the two that are rarest in source text, at their distance
 * ("packed pair", after Wojciech Muła's generic SIMD strstr); only where both stand is the whole compared.
 * Counting uses bit masks: with N newlines and M match starts in 64 bytes, the lines that hold a match are the
 * newlines at which a carry from a match arrives: popcount(((~N) + M + carry) & N). */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"

enum { NEEDLE_MOST = 128 };

typedef enum KernelForm {
    KERNEL_PORTABLE, /* plain C */
    KERNEL_NEON,
    KERNEL_AVX2,
    KERNEL_AVX512, /* with the byte permutations of VBMI */
} KernelForm;

/* A literal made ready. Plain data. With `is_caseless`, ASCII letters match in either case. */
typedef struct Needle {
    char text[NEEDLE_MOST];    /* lower case when caseless */
    uint8_t fold[NEEDLE_MOST]; /* 0x20 where a letter may be of either case, else 0 */
    size_t len;                /* 1 .. NEEDLE_MOST */
    size_t first, second;      /* places of the two rarest bytes; equal when len is 1 */
    bool is_caseless;
    KernelForm form; /* chosen by needle_init */
} Needle;

/* `text` longer than NEEDLE_MOST is cut: the caller then verifies. */
void needle_init(Needle *needle, Slice text, bool is_caseless);
/* How rare the needle's pair is: the higher, the fewer candidates. For choosing among needles. */
unsigned needle_rarity(const Needle *needle);
/* True when the needle stands at `at` (which has room for it). */
bool needle_is_at(const Needle *needle, const char *at);

/* Offset of the first occurrence in bytes[from, end), or SIZE_MAX. Reads nothing outside. */
size_t kernel_find(const Needle *needle, const char *bytes, size_t from, size_t end);
/* Lines of bytes[start, end) that hold the needle, which has 1 or 2 bytes. `start` is a line's start; the last line may
 * lack its newline. */
uint64_t kernel_count_short(const Needle *needle, const char *bytes, size_t start, size_t end);
/* The form in use: asks the processor, and KEN_SIMD (portable, neon, avx2), which can name a lesser one. */
KernelForm kernel_form(void);
/* Its name, for the version text. */
const char *kernel_name(void);
