/* The command palette: every command with its keys, to pick from by typing. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/help.h"
#include "tui/views/panel.h"

enum { NAME_COLUMNS = 20, KEYS_MOST = 3, NARROW = 60, KEYS_COLUMNS = 22 };

typedef struct CommandsView {
    View view;
    KeyContext from;
    Panel panel;
    Action actions[ACTION_COUNT];
    size_t count;
} CommandsView;

static void build(CommandsView *view)
{
    view->count = 0;
    for (Action action = ACTION_NONE + 1; action < ACTION_COUNT; action++)
        if (panel_matches(&view->panel, action_name(action)) || panel_matches(&view->panel, action_help(action)))
            view->actions[view->count++] = action;
    view->panel.list.rows = view->count;
    list_select(&view->panel.list, 0);
}

static KeyContext context(const View *base)
{
    (void)base;
    return CONTEXT_HELP;
}

static void draw_command(const CommandsView *view, Canvas *canvas, Rect row, Action action)
{
    int x_end = row.x + row.width - 1;
    int x = row.x + 2;
    canvas_text(canvas, x, row.y, NAME_COLUMNS - 1, action_name(action), style_of(ROLE_ACCENT));
    if (row.width >= NARROW) {
        Buf keys = {0};
        keymap_describe(app_keymap(view->view.app), view->from, action, KEYS_MOST, &keys);
        canvas_bytes(canvas, x_end - KEYS_COLUMNS, row.y, KEYS_COLUMNS, buf_slice(&keys), style_of(ROLE_DIM));
        buf_deinit(&keys);
        x_end -= KEYS_COLUMNS + 2;
    }
    x += NAME_COLUMNS;
    if (x < x_end)
        canvas_text(canvas, x, row.y, x_end - x, action_help(action), style_of(ROLE_TEXT));
}

static void draw(View *base, Canvas *canvas, Rect area)
{
    static const Action hints[] = {ACTION_ACCEPT, ACTION_BACK, ACTION_HELP};
    CommandsView *view = (CommandsView *)base;
    char right[32];
    snprintf(right, sizeof right, "%zu command%s", view->count, view->count == 1 ? "" : "s");
    panel_draw(&view->panel, base->app, canvas, area, right, hints, 3);
    Rect list = view->panel.layout.list;
    for (int y = 0; y < list.height && view->panel.list.top + (uint64_t)y < view->count; y++) {
        uint64_t row = view->panel.list.top + (uint64_t)y;
        draw_command(view, canvas, (Rect){list.x, list.y + y, list.width, 1}, view->actions[row]);
        panel_draw_selection(&view->panel, canvas, row);
    }
}

/* On the view below, as if its key had been pressed there. */
static void run(CommandsView *view)
{
    if (view->count == 0)
        return;
    App *app = view->view.app;
    ActionCall call = {.action = view->actions[view->panel.list.selected]};
    app_pop(app, &view->view);
    app_act(app, &call);
}

static bool click(CommandsView *view, Key key)
{
    bool is_double;
    if (!panel_click(&view->panel, key, &is_double))
        return false;
    if (is_double)
        run(view);
    return true;
}

static bool act(View *base, const ActionCall *call)
{
    CommandsView *view = (CommandsView *)base;
    bool has_changed = false;
    if (click(view, call->key))
        return true;
    if (call->action == ACTION_ACCEPT || call->action == ACTION_EDIT) {
        run(view);
        return true;
    }
    if (call->action == ACTION_COMMANDS) {
        app_pop(base->app, base);
        return true;
    }
    if (!panel_act(&view->panel, call, &has_changed))
        return false;
    if (has_changed)
        build(view);
    return true;
}

static void type(View *base, Slice text)
{
    CommandsView *view = (CommandsView *)base;
    line_edit_insert(&view->panel.filter, text);
    build(view);
}

static void free_view(View *base)
{
    CommandsView *view = (CommandsView *)base;
    panel_deinit(&view->panel);
    free(view);
}

View *commands_new(App *app, KeyContext from)
{
    static const ViewClass class = {.context = context, .draw = draw, .act = act, .type = type, .free = free_view};
    CommandsView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->from = from;
    view->panel = (Panel){.title = "commands", .has_filter = true};
    build(view);
    return &view->view;
}
