/* The program on the screen, without the terminal: the engine's handles, the stack of views, keys to actions, the
 * status line and messages. tui/loop binds it to a terminal; the screen tests drive it in process. Main thread. */
#pragma once

#include "engine/base/error.h"
#include "engine/base/wake.h"
#include "engine/search/search.h"
#include "engine/search/symbols.h"
#include "engine/session.h"
#include "engine/store/document.h"
#include "tui/editor.h"
#include "tui/history.h"
#include "tui/jumps.h"
#include "tui/keymap.h"
#include "tui/pager_settings.h"
#include "tui/request.h"
#include "tui/shell.h"
#include "tui/term.h"
#include "tui/view.h"

typedef struct AppOptions {
    SessionOptions session; /* folder, listing, threads, memory */
    Query query;            /* the modes to start with; its pattern is the initial query */
    const char *globs;      /* the initial path filter, "" for none */
    PathFilter *filter;     /* -t and folder arguments: always hold; may be NULL */
    const char *page_path;  /* `ken FILE`: page this file only; NULL otherwise */
    uint64_t page_line, page_column;
    const char *const *more_paths;   /* of `ken FILE FILE...`, those after the first; NULL-terminated, or NULL */
    PagerSettings pager;             /* how files are paged */
    bool hides_syntax;               /* text is plain at the start */
    const char *version;             /* of the program, for those who ask; may be NULL */
    int screen_columns, screen_rows; /* of the terminal at the start; 0: not known */
    const char *start_keys;          /* typed when the first page is there ("/pattern", "G"); NULL for none */
    bool starts_with_enter;          /* and Enter after them, when they have opened a prompt */
    int page_fd;                     /* `COMMAND | ken`: page this descriptor; -1 otherwise */
    const char *keymap;              /* NULL = the user's own file, or the default */
    const char *history_path;        /* NULL = the default place */
} AppOptions;

/* Opens the terminal, runs until the user quits, restores the terminal. False with `err` when the terminal cannot be
 * used or the folder not be opened; else `*status` is the exit status. */
bool app_run(const AppOptions *options, GitHelper *git, int *status, Error *err);

/* --- for tui/loop and the screen tests --- */

App *app_new(const AppOptions *options, GitHelper *git, Error *err);
void app_free(App *app);
void app_key(App *app, Key key);
/* Looks at what the engine has; true when something may be drawn anew. */
bool app_update(App *app);
/* No key has come for a moment: gives memory back that is free by now, in the background. */
void app_rest(App *app);
void app_draw(App *app, Canvas *canvas, int width, int height);
/* Part of the next frame is on its way: hold it back a few milliseconds. */
bool app_is_waiting(const App *app);
/* Nothing runs in the background any more and nothing is waited for: for tests. */
bool app_is_settled(const App *app);
Wake *app_wake(App *app);
bool app_wants_quit(const App *app);
int app_exit_status(const App *app);
/* Keys of a longer sequence have been typed, and it is not complete. */
bool app_has_pending_keys(const App *app);

/* What the loop must do with the terminal, taken once each. */
typedef enum AppWish {
    APP_WISH_NONE,
    APP_WISH_EDIT,
    APP_WISH_SUSPEND,
    APP_WISH_REDRAW,
    APP_WISH_MOUSE,
    APP_WISH_COPY,
    APP_WISH_SHELL
} AppWish;
AppWish app_take_wish(App *app);
EditorCommand *app_editor_command(App *app); /* of APP_WISH_EDIT; borrowed */
void app_editor_returned(App *app, bool ok, const char *message);
ShellCommand *app_shell_command(App *app); /* of APP_WISH_SHELL; borrowed */
/* Printed when the terminal has been given back: what fits one screen, with -F. Empty for nothing; borrowed. */
Slice app_farewell(App *app);
/* It may still turn out that all fits one screen, and is printed (-F): the screen can wait a moment. */
bool app_may_print(const App *app);
Slice app_copy_text(App *app);        /* of APP_WISH_COPY; borrowed */
bool app_mouse_is_on(const App *app); /* of APP_WISH_MOUSE */

/* --- for views --- */

/* Takes the view and shows it. Where too many are open it is freed after the key, and the status line says so. */
void app_push(App *app, View *view);
/* Takes the view off the stack and frees it after the current key. */
void app_pop(App *app, View *view);
void app_quit(App *app);
/* The definition around the top line, and beside each result, is to be shown. */
bool app_shows_context(const App *app);
View *app_top(const App *app); /* the view that has the keys; NULL: none */
Jumps *app_jumps(App *app);
Session *app_session(App *app);
/* The newest snapshot; borrowed until the next app_update; NULL before the first listing. */
Snapshot *app_snapshot(App *app);
/* The index of definitions, of the newest snapshot and contents: begun by the first call, and built in the background.
 * Borrowed until the next call; NULL before the first listing. */
Symbols *app_symbols(App *app);
bool app_is_listing(const App *app); /* the tree still grows */
/* Grows whenever files were found changed on disk: what was searched is to be searched again. */
unsigned app_contents_version(const App *app);
/* Grows whenever the user comes back: the terminal gets the focus, or a key comes after a while. */
unsigned app_returns(const App *app);
/* Which files are listed, as the keys have it now. */
const ListingOptions *app_listing(const App *app);
Requests *app_requests(App *app);
Keymap *app_keymap(App *app);
History *app_history(App *app);
/* Text is coloured by its syntax. */
bool app_syntax_is_on(const App *app);
const AppOptions *app_options(const App *app);
/* One sentence in the status line until the next key. */
void app_say(App *app, Role role, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Opens the editor on a listed path (relative to the root) or, with `is_absolute`, on any; line and column 1-based, 0 =
 * none. */
void app_edit(App *app, Slice path, bool is_absolute, uint64_t line, uint64_t column);
/* Takes what the command holds. */
void app_run_shell(App *app, ShellCommand *command);
/* The first page is there: the keys of the command line are typed in the next round. */
void app_start_keys(App *app);
/* A view that may quit and print says so, and no longer. */
void app_set_may_print(App *app, bool may_print);
/* Quits, and prints the text then. */
void app_print_and_quit(App *app, Slice text);
void app_edit_list(App *app, const char *list_path);
void app_copy(App *app, Slice text);
/* Copies the web address of a file, at lines from 1 on (0: none), once git has told it; a folder's path ends with '/'.
 */
void app_copy_permalink(App *app, Slice path, bool is_absolute, uint64_t first_line, uint64_t last_line);
/* Runs an action as if its key had been pressed (the command palette), on the top view. */
void app_act(App *app, const ActionCall *call);
/* The status line's common left half: root's name, branch, files, bytes; returns the columns used. */
int app_draw_status(App *app, Canvas *canvas, int y, int columns);
/* Key hints for the right half ("⏎ edit  → page  F1 help"), right-aligned to end before `x_end`; as many as fit. */
void app_draw_hints(App *app, Canvas *canvas, int y, int x_from, int x_end, KeyContext context, const Action *actions,
                    int count);
