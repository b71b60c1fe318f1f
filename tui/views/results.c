/* The results on the screen: which search is shown, and moving in it. */
#include "tui/views/results.h"

enum {
    SCREENS_RESOLVED = 3,
    ANCHOR_WAIT_MS = 120,   /* how long the first screen may wait for the line that was selected */
    REFRESH_WAIT_MS = 1000, /* ... while what is shown stands for it */
    SCREENFUL_WHEN_UNKNOWN = 64,
};

static void rows_ready(RowRequest *request);

void results_init(Results *results, App *app)
{
    *results = (Results){.app = app, .list = {.above = 1}};
    results->request = row_request_new(results, rows_ready);
    results->recent = recent_new();
    results->contexts = row_contexts_new(app);
}

void results_deinit(Results *results)
{
    results_clear(results);
    recent_free(results->recent);
    row_contexts_free(results->contexts);
    row_request_free(results->request);
}

static void release_search(Search **search)
{
    if (!*search)
        return;
    search_cancel(*search);
    search_release(*search);
    *search = NULL;
}

void results_clear(Results *results)
{
    release_search(&results->incoming);
    release_search(&results->shown);
    row_block_free(results->block);
    results->block = NULL;
    results->shown_progress = results->incoming_progress = (SearchProgress){0};
    results_forget_lost(results);
    results->has_moved = results->is_refresh = false;
    results->list = (List){.above = 1, .height = results->list.height};
    results->drawn_top = 0;
}

/* The selected line in terms of the snapshot that is searched next. */
static Anchor make_anchor(const Results *results, Snapshot *snapshot, ResultsKeep keep)
{
    const LostRow *lost = results->lost.rows > 0 ? &results->lost : NULL;
    const RowText *selected = lost ? &lost->row : results_selected(results);
    if (!selected || (keep == KEEP_LINE && !results->has_moved))
        return (Anchor){0};
    Tree *tree = snapshot_tree(snapshot);
    Tree *shown_tree = snapshot_tree(search_snapshot(results->shown));
    uint32_t file = selected->row.file;
    bool is_gone = false;
    if (tree != shown_tree || file == TREE_NONE) {
        Slice path = lost ? buf_slice(&lost->path) : tree_path(shown_tree, file);
        file = tree_find(tree, path);
        is_gone = file == TREE_NONE;
        if (is_gone && keep != KEEP_LINE)
            file = tree_lower_bound(tree, path);
    }
    return (Anchor){
        .is_set = !is_gone || keep != KEEP_LINE,
        .is_exact = keep == KEEP_LINE,
        .keeps_lost = keep == KEEP_PLACE,
        .is_gone = is_gone,
        .file = file,
        .offset = is_gone ? 0 : selected->row.start,
        .line = selected->row.line,
        .mark = lost ? lost->mark : row_block_mark(results->block, selected),
        .row = selected->row.row,
        .screen_row = (int)(results->list.selected - results->list.top) + (lost ? lost->rows - 1 : 0),
    };
}

void results_start(Results *results, Pattern *pattern, PathFilter *filter, const SearchOptions *asked, ResultsKeep keep)
{
    Snapshot *snapshot = app_snapshot(results->app);
    if (!snapshot)
        return;
    /* an anchor that has not been reached yet still holds for the search after it */
    bool is_pending = results->incoming && search_snapshot(results->incoming) == snapshot;
    if (!is_pending || !results->anchor.is_set)
        results->anchor = make_anchor(results, snapshot, keep);
    results->is_refresh = keep != KEEP_LINE && results->shown && (!results->incoming || results->is_refresh);
    release_search(&results->incoming);
    if (results->shown)
        search_cancel(results->shown);
    results->is_requested = false;
    results->incoming_progress = (SearchProgress){0};
    if (app_contents_version(results->app) != results->contents_version)
        recent_outdate(results->recent);
    results->contents_version = app_contents_version(results->app);
    Session *session = app_session(results->app);
    SearchOptions options = *asked;
    options.index = session_index(session);
    results->incoming = recent_start(results->recent, session_pool(session), snapshot, pattern, filter, &options,
                                     app_wake(results->app));
}

static uint64_t screenful(const Results *results)
{
    return results->list.height > 0 ? (uint64_t)results->list.height : SCREENFUL_WHEN_UNKNOWN;
}

