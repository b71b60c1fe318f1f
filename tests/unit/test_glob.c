/* Shell patterns: a table of cases, and a comparison with a plain recursive matcher on random ones. */
#include "engine/tree/glob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct Case {
    const char *pattern;
    const char *text;
    bool matches;
} Case;

static const Case CASES[] = {
    {"", "", true},
    {"", "a", false},
    {"foo", "foo", true},
    {"foo", "fo", false},
    {"fo", "foo", false},
    {"*", "", true},
    {"*", "foo", true},
    {"*", "a/b", false},
    {"?", "", false},
    {"?", "/", false},
    {"f?o", "foo", true},
    {"*.c", "a.c", true},
    {"*.c", "a.c.c", true},
    {"*.c", ".c", true},
    {"*.c", "d/a.c", false},
    {"*a*b*c", "xaybzc", true},
    {"*a*b*c", "xaybzcd", false},
    {"a*", "a", true},
    {"**", "a/b/c", true},
    {"**/c", "c", true},
    {"**/c", "a/b/c", true},
    {"**/c", "a/bc", false},
    {"**/b*d", "a/bcd/bd", true},
    {"a/**", "a", false},
    {"a/**", "a/b", true},
    {"a/**", "a/b/c", true},
    {"a/**/c", "a/c", true},
    {"a/**/c", "a/b/c", true},
    {"a/**/c", "a/b/d/c", true},
    {"a/**/c", "ab/c", false},
    {"a/**/b/**/c", "a/x/b/b/y/c", true},
    {"**/*.h", "x/y.h", true},
    {"**/a*/b", "ax/c/ay/b", true},
    {"a**b", "axyb", true},
    {"a**b", "ax/yb", false},
    {"**b", "x/b", false},
    {"a***/b", "axx/b", true},
    {"***/b", "x/y/b", true},
    {"a/***", "a/b/c", true},
    {"*/b", "a/b", true},
    {"*/b", "a/a/b", false},
    {"*/*c/d", "a/bc/d", true},
    {"[abc]", "b", true},
    {"[abc]", "d", false},
    {"[!abc]", "d", true},
    {"[^abc]", "a", false},
    {"[!abc]", "/", false},
    {"[a-c]x", "bx", true},
    {"[a-c]x", "dx", false},
    {"[]]", "]", true},
    {"[]-a]", "_", true},
    {"[!]]", "]", false},
    {"[a-]", "-", true},
    {"[-a]", "-", true},
    {"[\\]]", "]", true},
    {"[\\-]", "-", true},
    {"[a", "a", false},
    {"[", "[", false},
    {"a[", "a[", false},
    {"*[", "x[", false},
    {"[[:digit:]]x", "7x", true},
    {"[[:digit:]a]", "a", true},
    {"[[:alpha:][:digit:]_]", "_", true},
    {"[[:upper:]]", "a", false},
    {"[[:nonsense:]]", "a", false},
    {"[[:digit]", ":", true},
    {"[+--]", ",", true},
    {"[ -~]", "x", true},
    {"\\*", "*", true},
    {"\\*", "x", false},
    {"\\", "\\", false},
    {"a\\", "a", false},
    {"\\a", "a", true},
    {"\\\\", "\\", true},
    {"*\\?", "xx?", true},
    {"\xc3\xa9*", "\xc3\xa9x", true},
    {"[\x80-\xff]", "\xc3", true},
    {"a\nb", "a\nb", true},
    {"?", "\n", true},
};

static void patterns_match_as_gitignore_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        bool matches = glob_match(slice_from_cstr(CASES[i].pattern), slice_from_cstr(CASES[i].text), false);
        if (matches != CASES[i].matches)
            fail_msg("%s against %s: %d", CASES[i].pattern, CASES[i].text, matches);
    }
}

static void case_is_ignored_for_ascii_when_asked(void **state)
{
    (void)state;
    assert_true(glob_match(slice_from_cstr("Foo*.C"), slice_from_cstr("fOObar.c"), true));
    assert_false(glob_match(slice_from_cstr("Foo"), slice_from_cstr("foo"), false));
    assert_true(glob_match(slice_from_cstr("[A-C]"), slice_from_cstr("b"), true));
    assert_true(glob_match(slice_from_cstr("[a-c]"), slice_from_cstr("B"), true));
    assert_true(glob_match(slice_from_cstr("[[:upper:]]"), slice_from_cstr("b"), true));
    assert_false(glob_match(slice_from_cstr("\xc3\x89"), slice_from_cstr("\xc3\xa9"), true));
}

/* The same rules, tried in every way. Pattern alphabet: a b / * ? */
static bool slow_match(const char *pattern, const char *start, const char *text)
{
    if (!*pattern)
        return !*text;
    if (*pattern != '*')
        return *text && (*pattern == *text || (*pattern == '?' && *text != '/')) &&
               slow_match(pattern + 1, start, text + 1);
    const char *end = pattern + strspn(pattern, "*");
    bool is_deep = end - pattern >= 2 && (pattern == start || pattern[-1] == '/') && (!*end || *end == '/');
    if (is_deep && !*end)
        return true;
    if (is_deep && slow_match(end + 1, start, text))
        return true;
    for (;; text++) {
        if (slow_match(end, start, text))
            return true;
        if (!*text || (*text == '/' && !is_deep))
            return false;
    }
}

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 16;
}

/* No empty part: paths have none. */
static void make_path(uint32_t *random, char *text)
{
    size_t len = 1 + next_random(random) % 10;
    for (size_t i = 0; i < len; i++) {
        bool may_be_slash = i > 0 && i + 1 < len && text[i - 1] != '/';
        text[i] = "ab/"[next_random(random) % (may_be_slash ? 3 : 2)];
    }
    text[len] = '\0';
}

static void random_patterns_match_as_a_plain_matcher_does(void **state)
{
    (void)state;
    uint32_t random = 7;
    unsigned matched = 0;
    for (int i = 0; i < 300000; i++) {
        char pattern[16];
        char text[16];
        size_t len = 1 + next_random(&random) % 9;
        for (size_t j = 0; j < len; j++)
            pattern[j] = "ab//***?"[next_random(&random) % 8];
        pattern[len] = '\0';
        make_path(&random, text);
        bool expected = slow_match(pattern, pattern, text);
        matched += expected;
        if (glob_match(slice_from_cstr(pattern), slice_from_cstr(text), false) != expected)
            fail_msg("%s against %s: not %d", pattern, text, expected);
    }
    assert_true(matched > 1000);
}

static void long_hostile_patterns_take_no_time(void **state)
{
    (void)state;
    enum { LEN = 20000 };
    char *text = malloc(LEN);
    char pattern[201];
    assert_non_null(text);
    memset(text, 'a', LEN);
    for (int i = 0; i < 200; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[200] = 'b';
    assert_false(glob_match(slice_of(pattern, 201), slice_of(text, LEN), false));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_match_as_gitignore_says),
        cmocka_unit_test(case_is_ignored_for_ascii_when_asked),
        cmocka_unit_test(random_patterns_match_as_a_plain_matcher_does),
        cmocka_unit_test(long_hostile_patterns_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
