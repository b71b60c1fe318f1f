/* The tree of folders, with the preview beside it. */
#include "tui/views/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/app.h"
#include "tui/format.h"
#include "tui/line_edit.h"
#include "tui/preview.h"
#include "tui/views/layout.h"
#include "tui/views/list.h"
#include "tui/views/outline.h"
#include "tui/views/pager.h"
#include "tui/views/search.h"
#include "tui/views/tree_finder.h"
#include "tui/views/tree_rows.h"

enum { INDENT = 2, SIZE_WIDTH_LEAST = 40, SIZE_COLUMNS = 12 };

typedef struct TreeView {
    View view;
    Snapshot *snapshot; /* a reference; NULL before the first listing */
    TreeRows rows;
    List list;
    Preview *preview;
    bool wants_preview;
    bool is_finding; /* keys go to `find` */
    LineEdit find;
    TreeFinder *finder;
    Layout layout;
} TreeView;

static const TreeRow *selected(const TreeView *view)
{
    return view->rows.count > 0 ? &view->rows.rows[view->list.selected] : NULL;
}

static Slice selected_path(const TreeView *view)
{
    return view->rows.count > 0 ? tree_rows_path(&view->rows, view->list.selected) : slice_of("", 0);
}

static void sync_preview(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (view->layout.preview.width <= 0)
        return;
    if (row && !row->is_folder)
        preview_show(view->preview, view->snapshot, row->first, UINT64_MAX, NULL);
    else
        preview_clear(view->preview);
}

/* After the rows have changed: the selection goes to the path, or stays near where it was. */
static void select_path(TreeView *view, Slice path)
{
    size_t at = tree_rows_find(&view->rows, path);
    view->list.rows = view->rows.count;
    list_select(&view->list, at < view->rows.count ? at : view->list.selected);
    sync_preview(view);
}

static void update(View *base)
{
    TreeView *view = (TreeView *)base;
    Snapshot *snapshot = app_snapshot(base->app);
    tree_finder_update(view->finder);
    if (!snapshot || snapshot == view->snapshot)
        return;
    Slice path = selected_path(view);
    char *kept = mem_strndup(path.data, path.len);
    Snapshot *old = view->snapshot;
    view->snapshot = snapshot_retain(snapshot);
    tree_rows_set(&view->rows, snapshot_tree(snapshot));
    select_path(view, slice_of(kept, path.len));
    free(kept);
    if (old)
        snapshot_release(old);
}

static void move(TreeView *view, int64_t by)
{
    list_move(&view->list, by);
    sync_preview(view);
}

static void page(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (row && !row->is_folder)
        app_push(view->view.app, pager_new_listed(view->view.app, view->snapshot, row->first,
                                                  (PagerPlace){.offset = UINT64_MAX}, NULL));
}

static void outline(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (!row || row->is_folder)
        return;
    OutlineSource source = {
        .snapshot = view->snapshot, .index = row->first, .path = selected_path(view), .is_listed = true};
    app_push(view->view.app, outline_view_new(view->view.app, &source));
}

static void edit(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (row && !row->is_folder)
        app_edit(view->view.app, selected_path(view), false, 0, 0);
}

static void open_folder(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (!row)
        return;
    if (!row->is_folder) {
        page(view);
        return;
    }
    if (row->is_open) {
        move(view, 1);
        return;
    }
    tree_rows_open(&view->rows, selected_path(view));
    select_path(view, selected_path(view));
}

/* An open folder closes; from anything else to the folder above. */
static void close_folder(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (!row)
        return;
    Slice path = selected_path(view);
    if (row->is_folder && row->is_open) {
        tree_rows_close(&view->rows, path);
        select_path(view, path);
        return;
    }
    size_t len = path.len - slice_base_name(path).len;
    if (len > 0)
        select_path(view, slice_sub(path, 0, len - 1));
}

static void search_here(TreeView *view)
{
    const TreeRow *row = selected(view);
    if (!row)
        return;
    Slice path = selected_path(view);
    size_t folder_len = row->is_folder ? path.len : path.len - slice_base_name(path).len;
    if (!row->is_folder && folder_len > 0)
        folder_len--;
    for (View *below = view->view.below; below; below = below->below)
        if (search_view_search_below(below, slice_sub(path, 0, folder_len)))
            break;
    app_pop(view->view.app, &view->view);
}

static void show_found(void *context, Slice path)
{
    TreeView *view = context;
    if (!view->rows.tree || tree_find(view->rows.tree, path) == TREE_NONE)
        return; /* it has gone meanwhile */
    tree_rows_reveal(&view->rows, path);
    select_path(view, path);
}

/* To the next file, from `from` on and around the end, whose base name holds what was typed. */
static void find(TreeView *view, uint32_t from)
{
    tree_finder_ask(view->finder, view->rows.tree, from, line_edit_text(&view->find));
}

