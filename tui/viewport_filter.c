/* Which lines are shown: those that pass the filter, found in the background from what is shown outward.
 *
 *     viewport_rows.c: the line at or after, or before, a place --in no window--> an empty window there
 *                                                              --at a window's edge--> `wants` more of it
 *     viewport_fetch:  one Filtering at a time looks through a stretch --done--> the window is wider, steps go on
 *
 * A window remembers so many lines and forgets the far ones: memory does not grow with the document. There are a few,
 * so that what is shown stays while the rows of another place are found. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "tui/viewport_private.h"

enum {
    FORWARD_BYTES = 16 << 20,     /* looked through in one go at the most */
    BACK_BYTES_LEAST = 256 << 10, /* backward, all that is found is kept: doubled while that is little */
    BACK_FEW = 512,               /* that is: so many lines */
    STARTS_IN_ONE_GO = 4096,
    PREFAULTED_LINES = 128,
};

struct Filtering {
    Request request;
    Viewport *viewport;
    Document *document;
    Pattern *pattern;
    bool is_inverted;
    uint64_t age;
    FilterWindow *window;
    bool is_backward;
    uint64_t at;    /* the window's edge */
    uint64_t bytes; /* to be looked through */
    atomic_bool cancel;
    /* what it finds */
    uint64_t reached; /* the window's new edge */
    uint64_t size;    /* of the document */
    uint64_t open_start;
    uint64_t cursor, end; /* while looking: the next line to decide about */
    uint64_t *starts;
    size_t count, capacity, most;
};

bool viewport_is_filtered(const Viewport *v)
{
    return v->filter.pattern && !v->is_hex;
}

/* --- windows --- */

static void empty_window(FilterWindow *window, uint64_t at)
{
    window->count = 0;
    window->low = window->high = at;
    window->open_start = UINT64_MAX;
    window->back_bytes = BACK_BYTES_LEAST;
}

/* A last line that has gone on since is looked at again. */
static void reopen(FilterWindow *window, uint64_t size)
{
    bool has_grown = size > window->size && window->high == window->size && window->open_start != UINT64_MAX;
    if (!has_grown)
        return;
    while (window->count > 0 && window->starts[window->count - 1] >= window->open_start)
        window->count--;
    window->high = window->open_start;
    window->open_start = UINT64_MAX;
    if (window->low > window->high)
        window->low = window->high;
}

/* The window that holds, or ends at, the place between lines: an empty one when there was none. */
static FilterWindow *window_at(Viewport *v, uint64_t at)
{
    Filter *filter = &v->filter;
    FilterWindow *oldest = NULL;
    for (int i = 0; i < FILTER_WINDOWS; i++) {
        FilterWindow *window = &filter->windows[i];
        reopen(window, document_size(v->document));
        if (window->used > 0 && at >= window->low && at <= window->high) {
            window->used = ++v->clock;
            return window;
        }
        bool is_busy = filter->filtering && filter->filtering->window == window;
        if (!is_busy && (!oldest || window->used < oldest->used))
            oldest = window;
    }
    empty_window(oldest, at);
    oldest->used = ++v->clock;
    return oldest;
}

