/* The search view: its life, asking, and what is new. */
#include "tui/views/search.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/search_view.h"

bool search_view_lists_files(const SearchView *view)
{
    return view->prompt.is_files || (line_edit_text(&view->prompt.query).len == 0 && view->scope.count == 0);
}

PathFilter *search_view_filter(const SearchView *view)
{
    const AppOptions *options = app_options(view->view.app);
    Slice globs = line_edit_text(&view->prompt.globs);
    if (globs.len == 0)
        return options->filter ? path_filter_retain(options->filter) : NULL;
    PathFilter *filter = options->filter ? path_filter_dup(options->filter) : path_filter_new();
    path_filter_add_globs(filter, globs);
    return filter;
}

static void set_pattern(SearchView *view, Pattern *pattern)
{
    if (view->pattern)
        pattern_release(view->pattern);
    view->pattern = pattern;
}

/* With an empty prompt the newest level of the scope is asked, and the levels below it are its conditions. */
static bool asks_scope(const SearchView *view)
{
    return line_edit_text(&view->prompt.query).len == 0 && view->scope.count > 0;
}

static SearchOptions asked(const SearchView *view)
{
    return (SearchOptions){.with_binary = view->with_binary,
                           .conditions = view->scope.patterns,
                           .condition_count = view->scope.count - asks_scope(view)};
}

static void ask_lines(SearchView *view, PathFilter *filter, ResultsKeep keep)
{
    Query query = prompt_query(&view->prompt);
    Pattern *pattern = asks_scope(view) ? pattern_retain(view->scope.patterns[view->scope.count - 1])
                                        : pattern_compile(&query, &view->error);
    view->has_error = pattern == NULL;
    if (!pattern)
        return;
    set_pattern(view, pattern);
    SearchOptions options = asked(view);
    results_start(&view->results, pattern, filter, &options, keep);
}

void search_view_ask(SearchView *view, ResultsKeep keep)
{
    view->has_probed = false;
    probes_clear(&view->probes);
    PathFilter *filter = search_view_filter(view);
    if (line_edit_text(&view->prompt.query).len == 0 && view->scope.count == 0) {
        view->has_error = false;
        results_clear(&view->results);
        set_pattern(view, NULL);
    } else if (!view->prompt.is_files) {
        ask_lines(view, filter, keep);
    }
    if (search_view_lists_files(view))
        files_start(&view->files, view->prompt.is_files ? line_edit_text(&view->prompt.paths) : slice_of("", 0),
                    filter);
    if (filter)
        path_filter_release(filter);
}

void search_view_remember(SearchView *view)
{
    Slice query = line_edit_text(&view->prompt.query);
    if (query.len > 0 && !view->has_error && !view->prompt.is_files)
        history_add(app_history(view->view.app), query);
}

/* Only where the preview is on the screen. */
void search_view_sync(SearchView *view)
{
    if (view->layout.preview.width <= 0)
        return;
    if (search_view_lists_files(view)) {
        uint32_t file = files_selected(&view->files);
        if (file != TREE_NONE)
            preview_show(view->preview, view->files.snapshot, file, UINT64_MAX, NULL);
        else if (!files_is_waiting(&view->files))
            preview_clear(view->preview);
        return;
    }
    if (results_are_refreshing(&view->results))
        return; /* the row's place is of files as they were */
    const RowText *row = results_selected(&view->results);
    if (row && view->results.shown)
        preview_show(view->preview, search_snapshot(view->results.shown), row->row.file, row->row.start,
                     search_pattern(view->results.shown));
    else if (view->results.list.rows == 0 && view->results.lost.rows == 0 && results_are_ready(&view->results))
        preview_clear(view->preview);
    preview_set_tag(view->preview, results_selected_is_gone(&view->results) ? "gone" : "");
}

/* Nothing was found: what would be? */
static void probe(SearchView *view)
{
    if (view->has_probed || view->has_error || !view->pattern || search_view_lists_files(view) ||
        results_are_refreshing(&view->results))
        return;
    const SearchProgress *progress = results_progress(&view->results);
    if (!progress->is_complete || progress->lines > 0 || app_is_listing(view->view.app))
        return;
    view->has_probed = true;
    PathFilter *filter = search_view_filter(view);
    SearchOptions options = asked(view);
    probes_start(&view->probes, view->view.app, view->pattern, filter, app_options(view->view.app)->filter,
                 line_edit_text(&view->prompt.globs).len > 0, &options);
    if (filter)
        path_filter_release(filter);
}