/* Selects what became of the anchor's line. */
static void place(Results *results, uint64_t row, AnchorFate fate)
{
    int screen_row = results->anchor.screen_row;
    list_place(&results->list, 1, 1);
    if (fate == ANCHOR_LOST) {
        results->list.extra = results->lost.rows;
        screen_row -= results->lost.rows - 1;
    }
    if (row != UINT64_MAX)
        list_place(&results->list, row, screen_row);
    results->is_changed =
        fate == ANCHOR_CHANGED || (results->is_changed && !results->anchor.is_exact && row != UINT64_MAX);
    results->drawn_top = results->list.top;
    results->anchor = (Anchor){0};
}

/* The incoming search becomes the one that is shown. */
static void show_incoming(Results *results, RowBlock *block, uint64_t anchor_row, AnchorFate fate, bool has_file)
{
    if (fate == ANCHOR_LOST && !results_lose(results, &results->anchor, has_file))
        fate = ANCHOR_FOUND;
    if (fate != ANCHOR_LOST) {
        bool was_changed = results->is_changed;
        results_forget_lost(results);
        results->is_changed = was_changed;
    }
    if (results->shown)
        search_release(results->shown);
    results->shown = results->incoming;
    results->shown_progress = results->incoming_progress;
    results->incoming = NULL;
    results->is_refresh = false;
    row_block_free(results->block);
    results->block = block;
    results->list.rows = results->shown_progress.rows;
    results->list.extra = 0;
    results->has_moved = anchor_row != UINT64_MAX && (results->has_moved || results->anchor.is_exact);
    place(results, anchor_row, fate);
}

static void rows_ready(RowRequest *request)
{
    Results *results = request->owner;
    RowBlock *block = request->block;
    if (results->incoming && block->search == results->incoming) {
        show_incoming(results, block, request->anchor_row, request->fate, request->has_file);
    } else if (results->shown && block->search == results->shown) {
        row_block_free(results->block);
        results->block = block;
    } else {
        row_block_free(block);
    }
    request->block = NULL;
}

static void update_incoming(Results *results)
{
    search_advance(results->incoming, &results->incoming_progress);
    const SearchProgress *progress = &results->incoming_progress;
    if (results->is_requested || request_is_pending(&results->request->request))
        return;
    if (progress->is_complete && progress->rows == 0) {
        bool is_lost = results->anchor.is_set && results->anchor.keeps_lost;
        show_incoming(results, NULL, is_lost ? 0 : UINT64_MAX, is_lost ? ANCHOR_LOST : ANCHOR_FOUND, false);
        return;
    }
    double wait_ms = results->is_refresh ? REFRESH_WAIT_MS : ANCHOR_WAIT_MS;
    bool has_waited = !results->anchor.is_set || progress->ms > wait_ms;
    if (!progress->is_complete && (progress->rows < screenful(results) || !has_waited))
        return;
    results->is_requested = true;
    results->anchor.keeps_lost = results->anchor.keeps_lost && progress->is_complete; /* else it may still come */
    row_request_post(results->request, app_requests(results->app), results->incoming, progress->rows, 0,
                     (size_t)screenful(results) * SCREENS_RESOLVED, &results->anchor);
}

/* True when rows in view, or soon in view, are missing. */
static bool wants_rows(const Results *results)
{
    const List *list = &results->list;
    uint64_t reach = screenful(results) / 2;
    uint64_t first = list->top > reach ? list->top - reach : 0;
    uint64_t end = list->top + screenful(results) + reach;
    if (end > list->rows)
        end = list->rows;
    return first < end && !row_block_has(results->block, first, end - first);
}

static bool has_rows_in_view(const Results *results)
{
    const List *list = &results->list;
    uint64_t left = list->rows > list->top ? list->rows - list->top : 0;
    uint64_t count = left < screenful(results) ? left : screenful(results);
    return count == 0 || row_block_has(results->block, list->top, count);
}

