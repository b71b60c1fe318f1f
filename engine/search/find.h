/* The matches in a document one by one, where search and scan count lines: what the pager walks through by `n`, counts,
 * and the viewport highlights.
 *
 *     range --widened to its lines--> needles (kernels), or scan_lines by a program --> candidate lines --> matcher
 *           --> matches that start in the range
 *
 * Matches of a line do not overlap; an empty one (of `^$`) counts once a line at the most, and only when it is the
 * first. A line longer than FIND_PIECE is taken in pieces with FIND_CONTEXT around each, so that no place in a line
 * of gigabytes is far: a match longer than that context may be missed. [background]: touches bytes that were not
 * prefaulted. One Finder, one thread at a time. */
#pragma once

#include <stdatomic.h>

#include "engine/search/pattern.h"
#include "engine/store/document.h"

enum {
    FIND_PIECE = 128 << 10,
    FIND_CONTEXT = 64 << 10,
};

/* Plain data; everything in it is borrowed. */
typedef struct Finder {
    const Document *document;
    const Pattern *pattern;
    Matcher *matcher;
    const atomic_bool *cancel; /* NULL for none; once it is true the answer means nothing */
} Finder;

typedef struct FindMatch {
    uint64_t start, end; /* offsets into the document */
} FindMatch;

/* Returns false to end the walk. */
typedef bool FindVisit(void *context, FindMatch match);

/* Visits the matches that start in [from, to), in ascending order; where that goes on to the end of a last line without
 * newline, an empty one at the very end too. */
void find_each(const Finder *finder, uint64_t from, uint64_t to, FindVisit *visit, void *context);
/* The first, and the last, match that starts in [from, to). */
bool find_first(const Finder *finder, uint64_t from, uint64_t to, FindMatch *match);
bool find_last(const Finder *finder, uint64_t from, uint64_t to, FindMatch *match);
/* How many matches start in [from, to). */
uint64_t find_count(const Finder *finder, uint64_t from, uint64_t to);
