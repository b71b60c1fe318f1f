/* Help: the keys of every context as the active keymap has them, by group. */
#include "tui/views/help.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/panel.h"

enum { KEYS_COLUMNS = 28, KEYS_COLUMNS_NARROW = 14, NARROW = 60 };

typedef struct HelpLine {
    const char *heading; /* NULL: an action */
    bool is_context;     /* the heading of a context, not of a group */
    const char *keys;
    Action action;
} HelpLine;

typedef struct HelpKeys {
    bool is_known;
    char *text; /* NULL: none */
} HelpKeys;

typedef struct HelpView {
    View view;
    KeyContext from;
    Panel panel;
    HelpLine *lines;
    size_t count, capacity, keys;
    HelpKeys known[CONTEXT_COUNT][ACTION_COUNT]; /* asked for once: it takes a look at each pair of bindings */
} HelpView;

static const char *const titles[] = {
#define X(id, name, title) title,
    KEY_CONTEXTS(X)
#undef X
};

static void add(HelpView *view, HelpLine line)
{
    view->lines = mem_grow(view->lines, &view->capacity, view->count + 1, sizeof *view->lines);
    view->lines[view->count++] = line;
}

/* The action's keys in the context; NULL when it has none of its own there. */
static char *find_keys(HelpView *view, KeyContext context, Action action)
{
    Buf here = {0}, everywhere = {0};
    Keymap *keymap = app_keymap(view->view.app);
    keymap_describe(keymap, context, action, 0, &here);
    if (context != CONTEXT_ALL)
        keymap_describe(keymap, CONTEXT_ALL, action, 0, &everywhere);
    char *keys = NULL;
    if (here.len > 0 && !slice_equal(buf_slice(&here), buf_slice(&everywhere)))
        keys = mem_strndup(here.data, here.len);
    buf_deinit(&here);
    buf_deinit(&everywhere);
    return keys;
}

static const char *keys_of(HelpView *view, KeyContext context, Action action)
{
    HelpKeys *keys = &view->known[context][action];
    if (!keys->is_known)
        *keys = (HelpKeys){.is_known = true, .text = find_keys(view, context, action)};
    return keys->text;
}

static void add_group(HelpView *view, KeyContext context, const char *group, bool *has_context)
{
    bool has_group = false;
    for (Action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        const char *keys = strcmp(action_group(action), group) == 0 ? keys_of(view, context, action) : NULL;
        if (!keys || (!panel_matches(&view->panel, keys) && !panel_matches(&view->panel, action_help(action)) &&
                      !panel_matches(&view->panel, action_name(action))))
            continue;
        if (!*has_context)
            add(view, (HelpLine){.heading = titles[context], .is_context = true});
        if (!has_group)
            add(view, (HelpLine){.heading = group});
        *has_context = has_group = true;
        add(view, (HelpLine){.keys = keys, .action = action});
        view->keys++;
    }
}

static void add_context(HelpView *view, KeyContext context)
{
    bool has_context = false;
    for (Action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        bool is_first = true;
        for (Action before = ACTION_NONE + 1; before < action && is_first; before++)
            is_first = strcmp(action_group(before), action_group(action)) != 0;
        if (is_first)
            add_group(view, context, action_group(action), &has_context);
    }
}

/* The context that help was asked in comes first. */
static void build(HelpView *view)
{
    view->count = view->keys = 0;
    if (view->from != CONTEXT_ALL)
        add_context(view, view->from);
    for (KeyContext context = CONTEXT_ALL; context < CONTEXT_COUNT; context++)
        if (context != view->from || context == CONTEXT_ALL)
            add_context(view, context);
    view->panel.list.rows = view->count;
    list_select(&view->panel.list, 0);
}

static KeyContext context(const View *base)
{
    (void)base;
    return CONTEXT_HELP;
}

static void draw_line(const HelpLine *line, Canvas *canvas, Rect row)
{
    if (line->heading) {
        int x = row.x + (line->is_context ? 1 : 3);
        canvas_text(canvas, x, row.y, row.width - x, line->heading,
                    style_of(line->is_context ? ROLE_STRONG : ROLE_DIM));
        return;
    }
    int keys = row.width < NARROW ? KEYS_COLUMNS_NARROW : KEYS_COLUMNS;
    canvas_text(canvas, row.x + 5, row.y, keys - 1, line->keys, style_of(ROLE_ACCENT));
    int x = row.x + 5 + keys;
    canvas_text(canvas, x, row.y, row.width - x, action_help(line->action), style_of(ROLE_TEXT));
}

static void draw(View *base, Canvas *canvas, Rect area)
{
    static const Action hints[] = {ACTION_BACK, ACTION_COMMANDS};
    HelpView *view = (HelpView *)base;
    char right[64];
    snprintf(right, sizeof right, "%zu action%s · keymap %.20s", view->keys, view->keys == 1 ? "" : "s",
             keymap_name(app_keymap(base->app)));
    panel_draw(&view->panel, base->app, canvas, area, right, hints, 2);
    Rect list = view->panel.layout.list;
    for (int y = 0; y < list.height && view->panel.list.top + (uint64_t)y < view->count; y++)
        draw_line(&view->lines[view->panel.list.top + (uint64_t)y], canvas, (Rect){list.x, list.y + y, list.width, 1});
}

static bool act(View *base, const ActionCall *call)
{
    HelpView *view = (HelpView *)base;
    bool has_changed = false;
    if (panel_act(&view->panel, call, &has_changed)) {
        if (has_changed)
            build(view);
        return true;
    }
    if (call->action == ACTION_BACK && view->panel.filter.text.len > 0) {
        line_edit_set(&view->panel.filter, slice_of("", 0));
        build(view);
        return true;
    }
    if (call->action == ACTION_HELP)
        app_pop(base->app, base);
    return call->action == ACTION_HELP;
}

static void type(View *base, Slice text)
{
    HelpView *view = (HelpView *)base;
    line_edit_insert(&view->panel.filter, text);
    build(view);
}

static void free_view(View *base)
{
    HelpView *view = (HelpView *)base;
    for (size_t i = 0; i < CONTEXT_COUNT * (size_t)ACTION_COUNT; i++)
        free(view->known[i / ACTION_COUNT][i % ACTION_COUNT].text);
    free(view->lines);
    panel_deinit(&view->panel);
    free(view);
}

View *help_new(App *app, KeyContext from)
{
    static const ViewClass class = {.context = context, .draw = draw, .act = act, .type = type, .free = free_view};
    HelpView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->from = from;
    view->panel = (Panel){.title = "help", .has_filter = true, .only_scrolls = true};
    build(view);
    return &view->view;
}
