/* Drawing the search view. */
#include <stdio.h>

#include "tui/format.h"
#include "tui/views/header.h"
#include "tui/views/search_view.h"

static const Action hints[] = {ACTION_EDIT, ACTION_PAGE, ACTION_FILES, ACTION_TREE, ACTION_HELP};
static const Action filter_hints[] = {ACTION_ACCEPT, ACTION_BACK};

enum { HINT_COUNT = sizeof hints / sizeof *hints, FILTER_HINT_COUNT = sizeof filter_hints / sizeof *filter_hints };

static int percent_done(const SearchView *view, const SearchProgress *progress)
{
    uint32_t total = view->snapshot ? snapshot_count(view->snapshot) : 0;
    return total > 0 ? (int)((uint64_t)progress->files_done * 100 / total) : -1;
}

static HeaderCounts make_counts(const SearchView *view)
{
    if (search_view_lists_files(view)) {
        bool is_known = view->files.snapshot && !files_is_waiting(&view->files) && !app_is_listing(view->view.app);
        return (HeaderCounts){
            .is_files_only = true, .files = view->files.list.rows, .is_complete = is_known, .percent = -1, .ms = -1};
    }
    const SearchProgress *progress = results_progress(&view->results);
    bool is_complete = progress->is_complete && !app_is_listing(view->view.app);
    return (HeaderCounts){
        .lines = progress->lines,
        .files = progress->files,
        .is_complete = is_complete,
        .is_stale = view->has_error,
        .percent = progress->is_complete ? -1 : percent_done(view, progress),
        .ms = progress->ms,
    };
}

static int draw_header(SearchView *view, Canvas *canvas)
{
    Header header = {
        .prompt = &view->prompt,
        .scope = &view->scope,
        .is_caseless = view->pattern ? pattern_is_caseless(view->pattern) : view->prompt.case_mode != CASE_SENSITIVE,
        .has_error = view->has_error,
        .error_offset = view->error.offset,
        .counts = make_counts(view),
    };
    return header_draw(&header, canvas, &view->layout);
}

/* "9/28" at the right end; returns where it begins. */
static int draw_position(const SearchView *view, Canvas *canvas, int y, int width)
{
    bool is_files = search_view_lists_files(view);
    uint64_t total = is_files ? view->files.list.rows : view->results.shown_progress.lines;
    uint64_t at = is_files ? (total > 0 ? view->files.list.selected + 1 : 0) : results_position(&view->results);
    char number[FORMAT_BYTES], of[FORMAT_BYTES], text[2 * FORMAT_BYTES];
    if (at == 0 || view->has_error)
        return width;
    snprintf(text, sizeof text, "%s/%s", format_count(at, number), format_count(total, of));
    int x = width - 1 - canvas_text_width(text);
    if (x < 0)
        return width;
    canvas_text(canvas, x, y, width - x, text, style_of(ROLE_TEXT));
    return x - 3;
}

static int draw_word(Canvas *canvas, int x, int y, int x_end, Role role, const char *text)
{
    if (x + 2 + canvas_text_width(text) > x_end)
        return x;
    return x + 2 + canvas_text(canvas, x + 2, y, x_end - x - 2, text, style_of(role));
}

/* Which files are looked into, where it is not the usual ones. */
static int draw_modes(const SearchView *view, Canvas *canvas, int x, int y, int x_end)
{
    const ListingOptions *listing = app_listing(view->view.app);
    const struct {
        bool is_on;
        const char *text;
    } modes[] = {{listing->tracked_only, "tracked only"},
                 {listing->with_ignored, "+ignored"},
                 {listing->with_hidden, "+hidden"},
                 {view->with_binary, "+binary"}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (modes[i].is_on)
            x = draw_word(canvas, x, y, x_end, ROLE_DIM, modes[i].text);
    return x;
}

/* What else there is to know: marks, lines given up, modes that are not to be seen elsewhere. */
static int draw_remarks(const SearchView *view, Canvas *canvas, int x, int y, int x_end)
{
    char text[96], number[FORMAT_BYTES];
    const SearchProgress *progress = results_progress(&view->results);
    if (view->marks.count > 0) {
        snprintf(text, sizeof text, "%s marked", format_count(view->marks.count, number));
        x = draw_word(canvas, x, y, x_end, ROLE_MATCH, text);
    }
    x = draw_modes(view, canvas, x, y, x_end);
    if (progress->timed_out_lines > 0 && !search_view_lists_files(view)) {
        snprintf(text, sizeof text, "%s line%s given up", format_count(progress->timed_out_lines, number),
                 progress->timed_out_lines == 1 ? "" : "s");
        x = draw_word(canvas, x, y, x_end, ROLE_WARNING, text);
    }
    if (view->results.shown && !pattern_has_jit(search_pattern(view->results.shown)))
        x = draw_word(canvas, x, y, x_end, ROLE_WARNING, "matching slowly, without JIT");
    if (progress->unreadable_files > 0 && !search_view_lists_files(view)) {
        snprintf(text, sizeof text, "%s file%s could not be read", format_count(progress->unreadable_files, number),
                 progress->unreadable_files == 1 ? "" : "s");
        x = draw_word(canvas, x, y, x_end, ROLE_WARNING, text);
    }
    return x;
}

static void draw_status(SearchView *view, Canvas *canvas)
{
    int y = view->layout.status_y, width = view->layout.area.width;
    if (y < 0)
        return;
    int x_end = draw_position(view, canvas, y, width);
    int x;
    if (view->has_error && !view->prompt.is_files)
        x = canvas_printf(canvas, 0, y, x_end, style_of(ROLE_ERROR), "%s", view->error.text);
    else
        x = app_draw_status(view->view.app, canvas, y, x_end);
    x = draw_remarks(view, canvas, x, y, x_end);
    bool is_filter = view->prompt.is_editing_globs;
    app_draw_hints(view->view.app, canvas, y, x + 3, x_end, is_filter ? CONTEXT_FILTER : CONTEXT_PROMPT,
                   is_filter ? filter_hints : hints, is_filter ? FILTER_HINT_COUNT : HINT_COUNT);
}

static bool has_nothing(const SearchView *view)
{
    return results_are_ready(&view->results) && view->results.list.rows == 0 && view->results.lost.rows == 0 &&
           !view->has_error;
}

static int draw_list(SearchView *view, Canvas *canvas)
{
    Rect area = view->layout.list;
    if (search_view_lists_files(view))
        return files_draw(&view->files, canvas, area, &view->marks);
    if (has_nothing(view)) {
        if (!app_is_listing(view->view.app))
            probes_draw(&view->probes, canvas, area);
        return -1;
    }
    return results_draw(&view->results, canvas, area, &view->marks);
}

void search_view_draw(View *base, Canvas *canvas, Rect area)
{
    SearchView *view = (SearchView *)base;
    view->layout = layout_make(area, view->wants_preview);
    layout_draw(&view->layout, canvas);
    int cursor_x = draw_header(view, canvas);
    int row_y = draw_list(view, canvas);
    search_view_sync(view);
    preview_turn_syntax(view->preview, app_syntax_is_on(view->view.app));
    if (view->layout.preview.width > 0)
        preview_draw(view->preview, canvas, view->layout.preview);
    draw_status(view, canvas);
    bool is_on_row = view->is_attention_on_row && row_y >= 0;
    canvas->cursor_x = is_on_row ? 0 : cursor_x;
    canvas->cursor_y = is_on_row ? row_y : view->layout.prompt_y;
    if (canvas->cursor_x >= area.width)
        canvas->cursor_x = area.width - 1;
}
