/* Lines that match several patterns at once, each by its own modes: a search within the results of others.
 *
 *     the pattern that is quickest to look for --scan_lines, piece by piece--> its lines --the others' matchers-->
 * lines
 *
 * scan.c knows nothing of it. Immutable once made; owned by its Search; any thread. */
#pragma once

#include "engine/search/scan.h"

typedef struct Conditions {
    Pattern **patterns; /* references */
    size_t count;
} Conditions;

/* Takes references to `count` patterns. */
void conditions_init(Conditions *conditions, Pattern *const *patterns, size_t count);
void conditions_deinit(Conditions *conditions);

/* As scan_lines, of the lines that match request->pattern and every condition. A line on which one of the patterns ran
 * out of time counts as such, unless another one ruled it out before. */
ScanResult conditions_scan(const Conditions *conditions, const ScanRequest *request, LineList *list);
