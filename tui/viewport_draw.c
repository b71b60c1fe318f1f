/* The frame around the text: line numbers, the status column, the header, the map; or a description in its place. */
#include "engine/base/mem.h"
#include "engine/store/describe.h"
#include "tui/format.h"
#include "tui/viewport_private.h"

static void draw_number(const Viewport *v, Canvas *canvas, int y, uint64_t number, bool is_current)
{
    int width = viewport_number_width(v) - 1;
    int x = v->area.x + viewport_status_width(v);
    int digits = format_digits(number);
    if (width > digits)
        canvas_printf(canvas, x + width - digits, y, digits, style_of(is_current ? ROLE_NUMBER_CURRENT : ROLE_NUMBER),
                      "%llu", (unsigned long long)number);
}

static void draw_status(const Viewport *v, Canvas *canvas, int y, const ScreenRow *row)
{
    size_t mark = viewport_first_mark(v, row->from);
    bool has_match = v->pattern && mark < v->marks.count && v->marks.items[mark].start < row->to;
    if (viewport_has_mark(v, &row->line) && row->from == row->line.start)
        canvas_put(canvas, v->area.x, y, L'>', 1, style_of(ROLE_ACCENT));
    else if (has_match)
        canvas_put(canvas, v->area.x, y, L'*', 1, style_of(ROLE_BAR));
}

static bool is_current(const Viewport *v, const ScreenRow *row)
{
    if (v->is_hex)
        return v->current >= row->from && v->current < row->to;
    return row->line.start == v->current;
}

void viewport_draw_row(Viewport *v, Canvas *canvas, int y, const ScreenRow *row, uint64_t number, bool is_header)
{
    bool is_selected = is_current(v, row);
    if (viewport_number_width(v) > 0 && number > 0 && row->from == row->line.start)
        draw_number(v, canvas, y, number, is_selected);
    if (v->is_hex)
        viewport_draw_hex(v, canvas, y, row);
    else
        viewport_draw_text(v, canvas, y, row, is_header);
    if (viewport_status_width(v) > 0)
        draw_status(v, canvas, y, row);
    if (is_selected)
        canvas_select(canvas, v->area.x, y, v->area.width);
}

/* The number of the row's line, given that of the row before; 0 when the index does not reach it yet. */
static uint64_t number_of(Viewport *v, const ScreenRow *row, uint64_t before)
{
    if (!v->has_numbers || v->is_hex)
        return 0;
    if (before > 0 && !viewport_is_filtered(v))
        return before + (row->from == row->line.start);
    uint64_t number = document_line_at(v->document, row->line.start);
    if (number == 0) {
        v->wants.index = true;
        v->is_incomplete = true;
    }
    return number;
}

static void draw_rows(Viewport *v, Canvas *canvas)
{
    ScreenRow row;
    uint64_t number = 0;
    Found found = viewport_row_at(v, v->top, &row);
    if (found == FOUND_IT)
        v->top = row.from;
    for (int y = 0; y < v->area.height && found == FOUND_IT; y++) {
        number = number_of(v, &row, number);
        viewport_draw_row(v, canvas, v->area.y + y, &row, number, false);
        v->row_lines[v->row_count++] = row.line.start;
        v->bottom = row.to >= row.line.end ? row.line.next : row.to;
        ScreenRow after = row;
        found = viewport_row_after(v, &row, &after);
        row = after;
    }
    if (found == FOUND_NOT) /* what is left of the document has no rows */
        v->bottom = document_size(v->document);
    v->is_incomplete |= found == FOUND_MISSING;
}

/* Where rows are scrolled in all of the area. */
static Rect scrolled_part(const Viewport *v)
{
    Rect area = v->whole;
    int header = viewport_header_rows(v);
    area.y += header;
    area.height -= header;
    if (v->has_map && area.width > 1)
        area.width--;
    return area;
}

/* Sentences in place of bytes that are no text. */
static void draw_description(Viewport *v, Canvas *canvas)
{
    Slice head;
    uint64_t size = document_size(v->document);
    if (!viewport_bytes(v, 0, size < DESCRIBE_BYTES ? size : DESCRIBE_BYTES, &head)) {
        v->is_incomplete = true;
        return;
    }
    Buf text = {0};
    char figure[FORMAT_BYTES];
    describe_bytes(head, &text);
    buf_printf(&text, ", %s", format_bytes(size, figure));
    int x = v->area.x + 1;
    int room = v->area.width - 1;
    canvas_bytes(canvas, x, v->area.y, room, buf_slice(&text), style_of(ROLE_TEXT));
    if (v->hint && v->area.height > 2)
        canvas_bytes(canvas, x, v->area.y + 2, room, slice_from_cstr(v->hint), style_of(ROLE_DIM));
    buf_deinit(&text);
    v->bottom = size;
}

static void draw_contents(Viewport *v, Canvas *canvas, bool has_new_size)
{
    viewport_lay_out(v, has_new_size);
    viewport_run_steps(v);
    v->bottom = v->top;
    if (viewport_is_described(v)) {
        draw_description(v, canvas);
        return;
    }
    if (v->is_placed || v->step_count == 0) {
        viewport_header_draw(v, canvas);
        draw_rows(v, canvas);
    }
    if (v->has_map)
        viewport_draw_map(v, canvas);
}

void viewport_draw(Viewport *v, Canvas *canvas, Rect area)
{
    v->whole = area;
    Rect before = v->area;
    v->area = scrolled_part(v);
    bool has_new_size = v->area.width != before.width || v->area.height != before.height;
    v->row_count = 0;
    v->seen.count = 0;
    v->is_incomplete = false;
    if (!v->document || v->area.width <= 0 || v->area.height <= 0)
        return;
    document_trim(v->document);
    v->row_lines = mem_realloc(v->row_lines, (size_t)v->whole.height * sizeof *v->row_lines);
    draw_contents(v, canvas, has_new_size);
    viewport_fetch(v);
    viewport_fetch_ahead(v);
    viewport_mark(v);
}
