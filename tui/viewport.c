/* The viewport's life, and its movements. A movement is a step that is done as soon as the bytes it needs are there:
 * mostly at once, else when the background has fetched them; those after it wait in line. */
#include "tui/viewport.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/viewport_private.h"

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
    v->has_header_end = false;
    viewport_filter_forget(v);
    v->wants = (Wants){0};
    v->fetched = (Range){0};
}

void viewport_free(Viewport *v)
{
    forget_document(v);
    document_release(v->document);
    pattern_release(v->pattern);
    pattern_release(v->filter.pattern);
    viewport_map_deinit(v);
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
    v->is_placed = v->keeps_end = false;
    v->is_incomplete = false;
    viewport_clear_map(v);
}

void viewport_go_on_with(Viewport *v, Document *longer)
{
    document_retain(longer);
    int steps = v->step_count;
    forget_document(v);
    v->step_count = steps;
    document_release(v->document);
    v->document = longer;
    viewport_run_steps(v);
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

void viewport_set_spots(Viewport *v, const ViewportSpot *spots, int count)
{
    v->spot_count = count < VIEWPORT_SPOTS ? count : VIEWPORT_SPOTS;
    for (int i = 0; i < v->spot_count; i++)
        v->spots[i] = spots[i];
}

void viewport_set_found(Viewport *v, uint64_t match_start)
{
    v->found = match_start;
}

/* --- movements --- */

void viewport_show(Viewport *v, uint64_t offset, int row)
{
    viewport_add_step(v, (Step){.kind = STEP_SHOW, .offset = offset, .rows = row});
}

void viewport_reveal(Viewport *v, uint64_t offset)
{
    viewport_add_step(v, (Step){.kind = STEP_REVEAL, .offset = offset});
}

int viewport_scroll(Viewport *v, int rows)
{
    v->scrolled = 0;
    if (rows != 0)
        viewport_add_step(v, (Step){.kind = STEP_SCROLL, .rows = rows});
    return v->step_count == 0 ? (int)v->scrolled : 0;
}

void viewport_scroll_columns(Viewport *v, long columns)
{
    if (v->is_wrapping || v->is_hex)
        return;
    if (columns < 0)
        v->left = v->left > (uint64_t)-columns ? v->left - (uint64_t)-columns : 0;
    else
        v->left += (uint64_t)columns;
}

void viewport_go_last_column(Viewport *v)
{
    viewport_add_step(v, (Step){.kind = STEP_LAST_COLUMN});
}

void viewport_go_first_column(Viewport *v)
{
    v->left = 0;
}

bool viewport_unreveal(Viewport *v)
{
    bool goes_back = v->left == v->left_revealed && v->left != v->left_before;
    if (goes_back)
        v->left = v->left_before;
    v->left_revealed = v->left_before = v->left;
    return goes_back;
}

void viewport_go_top(Viewport *v)
{
    v->step_count = 0;
    v->top = 0;
    v->keeps_end = false;
    v->is_placed = true;
}

void viewport_go_bottom(Viewport *v)
{
    viewport_add_step(v, (Step){.kind = STEP_SHOW, .offset = UINT64_MAX, .rows = VIEWPORT_LAST});
    v->keeps_end = v->document && document_is_growing(v->document);
    v->kept_size = v->keeps_end ? document_size(v->document) : 0;
}

void viewport_go_percent(Viewport *v, double percent)
{
    viewport_add_step(v, (Step){.kind = STEP_PERCENT, .percent = percent < 0 ? 0 : percent > 100 ? 100 : percent});
}

bool viewport_go_line(Viewport *v, uint64_t line, int row)
{
    viewport_add_step(v, (Step){.kind = STEP_LINE, .offset = line, .rows = row});
    return v->step_count == 0;
}

bool viewport_is_counting(const Viewport *v)
{
    return v->step_count > 0 && v->steps[0].needs_count;
}

bool viewport_stop_counting(Viewport *v)
{
    if (!viewport_is_counting(v))
        return false;
    v->step_count = 0;
    return true;
}

bool viewport_is_going(const Viewport *v)
{
    return v->step_count > 0 && v->prefault;
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
