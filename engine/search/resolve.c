/* From row numbers to places: which file, which line, where it matches. Background threads; the caller's matcher.
 *
 *     row --matched files--> file, nth line --slots--> span, nth in it --kept offset or a new scan--> line start
 */
#include <stdlib.h>

#include "engine/search/search_parts.h"
#include "engine/store/newlines.h"

/* Where the work is: one file's pin and the last span that was scanned again, kept from row to row. */
typedef struct Resolver {
    Search *search;
    Matcher *matcher;
    LineList list;
    Pin pin;
    bool is_pinned;
    SpanView view; /* of the lines of this span of the file, once it was asked for: */
    bool has_view;
    uint32_t view_span;
    bool has_list; /* `list` holds the first lines of the span: */
    uint32_t list_span;
    uint64_t counted_offset; /* a line's start in this file, or 0 ... */
    uint64_t counted_line;   /* ... and its number */
    RegionReader regions;    /* from a line of this file on, once a row has asked: */
    bool has_regions;
    uint32_t region_span;
    uint64_t region_start;
} Resolver;

/* A row as the list of matched files tells it. */
typedef struct Spot {
    uint32_t file;
    bool is_heading;
    uint64_t nth;   /* matching line in the file, from 0 */
    uint64_t count; /* of the file's */
} Spot;

/* False when there is no such row (yet). */
static bool find_spot(Search *search, uint64_t row, Spot *spot)
{
    pthread_mutex_lock(&search->lock);
    bool exists = row < search->lines + search->matched_count;
    if (exists) {
        uint32_t nth_file = search_file_of_row(search, row);
        MatchedFile matched = search_file(search, nth_file);
        spot->file = matched.index;
        spot->is_heading = row == matched.row;
        spot->nth = spot->is_heading ? 0 : row - matched.row - 1;
        spot->count = matched.lines;
    }
    pthread_mutex_unlock(&search->lock);
    return exists;
}

static void close_view(Resolver *resolver)
{
    if (resolver->has_view)
        span_view_close(&resolver->pin, &resolver->view);
    resolver->has_view = false;
    resolver->has_list = false;
    resolver->has_regions = false;
}

static void let_go(Resolver *resolver)
{
    close_view(resolver);
    if (resolver->is_pinned)
        file_unpin(&resolver->pin);
    resolver->is_pinned = false;
}

/* The lines of the span, as it was searched: of a small file, and of one that was searched in one go, all of them. */
static const SpanView *view_span(Resolver *resolver, uint32_t file, uint32_t span)
{
    if (resolver->has_view && resolver->view_span == span)
        return &resolver->view;
    close_view(resolver);
    const Slot *slot = &resolver->search->slots[file];
    bool is_split = atomic_load_explicit(&slot->lines, memory_order_acquire) == SLOT_SPLIT;
    if (!is_split && pin_is_whole(&resolver->pin))
        span_view_all(&resolver->pin, &resolver->view);
    else if (!span_view_open(&resolver->pin, span, resolver->search->zeros, &resolver->view))
        return NULL;
    resolver->has_view = true;
    resolver->view_span = span;
    return &resolver->view;
}

static bool pin_file(Resolver *resolver, uint32_t file)
{
    Snapshot *snapshot = resolver->search->snapshot;
    if (resolver->is_pinned && resolver->pin.file == snapshot_file(snapshot, file))
        return true;
    let_go(resolver);
    resolver->is_pinned = file_pin(snapshot, file, &resolver->pin);
    if (resolver->is_pinned)
        file_touch(&resolver->pin);
    resolver->counted_offset = 0;
    resolver->counted_line = 1;
    return resolver->is_pinned;
}

/* The slot that holds the file's nth matching line, and which it is in there. NULL when the counts do not reach it. */
static const Slot *find_slot(Search *search, const Spot *spot, uint32_t *span, uint64_t *nth)
{
    const Slot *slot = &search->slots[spot->file];
    uint64_t lines = atomic_load_explicit(&slot->lines, memory_order_acquire);
    *span = 0;
    *nth = spot->nth;
    if (lines != SLOT_SPLIT)
        return lines != SLOT_PENDING && *nth < lines ? slot : NULL;
    const Split *split = slot->split;
    for (; *span < split->span_count; (*span)++) {
        const Slot *part = &split->slots[*span];
        lines = atomic_load_explicit(&part->lines, memory_order_acquire);
        if (lines == SLOT_PENDING)
            return NULL;
        if (*nth < lines)
            return part;
        *nth -= lines;
    }
    return NULL;
}

/* Scans the span again, so that the list holds at least its first `nth + 1` matching lines. */
static bool list_lines(Resolver *resolver, uint32_t file, uint32_t span, uint64_t nth)
{
    enum { AHEAD = 512 }; /* the rows that follow will be asked for next */
    if (resolver->has_list && resolver->list_span == span && nth < resolver->list.count)
        return true;
    const SpanView *view = view_span(resolver, file, span);
    if (!view)
        return false;
    ScanRequest request = {
        .pattern = resolver->search->pattern,
        .matcher = resolver->matcher,
        .bytes = view->pin.bytes,
        .start = view->start,
        .end = view->end,
        .is_ascii = view->pin.text == TEXT_ASCII,
        .stops_when_full = true,
    };
    RegionWalk walk;
    if (resolver->search->has_regions)
        search_walk_regions(resolver->search, &walk, &resolver->pin, view, file, span);
    resolver->list.most = nth + AHEAD;
    conditions_scan(&resolver->search->conditions, &request, &walk, &resolver->list);
    resolver->has_list = true;
    resolver->list_span = span;
    return nth < resolver->list.count;
}

