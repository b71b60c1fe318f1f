/* The modes of a viewport: what is shown of a document, and in which form. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/viewport_private.h"

/* Rows begin elsewhere now: the top is put at a row's start by the next draw. */
static void lay_out_anew(Viewport *v)
{
    v->is_wrapping = v->wrap != VIEWPORT_CHOP && !v->is_hex;
    v->laid_width = 0;
    v->has_header_end = false;
}

void viewport_set_wrap_mode(Viewport *v, ViewportWrap mode)
{
    if (mode == v->wrap)
        return;
    v->wrap = mode;
    lay_out_anew(v);
}

void viewport_set_wrap(Viewport *v, bool is_wrapping)
{
    viewport_set_wrap_mode(v, is_wrapping ? VIEWPORT_WRAP : VIEWPORT_CHOP);
}

void viewport_set_header(Viewport *v, int lines, int columns)
{
    lines = lines > 0 ? lines : 0;
    columns = columns > 0 ? columns : 0;
    if (lines == v->header_lines && columns == v->header_columns)
        return;
    v->header_lines = lines;
    v->header_columns = columns;
    lay_out_anew(v);
}

void viewport_set_hex(Viewport *v, bool is_hex)
{
    if (is_hex == v->is_hex)
        return;
    v->is_hex = is_hex;
    lay_out_anew(v);
}

bool viewport_is_hex(const Viewport *v)
{
    return v->is_hex;
}

void viewport_set_description(Viewport *v, bool is_described, const char *hint)
{
    free(v->hint);
    v->hint = hint ? mem_strdup(hint) : NULL;
    v->is_described = is_described;
}

bool viewport_is_described(const Viewport *v)
{
    return v->is_described && !v->is_hex && v->document && document_text(v->document) == TEXT_BINARY;
}

void viewport_set_sequences(Viewport *v, bool is_rendered)
{
    if (is_rendered == v->renders_sequences)
        return;
    v->renders_sequences = is_rendered;
    lay_out_anew(v);
}

void viewport_set_painter(Viewport *v, ViewportPainter *painter, void *context)
{
    v->painter = painter;
    v->painter_context = context;
}
