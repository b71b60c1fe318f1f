/* The viewport's life, and its movements. A movement is a step that is done as soon as the bytes it needs are there:
 * mostly at once, else when the background has fetched them; those after it wait in line. */
#include "tui/viewport.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/viewport_private.h"

enum { SCROLL_MOST = 4096 }; /* further, and chopped lines are counted by the index instead */

Viewport *viewport_new(Requests *requests)
{
    Viewport *v = mem_zalloc(1, sizeof *v);
    v->requests = requests;
    v->has_numbers = true;
    v->tab_width = 8;
    v->current = v->found = UINT64_MAX;
    return v;
}

/* What is known of the document shown, but not the document. */
static void forget_document(Viewport *v)
{
    viewport_abandon_fetching(v);
    viewport_abandon_marking(v);
    viewport_forget_long_lines(v);
    v->marks.count = v->marked.count = v->seen.count = 0;
    v->pattern_age++;
    v->wants_marks = false;
    v->step_count = 0;
    v->row_count = 0;
    v->wants = (Wants){0};
    v->fetched = (Range){0};
}

void viewport_free(Viewport *v)
{
    forget_document(v);
    document_release(v->document);
    pattern_release(v->pattern);
    pattern_release(v->filter_pattern);
    free(v->hint);
    free(v->marks.items);
    free(v->marked.items);
    free(v->seen.items);
    free(v->row_lines);
    free(v);
}

void viewport_set_document(Viewport *v, Document *document)
{
    if (document)
        document_retain(document);
    forget_document(v);
    document_release(v->document);
    v->document = document;
    v->top = v->left = v->bottom = 0;
    v->current = v->found = UINT64_MAX;
    v->is_placed = false;
    v->is_incomplete = false;
}

Document *viewport_document(const Viewport *v)
{
    return v->document;
}

void viewport_set_numbers(Viewport *v, bool has_numbers)
{
    v->has_numbers = has_numbers;
}

void viewport_set_tab_width(Viewport *v, int columns)
{
    if (columns < 1 || columns == v->tab_width)
        return;
    v->tab_width = columns;
    v->laid_width = 0;
}

void viewport_set_counting(Viewport *v, bool counts_all)
{
    v->counts_all = counts_all;
    v->must_index = counts_all;
}

void viewport_set_chop_marks(Viewport *v, bool marks_chopped)
{
    v->marks_chopped = marks_chopped;
}

void viewport_set_pattern(Viewport *v, Pattern *pattern)
{
    if (pattern == v->pattern)
        return;
    pattern_release(v->pattern);
    v->pattern = pattern ? pattern_retain(pattern) : NULL;
    v->pattern_age++;
    v->wants_marks = pattern && v->document;
}

void viewport_set_current(Viewport *v, uint64_t line_start)
{
    v->current = line_start;
}

void viewport_set_found(Viewport *v, uint64_t match_start)
{
    v->found = match_start;
}

/* --- steps --- */

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
        v->top = found == FOUND_NOT ? 0 : v->top;
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

static Found step_line(Viewport *v, const Step *step)
{
    uint64_t offset;
    if (document_line_offset(v->document, step->offset, &offset))
        return step_show(v, offset, step->rows);
    uint64_t size = document_size(v->document);
    if (document_indexed_bytes(v->document) >= size)
        return step_show(v, size, VIEWPORT_LAST);
    v->wants.index = true;
    return FOUND_MISSING;
}