/* Another listing, or other contents: the same question again. */
static void take_news(SearchView *view)
{
    App *app = view->view.app;
    Snapshot *snapshot = app_snapshot(app);
    unsigned version = app_contents_version(app);
    bool is_other = snapshot != view->snapshot;
    bool was_complete = view->snapshot && tree_is_complete(snapshot_tree(view->snapshot));
    if (!snapshot || (!is_other && version == view->contents_version))
        return;
    if (is_other) {
        if (view->snapshot)
            snapshot_release(view->snapshot);
        view->snapshot = snapshot_retain(snapshot);
        marks_rebind(&view->marks, snapshot_tree(snapshot));
    }
    bool has_changed = version != view->contents_version;
    view->contents_version = version;
    bool is_other_listing = memcmp(&view->listing, app_listing(app), sizeof view->listing) != 0;
    view->listing = *app_listing(app);
    bool keeps_place = has_changed || was_complete || view->results.has_moved;
    search_view_ask(view, !keeps_place ? KEEP_LINE : is_other_listing ? KEEP_NEAR : KEEP_PLACE);
}

static void update(View *base)
{
    SearchView *view = (SearchView *)base;
    take_news(view);
    results_update(&view->results);
    files_update(&view->files);
    probe(view);
    probes_update(&view->probes);
    if (view->export)
        export_update(view->export);
    search_view_replay(view);
    search_view_sync(view);
}

static bool is_waiting(const View *base)
{
    const SearchView *view = (const SearchView *)base;
    if (results_is_waiting(&view->results) || files_is_waiting(&view->files) || probes_are_waiting(&view->probes))
        return true;
    return view->layout.preview.width > 0 && app_top(base->app) == base && preview_is_waiting(view->preview);
}

static KeyContext context(const View *base)
{
    const SearchView *view = (const SearchView *)base;
    return view->prompt.is_editing_globs ? CONTEXT_FILTER : CONTEXT_PROMPT;
}

static void free_view(View *base)
{
    SearchView *view = (SearchView *)base;
    export_free(view->export);
    preview_free(view->preview);
    probes_deinit(&view->probes);
    marks_deinit(&view->marks);
    files_deinit(&view->files);
    results_deinit(&view->results);
    scope_deinit(&view->scope);
    prompt_deinit(&view->prompt);
    set_pattern(view, NULL);
    if (view->snapshot)
        snapshot_release(view->snapshot);
    free(view);
}

bool search_view_search_below(View *base, Slice folder)
{
    if (base->class->draw != search_view_draw)
        return false;
    SearchView *view = (SearchView *)base;
    Buf glob = {0};
    buf_append_byte(&glob, '/');
    for (size_t i = 0; i < folder.len; i++) {
        if (strchr(" \t*?[]\\", folder.data[i]))
            buf_append_byte(&glob, '\\');
        buf_append_byte(&glob, folder.data[i]);
    }
    if (folder.len > 0)
        buf_append_byte(&glob, '/');
    else
        buf_clear(&glob);
    line_edit_set(&view->prompt.globs, buf_slice(&glob));
    buf_deinit(&glob);
    view->prompt.is_files = view->prompt.is_editing_globs = false;
    search_view_ask(view, KEEP_LINE);
    return true;
}

static SearchView *make(App *app, const Query *modes, Slice query, Slice globs)
{
    static const ViewClass class = {
        .context = context,
        .draw = search_view_draw,
        .act = search_view_act,
        .type = search_view_type,
        .update = update,
        .is_waiting = is_waiting,
        .free = free_view,
    };
    SearchView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->wants_preview = true;
    view->contents_version = app_contents_version(app);
    view->listing = *app_listing(app);
    prompt_init(&view->prompt, modes, query, globs);
    results_init(&view->results, app);
    files_init(&view->files, app);
    view->preview = preview_new(app_requests(app));
    search_view_ask(view, KEEP_LINE);
    return view;
}

View *search_view_new(App *app, Slice query, Slice globs)
{
    return &make(app, &app_options(app)->query, query, globs)->view;
}

View *search_view_new_word(App *app, Slice word)
{
    Query modes = {.is_literal = true, .is_word = true, .case_mode = CASE_SENSITIVE};
    SearchView *view = make(app, &modes, word, slice_of("", 0));
    view->is_visit = true;
    return &view->view;
}
