/* Whether what matches one query can only be among what matched another: then only those files need to be searched.
 * Unsure means no. Pure. */
#pragma once

#include "engine/search/query.h"

/* True when each line that matches `now`, in its regions, also matches `before`, in its. The case modes are passed as
 * decided (smart case is a pattern's matter: pattern_is_caseless). */
bool narrow_is_within(const Query *before, bool was_caseless, const Query *now, bool is_caseless);
