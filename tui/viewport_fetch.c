/* What the viewport asks of the background: bytes, a longer line index, the ends and checkpoints of long lines.
 *
 *     viewport_rows.c: wants --viewport_fetch--> one request of each kind --done--> the waiting steps go on
 *
 * Each request holds its own reference to the document, and is thrown away when the viewport shows another by then. */
#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "tui/viewport_private.h"

enum {
    MEASURE_SLICE = 64 << 20, /* bytes looked through for a long line's ends in one go */
    MAP_SLICE = 8 << 20,      /* and walked for its checkpoints */
    HOLE_LEAST = 1 << 20,     /* smaller ones are walked */
    TURN_MS = 20,             /* slices are taken for so long before others of the queue have their turn */
};

struct Prefault {
    Request request;
    Viewport *viewport;
    Document *document;
    Range range;
    bool is_refused; /* there was no room for it */
};

struct Indexing {
    Request request;
    Viewport *viewport;
    Document *document;
};

/* Looks for the ends of the line around `offset`, in slices; then, for a line whose ends are known, extends its map by
 * one. */
struct Measure {
    Request request;
    Viewport *viewport;
    Document *document;
    uint64_t low, high; /* no newline in [low, high) */
    bool has_start, has_end;
    uint64_t size; /* of the document when it was looked through */
    Range line;    /* mapping: of its text */
    bool is_mapping;
    LineMap map;
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void drop_prefault(Request *request)
{
    Prefault *prefault = (Prefault *)request;
    document_release(prefault->document);
    free(prefault);
}

static void work_prefault(Request *request, Matcher *matcher)
{
    (void)matcher;
    Prefault *prefault = (Prefault *)request;
    const Range *range = &prefault->range;
    prefault->is_refused = !document_prefault(prefault->document, range->start, range->end - range->start);
}

static void done_prefault(Request *request)
{
    Prefault *prefault = (Prefault *)request;
    Viewport *v = prefault->viewport;
    v->prefault = NULL;
    bool is_current = prefault->document == v->document;
    /* What is seen through windows may be missing again. */
    bool is_kept = prefault->is_refused || !document_is_windowed(prefault->document);
    if (is_current)
        v->fetched = is_kept ? prefault->range : (Range){0};
    drop_prefault(request);
    if (is_current)
        viewport_run_steps(v);
}

static void post_prefault(Viewport *v, uint64_t from, uint64_t to)
{
    Prefault *prefault = mem_zalloc(1, sizeof *prefault);
    prefault->request = (Request){.work = work_prefault, .done = done_prefault, .drop = drop_prefault};
    prefault->viewport = v;
    prefault->document = document_retain(v->document);
    prefault->range.start = from > PREFAULT_BYTES ? from - PREFAULT_BYTES : 0;
    prefault->range.end = to + PREFAULT_BYTES;
    v->prefault = prefault;
    requests_post(v->requests, &prefault->request);
}

static void drop_indexing(Request *request)
{
    Indexing *indexing = (Indexing *)request;
    document_release(indexing->document);
    free(indexing);
}

static void work_indexing(Request *request, Matcher *matcher)
{
    (void)matcher;
    double end = now_ms() + TURN_MS;
    while (!document_index_more(((Indexing *)request)->document, INDEX_SLICE) && now_ms() < end)
        if (document_is_growing(((Indexing *)request)->document))
            break;
}

static void done_indexing(Request *request)
{
    Indexing *indexing = (Indexing *)request;
    Viewport *v = indexing->viewport;
    v->indexing = NULL;
    bool is_current = indexing->document == v->document;
    drop_indexing(request);
    if (is_current)
        viewport_run_steps(v);
}

static void post_indexing(Viewport *v)
{
    Indexing *indexing = mem_zalloc(1, sizeof *indexing);
    indexing->request = (Request){.work = work_indexing, .done = done_indexing, .drop = drop_indexing};
    indexing->viewport = v;
    indexing->document = document_retain(v->document);
    v->indexing = indexing;
    requests_post(v->requests, &indexing->request);
}

static void drop_measure(Request *request)
{
    Measure *measure = (Measure *)request;
    line_map_deinit(&measure->map);
    document_release(measure->document);
    free(measure);
}

static void find_ends(Measure *measure)
{
    const Document *document = measure->document;
    uint64_t size = document_size(document);
    if (!measure->has_start)
        measure->has_start = document_newline_before(document, &measure->low, 0, MEASURE_SLICE) || measure->low == 0;
    if (!measure->has_end) {
        bool is_found = document_newline_after(document, &measure->high, size, MEASURE_SLICE);
        measure->has_end = is_found || measure->high >= size;
        measure->size = size;
    }
    /* For the CR that may be there. */
    if (measure->has_end && measure->high > measure->low)
        document_prefault(measure->document, measure->high - 1, 1);
}

/* A hole is as many zeros. */
static bool pass_hole(Measure *measure, uint64_t from)
{
    uint64_t end;
    if (!document_hole_at(measure->document, from, NULL, &end) || end <= from + HOLE_LEAST)
        return false;
    end = end < measure->line.end ? end : measure->line.end;
    uint64_t before = measure->map.built.offset;
    line_map_pass_zeros(&measure->map, end - from);
    return measure->map.built.offset > before;
}

static void map_on(Measure *measure)
{
    double end = now_ms() + TURN_MS;
    Stretch stretch = {0};
    do {
        uint64_t from = measure->line.start + measure->map.built.offset;
        uint64_t to = from + MAP_SLICE + LINE_MAP_BEHIND;
        if (pass_hole(measure, from))
            continue;
        document_read(measure->document, from, to < measure->line.end ? to : measure->line.end, &stretch);
        line_map_build(&measure->map, stretch.bytes, measure->line.end - measure->line.start, MAP_SLICE);
    } while (!measure->map.is_complete && now_ms() < end);
    stretch_deinit(&stretch);
}

static void work_measure(Request *request, Matcher *matcher)
{
    (void)matcher;
    Measure *measure = (Measure *)request;
    if (measure->is_mapping)
        map_on(measure);
    else
        find_ends(measure);
}

static LongLine *least_used(Viewport *v)
{
    LongLine *least = &v->long_lines[0];
    for (int i = 1; i < LONG_LINES; i++)
        if (v->long_lines[i].used < least->used)
            least = &v->long_lines[i];
    return least;
}

static void forget(LongLine *line)
{
    line_map_deinit(&line->map);
    *line = (LongLine){0};
}

static void remember(Viewport *v, const Measure *measure)
{
    LongLine *line = least_used(v);
    forget(line);
    Slice bytes;
    uint64_t end = measure->high;
    /* The bytes at the newline were just looked at; should they be gone again, a CR shown is no harm. */
    bool has_return = end > measure->low && end < measure->size &&
                      document_view(measure->document, end - 1, 1, &bytes) && bytes.len == 1 && bytes.data[0] == '\r';
    line->start = measure->low;
    line->end = has_return ? end - 1 : end;
    line->next = end < measure->size ? end + 1 : measure->size;
    line->size = measure->size;
    line->used = ++v->clock;
}

static void keep_map(Viewport *v, Measure *measure)
{
    LongLine *line = viewport_long_line(v, measure->line.start);
    bool fits = line && line->start == measure->line.start && line->end == measure->line.end &&
                line->map.width == measure->map.width && column_rules_equal(line->map.rules, measure->map.rules) &&
                line->map.built.offset <= measure->map.built.offset;
    if (fits)
        line_map_join(&line->map, &measure->map);
}

static void done_measure(Request *request)
{
    Measure *measure = (Measure *)request;
    Viewport *v = measure->viewport;
    bool is_current = measure->document == v->document;
    if (is_current && !measure->is_mapping && !(measure->has_start && measure->has_end)) {
        requests_post(v->requests, request);
        return;
    }
    v->measure = NULL;
    if (is_current && measure->is_mapping)
        keep_map(v, measure);
    else if (is_current)
        remember(v, measure);
    drop_measure(request);
    if (is_current)
        viewport_run_steps(v);
}

static void post_measure(Viewport *v, uint64_t offset)
{
    Measure *measure = mem_zalloc(1, sizeof *measure);
    measure->request = (Request){.work = work_measure, .done = done_measure, .drop = drop_measure};
    measure->viewport = v;
    measure->document = document_retain(v->document);
    const LongLine *line = viewport_long_line(v, offset);
    if (line) {
        measure->is_mapping = true;
        measure->line = (Range){line->start, line->end};
        measure->map = (LineMap){.width = line->map.width, .rules = line->map.rules, .built = line->map.built};
    } else {
        measure->low = measure->high = offset;
    }
    v->measure = measure;
    requests_post(v->requests, &measure->request);
}

LongLine *viewport_long_line(Viewport *v, uint64_t offset)
{
    int width = v->is_wrapping ? viewport_text_width(v) : 0;
    for (int i = 0; i < LONG_LINES; i++) {
        LongLine *line = &v->long_lines[i];
        if (line->used == 0 || offset < line->start || offset >= line->next)
            continue;
        if (line->next == line->size && document_size(v->document) > line->size) {
            forget(line); /* the last line of what still grows */
            return NULL;
        }
        ColumnRules rules = viewport_rules(v);
        if (line->map.width != width || !column_rules_equal(line->map.rules, rules)) {
            line_map_deinit(&line->map);
            line->map.width = width;
            line->map.rules = rules;
        }
        line->used = ++v->clock;
        return line;
    }
    return NULL;
}

void viewport_forget_long_lines(Viewport *v)
{
    for (int i = 0; i < LONG_LINES; i++)
        forget(&v->long_lines[i]);
}

void viewport_fetch(Viewport *v)
{
    const Wants *wants = &v->wants;
    if (wants->bytes && !v->prefault) {
        bool was_fetched = wants->bytes_from >= v->fetched.start && wants->bytes_to <= v->fetched.end;
        if (!was_fetched)
            post_prefault(v, wants->bytes_from, wants->bytes_to);
    }
    if (wants->long_line && !v->measure)
        post_measure(v, wants->long_line_offset);
    if (wants->window)
        viewport_filter_fetch(v, wants->window, wants->is_backward);
    bool is_indexed = document_indexed_bytes(v->document) >= document_size(v->document);
    bool wants_index = (wants->index || v->counts_all) && !is_indexed;
    if ((wants_index || v->must_index) && !v->indexing) {
        v->must_index = false;
        post_indexing(v);
    }
    v->wants = (Wants){0};
}

void viewport_fetch_ahead(Viewport *v)
{
    uint64_t from = v->top > PREFAULT_AHEAD ? v->top - PREFAULT_AHEAD : 0;
    uint64_t to = v->bottom + PREFAULT_AHEAD;
    Slice bytes;
    bool was_fetched = from >= v->fetched.start && to <= v->fetched.end;
    if (!v->prefault && !was_fetched && to - from < 4 * PREFAULT_BYTES &&
        !document_view(v->document, from, to - from, &bytes))
        post_prefault(v, from, to);
}

void viewport_abandon_fetching(Viewport *v)
{
    if (v->prefault)
        request_abandon(&v->prefault->request);
    if (v->measure)
        request_abandon(&v->measure->request);
    if (v->indexing)
        request_abandon(&v->indexing->request);
    v->prefault = NULL;
    v->measure = NULL;
    v->indexing = NULL;
}
