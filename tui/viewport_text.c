/* Rows of text to cells, straight from the mapping: what the pattern found over what the text asks for itself over what
 * the painter says. */
#include "tui/glyph.h"
#include "tui/sgr.h"
#include "tui/viewport_private.h"

enum { PAINTS_MOST = 1024 };

/* One row, or the part of it that stays at the left, being drawn. */
typedef struct Pen {
    Viewport *v;
    Canvas *canvas;
    int x, y, width; /* of the text */
    bool is_wrapped;
    uint64_t left; /* first column shown, of a chopped row */
    long column;   /* of the next glyph; negative while it is left of the edge */
    size_t mark;   /* number in v->marks: the first that ends behind the place drawn */
    Dress dress;   /* what the text asks for at this place */
    const Paint *paints;
    size_t paint, paint_count;
} Pen;

/* What the painter says about the byte at `at` of those drawn. */
static Role paint_at(Pen *pen, uint64_t at, uint64_t *until)
{
    while (pen->paint < pen->paint_count && pen->paints[pen->paint].end <= at)
        pen->paint++;
    *until = UINT64_MAX;
    if (pen->paint == pen->paint_count)
        return ROLE_TEXT;
    const Paint *paint = &pen->paints[pen->paint];
    *until = paint->start > at ? paint->start : paint->end;
    return paint->start > at ? ROLE_TEXT : (Role)paint->role;
}

bool viewport_match_at(const Viewport *v, uint64_t offset, size_t *mark, uint64_t *until, Style *style)
{
    *until = UINT64_MAX;
    while (*mark < v->marks.count && v->marks.items[*mark].end <= offset)
        ++*mark;
    if (!v->pattern || *mark == v->marks.count)
        return false;
    const Range *match = &v->marks.items[*mark];
    *until = match->start > offset ? match->start : match->end;
    if (match->start > offset)
        return false;
    *style = (Style){.role = ROLE_MATCH, .is_found = match->start == v->found};
    return true;
}

/* Whether the byte at `offset` is in a spot, and up to where that holds. */
static bool spot_at(const Viewport *v, uint64_t offset, uint64_t *until)
{
    *until = UINT64_MAX;
    for (int i = 0; i < v->spot_count; i++) {
        const ViewportSpot *spot = &v->spots[i];
        if (offset >= spot->start && offset < spot->end) {
            *until = spot->end;
            return true;
        }
        if (spot->start > offset && spot->start < *until)
            *until = spot->start;
    }
    return false;
}

/* How the byte at `at` of those that begin at `base` is drawn, and up to where all are drawn so, spots apart. */
static Style plain_style_at(Pen *pen, uint64_t base, uint64_t at, uint64_t *until)
{
    Style style;
    uint64_t match_until;
    bool is_match = viewport_match_at(pen->v, base + at, &pen->mark, &match_until, &style);
    match_until -= match_until == UINT64_MAX ? 0 : base;
    *until = match_until;
    if (is_match)
        return style;
    uint64_t paint_until;
    Role role = paint_at(pen, at, &paint_until);
    *until = match_until < paint_until ? match_until : paint_until;
    /* Text that brings its own colours keeps them. */
    if (!dress_equal(pen->dress, (Dress){0}))
        role = ROLE_TEXT;
    return (Style){.role = (uint8_t)role, .dress = pen->dress};
}

static Style style_at(Pen *pen, uint64_t base, uint64_t at, uint64_t *until)
{
    uint64_t spot_until;
    Style style = plain_style_at(pen, base, at, until);
    style.is_found |= spot_at(pen->v, base + at, &spot_until);
    if (spot_until != UINT64_MAX && spot_until - base < *until)
        *until = spot_until - base;
    return style;
}

static void put_tab(Pen *pen, Style style)
{
    long tab = pen->v->tab_width;
    long shown = pen->column + (long)pen->left;
    long end = pen->column + tab - shown % tab;
    for (; pen->column < end; pen->column++)
        if (pen->column >= 0 && pen->column < pen->width)
            canvas_put(pen->canvas, pen->x + (int)pen->column, pen->y, L' ', 1, style);
}

/* Draws what of the glyph is inside of the row; false when it is where the row ends. */
static bool put_glyph(Pen *pen, const Glyph *glyph, Style style)
{
    if (glyph->is_tab) {
        put_tab(pen, style);
        return true;
    }
    if (glyph->count == 1) {
        if (pen->column + glyph->columns > pen->width)
            return false;
        if (style.role != ROLE_MATCH)
            style.dress.attributes |= glyph->attributes;
        if (pen->column >= 0 && (glyph->columns > 0 || pen->column > 0))
            canvas_put(pen->canvas, pen->x + (int)pen->column, pen->y, glyph->chars[0], glyph->columns, style);
    } else {
        if (style.role != ROLE_MATCH)
            style.role = ROLE_CONTROL;
        for (int i = 0; i < glyph->count; i++)
            if (pen->column + i >= 0 && pen->column + i < pen->width)
                canvas_put(pen->canvas, pen->x + (int)pen->column + i, pen->y, glyph->chars[i], 1, style);
    }
    pen->column += glyph->columns;
    return true;
}

