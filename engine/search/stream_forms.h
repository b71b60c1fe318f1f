/* stream_block in each of its forms. Private to engine/search/stream*. */
#pragma once

#include "engine/search/kernels_forms.h"
#include "engine/search/stream.h"

unsigned stream_portable_block(StreamRun *run, const char *bytes, uint64_t *hits);
#if HAS_X86_FORMS
unsigned stream_avx2_block(StreamRun *run, const char *bytes, uint64_t *hits);
unsigned stream_avx512_block(StreamRun *run, const char *bytes, uint64_t *hits);
#endif
