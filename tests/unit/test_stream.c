/* Programs over streams of bits: each step, what becomes of expressions, and that over random expressions and texts the
 * lines that PCRE2 matches are those that are hit (or, where the program is a filter, among them). */
#include "engine/search/stream.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/scan.h"

static unsigned seed = 11;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

enum { TEXT_MOST = 8192 };

/* Calls it with every form that this processor has. */
static void with_each_form(void (*check)(void))
{
    static const char *const names[] = {"portable", "avx2", "best"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        setenv("KEN_SIMD", names[i], 1);
        check();
        unsetenv("KEN_SIMD");
    }
}

/* Runs the program over the text, which ends in a newline; a byte of `is_hit` for each newline. The text lies on the
 * heap, for the sanitizer to see a read too far. */
static void run_over(const StreamProgram *program, bool hits_high, Slice text, bool *is_hit)
{
    char *bytes = malloc(text.len + STREAM_BLOCK);
    memset(bytes, '\n', text.len + STREAM_BLOCK);
    memcpy(bytes, text.data, text.len);
    StreamRun run;
    stream_start(&run, program, hits_high);
    memset(is_hit, 0, text.len);
    for (size_t at = 0; at < text.len; at += STREAM_BLOCK) {
        uint64_t hits[STREAM_WORDS];
        unsigned count = stream_block(&run, bytes + at, hits);
        unsigned counted = 0;
        for (size_t i = 0; i < STREAM_BLOCK; i++) {
            bool hit = hits[i / 64] >> (i % 64) & 1;
            counted += hit;
            if (hit)
                assert_int_equal(bytes[at + i], '\n');
            if (at + i < text.len)
                is_hit[at + i] = hit;
        }
        assert_int_equal(count, counted);
    }
    free(bytes);
}

/* The lines that are hit: "101" for the first and third of three. */
static const char *hits_of(const char *pattern, const char *text)
{
    static char hits[TEXT_MOST];
    static bool is_hit[TEXT_MOST];
    StreamProgram program;
    size_t count = 0;
    PlanStream kind = plan_stream(&program, slice_from_cstr(pattern), (PlanMode){0});
    if (kind == PLAN_STREAM_NONE)
        return "none";
    run_over(&program, false, slice_from_cstr(text), is_hit);
    if (kind == PLAN_STREAM_FILTER)
        hits[count++] = '~';
    for (size_t i = 0; text[i]; i++)
        if (text[i] == '\n')
            hits[count++] = is_hit[i] ? '1' : '0';
    hits[count] = '\0';
    return hits;
}

static void check_known_expressions(void)
{
    assert_string_equal(hits_of("a", "a\nb\nba\n"), "101");
    assert_string_equal(hits_of("[a-c][0-9]{2}", "a1\nb12\nx99\nc1 c23\n"), "0101");
    assert_string_equal(hits_of("^ab", "ab\nxab\n\nab\n"), "1001");
    assert_string_equal(hits_of("ab$", "ab\nabx\n\nxab\n"), "1001");
    assert_string_equal(hits_of("^$", "a\n\n \n\n"), "0101");
    assert_string_equal(hits_of("\\s+$", "a\na \n\t\n\nx y\n"), "01100");
    assert_string_equal(hits_of("x\\d*y", "xy\nx12y\nx1ay\n"), "110");
    assert_string_equal(hits_of("xa?y", "xy\nxay\nxaay\n"), "110");
    assert_string_equal(hits_of("x(?:ab|c)?y", "xy\nxaby\nxcy\nxacy\n"), "1110");
    assert_string_equal(hits_of("(foo|ba[rz])1", "foo1\nbar1\nbaz1\nbaq1\nfoo\n"), "11100");
    assert_string_equal(hits_of("\\bab\\b", "ab\nxab\nab x\na,ab,\nabab\n"), "10110");
    assert_string_equal(hits_of("\\Bb", "b\nab\n b\n"), "010");
    assert_string_equal(hits_of("[^a]b", "ab\nb\nbb\n"), "001");
    assert_string_equal(hits_of("a\\nb", "a\nb\nab\n"), "000");
    assert_string_equal(hits_of(".*", "a\n\nb\n"), "111");
    assert_string_equal(hits_of("^.{3}$", "ab\nabc\nabcd\n"), "010");
    assert_string_equal(hits_of("^.{8,}$", "1234567\n12345678\n123456789\n"), "011");
    assert_string_equal(hits_of("x.{9}y", "x123456789y\nx12345678y\n"), "10");
}

static void test_known_expressions_hit_their_lines(void **state)
{
    (void)state;
    with_each_form(check_known_expressions);
}

