/* App's inside, shared by the files that make it up: app.c (life, engine, wishes), app_keys.c (keys to actions),
 * status_line.c. */
#pragma once

#include "tui/app.h"
#include "tui/permalink.h"

enum { APP_WISHES_MOST = 8, APP_VIEWS_MOST = 32 };

struct App {
    AppOptions options;
    ListingOptions listing; /* as it is now */
    Wake wake;
    Requests *requests;
    Session *session; /* NULL while only one file or a pipe is paged */
    Keymap *keymap;
    History *history;
    Jumps jumps;
    Symbols *symbols; /* NULL until it is asked for */
    unsigned symbols_version;
    Permalinks *permalinks;
    View *top;
    View *dying; /* popped: freed after the current key */
    bool wants_quit;
    int exit_status;
    double last_key_s; /* when a key came, or the terminal got the focus; 0: not yet */
    unsigned returns;  /* of the user, so far */
    bool is_mouse_on, is_syntax_on, hides_context;
    /* keys */
    Key pending[KEY_SEQUENCE_MOST];
    int pending_count;
    long count; /* digits typed so far; 0 = none */
    /* the status line's sentence, "" for none */
    char message[512];
    Role message_role;
    bool is_message_new; /* said by the key that is being handled */
    /* what the loop is to do, in order */
    AppWish wishes[APP_WISHES_MOST];
    int wish_count;
    EditorCommand editor;
    Buf copied;
    ShellCommand shell;
    Buf farewell; /* printed at the end */
    bool is_start_due, has_started, may_print;
};

void app_wish(App *app, AppWish wish);
/* Looks whether files changed on disk; views search again when some did. */
void app_revalidate(App *app);
/* Ends the index of definitions. */
void app_free_symbols(App *app);
/* Frees what was popped. */
void app_bury(App *app);
/* Hands an action to the top view, and does it when it is nobody's. */
void app_dispatch(App *app, const ActionCall *call);
