/* Picking a definition: of the name in the filter, then those of longer names that hold it, found by a search of the
 * tree for the text.
 *
 *     symbols_view_go --> deciding: the view below stays on the screen, keys wait
 *                         --one place--> gone to, the view is left     --several--> a list     --none--> said, left */
#include "tui/views/symbols.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/outline.h"
#include "tui/format.h"
#include "tui/preview.h"
#include "tui/views/jump.h"
#include "tui/views/panel.h"
#include "tui/views/symbol_hits.h"

enum { NUMBER_COLUMNS = 6, GAP = 2, PATH_PERCENT = 36, KIND_COLUMNS = 8, KIND_LEAST = 50, QUEUED_MOST = 32 };
enum { PART_LEAST = 2 /* shorter text is in too many names to be of use */ };

typedef struct SymbolsView {
    View view; /* first */
    Panel panel;
    SymbolLookup *lookup;
    SymbolRows rows;
    Search *search; /* a reference: among its results; NULL: by the name in the filter */
    bool is_deciding;
    Pattern *pattern;   /* the name, for the preview and for `part`; NULL: none */
    Search *part;       /* a reference: finds names that hold the text; NULL: none is sought */
    uint64_t part_rows; /* of it that names were read from; 0: not yet */
    Preview *preview;
    ActionCall queued[QUEUED_MOST]; /* while deciding */
    int queued_count;
} SymbolsView;

static void ask(SymbolsView *view, bool waits)
{
    Symbols *symbols = app_symbols(view->view.app);
    Search *part = view->part_rows > 0 ? view->part : NULL;
    if (symbols)
        symbol_lookup_name(view->lookup, symbols, line_edit_text(&view->panel.filter), part, view->part_rows, waits);
}

static void drop_part(SymbolsView *view)
{
    if (view->part)
        search_release(view->part);
    view->part = NULL;
    view->part_rows = 0;
}

static bool is_part_to_come(const SymbolsView *view)
{
    return view->part && view->part_rows == 0;
}

static void seek_part(SymbolsView *view)
{
    App *app = view->view.app;
    Snapshot *snapshot = app_snapshot(app);
    drop_part(view);
    if (!snapshot || !view->pattern || line_edit_text(&view->panel.filter).len < PART_LEAST)
        return;
    Session *session = app_session(app);
    SearchOptions options = {.index = session_index(session)};
    view->part = search_start(session_pool(session), snapshot, view->pattern, NULL, &options, app_wake(app));
}

/* Once enough is found, the names that hold the text are read out of it. */
static void read_part(SymbolsView *view)
{
    if (!view->part || view->part_rows > 0)
        return;
    SearchProgress progress;
    search_advance(view->part, &progress);
    if (!progress.is_complete && progress.rows < SYMBOL_HITS_MOST)
        return;
    if (search_snapshot(view->part) != app_snapshot(view->view.app)) {
        seek_part(view); /* the tree is another now */
        return;
    }
    if (progress.rows == 0)
        drop_part(view);
    view->part_rows = progress.rows;
    ask(view, false);
}

static void set_pattern(SymbolsView *view)
{
    PatternError err;
    Query query = {.pattern = line_edit_text(&view->panel.filter),
                   .is_literal = true,
                   .is_word = view->is_deciding,
                   .case_mode = view->is_deciding ? CASE_SENSITIVE : CASE_SMART};
    pattern_release(view->pattern);
    view->pattern = query.pattern.len > 0 ? pattern_compile(&query, &err) : NULL;
}

static const SymbolRow *selected(const SymbolsView *view)
{
    const List *list = &view->panel.list;
    return list->rows > 0 ? &view->rows.rows[list->selected] : NULL;
}

/* Keys that came while it was not decided where to go. */
static void replay(App *app, const ActionCall *calls, int count)
{
    for (int i = 0; i < count; i++)
        app_act(app, &calls[i]);
}

static void leave(SymbolsView *view)
{
    App *app = view->view.app;
    ActionCall queued[QUEUED_MOST];
    int count = view->queued_count;
    memcpy(queued, view->queued, sizeof queued);
    view->is_deciding = false;
    view->queued_count = 0;
    app_pop(app, &view->view);
    replay(app, queued, count);
}

static void go(SymbolsView *view)
{
    App *app = view->view.app;
    const SymbolRow *row = selected(view);
    if (!row)
        return;
    Slice path = tree_path(snapshot_tree(view->rows.snapshot), row->file);
    Jump place = {.path = mem_strndup(path.data, path.len),
                  .is_listed = true,
                  .line = row->line,
                  .offset = row->line_start,
                  .row = JUMP_ANY_ROW};
    app_pop(app, &view->view);
    jump_note(app);
    jump_to(app, &place);
    jump_deinit(&place);
    view->is_deciding = false;
    replay(app, view->queued, view->queued_count);
    view->queued_count = 0;
}

