/* What help, commands and status have in common: a title with a filter to type in, a list below, hints at the bottom.
 * Embedded in its view; main thread. */
#pragma once

#include "tui/app.h"
#include "tui/line_edit.h"
#include "tui/views/layout.h"
#include "tui/views/list.h"

typedef struct Panel {
    const char *title;
    bool has_filter;
    bool wants_preview; /* room for one beside the list, in layout.preview */
    bool only_scrolls;  /* no row is selected */
    LineEdit filter;
    List list;
    Layout layout;
    int cursor_x;
} Panel;

void panel_deinit(Panel *panel);
/* Moving and editing. True when it was that; `has_changed`: the filter is another now. */
bool panel_act(Panel *panel, const ActionCall *call, bool *has_changed);
/* A click on a row: that one is selected. `is_double`: it is to be taken, too. */
bool panel_click(Panel *panel, Key key, bool *is_double);
/* All but the rows: draw those into layout.list, from list.top on. `right` stands at the right end of the title. */
void panel_draw(Panel *panel, App *app, Canvas *canvas, Rect area, const char *right, const Action *hints,
                int hint_count);
/* After a row has been drawn: background and bar when it is the selected one. */
void panel_draw_selection(const Panel *panel, Canvas *canvas, uint64_t row);
/* ASCII letters of either case are equal. */
bool panel_matches(const Panel *panel, const char *text);
