/* The jump list. */
#include "tui/jumps.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

void jump_deinit(Jump *jump)
{
    free(jump->path);
    *jump = (Jump){0};
}

void jumps_deinit(Jumps *jumps)
{
    for (int i = 0; i < jumps->count; i++)
        jump_deinit(&jumps->items[i]);
    jumps->count = jumps->at = 0;
}

static bool is_same(const Jump *a, const Jump *b)
{
    bool is_same_line = a->line > 0 && b->line > 0 ? a->line == b->line : a->offset == b->offset;
    return is_same_line && a->is_listed == b->is_listed && strcmp(a->path, b->path) == 0;
}

static void set(Jump *jump, const Jump *from)
{
    char *path = mem_strdup(from->path);
    jump_deinit(jump);
    *jump = *from;
    jump->path = path;
}

static void append(Jumps *jumps, const Jump *from)
{
    if (jumps->count == JUMPS_MOST) {
        jump_deinit(&jumps->items[0]);
        memmove(jumps->items, jumps->items + 1, (JUMPS_MOST - 1) * sizeof *jumps->items);
        jumps->count--;
        jumps->at -= jumps->at > 0;
    }
    jumps->items[jumps->count] = (Jump){0};
    set(&jumps->items[jumps->count++], from);
}

void jumps_add(Jumps *jumps, const Jump *from)
{
    while (jumps->count > jumps->at)
        jump_deinit(&jumps->items[--jumps->count]);
    if (jumps->count == 0 || !is_same(&jumps->items[jumps->count - 1], from))
        append(jumps, from);
    jumps->at = jumps->count;
}

/* Where one is now is what forward, or back, returns to. */
static void note(Jumps *jumps, const Jump *here)
{
    if (!here)
        return;
    if (jumps->at < jumps->count) {
        set(&jumps->items[jumps->at], here);
        return;
    }
    append(jumps, here);
    jumps->at = jumps->count - 1;
}

const Jump *jumps_back(Jumps *jumps, const Jump *here)
{
    int at = jumps->at - 1;
    while (here && at >= 0 && is_same(&jumps->items[at], here))
        at--;
    if (at < 0)
        return NULL;
    int count = jumps->count;
    bool is_new = here && jumps->at == count;
    note(jumps, here);
    /* the oldest place has made room */
    at -= is_new && jumps->count == count;
    if (at < 0)
        return NULL;
    jumps->at = at;
    return &jumps->items[at];
}

const Jump *jumps_forward(Jumps *jumps, const Jump *here)
{
    if (jumps->at + 1 >= jumps->count)
        return NULL;
    note(jumps, here);
    return &jumps->items[++jumps->at];
}