void results_update(Results *results)
{
    if (results->incoming) {
        update_incoming(results);
    } else if (results->shown && !results->shown_progress.is_complete) {
        search_advance(results->shown, &results->shown_progress);
        list_resize(&results->list, results->shown_progress.rows, results->list.height);
        if (results->list.selected == 0)
            list_select(&results->list, 1);
    }
    if (results->shown && results->block && app_shows_context(results->app))
        row_contexts_update(results->contexts, results->block);
    if (!results->shown || !wants_rows(results) || request_is_pending(&results->request->request))
        return;
    uint64_t height = screenful(results);
    uint64_t first = results->list.top > height ? results->list.top - height : 0;
    row_request_post(results->request, app_requests(results->app), results->shown, results->shown_progress.rows, first,
                     (size_t)height * SCREENS_RESOLVED, &(Anchor){0});
}

bool results_is_waiting(const Results *results)
{
    if (results->incoming || row_contexts_are_waiting(results->contexts))
        return true;
    if (!results->shown)
        return false;
    return !results->shown_progress.is_complete || !has_rows_in_view(results) ||
           request_is_pending(&results->request->request);
}

bool results_are_ready(const Results *results)
{
    if (results->incoming || !results->shown)
        return false;
    if (results->lost.rows > 0 || results->list.rows == 0)
        return results->shown_progress.is_complete;
    return results_selected(results) != NULL;
}

bool results_are_refreshing(const Results *results)
{
    return results->incoming && results->is_refresh;
}

const SearchProgress *results_progress(const Results *results)
{
    if (results_are_refreshing(results) && results->shown_progress.is_complete)
        return &results->shown_progress;
    return results->incoming ? &results->incoming_progress : &results->shown_progress;
}

const RowText *results_selected(const Results *results)
{
    if (results->lost.rows > 0)
        return results_selected_is_gone(results) ? NULL : &results->lost.row;
    const RowText *row = row_block_at(results->block, results->list.selected);
    return row && !row->row.is_heading ? row : NULL;
}

uint64_t results_position(const Results *results)
{
    if (!results->shown || results->list.rows == 0 || results->lost.rows > 0)
        return 0;
    return results->list.selected - search_file_of_row(results->shown, results->list.selected);
}

static bool is_heading(const Results *results, uint64_t row)
{
    return search_file(results->shown, search_file_of_row(results->shown, row)).row == row;
}

/* A heading is not to be selected: the row before it when going up, the one after it otherwise. */
static void leave_heading(Results *results, bool goes_up)
{
    List *list = &results->list;
    if (list->rows == 0 || !is_heading(results, list->selected))
        return;
    if (goes_up && list->selected > 0)
        list_move(list, -1);
    else
        list_move(list, 1);
    results->has_moved = true;
}

void results_select(Results *results, uint64_t row)
{
    results_forget_lost(results);
    if (!results->shown || results->list.rows == 0)
        return;
    list_select(&results->list, row);
    leave_heading(results, false);
    results->has_moved = true;
}

void results_move(Results *results, int64_t by)
{
    bool was_lost = results->lost.rows > 0;
    bool was_behind = results->list.selected == results->list.rows; /* then the last row is what is selected now */
    results_forget_lost(results);
    if (!results->shown || results->list.rows == 0)
        return;
    if (was_lost && (was_behind ? by < 0 : by > 0))
        by += was_behind ? 1 : -1;
    list_move(&results->list, by);
    leave_heading(results, by < 0);
    results->has_moved = true;
}

void results_next_file(Results *results, int by)
{
    bool is_next = results->lost.rows == 2 && by > 0;
    results_forget_lost(results);
    if (!results->shown || results->list.rows == 0)
        return;
    leave_heading(results, false);
    if (is_next)
        return;
    uint32_t nth = search_file_of_row(results->shown, results->list.selected);
    uint32_t count = search_file_count(results->shown);
    uint64_t first_line = search_file(results->shown, nth).row + 1;
    if (by > 0 && nth + 1 < count)
        results_select(results, search_file(results->shown, nth + 1).row + 1);
    else if (by < 0 && results->list.selected > first_line)
        results_select(results, first_line);
    else if (by < 0 && nth > 0)
        results_select(results, search_file(results->shown, nth - 1).row + 1);
}

bool results_row_at(const Results *results, int y, uint64_t *row)
{
    *row = results->drawn_top + (uint64_t)y;
    if (results->lost.rows > 0 && *row >= results->list.selected + (uint64_t)results->lost.rows)
        *row -= (uint64_t)results->lost.rows;
    else if (results->lost.rows > 0 && *row >= results->list.selected)
        return false;
    return y >= 0 && results->shown && *row < results->list.rows;
}
