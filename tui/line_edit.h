/* One line of text being edited, as readline edits it: the query, the path filter, the pager's prompts. Text is
 * UTF-8 (any bytes are kept); the cursor stands between characters, never inside one. Embedded in its view; main
 * thread. */
#pragma once

#include "engine/base/buf.h"
#include "tui/action.h"
#include "tui/canvas.h"

typedef struct LineEdit {
    Buf text;
    size_t cursor;    /* bytes */
    Buf killed;       /* what ^Y puts back */
    bool is_killing;  /* the last action was a kill: the next one adds to it */
    bool quotes_next; /* the next key is taken literally */
} LineEdit;

void line_edit_deinit(LineEdit *edit);
void line_edit_set(LineEdit *edit, Slice text); /* the cursor goes to the end */
Slice line_edit_text(const LineEdit *edit);     /* borrowed until the next change */
/* Typed or pasted text at the cursor; newlines in it become spaces. */
void line_edit_insert(LineEdit *edit, Slice text);
/* True when the action is one of the prompt's (ACTION_EDIT_*) and something could be done: at a border nothing is (so
 * that → at the end can mean something else). `has_changed` tells whether the text is another now. */
bool line_edit_act(LineEdit *edit, Action action, bool *has_changed);
/* Draws the text so that the cursor is in view; returns the cursor's column, absolute. */
int line_edit_draw(const LineEdit *edit, Canvas *canvas, int x, int y, int columns, Style style);
