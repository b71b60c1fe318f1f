/* From keys to actions: sequences, counts, text for the top view, and the actions that are the program's own. */
#include <stdio.h>
#include <time.h>

#include "tui/app_private.h"
#include "tui/utf8.h"
#include "tui/views/help.h"
#include "tui/views/jump.h"
#include "tui/views/symbols.h"
#include "tui/views/tree.h"

enum {
    COUNT_MOST = 100000000,
    WHEEL_ROWS = 3,
};

#define IDLE_S 2.0 /* a key after so long is the user's return */

bool app_has_pending_keys(const App *app)
{
    return app->pending_count > 0;
}

static bool is_special(Key key)
{
    return key.code >= KEYCODE_PASTE;
}

static bool is_mouse(Key key)
{
    return key.code >= KEYCODE_CLICK && key.code <= KEYCODE_WHEEL_DOWN;
}

static bool is_text(Key key)
{
    return key.code >= ' ' && key.code != 0x7f && key.code < KEYCODE_FIRST && (key.mods & ~KEY_SHIFT) == 0;
}

static void toggle_listing(App *app, bool *option, const char *on, const char *off)
{
    if (!app->session)
        return;
    *option = !*option;
    session_relist(app->session, &app->listing);
    app_say(app, ROLE_DIM, "%s", *option ? on : off);
}

static void reload(App *app)
{
    if (!app->session)
        return;
    session_relist(app->session, &app->listing);
    app_revalidate(app);
    app_say(app, ROLE_DIM, "listing the files again");
}

/* Back to the search view, which lies at the bottom of the stack. */
static void to_bottom(App *app, const ActionCall *call)
{
    if (!app->session || !app->top || !app->top->below)
        return;
    while (app->top->below)
        app_pop(app, app->top);
    app_dispatch(app, call);
}

static void go_back(App *app)
{
    if (app->top)
        app_pop(app, app->top);
}

static KeyContext top_context(const App *app)
{
    return app->top ? app->top->class->context(app->top) : CONTEXT_ALL;
}

static void show_help(App *app)
{
    app_push(app, help_new(app, top_context(app)));
}

static void show_commands(App *app)
{
    app_push(app, commands_new(app, top_context(app)));
}

static void show_status(App *app)
{
    if (app->session)
        app_push(app, status_new(app));
}

static void show_tree(App *app)
{
    if (app->session)
        app_push(app, tree_view_new(app));
}

static void show_symbols(App *app)
{
    symbols_view_open(app);
}

static void suspend(App *app)
{
    app_wish(app, APP_WISH_SUSPEND);
}

static void redraw(App *app)
{
    app_wish(app, APP_WISH_REDRAW);
}

static void toggle_syntax(App *app)
{
    app->is_syntax_on = !app->is_syntax_on;
    app_say(app, ROLE_DIM, app->is_syntax_on ? "syntax is coloured" : "syntax is not coloured");
}

static void toggle_mouse(App *app)
{
    app->is_mouse_on = !app->is_mouse_on;
    app_wish(app, APP_WISH_MOUSE);
    app_say(app, ROLE_DIM, app->is_mouse_on ? "mouse on" : "mouse off: the terminal selects");
}

static void toggle_context(App *app)
{
    app->hides_context = !app->hides_context;
    app_say(app, ROLE_DIM, app->hides_context ? "without the definition around" : "with the definition around");
}

static void toggle_untracked(App *app)
{
    toggle_listing(app, &app->listing.tracked_only, "tracked files only", "untracked files too");
}

static void toggle_ignored(App *app)
{
    toggle_listing(app, &app->listing.with_ignored, "ignored files too", "without ignored files");
}

static void toggle_hidden(App *app)
{
    toggle_listing(app, &app->listing.with_hidden, "hidden files too", "without hidden files");
}

