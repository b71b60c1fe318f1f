/* What the keys do in the search view. */
#include <stdio.h>

#include "tui/views/pager.h"
#include "tui/views/search_view.h"

enum { WHEEL_ROWS = 3 };

void search_view_type(View *base, Slice text)
{
    SearchView *view = (SearchView *)base;
    prompt_type(&view->prompt, text);
    view->is_visit = false;
    view->is_attention_on_row = false;
    view->queued_count = 0;
    search_view_ask(view, KEEP_LINE);
    search_view_sync(view);
}

static bool is_ready(const SearchView *view)
{
    if (search_view_lists_files(view))
        return !files_is_waiting(&view->files) && view->files.snapshot;
    return view->has_error || results_are_ready(&view->results);
}

static void move(SearchView *view, int64_t by)
{
    view->is_attention_on_row = true;
    if (search_view_lists_files(view))
        files_move(&view->files, by);
    else
        results_move(&view->results, by);
}

static void move_to(SearchView *view, uint64_t row)
{
    view->is_attention_on_row = true;
    if (search_view_lists_files(view))
        files_select(&view->files, row);
    else
        results_select(&view->results, row);
}

static void tell_gone(SearchView *view)
{
    if (results_selected_is_gone(&view->results))
        app_say(view->view.app, ROLE_WARNING, "the file is gone");
}

static void edit(SearchView *view)
{
    App *app = view->view.app;
    if (search_view_lists_files(view)) {
        uint32_t file = files_selected(&view->files);
        if (file != TREE_NONE)
            app_edit(app, tree_path(snapshot_tree(view->files.snapshot), file), false, 0, 0);
        return;
    }
    const RowText *row = results_selected(&view->results);
    if (!row) {
        tell_gone(view);
        return;
    }
    search_view_remember(view);
    Slice path = tree_path(snapshot_tree(search_snapshot(view->results.shown)), row->row.file);
    app_edit(app, path, false, row->row.line, row->column);
}

static void page(SearchView *view)
{
    App *app = view->view.app;
    PagerPlace place = {.offset = UINT64_MAX};
    if (search_view_lists_files(view)) {
        uint32_t file = files_selected(&view->files);
        if (file != TREE_NONE)
            app_push(app, pager_new_listed(app, view->files.snapshot, file, place, NULL));
        return;
    }
    const RowText *row = results_selected(&view->results);
    if (!row) {
        tell_gone(view);
        return;
    }
    search_view_remember(view);
    Search *search = view->results.shown;
    place.offset = row->row.start;
    app_push(app, pager_new_listed(app, search_snapshot(search), row->row.file, place, search));
}

static void mark(SearchView *view)
{
    if (search_view_lists_files(view)) {
        uint32_t file = files_selected(&view->files);
        if (file != TREE_NONE)
            marks_toggle(&view->marks, snapshot_tree(view->files.snapshot), file, NULL, slice_of("", 0));
    } else {
        const RowText *row = results_selected(&view->results);
        if (row)
            marks_toggle(&view->marks, snapshot_tree(search_snapshot(view->results.shown)), row->row.file, row,
                         results_selected_text(&view->results));
    }
    move(view, 1);
}

static void copy(SearchView *view, bool is_place)
{
    App *app = view->view.app;
    Buf text = {0};
    if (search_view_lists_files(view)) {
        uint32_t file = files_selected(&view->files);
        if (file != TREE_NONE)
            buf_append_slice(&text, tree_path(snapshot_tree(view->files.snapshot), file));
    } else {
        const RowText *row = results_selected(&view->results);
        if (row && is_place) {
            buf_append_slice(&text, tree_path(snapshot_tree(search_snapshot(view->results.shown)), row->row.file));
            buf_printf(&text, ":%llu", (unsigned long long)row->row.line);
        } else if (row) {
            buf_append_slice(&text, results_selected_text(&view->results));
        }
    }
    if (text.len > 0) {
        app_copy(app, buf_slice(&text));
        app_say(app, ROLE_DIM, "copied %.*s", text.len < 200 ? (int)text.len : 200, text.data);
    }
    buf_deinit(&text);
}

