/* The steps: movements that are done as soon as the bytes they need are there, mostly at once, else when the
 * background has fetched them; those after it wait in line. */
#include "tui/viewport_private.h"

enum { SCROLL_MOST = 4096 }; /* further, and chopped lines are counted by the index instead */

static long row_number(const Viewport *v, long row)
{
    if (row == VIEWPORT_THIRD)
        return v->area.height / 3;
    return row == VIEWPORT_LAST ? v->area.height - 1 : row;
}

/* Moves `row` up by `rows` or to the start. */
static Found walk_up(Viewport *v, ScreenRow *row, long rows)
{
    for (long i = 0; i < rows; i++) {
        ScreenRow before;
        Found found = viewport_row_before(v, row, &before);
        if (found == FOUND_MISSING)
            return found;
        if (found == FOUND_NOT)
            break;
        *row = before;
    }
    return FOUND_IT;
}

/* Moves `row` down by up to `rows`; `*walked` of them there were. */
static Found walk_down(Viewport *v, ScreenRow *row, long rows, long *walked)
{
    for (*walked = 0; *walked < rows; ++*walked) {
        ScreenRow after;
        Found found = viewport_row_after(v, row, &after);
        if (found == FOUND_MISSING)
            return found;
        if (found == FOUND_NOT)
            break;
        *row = after;
    }
    return FOUND_IT;
}

/* Makes `row` the top, or one further up, so that the last row of the document is not above the bottom. */
static Found put_top(Viewport *v, ScreenRow row)
{
    ScreenRow last = row;
    long below;
    if (walk_down(v, &last, v->area.height - 1, &below) == FOUND_MISSING ||
        walk_up(v, &row, v->area.height - 1 - below) == FOUND_MISSING)
        return FOUND_MISSING;
    v->top = row.from;
    return FOUND_IT;
}

static Found step_show(Viewport *v, uint64_t offset, long below)
{
    ScreenRow row;
    Found found = viewport_row_at(v, offset, &row);
    if (found == FOUND_NOT && document_size(v->document) > 0)
        found = viewport_row_at(v, document_size(v->document) - 1, &row);
    if (found != FOUND_IT) {
        if (found == FOUND_NOT && !viewport_is_filtered(v))
            v->top = 0;
        return found;
    }
    if (walk_up(v, &row, row_number(v, below)) == FOUND_MISSING)
        return FOUND_MISSING;
    found = put_top(v, row);
    if (found == FOUND_MISSING) {
        /* Not all that comes below is known yet: there it stays, unless that turns out to be too little. */
        v->top = row.from;
        v->is_placed = true;
    }
    return found;
}

static Found step_line(Viewport *v, Step *step)
{
    uint64_t offset;
    if (document_line_offset(v->document, step->offset, &offset))
        return step_show(v, offset, step->rows);
    uint64_t size = document_size(v->document);
    if (document_indexed_bytes(v->document) >= size)
        return step_show(v, size, VIEWPORT_LAST);
    v->wants.index = step->needs_count = true;
    return FOUND_MISSING;
}

/* By so many lines that they are not to be walked one by one. */
static Found scroll_far(Viewport *v, Step *step)
{
    long rows = step->rows;
    uint64_t line = document_line_at(v->document, v->top);
    if (line == 0) {
        v->wants.index = step->needs_count = true;
        return FOUND_MISSING;
    }
    uint64_t far = rows > 0 ? line + (uint64_t)rows : line > (uint64_t)-rows ? line - (uint64_t)-rows : 1;
    Step to_line = {.offset = far};
    Found found = step_line(v, &to_line);
    step->needs_count = to_line.needs_count;
    v->scrolled = found != FOUND_IT ? 0 : (long)document_line_at(v->document, v->top) - (long)line;
    return found;
}

