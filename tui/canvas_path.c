/* Paths on a canvas: folders dim, the base name bright, the middle left out when it is too long. */
#include <stdint.h>

#include "tui/canvas.h"
#include "tui/glyph.h"

static const char ELLIPSIS[] = "…";

static int bytes_width(Slice bytes)
{
    int width = 0;
    for (size_t at = 0; at < bytes.len;) {
        size_t plain = glyph_plain_run(bytes, at, SIZE_MAX);
        width += (int)plain;
        at += plain;
        if (at == bytes.len)
            break;
        Glyph glyph = glyph_at(bytes, at);
        width += glyph.columns;
        at += glyph.bytes;
    }
    return width;
}

/* Where the shortest end of `bytes` begins that leaves out at least all but `columns` columns. */
static size_t tail_start(Slice bytes, int columns)
{
    int over = bytes_width(bytes) - columns;
    size_t at = 0;
    while (at < bytes.len && over > 0) {
        Glyph glyph = glyph_at(bytes, at);
        over -= glyph.columns;
        at += glyph.bytes;
    }
    return at;
}

/* A base name alone, its middle left out: the beginning and the suffix tell most. */
static int draw_short_name(Canvas *canvas, int x, int y, int columns, Slice name, Style style)
{
    int tail = columns > 2 ? (columns - 1) / 2 : 0;
    int used = canvas_bytes(canvas, x, y, columns - 1 - tail, name, style);
    used += canvas_text(canvas, x + used, y, columns - used, ELLIPSIS, style);
    Slice end = slice_sub(name, tail_start(name, tail), name.len);
    return used + canvas_bytes(canvas, x + used, y, columns - used, end, style);
}

/* The end of the folder after `at`, with its '/'. */
static size_t part_end(Slice folders, size_t at)
{
    while (at < folders.len && folders.data[at] != '/')
        at++;
    return at < folders.len ? at + 1 : at;
}

/* The beginning of the folder that ends at `at`. */
static size_t part_start(Slice folders, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && folders.data[at - 1] != '/')
        at--;
    return at;
}

/* How much of the folders stays at either end: the last first, as it tells files of one name apart, then by turns. */
static void keep_folders(Slice folders, int room, size_t *head_end, size_t *tail_from)
{
    *head_end = 0;
    *tail_from = folders.len;
    bool may_head = true;
    bool may_tail = true;
    for (bool is_tail = true; may_head || may_tail; is_tail = !is_tail) {
        bool *may = is_tail ? &may_tail : &may_head;
        size_t start = is_tail ? part_start(folders, *tail_from) : *head_end;
        size_t end = is_tail ? *tail_from : part_end(folders, *head_end);
        int width = bytes_width(slice_sub(folders, start, end));
        *may = *may && start < end && start >= *head_end && end <= *tail_from && width <= room;
        if (!*may)
            continue;
        room -= width;
        if (is_tail)
            *tail_from = start;
        else
            *head_end = end;
    }
}

int canvas_path(Canvas *canvas, int x, int y, int columns, Slice path, bool is_selected)
{
    Style folder_style = {.role = ROLE_FOLDER, .is_selected = is_selected};
    Style name_style = {.role = ROLE_NAME, .is_selected = is_selected};
    Slice name = slice_base_name(path);
    Slice folders = slice_sub(path, 0, path.len - name.len);
    if (columns > canvas->width - x)
        columns = canvas->width - x;
    int name_width = bytes_width(name);
    if (name_width > columns)
        return columns > 0 ? draw_short_name(canvas, x, y, columns, name, name_style) : 0;
    size_t head_end = folders.len;
    size_t tail_from = folders.len;
    bool is_short = bytes_width(folders) + name_width > columns;
    int room = columns - name_width - 2; /* for the ellipsis and its '/' */
    if (is_short)
        keep_folders(folders, room, &head_end, &tail_from);
    int used = canvas_bytes(canvas, x, y, columns, slice_sub(folders, 0, head_end), folder_style);
    if (is_short && room >= 0)
        used += canvas_text(canvas, x + used, y, columns - used, "…/", folder_style);
    used += canvas_bytes(canvas, x + used, y, columns - used, slice_sub(folders, tail_from, folders.len), folder_style);
    return used + canvas_bytes(canvas, x + used, y, columns - used, name, name_style);
}
