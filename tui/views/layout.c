/* Where the parts of a screen go. */
#include "tui/views/layout.h"

enum {
    SIDE_COLUMNS = 100, /* from here on the preview stands beside the list */
    PREVIEW_COLUMNS_LEAST = 60,
    PREVIEW_ROWS_LEAST = 12,
    HAIR_ROWS_LEAST = 8,
    LIST_PERCENT = 53,
};

static void split(Layout *layout)
{
    Rect body = layout->list;
    if (layout->area.width < PREVIEW_COLUMNS_LEAST || layout->area.height < PREVIEW_ROWS_LEAST)
        return;
    layout->preview = body;
    if (layout->area.width >= SIDE_COLUMNS) {
        layout->divider_x = body.x + body.width * LIST_PERCENT / 100;
        layout->list.width = layout->divider_x - body.x;
        layout->preview.x = layout->divider_x + 1;
        layout->preview.width = body.x + body.width - layout->preview.x;
    } else {
        layout->list.height = body.height / 2;
        layout->divider_y = body.y + layout->list.height;
        layout->preview.y = layout->divider_y + 1;
        layout->preview.height = body.y + body.height - layout->preview.y;
    }
}

Layout layout_make(Rect area, bool wants_preview)
{
    Layout layout = {
        .area = area, .prompt_y = area.y, .status_y = -1, .hair_y = {-1, -1}, .divider_x = -1, .divider_y = -1};
    int top = area.y + 1, bottom = area.y + area.height;
    if (area.height >= 3)
        layout.status_y = --bottom;
    if (area.height >= HAIR_ROWS_LEAST) {
        layout.hair_y[0] = top++;
        layout.hair_y[1] = --bottom;
    }
    if (top > bottom)
        top = bottom;
    layout.list = (Rect){area.x, top, area.width, bottom - top};
    if (wants_preview)
        split(&layout);
    return layout;
}

void layout_draw(const Layout *layout, Canvas *canvas)
{
    Style hair = style_of(ROLE_SEPARATOR);
    for (int i = 0; i < 2; i++)
        if (layout->hair_y[i] >= 0)
            canvas_fill(canvas, (Rect){layout->area.x, layout->hair_y[i], layout->area.width, 1}, L'─', hair);
    if (layout->divider_y >= 0)
        canvas_fill(canvas, (Rect){layout->area.x, layout->divider_y, layout->area.width, 1}, L'─', hair);
    if (layout->divider_x < 0)
        return;
    canvas_fill(canvas, (Rect){layout->divider_x, layout->list.y, 1, layout->list.height}, L'│', hair);
    if (layout->hair_y[0] >= 0) {
        canvas_put(canvas, layout->divider_x, layout->hair_y[0], L'┬', 1, hair);
        canvas_put(canvas, layout->divider_x, layout->hair_y[1], L'┴', 1, hair);
    }
}
