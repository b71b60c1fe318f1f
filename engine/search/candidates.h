/* Which files a search looks at: all of a snapshot, or those that signatures and an earlier, wider search leave. A file
 * is left out only when it cannot match. Immutable once made; any thread. */
#pragma once

#include "engine/search/index.h"
#include "engine/search/search.h"

typedef struct Candidates {
    uint32_t *files; /* ascending; NULL: all */
    uint32_t count;
    bool has_answer;
    IndexAnswer answer; /* the ranges of large files that signatures leave */
} Candidates;

/* Of the search, by its options; notes in its slots as of which generation files are left out. */
void candidates_init(Search *search);
void candidates_deinit(Candidates *candidates);
/* The `nth` file to be looked at. */
uint32_t candidates_file(const Candidates *candidates, uint32_t nth);
/* The next range of lines to be looked at in the pinned file, within [from, to) (line starts): see index_answer_next.
 * To begin, *start and *end are `from`. False at the end. */
bool candidates_next_range(const Candidates *candidates, uint32_t file, const Pin *pin, uint64_t from, uint64_t to,
                           uint64_t *start, uint64_t *end);
