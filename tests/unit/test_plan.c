/* The plan of a pattern: what it requires of known patterns, and that whatever PCRE2 matches satisfies it. */
#include "engine/search/plan.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/pattern.h"
#include "tests/support/plan_check.h"

/* The plan as text: "[a|b] [c]", exact ones with '=' before. */
static const char *planned(const char *pattern, bool is_caseless, bool is_wide)
{
    static char text[4096];
    static Plan plan;
    plan_regex(&plan, slice_from_cstr(pattern), (PlanMode){.is_caseless = is_caseless, .is_wide = is_wide});
    size_t len = (size_t)snprintf(text, sizeof text, "%s", plan.is_exact ? "=" : "");
    for (unsigned i = 0; i < plan.clause_count; i++) {
        const PlanClause *clause = &plan.clauses[i];
        for (unsigned j = 0; j < clause->count; j++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s", j ? "|" : "[", clause->strings[j].len,
                                    clause->strings[j].text);
        len += (size_t)snprintf(text + len, sizeof text - len, "]");
    }
    return text;
}

static void test_literals_and_alternations_are_exact(void **state)
{
    (void)state;
    assert_string_equal(planned("mutex_lock", false, true), "=[mutex_lock]");
    assert_string_equal(planned("foo|bar_baz|quux", false, true), "=[foo|bar_baz|quux]");
    assert_string_equal(planned("(?:ab|cd)(e|f)", false, true), "=[abe|abf|cde|cdf]");
    assert_string_equal(planned("x[12]y", false, true), "=[x1y|x2y]");
    assert_string_equal(planned("ab?c", false, true), "=[abc|ac]");
    assert_string_equal(planned("(ab){3}", false, true), "=[ababab]");
    assert_string_equal(planned("a\\.b\\x2fc\\t", false, true), "=[a.b/c\t]");
    assert_string_equal(planned("na\xc3\xafve", false, true), "=[na\xc3\xafve]");
}

static void test_parts_around_the_unknown_are_required(void **state)
{
    (void)state;
    assert_string_equal(planned("\\w+_lock\\(", false, true), "[_lock(]");
    assert_string_equal(planned("foo.*bar", false, true), "[foo][bar]");
    assert_string_equal(planned("^static\\s+int$", false, true), "[static][int]");
    assert_string_equal(planned("(foo\\d+|bar\\d*x)y", false, true), "[foo|bar][y]");
    assert_string_equal(planned("a+b", false, true), "[a][b]");
    assert_string_equal(planned("\\bword\\b", false, true), "[word]");
    assert_string_equal(planned("(?=ahead)behind", false, true), "[behind]");
    assert_string_equal(planned("(?<name>abc)x*", false, true), "[abc]");
}

static void test_nothing_is_required_where_anything_goes(void **state)
{
    (void)state;
    const char *const open[] = {"",       ".*",      "a*",       "(abc)?",   "abc|",      "abc|.*",    "\\s+$",
                                "[^a]",   "(?i)abc", "(?x) a b", "\\Qab\\E", "a(?R)?b",   "(*UCP)abc", "\\p{Lu}",
                                "[a-z]+", "(a|b*)",  "\\d{4}",   "(?|a|b)",  "(a)\\1?|x*"};
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        assert_string_equal(planned(open[i], false, true), "");
}

static void test_caseless_passes_over_what_folds_from_afar(void **state)
{
    (void)state;
    assert_string_equal(planned("KMalloc", true, false), "=[kmalloc]");
    assert_string_equal(planned("KMalloc", true, true), "[malloc]");
    assert_string_equal(planned("ta\xc3\x89x", true, true), "[ta][x]");
    assert_string_equal(planned("[sS]ize", true, true), "[ize]");
}

static void test_classes_are_read_to_their_end(void **state)
{
    (void)state;
    assert_string_equal(planned("[]a]b", false, true), "=[]b|ab]");
    assert_string_equal(planned("[[:alpha:]]b", false, true), "[b]");
    assert_string_equal(planned("[^]]b", false, true), "[b]");
    assert_string_equal(planned("[a\\]]b", false, true), "=[ab|]b]");
    assert_string_equal(planned("[a\\d]b", false, true), "[b]");
    assert_string_equal(planned("x{y", false, true), "=[x{y]");
    assert_string_equal(planned("x{2,3}y", false, true), "[x][y]");
}

static void test_braces_that_pcre2_versions_read_differently_promise_nothing(void **state)
{
    (void)state;
    assert_string_equal(planned("x{,3}y", false, true), "");
    assert_string_equal(planned("x{ 2 }y", false, true), "");
}

static void test_atomic_and_possessive_parts_are_not_exact(void **state)
{
    (void)state;
    assert_string_equal(planned("(?>a|ab)c", false, true), "[ac|abc]");
    assert_string_equal(planned("a?+ab", false, true), "[aab|ab]");
}

static void test_an_expression_that_is_not_utf8_is_read_byte_by_byte(void **state)
{
    (void)state;
    static Plan plan;
    plan_regex(&plan, slice_from_cstr("x\xff\xc3\xa9?"), (PlanMode){.is_wide = true, .is_bytes = true});
    assert_true(plan.is_exact);
    assert_int_equal(plan.clauses[0].count, 2);
    assert_memory_equal(plan.clauses[0].strings[1].text, "x\xff\xc3", 3);
    assert_int_equal(plan.clauses[0].strings[1].len, 3);
}

static void test_a_newline_promises_nothing(void **state)
{
    (void)state;
    assert_string_equal(planned("ab\\ncd", false, true), "[ab][cd]");
}

/* --- random patterns --- */

static unsigned seed = 7;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

static void write_random(Buf *out, int depth)
{
    static const char *const atoms[] = {
        "a", "b",     "c",     "k",   "s",     "ab", "[ab]",     "[^a]", ".",     "\\w", "\\s",         "\\b", "^",
        "$", "\\x61", "[a-c]", "\\.", "(?=a)", "S",  "\xc3\xa9", "[k]",  "(?!b)", "\\d", "[[:alpha:]]", "\\K", "bc{2}"};
    static const char *const repeats[] = {"*", "+", "?", "{2}", "{0,2}", "{1,3}?", "*+", "??", "{0}", "?+"};
    unsigned parts = 1 + next_random(4);
    for (unsigned i = 0; i < parts; i++) {
        if (depth > 0 && next_random(3) == 0) {
            buf_append_slice(out, slice_from_cstr(next_random(2) ? "(" : "(?:"));
            write_random(out, depth - 1);
            buf_append_byte(out, ')');
        } else {
            buf_append_slice(out, slice_from_cstr(atoms[next_random(sizeof atoms / sizeof atoms[0])]));
        }
        if (next_random(3) == 0)
            buf_append_slice(out, slice_from_cstr(repeats[next_random(sizeof repeats / sizeof repeats[0])]));
        if (depth > 0 && next_random(5) == 0)
            buf_append_byte(out, '|');
    }
}

static void check_random_pattern(Matcher *matcher, Slice text, unsigned *checked)
{
    static const char *const pieces[] = {
        "a", "b", "c",        "k", "K", "s",  "S", "ab", "bcc", "aa", " ", "\xc3\xa9", "\xe2\x84\xaa",
        ".", "1", "\xc5\xbf", "A", "B", "\t", "_"};
    bool is_caseless = next_random(2);
    Query query = {.pattern = text, .case_mode = is_caseless ? CASE_INSENSITIVE : CASE_SENSITIVE};
    PatternError err;
    Pattern *pattern = pattern_compile(&query, &err);
    if (!pattern)
        return;
    static Plan plan;
    plan_regex(&plan, text, (PlanMode){.is_caseless = is_caseless, .is_wide = true});
    for (int i = 0; i < 30; i++) {
        char line[128];
        size_t len = 0;
        for (unsigned parts = next_random(9); parts > 0; parts--)
            len += (size_t)snprintf(line + len, sizeof line - len, "%s",
                                    pieces[next_random(sizeof pieces / sizeof pieces[0])]);
        Match match;
        bool matches = pattern_match(pattern, matcher, slice_of(line, len), 0, false, &match) == MATCH_FOUND;
        bool is_candidate = plan_check_holds(&plan, slice_of(line, len), is_caseless);
        if (matches && !is_candidate)
            fail_msg("'%.*s' matches '%.*s' but its plan says no", (int)text.len, text.data, (int)len, line);
        if (plan.is_exact && matches != is_candidate)
            fail_msg("'%.*s' on '%.*s': the plan says it is exact", (int)text.len, text.data, (int)len, line);
        *checked += matches;
    }
    pattern_release(pattern);
}

static void test_whatever_matches_satisfies_the_plan(void **state)
{
    (void)state;
    Matcher *matcher = matcher_new();
    unsigned checked = 0;
    Buf text = {0};
    for (int round = 0; round < 20000; round++) {
        buf_clear(&text);
        write_random(&text, 3);
        check_random_pattern(matcher, buf_slice(&text), &checked);
    }
    assert_true(checked > 10000); /* there were matches to check */
    buf_deinit(&text);
    matcher_free(matcher);
}

static void test_deep_nesting_gives_up(void **state)
{
    (void)state;
    char pattern[1024];
    memset(pattern, '(', 400);
    pattern[400] = 'a';
    memset(pattern + 401, ')', 400);
    pattern[801] = '\0';
    assert_string_equal(planned(pattern, false, true), "");
}

static void test_cut_patterns_are_survived(void **state)
{
    (void)state;
    static const char whole[] = "(?<n>a[b-\\]c]{2,3}\\x{41}\\p{Lu}(?:x|[[:alpha:]])*)|\\Q.\\E(*UCP)";
    for (size_t len = 0; len < sizeof whole; len++) {
        char *cut = malloc(len + 1); /* on the heap, for the sanitizer to see a read too far */
        memcpy(cut, whole, len);
        Plan plan;
        plan_regex(&plan, slice_of(cut, len), (PlanMode){0});
        free(cut);
    }
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals_and_alternations_are_exact),
        cmocka_unit_test(test_parts_around_the_unknown_are_required),
        cmocka_unit_test(test_nothing_is_required_where_anything_goes),
        cmocka_unit_test(test_caseless_passes_over_what_folds_from_afar),
        cmocka_unit_test(test_classes_are_read_to_their_end),
        cmocka_unit_test(test_braces_that_pcre2_versions_read_differently_promise_nothing),
        cmocka_unit_test(test_atomic_and_possessive_parts_are_not_exact),
        cmocka_unit_test(test_an_expression_that_is_not_utf8_is_read_byte_by_byte),
        cmocka_unit_test(test_a_newline_promises_nothing),
        cmocka_unit_test(test_whatever_matches_satisfies_the_plan),
        cmocka_unit_test(test_deep_nesting_gives_up),
        cmocka_unit_test(test_cut_patterns_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
