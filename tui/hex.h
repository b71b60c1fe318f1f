/* Bytes as the user writes them, for finding in the hex view. Pure. */
#pragma once

#include "engine/base/buf.h"

/* Appends the bytes that `text` names: pairs of hexadecimal digits ("de ad be ef", "deadbeef", "0xde,0xad", "\\xde"),
 * and text between double quotes as it is. False with a sentence in `err` (size bytes) when it names none, half of one,
 * or more than NEEDLE_MOST (engine/search/kernels.h).
 *
 * To find them: a Query with `pattern` these bytes and `is_bytes`; it is exact in every document, over line ends. */
bool hex_pattern_parse(Slice text, Buf *bytes, char *err, size_t size);
