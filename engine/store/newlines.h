/* Counting and finding line ends, vectorised by the compiler or by hand. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/base/slice.h"

/* How many '\n' the bytes hold. */
size_t newlines_count(Slice bytes);
/* Offset just behind the `n`th '\n' (n >= 1), or bytes.len + 1 when there are fewer. */
size_t newlines_skip(Slice bytes, size_t n);
/* Start of the line that holds `offset`: just behind the last '\n' before it, looking no further back than `floor`
 * (which is returned when there is none). */
size_t newlines_line_start(Slice bytes, size_t offset, size_t floor);
/* Offset of the first '\n' at or after `offset`, or bytes.len. */
size_t newlines_line_end(Slice bytes, size_t offset);