/* By so many lines that they are not to be walked one by one. */
static Found scroll_far(Viewport *v, long rows)
{
    uint64_t line = document_line_at(v->document, v->top);
    if (line == 0) {
        v->wants.index = true;
        return FOUND_MISSING;
    }
    uint64_t far = rows > 0 ? line + (uint64_t)rows : line > (uint64_t)-rows ? line - (uint64_t)-rows : 1;
    Found found = step_line(v, &(Step){.offset = far});
    v->scrolled = found != FOUND_IT ? 0 : (long)document_line_at(v->document, v->top) - (long)line;
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

static Found step_scroll(Viewport *v, long rows)
{
    v->scrolled = 0;
    if (!v->is_wrapping && (rows > SCROLL_MOST || rows < -SCROLL_MOST))
        return scroll_far(v, rows);
    ScreenRow top;
    Found found = viewport_row_at(v, v->top, &top);
    if (found != FOUND_IT)
        return found;
    return rows < 0 ? scroll_up(v, top, -rows) : scroll_down(v, top, rows);
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
    if (v->is_wrapping)
        return FOUND_IT;
    uint64_t column = 0;
    uint64_t width = (uint64_t)viewport_text_width(v);
    uint64_t margin = width / 8;
    Found found = viewport_column_of(v, offset, &column);
    bool is_in_view = column >= v->left && column - v->left < width - margin;
    if (found == FOUND_IT && !is_in_view)
        v->left = column < width - margin ? 0 : column - width / 2;
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
    Found found = v->is_wrapping ? FOUND_NOT : viewport_row_at(v, v->top, &row);
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

static Found do_step(Viewport *v, const Step *step)
{
    double size = (double)document_size(v->document);
    switch (step->kind) {
    case STEP_SHOW:
        return step_show(v, step->offset, step->rows);
    case STEP_REVEAL:
        return step_reveal(v, step->offset);
    case STEP_SCROLL:
        return step_scroll(v, step->rows);
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

static void add_step(Viewport *v, Step step)
{
    bool goes_elsewhere = step.kind == STEP_SHOW || step.kind == STEP_PERCENT || step.kind == STEP_LINE;
    if (goes_elsewhere)
        v->step_count = 0;
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
    if ((has_new_size || has_new_rows) && v->step_count == 0)
        v->steps[v->step_count++] = (Step){.kind = STEP_SHOW, .offset = v->top};
}

/* --- movements --- */

void viewport_show(Viewport *v, uint64_t offset, int row)
{
    add_step(v, (Step){.kind = STEP_SHOW, .offset = offset, .rows = row});
}

void viewport_reveal(Viewport *v, uint64_t offset)
{
    add_step(v, (Step){.kind = STEP_REVEAL, .offset = offset});
}

int viewport_scroll(Viewport *v, int rows)
{
    v->scrolled = 0;
    if (rows != 0)
        add_step(v, (Step){.kind = STEP_SCROLL, .rows = rows});
    return v->step_count == 0 ? (int)v->scrolled : 0;
}

void viewport_scroll_columns(Viewport *v, long columns)
{
    if (v->is_wrapping)
        return;
    if (columns < 0)
        v->left = v->left > (uint64_t)-columns ? v->left - (uint64_t)-columns : 0;
    else
        v->left += (uint64_t)columns;
}

void viewport_go_last_column(Viewport *v)
{
    add_step(v, (Step){.kind = STEP_LAST_COLUMN});
}

void viewport_go_first_column(Viewport *v)
{
    v->left = 0;
}

void viewport_go_top(Viewport *v)
{
    v->step_count = 0;
    v->top = 0;
    v->is_placed = true;
}

void viewport_go_bottom(Viewport *v)
{
    add_step(v, (Step){.kind = STEP_SHOW, .offset = UINT64_MAX, .rows = VIEWPORT_LAST});
}

void viewport_go_percent(Viewport *v, double percent)
{
    add_step(v, (Step){.kind = STEP_PERCENT, .percent = percent < 0 ? 0 : percent > 100 ? 100 : percent});
}

bool viewport_go_line(Viewport *v, uint64_t line, int row)
{
    add_step(v, (Step){.kind = STEP_LINE, .offset = line, .rows = row});
    return v->step_count == 0;
}

uint64_t viewport_top(const Viewport *v)
{
    return v->top;
}

uint64_t viewport_bottom(const Viewport *v)
{
    return v->bottom;
}

bool viewport_is_at_end(const Viewport *v)
{
    return !v->document || v->bottom >= document_size(v->document);
}

uint64_t viewport_left(const Viewport *v)
{
    return v->left;
}

bool viewport_offset_at(const Viewport *v, int y, uint64_t *offset)
{
    if (y < 0 || y >= v->row_count)
        return false;
    *offset = v->row_lines[y];
    return true;
}

bool viewport_is_waiting(const Viewport *v)
{
    return v->document && (v->is_incomplete || v->step_count > 0 || v->wants_marks);
}
