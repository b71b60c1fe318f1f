/* A picture of the screen in memory: a grid of cells that views draw on. term sends the difference to the
 * terminal; tests compare it. Every byte that comes from outside passes tui/glyph on its way here, so a canvas
 * holds only printable characters. Main thread. */
#pragma once

#include <wchar.h>

#include "engine/base/slice.h"
#include "tui/style.h"

enum { CELL_CHARS = 4 }; /* one base character and its combining marks, 0-terminated if fewer */

typedef struct Cell {
    wchar_t chars[CELL_CHARS]; /* chars[0] = 0 in the second half of a wide character */
    Style style;
} Cell;

typedef struct Rect {
    int x, y, width, height;
} Rect;

typedef struct Canvas {
    int width, height;
    Cell *cells;            /* row by row */
    int cursor_x, cursor_y; /* where the attention is; -1 = hidden */
} Canvas;

void canvas_init(Canvas *canvas, int width, int height);
void canvas_deinit(Canvas *canvas);
/* Blank, in any new size. */
void canvas_reset(Canvas *canvas, int width, int height);
Cell *canvas_cell(Canvas *canvas, int x, int y);
bool canvas_equal(const Canvas *a, const Canvas *b);

static inline Rect canvas_bounds(const Canvas *canvas)
{
    return (Rect){0, 0, canvas->width, canvas->height};
}

/* A printable character of 1 or 2 columns; what does not fit whole is left out. A combining one (width 0) joins the
 * cell before. */
void canvas_put(Canvas *canvas, int x, int y, wchar_t character, int columns, Style style);
/* ken's own text (UTF-8, printable; anything else is made visible), clipped to `columns`. Returns the columns used. */
int canvas_text(Canvas *canvas, int x, int y, int columns, const char *text, Style style);
int canvas_printf(Canvas *canvas, int x, int y, int columns, Style style, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Untrusted bytes on one row, clipped to `columns`; tabs become one space, newlines `^J`. Returns the columns used. */
int canvas_bytes(Canvas *canvas, int x, int y, int columns, Slice bytes, Style style);
/* A path: folders and base name in their roles, shortened in the middle ("drivers/…/e1000/main.c") to fit. Returns the
 * columns used. */
int canvas_path(Canvas *canvas, int x, int y, int columns, Slice path, bool is_selected);
/* Repeats a character over the rectangle (hair lines, blanking). */
void canvas_fill(Canvas *canvas, Rect rect, wchar_t character, Style style);
/* Gives the row's cells the selected background, keeping roles. */
void canvas_select(Canvas *canvas, int x, int y, int columns);
/* Columns that `text` would take. */
int canvas_text_width(const char *text);

/* Row `y` as UTF-8, trailing blanks cut; for tests. The caller frees it. */
char *canvas_row(const Canvas *canvas, int y);
