/* What a binary file is, in a few words, by its first bytes: for people who look at it, not for decisions. Pure. */
#pragma once

#include <stdint.h>

#include "engine/base/buf.h"

enum { DESCRIBE_BYTES = 1024 }; /* more are not looked at */

/* Appends "ELF 64-bit executable, x86-64", "PNG image, 640 x 480", "gzip data", or "binary data" when it is unknown.
 * `head` is the file's beginning. No line end. */
void describe_bytes(Slice head, Buf *out);
