/* Finds the next file of a listing whose base name holds what was typed, without regard to case. The first few thousand
 * files are looked at in the call; what is behind them in the background, until the next question. Main thread. */
#pragma once

#include "engine/tree/tree.h"
#include "tui/request.h"

typedef struct TreeFinder TreeFinder;

/* `path` is borrowed for the call. */
typedef void TreeFoundFn(void *context, Slice path);

TreeFinder *tree_finder_new(Requests *requests, TreeFoundFn *found, void *context);
void tree_finder_free(TreeFinder *finder);
/* Looks from file `from` of the tree on, and around its end. Words are parted by blanks, and all are looked for. What
 * was asked before is forgotten. */
void tree_finder_ask(TreeFinder *finder, Tree *tree, uint32_t from, Slice words);
/* Goes on with what waits for an older question to end. */
void tree_finder_update(TreeFinder *finder);
bool tree_finder_is_waiting(const TreeFinder *finder);
