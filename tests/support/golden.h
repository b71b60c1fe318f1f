/* Each language's sample, tests/syntax/samples/NAME.EXTENSION, against a golden file of what ken makes of it.
 * KEN_GOLDEN=write in the environment writes the golden files anew, to be read. */
#pragma once

#include "engine/base/buf.h"
#include "engine/syntax/language.h"

typedef struct Golden {
    const char *folder; /* in tests/syntax: of the files NAME.txt */
    void (*print)(const Language *language, Slice bytes, Buf *out);
    /* What else must be true of the sample: NULL, or what is wrong. */
    const char *(*check)(const Language *language, const char *path, Slice bytes);
} Golden;

/* False, and says why, when something is not as it should be. */
bool golden_check(const Golden *golden, const Language *language);
