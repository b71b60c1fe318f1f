/* Spans of files that are in memory, of those that are read by windows, and of those with holes. */
#include "engine/search/span_view.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/scan.h"
#include "engine/store/holes.h"

enum {
    WINDOW_AHEAD = 16 << 10, /* behind the nominal end, for the rest of the last line */
    WINDOW_GROWTH = 4,
    PIECE = 256 << 10,         /* of data, read at a time behind the nominal end */
    HOLES_LEAST = 256 << 10,   /* bytes in holes that are worth leaving out */
    SHORTENED_MOST = 16 << 20, /* bytes of a view without them */
    READABLE_BEHIND = 64,
    AROUND = 64 << 10, /* bytes before and behind the lines, for who wants to show them too */
};

/* Narrows the view to the lines that start in [start, end) of the file. True when the last of them goes on behind the
 * bytes that are there. */
static bool find_own_lines(SpanView *view, uint64_t start, uint64_t end)
{
    const Pin *pin = &view->pin;
    view->start = start - pin->base;
    view->end = end - pin->base;
    scan_own_lines(pin->bytes, &view->start, &view->end);
    bool is_at_end = pin->base + pin->bytes.len == pin->size;
    return !is_at_end && view->start < view->end && pin->bytes.data[view->end - 1] != '\n';
}

static void cut_last_line(SpanView *view)
{
    const char *first = view->pin.bytes.data + view->start;
    const char *newline = memrchr(first, '\n', (size_t)(view->end - view->start));
    view->end = newline ? (uint64_t)(newline + 1 - view->pin.bytes.data) : view->start;
    view->is_cut = true;
}

/* --- lines through holes --- */

/* What is read of a span whose last line goes on through holes. */
typedef struct Tail {
    const Pin *pin;
    SpanView *view;
    size_t zeros; /* to leave at either end of a hole */
    Buf bytes;
    uint64_t at; /* in the file: where it goes on behind the bytes */
    uint64_t hole_bytes;
    size_t gap_capacity;
} Tail;

typedef enum TailResult { TAIL_GOES_ON, TAIL_ENDS, TAIL_FAILED } TailResult;

/* Goes on to `to`; or only behind the next newline, where `stops`. */
static TailResult add_data(Tail *tail, uint64_t to, bool stops)
{
    while (tail->at < to) {
        uint64_t len = to - tail->at < PIECE ? to - tail->at : PIECE;
        Pin piece;
        if (!file_window_open(tail->pin, tail->at, tail->at + len, &piece))
            return TAIL_FAILED;
        Slice bytes = slice_sub(piece.bytes, tail->at - piece.base, tail->at + len - piece.base);
        const char *newline = stops ? memchr(bytes.data, '\n', bytes.len) : NULL;
        if (newline)
            bytes.len = (size_t)(newline - bytes.data) + 1;
        buf_append_slice(&tail->bytes, bytes);
        tail->at += bytes.len;
        file_window_close(tail->pin, &piece);
        if (newline)
            return TAIL_ENDS;
        if (tail->bytes.len > SHORTENED_MOST)
            return TAIL_FAILED;
    }
    return TAIL_GOES_ON;
}

static void add_zeros(Buf *bytes, size_t count)
{
    static const char zeros[256];
    for (size_t len; count > 0; count -= len) {
        len = count < sizeof zeros ? count : sizeof zeros;
        buf_append(bytes, zeros, len);
    }
}

/* Goes on behind the hole that it is at. */
static void add_hole(Tail *tail, uint64_t end)
{
    SpanView *view = tail->view;
    uint64_t len = end - tail->at;
    if (len <= 2 * tail->zeros) {
        add_zeros(&tail->bytes, (size_t)len);
    } else {
        add_zeros(&tail->bytes, tail->zeros);
        view->gaps = mem_grow(view->gaps, &tail->gap_capacity, view->gap_count + 1, sizeof view->gaps[0]);
        view->gaps[view->gap_count++] = (SpanGap){tail->bytes.len, len - 2 * tail->zeros};
        add_zeros(&tail->bytes, tail->zeros);
    }
    tail->hole_bytes += len;
    tail->at = end;
}

