/* Signatures: where blocks are cut, that nothing which is there is ever denied, and that all forms agree. */
#include "engine/search/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/search/pattern.h"
#include "engine/search/scan.h"
#include "engine/search/signature_matrix.h"

static uint64_t seed = 88172645463325252u;

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static size_t below(size_t limit)
{
    return (size_t)(next_random() % limit);
}

/* Text of lines over the first `letters` of an alphabet that has both cases, signs, high bytes and a NUL. */
static char *random_text(size_t len, size_t letters, size_t line)
{
    static const char alphabet[] = "abAB_c(\xc3\xa9 KkSs\0{[\t";
    char *text = malloc(len + 1);
    for (size_t i = 0; i < len; i++)
        text[i] = below(line) == 0 ? '\n' : alphabet[below(letters)];
    return text;
}

static Signer *signer_new(void)
{
    Signer *signer = aligned_alloc(_Alignof(Signer), sizeof *signer);
    signer_init(signer);
    return signer;
}

static bool query_of(SignatureQuery *query, const char *pattern, bool is_caseless)
{
    Plan plan;
    plan_regex(&plan, slice_from_cstr(pattern), (PlanMode){.is_caseless = is_caseless, .is_wide = true});
    return signature_query_init(query, &plan);
}

static void test_blocks_end_at_line_ends(void **state)
{
    (void)state;
    for (int round = 0; round < 40; round++) {
        size_t len = 1 + below(400000);
        char *text = random_text(len, 10, 1 + below(200));
        Slice bytes = slice_of(text, len);
        for (size_t start = 0; start < len;) {
            size_t end = signature_block_end(bytes, start);
            assert_true(end > start && end <= len);
            assert_true(end == len || text[end - 1] == '\n');
            assert_true(end - start <= SIGNATURE_BLOCK);
            /* as large as can be: the next line would not have fitted */
            const char *newline = memchr(text + end, '\n', len - end);
            size_t next = newline ? (size_t)(newline - text) + 1 : len;
            assert_true(end == len || next - start > SIGNATURE_BLOCK);
            start = end;
        }
        free(text);
    }
}

static void test_a_long_line_makes_a_longer_block(void **state)
{
    (void)state;
    size_t len = 300000;
    char *text = malloc(len);
    memset(text, 'x', len);
    assert_int_equal(signature_block_end(slice_of(text, len), 0), len);
    assert_int_equal(signature_block_end(slice_of(text, SIGNATURE_BLOCK), 0), SIGNATURE_BLOCK);
    text[200000] = '\n';
    assert_int_equal(signature_block_end(slice_of(text, len), 0), 200001);
    assert_int_equal(signature_block_end(slice_of(text, len), 200001), len);
    text[SIGNATURE_BLOCK - 1] = '\n';
    assert_int_equal(signature_block_end(slice_of(text, len), 0), SIGNATURE_BLOCK);
    text[SIGNATURE_BLOCK - 1] = 'x';
    text[SIGNATURE_BLOCK] = '\n';
    assert_int_equal(signature_block_end(slice_of(text, len), 0), SIGNATURE_BLOCK + 1);
    text[5] = '\n';
    assert_int_equal(signature_block_end(slice_of(text, len), 0), 6);
    free(text);
}

static void test_a_block_with_too_long_a_line_is_always_a_candidate(void **state)
{
    (void)state;
    Signer *signer = signer_new();
    static Signature signature;
    SignatureQuery query;
    assert_true(query_of(&query, "absent", false));
    char *text = malloc(SIGNATURE_LONGEST_LINE + 1);
    memset(text, 'x', SIGNATURE_LONGEST_LINE + 1);
    signature_make(signer, slice_of(text, SIGNATURE_LONGEST_LINE + 1), &signature);
    assert_true(signature_may_match(&signature, &query));
    signature_make(signer, slice_of(text, SIGNATURE_LONGEST_LINE), &signature);
    assert_false(signature_may_match(&signature, &query));
    free(text);
    free(signer);
}

static void test_every_part_of_every_line_is_found_in_either_case(void **state)
{
    (void)state;
    Signer *signer = signer_new();
    static Signature signature;
    for (int round = 0; round < 600; round++) {
        size_t len = round % 20 ? below(5000) : below(SIGNATURE_BLOCK);
        char *text = random_text(len, 2 + below(17), 2 + below(60));
        signature_make(signer, slice_of(text, len), &signature);
        for (int i = 0; i < 50 && len >= 4; i++) {
            size_t start = below(len - 3);
            size_t most = len - start < PLAN_STRING_MOST ? len - start : PLAN_STRING_MOST;
            const char *newline = memchr(text + start, '\n', most);
            size_t end = newline ? (size_t)(newline - text) - start : most;
            static Plan plan;
            plan = (Plan){.clause_count = 1, .clauses[0].count = 1};
            PlanString *string = &plan.clauses[0].strings[0];
            string->len = (uint8_t)end;
            for (size_t j = 0; j < end; j++) {
                char byte = text[start + j];
                bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
                string->text[j] = is_letter && below(2) ? (char)(byte ^ 0x20) : byte;
            }
            SignatureQuery query;
            assert_true(signature_query_init(&query, &plan) == (end >= 4));
            assert_true(signature_may_match(&signature, &query));
        }
        free(text);
    }
    free(signer);
}