static void test_what_is_not_regular_is_a_filter(void **state)
{
    (void)state;
    assert_string_equal(hits_of("a(?=b)", "a\nb\n"), "~10");
    assert_string_equal(hits_of("(?>a|ab)c", "abc\nac\nx\n"), "~110");
    assert_string_equal(hits_of("a++ab", "aab\nb\n"), "~10");
    assert_string_equal(hits_of("a\\p{Lu}*b", "ab\na\n"), "~10");
    assert_string_equal(hits_of("a(bc)*d", "ad\nabcd\na\n"), "~110");
    assert_string_equal(hits_of("(a)\\1", "aa\n"), "none");
    assert_string_equal(hits_of("(?=a)", "a\n"), "none");
    assert_string_equal(hits_of("(?i)a", "a\n"), "none");
}

static void test_long_runs_are_cut_to_a_filter(void **state)
{
    (void)state;
    char text[1024];
    memset(text, 'x', sizeof text);
    for (unsigned len = 100; len < 260; len++) {
        char pattern[32];
        text[len] = '\n';
        text[len + 1] = '\0';
        snprintf(pattern, sizeof pattern, ".{%u}", len);
        const char *hits = hits_of(pattern, text);
        assert_string_equal(hits, len <= STREAM_RUN_MOST ? "1" : "~1");
        snprintf(pattern, sizeof pattern, ".{%u}", len + 1);
        hits = hits_of(pattern, text);
        assert_string_equal(hits, len + 1 <= STREAM_RUN_MOST ? "0" : len < STREAM_RUN_MOST ? "~0" : "~1");
        text[len] = 'x';
    }
}

static void test_an_expression_with_too_much_in_it_is_cut(void **state)
{
    (void)state;
    assert_string_equal(hits_of("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz\nabc\n"), "~10");
    assert_string_equal(
        hits_of("a{6}b{6}c{6}d{6}e{6}f{6}g{6}h{6}", "aaaaaabbbbbbccccccddddddeeeeeeffffffgggggghhhhhh\naaaaaa\n"),
        "~10");
    assert_string_equal(hits_of("abcdefghijklmnopqrst|x", "x\n"), "none");
}

static void check_lines_across_blocks(void)
{
    static char text[4 * STREAM_BLOCK + 1];
    static bool is_hit[sizeof text];
    StreamProgram program;
    assert_int_equal(plan_stream(&program, slice_from_cstr("^a.*b\\w+c{3}$"), (PlanMode){0}), PLAN_STREAM_EXACT);
    for (size_t len = 10; len < sizeof text - 1; len += 7) {
        memset(text, 'x', len);
        text[0] = 'a';
        text[len / 2] = 'b';
        memcpy(text + len - 3, "ccc", 3);
        text[len] = '\n';
        run_over(&program, false, slice_of(text, len + 1), is_hit);
        assert_true(is_hit[len]);
        text[len - 1] = '.';
        run_over(&program, false, slice_of(text, len + 1), is_hit);
        assert_false(is_hit[len]);
    }
}

static void test_steps_go_on_from_block_to_block(void **state)
{
    (void)state;
    with_each_form(check_lines_across_blocks);
}

static void test_lines_with_high_bytes_are_hit_when_asked(void **state)
{
    (void)state;
    static bool is_hit[TEXT_MOST];
    static char text[2 * STREAM_BLOCK];
    StreamProgram program;
    assert_int_equal(plan_stream(&program, slice_from_cstr("q"), (PlanMode){0}), PLAN_STREAM_EXACT);
    const KernelForm best = program.form;
    for (program.form = KERNEL_PORTABLE; program.form <= best; program.form++) {
        memset(text, 'x', sizeof text);
        text[0] = '\n';
        text[5] = '\x80';
        text[sizeof text - 3] = '\n'; /* ends a line that begins in the block before */
        text[sizeof text - 1] = '\n';
        run_over(&program, true, slice_of(text, sizeof text), is_hit);
        assert_false(is_hit[0]);
        assert_true(is_hit[sizeof text - 3]);
        assert_false(is_hit[sizeof text - 1]);
        run_over(&program, false, slice_of(text, sizeof text), is_hit);
        assert_false(is_hit[sizeof text - 3]);
    }
}

