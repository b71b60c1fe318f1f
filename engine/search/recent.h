/* The last searches of one asker, so that the next keystroke starts from them: the same question again (Backspace) is
 * answered by the search that was kept, and a narrower one looks only at the files where a wider one matched.
 *
 * Only finished searches of the same snapshot, filter and options count, and only while no file has changed: the
 * asker calls recent_clear when contents have. Main thread. */
#pragma once

#include "engine/search/search.h"

typedef struct Recent Recent;

Recent *recent_new(void);
void recent_free(Recent *recent);
/* Contents have changed, or nothing will be asked for a while: forgets all. */
void recent_clear(Recent *recent);

/* As search_start, with what is kept. The search returned may be complete already; it is a reference of the caller's.
 */
Search *recent_start(Recent *recent, Pool *pool, Snapshot *snapshot, Pattern *pattern, PathFilter *filter,
                     const SearchOptions *options, Wake *wake);
