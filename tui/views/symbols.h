/* The places where a name is defined, to pick from: of one name in the whole tree, or the definitions among the results
 * of a search. Main thread. */
#pragma once

#include "engine/search/search.h"
#include "tui/app.h"

/* Asks for a name: its definitions are listed as soon as it is one. False, and says so, where there is no tree. */
bool symbols_view_open(App *app);
/* Goes to the definition of the name when there is one; lists them when there are several. */
bool symbols_view_go(App *app, Slice name);
/* Lists the definitions among the results; `rows` as search_advance tells. */
bool symbols_view_hits(App *app, Search *search, uint64_t rows);