/* To the end of the line that goes on at tail->at. */
static TailResult add_rest(Tail *tail)
{
    uint64_t size = tail->pin->size;
    TailResult result = TAIL_GOES_ON;
    while (result == TAIL_GOES_ON && tail->at < size && tail->bytes.len <= SHORTENED_MOST) {
        uint64_t hole, hole_end;
        if (!hole_map_next(tail->pin->holes, tail->at, &hole, &hole_end))
            hole = hole_end = size;
        result = add_data(tail, hole, true);
        if (result == TAIL_GOES_ON && hole < hole_end)
            add_hole(tail, hole_end < size ? hole_end : size);
    }
    return result == TAIL_GOES_ON ? tail->at == size ? TAIL_ENDS : TAIL_FAILED : result;
}

static void drop_gaps(SpanView *view)
{
    free(view->gaps);
    view->gaps = NULL;
    view->gap_count = 0;
}

/* Some lines behind, as far as there is data. */
static TailResult add_lines_behind(Tail *tail)
{
    uint64_t to = tail->pin->size - tail->at < AROUND ? tail->pin->size : tail->at + AROUND;
    uint64_t hole, hole_end;
    if (hole_map_next(tail->pin->holes, tail->at, &hole, &hole_end) && hole < to)
        to = hole > tail->at ? hole : tail->at;
    if (add_data(tail, to, false) != TAIL_GOES_ON)
        return TAIL_FAILED;
    while (to < tail->pin->size && tail->bytes.len > 0 && tail->bytes.data[tail->bytes.len - 1] != '\n')
        tail->bytes.len--; /* of a line that is not all there */
    return TAIL_ENDS;
}

/* Just before a line's start, as far back as lines may be wanted: only where looking takes no reading. */
static uint64_t start_before(const Pin *pin, uint64_t start)
{
    if (start <= AROUND || !pin_is_whole(pin))
        return start > 0 && !pin_is_whole(pin) ? start - 1 : 0;
    const char *floor = pin->bytes.data + start - AROUND;
    const char *newline = memchr(floor, '\n', AROUND - 1);
    return newline ? (uint64_t)(newline - pin->bytes.data) : start - 1;
}

typedef enum Shortening {
    NOT_WORTH_IT,
    NO_LINES, /* start in the span */
    SHORTENED,
    TOO_LONG, /* what is left is, or the holes are and it is not known what of them can be left out */
} Shortening;

/* The view of [start, end), the rest of the last line without the middle of its holes, and some bytes around. */
static Shortening shorten(const Pin *pin, uint64_t start, uint64_t end, size_t zeros, SpanView *view)
{
    uint64_t from = start_before(pin, start);
    Tail tail = {.pin = pin, .view = view, .zeros = zeros > 0 ? zeros : SPAN_ZEROS_ANY, .at = from};
    TailResult result = add_data(&tail, end, false);
    if (result == TAIL_GOES_ON && start > 0 && !memchr(tail.bytes.data + (start - 1 - from), '\n', end - start)) {
        buf_deinit(&tail.bytes);
        return NO_LINES;
    }
    if (result == TAIL_GOES_ON)
        result = tail.bytes.data[tail.bytes.len - 1] == '\n' ? TAIL_ENDS : add_rest(&tail);
    if (result == TAIL_ENDS && tail.hole_bytes > 0)
        result = add_lines_behind(&tail);
    bool is_known = zeros > 0 || tail.hole_bytes == 0;
    bool is_worth_it = tail.hole_bytes >= HOLES_LEAST || pin->windows;
    if (result == TAIL_ENDS && is_known && is_worth_it) {
        size_t len = tail.bytes.len;
        add_zeros(&tail.bytes, READABLE_BEHIND);
        view->pin = *pin;
        view->pin.bytes = slice_of(tail.bytes.data, len);
        view->pin.base = from;
        return SHORTENED;
    }
    buf_deinit(&tail.bytes);
    drop_gaps(view);
    uint64_t holes = result == TAIL_ENDS ? tail.hole_bytes : hole_map_bytes(pin->holes);
    return holes > SPAN_HOLES_MOST ? TOO_LONG : NOT_WORTH_IT;
}

