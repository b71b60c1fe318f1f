/* The portable forms of the kernels, on their own so that the vector forms can finish with them and tests can
 * compare. Private to engine/search/kernels and its tests. */
#pragma once

#include "engine/search/kernels.h"

size_t portable_find(const Needle *needle, const char *bytes, size_t from, size_t end);
uint64_t portable_count_short(const Needle *needle, const char *bytes, size_t start, size_t end);
