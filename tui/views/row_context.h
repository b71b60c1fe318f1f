/* Which definition a hit is in, in a few characters, by the outline of its file. Hits come file by file and ascend: the
 * text between them is outlined once, and of what is far above the first one nothing is read. Pure; any thread; the
 * bytes may be a live mapping. */
#pragma once

#include "engine/base/buf.h"
#include "engine/syntax/outline.h"

/* All zero is the start. */
typedef struct RowContext {
    bool has_file;
    uint32_t file, generation;
    const Language *language;
    OutlineState state; /* at */
    uint64_t at;
} RowContext;

/* Appends "in name()" or "in name"; nothing where the line begins a definition, or none is around it. `file` and
 * `generation` tell the bytes apart from those of the call before. */
void row_context_append(RowContext *context, uint32_t file, uint32_t generation, Slice path, Slice attribute,
                        Slice bytes, uint64_t line_start, Buf *out);
