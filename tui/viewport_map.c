/* The map of the document in the last column, and the status column at the left. */
#include "tui/viewport_private.h"

void viewport_set_status_column(Viewport *v, bool has_status)
{
    v->has_status = has_status;
}

void viewport_set_map(Viewport *v, bool has_map)
{
    v->has_map = has_map;
}

void viewport_set_map_marks(Viewport *v, const uint64_t *offsets, size_t count)
{
    (void)v;
    (void)offsets;
    (void)count;
}

void viewport_map_match(Viewport *v, uint64_t offset)
{
    (void)v;
    (void)offset;
}

void viewport_clear_map(Viewport *v)
{
    (void)v;
}
