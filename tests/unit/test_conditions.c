/* Lines that match several patterns at once, against a plain filter of the lines one by one. */
#include "engine/search/conditions.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"

enum { STACK_MOST = 4, LINES_MOST = 1 << 20 };

static unsigned seed = 7;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

static const char *const patterns[] = {"a",     "ab",       "foo|bar", "\\w+_lock\\(", "^a",       "b$",
                                       "^$",    "",         "K.S",     "a.*b",         "\\bab\\b", "\\s+$",
                                       ".{5,}", "\xc3\xa9", "_lock",   "[^a]b",        "(ab)+c",   "12"};

static const char *const pieces[] = {"a",  "b",  "ab", "abc",      "foo", "bar", "foo_lock(", "_lock", " ", "\n",
                                     "\n", "\t", "K",  "\xc3\xa9", "12",  "k.s", "\r\n",      "AB",    "x", "c"};

static void write_text(Buf *text, bool is_ascii, unsigned parts)
{
    buf_clear(text);
    for (; parts > 0; parts--) {
        Slice piece = slice_from_cstr(pieces[next_random(sizeof pieces / sizeof pieces[0])]);
        if (!is_ascii || !(piece.data[0] & 0x80))
            buf_append_slice(text, piece);
    }
}

/* A pattern of any mode; it is an expression without errors. */
static Pattern *any_pattern(void)
{
    Query query = {.pattern = slice_from_cstr(patterns[next_random(sizeof patterns / sizeof patterns[0])]),
                   .case_mode = (CaseMode)next_random(3),
                   .is_literal = next_random(3) == 0,
                   .is_word = next_random(4) == 0};
    Pattern *pattern = pattern_compile(&query, NULL);
    assert_non_null(pattern);
    return pattern;
}

static size_t filter_lines(Pattern *const *stack, size_t count, Matcher *matcher, Slice text, bool is_ascii,
                           uint64_t *starts)
{
    size_t found = 0;
    for (size_t start = 0; start < text.len;) {
        const char *newline = memchr(text.data + start, '\n', text.len - start);
        size_t end = newline ? (size_t)(newline - text.data) : text.len;
        bool is_match = true;
        for (size_t i = 0; i < count && is_match; i++) {
            Match match;
            Slice line = slice_sub(text, start, end);
            is_match = pattern_match(stack[i], matcher, line, 0, is_ascii, &match) == MATCH_FOUND;
        }
        if (is_match)
            starts[found++] = start;
        start = end + 1;
    }
    return found;
}

/* The first of the stack is the pattern, the rest are its conditions. */
static void check(Pattern *const *stack, size_t count, Matcher *matcher, Slice text, bool is_ascii)
{
    static uint64_t expected[LINES_MOST];
    size_t lines = filter_lines(stack, count, matcher, text, is_ascii, expected);
    Conditions conditions;
    conditions_init(&conditions, stack + 1, count - 1);
    LineList list = {.most = SIZE_MAX};
    ScanRequest request = {
        .pattern = stack[0], .matcher = matcher, .bytes = text, .end = text.len, .is_ascii = is_ascii};
    ScanResult result = conditions_scan(&conditions, &request, NULL, &list);
    if (result.lines != lines || list.count != lines)
        fail_msg("%zu lines, scanned %zu, noted %zu in %zu bytes", lines, (size_t)result.lines, list.count, text.len);
    if (lines > 0)
        assert_memory_equal(list.offsets, expected, lines * sizeof expected[0]);
    list.most = 3;
    assert_int_equal(conditions_scan(&conditions, &request, NULL, &list).lines, lines);
    if (count > 1) /* without conditions a scan may leave out what does not fit */
        assert_int_equal(list.count, lines < 3 ? lines : 3);
    request.stops_when_full = true;
    conditions_scan(&conditions, &request, NULL, &list);
    assert_int_equal(list.count, lines < 3 ? lines : 3);
    line_list_deinit(&list);
    conditions_deinit(&conditions);
}

static void check_texts(int rounds, unsigned parts)
{
    Matcher *matcher = matcher_new();
    Buf text = {0};
    for (int round = 0; round < rounds; round++) {
        Pattern *stack[STACK_MOST];
        size_t count = 1 + next_random(STACK_MOST);
        bool is_ascii = next_random(2);
        for (size_t i = 0; i < count; i++)
            stack[i] = any_pattern();
        write_text(&text, is_ascii, next_random(parts));
        char *exact = malloc(text.len ? text.len : 1); /* on the heap, for the sanitizer to see a read too far */
        if (text.len)
            memcpy(exact, text.data, text.len);
        check(stack, count, matcher, slice_of(exact, text.len), is_ascii);
        free(exact);
        for (size_t i = 0; i < count; i++)
            pattern_release(stack[i]);
    }
    buf_deinit(&text);
    matcher_free(matcher);
}

static void a_line_must_match_the_whole_stack(void **state)
{
    (void)state;
    check_texts(4000, 80);
}

static void texts_of_many_pieces_are_cut_at_line_ends(void **state)
{
    (void)state;
    check_texts(12, 200000);
}

static void a_cancelled_scan_ends(void **state)
{
    (void)state;
    Pattern *stack[] = {any_pattern(), any_pattern()};
    Conditions conditions;
    conditions_init(&conditions, stack, 2);
    Matcher *matcher = matcher_new();
    LineList list = {0};
    atomic_bool cancel = true;
    Slice text = slice_from_cstr("a\nb\nab\n");
    ScanRequest request = {.pattern = stack[0], .matcher = matcher, .bytes = text, .end = text.len, .cancel = &cancel};
    assert_int_equal(conditions_scan(&conditions, &request, NULL, &list).lines, 0);
    matcher_free(matcher);
    conditions_deinit(&conditions);
    pattern_release(stack[0]);
    pattern_release(stack[1]);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_must_match_the_whole_stack),
        cmocka_unit_test(texts_of_many_pieces_are_cut_at_line_ends),
        cmocka_unit_test(a_cancelled_scan_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
