/* The outline of a file. */
#include "tui/views/outline.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/outline.h"
#include "tui/format.h"
#include "tui/painter.h"
#include "tui/viewport.h"
#include "tui/views/jump.h"
#include "tui/views/outline_list.h"
#include "tui/views/panel.h"

enum { NUMBER_COLUMNS = 6, GAP = 2, INDENT = 2, DEPTH_MOST = 12, KIND_LEAST = 40 };

typedef struct OutlineView {
    View view; /* first */
    Panel panel;
    OutlineList list;
    uint32_t *rows; /* items that the words typed are in; panel.list.rows of them */
    size_t capacity;
    size_t listed; /* items looked at for that */
    char *path;
    bool is_listed;
    uint64_t offset; /* where one was */
    bool has_moved;  /* the user chose the row */
    Viewport *viewport;
    Painter *painter;  /* the viewport's */
    int placed_height; /* of the list, when the row was placed */
    uint64_t chosen;   /* line start of the row that the user chose */
    uint64_t shown;    /* line start in the viewport; UINT64_MAX: none */
} OutlineView;

static bool holds(Slice name, Slice word)
{
    for (size_t at = 0; at + word.len <= name.len; at++)
        if (strncasecmp(name.data + at, word.data, word.len) == 0)
            return true;
    return false;
}

/* All the words, in either case. */
static bool matches(const OutlineView *view, size_t item)
{
    Slice text = line_edit_text(&view->panel.filter), name = outline_list_name(&view->list, item);
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.data[end] != ' ')
            end++;
        if (end > at && !holds(name, slice_sub(text, at, end)))
            return false;
        at = end + 1;
    }
    return true;
}

/* The row of the definition that `offset` is in, or the last before it. */
static uint64_t row_at(const OutlineView *view, uint64_t offset)
{
    uint64_t low = 0, high = view->panel.list.rows;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (view->list.items[view->rows[middle]].line_start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : 0;
}

/* The row that the user chose, or that one was in, a third down. */
static void place(OutlineView *view)
{
    List *list = &view->panel.list;
    view->placed_height = list->height;
    list_place(list, row_at(view, view->has_moved ? view->chosen : view->offset), list->height / 3);
}

static void build(OutlineView *view)
{
    size_t count = 0;
    view->rows = mem_grow(view->rows, &view->capacity, view->list.count + 1, sizeof *view->rows);
    for (size_t i = 0; i < view->list.count; i++)
        if (matches(view, i))
            view->rows[count++] = (uint32_t)i;
    view->listed = view->list.count;
    view->panel.list.rows = count;
    place(view);
}

static const OutlineItem *selected(const OutlineView *view)
{
    const List *list = &view->panel.list;
    return list->rows > 0 && view->listed > 0 ? &view->list.items[view->rows[list->selected]] : NULL;
}

/* More items may come before the row: it is known by its line. */
static void note_chosen(OutlineView *view)
{
    const OutlineItem *item = selected(view);
    view->has_moved = item != NULL;
    view->chosen = item ? item->line_start : 0;
}

static void update(View *base)
{
    OutlineView *view = (OutlineView *)base;
    if (view->list.count != view->listed)
        build(view);
}

static bool is_waiting(const View *base)
{
    const OutlineView *view = (const OutlineView *)base;
    return !view->list.is_complete || (view->panel.layout.preview.width > 0 && viewport_is_waiting(view->viewport));
}

static KeyContext context(const View *base)
{
    (void)base;
    return CONTEXT_HELP;
}

static void highlight(const OutlineView *view, Canvas *canvas, int x, int y, int columns, Slice name)
{
    Slice text = line_edit_text(&view->panel.filter);
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = at;
        while (end < text.len && text.data[end] != ' ')
            end++;
        size_t len = end - at;
        for (size_t i = 0; len > 0 && i + len <= name.len && i + len <= (size_t)columns; i++)
            if (strncasecmp(name.data + i, text.data + at, len) == 0)
                for (size_t k = 0; k < len; k++)
                    canvas_cell(canvas, x + (int)(i + k), y)->style.role = ROLE_MATCH;
    }
}

static bool is_plain(Slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] < ' ' || name.data[i] > '~')
            return false;
    return true;
}

static void draw_item(const OutlineView *view, Canvas *canvas, Rect row, size_t at, bool is_selected)
{
    const OutlineItem *item = &view->list.items[at];
    uint64_t line = view->list.document ? document_line_at(view->list.document, item->line_start) : 0;
    int x = row.x + 1 + NUMBER_COLUMNS, x_end = row.x + row.width - 1;
    if (line > 0)
        canvas_printf(canvas, x - format_digits(line), row.y, x_end - x,
                      style_of(is_selected ? ROLE_NUMBER_CURRENT : ROLE_NUMBER), "%llu", (unsigned long long)line);
    const char *kind = definition_kind_name(item->kind);
    int kind_columns = canvas_text_width(kind);
    if (row.width >= KIND_LEAST) {
        x_end -= kind_columns;
        canvas_text(canvas, x_end, row.y, kind_columns, kind, style_of(ROLE_DIM));
        x_end -= GAP;
    }
    x += GAP + INDENT * (item->depth < DEPTH_MOST ? item->depth : DEPTH_MOST);
    if (x >= x_end)
        return;
    Slice name = outline_list_name(&view->list, at);
    int columns = canvas_bytes(canvas, x, row.y, x_end - x, name, style_of(ROLE_TEXT));
    if (is_plain(name))
        highlight(view, canvas, x, row.y, columns, name);
}

