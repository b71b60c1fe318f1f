/* Copying the web address of a file: git's helper is asked on a thread of its own, since it may take seconds, and what
 * was copied is told when it has answered. A newer question takes the place of one that is not answered. Owned by App;
 * main thread. */
#pragma once

#include "engine/git/git.h"
#include "tui/app.h"

typedef struct Permalinks Permalinks;

/* `git` may be NULL: then there are no links. */
Permalinks *permalinks_new(App *app, GitHelper *git);
/* Ends what runs. NULL is nothing to do. */
void permalinks_free(Permalinks *permalinks);
/* `path` is absolute, a folder's ends with '/'; lines from 1 on, 0 for none. */
void permalinks_ask(Permalinks *permalinks, Slice path, uint64_t first_line, uint64_t last_line);
/* Takes what was answered. */
void permalinks_update(Permalinks *permalinks);
bool permalinks_are_idle(const Permalinks *permalinks);
