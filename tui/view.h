/* What the app shows: a stack of views, the top one drawn and given the keys. A view draws what it has and never waits:
 * what is missing it asks for by a Request, and says so by is_waiting, which holds the frame back for a few
 * milliseconds, so that an answer which comes at once never shows a half-finished picture. Main thread. */
#pragma once

#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/key.h"
#include "tui/keymap.h"

typedef struct App App;
typedef struct View View;

typedef struct ActionCall {
    Action action;
    long count; /* digits typed before it; 0 = none */
    Key key;    /* that brought it (a mouse event carries its place) */
} ActionCall;

typedef struct ViewClass {
    /* In which keys are looked up, now (a view that shows a prompt of its own answers CONTEXT_FILTER). */
    KeyContext (*context)(const View *view);
    /* True when digits before an action are its count (the pager), false when they are text. */
    bool (*takes_counts)(const View *view);
    void (*draw)(View *view, Canvas *canvas, Rect area);
    /* False: not mine, the app's own actions (help, quit, suspend, ...) get it. */
    bool (*act)(View *view, const ActionCall *call);
    /* Printable text that no binding took, typed or pasted. */
    void (*type)(View *view, Slice text);
    /* Something behind the wake descriptor may have changed: look at the engine. */
    void (*update)(View *view);
    bool (*is_waiting)(const View *view);
    /* What the left (and the right) half of the status line says, at most `columns`; draws by itself. NULL: the app's.
     */
    void (*free)(View *view);
} ViewClass;

/* Embedded first in each view's own struct. */
struct View {
    const ViewClass *class;
    App *app;
    View *below; /* the app's stack */
};
