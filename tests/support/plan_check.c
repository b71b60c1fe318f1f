/* Asks a plan's clauses of a line. */
#include "tests/support/plan_check.h"

#include "engine/search/kernels.h"

static bool holds(Slice line, const PlanString *string, bool is_caseless)
{
    Needle needle;
    needle_init(&needle, slice_of(string->text, string->len), is_caseless);
    return kernel_find(&needle, line.data, 0, line.len) != SIZE_MAX;
}

bool plan_check_holds(const Plan *plan, Slice line, bool is_caseless)
{
    for (unsigned i = 0; i < plan->clause_count; i++) {
        bool holds_one = false;
        for (unsigned j = 0; j < plan->clauses[i].count && !holds_one; j++)
            holds_one = holds(line, &plan->clauses[i].strings[j], is_caseless);
        if (!holds_one)
            return false;
    }
    return true;
}
