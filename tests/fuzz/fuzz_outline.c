/* Any bytes in any language: the first byte of the input chooses the language, the rest is the text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/outline_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const Language *language = language_at(data[0] % language_count());
    const char *wrong = outline_check(language, slice_of((const char *)data + 1, size - 1));
    if (wrong) {
        fprintf(stderr, "%s: %s\n", language_name(language), wrong);
        abort();
    }
    return 0;
}