static void copy_permalink(SearchView *view)
{
    App *app = view->view.app;
    if (search_view_lists_files(view)) {
        uint32_t file = files_selected(&view->files);
        if (file != TREE_NONE)
            app_copy_permalink(app, tree_path(snapshot_tree(view->files.snapshot), file), false, 0, 0);
        return;
    }
    const RowText *row = results_selected(&view->results);
    if (!row)
        return;
    Slice path = tree_path(snapshot_tree(search_snapshot(view->results.shown)), row->row.file);
    app_copy_permalink(app, path, false, row->row.line, row->row.line);
}

static void quickfix(SearchView *view)
{
    App *app = view->view.app;
    Results *results = &view->results;
    bool has_results = !search_view_lists_files(view) && results->shown && results->list.rows > 0;
    if (view->marks.count == 0 && !has_results) {
        app_say(app, ROLE_DIM, "there are no results to send");
        return;
    }
    if (view->marks.count == 0 && !results->shown_progress.is_complete) {
        app_say(app, ROLE_WARNING, "the search is still running");
        return;
    }
    search_view_remember(view);
    export_free(view->export);
    view->export = view->marks.count > 0 ? export_marks(app, &view->marks)
                                         : export_results(app, results->shown, results->list.rows);
}

static void next_file(SearchView *view, int by)
{
    view->is_attention_on_row = true;
    if (search_view_lists_files(view))
        move(view, by);
    else
        results_next_file(&view->results, by);
}

static void to_next_file(SearchView *view)
{
    next_file(view, 1);
}

static void to_previous_file(SearchView *view)
{
    next_file(view, -1);
}

static void copy_place(SearchView *view)
{
    copy(view, true);
}

static void copy_line(SearchView *view)
{
    copy(view, false);
}

static const struct {
    Action action;
    void (*act)(SearchView *view);
} row_acts[] = {
    {ACTION_EDIT, edit},
    {ACTION_PAGE, page},
    {ACTION_MARK, mark},
    {ACTION_COPY_PLACE, copy_place},
    {ACTION_COPY_LINE, copy_line},
    {ACTION_COPY_PERMALINK, copy_permalink},
    {ACTION_QUICKFIX, quickfix},
    {ACTION_OUTLINE, search_view_outline},
    {ACTION_GO_TO_DEFINITION, search_view_define},
    {ACTION_DEFINITIONS_FIRST, search_view_definitions},
    {ACTION_NEXT_FILE, to_next_file},
    {ACTION_PREVIOUS_FILE, to_previous_file},
};

enum { ROW_ACTS = sizeof row_acts / sizeof *row_acts };

static int find_row_act(Action action)
{
    int at = 0;
    while (at < ROW_ACTS && row_acts[at].action != action)
        at++;
    return at;
}

static const List *list_of(const SearchView *view)
{
    return search_view_lists_files(view) ? &view->files.list : &view->results.list;
}

static bool is_about_rows(const SearchView *view, const ActionCall *call)
{
    int64_t by;
    return list_movement(list_of(view), call, &by) || find_row_act(call->action) < ROW_ACTS;
}

static void act_on_rows(SearchView *view, const ActionCall *call)
{
    int64_t by;
    int at = find_row_act(call->action);
    if (list_movement(list_of(view), call, &by))
        move(view, by);
    else if (at < ROW_ACTS)
        row_acts[at].act(view);
}

/* Now, or as soon as there are rows to the question. */
static void act_on_rows_soon(SearchView *view, const ActionCall *call)
{
    if (is_ready(view))
        act_on_rows(view, call);
    else if (view->queued_count < SEARCH_QUEUED_MOST)
        view->queued[view->queued_count++] = *call;
}

void search_view_replay(SearchView *view)
{
    int count = view->queued_count, done = 0;
    while (done < count && is_ready(view))
        act_on_rows(view, &view->queued[done++]);
    view->queued_count = count - done;
    memmove(view->queued, view->queued + done, (size_t)view->queued_count * sizeof *view->queued);
}

static void preview_by(SearchView *view, int rows)
{
    preview_scroll(view->preview, rows);
}