/* The view without the last line, which is given up. */
static bool open_without_last(const Pin *pin, uint64_t from, uint64_t start, uint64_t end, SpanView *view)
{
    if (!file_window_open(pin, from, end, &view->pin))
        return false;
    view->pin.bytes.len = (size_t)(end - view->pin.base);
    find_own_lines(view, start, end);
    if (view->start < view->end && view->pin.bytes.data[view->end - 1] != '\n')
        cut_last_line(view);
    return true;
}

/* --- opening --- */

/* No line starts in the span of a file with holes, as far as a quick look tells: mostly a hole goes through it. */
static bool is_empty(const Pin *pin, uint64_t start, uint64_t end)
{
    uint64_t hole, hole_end;
    if (start == 0 || !pin->holes)
        return false;
    if (hole_map_next(pin->holes, start - 1, &hole, &hole_end) && hole < start && hole_end >= end)
        return true;
    return pin_is_whole(pin) && !memchr(pin->bytes.data + start - 1, '\n', (size_t)(end - start));
}

/* Whether the last line may go through a hole behind the nominal end. */
static bool meets_hole(const Pin *pin, uint64_t end)
{
    uint64_t hole, hole_end;
    if (!hole_map_next(pin->holes, end, &hole, &hole_end))
        return false;
    if (!pin_is_whole(pin))
        return hole < end + WINDOW_MOST;
    return hole <= end || !memchr(pin->bytes.data + end - 1, '\n', (size_t)(hole - end + 1));
}

static bool open_window(const Pin *pin, uint64_t start, uint64_t end, uint64_t from, SpanView *view)
{
    for (uint64_t len = end - from + WINDOW_AHEAD;; len *= WINDOW_GROWTH) {
        if (!file_window_open(pin, from, from + len, &view->pin))
            return false;
        if (!find_own_lines(view, start, end))
            return true;
        if (len >= WINDOW_MOST)
            break;
        file_window_close(pin, &view->pin);
    }
    cut_last_line(view);
    return true;
}

bool span_view_open(const Pin *pin, uint32_t span, size_t zeros, SpanView *view)
{
    uint64_t start = (uint64_t)span * SPAN_BYTES;
    uint64_t end = start + SPAN_BYTES < pin->size ? start + SPAN_BYTES : pin->size;
    uint64_t from = start > 0 ? start - 1 : 0; /* whether a line starts there, the byte before tells */
    *view = (SpanView){.pin = *pin};
    if (is_empty(pin, start, end))
        return true;
    if (end < pin->size && meets_hole(pin, end)) {
        Shortening shortening = shorten(pin, start, end, zeros, view);
        if (shortening == TOO_LONG)
            return open_without_last(pin, from, start, end, view);
        if (shortening == SHORTENED)
            find_own_lines(view, start, end);
        if (shortening == SHORTENED || shortening == NO_LINES)
            return true;
    }
    if (!pin_is_whole(pin))
        return open_window(pin, start, end, from, view);
    find_own_lines(view, start, end);
    return true;
}

void span_view_close(const Pin *pin, SpanView *view)
{
    drop_gaps(view);
    file_window_close(pin, &view->pin);
}

void span_view_all(const Pin *pin, SpanView *view)
{
    *view = (SpanView){.pin = *pin, .end = pin->bytes.len};
}

uint64_t span_view_gaps(const SpanView *view, uint64_t offset)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < view->gap_count && view->gaps[i].at <= offset; i++)
        sum += view->gaps[i].len;
    return sum;
}
