/* The program on the screen: its life, the stack of views, what the engine has, and what the loop is asked to do. */
#include "tui/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/app_private.h"
#include "tui/utf8.h"
#include "tui/views/pager.h"
#include "tui/views/search.h"

static View *page_path(App *app, Error *err)
{
    const AppOptions *options = &app->options;
    Document *document = document_open_path(options->page_path, err);
    if (!document)
        return NULL;
    PagerPlace place = {.offset = UINT64_MAX, .line = options->page_line, .column = options->page_column};
    View *view = pager_new(app, document, slice_from_cstr(options->page_path), place, NULL);
    pager_add_files(view, options->more_paths);
    document_release(document);
    return view;
}

static View *first_view(App *app, GitHelper *git, Error *err)
{
    if (app->options.page_path)
        return page_path(app, err);
    if (app->options.page_fd >= 0) {
        View *view = pager_new_spool(app, app->options.page_fd);
        pager_add_files(view, app->options.more_paths);
        return view;
    }
    app->session = session_open(&app->options.session, git, &app->wake, err);
    if (!app->session)
        return NULL;
    return search_view_new(app, app->options.query.pattern,
                           slice_from_cstr(app->options.globs ? app->options.globs : ""));
}

static bool open_parts(App *app, GitHelper *git, Error *err)
{
    if (!wake_init(&app->wake))
        return error_set(err, "no descriptor could be had");
    app->requests = requests_new(&app->wake);
    if (!app->requests)
        return error_set(err, "no thread could be started");
    app->keymap = keymap_load(NULL, app->options.keymap ? app->options.keymap : "default", err);
    if (!app->keymap)
        return false;
    app->history = history_new(app->options.history_path);
    app->permalinks = permalinks_new(app, git);
    View *view = first_view(app, git, err);
    if (!view)
        return false;
    app_push(app, view);
    return true;
}

App *app_new(const AppOptions *options, GitHelper *git, Error *err)
{
    App *app = mem_zalloc(1, sizeof *app);
    app->options = *options;
    app->listing = options->session.listing;
    app->is_mouse_on = true;
    app->is_syntax_on = !options->hides_syntax;
    app->wake.read_fd = app->wake.write_fd = -1;
    if (open_parts(app, git, err))
        return app;
    app_free(app);
    return NULL;
}

void app_free(App *app)
{
    while (app->top)
        app_pop(app, app->top);
    app_bury(app);
    permalinks_free(app->permalinks);
    if (app->requests)
        requests_free(app->requests);
    app_free_symbols(app);
    if (app->session)
        session_leave(app->session);
    if (app->keymap)
        keymap_free(app->keymap);
    if (app->history)
        history_free(app->history);
    jumps_deinit(&app->jumps);
    editor_command_deinit(&app->editor);
    buf_deinit(&app->copied);
    buf_deinit(&app->farewell);
    shell_command_deinit(&app->shell);
    if (app->wake.read_fd >= 0)
        wake_deinit(&app->wake);
    free(app);
}

static void bury_later(App *app, View *view)
{
    view->below = app->dying;
    app->dying = view;
}

/* Each view has threads and searches of its own, and each change on disk is news for all of them. */
void app_push(App *app, View *view)
{
    int count = 0;
    for (const View *open = app->top; open; open = open->below)
        count++;
    view->app = app;
    if (count >= APP_VIEWS_MOST) {
        app_say(app, ROLE_WARNING, "%d views are open: Esc closes one", count);
        bury_later(app, view);
        return;
    }
    view->below = app->top;
    app->top = view;
}

void app_pop(App *app, View *view)
{
    View **link = &app->top;
    while (*link && *link != view)
        link = &(*link)->below;
    if (!*link)
        return;
    *link = view->below;
    bury_later(app, view);
    if (!app->top)
        app->wants_quit = true;
}

void app_bury(App *app)
{
    while (app->dying) {
        View *view = app->dying;
        app->dying = view->below;
        view->class->free(view);
    }
}