/* Every kind of set: what the vectors tell is what the set says. */
static void test_class_streams_are_their_sets(void **state)
{
    (void)state;
    static bool is_hit[TEXT_MOST];
    char text[512];
    for (unsigned byte = 0; byte < 256; byte++) {
        text[2 * byte] = (char)byte;
        text[2 * byte + 1] = '\n';
    }
    for (int round = 0; round < 3000; round++) {
        ByteSet set = {{0}};
        for (unsigned ranges = next_random(5); ranges > 0; ranges--) {
            unsigned first = next_random(0x80);
            byte_set_add_range(&set, (uint8_t)first, (uint8_t)(first + next_random(0x80 - first)));
        }
        if (next_random(3) == 0)
            byte_set_fold(&set);
        if (next_random(3) == 0)
            byte_set_add_high(&set);
        if (next_random(3) == 0)
            byte_set_invert(&set);
        StreamProgram program;
        unsigned class;
        stream_init(&program);
        assert_true(stream_class(&program, &set, &class));
        assert_true(stream_add(&program, STEP_CLASS, class));
        stream_finish(&program);
        program.form = (KernelForm)next_random(program.form + 1);
        run_over(&program, false, slice_of(text, sizeof text), is_hit);
        for (unsigned byte = 0; byte < 256; byte++)
            assert_int_equal(is_hit[2 * byte + 1], byte != '\n' && byte_set_has(&set, (uint8_t)byte));
    }
}

/* --- random expressions --- */

static void write_random(Buf *out, int depth)
{
    static const char *const atoms[] = {"a",           "b",
                                        "c",           "k",
                                        "S",           "ab",
                                        "[ab]",        "[^a]",
                                        ".",           "\\w",
                                        "\\s",         "\\b",
                                        "^",           "$",
                                        "\\x61",       "[a-c]",
                                        "\\.",         "(?=a)",
                                        "[^\\s]",      "[k-s]",
                                        "\\d",         "\\D",
                                        "\\W",         "\\B",
                                        "\\K",         "bc{2}",
                                        "[[:upper:]]", "[^\\w.]",
                                        "\\S",         "\xc3\xa9",
                                        "[\xc3\xa9x]", "[^k]",
                                        "\\h",         "(?>a|ab)",
                                        "\\R",         "\\p{L}",
                                        "[\\w-]",      "[a\\-c]",
                                        "[]a]",        "\\A",
                                        "\\z",         "[^[:space:]]",
                                        "1",           "_",
                                        "\\t",         "[\\x41-\\x5a]",
                                        "[\\xe9]",     "[\\x{e9}a]",
                                        "[^\\xe9]"};
    static const char *const repeats[] = {"*",  "+",  "?",    "{2}",  "{0,2}", "{1,3}?",
                                          "*+", "??", "{7,}", "{3,}", "{9}",   "{2,12}"};
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
        if (depth > 0 && next_random(6) == 0)
            buf_append_byte(out, '|');
    }
}

typedef enum TextKind { ONLY_ASCII, VALID_UTF8, ANY_BYTES } TextKind;

static void write_text(Buf *text, TextKind kind)
{
    static const char *const pieces[] = {"a",
                                         "b",
                                         "c",
                                         "k",
                                         "K",
                                         "s",
                                         "S",
                                         "ab",
                                         "bcc",
                                         "aaaaaaaa",
                                         " ",
                                         ".",
                                         "1",
                                         "12345678",
                                         "A",
                                         "B",
                                         "\t",
                                         "_",
                                         "\n",
                                         "\n",
                                         "\n",
                                         "\n\n",
                                         "x",
                                         "-",
                                         "\r\n",
                                         "]",
                                         "bcbcbcbcbcbc",
                                         "\xc3\xa9",
                                         "\xe2\x84\xaa",
                                         "\xc5\xbf",
                                         "\xe4\xb8\xad\xe6\x96\x87",
                                         "\xff",
                                         "\xc3"};
    enum { COUNT = sizeof pieces / sizeof pieces[0], INVALID = 2, WIDE = 6 };
    const unsigned counts[] = {[ONLY_ASCII] = COUNT - WIDE, [VALID_UTF8] = COUNT - INVALID, [ANY_BYTES] = COUNT};
    buf_clear(text);
    for (unsigned parts = next_random(next_random(4) ? 60 : 900); parts > 0; parts--)
        buf_append_slice(text, slice_from_cstr(pieces[next_random(counts[kind])]));
}

/* The expression under test, as ken compiles it and without PCRE2's shortcuts: 10.42 loses matches of (?:\\w|)\\t*\\D
 * by them, and where it is at odds with itself there is nothing to compare with. */
typedef struct Subject {
    Slice expression;
    Pattern *pattern;
    Pattern *slow;
} Subject;

/* The starts of the matching lines, matched one by one; false when that cannot be told. */
static bool naive_lines(const Subject *subject, Matcher *matcher, Slice text, bool is_ascii, uint64_t *starts,
                        uint64_t *count)
{
    *count = 0;
    for (size_t start = 0; start < text.len;) {
        const char *newline = memchr(text.data + start, '\n', text.len - start);
        size_t end = newline ? (size_t)(newline - text.data) : text.len;
        Slice line = slice_sub(text, start, end);
        Match match;
        MatchResult answer = pattern_match(subject->pattern, matcher, line, 0, is_ascii, &match);
        if (answer == MATCH_TIMED_OUT || answer != pattern_match(subject->slow, matcher, line, 0, is_ascii, &match))
            return false;
        if (answer == MATCH_FOUND)
            starts[(*count)++] = start;
        start = end + 1;
    }
    return true;
}