static int percent(const SymbolsView *view)
{
    const SymbolStats *stats = &view->rows.stats;
    return stats->files > 0 ? (int)((uint64_t)stats->files_done * 100 / stats->files) : 0;
}

static void decide(SymbolsView *view)
{
    App *app = view->view.app;
    Slice name = line_edit_text(&view->panel.filter);
    size_t count = view->rows.count;
    bool is_known = view->rows.is_complete;
    if (count == 0 && is_known) {
        app_say(app, ROLE_WARNING, "no definition of %.*s is known", (int)name.len, name.data);
        leave(view);
        return;
    }
    if (count > 0 && !is_known)
        app_say(app, ROLE_WARNING, "the index is being built (%d %%): there may be more definitions", percent(view));
    view->is_deciding = false;
    if (count == 1)
        go(view);
}

static void ready(void *owner, SymbolRows *rows)
{
    SymbolsView *view = owner;
    if (is_part_to_come(view) && rows->count == 0 && view->rows.count > 0)
        return; /* calm: what stands there stays until there is something else to show */
    symbol_rows_deinit(&view->rows);
    view->rows = *rows;
    *rows = (SymbolRows){0};
    view->panel.list.rows = view->rows.count;
    list_select(&view->panel.list, view->panel.list.selected);
    if (view->is_deciding)
        decide(view);
    else if (!view->rows.is_complete)
        ask(view, true);
}

static void update(View *base)
{
    SymbolsView *view = (SymbolsView *)base;
    read_part(view);
    symbol_lookup_update(view->lookup);
}

static bool is_waiting(const View *base)
{
    const SymbolsView *view = (const SymbolsView *)base;
    bool is_first = symbol_lookup_is_pending(view->lookup) && !view->rows.snapshot;
    return view->is_deciding || is_first || (view->panel.layout.preview.width > 0 && preview_is_waiting(view->preview));
}

static KeyContext context(const View *base)
{
    const SymbolsView *view = (const SymbolsView *)base;
    return view->is_deciding && base->below ? base->below->class->context(base->below) : CONTEXT_HELP;
}

static int draw_place(const SymbolsView *view, Canvas *canvas, Rect row, const SymbolRow *symbol, bool is_selected)
{
    int path_columns = row.width * PATH_PERCENT / 100;
    Slice path = tree_path(snapshot_tree(view->rows.snapshot), symbol->file);
    int x = row.x + 1;
    if (path_columns > 0)
        canvas_path(canvas, x, row.y, path_columns, path, false);
    x += path_columns + NUMBER_COLUMNS;
    canvas_printf(canvas, x - format_digits(symbol->line), row.y, row.width,
                  style_of(is_selected ? ROLE_NUMBER_CURRENT : ROLE_NUMBER), "%llu", (unsigned long long)symbol->line);
    return x + GAP;
}

static void draw_row(const SymbolsView *view, Canvas *canvas, Rect row, size_t at, bool is_selected)
{
    const SymbolRow *symbol = &view->rows.rows[at];
    int x = draw_place(view, canvas, row, symbol, is_selected);
    int x_end = row.x + row.width - 1;
    const char *kind = symbol->kind == SYMBOL_KIND_TAG ? "tag" : definition_kind_name(symbol->kind);
    if (row.width >= KIND_LEAST) {
        canvas_text(canvas, x, row.y, KIND_COLUMNS, kind, style_of(ROLE_DIM));
        x += KIND_COLUMNS + GAP;
    }
    if (x < x_end)
        canvas_bytes(canvas, x, row.y, x_end - x, symbol_rows_text(&view->rows, at), style_of(ROLE_TEXT));
}

static void write_remark(const SymbolsView *view, char *text, size_t size)
{
    text[0] = '\0';
    if (!view->rows.snapshot)
        return;
    if (view->search)
        snprintf(text, size, "none of the results is a definition");
    else if (line_edit_text(&view->panel.filter).len == 0)
        snprintf(text, size, "type a name, or a part of one: its definitions in the whole tree are listed");
    else if (is_part_to_come(view))
        return;
    else if (!view->rows.is_complete)
        snprintf(text, size, "no definition of that name so far: the index is being built (%d %%)", percent(view));
    else
        snprintf(text, size, "no definition of that name");
}

static void draw_preview(SymbolsView *view, Canvas *canvas)
{
    const SymbolRow *row = selected(view);
    Rect area = view->panel.layout.preview;
    if (area.width <= 0)
        return;
    if (row)
        preview_show(view->preview, view->rows.snapshot, row->file, row->line_start, view->pattern);
    else
        preview_clear(view->preview);
    preview_draw(view->preview, canvas, area);
}

static void write_right(const SymbolsView *view, char *text, size_t size)
{
    char number[FORMAT_BYTES];
    size_t count = view->rows.count;
    bool is_exact = view->rows.is_complete && !view->rows.is_cut && !is_part_to_come(view);
    int len =
        view->rows.snapshot && !view->rows.is_complete ? snprintf(text, size, "index %d %%   ", percent(view)) : 0;
    snprintf(text + len, size - (size_t)len, "%s%s definition%s", is_exact ? "" : "≥", format_count(count, number),
             count == 1 ? "" : "s");
}

