/* Lines that match several patterns at once, each by its own modes and in its own regions: a search within the results
 * of others.
 *
 *     the pattern that is quickest to look for --scan_lines, piece by piece--> its lines --the others' matchers-->
 * lines
 *
 * scan.c knows nothing of it. Immutable once made; owned by its Search; any thread. */
#pragma once

#include "engine/search/regions.h"
#include "engine/search/scan.h"

typedef struct Conditions {
    Pattern **patterns; /* references */
    size_t count;
} Conditions;

/* Takes references to `count` patterns. */
void conditions_init(Conditions *conditions, Pattern *const *patterns, size_t count);
void conditions_deinit(Conditions *conditions);
/* True when the pattern, or one of the conditions, is for some regions only. */
bool conditions_have_regions(const Conditions *conditions, const Pattern *pattern);

/* How many zeros at either end of a run of them matter to the pattern and all conditions: see plan_zeros. */
size_t conditions_zeros(const Conditions *conditions, const Pattern *pattern);

/* As scan_lines, of the lines that match request->pattern and every condition. A line on which one of the patterns ran
 * out of time counts as such, unless another one ruled it out before. Patterns that are for some regions want `walk`,
 * which has not gone behind request->start; else it may be NULL. */
ScanResult conditions_scan(const Conditions *conditions, const ScanRequest *request, RegionWalk *walk, LineList *list);