bool app_shows_context(const App *app)
{
    return !app->hides_context;
}

View *app_top(const App *app)
{
    return app->top;
}

Jumps *app_jumps(App *app)
{
    return &app->jumps;
}

void app_quit(App *app)
{
    app->wants_quit = true;
}

void app_revalidate(App *app)
{
    if (app->session)
        session_revalidate(app->session);
}

/* `ken +COMMAND`: typed as if by hand, when there is something to act on. */
static void type_start_keys(App *app)
{
    const char *keys = app->options.start_keys;
    if (!app->is_start_due || app->has_started)
        return;
    app->has_started = true;
    if (!keys)
        return;
    Slice text = slice_from_cstr(keys);
    uint32_t code;
    for (size_t at = 0, len; at < text.len && (len = utf8_decode(text, at, &code)) > 0; at += len)
        app_key(app, (Key){.code = code});
    if (app->options.starts_with_enter && app->top && app->top->class->context(app->top) == CONTEXT_FILTER)
        app_key(app, (Key){.code = KEYCODE_ENTER});
}

void app_start_keys(App *app)
{
    app->is_start_due = true;
}

void app_print_and_quit(App *app, Slice text)
{
    buf_clear(&app->farewell);
    buf_append_slice(&app->farewell, text);
    app->wants_quit = true;
}

void app_set_may_print(App *app, bool may_print)
{
    app->may_print = may_print;
}

bool app_may_print(const App *app)
{
    return app->may_print;
}

Slice app_farewell(App *app)
{
    return buf_slice(&app->farewell);
}

bool app_update(App *app)
{
    wake_clear(&app->wake);
    if (app->session)
        session_update(app->session, true);
    requests_finish(app->requests);
    permalinks_update(app->permalinks);
    for (View *view = app->top, *below; view; view = below) {
        below = view->below; /* before the view can take itself off the stack */
        if (view->class->update)
            view->class->update(view);
    }
    type_start_keys(app);
    app_bury(app);
    return true;
}

static void trim(Request *request, Matcher *matcher)
{
    (void)request;
    (void)matcher;
    mem_trim();
}

static void forget_request(Request *request)
{
    free(request);
}

void app_rest(App *app)
{
    Request *request = mem_zalloc(1, sizeof *request);
    *request = (Request){.work = trim, .done = forget_request, .drop = forget_request};
    requests_post(app->requests, request);
}

void app_draw(App *app, Canvas *canvas, int width, int height)
{
    canvas_reset(canvas, width, height);
    canvas->cursor_x = canvas->cursor_y = -1;
    if (app->top && width > 0 && height > 0)
        app->top->class->draw(app->top, canvas, canvas_bounds(canvas));
}

bool app_is_waiting(const App *app)
{
    if (app->session && session_is_looking(app->session))
        return true; /* what comes of it belongs into the same frame */
    return app->top && app->top->class->is_waiting && app->top->class->is_waiting(app->top);
}

bool app_is_settled(const App *app)
{
    for (const View *view = app->top; view; view = view->below)
        if (view->class->is_waiting && view->class->is_waiting(view))
            return false;
    return (!app->session || session_is_settled(app->session)) && permalinks_are_idle(app->permalinks);
}

void app_wish(App *app, AppWish wish)
{
    for (int i = 0; i < app->wish_count; i++)
        if (app->wishes[i] == wish)
            return;
    if (app->wish_count < APP_WISHES_MOST)
        app->wishes[app->wish_count++] = wish;
}

AppWish app_take_wish(App *app)
{
    if (app->wish_count == 0)
        return APP_WISH_NONE;
    AppWish wish = app->wishes[0];
    app->wish_count--;
    memmove(app->wishes, app->wishes + 1, (size_t)app->wish_count * sizeof *app->wishes);
    return wish;
}

static void append_folder(Buf *out, const char *folder)
{
    buf_append(out, folder, strlen(folder));
    if (!slice_ends_with(buf_slice(out), slice_from_cstr("/")))
        buf_append_byte(out, '/');
}

