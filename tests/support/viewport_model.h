/* What a viewport should show, the naive way: all rows of the document laid out glyph by glyph beforehand. For
 * comparing. */
#pragma once

#include "tui/canvas.h"

typedef struct ModelRow {
    size_t line; /* start of its line */
    size_t from, to;
} ModelRow;

typedef struct Model {
    Slice text;
    int width, height;
    bool is_wrapping, breaks_words;
    int header;         /* lines that stay at the top */
    const char *filter; /* only lines with this text are shown; NULL: all */
    bool is_inverted;   /* only those without */
    ModelRow *rows;
    size_t count, capacity;
    size_t top;  /* number of a row */
    size_t left; /* column */
} Model;

/* Anew, after the text, the width or the wrapping has changed. The caller frees `rows` in the end. */
void model_lay_out(Model *model);
/* The lowest row that can be the top, so that the last one is at the bottom. */
size_t model_last_top(const Model *model);
void model_scroll(Model *model, long rows);
/* Puts the row that holds `offset` at `below` rows below the top. */
void model_show(Model *model, size_t offset, size_t below);
void model_draw(const Model *model, Canvas *canvas);