/* Draws plain characters, as many as have room and are drawn in one style. */
static size_t put_plain(Pen *pen, Slice bytes, size_t at, size_t most, Style style)
{
    size_t room = pen->column >= 0 && pen->column < pen->width ? (size_t)(pen->width - pen->column) : 0;
    room = most < room ? most : room;
    if (room == 0)
        return 0;
    bool is_rendered = pen->v->renders_sequences;
    size_t plain = is_rendered ? sgr_plain_run(bytes, at, room) : glyph_plain_run(bytes, at, room);
    for (size_t i = 0; i < plain; i++)
        canvas_put(pen->canvas, pen->x + (int)pen->column++, pen->y, (wchar_t)bytes.data[at + i], 1, style);
    return plain;
}

/* Draws as many of the bytes, which begin at offset `base`, as have room. Returns how many. */
static size_t put_bytes(Pen *pen, Slice bytes, uint64_t base)
{
    size_t at = 0;
    pen->mark = viewport_first_mark(pen->v, base);
    while (at < bytes.len && pen->column <= pen->width) {
        uint64_t until;
        Style style = style_at(pen, base, at, &until);
        size_t plain = put_plain(pen, bytes, at, (size_t)(until - at), style);
        at += plain;
        if (plain > 0)
            continue;
        Glyph glyph = pen->v->renders_sequences ? sgr_glyph_at(bytes, at) : glyph_at(bytes, at);
        if (pen->column == pen->width && glyph.columns > 0)
            break;
        if (glyph.is_sequence)
            sgr_apply(&pen->dress, slice_of(bytes.data + at, glyph.bytes));
        else if (!put_glyph(pen, &glyph, style))
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
    if (pen->is_wrapped)
        return viewport_bytes(v, row->from, row->to, bytes);
    LinePlace place;
    if (viewport_place_of(v, &row->line, pen->left, &place) != FOUND_IT)
        return false;
    *base = row->from + place.offset;
    pen->column = (long)place.number - (long)pen->left;
    uint64_t most = *base + ROW_BYTES_MOST;
    return viewport_bytes(v, *base, most < row->to ? most : row->to, bytes);
}

/* What the line's sequences before `base` have set; of a very long line, the last of them. */
static bool dress_at(Pen *pen, const ScreenRow *row, uint64_t base)
{
    uint64_t from = row->line.start;
    from = base - from > LINE_REACH ? base - LINE_REACH : from;
    Slice before;
    if (!pen->v->renders_sequences || from == base)
        return true;
    if (!viewport_bytes(pen->v, from, base, &before))
        return false;
    sgr_apply_all(&pen->dress, before);
    return true;
}

/* False when something is missing. `*end` is where the bytes drawn end. */
static bool draw_part(Pen *pen, const ScreenRow *row, uint64_t *end)
{
    Viewport *v = pen->v;
    Slice bytes;
    uint64_t base;
    if (!row_bytes(pen, row, &bytes, &base) || !dress_at(pen, row, base)) {
        v->is_incomplete = true;
        return false;
    }
    Paint paints[PAINTS_MOST];
    if (v->painter)
        pen->paint_count =
            v->painter(v->painter_context, v->document, row->line.start, base, bytes, paints, PAINTS_MOST);
    pen->paints = paints;
    size_t shown = put_bytes(pen, bytes, base);
    pen->paints = NULL;
    pen->paint_count = 0;
    ranges_add(&v->seen, base, base + shown);
    *end = base + shown;
    return true;
}

void viewport_draw_text(Viewport *v, Canvas *canvas, int y, const ScreenRow *row, bool is_header)
{
    int x = v->area.x + viewport_gutter(v);
    int width = viewport_text_width(v);
    int kept = viewport_header_columns(v);
    bool is_wrapped = v->is_wrapping && !is_header;
    uint64_t end;
    if (kept > 0 && v->left > 0) {
        Pen pen = {.v = v, .canvas = canvas, .x = x, .y = y, .width = kept};
        draw_part(&pen, row, &end);
    }
    if (v->left == 0)
        kept = 0;
    uint64_t left = v->is_wrapping ? 0 : v->left + (uint64_t)kept;
    Pen pen = {
        .v = v, .canvas = canvas, .x = x + kept, .y = y, .width = width - kept, .is_wrapped = is_wrapped, .left = left};
    if (!draw_part(&pen, row, &end))
        return;
    if (!is_wrapped && v->marks_chopped && end < row->to && pen.width > 1)
        canvas_text(canvas, pen.x + pen.width - 1, y, 1, "…", style_of(ROLE_DIM));
}
