/* From match to match in a document for the pager, where what is looked for may be the lines that do not match, and
 * where lines that the filter hides are passed over. [background], as engine/search/find.h below it. */
#pragma once

#include "engine/search/find.h"

/* Plain data; everything in it is borrowed. A line that does not match is a match from its start to the next line's. */
typedef struct PagerSeek {
    Finder finder;
    bool is_inverted;
    const Pattern *filter; /* lines that are shown; NULL: all */
    bool is_filter_inverted;
} PagerSeek;

/* Visits what starts in [from, to), in ascending order. */
void pager_seek_each(const PagerSeek *seek, uint64_t from, uint64_t to, FindVisit *visit, void *context);
/* The first, and the last, that starts in [from, to). */
bool pager_seek_first(const PagerSeek *seek, uint64_t from, uint64_t to, FindMatch *match);
bool pager_seek_last(const PagerSeek *seek, uint64_t from, uint64_t to, FindMatch *match);