static uint32_t first_of_selected(const TreeView *view)
{
    return view->rows.count > 0 ? view->rows.rows[view->list.selected].first : 0;
}

static void find_next(TreeView *view)
{
    find(view, first_of_selected(view) + 1);
}

static void copy_path(TreeView *view)
{
    app_copy(view->view.app, selected_path(view));
}

static void copy_permalink(TreeView *view)
{
    const TreeRow *row = selected(view);
    Buf path = {0};
    if (!row)
        return;
    buf_append_slice(&path, selected_path(view));
    if (row->is_folder)
        buf_append_byte(&path, '/');
    app_copy_permalink(view->view.app, buf_slice(&path), false, 0, 0);
    buf_deinit(&path);
}

static bool act_on_find(TreeView *view, const ActionCall *call)
{
    bool has_changed = false;
    if (call->action == ACTION_ACCEPT || call->action == ACTION_BACK || call->action == ACTION_EDIT) {
        view->is_finding = false;
        return true;
    }
    if (!line_edit_act(&view->find, call->action, &has_changed))
        return false;
    if (has_changed)
        find(view, first_of_selected(view));
    return true;
}

static bool act_on_mouse(TreeView *view, Key key)
{
    if (key.code != KEYCODE_CLICK && key.code != KEYCODE_DOUBLE_CLICK)
        return false;
    uint64_t row;
    if (!list_row_at(&view->list, view->layout.list, key, &row))
        return true;
    list_select(&view->list, row);
    sync_preview(view);
    if (key.code == KEYCODE_DOUBLE_CLICK)
        open_folder(view);
    return true;
}

static bool act_on_preview(TreeView *view, Action action)
{
    int page = preview_height(view->preview) > 1 ? preview_height(view->preview) - 1 : 1;
    if (action == ACTION_PREVIEW_UP || action == ACTION_PREVIEW_DOWN)
        preview_scroll(view->preview, action == ACTION_PREVIEW_UP ? -1 : 1);
    else if (action == ACTION_PREVIEW_PAGE_UP || action == ACTION_PREVIEW_PAGE_DOWN)
        preview_scroll(view->preview, action == ACTION_PREVIEW_PAGE_UP ? -page : page);
    else if (action == ACTION_PREVIEW_TOGGLE)
        view->wants_preview = !view->wants_preview;
    else
        return false;
    return true;
}

static bool act_on_list(TreeView *view, const ActionCall *call)
{
    int64_t by;
    if (!list_movement(&view->list, call, &by))
        return act_on_preview(view, call->action);
    move(view, by);
    return true;
}

static void start_finding(TreeView *view)
{
    view->is_finding = true;
    line_edit_set(&view->find, slice_of("", 0));
}

/* What is about the selected row. */
static bool act_on_row(TreeView *view, Action action)
{
    static const struct {
        Action action;
        void (*act)(TreeView *view);
    } acts[] = {
        {ACTION_OPEN_FOLDER, open_folder},
        {ACTION_CLOSE_FOLDER, close_folder},
        {ACTION_SEARCH_HERE, search_here},
        {ACTION_EDIT, edit},
        {ACTION_PAGE, page},
        {ACTION_OUTLINE, outline},
        {ACTION_COPY_PLACE, copy_path},
        {ACTION_COPY_PERMALINK, copy_permalink},
        {ACTION_FIND_FORWARD, start_finding},
        {ACTION_FIND_NEXT, find_next},
    };
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (acts[i].action != action)
            continue;
        acts[i].act(view);
        return true;
    }
    return false;
}

static bool act(View *base, const ActionCall *call)
{
    TreeView *view = (TreeView *)base;
    if (call->action == ACTION_NONE || call->key.code == KEYCODE_DOUBLE_CLICK)
        return act_on_mouse(view, call->key);
    if (view->is_finding && act_on_find(view, call))
        return true;
    if (call->action == ACTION_TREE) {
        app_pop(base->app, base);
        return true;
    }
    return act_on_row(view, call->action) || act_on_list(view, call);
}

static void type(View *base, Slice text)
{
    TreeView *view = (TreeView *)base;
    view->is_finding = true;
    line_edit_insert(&view->find, text);
    find(view, first_of_selected(view));
}

