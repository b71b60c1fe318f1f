/* The search view's ways to structure: the outline of the selected file, and definitions. */
#include "tui/views/outline.h"
#include "tui/views/search_view.h"
#include "tui/views/symbols.h"

/* Of the selected file; at the selected line. */
void search_view_outline(SearchView *view)
{
    App *app = view->view.app;
    OutlineSource source = {.is_listed = true};
    if (search_view_lists_files(view)) {
        source.snapshot = view->files.snapshot;
        source.index = files_selected(&view->files);
    } else {
        const RowText *row = results_selected(&view->results);
        source.snapshot = row ? search_snapshot(view->results.shown) : NULL;
        source.index = row ? row->row.file : TREE_NONE;
        source.offset = row ? row->row.start : 0;
    }
    if (source.index == TREE_NONE)
        return;
    source.path = tree_path(snapshot_tree(source.snapshot), source.index);
    app_push(app, outline_view_new(app, &source));
}

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || (byte & 0x80);
}

/* Of the word that the selected row's match begins in. */
void search_view_define(SearchView *view)
{
    const RowText *row = search_view_lists_files(view) ? NULL : results_selected(&view->results);
    if (!row || row->row.match_count == 0 || row->row.matches[0].start < row->line_at)
        return;
    Slice text = results_selected_text(&view->results);
    size_t start = row->row.matches[0].start - row->line_at, end = start;
    while (start < text.len && start > 0 && is_word_byte(text.data[start - 1]))
        start--;
    while (end < text.len && is_word_byte(text.data[end]))
        end++;
    if (end > start)
        symbols_view_go(view->view.app, slice_sub(text, start, end));
    else
        app_say(view->view.app, ROLE_WARNING, "the match does not begin with a word");
}

void search_view_definitions(SearchView *view)
{
    const Results *results = &view->results;
    if (search_view_lists_files(view) || !results->shown)
        app_say(view->view.app, ROLE_DIM, "there are no results to look through");
    else
        symbols_view_hits(view->view.app, results->shown, results->list.rows);
}
