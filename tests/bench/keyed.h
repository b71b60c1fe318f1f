/* Queries typed into ken in a real terminal of 160x48, and how long a person waits for the frames. One thread. */
#pragma once

#include <stdint.h>

#include "tests/bench/queries.h"

typedef struct Keyed Keyed;

typedef struct KeyedTimes {
    double first_ms;    /* from the keys to a screen full of results, or to all of them */
    double complete_ms; /* to the frame with the complete count; -1 when it never came */
} KeyedTimes;

/* Starts it on the folder and waits until nothing moves on its screen any more. */
Keyed *keyed_start(const char *folder);
void keyed_end(Keyed *keyed);

/* Types the whole query at once, as a paste would, and takes it away again: there is nothing to narrow from. The frame
 * is complete when the header tells this many lines. */
KeyedTimes keyed_ask(Keyed *keyed, const QueryClass *query, uint64_t lines);