/* Why there is nothing to pick from. */
static const char *remark(const OutlineView *view)
{
    if (view->list.error.text[0] != '\0')
        return view->list.error.text;
    if (!view->list.is_complete)
        return "";
    if (!view->list.is_known)
        return "what defines a name in this kind of file is not known";
    return view->list.count == 0 ? "no definitions in this file" : "no definition of that name in this file";
}

/* The file follows the selection. */
static void draw_file(OutlineView *view, Canvas *canvas)
{
    Rect area = view->panel.layout.preview;
    const OutlineItem *item = selected(view);
    if (area.width <= 0)
        return;
    if (viewport_document(view->viewport) != view->list.document) {
        viewport_set_document(view->viewport, view->list.document);
        painter_set_document(view->painter, view->list.document, slice_from_cstr(view->path));
    }
    if (item && item->line_start != view->shown) {
        view->shown = item->line_start;
        viewport_set_current(view->viewport, item->line_start);
        viewport_show(view->viewport, item->line_start, VIEWPORT_THIRD);
    }
    viewport_draw(view->viewport, canvas, area);
}

static void draw(View *base, Canvas *canvas, Rect area)
{
    static const Action hints[] = {ACTION_ACCEPT, ACTION_BACK, ACTION_HELP};
    OutlineView *view = (OutlineView *)base;
    char right[48], number[FORMAT_BYTES];
    uint64_t count = view->panel.list.rows;
    snprintf(right, sizeof right, "%s%s definition%s", view->list.is_complete && !view->list.is_cut ? "" : "≥",
             format_count(count, number), count == 1 ? "" : "s");
    panel_draw(&view->panel, base->app, canvas, area, right, hints, 3);
    if (!view->has_moved && view->placed_height != view->panel.list.height)
        place(view);
    Rect list = view->panel.layout.list;
    for (int y = 0; y < list.height && view->panel.list.top + (uint64_t)y < count; y++) {
        uint64_t row = view->panel.list.top + (uint64_t)y;
        draw_item(view, canvas, (Rect){list.x, list.y + y, list.width, 1}, view->rows[row],
                  row == view->panel.list.selected);
        panel_draw_selection(&view->panel, canvas, row);
    }
    if (count == 0 && list.height > 0)
        canvas_bytes(canvas, list.x + 1, list.y, list.width - 1, slice_from_cstr(remark(view)), style_of(ROLE_DIM));
    draw_file(view, canvas);
}

static void go(OutlineView *view)
{
    App *app = view->view.app;
    const OutlineItem *item = selected(view);
    if (!item)
        return;
    Jump place = {
        .path = mem_strdup(view->path), .is_listed = view->is_listed, .offset = item->line_start, .row = JUMP_ANY_ROW};
    place.line = view->list.document ? document_line_at(view->list.document, item->line_start) : 0;
    app_pop(app, &view->view);
    jump_note(app);
    jump_to(app, &place);
    jump_deinit(&place);
}

static bool click(OutlineView *view, Key key)
{
    bool is_double;
    if (!panel_click(&view->panel, key, &is_double))
        return false;
    note_chosen(view);
    if (is_double)
        go(view);
    return true;
}

static bool act(View *base, const ActionCall *call)
{
    OutlineView *view = (OutlineView *)base;
    bool has_changed = false;
    if (click(view, call->key))
        return true;
    if (call->action == ACTION_ACCEPT || call->action == ACTION_EDIT) {
        go(view);
        return true;
    }
    if (call->action == ACTION_OUTLINE) {
        app_pop(base->app, base);
        return true;
    }
    if (!panel_act(&view->panel, call, &has_changed))
        return false;
    if (has_changed)
        build(view);
    else
        note_chosen(view);
    return true;
}

static void type(View *base, Slice text)
{
    OutlineView *view = (OutlineView *)base;
    line_edit_insert(&view->panel.filter, text);
    build(view);
}

static void free_view(View *base)
{
    OutlineView *view = (OutlineView *)base;
    painter_free(view->painter);
    viewport_free(view->viewport);
    outline_list_deinit(&view->list);
    panel_deinit(&view->panel);
    free(view->rows);
    free(view->path);
    free(view);
}

View *outline_view_new(App *app, const OutlineSource *source)
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
    OutlineView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->panel = (Panel){.title = "outline", .has_filter = true, .wants_preview = true};
    view->path = mem_strndup(source->path.data, source->path.len);
    view->is_listed = source->is_listed;
    view->offset = source->offset;
    view->shown = UINT64_MAX;
    view->viewport = viewport_new(app_requests(app));
    view->painter = painter_new(app_requests(app));
    painter_turn(view->painter, app_syntax_is_on(app));
    viewport_set_painter(view->viewport, painter_paint, view->painter);
    line_edit_set(&view->panel.filter, source->words.data ? source->words : slice_of("", 0));
    outline_list_start(&view->list, app, source->document, source->snapshot, source->index, source->path);
    return &view->view;
}
