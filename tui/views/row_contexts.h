/* Which definitions the rows of a block are in: found in the background once the rows are there, so that no result
 * waits for it. Owned by Results; main thread. */
#pragma once

#include "tui/app.h"
#include "tui/views/row_block.h"

typedef struct RowContexts RowContexts;

RowContexts *row_contexts_new(App *app);
void row_contexts_free(RowContexts *contexts);
/* Asks for those of the block (NULL: none) unless they are known. */
void row_contexts_update(RowContexts *contexts, const RowBlock *block);
/* "in name()"; empty when there is none, or it is not known yet. Borrowed until the next round. */
Slice row_contexts_at(const RowContexts *contexts, const Search *search, uint64_t row);
bool row_contexts_are_waiting(const RowContexts *contexts);
