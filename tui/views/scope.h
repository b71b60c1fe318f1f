/* What the search view searches within: the questions before this one, a stack. A line counts when it matches each of
 * them and the prompt's query, each by its own modes; with an empty prompt the newest level is what is asked. Owned by
 * the search view; main thread. */
#pragma once

#include "engine/search/pattern.h"
#include "tui/views/prompt.h"

enum { SCOPE_MOST = 8 };

typedef struct Scope {
    Pattern *patterns[SCOPE_MOST]; /* references, the oldest first */
    int undo_floors[SCOPE_MOST];   /* of the prompt, below each */
    size_t count;
} Scope;

void scope_deinit(Scope *scope);
/* The prompt's query, whose pattern this is, becomes a level, and the prompt empties, its modes kept. False when there
 * are levels enough. */
bool scope_push(Scope *scope, Pattern *pattern, Prompt *prompt);
/* The newest level's query and modes stand in the prompt again; what was typed since is forgotten. False when there is
 * none. */
bool scope_pop(Scope *scope, Prompt *prompt);

/* Draws "within: kmalloc › gfp › "; where there is no room for all, the newest ones. Returns the columns used. */
int scope_draw(const Scope *scope, Canvas *canvas, int x, int y, int columns);
