/* What a pattern must contain, for any pattern and any lines: what PCRE2 matches satisfies the plan, and where the plan
 * is exact, nothing else does. The first byte holds the modes, then comes the pattern, a newline, and the lines. */
#include <locale.h>

#include "engine/search/kernels.h"
#include "engine/search/pattern.h"
#include "tests/fuzz/fuzz.h"

static bool holds(Slice line, const PlanString *string, bool is_caseless)
{
    Needle needle;
    needle_init(&needle, slice_of(string->text, string->len), is_caseless);
    return kernel_find(&needle, line.data, 0, line.len) != SIZE_MAX;
}

static bool satisfies(const Plan *plan, Slice line, bool is_caseless)
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
        bool is_candidate = satisfies(&plan, line, is_caseless);
        FUZZ_EXPECT(result == MATCH_NONE || (match.start <= match.end && match.end <= line.len));
        FUZZ_EXPECT(result == MATCH_NONE || is_candidate);
        FUZZ_EXPECT(!plan.is_exact || pattern_query(pattern)->is_word || result == MATCH_FOUND || !is_candidate);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Matcher *matcher;
    if (!matcher) {
        setlocale(LC_ALL, "C.UTF-8");
        matcher = matcher_new();
    }
    Slice input = fuzz_input(data, size);
    unsigned modes = fuzz_byte(&input);
    Query query = {
        .pattern = fuzz_until(&input, '\n'),
        .case_mode = (CaseMode)(modes % 3),
        .is_literal = modes & 8,
        .is_word = modes & 16,
    };
    PatternError err = {.offset = SIZE_MAX};
    Pattern *pattern = pattern_compile(&query, &err);
    if (pattern)
        check_lines(pattern, matcher, input);
    else
        FUZZ_EXPECT(err.offset <= query.pattern.len && err.text[0]);
    pattern_release(pattern);
    return 0;
}
