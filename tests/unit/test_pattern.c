/* Patterns: case, words, per-line meaning, invalid text, errors, and patterns that run away. */
#include "engine/search/pattern.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static Query regex(const char *text)
{
    return (Query){.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE};
}

/* "start-end" of the first match, or "none". */
static const char *matched(Query query, const char *line, bool is_ascii)
{
    static char text[64];
    PatternError err = {0};
    Pattern *pattern = pattern_compile(&query, &err);
    if (!pattern)
        fail_msg("%.*s: %s", (int)query.pattern.len, query.pattern.data, err.text);
    Matcher *matcher = matcher_new();
    Match match = {0};
    MatchResult result = pattern_match(pattern, matcher, slice_from_cstr(line), 0, is_ascii, &match);
    snprintf(text, sizeof text, "none");
    if (result == MATCH_FOUND)
        snprintf(text, sizeof text, "%zu-%zu", match.start, match.end);
    matcher_free(matcher);
    pattern_release(pattern);
    return text;
}

static void test_smart_case_looks_for_upper_case_letters(void **state)
{
    (void)state;
    Query smart = regex("abc");
    smart.case_mode = CASE_SMART;
    assert_string_equal(matched(smart, "xABC", true), "1-4");
    smart.pattern = slice_from_cstr("Abc");
    assert_string_equal(matched(smart, "xABC", true), "none");
    smart.pattern = slice_from_cstr("\\Sbc");
    assert_string_equal(matched(smart, "xABC", true), "1-4");
    smart.pattern = slice_from_cstr("\\p{Lu}bc");
    assert_string_equal(matched(smart, "xABC", false), "1-4");
    smart.pattern = slice_from_cstr("\xc3\x89t"); /* É is an upper-case letter too */
    assert_string_equal(matched(smart, "\xc3\xa9t", false), "none");
}

static void test_word_mode_refuses_word_characters_around(void **state)
{
    (void)state;
    Query word = regex("lock");
    word.is_word = true;
    assert_string_equal(matched(word, "unlock lock_ lock", true), "13-17");
    word.pattern = slice_from_cstr("->");
    assert_string_equal(matched(word, "a->b -> c", true), "5-7");
    word.pattern = slice_from_cstr("a|ab");
    assert_string_equal(matched(word, "xa ab", true), "3-5");
    word.pattern = slice_from_cstr("x*");
    assert_string_equal(matched(word, "--", true), "none"); /* an empty match is no word */
    word.pattern = slice_from_cstr("\xffz");                /* also where it is not UTF-8 */
    assert_string_equal(matched(word, "W\xffz \xffz", false), "4-6");
}

static void test_word_mode_keeps_leading_verbs_at_the_start(void **state)
{
    (void)state;
    Query word = regex("(*UCP)\\w+");
    word.is_word = true;
    assert_string_equal(matched(word, "- \xc3\xa9t\xc3\xa9", false), "2-7");
}

static void test_word_mode_does_not_repair_an_invalid_pattern(void **state)
{
    (void)state;
    Query word = regex("a)(?:b");
    word.is_word = true;
    PatternError err = {0};
    assert_null(pattern_compile(&word, &err));
    assert_int_equal(err.offset, 1);
}

static void test_letters_and_digits_are_ascii_unless_ucp(void **state)
{
    (void)state;
    assert_string_equal(matched(regex("\\w+"), "\xc3\xa9x", false), "2-3");
    assert_string_equal(matched(regex("(*UCP)\\w+"), "\xc3\xa9x", false), "0-3");
    assert_string_equal(matched(regex("."), "\xc3\xa9x", false), "0-2");
}

static void test_invalid_text_matches_nothing_and_does_no_harm(void **state)
{
    (void)state;
    assert_string_equal(matched(regex("b."),
                                "a\xff"
                                "b\xff"
                                "bc",
                                false),
                        "4-6");
    assert_string_equal(matched(regex("^a"), "\xe2\x82", false), "none");
}

static void test_literal_means_every_character(void **state)
{
    (void)state;
    Query literal = regex("a.b*[c](\\d)$^|?{2}+");
    literal.is_literal = true;
    assert_string_equal(matched(literal, "xa.b*[c](\\d)$^|?{2}+y", true), "1-20");
    literal.pattern = slice_of("\xff\xfe", 2); /* not UTF-8: matched by bytes */
    assert_string_equal(matched(literal, "a\xff\xfe", false), "1-3");
}