/* A listed path below the root it was listed from; any other as the user gave it. */
static void append_path(App *app, Slice path, bool is_absolute, Buf *out)
{
    Snapshot *snapshot = app_snapshot(app);
    if (!is_absolute && snapshot)
        append_folder(out, tree_root(snapshot_tree(snapshot)));
    buf_append_slice(out, path);
}

void app_edit(App *app, Slice path, bool is_absolute, uint64_t line, uint64_t column)
{
    Buf full = {0};
    append_path(app, path, is_absolute, &full);
    buf_append_byte(&full, '\0');
    Error err;
    editor_command_deinit(&app->editor);
    EditorPlace place = {.path = full.data, .line = line, .column = column};
    if (editor_command(&app->editor, editor_configured(), &place, &err))
        app_wish(app, APP_WISH_EDIT);
    else
        app_say(app, ROLE_ERROR, "%s", err.text);
    buf_deinit(&full);
}

void app_edit_list(App *app, const char *list_path)
{
    Error err;
    editor_command_deinit(&app->editor);
    if (editor_quickfix_command(&app->editor, editor_configured(), list_path, &err))
        app_wish(app, APP_WISH_EDIT);
    else
        app_say(app, ROLE_ERROR, "%s", err.text);
}

void app_run_shell(App *app, ShellCommand *command)
{
    shell_command_deinit(&app->shell);
    app->shell = *command;
    *command = (ShellCommand){0};
    app_wish(app, APP_WISH_SHELL);
}

ShellCommand *app_shell_command(App *app)
{
    return &app->shell;
}

void app_editor_returned(App *app, bool ok, const char *message)
{
    if (!ok)
        app_say(app, ROLE_ERROR, "%s", message);
    app_revalidate(app);
}

void app_copy(App *app, Slice text)
{
    buf_clear(&app->copied);
    buf_append_slice(&app->copied, text);
    app_wish(app, APP_WISH_COPY);
}

void app_copy_permalink(App *app, Slice path, bool is_absolute, uint64_t first_line, uint64_t last_line)
{
    Buf full = {0};
    bool is_from_here = is_absolute && path.len > 0 && path.data[0] != '/';
    char *here = is_from_here ? getcwd(NULL, 0) : NULL;
    if (here)
        append_folder(&full, here);
    append_path(app, path, is_absolute, &full);
    permalinks_ask(app->permalinks, buf_slice(&full), first_line, last_line);
    free(here);
    buf_deinit(&full);
}

void app_say(App *app, Role role, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->message, sizeof app->message, format, arguments);
    va_end(arguments);
    app->message_role = role;
    app->is_message_new = true;
}

Wake *app_wake(App *app)
{
    return &app->wake;
}

bool app_wants_quit(const App *app)
{
    return app->wants_quit;
}

int app_exit_status(const App *app)
{
    return app->exit_status;
}

EditorCommand *app_editor_command(App *app)
{
    return &app->editor;
}

Slice app_copy_text(App *app)
{
    return buf_slice(&app->copied);
}

bool app_syntax_is_on(const App *app)
{
    return app->is_syntax_on;
}

bool app_mouse_is_on(const App *app)
{
    return app->is_mouse_on;
}

Session *app_session(App *app)
{
    return app->session;
}

Snapshot *app_snapshot(App *app)
{
    return app->session ? session_snapshot(app->session) : NULL;
}

bool app_is_listing(const App *app)
{
    return app->session && !session_is_complete(app->session);
}

unsigned app_contents_version(const App *app)
{
    return app->session ? session_contents_version(app->session) : 0;
}

unsigned app_returns(const App *app)
{
    return app->returns;
}

const ListingOptions *app_listing(const App *app)
{
    return &app->listing;
}

Requests *app_requests(App *app)
{
    return app->requests;
}

Keymap *app_keymap(App *app)
{
    return app->keymap;
}

History *app_history(App *app)
{
    return app->history;
}

const AppOptions *app_options(const App *app)
{
    return &app->options;
}
