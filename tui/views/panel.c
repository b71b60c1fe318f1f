/* What help, commands and status have in common. */
#include "tui/views/panel.h"

#include <string.h>

void panel_deinit(Panel *panel)
{
    line_edit_deinit(&panel->filter);
}

/* Without a selection, what moves is the top. */
static void move(Panel *panel, int64_t by)
{
    List *list = &panel->list;
    if (panel->only_scrolls && list->height > 0) {
        uint64_t edge = by < 0 ? list->top : list->top + (uint64_t)list->height - 1;
        list->selected = edge < list->rows ? edge : list->selected;
    }
    list_move(list, by);
}

bool panel_act(Panel *panel, const ActionCall *call, bool *has_changed)
{
    int64_t by;
    *has_changed = false;
    if (list_movement(&panel->list, call, &by)) {
        move(panel, by);
        return true;
    }
    return panel->has_filter && line_edit_act(&panel->filter, call->action, has_changed);
}

bool panel_click(Panel *panel, Key key, bool *is_double)
{
    uint64_t row;
    *is_double = key.code == KEYCODE_DOUBLE_CLICK;
    if ((key.code != KEYCODE_CLICK && !*is_double) || !list_row_at(&panel->list, panel->layout.list, key, &row))
        return false;
    list_select(&panel->list, row);
    return true;
}

void panel_draw(Panel *panel, App *app, Canvas *canvas, Rect area, const char *right, const Action *hints,
                int hint_count)
{
    panel->layout = layout_make(area, panel->wants_preview);
    layout_draw(&panel->layout, canvas);
    list_resize(&panel->list, panel->list.rows, panel->layout.list.height);
    int y = panel->layout.prompt_y;
    int right_columns = canvas_text_width(right);
    int x_end = area.width - 1 - right_columns;
    int x = canvas_text(canvas, 0, y, area.width, panel->title, style_of(ROLE_ACCENT)) + 1;
    if (x + 8 < x_end)
        canvas_text(canvas, x_end, y, right_columns, right, style_of(ROLE_DIM));
    else
        x_end = area.width;
    panel->cursor_x = x;
    if (panel->has_filter && x + 2 < x_end) {
        x += canvas_text(canvas, x, y, x_end - x, "❯ ", style_of(ROLE_ACCENT));
        panel->cursor_x = line_edit_draw(&panel->filter, canvas, x, y, x_end - x - 1, style_of(ROLE_STRONG));
    }
    if (panel->layout.status_y >= 0) {
        int used = app_draw_status(app, canvas, panel->layout.status_y, area.width);
        app_draw_hints(app, canvas, panel->layout.status_y, used + 3, area.width - 1, CONTEXT_HELP, hints, hint_count);
    }
    canvas->cursor_x = panel->cursor_x < area.width ? panel->cursor_x : area.width - 1;
    canvas->cursor_y = y;
}

void panel_draw_selection(const Panel *panel, Canvas *canvas, uint64_t row)
{
    Rect list = panel->layout.list;
    if (panel->only_scrolls || row != panel->list.selected || row < panel->list.top)
        return;
    int y = list.y + (int)(row - panel->list.top);
    canvas_select(canvas, list.x, y, list.width);
    canvas_put(canvas, list.x, y, L'▌', 1, (Style){.role = ROLE_BAR, .is_selected = true});
}

bool panel_matches(const Panel *panel, const char *text)
{
    Slice filter = line_edit_text(&panel->filter);
    size_t len = strlen(text);
    for (size_t at = 0; at + filter.len <= len; at++)
        if (strncasecmp(text + at, filter.data ? filter.data : "", filter.len) == 0)
            return true;
    return false;
}
