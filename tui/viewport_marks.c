/* The pattern's matches around what is on the screen. A draw notes which stretches it showed; those that were not
 * looked through yet are, in the background: their lines whole, or, of very long lines, some way to either side, and
 * some text before and behind, so that the next few scrolls need nothing new. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "tui/viewport_private.h"

enum {
    MARK_LINE = 64 << 10,  /* longer lines are looked through around the visible part only ... */
    MARK_AROUND = 8 << 10, /* ... so far */
    MARK_AHEAD = 24 << 10, /* before the first and behind the last stretch */
    MARKS_MOST = 100000,
};

struct Marking {
    Request request;
    Viewport *viewport;
    Document *document;
    Pattern *pattern;
    uint64_t age;
    Ranges seen;
    Ranges marks, marked;
};

void ranges_add(Ranges *ranges, uint64_t start, uint64_t end)
{
    ranges->items = mem_grow(ranges->items, &ranges->capacity, ranges->count + 1, sizeof *ranges->items);
    ranges->items[ranges->count++] = (Range){start, end};
}

static void ranges_take(Ranges *ranges, Ranges *from)
{
    free(ranges->items);
    *ranges = *from;
    *from = (Ranges){0};
}

static void drop_marking(Request *request)
{
    Marking *marking = (Marking *)request;
    document_release(marking->document);
    pattern_release(marking->pattern);
    free(marking->seen.items);
    free(marking->marks.items);
    free(marking->marked.items);
    free(marking);
}

static uint64_t line_start_near(Slice bytes, uint64_t offset, uint64_t reach)
{
    uint64_t floor = offset > reach ? offset - reach : 0;
    const char *newline = memrchr(bytes.data + floor, '\n', offset - floor);
    return newline ? (uint64_t)(newline - bytes.data) + 1 : floor;
}

static uint64_t line_end_near(Slice bytes, uint64_t offset, uint64_t reach)
{
    uint64_t ceiling = bytes.len - offset > reach ? offset + reach : bytes.len;
    const char *newline = memchr(bytes.data + offset, '\n', ceiling - offset);
    return newline ? (uint64_t)(newline - bytes.data) + 1 : ceiling;
}

/* From what was seen to what is looked through: whole lines, or a part of long ones. */
static Range widen(Slice bytes, Range seen, bool is_first, bool is_last)
{
    uint64_t start = seen.start < bytes.len ? seen.start : bytes.len;
    uint64_t end = seen.end < bytes.len ? seen.end : bytes.len;
    start = is_first && start > MARK_AHEAD ? start - MARK_AHEAD : is_first ? 0 : start;
    end = is_last && bytes.len - end > MARK_AHEAD ? end + MARK_AHEAD : is_last ? bytes.len : end;
    uint64_t line_start = line_start_near(bytes, start, MARK_LINE);
    uint64_t line_end = line_end_near(bytes, end, MARK_LINE);
    uint64_t before = start > MARK_AROUND ? start - MARK_AROUND : 0;
    uint64_t behind = end + MARK_AROUND;
    return (Range){
        start - line_start < MARK_LINE ? line_start : before,
        line_end - end < MARK_LINE ? line_end : behind,
    };
}

static void join_ranges(Ranges *ranges, Range range)
{
    Range *last = ranges->count > 0 ? &ranges->items[ranges->count - 1] : NULL;
    if (!last || range.start > last->end)
        ranges_add(ranges, range.start, range.end);
    else if (range.end > last->end)
        last->end = range.end;
}

static bool add_mark(void *context, FindMatch match)
{
    Ranges *marks = context;
    if (match.end > match.start)
        ranges_add(marks, match.start, match.end);
    return marks->count < MARKS_MOST;
}

/* The same by offsets into the document. */
static Range widen_seen(const Document *document, Range seen, bool is_first, bool is_last)
{
    uint64_t around = MARK_AHEAD + MARK_LINE + MARK_AROUND;
    Stretch near = {0};
    document_read(document, seen.start > around ? seen.start - around : 0, seen.end + around, &near);
    Range inside = {seen.start - near.start, seen.end - near.start};
    Range range = widen(near.bytes, inside, is_first, is_last);
    range = (Range){range.start + near.start, range.end + near.start};
    stretch_deinit(&near);
    return range;
}

static void work_marking(Request *request, Matcher *matcher)
{
    Marking *marking = (Marking *)request;
    const Ranges *seen = &marking->seen;
    for (size_t i = 0; i < seen->count; i++)
        join_ranges(&marking->marked, widen_seen(marking->document, seen->items[i], i == 0, i + 1 == seen->count));
    Finder finder = {.document = marking->document, .pattern = marking->pattern, .matcher = matcher};
    for (size_t i = 0; i < marking->marked.count; i++)
        find_each(&finder, marking->marked.items[i].start, marking->marked.items[i].end, add_mark, &marking->marks);
}

static void done_marking(Request *request)
{
    Marking *marking = (Marking *)request;
    Viewport *v = marking->viewport;
    v->marking = NULL;
    if (marking->age == v->pattern_age) {
        ranges_take(&v->marks, &marking->marks);
        ranges_take(&v->marked, &marking->marked);
        v->marks_age = marking->age;
        v->wants_marks = false;
    }
    drop_marking(request);
}

static bool is_marked(const Viewport *v, Range seen)
{
    for (size_t i = 0; i < v->marked.count; i++)
        if (seen.start >= v->marked.items[i].start && seen.end <= v->marked.items[i].end)
            return true;
    return seen.start == seen.end;
}

void viewport_mark(Viewport *v)
{
    bool is_complete = v->marks_age == v->pattern_age;
    for (size_t i = 0; i < v->seen.count && is_complete; i++)
        is_complete = is_marked(v, v->seen.items[i]);
    v->wants_marks = v->pattern && v->seen.count > 0 && !is_complete;
    if (!v->wants_marks || v->marking)
        return;
    Marking *marking = mem_zalloc(1, sizeof *marking);
    marking->request = (Request){.work = work_marking, .done = done_marking, .drop = drop_marking};
    marking->viewport = v;
    marking->document = document_retain(v->document);
    marking->pattern = pattern_retain(v->pattern);
    marking->age = v->pattern_age;
    ranges_take(&marking->seen, &v->seen);
    v->marking = marking;
    requests_post(v->requests, &marking->request);
}

size_t viewport_first_mark(const Viewport *v, uint64_t offset)
{
    size_t low = 0;
    size_t high = v->marks.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (v->marks.items[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void viewport_abandon_marking(Viewport *v)
{
    if (v->marking)
        request_abandon(&v->marking->request);
    v->marking = NULL;
}
