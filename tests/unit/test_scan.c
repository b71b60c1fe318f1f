/* Scanning for lines, against the matcher asked line by line, over random patterns and texts; and the cut in spans. */
#include "engine/search/scan.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"

static unsigned seed = 3;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

static const char *const patterns[] = {
    "a",
    "ab",
    "abc",
    "foo|bar|b",
    "\\w+_lock\\(",
    "^a",
    "b$",
    "^$",
    "",
    "k",
    "sk",
    "K.S",
    "[ab]c",
    "a.*b",
    "\\bab\\b",
    "(?i)ab",
    "a|",
    "\\s+$",
    ".{5,}",
    "x?",
    "\xc3\xa9",
    "a\303\251b",
    "\\d{2}",
    "foo.*bar",
    "_lock",
    "(a|b){2}",
    "[^a]b",
    "a$|^b",
    "^$|x",
    "[ab]{3}",
    "[a-c]+[0-9]{2}",
    "[^a]{3}b",
    "\\w{2,4}$",
    "^\\s*\\w+",
    ".{70,}",
    "^.{8,12}$",
    "(ab)+c",
    "[[:upper:]]k",
    "\\S+\\s\\S",
    "x|y|ab|12|foo",
    "\\Bb\\b",
    "(?>a|ab)c",
    ".",
    "[^\\x00-\\x7f]",
    "a.{3}b",
    "lock\\(a",
    "a\\nb",
    "\\x61b",
    "(foo|ba)r?_",
    "task",
    "\xe2\x84\xaa",
};

static const char *const pieces[] = {
    "a",    "b",        "ab", "abc",      "foo",         "bar",  "foo_lock(", "_lock", " ", "\n",
    "\n",   "\t",       "K",  "\xc3\xa9", "12",          "\xff", "k.s",       "\r\n",  "x", "\xe2\x84\xaa",
    "\n\n", "\xc5\xbf", "AB", "TASK",     "ta\xc5\xbfk", "c"};

static void write_text(Buf *text, bool is_ascii)
{
    buf_clear(text);
    for (unsigned parts = next_random(80); parts > 0; parts--) {
        Slice piece = slice_from_cstr(pieces[next_random(sizeof pieces / sizeof pieces[0])]);
        bool is_wide = false;
        for (size_t i = 0; i < piece.len; i++)
            is_wide = is_wide || (piece.data[i] & 0x80);
        if (!is_wide || !is_ascii)
            buf_append_slice(text, piece);
    }
}

/* The starts of matching lines, as the matcher tells them line by line. */
static size_t naive_lines(const Pattern *pattern, Matcher *matcher, Slice text, bool is_ascii, uint64_t *starts)
{
    size_t count = 0;
    for (size_t start = 0; start < text.len;) {
        const char *newline = memchr(text.data + start, '\n', text.len - start);
        size_t end = newline ? (size_t)(newline - text.data) : text.len;
        Match match;
        if (pattern_match(pattern, matcher, slice_sub(text, start, end), 0, is_ascii, &match) == MATCH_FOUND)
            starts[count++] = start;
        start = end + 1;
    }
    return count;
}

static void check(const Pattern *pattern, Matcher *matcher, Slice text, bool is_ascii, const char *name)
{
    static uint64_t expected[4096];
    size_t count = naive_lines(pattern, matcher, text, is_ascii, expected);
    LineList list = {.most = SIZE_MAX};
    ScanRequest request = {
        .pattern = pattern, .matcher = matcher, .bytes = text, .end = text.len, .is_ascii = is_ascii};
    ScanResult result = scan_lines(&request, &list);
    if (result.lines != count || list.count != count)
        fail_msg("'%s': %zu lines, scanned %zu, noted %zu in '%.*s'", name, count, (size_t)result.lines, list.count,
                 (int)text.len, text.data);
    assert_memory_equal(list.offsets ? list.offsets : expected, expected, count * sizeof expected[0]);
    list.most = 2;
    result = scan_lines(&request, &list);
    assert_int_equal(result.lines, count); /* a full list does not end the count */
    request.stops_when_full = true;
    scan_lines(&request, &list);
    assert_int_equal(list.count, count < 2 ? count : 2);
    line_list_deinit(&list);
}

static void test_scan_agrees_with_matching_line_by_line(void **state)
{
    (void)state;
    Matcher *matcher = matcher_new();
    Buf text = {0};
    for (int round = 0; round < 6000; round++) {
        const char *name = patterns[next_random(sizeof patterns / sizeof patterns[0])];
        Query query = {.pattern = slice_from_cstr(name),
                       .case_mode = next_random(2) ? CASE_INSENSITIVE : CASE_SENSITIVE,
                       .is_literal = next_random(3) == 0,
                       .is_word = next_random(3) == 0};
        Pattern *pattern = pattern_compile(&query, NULL);
        assert_non_null(pattern);
        bool is_ascii = next_random(2);
        write_text(&text, is_ascii);
        char *exact = malloc(text.len ? text.len : 1); /* on the heap, for the sanitizer to see a read too far */
        if (text.len)
            memcpy(exact, text.data, text.len);
        check(pattern, matcher, slice_of(exact, text.len), is_ascii, name);
        free(exact);
        pattern_release(pattern);
    }
    buf_deinit(&text);
    matcher_free(matcher);
}

static void test_spans_own_each_line_once(void **state)
{
    (void)state;
    enum { SPAN = 16 };
    Buf text = {0};
    for (int round = 0; round < 3000; round++) {
        write_text(&text, false);
        uint64_t reached = 0;
        for (uint64_t nominal = 0; nominal < text.len; nominal += SPAN) {
            uint64_t start = nominal;
            uint64_t end = nominal + SPAN;
            scan_own_lines(buf_slice(&text), &start, &end);
            if (start == end)
                continue;
            assert_int_equal(start, reached);
            assert_true(end == text.len || text.data[end - 1] == '\n');
            reached = end;
        }
        assert_int_equal(reached, text.len);
    }
    buf_deinit(&text);
}

static void test_a_cancelled_scan_ends_early(void **state)
{
    (void)state;
    Query query = {.pattern = slice_from_cstr("."), .case_mode = CASE_SENSITIVE};
    Pattern *pattern = pattern_compile(&query, NULL);
    Matcher *matcher = matcher_new();
    LineList list = {0};
    atomic_bool cancel = true;
    Slice text = slice_from_cstr("a\nb\nc\n");
    ScanRequest request = {.pattern = pattern, .matcher = matcher, .bytes = text, .end = text.len, .cancel = &cancel};
    assert_int_equal(scan_lines(&request, &list).lines, 0);
    matcher_free(matcher);
    pattern_release(pattern);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan_agrees_with_matching_line_by_line),
        cmocka_unit_test(test_spans_own_each_line_once),
        cmocka_unit_test(test_a_cancelled_scan_ends_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
