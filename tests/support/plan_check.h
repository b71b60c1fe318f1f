/* What a plan says of a line, looked up string by string: for the test of plans and for their fuzzer. */
#pragma once

#include "engine/search/plan.h"

/* Of each clause at least one string stands in the line. */
bool plan_check_holds(const Plan *plan, Slice line, bool is_caseless);