static void draw(View *base, Canvas *canvas, Rect area)
{
    static const Action hints[] = {ACTION_ACCEPT, ACTION_BACK, ACTION_HELP};
    SymbolsView *view = (SymbolsView *)base;
    if (view->is_deciding && base->below) {
        base->below->class->draw(base->below, canvas, area);
        return;
    }
    char right[64], remark[128];
    write_right(view, right, sizeof right);
    panel_draw(&view->panel, base->app, canvas, area, right, hints, 3);
    Rect list = view->panel.layout.list;
    for (int y = 0; y < list.height && view->panel.list.top + (uint64_t)y < view->rows.count; y++) {
        uint64_t row = view->panel.list.top + (uint64_t)y;
        draw_row(view, canvas, (Rect){list.x, list.y + y, list.width, 1}, row, row == view->panel.list.selected);
        panel_draw_selection(&view->panel, canvas, row);
    }
    write_remark(view, remark, sizeof remark);
    if (view->rows.count == 0 && list.height > 0 && list.width > 2)
        canvas_text(canvas, list.x + 1, list.y, list.width - 1, remark, style_of(ROLE_DIM));
    draw_preview(view, canvas);
}

static bool click(SymbolsView *view, Key key)
{
    bool is_double;
    if (!panel_click(&view->panel, key, &is_double))
        return false;
    if (is_double)
        go(view);
    return true;
}

static void ask_anew(SymbolsView *view)
{
    set_pattern(view);
    view->panel.list.selected = 0;
    seek_part(view);
    ask(view, false);
}

/* True when the call was kept for when it is decided; Esc ends that. */
static bool wait_in_line(SymbolsView *view, const ActionCall *call)
{
    if (!view->is_deciding)
        return false;
    if (call->action == ACTION_BACK || call->action == ACTION_QUIT)
        app_pop(view->view.app, &view->view);
    else if (view->queued_count < QUEUED_MOST)
        view->queued[view->queued_count++] = *call;
    return true;
}

static bool act(View *base, const ActionCall *call)
{
    SymbolsView *view = (SymbolsView *)base;
    bool has_changed = false;
    if (wait_in_line(view, call) || click(view, call->key))
        return true;
    if (call->action == ACTION_ACCEPT || call->action == ACTION_EDIT) {
        go(view);
        return true;
    }
    if (call->action == ACTION_SYMBOLS || (call->action == ACTION_DEFINITIONS_FIRST && view->search)) {
        app_pop(base->app, base);
        return true;
    }
    if (!panel_act(&view->panel, call, &has_changed))
        return false;
    if (has_changed)
        ask_anew(view);
    return true;
}

static void type(View *base, Slice text)
{
    SymbolsView *view = (SymbolsView *)base;
    if (view->is_deciding || view->search)
        return;
    line_edit_insert(&view->panel.filter, text);
    ask_anew(view);
}

static void free_view(View *base)
{
    SymbolsView *view = (SymbolsView *)base;
    symbol_lookup_free(view->lookup);
    symbol_rows_deinit(&view->rows);
    preview_free(view->preview);
    drop_part(view);
    pattern_release(view->pattern);
    if (view->search)
        search_release(view->search);
    panel_deinit(&view->panel);
    free(view);
}

static SymbolsView *make(App *app, const char *title)
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
    SymbolsView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->panel = (Panel){.title = title, .wants_preview = true};
    view->preview = preview_new(app_requests(app));
    view->lookup = symbol_lookup_new(app, ready, view);
    if (view->lookup)
        return view;
    app_say(app, ROLE_ERROR, "no thread could be started");
    free_view(&view->view);
    return NULL;
}

static bool open_for(App *app, Slice name, bool is_deciding)
{
    if (!app_symbols(app)) {
        app_say(app, ROLE_WARNING, "there is no tree to look in: ken was started on a file");
        return false;
    }
    SymbolsView *view = make(app, "definitions");
    if (!view)
        return false;
    view->panel.has_filter = true;
    view->is_deciding = is_deciding;
    line_edit_set(&view->panel.filter, name);
    set_pattern(view);
    app_push(app, &view->view);
    ask(view, is_deciding);
    return true;
}

bool symbols_view_open(App *app)
{
    return open_for(app, slice_of("", 0), false);
}

bool symbols_view_go(App *app, Slice name)
{
    return open_for(app, name, true);
}

bool symbols_view_hits(App *app, Search *search, uint64_t rows)
{
    SymbolsView *view = make(app, "definitions among the results");
    if (!view)
        return false;
    view->search = search_retain(search);
    view->pattern = pattern_retain(search_pattern(search));
    app_push(app, &view->view);
    symbol_lookup_hits(view->lookup, search, rows);
    return true;
}
