/* What the forms of needle_walk_next share. Private to engine/search/needle_set*. */
#pragma once

#include "engine/search/kernels_forms.h"
#include "engine/search/needle_set.h"

/* The place of a needle of the buckets in `bits` whose looked-at bytes begin at `at`, or SIZE_MAX. */
size_t needle_around(const NeedleWalk *walk, size_t from, size_t at, uint8_t bits);

#if HAS_X86_FORMS
size_t avx2_next(const NeedleWalk *walk, size_t from);
size_t avx512_next(const NeedleWalk *walk, size_t from); /* only where the set is_ascii */
#endif
#if HAS_NEON_FORMS
size_t neon_next(const NeedleWalk *walk, size_t from);
#endif
