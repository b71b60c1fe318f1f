/* From offsets to lines and screen rows. Nothing here touches a byte that was not prefaulted: what is missing is
 * noted in `wants`, and the answer is FOUND_MISSING until it has come. */
#include "tui/format.h"
#include "tui/viewport_private.h"

enum { GUTTER_DIGITS = 5, STATUS_COLUMNS = 2 };

int viewport_number_width(const Viewport *v)
{
    if (!v->has_numbers || !v->document || v->is_hex)
        return 0;
    uint64_t lines = document_line_count(v->document);
    /* Before the count is known: what the bytes could hold at eight a line is a fair guess, and keeps the text from
     * moving. */
    int digits = format_digits(lines ? lines : document_size(v->document) / 64);
    digits = digits > GUTTER_DIGITS ? digits : GUTTER_DIGITS;
    return v->area.width > 2 * (digits + 2) ? digits + 2 : 0;
}

int viewport_status_width(const Viewport *v)
{
    return v->has_status && v->document && v->area.width > 4 * STATUS_COLUMNS ? STATUS_COLUMNS : 0;
}

int viewport_gutter(const Viewport *v)
{
    return viewport_status_width(v) + viewport_number_width(v);
}

int viewport_text_width(const Viewport *v)
{
    int width = v->area.width - viewport_gutter(v);
    return width > 0 ? width : 1;
}

ColumnRules viewport_rules(const Viewport *v)
{
    return (ColumnRules){
        .tab_width = v->tab_width,
        .breaks_words = v->is_wrapping && v->wrap == VIEWPORT_WRAP_WORDS,
        .renders_sequences = v->renders_sequences,
    };
}

bool viewport_bytes(Viewport *v, uint64_t from, uint64_t to, Slice *bytes)
{
    if (document_view(v->document, from, to - from, bytes))
        return true;
    if (!v->wants.bytes) {
        v->wants.bytes = true;
        v->wants.bytes_from = from;
        v->wants.bytes_to = to;
    }
    return false;
}

/* Its ends, or more of its checkpoints. */
static Found want_long_line(Viewport *v, uint64_t offset)
{
    v->wants.long_line = true;
    v->wants.long_line_offset = offset;
    return FOUND_MISSING;
}

/* A CR before the newline belongs to the line's end. */
static uint64_t trim_return(uint64_t base, Slice bytes, uint64_t start, uint64_t newline)
{
    return newline > start && bytes.data[newline - 1 - base] == '\r' ? newline - 1 : newline;
}

/* In the hex view a row is its own line. */
static void hex_row_at(const Viewport *v, uint64_t offset, uint64_t size, Line *line)
{
    uint64_t bytes = (uint64_t)viewport_hex_bytes(v);
    uint64_t start = offset - offset % bytes;
    uint64_t end = size - start > bytes ? start + bytes : size;
    *line = (Line){.start = start, .end = end, .next = end};
}

Found viewport_line_at(Viewport *v, uint64_t offset, Line *line)
{
    uint64_t size = document_size(v->document);
    if (size == 0 || offset > size)
        return FOUND_NOT;
    if (offset == size)
        offset--;
    if (v->is_hex) {
        hex_row_at(v, offset, size, line);
        return FOUND_IT;
    }
    *line = (Line){.long_line = viewport_long_line(v, offset)};
    if (line->long_line) {
        line->start = line->long_line->start;
        line->end = line->long_line->end;
        line->next = line->long_line->next;
        return FOUND_IT;
    }
    uint64_t from = offset > LINE_REACH ? offset - LINE_REACH : 0;
    uint64_t to = size - offset > LINE_REACH ? offset + LINE_REACH : size;
    Slice bytes;
    if (!viewport_bytes(v, from, to, &bytes) || bytes.len < to - from)
        return FOUND_MISSING;
    const char *before = memrchr(bytes.data, '\n', offset - from);
    const char *after = memchr(bytes.data + (offset - from), '\n', to - offset);
    if (!before && from > 0)
        return want_long_line(v, offset);
    line->is_open = !after && to < size;
    line->start = before ? from + (uint64_t)(before - bytes.data) + 1 : from;
    uint64_t newline = after ? from + (uint64_t)(after - bytes.data) : to;
    line->next = after ? newline + 1 : to;
    line->end = after ? trim_return(from, bytes, line->start, newline) : newline;
    return FOUND_IT;
}

