/* How lines that match are found: from a query and the plan of its pattern to the needles that the kernels look for.
 * Immutable once made; any thread. */
#pragma once

#include "engine/search/kernels.h"
#include "engine/search/plan.h"
#include "engine/search/query.h"

enum { STRATEGY_NEEDLES = 8 };

typedef enum StrategyKind {
    STRATEGY_EVERY_LINE, /* no help: the matcher looks at each line */
    STRATEGY_CANDIDATES, /* a matching line holds a needle; the matcher decides */
    STRATEGY_EXACT,      /* a line matches if and only if it holds a needle */
} StrategyKind;

typedef struct Strategy {
    StrategyKind kind;
    bool is_word; /* exact: an occurrence counts only between characters that are no word characters */
    unsigned needle_count;
    Needle needles[STRATEGY_NEEDLES];
} Strategy;

/* `is_caseless` with smart case decided. `is_ascii`: for files without a byte over 0x7f. */
void strategy_init(Strategy *strategy, const Query *query, bool is_caseless, bool is_ascii);