/* What no view wanted. */
static void act(App *app, const ActionCall *call)
{
    static const struct {
        Action action;
        void (*act)(App *app);
    } acts[] = {
        {ACTION_QUIT, app_quit},
        {ACTION_BACK, go_back},
        {ACTION_EDIT_DELETE_OR_QUIT, app_quit},
        {ACTION_HELP, show_help},
        {ACTION_COMMANDS, show_commands},
        {ACTION_STATUS, show_status},
        {ACTION_TREE, show_tree},
        {ACTION_SUSPEND, suspend},
        {ACTION_REDRAW, redraw},
        {ACTION_RELOAD, reload},
        {ACTION_TOGGLE_MOUSE, toggle_mouse},
        {ACTION_TOGGLE_SYNTAX, toggle_syntax},
        {ACTION_TOGGLE_CONTEXT, toggle_context},
        {ACTION_SYMBOLS, show_symbols},
        {ACTION_JUMP_BACK, jump_back},
        {ACTION_JUMP_FORWARD, jump_forward},
        {ACTION_TOGGLE_UNTRACKED, toggle_untracked},
        {ACTION_TOGGLE_IGNORED, toggle_ignored},
        {ACTION_TOGGLE_HIDDEN, toggle_hidden},
    };
    if (call->action == ACTION_FILES)
        to_bottom(app, call);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (acts[i].action == call->action)
            acts[i].act(app);
}

void app_dispatch(App *app, const ActionCall *call)
{
    if (app->top && app->top->class->act && app->top->class->act(app->top, call))
        return;
    act(app, call);
}

void app_act(App *app, const ActionCall *call)
{
    app_dispatch(app, call);
}

static void type(App *app, Slice text)
{
    if (app->top && app->top->class->type && text.len > 0)
        app->top->class->type(app->top, text);
}

/* A key that is bound to nothing: text, a click, or one that the prompt was told to take literally. */
static void take_unbound(App *app, Key key)
{
    ActionCall call = {.action = ACTION_NONE, .key = key};
    if (is_text(key)) {
        char text[UTF8_MOST];
        type(app, slice_of(text, utf8_encode(key.code, text)));
        return;
    }
    if (app->top && app->top->class->act && app->top->class->act(app->top, &call))
        return;
    if (key.code == KEYCODE_WHEEL_UP || key.code == KEYCODE_WHEEL_DOWN) {
        call.action = key.code == KEYCODE_WHEEL_UP ? ACTION_UP : ACTION_DOWN;
        call.count = WHEEL_ROWS;
        app_dispatch(app, &call);
    }
}

static bool takes_digit(const App *app, Key key)
{
    bool is_digit = key.mods == 0 && key.code >= '0' && key.code <= '9';
    if (!is_digit || app->pending_count > 0 || !app->top || !app->top->class->takes_counts)
        return false;
    return (key.code != '0' || app->count > 0) && app->top->class->takes_counts(app->top);
}

static void run_sequence(App *app, Key key)
{
    Action action = ACTION_NONE;
    app->pending[app->pending_count++] = key;
    KeymapAnswer answer = keymap_find(app->keymap, top_context(app), app->pending, app->pending_count, &action);
    if (answer == KEYMAP_PREFIX && app->pending_count < KEY_SEQUENCE_MOST)
        return;
    int count = app->pending_count;
    app->pending_count = 0;
    if (answer == KEYMAP_BOUND) {
        ActionCall call = {.action = action, .count = app->count, .key = key};
        app->count = 0;
        app_dispatch(app, &call);
        return;
    }
    app->count = 0;
    if (count == 1)
        take_unbound(app, key);
    else if (key.code != KEYCODE_ESCAPE)
        app_say(app, ROLE_DIM, "no such key sequence");
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Whoever comes back to the terminal has been elsewhere, and may have changed something there. */
static void note_return(App *app, Key key)
{
    double now = now_s();
    bool is_return = key.code == KEYCODE_FOCUS || (app->last_key_s > 0 && now - app->last_key_s >= IDLE_S);
    app->last_key_s = now;
    if (!is_return)
        return;
    app->returns++;
    if (app->session)
        session_look_again(app->session);
}

void app_key(App *app, Key key)
{
    note_return(app, key);
    app->is_message_new = false;
    if (key.code == KEYCODE_PASTE) {
        app->pending_count = 0;
        type(app, slice_of(key.text, key.text_len));
    } else if (!is_special(key)) {
        if (is_mouse(key))
            app->pending_count = 0;
        if (takes_digit(app, key)) {
            app->count = app->count * 10 + (long)(key.code - '0');
            if (app->count > COUNT_MOST)
                app->count = COUNT_MOST;
        } else {
            run_sequence(app, key);
        }
    } else {
        return;
    }
    if (!app->is_message_new)
        app->message[0] = '\0';
    app_bury(app);
}