/* Where to begin walking to reach the offset, or the number (column or row): the line's start, or a checkpoint. */
static Found walk_start(Viewport *v, const Line *line, uint64_t key, bool by_number, LinePlace *place)
{
    *place = (LinePlace){0};
    if (!line->long_line || key == 0)
        return FOUND_IT;
    const LineMap *map = &line->long_line->map;
    if (by_number ? line_map_before_number(map, key, place) : line_map_before_offset(map, key, place))
        return FOUND_IT;
    return want_long_line(v, line->start);
}

/* The bytes to walk over from `place` on: to the line's end, or well past the next checkpoint. */
static bool walk_bytes(Viewport *v, const Line *line, const LinePlace *place, Slice *bytes)
{
    uint64_t from = line->start + place->offset;
    uint64_t most = 2 * MAP_STEP + ROW_BYTES_MOST + GLYPH_BYTES_MOST;
    return viewport_bytes(v, from, line->end - from > most ? from + most : line->end, bytes);
}

/* Finds the row of the wrapped line that holds `offset`; the one before it, too, when there is one in the walk. */
static Found wrapped_row(Viewport *v, const Line *line, uint64_t offset, ScreenRow *row)
{
    LinePlace place;
    Slice bytes;
    if (walk_start(v, line, offset - line->start, false, &place) != FOUND_IT || !walk_bytes(v, line, &place, &bytes))
        return FOUND_MISSING;
    uint64_t base = line->start + place.offset;
    uint64_t from = base;
    uint64_t to = base;
    int width = viewport_text_width(v);
    while (to - base < bytes.len) {
        from = to;
        to += columns_row_length(slice_sub(bytes, from - base, bytes.len), width, viewport_rules(v));
        if (to > offset)
            break;
    }
    if (line->is_open && to >= line->end)
        return want_long_line(v, line->start);
    *row = (ScreenRow){.line = *line, .from = from, .to = to};
    return FOUND_IT;
}

/* The row of the line that holds `offset`, whether or not it is shown. */
static Found any_row_at(Viewport *v, uint64_t offset, ScreenRow *row)
{
    Line line;
    Found found = viewport_line_at(v, offset, &line);
    if (found != FOUND_IT)
        return found;
    if (v->is_wrapping && line.end > line.start)
        return wrapped_row(v, &line, offset < line.end ? offset : line.end - 1, row);
    if (line.is_open && v->is_wrapping)
        return want_long_line(v, line.start);
    *row = (ScreenRow){.line = line, .from = line.start, .to = line.end};
    return FOUND_IT;
}

static Found last_row(Viewport *v, uint64_t line_start, ScreenRow *row)
{
    Line line;
    Found found = viewport_line_at(v, line_start, &line);
    if (found != FOUND_IT)
        return found;
    if (v->is_wrapping && line.is_open)
        return want_long_line(v, line.start);
    return any_row_at(v, line.end > line.start ? line.end - 1 : line.start, row);
}

/* Of the lines that pass the filter. */
static Found filtered_row_at(Viewport *v, uint64_t offset, uint64_t floor, ScreenRow *row)
{
    Line line;
    Found found = viewport_line_at(v, offset, &line);
    if (found != FOUND_IT)
        return found;
    uint64_t start;
    found = viewport_filter_first(v, line.start, &start);
    if (found == FOUND_NOT) {
        found = viewport_filter_last(v, line.start, &start);
        if (found == FOUND_IT)
            return start >= floor ? last_row(v, start, row) : FOUND_NOT;
    }
    if (found != FOUND_IT)
        return found;
    return any_row_at(v, start == line.start ? offset : start, row);
}

