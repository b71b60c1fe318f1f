/* The pager on the screen: the file's path and where one is in it, a hair line, the text, the status line or a prompt.
 */
#include <stdio.h>

#include "engine/base/buf.h"
#include "tui/format.h"
#include "tui/views/layout.h"
#include "tui/views/pager_view.h"

enum { GAP = 3, PATH_COLUMNS_LEAST = 12, PERCENT_MOST = 100 };

static const Action hints[] = {ACTION_EDIT,     ACTION_FIND_FORWARD, ACTION_FIND_NEXT,
                               ACTION_NEXT_HIT, ACTION_BACK,         ACTION_HELP};
static const Action pipe_hints[] = {ACTION_FIND_FORWARD, ACTION_FIND_NEXT, ACTION_BACK, ACTION_HELP};
static const Action prompt_hints[] = {ACTION_ACCEPT, ACTION_BACK, ACTION_HISTORY_OLDER};

/* "line 123/4,567 · 45 %" */
static void write_place(const Pager *pager, Buf *out)
{
    char number[FORMAT_BYTES];
    Document *document = pager->document;
    uint64_t size = document_size(document);
    uint64_t line = document_line_at(document, viewport_top(pager->viewport));
    uint64_t lines = document_line_count(document);
    if (size == 0) {
        buf_printf(out, "empty");
        return;
    }
    if (line > 0)
        buf_printf(out, "line %s", format_count(line, number));
    if (line > 0 && lines > 0)
        buf_printf(out, "/%s", format_count(lines, number));
    if (viewport_is_counting(pager->viewport)) {
        double counted = (double)document_indexed_bytes(document) / (double)size;
        buf_printf(out, "%scounting lines %d %%", line > 0 ? " · " : "", (int)(counted * PERCENT_MOST));
        return;
    }
    double share = (double)viewport_bottom(pager->viewport) / (double)size;
    int percent = viewport_is_at_end(pager->viewport) ? PERCENT_MOST : (int)(share * PERCENT_MOST);
    if (pager_is_fed(pager))
        buf_printf(out, "%sreading …", line > 0 ? " · " : "");
    else
        buf_printf(out, "%s%d %%", line > 0 ? " · " : "", percent);
}

/* "match 3 of 17", "≥17 matches", "finding 45 %" */
static void write_matches(const Pager *pager, Buf *out)
{
    const PagerFind *find = &pager->find;
    const PagerCount *count = &pager->count;
    char number[FORMAT_BYTES], total[FORMAT_BYTES];
    if (!find->pattern || find->is_hidden)
        return;
    if (find->finding && find->progress > 0) {
        buf_printf(out, "finding %d %%", (int)(find->progress * PERCENT_MOST));
        return;
    }
    uint64_t matches = count->count > 0 ? count->slices[count->count - 1] : 0;
    const char *bound = count->is_complete ? "" : "≥";
    if (find->start != UINT64_MAX && count->ordinal_of == find->start && matches < count->ordinal)
        matches = count->ordinal;
    format_count(matches, total);
    if (find->start != UINT64_MAX && count->ordinal_of == find->start)
        buf_printf(out, "match %s of %s%s", format_count(count->ordinal, number), bound, total);
    else if (count->is_complete && matches == 0)
        buf_printf(out, "no match");
    else
        buf_printf(out, "%s%s match%s", bound, total, matches == 1 && count->is_complete ? "" : "es");
}

/* "file 2 of 3 · following · filtered · gone" */
static void write_flags(const Pager *pager, Buf *out)
{
    if (pager->files.count > 1)
        buf_printf(out, "file %zu of %zu", pager->files.current + 1, pager->files.count);
    if (pager_is_following(pager))
        buf_printf(out, "%sfollowing", out->len > 0 ? " · " : "");
    if (pager->filter.pattern)
        buf_printf(out, "%s%s lines only", out->len > 0 ? " · " : "", pager->filter.is_inverted ? "other" : "matching");
    if (pager->is_stale || pager->is_gone)
        buf_printf(out, "%s%s", out->len > 0 ? " · " : "", pager->is_gone ? "gone" : "changed on disk");
}

/* Draws the text to end before `x_end`; returns where it begins, and nothing is drawn where there is no room. */
static int draw_right(Canvas *canvas, Rect row, int x_end, Buf *text, Role role)
{
    buf_append_byte(text, '\0');
    int columns = canvas_text_width(text->data);
    int x = x_end - columns;
    if (columns > 0 && x >= row.x + PATH_COLUMNS_LEAST) {
        canvas_text(canvas, x, row.y, columns, text->data, style_of(role));
        x_end = x - GAP;
    }
    buf_deinit(text);
    return x_end;
}