/* A pattern of literals, alternatives, classes, options. */
static void random_pattern(char *out, size_t size)
{
    static const char *const parts[] = {"ab",   "(aB|_c)", "[ab]", "b+", "c?",   "abab", ".*", "(_|ab|Ba)c",
                                        "\\w+", "a{2,3}",  "k",    "Ss", "\\(a", "bA_b", "é",  "(?:ab){2}"};
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 1 + below(4); i > 0; i--)
        len += (size_t)snprintf(out + len, size - len, "%s", parts[below(sizeof parts / sizeof parts[0])]);
    if (below(4) == 0)
        snprintf(out + len, size - len, "|%s%s", parts[below(16)], parts[below(16)]);
}

static void test_what_matches_is_never_excluded(void **state)
{
    (void)state;
    Signer *signer = signer_new();
    static Signature signature;
    Matcher *matcher = matcher_new();
    unsigned useful = 0;
    unsigned excluded = 0;
    for (int round = 0; round < 3000; round++) {
        size_t len = 1 + below(400);
        char *text = random_text(len, 5 + below(14), 40);
        char expression[128];
        random_pattern(expression, sizeof expression);
        Query asked = {.pattern = slice_from_cstr(expression),
                       .case_mode = below(2) ? CASE_SENSITIVE : CASE_INSENSITIVE};
        Pattern *pattern = pattern_compile(&asked, NULL);
        assert_non_null(pattern);
        LineList list = {.most = 0};
        ScanResult result = scan_lines(
            &(ScanRequest){.pattern = pattern, .matcher = matcher, .bytes = slice_of(text, len), .end = len}, &list);
        SignatureQuery query;
        if (query_of(&query, expression, pattern_is_caseless(pattern))) {
            useful++;
            signature_make(signer, slice_of(text, len), &signature);
            bool may_match = signature_may_match(&signature, &query);
            excluded += !may_match;
            assert_true(may_match || result.lines == 0);
        }
        pattern_release(pattern);
        free(text);
    }
    assert_true(useful > 500);
    assert_true(excluded > 100);
    matcher_free(matcher);
    free(signer);
}

static void test_short_and_broken_strings_ask_nothing(void **state)
{
    (void)state;
    SignatureQuery query;
    assert_false(query_of(&query, "abc", false));
    assert_false(query_of(&query, "abcd|abc", false));
    assert_false(query_of(&query, ".*", false));
    assert_true(query_of(&query, "abc.*abcd", false));
    assert_int_equal(query.clause_count, 1);
    assert_true(query_of(&query, "abcd|efgh", false));
    assert_int_equal(query.clauses[0].string_count, 2);
    static Plan plan;
    plan = (Plan){.clause_count = 1, .clauses[0] = {.count = 1, .strings[0] = {.len = 5, .text = "ab\ncd"}}};
    assert_false(signature_query_init(&query, &plan));
    plan.clauses[0].count = 0;
    assert_false(signature_query_init(&query, &plan));
}

static void test_tables_fit_their_blocks(void **state)
{
    (void)state;
    Signer *signer = signer_new();
    static Signature signature;
    signature_make(signer, slice_of("", 0), &signature);
    assert_int_equal(signature.log, SIGNATURE_LEAST_LOG);
    signature_make(signer, slice_of("abc", 3), &signature);
    assert_int_equal(signature.log, SIGNATURE_LEAST_LOG);
    for (size_t len = 100; len <= SIGNATURE_BLOCK; len *= 2) {
        char *text = malloc(len);
        for (size_t i = 0; i < len; i++)
            text[i] = (char)next_random();
        signature_make(signer, slice_of(text, len), &signature);
        unsigned set = 0;
        for (size_t i = 0; i < (size_t)1 << signature.log >> 3; i++)
            set += (unsigned)__builtin_popcount(signature.bits[i]);
        double full = set / (double)(1u << signature.log);
        assert_true(full < 0.42 || signature.log == SIGNATURE_MOST_LOG);
        assert_true(full > 0.20 || signature.log == SIGNATURE_LEAST_LOG);
        free(text);
    }
    free(signer);
}