Found viewport_row_at(Viewport *v, uint64_t offset, ScreenRow *row)
{
    uint64_t floor;
    if (viewport_header_end(v, &floor) != FOUND_IT)
        return FOUND_MISSING;
    if (floor > 0 && floor >= document_size(v->document))
        return FOUND_NOT;
    offset = offset > floor ? offset : floor;
    return viewport_is_filtered(v) ? filtered_row_at(v, offset, floor, row) : any_row_at(v, offset, row);
}

static Found line_after(Viewport *v, uint64_t next, ScreenRow *after)
{
    if (next >= document_size(v->document))
        return FOUND_NOT;
    if (!viewport_is_filtered(v))
        return any_row_at(v, next, after);
    uint64_t start;
    Found found = viewport_filter_first(v, next, &start);
    return found == FOUND_IT ? any_row_at(v, start, after) : found;
}

Found viewport_row_after(Viewport *v, const ScreenRow *row, ScreenRow *after)
{
    if (row->to >= row->line.end && row->line.is_open)
        return want_long_line(v, row->line.start);
    if (row->to >= row->line.end)
        return line_after(v, row->line.next, after);
    uint64_t most = row->to + ROW_BYTES_MOST + GLYPH_BYTES_MOST;
    Slice bytes;
    if (!viewport_bytes(v, row->to, most < row->line.end ? most : row->line.end, &bytes))
        return FOUND_MISSING;
    size_t len = columns_row_length(bytes, viewport_text_width(v), viewport_rules(v));
    if (len == 0)
        return FOUND_NOT;
    if (row->line.is_open && row->to + len >= row->line.end)
        return want_long_line(v, row->line.start);
    *after = (ScreenRow){.line = row->line, .from = row->to, .to = row->to + len};
    return FOUND_IT;
}

Found viewport_row_before(Viewport *v, const ScreenRow *row, ScreenRow *before)
{
    uint64_t floor;
    if (viewport_header_end(v, &floor) != FOUND_IT)
        return FOUND_MISSING;
    if (row->from <= floor)
        return FOUND_NOT;
    if (row->from > row->line.start || !viewport_is_filtered(v))
        return any_row_at(v, row->from - 1, before);
    uint64_t start;
    Found found = viewport_filter_last(v, row->line.start, &start);
    if (found == FOUND_IT && start < floor)
        return FOUND_NOT;
    return found == FOUND_IT ? last_row(v, start, before) : found;
}

Found viewport_column_of(Viewport *v, uint64_t offset, uint64_t *column)
{
    Line line;
    Found found = viewport_line_at(v, offset, &line);
    if (found != FOUND_IT)
        return found;
    LinePlace place;
    Slice bytes;
    if (line.is_open && offset >= line.end)
        return want_long_line(v, line.start);
    offset = offset < line.end ? offset : line.end;
    if (walk_start(v, &line, offset - line.start, false, &place) != FOUND_IT || !walk_bytes(v, &line, &place, &bytes))
        return FOUND_MISSING;
    columns_advance(bytes, viewport_rules(v), &place, UINT64_MAX, offset - line.start);
    *column = place.number;
    return FOUND_IT;
}

Found viewport_place_of(Viewport *v, const Line *line, uint64_t column, LinePlace *place)
{
    Slice bytes;
    if (walk_start(v, line, column, true, place) != FOUND_IT || !walk_bytes(v, line, place, &bytes))
        return FOUND_MISSING;
    if (column > 0)
        columns_advance(bytes, viewport_rules(v), place, column, UINT64_MAX);
    bool is_cut = line->is_open && line->start + place->offset + ROW_BYTES_MOST > line->end;
    return is_cut ? want_long_line(v, line->start) : FOUND_IT;
}
