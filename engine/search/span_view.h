/* The lines of one span of a pinned file, with the bytes around them that looking at them takes: those of the pin, or a
 * window of a file that is not in memory. Offsets are into view->pin.bytes, which begin at view->pin.base of the file.
 * Workers and background threads. */
#pragma once

#include "engine/store/store.h"

typedef struct SpanView {
    Pin pin;
    uint64_t start, end; /* the lines that are the span's own */
    bool is_cut;         /* without the last of them, which is longer than a window may be */
} SpanView;

/* The lines that start in nominal span `span`. False when they cannot be read. Each true is paired with
 * span_view_close. */
bool span_view_open(const Pin *pin, uint32_t span, SpanView *view);
void span_view_close(const Pin *pin, SpanView *view);
/* All lines of a file whose bytes are all there; nothing to close. */
void span_view_all(const Pin *pin, SpanView *view);