static void test_newlines_cost_no_bits(void **state)
{
    (void)state;
    Signer *signer = signer_new();
    static Signature lines;
    static Signature none;
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 4 == 3 ? '\n' : (char)('a' + below(26));
    signature_make(signer, slice_of(text, sizeof text), &lines);
    signature_make(signer, slice_of("", 0), &none);
    assert_int_equal(lines.log, none.log);
    assert_memory_equal(lines.bits, none.bits, sizeof lines.bits / 256);
    free(signer);
}

static void test_vector_and_portable_forms_agree(void **state)
{
    (void)state;
    Signer *usual = signer_new();
    setenv("KEN_SIMD", "portable", 1);
    Signer *portable = signer_new();
    unsetenv("KEN_SIMD");
    assert_false(portable->is_vectored);
    static Signature one;
    static Signature other;
    for (int round = 0; round < 500; round++) {
        size_t len = round < 100 ? (size_t)round : below(20000);
        char *text = random_text(len, 2 + below(17), 2 + below(60));
        signature_make(usual, slice_of(text, len), &one);
        signature_make(portable, slice_of(text, len), &other);
        assert_int_equal(one.log, other.log);
        assert_memory_equal(one.bits, other.bits, (size_t)1 << one.log >> 3);
        free(text);
    }
    free(usual);
    free(portable);
}

/* --- matrices --- */

static void fill_tables(uint8_t *tables, size_t stride, unsigned columns, unsigned log)
{
    for (unsigned i = 0; i < columns; i++)
        for (size_t j = 0; j < (size_t)1 << log >> 3; j++)
            tables[i * stride + j] = (uint8_t)(next_random() | next_random() >> 8);
}

static void random_query(SignatureQuery *query)
{
    query->clause_count = 1 + (unsigned)below(3);
    for (unsigned i = 0; i < query->clause_count; i++) {
        query->clauses[i].string_count = 1 + (unsigned)below(3);
        for (unsigned j = 0; j < query->clauses[i].string_count; j++) {
            SignatureString *string = &query->clauses[i].strings[j];
            string->gram_count = 1 + (unsigned)below(8);
            for (unsigned k = 0; k < string->gram_count; k++)
                string->grams[k] = (uint16_t)next_random();
        }
    }
}

static void check_matrix(unsigned columns, unsigned log)
{
    size_t stride = ((size_t)1 << log >> 3) + 3;
    uint8_t *tables = malloc(stride * columns);
    fill_tables(tables, stride, columns, log);
    SignatureMatrix *matrix = matrix_new(tables, stride, columns, log);
    for (int round = 0; round < 20; round++) {
        SignatureQuery query;
        random_query(&query);
        uint64_t asked[MATRIX_WORDS] = {0};
        for (unsigned i = 0; i < columns; i++)
            asked[i / 64] |= (uint64_t)(below(4) > 0) << i % 64;
        uint64_t answer[MATRIX_WORDS];
        memcpy(answer, asked, sizeof answer);
        bool has_some = matrix_filter(matrix, &query, answer);
        bool expects_some = false;
        for (unsigned i = 0; i < columns; i++) {
            static Signature one;
            one.log = log;
            memcpy(one.bits, tables + i * stride, (size_t)1 << log >> 3);
            bool expected = (asked[i / 64] >> i % 64 & 1) && signature_may_match(&one, &query);
            expects_some = expects_some || expected;
            if (has_some)
                assert_int_equal(answer[i / 64] >> i % 64 & 1, expected);
        }
        assert_int_equal(has_some, expects_some);
    }
    matrix_release(matrix);
    free(tables);
}

static void test_matrices_answer_as_their_signatures(void **state)
{
    (void)state;
    static const unsigned columns[] = {1, 2, 7, 8, 9, 16, 17, 32, 33, 63, 64, 65, 128, 200, 511, 512};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        for (unsigned log = SIGNATURE_LEAST_LOG; log <= SIGNATURE_MOST_LOG; log += 2)
            check_matrix(columns[i], log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_end_at_line_ends),
        cmocka_unit_test(test_a_long_line_makes_a_longer_block),
        cmocka_unit_test(test_a_block_with_too_long_a_line_is_always_a_candidate),
        cmocka_unit_test(test_every_part_of_every_line_is_found_in_either_case),
        cmocka_unit_test(test_what_matches_is_never_excluded),
        cmocka_unit_test(test_short_and_broken_strings_ask_nothing),
        cmocka_unit_test(test_tables_fit_their_blocks),
        cmocka_unit_test(test_newlines_cost_no_bits),
        cmocka_unit_test(test_vector_and_portable_forms_agree),
        cmocka_unit_test(test_matrices_answer_as_their_signatures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