/* Start in the file of its nth matching line; false when the file is no longer what was searched. */
static bool find_line(Resolver *resolver, const Spot *spot, uint32_t *span, uint64_t *start)
{
    uint64_t nth;
    const Slot *slot = find_slot(resolver->search, spot, span, &nth);
    if (!slot || !pin_file(resolver, spot->file) || resolver->pin.generation != slot->generation)
        return false;
    if (slot->offsets && !resolver->search->options.printer)
        *start = (uint64_t)*span * SPAN_BYTES + slot->offsets[nth];
    else if (list_lines(resolver, spot->file, *span, nth))
        *start = resolver->view.pin.base + resolver->list.offsets[nth];
    else
        return false;
    return *start <= resolver->pin.size;
}

/* Number of the line that starts at `start` of the file, counted on from the row before where that is near. */
static uint64_t number_line(Resolver *resolver, uint32_t span, const SpanView *view, uint64_t start)
{
    uint64_t from = resolver->counted_offset;
    uint64_t base = view->pin.base;
    if (start < from || start - from > SPAN_BYTES || from < base)
        resolver->counted_line = span_line_number(&resolver->pin, span, view, start - base);
    else
        resolver->counted_line += newlines_count(slice_sub(view->pin.bytes, from - base, start - base));
    resolver->counted_offset = start;
    return resolver->counted_line;
}

/* Where the last row's were read, when this row is behind it. */
static RegionReader *regions_of(Resolver *resolver, uint32_t span, const SpanView *view, const Row *row)
{
    if (!resolver->has_regions || resolver->region_span != span || row->start < resolver->region_start)
        search_read_regions(resolver->search, &resolver->regions, &resolver->pin, view, row->file, span);
    resolver->has_regions = true;
    resolver->region_span = span;
    resolver->region_start = row->start;
    return &resolver->regions;
}

/* The match, relative to the line's start: in the file, where there may be more zeros than in the view. */
static Match match_in_file(const SpanView *view, uint64_t line, Match match)
{
    uint64_t last = match.end > match.start ? match.end - 1 : match.end;
    return (Match){
        .start = match.start + (size_t)span_view_gaps(view, line + match.start),
        .end = match.end + (size_t)span_view_gaps(view, line + last),
    };
}

static void find_matches(Resolver *resolver, uint32_t span, const SpanView *view, Row *row)
{
    RegionReader *regions = regions_of(resolver, span, view, row);
    uint64_t start = row->start - view->pin.base;
    Slice line = slice_sub(view->pin.bytes, start, newlines_line_end(view->pin.bytes, start));
    bool is_ascii = view->pin.text == TEXT_ASCII;
    size_t from = 0;
    row->match_count = 0;
    while (row->match_count < ROW_MATCHES && from <= line.len) {
        Match match;
        if (region_reader_match(regions, resolver->search->pattern, resolver->matcher, start, line, from, is_ascii,
                                &match) != MATCH_FOUND)
            break;
        row->matches[row->match_count++] = match_in_file(view, start, match);
        from = match.end > from ? match.end : from + 1;
        while (from < line.len && (line.data[from] & 0xc0) == 0x80)
            from++;
    }
}

static void resolve_line(Resolver *resolver, const Spot *spot, Row *row)
{
    uint32_t span;
    row->is_stale = !find_line(resolver, spot, &span, &row->start);
    const SpanView *view = row->is_stale ? NULL : view_span(resolver, spot->file, span);
    row->is_stale = !view;
    if (!view)
        return;
    row->generation = resolver->pin.generation;
    uint64_t end = newlines_line_end(view->pin.bytes, row->start - view->pin.base);
    row->end = view->pin.base + end + span_view_gaps(view, end);
    row->line = number_line(resolver, span, view, row->start);
    find_matches(resolver, span, view, row);
}

static void resolver_deinit(Resolver *resolver)
{
    let_go(resolver);
    line_list_deinit(&resolver->list);
}

size_t search_resolve(Search *search, Matcher *matcher, uint64_t first, size_t count, Row *rows)
{
    Resolver resolver = {.search = search, .matcher = matcher};
    size_t resolved = 0;
    Spot spot;
    for (; resolved < count && find_spot(search, first + resolved, &spot); resolved++) {
        Row *row = &rows[resolved];
        *row = (Row){
            .row = first + resolved,
            .file = spot.file,
            .is_heading = spot.is_heading,
            .count = spot.count,
        };
        if (!spot.is_heading)
            resolve_line(&resolver, &spot, row);
    }
    resolver_deinit(&resolver);
    return resolved;
}

/* The matched file at or after `file` in the snapshot; false when there is none. */
static bool find_matched(Search *search, uint32_t file, MatchedFile *matched)
{
    pthread_mutex_lock(&search->lock);
    uint32_t low = 0;
    uint32_t high = (uint32_t)search->matched_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (search->matched[middle].index < file)
            low = middle + 1;
        else
            high = middle;
    }
    bool exists = low < search->matched_count;
    if (exists)
        *matched = search_file(search, low);
    pthread_mutex_unlock(&search->lock);
    return exists;
}

uint64_t search_row_near(Search *search, Matcher *matcher, uint32_t file, uint64_t offset)
{
    MatchedFile matched;
    if (!find_matched(search, file, &matched))
        return 0;
    if (matched.index != file)
        return matched.row + 1;
    Resolver resolver = {.search = search, .matcher = matcher};
    uint64_t low = 0;
    uint64_t high = matched.lines - 1; /* the last one, when all lie before */
    while (low < high) {
        Spot spot = {.file = file, .nth = low + (high - low) / 2};
        uint32_t span;
        uint64_t start;
        if (find_line(&resolver, &spot, &span, &start) && start < offset)
            low = spot.nth + 1;
        else
            high = spot.nth;
    }
    resolver_deinit(&resolver);
    return matched.row + 1 + low;
}
