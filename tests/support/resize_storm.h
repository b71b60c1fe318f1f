/* Sizes that change while each view is open, for the pty tests and the long ones. Failures name the view and the seed.
 */
#pragma once

#include <stdint.h>

#include "tests/support/scratch.h"

typedef enum StormView {
    STORM_SEARCH,
    STORM_PAGER,
    STORM_FILES,
    STORM_TREE,
    STORM_HELP,
    STORM_OUTLINE,
    STORM_SYMBOLS,
    STORM_HEX,
    STORM_STATUS,
    STORM_VIEWS
} StormView;

extern const char *const storm_view_names[STORM_VIEWS];

/* What is searched, listed and paged. */
void resize_storm_fill(const Scratch *scratch);
/* Opens the view; in each round sets `sizes` random ones, from 1x1 to 500x200, 0 columns or rows among them, one behind
 * the other and some with frames between; then sets one more, with rubbish on the screen, and compares what the
 * terminal shows with what it shows when the view is drawn anew. */
void resize_storm_run(const Scratch *scratch, StormView view, unsigned rounds, unsigned sizes, uint32_t seed);
