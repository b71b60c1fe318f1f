/* Recent queries, newest first, kept in $XDG_STATE_HOME/ken/history (one a line, escaped), shared by concurrent
 * kens without losing lines; a read-only or full disk is no error. Owned by App; main thread. */
#pragma once

#include "engine/base/slice.h"

typedef struct History History;

enum { HISTORY_MOST = 1000 };

/* `path` NULL = the default place; "" = in memory only. */
History *history_new(const char *path);
void history_free(History *history);
/* A query that was used; an older equal one moves to the front. */
void history_add(History *history, Slice query);
/* The query entered `age` searches ago (0 = newest), or a slice with data NULL past the oldest. Borrowed until the next
 * history_add. */
Slice history_get(const History *history, size_t age);
