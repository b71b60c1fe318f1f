/* Where a list stands: selection and scrolling. */
#include "tui/views/list.h"

static void keep_in_view(List *list)
{
    uint64_t height = list->height > 0 ? (uint64_t)list->height : 1;
    uint64_t above = list->height > list->above ? (uint64_t)list->above : 0;
    if (list->selected < list->top + above)
        list->top = list->selected > above ? list->selected - above : 0;
    uint64_t last = list->selected + (list->extra > 0 ? (uint64_t)list->extra - 1 : 0);
    if (last >= list->top + height)
        list->top = last - height + 1;
    uint64_t all = list->rows + (uint64_t)list->extra;
    uint64_t last_top = all > height ? all - height : 0;
    if (list->top > last_top)
        list->top = last_top;
}

void list_select(List *list, uint64_t row)
{
    uint64_t end = list->rows + (list->extra > 0);
    if (end == 0)
        row = 0;
    else if (row >= end)
        row = end - 1;
    list->selected = row;
    keep_in_view(list);
}

void list_move(List *list, int64_t by)
{
    uint64_t distance = by < 0 ? 0 - (uint64_t)by : (uint64_t)by;
    if (by < 0)
        list_select(list, distance > list->selected ? 0 : list->selected - distance);
    else
        list_select(list, distance > list->rows - list->selected ? list->rows : list->selected + distance);
}

void list_resize(List *list, uint64_t rows, int height)
{
    list->rows = rows;
    list->height = height > 0 ? height : 0;
    list_select(list, list->selected);
}

void list_place(List *list, uint64_t row, int at)
{
    uint64_t above = at > 0 ? (uint64_t)at : 0;
    list->top = row > above ? row - above : 0;
    list_select(list, row);
}

bool list_movement(const List *list, const ActionCall *call, int64_t *by)
{
    int64_t page = list->height > 1 ? list->height - 1 : 1;
    const struct {
        Action action;
        int64_t by;
    } moves[] = {
        {ACTION_UP, -1},
        {ACTION_DOWN, 1},
        {ACTION_PAGE_UP, -page},
        {ACTION_PAGE_DOWN, page},
        {ACTION_HALF_UP, -(page + 1) / 2},
        {ACTION_HALF_DOWN, (page + 1) / 2},
    };
    if (call->action == ACTION_TOP || call->action == ACTION_BOTTOM) {
        *by = call->action == ACTION_TOP ? INT64_MIN : INT64_MAX;
        return true;
    }
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (moves[i].action != call->action)
            continue;
        *by = moves[i].by * (call->count > 0 ? call->count : 1);
        return true;
    }
    return false;
}

bool list_row_at(const List *list, Rect area, Key mouse, uint64_t *row)
{
    if (mouse.x < area.x || mouse.x >= area.x + area.width || mouse.y < area.y || mouse.y >= area.y + area.height)
        return false;
    *row = list->top + (uint64_t)(mouse.y - area.y);
    return *row < list->rows;
}
