/* The lines and columns that stay while the rest is scrolled. */
#include "tui/viewport_private.h"

int viewport_header_rows(const Viewport *v)
{
    int most = v->whole.height / 2;
    if (v->is_hex || !v->document)
        return 0;
    return v->header_lines < most ? v->header_lines : most;
}

int viewport_header_columns(const Viewport *v)
{
    int most = viewport_text_width(v) / 2;
    if (v->is_hex || v->is_wrapping)
        return 0;
    return v->header_columns < most ? v->header_columns : most;
}

Found viewport_header_end(Viewport *v, uint64_t *end)
{
    *end = 0;
    int rows = viewport_header_rows(v);
    if (rows == 0)
        return FOUND_IT;
    if (v->has_header_end) {
        *end = v->header_end;
        return FOUND_IT;
    }
    uint64_t size = document_size(v->document);
    for (int i = 0; i < rows && *end < size; i++) {
        Line line;
        Found found = viewport_line_at(v, *end, &line);
        if (found == FOUND_MISSING)
            return found;
        if (line.is_open) { /* where a long line ends is found in the background */
            v->wants.long_line = true;
            v->wants.long_line_offset = line.start;
            return FOUND_MISSING;
        }
        *end = line.next;
    }
    v->header_end = *end;
    v->has_header_end = *end < size; /* else it may have grown by the next time */
    return FOUND_IT;
}

static void underline(const Viewport *v, Canvas *canvas, int y)
{
    for (int x = v->whole.x; x < v->whole.x + v->whole.width && x < canvas->width; x++)
        canvas_cell(canvas, x, y)->style.dress.attributes |= ATTRIBUTE_UNDERLINE;
}

void viewport_header_draw(Viewport *v, Canvas *canvas)
{
    int rows = viewport_header_rows(v);
    uint64_t offset = 0;
    for (int i = 0; i < rows && offset < document_size(v->document); i++) {
        Line line;
        if (viewport_line_at(v, offset, &line) != FOUND_IT) {
            v->is_incomplete = true;
            return;
        }
        ScreenRow row = {.line = line, .from = line.start, .to = line.end};
        viewport_draw_row(v, canvas, v->whole.y + i, &row, (uint64_t)i + 1, true);
        v->row_lines[v->row_count++] = line.start;
        offset = line.next;
    }
    if (rows > 0 && v->whole.y + rows - 1 < canvas->height)
        underline(v, canvas, v->whole.y + rows - 1);
}
