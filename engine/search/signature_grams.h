/* The loops of signature_make that touch every byte: AVX2 where the processor has it, portable C otherwise
 * (KEN_SIMD=portable forces it, when a Signer is made); both answer alike. Private to engine/search/signature. */
#pragma once

#include "engine/search/signature.h"

/* Folds the four bytes and hashes them to `log` bits. */
static inline uint32_t gram_place(uint32_t gram, unsigned log)
{
    return ((gram | 0x20202020u) * 0x9e3779b1u) >> (32 - log);
}

bool grams_have_vectors(void);
/* Sets marks[place] to 1 for each gram of the text that has no newline; marks[0] may be set besides. `marks` has 2^log
 * bytes, zeros before. */
void grams_mark(bool by_vectors, uint8_t *marks, unsigned log, Slice text);
/* Puts a bit for each of the 2^log marks into `bits`; how many are set. */
unsigned grams_pack(bool by_vectors, const uint8_t *marks, unsigned log, uint8_t *bits);
/* Halves a table of 2^log > 2^6 bits by OR of neighbours. */
void grams_fold(uint8_t *bits, unsigned log);