/* In the hex view every row has as many bytes. */
static Found scroll_bytes(Viewport *v, long rows)
{
    uint64_t top = v->top;
    uint64_t far = (uint64_t)(rows < 0 ? -rows : rows);
    uint64_t bytes = far > UINT64_MAX / 64 ? UINT64_MAX / 2 : far * (uint64_t)viewport_hex_bytes(v);
    uint64_t size = document_size(v->document);
    uint64_t to = rows < 0 ? (top > bytes ? top - bytes : 0) : size - top > bytes ? top + bytes : size;
    Found found = step_show(v, to, 0);
    v->scrolled = found == FOUND_IT ? ((long)v->top - (long)top) / viewport_hex_bytes(v) : 0;
    return found;
}

static Found scroll_up(Viewport *v, ScreenRow top, long rows)
{
    for (long i = 0; i < rows; i++) {
        ScreenRow before;
        Found found = viewport_row_before(v, &top, &before);
        if (found == FOUND_MISSING)
            return found;
        if (found == FOUND_NOT)
            break;
        top = before;
        v->scrolled--;
    }
    v->top = top.from;
    return FOUND_IT;
}

static Found scroll_down(Viewport *v, ScreenRow top, long rows)
{
    ScreenRow last = top;
    long below, moved;
    if (walk_down(v, &last, v->area.height - 1, &below) == FOUND_MISSING)
        return FOUND_MISSING;
    if (below < v->area.height - 1)
        return FOUND_IT;
    if (walk_down(v, &last, rows, &moved) == FOUND_MISSING || walk_down(v, &top, moved, &moved) == FOUND_MISSING)
        return FOUND_MISSING;
    v->scrolled = moved;
    v->top = top.from;
    return FOUND_IT;
}

static Found scroll_near(Viewport *v, long rows)
{
    ScreenRow top;
    Found found = viewport_row_at(v, v->top, &top);
    if (found != FOUND_IT)
        return found;
    return rows < 0 ? scroll_up(v, top, -rows) : scroll_down(v, top, rows);
}

/* Over lines of which only some are shown: so many at a time that what is between is remembered. */
static Found scroll_filtered(Viewport *v, Step *step)
{
    long total = 0;
    Found found = FOUND_IT;
    for (bool goes_on = true; goes_on && found == FOUND_IT;) {
        long rows = step->rows > SCROLL_MOST ? SCROLL_MOST : step->rows < -SCROLL_MOST ? -SCROLL_MOST : step->rows;
        v->scrolled = 0;
        found = scroll_near(v, rows);
        goes_on = found == FOUND_IT && v->scrolled == rows && step->rows != rows;
        if (found == FOUND_IT) {
            step->rows -= rows;
            total += v->scrolled;
        }
    }
    v->scrolled = total;
    return found;
}

static Found step_scroll(Viewport *v, Step *step)
{
    long rows = step->rows;
    bool is_far = rows > SCROLL_MOST || rows < -SCROLL_MOST;
    v->scrolled = 0;
    if (is_far && v->is_hex)
        return scroll_bytes(v, rows);
    if (is_far && viewport_is_filtered(v))
        return scroll_filtered(v, step);
    return is_far && !v->is_wrapping ? scroll_far(v, step) : scroll_near(v, rows);
}

/* How many rows `target` is below the top (negative: above), when it is near. */
static Found distance(Viewport *v, const ScreenRow *target, long *rows, bool *is_near)
{
    ScreenRow row;
    Found found = viewport_row_at(v, v->top, &row);
    bool is_below = target->from >= v->top;
    long most = is_below ? 2L * v->area.height : v->area.height;
    for (*rows = 0; found == FOUND_IT && *rows <= most; ++*rows) {
        *is_near = row.from == target->from;
        if (*is_near)
            break;
        ScreenRow next = row;
        found = is_below ? viewport_row_after(v, &row, &next) : viewport_row_before(v, &row, &next);
        row = next;
    }
    if (!is_below)
        *rows = -*rows;
    return found == FOUND_MISSING ? found : FOUND_IT;
}