/* How many starts are below `at`. */
static size_t count_below(const FilterWindow *window, uint64_t at)
{
    size_t low = 0;
    size_t high = window->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (window->starts[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Found want_window(Viewport *v, FilterWindow *window, bool is_backward)
{
    v->wants.window = window;
    v->wants.is_backward = is_backward;
    return FOUND_MISSING;
}

Found viewport_filter_first(Viewport *v, uint64_t line_start, uint64_t *start)
{
    FilterWindow *window = window_at(v, line_start);
    size_t below = count_below(window, line_start);
    if (below < window->count) {
        *start = window->starts[below];
        return FOUND_IT;
    }
    return window->high >= document_size(v->document) ? FOUND_NOT : want_window(v, window, false);
}

Found viewport_filter_last(Viewport *v, uint64_t line_start, uint64_t *start)
{
    FilterWindow *window = window_at(v, line_start);
    size_t below = count_below(window, line_start);
    if (below > 0) {
        *start = window->starts[below - 1];
        return FOUND_IT;
    }
    return window->low == 0 ? FOUND_NOT : want_window(v, window, true);
}

/* Puts what was found behind the window, and forgets the half that is far from it when that is too much. */
static void append_starts(FilterWindow *window, const Filtering *filtering)
{
    if (window->count + filtering->count > FILTER_STARTS) {
        size_t dropped = window->count / 2;
        window->count -= dropped;
        memmove(window->starts, window->starts + dropped, window->count * sizeof *window->starts);
        window->low = window->count > 0 ? window->starts[0] : window->high;
    }
    size_t need = window->count + filtering->count;
    window->starts = mem_grow(window->starts, &window->capacity, need + 1, sizeof *window->starts);
    if (filtering->count > 0)
        memcpy(window->starts + window->count, filtering->starts, filtering->count * sizeof *window->starts);
    window->count = need;
    window->high = filtering->reached;
    window->size = filtering->size;
    window->open_start = filtering->open_start;
}

static void prepend_starts(FilterWindow *window, const Filtering *filtering)
{
    size_t kept = window->count;
    if (kept + filtering->count > FILTER_STARTS && kept > 1) {
        kept /= 2;
        window->high = window->starts[kept];
        window->open_start = UINT64_MAX;
    }
    size_t need = kept + filtering->count;
    window->starts = mem_grow(window->starts, &window->capacity, need + 1, sizeof *window->starts);
    memmove(window->starts + filtering->count, window->starts, kept * sizeof *window->starts);
    if (filtering->count > 0)
        memcpy(window->starts, filtering->starts, filtering->count * sizeof *window->starts);
    window->count = need;
    window->low = filtering->reached;
    bool is_little = filtering->count < BACK_FEW && window->back_bytes < FORWARD_BYTES;
    window->back_bytes = is_little ? window->back_bytes * 2 : BACK_BYTES_LEAST;
}

/* --- in the background --- */

/* Where the line begins that holds `offset`, or `floor` where that is behind. */
static uint64_t line_start(const Filtering *filtering, uint64_t offset, uint64_t floor)
{
    document_newline_before(filtering->document, &offset, floor, UINT64_MAX);
    return offset;
}

/* Where the line ends that holds `offset`: behind its newline. */
static uint64_t next_line(const Filtering *filtering, uint64_t offset)
{
    uint64_t end = offset;
    return document_newline_after(filtering->document, &end, filtering->size, UINT64_MAX) ? end + 1 : end;
}

static void add_start(Filtering *filtering, uint64_t start)
{
    filtering->starts =
        mem_grow(filtering->starts, &filtering->capacity, filtering->count + 1, sizeof *filtering->starts);
    filtering->starts[filtering->count++] = start;
}

/* Adds all lines from the cursor up to `end`, a line's start. False when it has enough. */
static bool add_lines(Filtering *filtering, uint64_t end)
{
    while (filtering->cursor < end && filtering->count < filtering->most) {
        add_start(filtering, filtering->cursor);
        filtering->cursor = next_line(filtering, filtering->cursor);
    }
    return filtering->count < filtering->most;
}

static bool take_match(void *context, FindMatch match)
{
    Filtering *filtering = context;
    if (match.start < filtering->cursor)
        return true;
    uint64_t start = line_start(filtering, match.start, filtering->cursor);
    if (filtering->is_inverted && !add_lines(filtering, start))
        return false;
    if (!filtering->is_inverted)
        add_start(filtering, start);
    filtering->cursor = next_line(filtering, match.start);
    return filtering->count < filtering->most;
}

static bool is_cancelled(const Filtering *filtering)
{
    /* relaxed: nothing is handed over */
    return atomic_load_explicit(&filtering->cancel, memory_order_relaxed);
}

/* Decides about the lines of [from, to); the cursor tells how far it came. */
static void look_through(Filtering *filtering, Matcher *matcher, uint64_t from, uint64_t to)
{
    Finder finder = {.document = filtering->document,
                     .pattern = filtering->pattern,
                     .matcher = matcher,
                     .cancel = &filtering->cancel};
    filtering->cursor = from;
    find_each(&finder, from, to, take_match, filtering);
    if (filtering->count >= filtering->most)
        return;
    if (!filtering->is_inverted || add_lines(filtering, to))
        filtering->cursor = to;
}

static void look_forward(Filtering *filtering, Matcher *matcher)
{
    uint64_t size = filtering->size;
    bool is_last = size - filtering->at <= filtering->bytes;
    uint64_t to = is_last ? size : next_line(filtering, filtering->at + filtering->bytes - 1);
    filtering->most = STARTS_IN_ONE_GO;
    look_through(filtering, matcher, filtering->at, to);
    filtering->reached = filtering->cursor < size ? filtering->cursor : size;
    uint64_t behind = size;
    bool is_open = filtering->reached == size && size > 0 &&
                   !document_newline_before(filtering->document, &behind, size - 1, UINT64_MAX);
    filtering->open_start = is_open ? line_start(filtering, size, filtering->at) : UINT64_MAX;
}

static void look_backward(Filtering *filtering, Matcher *matcher)
{
    uint64_t at = filtering->at < filtering->size ? filtering->at : filtering->size;
    uint64_t from = at > filtering->bytes ? at - filtering->bytes : 0;
    from = line_start(filtering, from, 0);
    filtering->most = SIZE_MAX;
    look_through(filtering, matcher, from, at);
    filtering->reached = from;
}

/* The lines that are shown first, which may be far apart: else each would be asked for by itself. */
static void prefault_lines(const Filtering *filtering)
{
    bool is_cut = filtering->is_backward && filtering->count > PREFAULTED_LINES;
    uint64_t reached = 0;
    size_t first = is_cut ? filtering->count - PREFAULTED_LINES : 0;
    for (size_t i = first; i < filtering->count && i < first + PREFAULTED_LINES; i++) {
        uint64_t start = filtering->starts[i];
        uint64_t from = start > LINE_REACH ? start - LINE_REACH : 0;
        if (start + LINE_REACH <= reached)
            continue;
        reached = start + 2 * LINE_REACH;
        document_prefault(filtering->document, from, reached - from);
    }
}

static void work(Request *request, Matcher *matcher)
{
    Filtering *filtering = (Filtering *)request;
    filtering->size = document_size(filtering->document);
    matcher_set_cancel(matcher, &filtering->cancel);
    if (filtering->is_backward)
        look_backward(filtering, matcher);
    else
        look_forward(filtering, matcher);
    matcher_set_cancel(matcher, NULL);
    prefault_lines(filtering);
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    Filtering *filtering = (Filtering *)request;
    document_release(filtering->document);
    pattern_release(filtering->pattern);
    free(filtering->starts);
    free(filtering);
}

static void done(Request *request)
{
    Filtering *filtering = (Filtering *)request;
    Viewport *v = filtering->viewport;
    FilterWindow *window = filtering->window;
    v->filter.filtering = NULL;
    bool is_current = filtering->age == v->filter.age && !is_cancelled(filtering);
    if (is_current && filtering->is_backward && window->low == filtering->at)
        prepend_starts(window, filtering);
    else if (is_current && !filtering->is_backward && window->high == filtering->at)
        append_starts(window, filtering);
    drop(request);
    if (is_current)
        viewport_run_steps(v);
}

void viewport_filter_fetch(Viewport *v, FilterWindow *window, bool is_backward)
{
    if (v->filter.filtering)
        return;
    Filtering *filtering = mem_zalloc(1, sizeof *filtering);
    filtering->request = (Request){.work = work, .done = done, .drop = drop};
    filtering->viewport = v;
    filtering->document = document_retain(v->document);
    filtering->pattern = pattern_retain(v->filter.pattern);
    filtering->is_inverted = v->filter.is_inverted;
    filtering->age = v->filter.age;
    filtering->window = window;
    filtering->is_backward = is_backward;
    filtering->at = is_backward ? window->low : window->high;
    filtering->bytes = is_backward ? window->back_bytes : FORWARD_BYTES;
    v->filter.filtering = filtering;
    requests_post(v->requests, &filtering->request);
}

void viewport_filter_forget(Viewport *v)
{
    Filter *filter = &v->filter;
    filter->age++;
    if (filter->filtering) {
        atomic_store_explicit(&filter->filtering->cancel, true, memory_order_relaxed);
        request_abandon(&filter->filtering->request);
        filter->filtering = NULL;
    }
    for (int i = 0; i < FILTER_WINDOWS; i++) {
        free(filter->windows[i].starts);
        filter->windows[i] = (FilterWindow){.open_start = UINT64_MAX};
    }
    v->wants.window = NULL;
}

void viewport_set_filter(Viewport *v, Pattern *pattern, bool is_inverted)
{
    if (pattern)
        pattern_retain(pattern);
    pattern_release(v->filter.pattern);
    viewport_filter_forget(v);
    v->filter.pattern = pattern;
    v->filter.is_inverted = is_inverted;
    v->laid_width = 0;
}
