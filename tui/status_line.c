/* The status line: where we are on the left, what the keys do on the right. */
#include <stdio.h>

#include "tui/app_private.h"
#include "tui/format.h"

enum { GAP = 2, HINT_GAP = 3, HINT_BYTES = 96 };

/* A piece of the line after what stands there; nothing when it does not fit whole. */
static int add(Canvas *canvas, int x, int y, int x_end, const char *text, Role role)
{
    int columns = canvas_text_width(text);
    if (columns == 0 || x + columns > x_end)
        return x;
    return x + canvas_text(canvas, x, y, x_end - x, text, style_of(role)) + GAP;
}

static int draw_pending(const App *app, Canvas *canvas, int x, int y, int x_end)
{
    Style style = style_of(ROLE_ACCENT);
    int start = x;
    if (app->count > 0)
        x += canvas_printf(canvas, x, y, x_end - x, style, "%ld ", app->count);
    for (int i = 0; i < app->pending_count; i++) {
        char name[64];
        key_format(app->pending[i], name, sizeof name);
        x += canvas_printf(canvas, x, y, x_end - x, style, "%s ", name);
    }
    if (app->pending_count > 0)
        x += canvas_text(canvas, x, y, x_end - x, "…", style_of(ROLE_DIM));
    return x - start;
}

static int draw_root(App *app, Canvas *canvas, int x, int y, int x_end, Snapshot *snapshot)
{
    Slice root = slice_from_cstr(tree_root(snapshot_tree(snapshot)));
    Slice name = slice_base_name(root);
    x += canvas_bytes(canvas, x, y, x_end - x, name.len > 0 ? name : root, style_of(ROLE_TEXT)) + GAP;
    const char *branch = session_branch(app->session);
    if (branch[0] != '\0' && x < x_end)
        x += canvas_bytes(canvas, x, y, x_end - x, slice_from_cstr(branch), style_of(ROLE_BRANCH)) + GAP;
    return x;
}

static int draw_figures(App *app, Canvas *canvas, int x, int y, int x_end, Snapshot *snapshot)
{
    char text[FORMAT_BYTES + 16], figure[FORMAT_BYTES];
    bool is_listing = app_is_listing(app);
    uint64_t files = is_listing ? session_found(app->session) : 0;
    if (snapshot && snapshot_count(snapshot) > files)
        files = snapshot_count(snapshot);
    snprintf(text, sizeof text, "%s file%s%s", format_count(files, figure), files == 1 ? "" : "s",
             is_listing ? "…" : "");
    int after = add(canvas, x, y, x_end, text, ROLE_DIM);
    if (after == x)
        return x;
    x = after;
    StoreStats stats;
    store_stats(session_store(app->session), &stats);
    if (stats.bytes > 0)
        x = add(canvas, x, y, x_end, format_bytes(stats.bytes, figure), ROLE_DIM);
    return x;
}

static int draw_notice(Canvas *canvas, int x, int y, int columns, const char *notice)
{
    if (notice[0] == '\0' || x >= columns)
        return x;
    return x + canvas_bytes(canvas, x, y, columns - x, slice_from_cstr(notice), style_of(ROLE_WARNING)) + GAP;
}

int app_draw_status(App *app, Canvas *canvas, int y, int columns)
{
    int x = 0;
    if (columns <= 0)
        return 0;
    if (app->pending_count > 0 || app->count > 0)
        return draw_pending(app, canvas, x, y, columns);
    if (app->message[0] != '\0')
        return canvas_bytes(canvas, x, y, columns, slice_from_cstr(app->message), style_of(app->message_role));
    if (!app->session)
        return 0;
    Snapshot *snapshot = app_snapshot(app);
    if (snapshot)
        x = draw_root(app, canvas, x, y, columns, snapshot);
    x = draw_figures(app, canvas, x, y, columns, snapshot);
    x = draw_notice(canvas, x, y, columns, session_notice(app->session));
    x = draw_notice(canvas, x, y, columns, session_watch_notice(app->session));
    return x < columns ? x : columns;
}

/* One word for what an action does: its name in keymaps, but for a few. */
static const char *hint_word(KeyContext context, Action action)
{
    switch (action) {
    case ACTION_PREVIEW_TOGGLE:
        return "preview";
    case ACTION_OPEN_FOLDER:
        return "open";
    case ACTION_CLOSE_FOLDER:
        return "close";
    case ACTION_ACCEPT:
        return context == CONTEXT_HELP ? "go" : "done";
    case ACTION_TOGGLE_CASE:
        return "case";
    case ACTION_TOGGLE_WORD:
        return "word";
    case ACTION_TOGGLE_REGEX:
        return "regex";
    case ACTION_SEARCH_HERE:
        return "search here";
    case ACTION_FIND_FORWARD:
        return "find";
    case ACTION_FIND_NEXT:
        return "next";
    case ACTION_NEXT_HIT:
        return "next hit";
    case ACTION_HISTORY_OLDER:
        return "older";
    default:
        return action_name(action);
    }
}

/* In the prompt, the way right also leads out of the end of the query to the pager: no key is nearer. */
static bool hint_key(const App *app, KeyContext context, Action action, char out[HINT_BYTES])
{
    if (action == ACTION_PAGE && context == CONTEXT_PROMPT &&
        keymap_short(app->keymap, context, ACTION_EDIT_RIGHT, out, HINT_BYTES))
        return true;
    return keymap_short(app->keymap, context, action, out, HINT_BYTES);
}

void app_draw_hints(App *app, Canvas *canvas, int y, int x_from, int x_end, KeyContext context, const Action *actions,
                    int count)
{
    char keys[16][HINT_BYTES];
    const char *words[16];
    int used = 0, columns = 0;
    for (int i = 0; i < count && used < 16; i++) {
        if (!hint_key(app, context, actions[i], keys[used]))
            continue;
        words[used] = hint_word(context, actions[i]);
        int more = canvas_text_width(keys[used]) + 1 + canvas_text_width(words[used]) + (used > 0 ? HINT_GAP : 0);
        if (columns + more > x_end - x_from)
            break;
        columns += more;
        used++;
    }
    int x = x_end - columns;
    for (int i = 0; i < used; i++) {
        x += canvas_text(canvas, x, y, x_end - x, keys[i], style_of(ROLE_ACCENT)) + 1;
        x += canvas_text(canvas, x, y, x_end - x, words[i], style_of(ROLE_DIM)) + HINT_GAP;
    }
}