/* Scanning and matching line by line must count the same. */
static void check_scan(const Subject *subject, Matcher *matcher, Slice text, bool is_ascii)
{
    static uint64_t starts[TEXT_MOST];
    uint64_t expected;
    if (!naive_lines(subject, matcher, text, is_ascii, starts, &expected))
        return;
    LineList list = {.most = next_random(2) ? SIZE_MAX : 3};
    ScanRequest request = {
        .pattern = subject->pattern, .matcher = matcher, .bytes = text, .end = text.len, .is_ascii = is_ascii};
    ScanResult result = scan_lines(&request, &list);
    size_t kept = expected < list.most ? (size_t)expected : list.most;
    if (result.lines != expected || (expected <= list.most && list.count != kept))
        fail_msg("'%.*s': %u lines, scanned %u in '%.*s'", (int)subject->expression.len, subject->expression.data,
                 (unsigned)expected, (unsigned)result.lines, (int)text.len, text.data);
    if (expected <= list.most && expected > 0)
        assert_memory_equal(list.offsets, starts, kept * sizeof starts[0]);
    line_list_deinit(&list);
}

static void check_over_random_texts(const Subject *subject, Matcher *matcher)
{
    Buf text = {0};
    for (int i = 0; i < 4; i++) {
        bool is_ascii = next_random(2);
        /* PCRE2 10.42's JIT takes "c\xffK" for a match of the caseless [^k]{2} */
        TextKind wide = pattern_is_caseless(subject->pattern) ? VALID_UTF8 : ANY_BYTES;
        write_text(&text, is_ascii ? ONLY_ASCII : wide);
        char *bytes = malloc(text.len ? text.len : 1); /* on the heap, for the sanitizer to see a read too far */
        if (text.len)
            memcpy(bytes, text.data, text.len);
        check_scan(subject, matcher, slice_of(bytes, text.len), is_ascii);
        free(bytes);
    }
    buf_deinit(&text);
}

static void check_random_expressions(void)
{
    enum { ROUNDS = 6000 };
    static const char slowly[] = "(*NO_START_OPT)(*NO_AUTO_POSSESS)";
    Matcher *matcher = matcher_new();
    Buf expression = {0};
    for (int round = 0; round < ROUNDS; round++) {
        buf_clear(&expression);
        buf_append(&expression, slowly, sizeof slowly - 1);
        write_random(&expression, 2);
        Query query = {.pattern = buf_slice(&expression),
                       .case_mode = next_random(3) ? CASE_SENSITIVE : CASE_INSENSITIVE,
                       .is_word = next_random(4) == 0};
        Pattern *slow = pattern_compile(&query, NULL);
        query.pattern = slice_sub(query.pattern, sizeof slowly - 1, query.pattern.len);
        Subject subject = {query.pattern, pattern_compile(&query, NULL), slow};
        if (subject.pattern && slow)
            check_over_random_texts(&subject, matcher);
        pattern_release(subject.pattern);
        pattern_release(slow);
    }
    buf_deinit(&expression);
    matcher_free(matcher);
}

static void test_random_expressions_scan_as_they_match(void **state)
{
    (void)state;
    with_each_form(check_random_expressions);
}

static void test_plain_scanning_can_be_forced(void **state)
{
    (void)state;
    Query query = {.pattern = slice_from_cstr("abc"), .case_mode = CASE_SENSITIVE};
    setenv("KEN_SCAN", "plain", 1);
    Pattern *pattern = pattern_compile(&query, NULL);
    unsetenv("KEN_SCAN");
    assert_int_equal(pattern_strategy(pattern, true)->kind, STRATEGY_EVERY_LINE);
    assert_int_equal(pattern_strategy(pattern, true)->stream_kind, PLAN_STREAM_NONE);
    assert_int_equal(pattern_strategy(pattern, false)->kind, STRATEGY_EVERY_LINE);
    pattern_release(pattern);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_expressions_hit_their_lines),
        cmocka_unit_test(test_what_is_not_regular_is_a_filter),
        cmocka_unit_test(test_long_runs_are_cut_to_a_filter),
        cmocka_unit_test(test_an_expression_with_too_much_in_it_is_cut),
        cmocka_unit_test(test_steps_go_on_from_block_to_block),
        cmocka_unit_test(test_lines_with_high_bytes_are_hit_when_asked),
        cmocka_unit_test(test_class_streams_are_their_sets),
        cmocka_unit_test(test_random_expressions_scan_as_they_match),
        cmocka_unit_test(test_plain_scanning_can_be_forced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
