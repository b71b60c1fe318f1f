/* What kind of text some bytes are, and UTF-16 made UTF-8. Pure; any thread. */
#pragma once

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/slice.h"

/* No byte over 0x7f. As fast as memory; reads nothing outside of the slice. */
bool text_is_ascii(Slice bytes);
/* A NUL among the first BINARY_SNIFF_BYTES. */
bool text_has_early_nul(Slice bytes);

typedef enum Utf16 {
    UTF16_NONE,
    UTF16_LITTLE,
    UTF16_BIG,
} Utf16;

/* By the byte order mark; UTF-32, whose mark begins alike, is not UTF-16. */
Utf16 text_utf16(Slice bytes);
/* Appends `bytes`, without their byte order mark, as UTF-8. What is not paired becomes U+FFFD. */
void text_append_utf8(Buf *out, Slice bytes, Utf16 order);
