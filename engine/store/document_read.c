/* Looking through a document in the background, piece by piece: in its mapping, or, where it is seen through windows,
 * in memory that the pieces are read into. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/store/document_parts.h"
#include "engine/store/holes.h"
#include "engine/store/newlines.h"

enum {
    PIECE = 256 << 10, /* looked through at a time */
    BEHIND = 64,       /* readable bytes behind what was read */
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void make_room(Stretch *stretch, size_t len)
{
    if (len + BEHIND <= stretch->capacity)
        return;
    free(stretch->room);
    stretch->capacity = len + BEHIND;
    stretch->room = mem_alloc(stretch->capacity);
}

void document_read(const Document *document, uint64_t from, uint64_t to, Stretch *stretch)
{
    uint64_t size = document_size(document);
    to = smaller(to, size);
    from = smaller(from, to);
    size_t len = (size_t)(to - from);
    stretch->start = from;
    if (!document->windows) {
        stretch->bytes = slice_of(document->data + from, len);
        return;
    }
    make_room(stretch, len);
    stretch->bytes = slice_of(stretch->room, len);
    memset(stretch->room + len, 0, BEHIND);
    if (len <= BLOCK_BYTES && windows_copy(document->windows, from, to, stretch->room))
        return;
    size_t got = holes_read(windows_fd(document->windows), from, stretch->room, len, document->has_holes);
    if (got < len) { /* it is shorter now, or cannot be read there: the check of what is on disk will tell */
        memset(stretch->room + got, 0, len - got);
        windows_note_short(document->windows);
    }
}

void stretch_deinit(Stretch *stretch)
{
    free(stretch->room);
    *stretch = (Stretch){0};
}

Slice stretch_sub(const Stretch *stretch, uint64_t from, uint64_t to)
{
    from = from > stretch->start ? from - stretch->start : 0;
    to = to > stretch->start ? to - stretch->start : 0;
    return slice_sub(stretch->bytes, (size_t)smaller(from, SIZE_MAX), (size_t)smaller(to, SIZE_MAX));
}

bool document_hole_at(const Document *document, uint64_t offset, uint64_t *start, uint64_t *end)
{
    if (!document->has_holes)
        return false;
    *end = holes_end(windows_fd(document->windows), offset, document_size(document));
    if (*end <= offset)
        return false;
    if (start)
        *start = holes_start(windows_fd(document->windows), offset);
    return true;
}

uint64_t document_reach(const Document *document, uint64_t from, uint64_t to, uint64_t budget)
{
    to = smaller(to, document_size(document));
    while (from < to && budget > 0) {
        uint64_t end = document->has_holes ? holes_end(windows_fd(document->windows), from, to) : from;
        if (end == from) {
            end = document->has_holes ? holes_data_end(windows_fd(document->windows), from, to) : to;
            end = end > from ? smaller(end, from + smaller(budget, to - from)) : to;
            budget -= smaller(budget, end - from);
        }
        from = end;
    }
    return from < to ? from : to;
}

bool document_newline_after(const Document *document, uint64_t *at, uint64_t to, uint64_t budget)
{
    to = smaller(to, document_size(document));
    Stretch stretch = {0};
    bool is_found = false;
    while (*at < to && budget > 0 && !is_found) {
        if (document->has_holes) {
            *at = holes_end(windows_fd(document->windows), *at, to);
            if (*at == to)
                break;
        }
        uint64_t most = document->windows ? smaller(budget, PIECE) : budget;
        uint64_t end = to - *at > most ? *at + most : to;
        document_read(document, *at, end, &stretch);
        size_t found = newlines_line_end(stretch.bytes, 0);
        is_found = found < stretch.bytes.len;
        budget -= smaller(budget, found);
        *at = is_found ? *at + found : end;
    }
    stretch_deinit(&stretch);
    return is_found;
}

bool document_newline_before(const Document *document, uint64_t *at, uint64_t floor, uint64_t budget)
{
    Stretch stretch = {0};
    bool is_found = false;
    while (*at > floor && budget > 0 && !is_found) {
        uint64_t most = document->windows ? smaller(budget, PIECE) : budget;
        uint64_t start = *at - floor > most ? *at - most : floor;
        if (document->has_holes && holes_end(windows_fd(document->windows), start, *at) == *at) {
            *at = holes_start(windows_fd(document->windows), start);
            *at = *at > floor ? *at : floor;
            continue;
        }
        document_read(document, start, *at, &stretch);
        size_t behind = newlines_line_start(stretch.bytes, stretch.bytes.len, 0);
        is_found = behind > 0;
        budget -= smaller(budget, *at - start);
        *at = start + behind;
    }
    stretch_deinit(&stretch);
    return is_found;
}
