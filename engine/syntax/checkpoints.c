/* A growing list of states, one at the first line's start at or behind each multiple of 64 KB: the same places
 * whoever makes them, so that parts can be joined. */
#include "engine/syntax/checkpoints.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum { STEP = 64 << 10 };

struct Checkpoints {
    const Language *language;
    LexPlace *places; /* ascending; the first is where it begins */
    size_t count, capacity;
    LexPlace reached; /* at or behind the last of them */
};

static void add_place(Checkpoints *checkpoints, LexPlace place)
{
    checkpoints->places =
        mem_grow(checkpoints->places, &checkpoints->capacity, checkpoints->count + 1, sizeof *checkpoints->places);
    checkpoints->places[checkpoints->count++] = place;
}

Checkpoints *checkpoints_new(const Language *language, LexPlace start)
{
    Checkpoints *checkpoints = mem_zalloc(1, sizeof *checkpoints);
    checkpoints->language = language;
    checkpoints->reached = start;
    add_place(checkpoints, start);
    return checkpoints;
}

void checkpoints_free(Checkpoints *checkpoints)
{
    if (checkpoints)
        free(checkpoints->places);
    free(checkpoints);
}

/* The first line's start in `bytes` at or behind `at`, or SIZE_MAX. */
static size_t line_start_from(Slice bytes, size_t at)
{
    size_t from = at > 0 ? at - 1 : 0;
    const char *found = from < bytes.len ? memchr(bytes.data + from, '\n', bytes.len - from) : NULL;
    return found ? (size_t)(found - bytes.data) + 1 : SIZE_MAX;
}

static size_t last_line_start(Slice bytes)
{
    const char *found = bytes.len ? memrchr(bytes.data, '\n', bytes.len) : NULL;
    return found ? (size_t)(found - bytes.data) + 1 : 0;
}

static void advance(Checkpoints *checkpoints, Slice bytes)
{
    checkpoints->reached.state = lexer_skip(checkpoints->language, checkpoints->reached.state, bytes);
    checkpoints->reached.offset += bytes.len;
}

size_t checkpoints_extend(Checkpoints *checkpoints, Slice bytes, bool is_end)
{
    size_t lines = last_line_start(bytes);
    bool takes_all = is_end || lines == 0;
    size_t end = takes_all ? bytes.len : lines;
    for (size_t at = 0; at < end;) {
        uint64_t here = checkpoints->reached.offset;
        uint64_t grid = (checkpoints->places[checkpoints->count - 1].offset / STEP + 1) * STEP;
        size_t next = grid <= here ? at : line_start_from(bytes, at + (size_t)(grid - here));
        if (next <= at || next > end) {
            advance(checkpoints, slice_sub(bytes, at, end));
            break;
        }
        advance(checkpoints, slice_sub(bytes, at, next));
        add_place(checkpoints, checkpoints->reached);
        at = next;
    }
    if (lines == 0 && checkpoints->reached.offset >= checkpoints->places[checkpoints->count - 1].offset + STEP)
        add_place(checkpoints, checkpoints->reached);
    return end;
}

LexPlace checkpoints_reached(const Checkpoints *checkpoints)
{
    return checkpoints->reached;
}

/* Index of the last place at or before `offset`; the first place when there is none. */
static size_t find_place(const Checkpoints *checkpoints, uint64_t offset)
{
    size_t low = 0;
    size_t high = checkpoints->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (checkpoints->places[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

LexPlace checkpoints_before(const Checkpoints *checkpoints, uint64_t offset)
{
    if (offset >= checkpoints->reached.offset)
        return checkpoints->reached;
    return checkpoints->places[find_place(checkpoints, offset)];
}

bool checkpoints_join(Checkpoints *checkpoints, const Checkpoints *part)
{
    LexPlace here = checkpoints->reached;
    size_t index = find_place(part, here.offset);
    LexPlace place = part->places[index];
    if (place.offset != here.offset && part->reached.offset == here.offset) {
        place = part->reached;
        index = part->count - 1;
    }
    if (place.offset != here.offset || !lex_state_equal(place.state, here.state))
        return false;
    if (checkpoints->places[checkpoints->count - 1].offset / STEP < here.offset / STEP)
        add_place(checkpoints, here);
    for (size_t i = index + 1; i < part->count; i++)
        add_place(checkpoints, part->places[i]);
    checkpoints->reached = part->reached;
    return true;
}

void checkpoints_cut(Checkpoints *checkpoints, uint64_t offset)
{
    if (offset >= checkpoints->reached.offset)
        return;
    size_t index = find_place(checkpoints, offset);
    checkpoints->count = index + 1;
    checkpoints->reached = checkpoints->places[index];
}

size_t checkpoints_memory(const Checkpoints *checkpoints)
{
    return sizeof *checkpoints + checkpoints->capacity * sizeof *checkpoints->places;
}
