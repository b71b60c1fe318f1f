/* Bytes written in hexadecimal: how they are read, and that they are found wherever they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/search/find.h"
#include "engine/search/kernels.h"
#include "tests/support/scratch.h"
#include "tui/hex.h"

static void expect_bytes(const char *text, const char *bytes, size_t len)
{
    Buf out = {0};
    char err[64];
    assert_true(hex_pattern_parse(slice_from_cstr(text), &out, err, sizeof err));
    assert_int_equal(out.len, len);
    assert_memory_equal(out.data, bytes, len);
    buf_deinit(&out);
}

static void expect_error(const char *text, const char *words)
{
    Buf out = {0};
    char err[64] = "";
    assert_false(hex_pattern_parse(slice_from_cstr(text), &out, err, sizeof err));
    assert_string_equal(err, words);
    buf_deinit(&out);
}

static void test_bytes_are_read_in_each_form(void **state)
{
    (void)state;
    expect_bytes("de ad be ef", "\xde\xad\xbe\xef", 4);
    expect_bytes("DEADbeef", "\xde\xad\xbe\xef", 4);
    expect_bytes("0xde,0xad", "\xde\xad", 2);
    expect_bytes("\\x00\\x0a", "\0\n", 2);
    expect_bytes("00 \"PK x\" 7f", "\0PK x\x7f", 6);
    expect_bytes("\"open", "open", 4);
    expect_bytes("0a:0b-0c", "\n\x0b\x0c", 3);
}

static void test_what_names_no_bytes_is_told(void **state)
{
    (void)state;
    expect_error("", "no bytes");
    expect_error("  ", "no bytes");
    expect_error("d", "half of a byte");
    expect_error("de a", "half of a byte");
    expect_error("0x", "half of a byte");
    expect_error("xyz", "not a hexadecimal digit");
    char many[2 * NEEDLE_MOST + 3];
    memset(many, 'a', sizeof many);
    many[sizeof many - 1] = '\0';
    expect_error(many, "too many bytes");
}

static uint64_t count(Slice text, Slice bytes, uint64_t from, uint64_t to)
{
    Scratch scratch;
    scratch_init(&scratch);
    scratch_write(&scratch, "bytes", text);
    char path[512];
    snprintf(path, sizeof path, "%s/bytes", scratch.path);
    Document *document = document_open_path(path, NULL);
    Query query = {.pattern = bytes, .is_bytes = true, .case_mode = CASE_INSENSITIVE, .is_word = true};
    Pattern *pattern = pattern_compile(&query, NULL);
    assert_non_null(pattern);
    assert_true(pattern_is_bytes(pattern));
    Matcher *matcher = matcher_new();
    Finder finder = {.document = document, .pattern = pattern, .matcher = matcher};
    uint64_t found = find_count(&finder, from, to);
    matcher_free(matcher);
    pattern_release(pattern);
    document_release(document);
    scratch_deinit(&scratch);
    return found;
}

static void test_bytes_are_found_whatever_they_are(void **state)
{
    (void)state;
    Slice text = slice_of("x\n\0\xff\xfe(*\n\0\xff\xfe(*AbAB\xc3\xa4", 20);
    assert_int_equal(count(text, slice_of("\n\0\xff", 3), 0, UINT64_MAX), 2);
    assert_int_equal(count(text, slice_of("(*\n", 3), 0, UINT64_MAX), 1);
    assert_int_equal(count(text, slice_of("Ab", 2), 0, UINT64_MAX), 1);
    assert_int_equal(count(text, slice_of("\xa4", 1), 0, UINT64_MAX), 1);
    assert_int_equal(count(text, slice_of("\n", 1), 0, UINT64_MAX), 2);
}

/* One that begins in the range and ends behind it is the range's; of two ranges side by side one has it. */
static void test_bytes_that_reach_out_of_the_range_are_counted_once(void **state)
{
    (void)state;
    Slice text = slice_of("aa\nbb\ncc\n", 9);
    Slice bytes = slice_of("\nb", 2);
    assert_int_equal(count(text, bytes, 0, 3), 1);
    assert_int_equal(count(text, bytes, 3, 9), 0);
    assert_int_equal(count(text, bytes, 0, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_are_read_in_each_form),
        cmocka_unit_test(test_what_names_no_bytes_is_told),
        cmocka_unit_test(test_bytes_are_found_whatever_they_are),
        cmocka_unit_test(test_bytes_that_reach_out_of_the_range_are_counted_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
