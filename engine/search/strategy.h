/* How lines that match are found: from a query and the plan of its pattern to the needles that the kernels look for,
 * and to the program over streams of bits for where needles are none or many. Immutable once made; any thread. */
#pragma once

#include "engine/search/needle_set.h"
#include "engine/search/plan.h"
#include "engine/search/query.h"

enum { STRATEGY_NEEDLES = NEEDLE_SET_MOST };

typedef enum StrategyKind {
    STRATEGY_EVERY_LINE, /* no help: the matcher looks at each line */
    STRATEGY_CANDIDATES, /* a matching line holds a needle; the matcher decides */
    STRATEGY_EXACT,      /* a line matches if and only if it holds a needle */
} StrategyKind;

typedef struct Strategy {
    StrategyKind kind;
    bool is_word; /* exact: an occurrence counts only between characters that are no word characters */
    unsigned needle_count;
    const Needle *needles; /* those of the set: the strategy must not be copied */
    NeedleSet set;
    PlanStream stream_kind;
    bool asks_high;      /* the program is exact for lines of ASCII; the matcher decides about others */
    bool prefers_stream; /* to the needles, which are all over the text */
    StreamProgram stream;
    size_t zeros; /* see plan_zeros; 0: not known */
} Strategy;

/* `mode` with smart case decided, for the text it names. KEN_SCAN=plain leaves every line to the matcher. */
void strategy_init(Strategy *strategy, const Query *query, PlanMode mode);
/* What every matching line holds, by the same reading; nothing where the plain path is forced. */
void strategy_plan(Plan *plan, const Query *query, PlanMode mode);