static void draw_row(const TreeView *view, Canvas *canvas, Rect area, int y, size_t at)
{
    const TreeRow *row = &view->rows.rows[at];
    int x = area.x + 2 + (int)(row->depth < 1000 ? row->depth : 1000) * INDENT;
    int x_end = area.x + area.width - 1;
    char text[2 * FORMAT_BYTES] = "", figure[FORMAT_BYTES];
    const File *file = snapshot_file(view->snapshot, row->first);
    if (row->is_folder)
        snprintf(text, sizeof text, "%s file%s", format_count(row->end - row->first, figure),
                 row->end - row->first == 1 ? "" : "s");
    else if (file_text(file) != TEXT_UNKNOWN && file_text(file) != TEXT_ABSENT)
        format_bytes(file_size(file), text);
    int size = canvas_text_width(text);
    if (area.width >= SIZE_WIDTH_LEAST && x + SIZE_COLUMNS < x_end) {
        canvas_text(canvas, x_end - size, y, size, text, style_of(ROLE_DIM));
        x_end -= size + 2;
    }
    if (x >= x_end)
        return;
    if (row->is_folder)
        canvas_put(canvas, x, y, row->is_open ? L'▾' : L'▸', 1, style_of(ROLE_DIM));
    Slice name = slice_sub(tree_path(view->rows.tree, row->first), row->name_at, row->name_end);
    if (x + 2 >= x_end)
        return;
    x += 2 + canvas_bytes(canvas, x + 2, y, x_end - x - 2, name, style_of(row->is_folder ? ROLE_FOLDER : ROLE_NAME));
    if (row->is_folder && x < x_end)
        canvas_put(canvas, x, y, L'/', 1, style_of(ROLE_FOLDER));
}

static void draw_list(TreeView *view, Canvas *canvas)
{
    Rect area = view->layout.list;
    list_resize(&view->list, view->rows.count, area.height);
    for (int i = 0; i < area.height && view->list.top + (uint64_t)i < view->rows.count; i++) {
        uint64_t at = view->list.top + (uint64_t)i;
        draw_row(view, canvas, area, area.y + i, at);
        if (at != view->list.selected)
            continue;
        canvas_select(canvas, area.x, area.y + i, area.width);
        canvas_put(canvas, area.x, area.y + i, L'▌', 1, (Style){.role = ROLE_BAR, .is_selected = true});
    }
}

/* The title: where the selection is, or what is being looked for. Returns the cursor's column. */
static int draw_title(const TreeView *view, Canvas *canvas, Rect area)
{
    int x = canvas_text(canvas, 0, 0, area.width, view->is_finding ? "tree / " : "tree  ", style_of(ROLE_ACCENT));
    if (x >= area.width)
        return area.width - 1;
    if (view->is_finding)
        return line_edit_draw(&view->find, canvas, x, 0, area.width - x, style_of(ROLE_STRONG));
    Slice path = selected_path(view);
    if (path.len > 0)
        canvas_path(canvas, x, 0, area.width - x - 1, path, false);
    return -1;
}

static void draw(View *base, Canvas *canvas, Rect area)
{
    static const Action hints[] = {ACTION_OPEN_FOLDER, ACTION_CLOSE_FOLDER, ACTION_EDIT,
                                   ACTION_SEARCH_HERE, ACTION_BACK,         ACTION_HELP};
    TreeView *view = (TreeView *)base;
    view->layout = layout_make(area, view->wants_preview);
    layout_draw(&view->layout, canvas);
    int cursor_x = draw_title(view, canvas, area);
    draw_list(view, canvas);
    sync_preview(view);
    preview_turn_syntax(view->preview, app_syntax_is_on(view->view.app));
    if (view->layout.preview.width > 0)
        preview_draw(view->preview, canvas, view->layout.preview);
    if (view->layout.status_y >= 0) {
        int used = app_draw_status(base->app, canvas, view->layout.status_y, area.width);
        app_draw_hints(base->app, canvas, view->layout.status_y, used + 3, area.width - 1, CONTEXT_TREE, hints, 6);
    }
    canvas->cursor_x = cursor_x >= 0 ? cursor_x : 0;
    canvas->cursor_y =
        cursor_x >= 0 || view->rows.count == 0 ? 0 : view->layout.list.y + (int)(view->list.selected - view->list.top);
    if (canvas->cursor_x >= area.width)
        canvas->cursor_x = area.width - 1;
    if (canvas->cursor_y >= area.height)
        canvas->cursor_y = 0;
}

static KeyContext context(const View *base)
{
    return ((const TreeView *)base)->is_finding ? CONTEXT_FILTER : CONTEXT_TREE;
}

static bool is_waiting(const View *base)
{
    const TreeView *view = (const TreeView *)base;
    return tree_finder_is_waiting(view->finder) ||
           (view->layout.preview.width > 0 && app_top(base->app) == base && preview_is_waiting(view->preview));
}

static void free_view(View *base)
{
    TreeView *view = (TreeView *)base;
    preview_free(view->preview);
    tree_finder_free(view->finder);
    tree_rows_deinit(&view->rows);
    line_edit_deinit(&view->find);
    if (view->snapshot)
        snapshot_release(view->snapshot);
    free(view);
}

View *tree_view_new(App *app)
{
    static const ViewClass class = {
        .context = context,
        .draw = draw,
        .act = act,
        .type = type,
        .update = update,
        .is_waiting = is_waiting,
        .free = free_view,
    };
    TreeView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->wants_preview = true;
    view->preview = preview_new(app_requests(app));
    view->finder = tree_finder_new(app_requests(app), show_found, view);
    update(&view->view);
    return &view->view;
}
