/* What the two halves of key decoding share. */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"
#include "tui/key.h"

#define KEY_NO_SEQUENCE SIZE_MAX

/* One form for each key: Ctrl and Alt with a small letter, no Shift where the character tells it, Ctrl-I is Tab ... */
void key_normalise(Key *key);
/* A key from a code point as terminals number keys: control characters are keys of their own. */
void key_from_code(uint32_t code, unsigned mods, Key *key);
/* Decodes what ESC, then '[', 'O', ']' or 'P' begin. Returns the bytes used, 0 when more must come, KEY_NO_SEQUENCE
 * when it is the key Alt with that character. bytes.len >= 2. */
size_t key_decode_sequence(Slice bytes, bool is_final, Key *key);
