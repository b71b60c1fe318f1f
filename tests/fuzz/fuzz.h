/* What the fuzzers share: claims that end the program when they do not hold, and inputs taken apart from their
 * beginning, so that the text which is checked ends where the input does: a read past it is seen. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

_Noreturn static inline void fuzz_fail(const char *claim, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
    abort();
}

#define FUZZ_EXPECT(claim) ((claim) ? (void)0 : fuzz_fail(#claim, __FILE__, __LINE__))

static inline Slice fuzz_input(const uint8_t *data, size_t size)
{
    return slice_of((const char *)data, size);
}

/* The next byte; 0 where there is none. */
static inline unsigned fuzz_byte(Slice *input)
{
    unsigned byte = input->len > 0 ? (unsigned char)input->data[0] : 0;
    *input = slice_sub(*input, 1, input->len);
    return byte;
}

/* What comes before the next `mark`, which is passed over too. */
static inline Slice fuzz_until(Slice *input, char mark)
{
    const char *found = input->len > 0 ? memchr(input->data, mark, input->len) : NULL;
    size_t len = found ? (size_t)(found - input->data) : input->len;
    Slice part = slice_sub(*input, 0, len);
    *input = slice_sub(*input, len + 1, input->len);
    return part;
}
