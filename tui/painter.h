/* Syntax colour for one viewport: what language the document is in, the lexer's states in it, and the roles of the
 * lines that are drawn. To be handed to viewport_set_painter, with the Painter as context.
 *
 *     drawing a line: the nearest state known above --lexed on over prefaulted bytes--> state at the line --> tokens
 *     background:     a pass from the start up to what is drawn, in slices --> checkpoints (engine/syntax)
 *     until then:     a guess from the 64 KB above, at once; what it got wrong is drawn rightly when the pass comes
 *
 * A line is coloured for its first 64 KB; behind, it is plain. Owned by the owner of the viewport; main thread. */
#pragma once

#include "engine/store/document.h"
#include "tui/request.h"
#include "tui/viewport.h"

typedef struct Painter Painter;

/* The passes run on `requests`. */
Painter *painter_new(Requests *requests);
void painter_free(Painter *painter);
/* Another document (takes a reference; NULL for none). Its language is told by the name, the first bytes, and where
 * there is no name, by what differences look like. */
void painter_set_document(Painter *painter, Document *document, Slice path);
/* The same file, opened again when it had grown: what is known of its beginning stays. */
void painter_go_on_with(Painter *painter, Document *longer);
/* Off: everything is plain. */
void painter_turn(Painter *painter, bool is_on);
/* A ViewportPainter. */
size_t painter_paint(void *context, const Document *document, uint64_t line_start, uint64_t base, Slice bytes,
                     Paint *paints, size_t most);
