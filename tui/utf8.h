/* UTF-8, one character at a time; shared by glyph, key, canvas and line_edit. Pure. */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"

enum { UTF8_MOST = 4 };

/* Decodes the character at `at` < bytes.len and returns its length, 0 when the bytes there are not UTF-8. Surrogates
 * are decoded (the caller shows them by number); overlong forms and what is beyond U+10FFFF are not. */
size_t utf8_decode(Slice bytes, size_t at, uint32_t *code);
/* True when the bytes from `at` to the end begin a character that more bytes could complete. */
bool utf8_is_partial(Slice bytes, size_t at);
/* Writes the character and returns its length. */
size_t utf8_encode(uint32_t code, char out[UTF8_MOST]);
