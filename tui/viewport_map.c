/* The document as one column: what part of it is in view, and where matches and marks are. Matches are a bit for each
 * of some thousand parts; a part doubles when the document outgrows them. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/viewport_private.h"

void viewport_set_status_column(Viewport *v, bool has_status)
{
    if (has_status != v->has_status)
        v->laid_width = 0;
    v->has_status = has_status;
}

void viewport_set_map(Viewport *v, bool has_map)
{
    v->has_map = has_map;
}

static int compare_offsets(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

void viewport_set_map_marks(Viewport *v, const uint64_t *offsets, size_t count)
{
    Map *map = &v->map;
    free(map->marks);
    map->marks = NULL;
    map->mark_count = count;
    if (count == 0)
        return;
    map->marks = mem_alloc(count * sizeof *map->marks);
    memcpy(map->marks, offsets, count * sizeof *map->marks);
    qsort(map->marks, count, sizeof *map->marks, compare_offsets);
}

static bool has_bit(const Map *map, uint64_t part)
{
    return map->matches[part / 64] >> part % 64 & 1;
}

/* Each two parts become one. */
static void double_parts(Map *map)
{
    uint64_t merged[MAP_BUCKETS / 64] = {0};
    for (uint64_t part = 0; part < MAP_BUCKETS; part++)
        if (has_bit(map, part))
            merged[part / 2 / 64] |= (uint64_t)1 << part / 2 % 64;
    memcpy(map->matches, merged, sizeof merged);
    map->shift++;
}

void viewport_map_match(Viewport *v, uint64_t offset)
{
    Map *map = &v->map;
    while (offset >> map->shift >= MAP_BUCKETS)
        double_parts(map);
    uint64_t part = offset >> map->shift;
    map->matches[part / 64] |= (uint64_t)1 << part % 64;
}

void viewport_clear_map(Viewport *v)
{
    memset(v->map.matches, 0, sizeof v->map.matches);
    v->map.shift = 0;
}

void viewport_map_deinit(Viewport *v)
{
    viewport_set_map_marks(v, NULL, 0);
}

/* The number of the first mark at or after the offset. */
static size_t first_mark_from(const Map *map, uint64_t offset)
{
    size_t low = 0;
    size_t high = map->mark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->marks[middle] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_mark_in(const Map *map, uint64_t from, uint64_t to)
{
    size_t first = first_mark_from(map, from);
    return first < map->mark_count && map->marks[first] < to;
}

bool viewport_has_mark(const Viewport *v, const Line *line)
{
    return has_mark_in(&v->map, line->start, line->next > line->start ? line->next : line->start + 1);
}

static bool has_match_in(const Map *map, uint64_t from, uint64_t to)
{
    for (uint64_t part = from >> map->shift; part <= (to - 1) >> map->shift && part < MAP_BUCKETS; part++)
        if (has_bit(map, part))
            return true;
    return false;
}

/* The first byte that row `y` of `height` stands for. */
static uint64_t row_start(uint64_t size, int y, int height)
{
    uint64_t rows = (uint64_t)height;
    return size / rows * (uint64_t)y + size % rows * (uint64_t)y / rows;
}

void viewport_draw_map(Viewport *v, Canvas *canvas)
{
    uint64_t size = document_size(v->document);
    int x = v->area.x + v->area.width;
    int height = v->whole.height;
    if (size == 0 || v->area.width == v->whole.width)
        return;
    for (int y = 0; y < height; y++) {
        uint64_t from = row_start(size, y, height);
        uint64_t to = row_start(size, y + 1, height);
        to = to > from ? to : from + 1;
        bool is_in_view = from < v->bottom && to > v->top;
        Style style = style_of(ROLE_SEPARATOR);
        wchar_t tick = is_in_view ? L'▐' : L'│';
        if (has_mark_in(&v->map, from, to))
            style.role = ROLE_ACCENT;
        else if (has_match_in(&v->map, from, to))
            style.role = ROLE_BAR;
        else if (is_in_view)
            style.role = ROLE_DIM;
        bool is_tick = style.role == ROLE_ACCENT || style.role == ROLE_BAR;
        canvas_put(canvas, x, v->whole.y + y, is_tick ? L'━' : tick, 1, style);
    }
}
