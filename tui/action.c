/* The table of actions. */
#include "tui/action.h"

#include <stddef.h>
#include <string.h>

typedef struct ActionRow {
    const char *name, *group, *help;
} ActionRow;

static const ActionRow rows[ACTION_COUNT] = {
#define X(id, name, group, help) {name, group, help},
    ACTIONS(X)
#undef X
};

static const ActionRow *row_of(Action action)
{
    return &rows[(unsigned)action < ACTION_COUNT ? action : ACTION_NONE];
}

const char *action_name(Action action)
{
    return row_of(action)->name;
}

const char *action_group(Action action)
{
    return row_of(action)->group;
}

const char *action_help(Action action)
{
    return row_of(action)->help;
}

Action action_find(const char *name, int len)
{
    for (Action action = ACTION_NONE; action < ACTION_COUNT; action++)
        if (len >= 0 && strlen(rows[action].name) == (size_t)len && memcmp(rows[action].name, name, (size_t)len) == 0)
            return action;
    return ACTION_COUNT;
}
