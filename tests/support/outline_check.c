/* Outlines the bytes whole and in pieces. */
#include "tests/support/outline_check.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum { ROOM = 64 };

typedef struct List {
    Definition *items;
    size_t count, capacity;
} List;

static void add_part(const Language *language, OutlineState *state, Slice bytes, size_t from, size_t to, size_t room,
                     List *list)
{
    Definition definitions[ROOM];
    Outline outline;
    outline_start(&outline, language, state, from, slice_sub(bytes, from, to));
    for (size_t count; (count = outline_next(&outline, definitions, room)) > 0;)
        for (size_t i = 0; i < count; i++) {
            list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
            list->items[list->count++] = definitions[i];
        }
    *state = outline.state;
}

static bool is_equal(const List *a, const List *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const Definition *x = &a->items[i];
        const Definition *y = &b->items[i];
        if (x->line_start != y->line_start || x->name_start != y->name_start || x->name_len != y->name_len ||
            x->kind != y->kind || x->depth != y->depth)
            return false;
    }
    return true;
}

static const char *check_inside(const List *list, Slice bytes)
{
    for (size_t i = 0; i < list->count; i++) {
        const Definition *found = &list->items[i];
        if (found->name_len == 0 || found->name_start + found->name_len > bytes.len)
            return "a name lies outside";
        if (found->line_start > found->name_start)
            return "a name lies before its definition";
        if (found->kind == 0 || found->kind >= DEFINITION_KIND_COUNT)
            return "a definition is of no kind";
    }
    return NULL;
}

const char *outline_check(const Language *language, Slice bytes)
{
    List whole = {0};
    List narrow = {0};
    List lines = {0};
    OutlineState state = {0};
    add_part(language, &state, bytes, 0, bytes.len, ROOM, &whole);
    OutlineState narrow_state = {0};
    add_part(language, &narrow_state, bytes, 0, bytes.len, OUTLINE_ROOM, &narrow);
    OutlineState line_state = {0};
    for (size_t at = 0; at < bytes.len;) {
        const char *found = memchr(bytes.data + at, '\n', bytes.len - at);
        size_t end = found ? (size_t)(found - bytes.data) + 1 : bytes.len;
        add_part(language, &line_state, bytes, at, end, ROOM, &lines);
        at = end;
    }
    const char *wrong = check_inside(&whole, bytes);
    if (!wrong && !is_equal(&whole, &narrow))
        wrong = "less room changes the outline";
    if (!wrong && !is_equal(&whole, &lines))
        wrong = "line by line gives another outline";
    free(whole.items);
    free(narrow.items);
    free(lines.items);
    return wrong;
}
