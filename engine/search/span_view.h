/* The lines of one span of a pinned file, with the bytes around them that looking at them takes: those of the pin, or a
 * window of a file that is not in memory. Offsets are into view->pin.bytes, which begin at view->pin.base of the file.
 *
 * The last line may go through holes of many gigabytes (engine/store/holes.h). Of those that begin behind the nominal
 * span, only as many zeros are there as a pattern can tell from more of them (plan_zeros), half at either end:
 *
 *     file    a\nb\nc000000000000000000000000000000000000000000d\ne\n
 *                | span |             a hole                   |
 *     bytes         c00000 [gap] 00000d\n
 *
 * All lines start before the first gap. Workers and background threads. */
#pragma once

#include "engine/store/store.h"

/* Zeros that are not in the view's bytes, behind offset `at` of them. */
typedef struct SpanGap {
    uint64_t at, len;
} SpanGap;

typedef struct SpanView {
    Pin pin;
    uint64_t start, end; /* the lines that are the span's own */
    bool is_cut;         /* without the last of them, which is longer than a window may be */
    SpanGap *gaps;       /* ascending; NULL for none */
    size_t gap_count;
} SpanView;

enum {
    SPAN_ZEROS_ANY = 64,        /* for who looks for no pattern */
    SPAN_HOLES_MOST = 64 << 20, /* bytes in the holes of a line that are looked through where there is no other way */
};

/* The lines that start in nominal span `span`. `zeros` matter at either end of a run of them; 0: not known. False when
 * they cannot be read. Each true is paired with span_view_close. */
bool span_view_open(const Pin *pin, uint32_t span, size_t zeros, SpanView *view);
void span_view_close(const Pin *pin, SpanView *view);
/* All lines of a file whose bytes are all there; nothing to close. */
void span_view_all(const Pin *pin, SpanView *view);
/* How many bytes farther on in the file the byte at `offset` of the view is, than from the view's base: the gaps before
 * it. Of an end of something, ask for its last byte. */
uint64_t span_view_gaps(const SpanView *view, uint64_t offset);