static void draw_header(Pager *pager, Canvas *canvas, Rect row)
{
    int x_end = row.x + row.width - 1;
    Buf place = {0}, matches = {0}, flags = {0};
    if (pager->document) {
        write_place(pager, &place);
        write_matches(pager, &matches);
        write_flags(pager, &flags);
        x_end = draw_right(canvas, row, x_end, &place, ROLE_DIM);
        x_end = draw_right(canvas, row, x_end, &matches, ROLE_TEXT);
        x_end = draw_right(canvas, row, x_end, &flags, ROLE_WARNING);
    } else if (pager_is_fed(pager)) {
        buf_printf(&place, "nothing yet");
        x_end = draw_right(canvas, row, x_end, &place, ROLE_DIM);
    }
    int x = row.x + 1;
    if (pager->name.len > 0)
        canvas_path(canvas, x, row.y, x_end - x, buf_slice(&pager->name), false);
    else if (!pager->opening)
        canvas_text(canvas, x, row.y, x_end - x, "standard input", style_of(ROLE_DIM));
}

/* What the keys at the start of a pattern have set. */
static void write_modes(const Pager *pager, Buf *out)
{
    const PagerModes *modes = &pager->prompt.modes;
    bool is_pattern = pager->prompt.kind == PAGER_PROMPT_FIND || pager->prompt.kind == PAGER_PROMPT_FILTER;
    if (is_pattern)
        buf_printf(out, "%s%s%s%s%s%s", modes->is_inverted ? "non-matching " : "",
                   modes->spans_files ? "all files " : "", modes->from_first ? "from the first " : "",
                   modes->keeps_place ? "keep place " : "", modes->wraps ? "around " : "",
                   pager->find.is_literal ? "plain text " : "");
    buf_append_byte(out, '\0');
}

static void draw_prompt(Pager *pager, Canvas *canvas, int y, int width)
{
    const PagerPrompt *prompt = &pager->prompt;
    Buf modes = {0};
    write_modes(pager, &modes);
    int x = canvas_text(canvas, 0, y, width, modes.data, style_of(ROLE_WARNING));
    buf_deinit(&modes);
    x += canvas_text(canvas, x, y, width - x, pager_prompt_label(pager), style_of(ROLE_ACCENT));
    int x_end = width;
    int columns = canvas_text_width(prompt->error);
    if (columns > 0 && x + PATH_COLUMNS_LEAST + columns < width) {
        x_end = width - 1 - columns;
        canvas_text(canvas, x_end, y, columns, prompt->error, style_of(ROLE_ERROR));
        x_end -= GAP;
    }
    int cursor = line_edit_draw(&prompt->edit, canvas, x, y, x_end - x, style_of(ROLE_TEXT));
    canvas->cursor_x = cursor;
    canvas->cursor_y = y;
    if (columns == 0 && !pager_prompt_is_letter(prompt->kind))
        app_draw_hints(pager->view.app, canvas, y, x_end / 2, width - 1, CONTEXT_FILTER, prompt_hints,
                       sizeof prompt_hints / sizeof *prompt_hints);
}

static void draw_status(Pager *pager, Canvas *canvas, int y, int width)
{
    App *app = pager->view.app;
    if (pager->prompt.kind != PAGER_PROMPT_NONE) {
        draw_prompt(pager, canvas, y, width);
        return;
    }
    int x = app_draw_status(app, canvas, y, width);
    if (pager_is_pipe(pager))
        app_draw_hints(app, canvas, y, x + GAP, width - 1, CONTEXT_PAGER, pipe_hints,
                       sizeof pipe_hints / sizeof *pipe_hints);
    else
        app_draw_hints(app, canvas, y, x + GAP, width - 1, CONTEXT_PAGER, hints, sizeof hints / sizeof *hints);
}

/* The cursor stands on the row that has the attention. */
static void put_cursor(Pager *pager, Canvas *canvas)
{
    uint64_t attention = pager_attention(pager);
    uint64_t line;
    int y = 0;
    for (int i = 0; viewport_offset_at(pager->viewport, i, &line) && line <= attention; i++)
        y = i;
    canvas->cursor_x = pager->text_area.x;
    canvas->cursor_y = pager->text_area.y + y;
}

static void draw_text(Pager *pager, Canvas *canvas, Rect area)
{
    pager->text_area = area;
    if (area.height <= 0)
        return;
    painter_turn(pager->painter, app_syntax_is_on(pager->view.app));
    viewport_draw(pager->viewport, canvas, area);
    pager->gone_to = UINT64_MAX;
    if (pager->document && !document_is_stale(pager->document))
        kept_place_note(&pager->kept, pager->viewport, area, pager_attention(pager));
    if (pager->error.text[0] != '\0')
        canvas_bytes(canvas, area.x + 1, area.y, area.width - 1, slice_from_cstr(pager->error.text),
                     style_of(ROLE_DIM));
    put_cursor(pager, canvas);
    pager_select_draw(pager, canvas, area);
}

void pager_draw(View *view, Canvas *canvas, Rect area)
{
    Pager *pager = (Pager *)view;
    Layout layout = layout_make(area, false);
    layout_draw(&layout, canvas);
    draw_text(pager, canvas, layout.list);
    pager_context_draw(pager, canvas, layout.hair_y[0], area.width);
    draw_header(pager, canvas, (Rect){area.x, layout.prompt_y, area.width, 1});
    if (layout.status_y >= 0)
        draw_status(pager, canvas, layout.status_y, area.width);
}
