/* Which definition a hit is in, in a few characters, by the look of the lines above it. Pure; the bytes may be a live
 * mapping. */
#pragma once

#include "engine/base/buf.h"
#include "engine/base/slice.h"

/* Appends "in name()" or "in struct name"; nothing where the line begins a definition, or none is near. `path` tells
 * the rule. */
void row_context_append(Slice path, Slice bytes, size_t line_start, Buf *out);
