/* What a pattern must contain, for any pattern and any lines: what PCRE2 matches satisfies the plan, and where the plan
 * is exact, nothing else does. The first byte holds the modes, then comes the pattern, a newline, and the lines. */
#include "tests/fuzz/fuzz_query.h"
#include "tests/support/plan_check.h"

static void check_shape(const Plan *plan)
{
    FUZZ_EXPECT(plan->clause_count <= PLAN_CLAUSES);
    FUZZ_EXPECT(!plan->is_exact || plan->clause_count >= 1);
    for (unsigned i = 0; i < plan->clause_count; i++) {
        FUZZ_EXPECT(plan->clauses[i].count >= 1 && plan->clauses[i].count <= PLAN_STRINGS);
        for (unsigned j = 0; j < plan->clauses[i].count; j++)
            FUZZ_EXPECT(plan->clauses[i].strings[j].len >= 1 && plan->clauses[i].strings[j].len <= PLAN_STRING_MOST);
    }
}

static void check_lines(const Pattern *pattern, Matcher *matcher, Slice lines)
{
    static Plan plan;
    bool is_caseless = pattern_is_caseless(pattern);
    pattern_plan(pattern, &plan);
    check_shape(&plan);
    while (lines.len > 0) {
        Slice line = fuzz_until(&lines, '\n');
        Match match = {0, 0};
        MatchResult result = pattern_match(pattern, matcher, line, 0, false, &match);
        if (result == MATCH_TIMED_OUT)
            continue;
        bool is_candidate = plan_check_holds(&plan, line, is_caseless);
        FUZZ_EXPECT(result == MATCH_NONE || (match.start <= match.end && match.end <= line.len));
        FUZZ_EXPECT(result == MATCH_NONE || is_candidate);
        FUZZ_EXPECT(!plan.is_exact || pattern_query(pattern)->is_word || result == MATCH_FOUND || !is_candidate);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Matcher *matcher = fuzz_matcher();
    Slice input = fuzz_input(data, size);
    unsigned modes = fuzz_byte(&input);
    Query query = fuzz_query(&input, modes);
    PatternError err = {.offset = SIZE_MAX};
    Pattern *pattern = pattern_compile(&query, &err);
    if (pattern)
        check_lines(pattern, matcher, input);
    else
        FUZZ_EXPECT(err.offset <= query.pattern.len && err.text[0]);
    pattern_release(pattern);
    return 0;
}