static void test_errors_name_the_offset(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t offset;
    } wrong[] = {{"a(b", 3}, {"a[b", 3}, {"*a", 0}, {"a\\C", 3}, {"x{3,1}", 5}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        PatternError err = {0};
        Query query = regex(wrong[i].text);
        assert_null(pattern_compile(&query, &err));
        assert_int_equal(err.offset, wrong[i].offset);
        assert_true(err.text[0] != '\0');
    }
}

static void test_search_goes_on_behind_a_match(void **state)
{
    (void)state;
    Query query = regex("ab");
    Pattern *pattern = pattern_compile(&query, NULL);
    Matcher *matcher = matcher_new();
    Match match;
    Slice line = slice_from_cstr("ab ab");
    assert_int_equal(pattern_match(pattern, matcher, line, 1, true, &match), MATCH_FOUND);
    assert_int_equal(match.start, 3);
    assert_int_equal(pattern_match(pattern, matcher, line, 5, true, &match), MATCH_NONE);
    assert_int_equal(pattern_match(pattern, matcher, line, 6, true, &match), MATCH_NONE);
    assert_int_equal(pattern_match(pattern, matcher, slice_of(NULL, 0), 0, true, &match), MATCH_NONE);
    matcher_free(matcher);
    pattern_release(pattern);
}

#if defined(__SANITIZE_THREAD__)
#define RUNS_UNDER_TSAN 1 /* which delivers signals late: the watchdog cannot bite there */
#else
#define RUNS_UNDER_TSAN 0
#endif

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void test_a_runaway_pattern_is_left_at_the_deadline(void **state)
{
    (void)state;
    if (RUNS_UNDER_TSAN)
        skip();
    enum { LEN = 200000 };
    char *line = malloc(LEN);
    memset(line, 'a', LEN);
    line[LEN - 1] = 'd'; /* or PCRE2 sees at once that nothing can match */
    Query query = regex("(a+)+[bc]d");
    Pattern *pattern = pattern_compile(&query, NULL);
    Matcher *matcher = matcher_new();
    for (int i = 0; i < 5; i++) {
        Match match;
        double start = now_ms();
        assert_int_equal(pattern_match(pattern, matcher, slice_of(line, LEN), 0, true, &match), MATCH_TIMED_OUT);
        assert_true(now_ms() - start < 1000);
        assert_int_equal(pattern_match(pattern, matcher, slice_from_cstr("aaabd"), 0, true, &match), MATCH_FOUND);
    }
    matcher_free(matcher);
    pattern_release(pattern);
    free(line);
}

static void test_cancelling_leaves_a_match(void **state)
{
    (void)state;
    if (RUNS_UNDER_TSAN)
        skip();
    enum { LEN = 200000 };
    char *line = malloc(LEN);
    memset(line, 'a', LEN);
    line[LEN - 1] = 'd'; /* or PCRE2 sees at once that nothing can match */
    Query query = regex("(a+)+[bc]d");
    Pattern *pattern = pattern_compile(&query, NULL);
    Matcher *matcher = matcher_new();
    atomic_bool cancel = true;
    matcher_set_cancel(matcher, &cancel);
    Match match;
    double start = now_ms();
    assert_int_equal(pattern_match(pattern, matcher, slice_of(line, LEN), 0, true, &match), MATCH_TIMED_OUT);
    assert_true(now_ms() - start < 500);
    matcher_free(matcher);
    pattern_release(pattern);
    free(line);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_smart_case_looks_for_upper_case_letters),
        cmocka_unit_test(test_word_mode_refuses_word_characters_around),
        cmocka_unit_test(test_word_mode_keeps_leading_verbs_at_the_start),
        cmocka_unit_test(test_word_mode_does_not_repair_an_invalid_pattern),
        cmocka_unit_test(test_letters_and_digits_are_ascii_unless_ucp),
        cmocka_unit_test(test_invalid_text_matches_nothing_and_does_no_harm),
        cmocka_unit_test(test_literal_means_every_character),
        cmocka_unit_test(test_errors_name_the_offset),
        cmocka_unit_test(test_search_goes_on_behind_a_match),
        cmocka_unit_test(test_a_runaway_pattern_is_left_at_the_deadline),
        cmocka_unit_test(test_cancelling_leaves_a_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
