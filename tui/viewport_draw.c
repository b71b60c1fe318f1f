/* Rows to cells, straight from the mapping. */
#include "engine/base/mem.h"
#include "tui/format.h"
#include "tui/glyph.h"
#include "tui/viewport_private.h"

/* One row being drawn. */
typedef struct Pen {
    Viewport *v;
    Canvas *canvas;
    int x, y, width; /* of the text */
    long column;     /* of the next glyph; negative while it is left of the edge */
    size_t mark;     /* number in v->marks: the first that ends behind the place drawn */
} Pen;

/* How the byte at `offset` is drawn, and up to where all are drawn so. */
static Style style_at(Pen *pen, uint64_t offset, uint64_t *until)
{
    const Viewport *v = pen->v;
    *until = UINT64_MAX;
    while (pen->mark < v->marks.count && v->marks.items[pen->mark].end <= offset)
        pen->mark++;
    if (!v->pattern || pen->mark == v->marks.count)
        return style_of(ROLE_TEXT);
    const Range *mark = &v->marks.items[pen->mark];
    if (mark->start > offset) {
        *until = mark->start;
        return style_of(ROLE_TEXT);
    }
    *until = mark->end;
    return (Style){.role = ROLE_MATCH, .is_found = mark->start == v->found};
}

/* Draws what of the glyph is inside of the row; false when it is where the row ends. */
static bool put_glyph(Pen *pen, const Glyph *glyph, Style style)
{
    long columns = glyph->columns;
    if (glyph->is_tab) {
        long shown = pen->column + (pen->v->is_wrapping ? 0 : (long)pen->v->left);
        columns = pen->v->tab_width - shown % pen->v->tab_width;
        for (long i = pen->column; i < pen->column + columns && i < pen->width; i++)
            if (i >= 0)
                canvas_put(pen->canvas, pen->x + (int)i, pen->y, L' ', 1, style);
    } else if (glyph->count == 1) {
        if (pen->column + columns > pen->width)
            return false;
        if (pen->column >= 0 && (columns > 0 || pen->column > 0))
            canvas_put(pen->canvas, pen->x + (int)pen->column, pen->y, glyph->chars[0], (int)columns, style);
    } else {
        if (style.role == ROLE_TEXT)
            style.role = ROLE_CONTROL;
        for (int i = 0; i < glyph->count; i++)
            if (pen->column + i >= 0 && pen->column + i < pen->width)
                canvas_put(pen->canvas, pen->x + (int)pen->column + i, pen->y, glyph->chars[i], 1, style);
    }
    pen->column += columns;
    return true;
}

/* Draws as many of the bytes, which begin at offset `base`, as have room. Returns how many. */
static size_t put_bytes(Pen *pen, Slice bytes, uint64_t base)
{
    size_t at = 0;
    pen->mark = viewport_first_mark(pen->v, base);
    while (at < bytes.len && pen->column <= pen->width) {
        uint64_t until;
        Style style = style_at(pen, base + at, &until);
        size_t room = pen->column >= 0 && pen->column < pen->width ? (size_t)(pen->width - pen->column) : 0;
        if (until - (base + at) < room)
            room = (size_t)(until - (base + at));
        size_t plain = room > 0 ? glyph_plain_run(bytes, at, room) : 0;
        for (size_t i = 0; i < plain; i++)
            canvas_put(pen->canvas, pen->x + (int)pen->column++, pen->y, (wchar_t)bytes.data[at++], 1, style);
        if (plain > 0)
            continue;
        Glyph glyph = glyph_at(bytes, at);
        if (pen->column == pen->width && glyph.columns > 0)
            break;
        if (!put_glyph(pen, &glyph, style))
            break;
        at += glyph.bytes;
    }
    return at;
}

/* The bytes that a row shows: all of a wrapped one, what is in view of a chopped one. */
static bool row_bytes(Pen *pen, const ScreenRow *row, Slice *bytes, uint64_t *base)
{
    Viewport *v = pen->v;
    *base = row->from;
    pen->column = 0;
    if (v->is_wrapping)
        return viewport_bytes(v, row->from, row->to, bytes);
    LinePlace place;
    if (viewport_place_of(v, &row->line, v->left, &place) != FOUND_IT)
        return false;
    *base = row->from + place.offset;
    pen->column = (long)place.number - (long)v->left;
    uint64_t most = *base + ROW_BYTES_MOST;
    return viewport_bytes(v, *base, most < row->to ? most : row->to, bytes);
}

static void draw_text(Pen *pen, const ScreenRow *row)
{
    Viewport *v = pen->v;
    Slice bytes;
    uint64_t base;
    if (!row_bytes(pen, row, &bytes, &base)) {
        v->is_incomplete = true;
        return;
    }
    size_t shown = put_bytes(pen, bytes, base);
    ranges_add(&v->seen, base, base + shown);
    if (!v->is_wrapping && v->marks_chopped && base + shown < row->to && pen->width > 1)
        canvas_text(pen->canvas, pen->x + pen->width - 1, pen->y, 1, "…", style_of(ROLE_DIM));
}

static void draw_number(const Viewport *v, Canvas *canvas, int y, uint64_t number, bool is_current)
{
    int width = viewport_gutter(v) - 1;
    int digits = format_digits(number);
    if (width > digits)
        canvas_printf(canvas, v->area.x + width - digits, y, digits,
                      style_of(is_current ? ROLE_NUMBER_CURRENT : ROLE_NUMBER), "%llu", (unsigned long long)number);
}

static void draw_row(Viewport *v, Canvas *canvas, int y, const ScreenRow *row, uint64_t number)
{
    int gutter = viewport_gutter(v);
    bool is_current = row->line.start == v->current;
    Pen pen = {.v = v, .canvas = canvas, .x = v->area.x + gutter, .y = y, .width = viewport_text_width(v)};
    if (gutter > 0 && number > 0 && row->from == row->line.start)
        draw_number(v, canvas, y, number, is_current);
    draw_text(&pen, row);
    if (is_current)
        canvas_select(canvas, v->area.x, y, v->area.width);
}

/* The number of the row's line, given that of the row before; 0 when the index does not reach it yet. */
static uint64_t number_of(Viewport *v, const ScreenRow *row, uint64_t before)
{
    if (!v->has_numbers)
        return 0;
    if (before > 0)
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
    for (int y = 0; y < v->area.height && found == FOUND_IT; y++) {
        number = number_of(v, &row, number);
        draw_row(v, canvas, v->area.y + y, &row, number);
        v->row_lines[v->row_count++] = row.line.start;
        v->bottom = row.to >= row.line.end ? row.line.next : row.to;
        ScreenRow after = row;
        found = viewport_row_after(v, &row, &after);
        row = after;
    }
    v->is_incomplete |= found == FOUND_MISSING;
}

void viewport_draw(Viewport *v, Canvas *canvas, Rect area)
{
    bool has_new_size = area.width != v->area.width || area.height != v->area.height;
    v->area = area;
    v->row_count = 0;
    v->seen.count = 0;
    v->is_incomplete = false;
    if (!v->document || area.width <= 0 || area.height <= 0)
        return;
    v->row_lines = mem_realloc(v->row_lines, (size_t)area.height * sizeof *v->row_lines);
    viewport_lay_out(v, has_new_size);
    viewport_run_steps(v);
    v->bottom = v->top;
    if (v->is_placed || v->step_count == 0)
        draw_rows(v, canvas);
    viewport_fetch(v);
    viewport_fetch_ahead(v);
    viewport_mark(v);
}