static bool act_on_preview(SearchView *view, Action action)
{
    int page_rows = preview_height(view->preview) > 1 ? preview_height(view->preview) - 1 : 1;
    if (action == ACTION_PREVIEW_UP || action == ACTION_PREVIEW_DOWN)
        preview_by(view, action == ACTION_PREVIEW_UP ? -1 : 1);
    else if (action == ACTION_PREVIEW_PAGE_UP || action == ACTION_PREVIEW_PAGE_DOWN)
        preview_by(view, action == ACTION_PREVIEW_PAGE_UP ? -page_rows : page_rows);
    else if (action == ACTION_PREVIEW_TOGGLE)
        view->wants_preview = !view->wants_preview;
    else
        return false;
    return true;
}

static void asked_anew(SearchView *view)
{
    view->queued_count = 0;
    view->is_attention_on_row = false;
    search_view_ask(view, KEEP_LINE);
}

static bool toggle_case(SearchView *view)
{
    prompt_toggle_case(&view->prompt, !view->pattern || pattern_is_caseless(view->pattern));
    return true;
}

static bool toggle_word(SearchView *view)
{
    view->prompt.is_word = !view->prompt.is_word;
    return true;
}

static bool toggle_regex(SearchView *view)
{
    view->prompt.is_literal = !view->prompt.is_literal;
    return true;
}

static bool cycle_scope(SearchView *view)
{
    prompt_cycle_regions(&view->prompt);
    return true;
}

static bool clear_scope(SearchView *view)
{
    view->prompt.regions = 0;
    return true;
}

static bool toggle_binary(SearchView *view)
{
    view->with_binary = !view->with_binary;
    app_say(view->view.app, ROLE_DIM, view->with_binary ? "binary files too" : "without binary files");
    return true;
}

static bool undo(SearchView *view)
{
    return prompt_undo(&view->prompt) || scope_pop(&view->scope, &view->prompt);
}

static bool older(SearchView *view)
{
    return prompt_older(&view->prompt, app_history(view->view.app));
}

static bool newer(SearchView *view)
{
    return prompt_newer(&view->prompt, app_history(view->view.app));
}

static bool clear(SearchView *view)
{
    search_view_remember(view);
    prompt_set(&view->prompt, slice_of("", 0));
    return true;
}

/* What is asked becomes what is searched within: nothing changes but the prompt, until something is typed. */
static void search_within(SearchView *view)
{
    App *app = view->view.app;
    Prompt *prompt = &view->prompt;
    if (prompt->is_files || line_edit_text(&prompt->query).len == 0 || view->has_error) {
        app_say(app, ROLE_DIM, "there is no query to search within");
        return;
    }
    search_view_remember(view);
    if (!scope_push(&view->scope, view->pattern, prompt)) {
        app_say(app, ROLE_DIM, "no more than %d levels", SCOPE_MOST);
        return;
    }
    prompt->is_editing_globs = false;
    view->is_attention_on_row = false;
}

static bool leave_scope(SearchView *view)
{
    if (!scope_pop(&view->scope, &view->prompt))
        return false;
    asked_anew(view);
    return true;
}

/* What changes the question. False: it is not about that. */
static bool act_on_question(SearchView *view, Action action)
{
    static const struct {
        Action action;
        bool (*act)(SearchView *view); /* true when the question is another now */
    } acts[] = {
        {ACTION_TOGGLE_CASE, toggle_case},     {ACTION_TOGGLE_WORD, toggle_word}, {ACTION_TOGGLE_REGEX, toggle_regex},
        {ACTION_TOGGLE_BINARY, toggle_binary}, {ACTION_UNDO_QUERY, undo},         {ACTION_HISTORY_OLDER, older},
        {ACTION_HISTORY_NEWER, newer},         {ACTION_EDIT_CLEAR, clear},        {ACTION_CYCLE_SCOPE, cycle_scope},
        {ACTION_CLEAR_SCOPE, clear_scope},
    };
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (acts[i].action != action)
            continue;
        if (acts[i].act(view))
            asked_anew(view);
        return true;
    }
    return false;
}

static void set_files_mode(SearchView *view, bool is_on)
{
    view->prompt.is_files = is_on;
    view->prompt.is_editing_globs = false;
    line_edit_set(&view->prompt.paths, slice_of("", 0));
    asked_anew(view);
}

