/* A grid of cells, and the few ways to draw on it. */
#include "tui/canvas.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "tui/glyph.h"
#include "tui/symbol.h"
#include "tui/utf8.h"

static const Cell blank_cell = {.chars = {L' '}};

void canvas_init(Canvas *canvas, int width, int height)
{
    *canvas = (Canvas){0};
    canvas_reset(canvas, width, height);
}

void canvas_deinit(Canvas *canvas)
{
    free(canvas->cells);
    *canvas = (Canvas){0};
}

void canvas_reset(Canvas *canvas, int width, int height)
{
    width = width > 0 ? width : 0;
    height = height > 0 ? height : 0;
    size_t cells = (size_t)width * (size_t)height;
    if (!canvas->cells || width != canvas->width || height != canvas->height)
        canvas->cells = mem_realloc(canvas->cells, cells * sizeof(Cell));
    canvas->width = width;
    canvas->height = height;
    canvas->cursor_x = -1;
    canvas->cursor_y = -1;
    for (size_t i = 0; i < cells; i++)
        canvas->cells[i] = blank_cell;
}

static bool is_inside(const Canvas *canvas, int x, int y)
{
    return x >= 0 && x < canvas->width && y >= 0 && y < canvas->height;
}

static Cell *cell_at(const Canvas *canvas, int x, int y)
{
    return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

Cell *canvas_cell(Canvas *canvas, int x, int y)
{
    assert(is_inside(canvas, x, y));
    return cell_at(canvas, x, y);
}

static bool cell_equal(const Cell *a, const Cell *b)
{
    for (int i = 0; i < CELL_CHARS; i++) {
        if (a->chars[i] != b->chars[i])
            return false;
        if (a->chars[i] == 0)
            break;
    }
    return style_equal(a->style, b->style);
}

bool canvas_equal(const Canvas *a, const Canvas *b)
{
    if (a->width != b->width || a->height != b->height || a->cursor_x != b->cursor_x || a->cursor_y != b->cursor_y)
        return false;
    size_t cells = (size_t)a->width * (size_t)a->height;
    for (size_t i = 0; i < cells; i++)
        if (!cell_equal(&a->cells[i], &b->cells[i]))
            return false;
    return true;
}

/* A mark goes to the character before it; past CELL_CHARS it is left out. Selectors of variants too: they make
 * some terminals, but not all, draw the character wider. */
static void join_mark(Canvas *canvas, int x, int y, wchar_t mark)
{
    if (mark == 0 || mark == 0xfe0e || mark == 0xfe0f || !is_inside(canvas, x - 1, y))
        return;
    Cell *cell = cell_at(canvas, x - 1, y);
    if (cell->chars[0] == 0 && x >= 2)
        cell--;
    for (int i = 1; i < CELL_CHARS; i++) {
        if (cell->chars[i] == 0) {
            cell->chars[i] = mark;
            return;
        }
    }
}

/* Half of a wide character cannot stay when the other half is drawn over. */
static void release_wide(Canvas *canvas, int x, int y)
{
    Cell *cell = cell_at(canvas, x, y);
    if (cell->chars[0] == 0 && x > 0)
        cell[-1] = (Cell){.chars = {L' '}, .style = cell[-1].style};
    if (x + 1 < canvas->width && cell[1].chars[0] == 0)
        cell[1] = (Cell){.chars = {L' '}, .style = cell[1].style};
}

void canvas_put(Canvas *canvas, int x, int y, wchar_t character, int columns, Style style)
{
    if (columns <= 0) {
        join_mark(canvas, x, y, character);
        return;
    }
    if (!is_inside(canvas, x, y) || columns > 2 || columns > canvas->width - x)
        return;
    Cell *cell = cell_at(canvas, x, y);
    release_wide(canvas, x, y);
    if (columns == 2) {
        release_wide(canvas, x + 1, y);
        cell[1] = (Cell){.style = style};
    }
    cell[0] = (Cell){.chars = {character}, .style = style};
}

/* Draws a glyph in at most `room` columns; false when it does not fit. */
static bool put_glyph(Canvas *canvas, int x, int y, int room, const Glyph *glyph, Style style)
{
    if (glyph->columns > room)
        return false;
    if (glyph->count == 1) {
        canvas_put(canvas, x, y, glyph->chars[0], glyph->columns, style);
        return true;
    }
    style.role = ROLE_CONTROL;
    for (int i = 0; i < glyph->count; i++)
        canvas_put(canvas, x + i, y, glyph->chars[i], 1, style);
    return true;
}

/* One of ken's own symbols has a column in any locale: term replaces it where the terminal cannot show it. */
static void allow_symbol(Slice text, size_t at, Glyph *glyph)
{
    uint32_t code;
    if (!glyph->is_control || utf8_decode(text, at, &code) == 0 || symbol_fallback((wchar_t)code) == 0)
        return;
    *glyph = (Glyph){.chars = {(wchar_t)code}, .count = 1, .columns = 1, .bytes = glyph->bytes};
}

static int room_at(const Canvas *canvas, int x, int y, int columns)
{
    if (!is_inside(canvas, x, y))
        return 0;
    return columns < canvas->width - x ? columns : canvas->width - x;
}

static int draw_bytes(Canvas *canvas, int x, int y, int columns, Slice bytes, Style style, bool is_own)
{
    int room = room_at(canvas, x, y, columns);
    int used = 0;
    for (size_t at = 0; at < bytes.len && room > 0;) {
        size_t plain = glyph_plain_run(bytes, at, (size_t)(room - used));
        for (size_t i = 0; i < plain; i++)
            canvas_put(canvas, x + used++, y, (wchar_t)bytes.data[at++], 1, style);
        if (at == bytes.len)
            break;
        Glyph glyph = glyph_at(bytes, at);
        if (is_own)
            allow_symbol(bytes, at, &glyph);
        if (!put_glyph(canvas, x + used, y, room - used, &glyph, style))
            break;
        used += glyph.columns;
        at += glyph.bytes;
    }
    return used;
}

int canvas_text(Canvas *canvas, int x, int y, int columns, const char *text, Style style)
{
    return draw_bytes(canvas, x, y, columns, slice_from_cstr(text), style, true);
}

int canvas_bytes(Canvas *canvas, int x, int y, int columns, Slice bytes, Style style)
{
    return draw_bytes(canvas, x, y, columns, bytes, style, false);
}

int canvas_printf(Canvas *canvas, int x, int y, int columns, Style style, const char *format, ...)
{
    char text[1024]; /* more than any screen is wide, in ken's own words */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return canvas_text(canvas, x, y, columns, text, style);
}

int canvas_text_width(const char *text)
{
    Slice bytes = slice_from_cstr(text);
    int width = 0;
    for (size_t at = 0; at < bytes.len;) {
        Glyph glyph = glyph_at(bytes, at);
        allow_symbol(bytes, at, &glyph);
        width += glyph.columns;
        at += glyph.bytes;
    }
    return width;
}

void canvas_fill(Canvas *canvas, Rect rect, wchar_t character, Style style)
{
    for (int y = rect.y; y < rect.y + rect.height && y < canvas->height; y++)
        for (int x = rect.x; x < rect.x + rect.width && x < canvas->width; x++)
            canvas_put(canvas, x, y, character, 1, style);
}

void canvas_select(Canvas *canvas, int x, int y, int columns)
{
    for (int i = 0; i < columns; i++)
        if (is_inside(canvas, x + i, y))
            cell_at(canvas, x + i, y)->style.is_selected = true;
}

static bool is_blank(const Cell *cell)
{
    return cell->chars[0] == L' ' && cell->chars[1] == 0;
}

char *canvas_row(const Canvas *canvas, int y)
{
    assert(is_inside(canvas, 0, y));
    Buf row = {0};
    int end = canvas->width;
    while (end > 0 && is_blank(cell_at(canvas, end - 1, y)))
        end--;
    for (int x = 0; x < end; x++) {
        const Cell *cell = cell_at(canvas, x, y);
        for (int i = 0; i < CELL_CHARS && cell->chars[i]; i++) {
            char bytes[UTF8_MOST];
            buf_append(&row, bytes, utf8_encode((uint32_t)cell->chars[i], bytes));
        }
    }
    buf_append_byte(&row, '\0');
    return row.data;
}
