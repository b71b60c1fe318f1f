/* The last searches of one asker, so that the next keystroke starts from them: the same question again (Backspace) is
 * answered by the search that was kept, a narrower one looks only at the files where a wider one matched, and after a
 * change on disk only the files that changed are searched again.
 *
 * Searches of the same filter and options count; for all but the last, of the same snapshot. The asker calls
 * recent_outdate when contents have changed. Main thread. */
#pragma once

#include "engine/search/search.h"

typedef struct Recent Recent;

Recent *recent_new(void);
void recent_free(Recent *recent);
/* Contents have changed: what is kept holds for the files alone that have not. */
void recent_outdate(Recent *recent);

/* As search_start, with what is kept. The search returned may be complete already; it is a reference of the caller's.
 */
Search *recent_start(Recent *recent, Pool *pool, Snapshot *snapshot, Pattern *pattern, PathFilter *filter,
                     const SearchOptions *options, Wake *wake);