/* One level up. False at the top: the app quits. */
static bool go_back(SearchView *view)
{
    Prompt *prompt = &view->prompt;
    if (prompt->is_editing_globs) {
        prompt->is_editing_globs = false;
    } else if (view->is_visit && !prompt->is_files) {
        search_view_remember(view);
        return false;
    } else if (prompt_text(prompt).len > 0) {
        search_view_remember(view);
        prompt_set(prompt, slice_of("", 0));
        asked_anew(view);
    } else if (prompt->is_files) {
        set_files_mode(view, false);
    } else if (leave_scope(view)) {
        return true;
    } else if (view->marks.count > 0) {
        marks_clear(&view->marks);
    } else {
        return false;
    }
    return true;
}

static bool act_on_mouse(SearchView *view, Key key)
{
    Rect list = view->layout.list, preview = view->layout.preview;
    bool is_up = key.code == KEYCODE_WHEEL_UP;
    if (key.code == KEYCODE_WHEEL_UP || key.code == KEYCODE_WHEEL_DOWN) {
        bool is_in_preview = preview.width > 0 && key.x >= preview.x && key.y >= preview.y;
        if (is_in_preview)
            preview_by(view, is_up ? -WHEEL_ROWS : WHEEL_ROWS);
        else
            move(view, is_up ? -WHEEL_ROWS : WHEEL_ROWS);
        return true;
    }
    if (key.code != KEYCODE_CLICK && key.code != KEYCODE_DOUBLE_CLICK)
        return false;
    int y = key.y - list.y;
    if (key.x < list.x || key.x >= list.x + list.width || y < 0 || y >= list.height)
        return true;
    uint64_t row;
    if (search_view_lists_files(view)) {
        if (!list_row_at(&view->files.list, list, key, &row))
            return true;
        move_to(view, row);
    } else if (results_row_at(&view->results, y, &row)) {
        move_to(view, row);
    } else {
        return true;
    }
    if (key.code == KEYCODE_DOUBLE_CLICK)
        edit(view);
    return true;
}

static bool act_on_prompt(SearchView *view, const ActionCall *call)
{
    bool has_changed = false;
    bool is_right = call->action == ACTION_EDIT_RIGHT;
    if (call->action == ACTION_EDIT_DELETE_OR_QUIT && prompt_text(&view->prompt).len == 0 &&
        !view->prompt.is_editing_globs)
        return false;
    bool is_at_query = !view->prompt.is_editing_globs && !view->prompt.is_files;
    if (call->action == ACTION_EDIT_BACKSPACE && is_at_query && prompt_text(&view->prompt).len == 0)
        return leave_scope(view) || true;
    if (prompt_act(&view->prompt, call, &has_changed)) {
        view->is_attention_on_row = false;
        if (has_changed)
            asked_anew(view);
        return true;
    }
    if (!is_right || view->prompt.is_editing_globs)
        return call->action >= ACTION_EDIT_LEFT && call->action <= ACTION_EDIT_CLEAR;
    act_on_rows_soon(view, &(ActionCall){.action = ACTION_PAGE, .key = call->key});
    return true;
}

static bool act(SearchView *view, const ActionCall *call)
{
    if (call->key.code >= KEYCODE_CLICK && call->key.code <= KEYCODE_WHEEL_DOWN)
        return act_on_mouse(view, call->key);
    if (prompt_line(&view->prompt)->quotes_next)
        return act_on_prompt(view, call);
    if (is_about_rows(view, call)) {
        act_on_rows_soon(view, call);
        return true;
    }
    switch (call->action) {
    case ACTION_BACK:
        return go_back(view);
    case ACTION_FILTER:
        view->prompt.is_editing_globs = !view->prompt.is_editing_globs;
        return true;
    case ACTION_ACCEPT:
        view->prompt.is_editing_globs = false;
        return true;
    case ACTION_FILES:
        set_files_mode(view, !view->prompt.is_files);
        return true;
    case ACTION_SEARCH_WITHIN:
        search_within(view);
        return true;
    case ACTION_QUIT:
        search_view_remember(view);
        return false;
    default:
        return act_on_question(view, call->action) || act_on_preview(view, call->action) || act_on_prompt(view, call);
    }
}

bool search_view_act(View *base, const ActionCall *call)
{
    SearchView *view = (SearchView *)base;
    bool did = act(view, call);
    search_view_sync(view);
    return did;
}
