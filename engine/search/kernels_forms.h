/* The kernels in each of their forms, as kernels.h says. Private to engine/search/kernels* and the tests that hold them
 * against each other: one that is not portable may be called only where kernel_form has the like. */
#pragma once

#include "engine/search/kernels.h"

#if defined(__x86_64__)
#define HAS_X86_FORMS 1
#else
#define HAS_X86_FORMS 0
#endif

#if defined(__aarch64__)
#define HAS_NEON_FORMS 1
#else
#define HAS_NEON_FORMS 0
#endif

size_t portable_find(const Needle *needle, const char *bytes, size_t from, size_t end);
uint64_t portable_count_short(const Needle *needle, const char *bytes, size_t start, size_t end);

#if HAS_X86_FORMS
size_t avx2_find(const Needle *needle, const char *bytes, size_t from, size_t end);
uint64_t avx2_count_short(const Needle *needle, const char *bytes, size_t start, size_t end);
size_t avx512_find(const Needle *needle, const char *bytes, size_t from, size_t end);
uint64_t avx512_count_short(const Needle *needle, const char *bytes, size_t start, size_t end);
#endif

#if HAS_NEON_FORMS
size_t neon_find(const Needle *needle, const char *bytes, size_t from, size_t end);
uint64_t neon_count_short(const Needle *needle, const char *bytes, size_t start, size_t end);
#endif
