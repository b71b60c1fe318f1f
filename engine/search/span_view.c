/* Spans of files that are in memory, and of those that are read by windows. */
#include "engine/search/span_view.h"

#include <string.h>

#include "engine/search/scan.h"

enum {
    WINDOW_AHEAD = 16 << 10, /* behind the nominal end, for the rest of the last line */
    WINDOW_GROWTH = 4,
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

bool span_view_open(const Pin *pin, uint32_t span, SpanView *view)
{
    uint64_t start = (uint64_t)span * SPAN_BYTES;
    uint64_t end = start + SPAN_BYTES < pin->size ? start + SPAN_BYTES : pin->size;
    view->is_cut = false;
    if (pin_is_whole(pin)) {
        view->pin = *pin;
        find_own_lines(view, start, end);
        return true;
    }
    uint64_t from = start > 0 ? start - 1 : 0; /* whether a line starts there, the byte before tells */
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

void span_view_close(const Pin *pin, SpanView *view)
{
    file_window_close(pin, &view->pin);
}

void span_view_all(const Pin *pin, SpanView *view)
{
    *view = (SpanView){.pin = *pin, .end = pin->bytes.len};
}
