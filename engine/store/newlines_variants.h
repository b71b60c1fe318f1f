/* The counting kernels behind newlines.h, named so that tests can hold them against each other. Pure. */
#pragma once

#include <stdbool.h>

#include "engine/base/slice.h"

size_t newlines_count_portable(Slice bytes);
#ifdef __x86_64__
/* Only where newlines_has_avx2. */
size_t newlines_count_avx2(Slice bytes);
bool newlines_has_avx2(void);
#endif