static Found reveal_column(Viewport *v, uint64_t offset)
{
    if (v->is_wrapping || v->is_hex)
        return FOUND_IT;
    uint64_t column = 0;
    uint64_t kept = (uint64_t)viewport_header_columns(v);
    uint64_t width = (uint64_t)viewport_text_width(v) - kept;
    uint64_t margin = width / 8;
    Found found = viewport_column_of(v, offset, &column);
    if (column < kept)
        return found;
    column -= kept;
    bool is_in_view = column >= v->left && column - v->left < width - margin;
    if (found == FOUND_IT && !is_in_view) {
        if (v->left != v->left_revealed)
            v->left_before = v->left;
        v->left = v->left_revealed = column < width - margin ? 0 : column - width / 2;
    }
    return found;
}

static Found step_reveal(Viewport *v, uint64_t offset)
{
    ScreenRow row;
    long rows;
    bool is_near = false;
    Found found = viewport_row_at(v, offset, &row);
    if (found != FOUND_IT)
        return found;
    if (distance(v, &row, &rows, &is_near) == FOUND_MISSING || reveal_column(v, offset) == FOUND_MISSING)
        return FOUND_MISSING;
    if (!is_near)
        return step_show(v, offset, v->area.height / 2);
    if (rows < 0)
        return put_top(v, row);
    return rows < v->area.height ? FOUND_IT : step_show(v, offset, VIEWPORT_LAST);
}

static Found step_last_column(Viewport *v)
{
    uint64_t longest = 0;
    ScreenRow row;
    Found found = v->is_wrapping || v->is_hex ? FOUND_NOT : viewport_row_at(v, v->top, &row);
    for (int i = 0; i < v->area.height && found == FOUND_IT; i++) {
        uint64_t column;
        if (viewport_column_of(v, row.line.end, &column) == FOUND_MISSING)
            return FOUND_MISSING;
        longest = column > longest ? column : longest;
        ScreenRow after = row;
        found = viewport_row_after(v, &row, &after);
        row = after;
    }
    if (found == FOUND_MISSING)
        return found;
    uint64_t width = (uint64_t)viewport_text_width(v);
    v->left = longest > width ? longest - width : 0;
    return FOUND_IT;
}

static Found do_step(Viewport *v, Step *step)
{
    step->needs_count = false;
    double size = (double)document_size(v->document);
    switch (step->kind) {
    case STEP_SHOW:
        return step_show(v, step->offset, step->rows);
    case STEP_REVEAL:
        return step_reveal(v, step->offset);
    case STEP_SCROLL:
        return step_scroll(v, step);
    case STEP_PERCENT:
        return step_show(v, (uint64_t)(size * step->percent / 100), 0);
    case STEP_LINE:
        return step_line(v, step);
    case STEP_LAST_COLUMN:
        return step_last_column(v);
    }
    return FOUND_IT;
}

void viewport_run_steps(Viewport *v)
{
    if (!v->document || v->area.height <= 0)
        return;
    while (v->step_count > 0 && do_step(v, &v->steps[0]) != FOUND_MISSING) {
        v->step_count--;
        memmove(v->steps, v->steps + 1, (size_t)v->step_count * sizeof *v->steps);
    }
    if (v->step_count == 0)
        v->is_placed = true;
    viewport_fetch(v);
}

void viewport_add_step(Viewport *v, Step step)
{
    bool goes_elsewhere = step.kind == STEP_SHOW || step.kind == STEP_PERCENT || step.kind == STEP_LINE;
    if (goes_elsewhere)
        v->step_count = 0;
    v->keeps_end = false;
    Step *last = v->step_count > 0 ? &v->steps[v->step_count - 1] : NULL;
    if (last && last->kind == STEP_SCROLL && step.kind == STEP_SCROLL)
        last->rows += step.rows;
    else if (v->step_count < STEPS_MOST)
        v->steps[v->step_count++] = step;
    viewport_run_steps(v);
}

void viewport_lay_out(Viewport *v, bool has_new_size)
{
    int width = viewport_text_width(v);
    bool has_new_rows = width != v->laid_width && (v->is_wrapping || v->laid_width == 0);
    v->laid_width = width;
    if (v->keeps_end && v->step_count == 0 && document_size(v->document) > v->kept_size)
        viewport_go_bottom(v);
    else if ((has_new_size || has_new_rows) && v->step_count == 0)
        v->steps[v->step_count++] = (Step){.kind = STEP_SHOW, .offset = v->top};
}
