/* Colour sequences and text printed over itself: what is rendered, what stays visible, and what it sets. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tui/sgr.h"

static size_t sequence_len(const char *text)
{
    Glyph glyph = sgr_glyph_at(slice_from_cstr(text), 0);
    return glyph.is_sequence ? glyph.bytes : 0;
}

static void test_sequences_that_are_rendered(void **state)
{
    (void)state;
    assert_int_equal(sequence_len("\x1b[mx"), 3);
    assert_int_equal(sequence_len("\x1b[01;31mx"), 8);
    assert_int_equal(sequence_len("\x1b[38:2::1:2:3mx"), 14);
    assert_int_equal(sequence_len("\x1b[Kx"), 3);
    assert_int_equal(sequence_len("\x1b[0Kx"), 4);
    assert_int_equal(sequence_len("\x1b(Bx"), 3);
    assert_int_equal(sequence_len("\x1b]8;;http://a.b/c\x1b\\x"), 19);
    assert_int_equal(sequence_len("\x1b]8;id=1;file:///a\ax"), 19);
    assert_int_equal(sequence_len("\x1b]8;;\ax"), 6);
}

static void test_what_else_there_is_stays_visible(void **state)
{
    (void)state;
    static const char *const texts[] = {"\x1b",
                                        "\x1b[",
                                        "\x1b[31",
                                        "\x1b[31 m",
                                        "\x1b[2J",
                                        "\x1b[1K",
                                        "\x1b[?25l",
                                        "\x1b]0;title\a",
                                        "\x1b]52;c;aa\a",
                                        "\x1b]8;;open",
                                        "\x1b]8;;a\x1b[m",
                                        "\x1b]8;;a\nb\a",
                                        "\x1b(0",
                                        "\x1bP1$r0m\x1b\\",
                                        "\x1b[31\x1b[m",
                                        "\x1b]8;;a\x7f\a"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Glyph glyph = sgr_glyph_at(slice_from_cstr(texts[i]), 0);
        assert_false(glyph.is_sequence);
        assert_int_equal(glyph.bytes, 1);
        assert_int_equal(glyph.count, 2);
        assert_true(glyph.chars[0] == L'^' && glyph.chars[1] == L'[');
    }
    char long_link[SGR_BYTES_MOST + 64];
    memset(long_link, 'a', sizeof long_link);
    memcpy(long_link, "\x1b]8;;", 5);
    memcpy(long_link + sizeof long_link - 2, "\a", 2);
    assert_int_equal(sequence_len(long_link), 0);
}

static Dress dress_of(const char *text)
{
    Dress dress = {0};
    sgr_apply_all(&dress, slice_from_cstr(text));
    return dress;
}

static void expect_dress(const char *text, uint32_t foreground, uint32_t background, uint32_t attributes)
{
    Dress dress = dress_of(text);
    assert_int_equal(dress.foreground, foreground);
    assert_int_equal(dress.background, background);
    assert_int_equal(dress.attributes, attributes);
}

static void test_colours_of_each_kind(void **state)
{
    (void)state;
    expect_dress("\x1b[31m", COLOUR_INDEX | 1, 0, 0);
    expect_dress("\x1b[97;104m", COLOUR_INDEX | 15, COLOUR_INDEX | 12, 0);
    expect_dress("\x1b[38;5;208m", COLOUR_INDEX | 208, 0, 0);
    expect_dress("\x1b[48;5;16;33m", COLOUR_INDEX | 3, COLOUR_INDEX | 16, 0);
    expect_dress("\x1b[38;2;1;2;3m", COLOUR_RGB | 0x010203, 0, 0);
    expect_dress("\x1b[38:2:1:2:3m", COLOUR_RGB | 0x010203, 0, 0);
    expect_dress("\x1b[38:2::1:2:3m", COLOUR_RGB | 0x010203, 0, 0);
    expect_dress("\x1b[48:5:7;4m", 0, COLOUR_INDEX | 7, ATTRIBUTE_UNDERLINE);
    expect_dress("\x1b[38;2;1;2;3;1m", COLOUR_RGB | 0x010203, 0, ATTRIBUTE_BOLD);
    expect_dress("\x1b[58;5;9;3m", 0, 0, ATTRIBUTE_ITALIC);
    expect_dress("\x1b[38m", 0, 0, 0);
    expect_dress("\x1b[38;5m", 0, 0, 0);
}

static void test_attributes_are_set_and_ended(void **state)
{
    (void)state;
    expect_dress("\x1b[1;2;3;4;7;9m", 0, 0, 63);
    expect_dress("\x1b[1;2;3;4;7;9m\x1b[22;27m", 0, 0, ATTRIBUTE_ITALIC | ATTRIBUTE_UNDERLINE | ATTRIBUTE_STRIKE);
    expect_dress("\x1b[1;3;4;9m\x1b[23;24;29m", 0, 0, ATTRIBUTE_BOLD);
    expect_dress("\x1b[21m", 0, 0, ATTRIBUTE_UNDERLINE);
    expect_dress("\x1b[4:3m", 0, 0, ATTRIBUTE_UNDERLINE);
    expect_dress("\x1b[4m\x1b[4:0m", 0, 0, 0);
    expect_dress("\x1b[8;5m", 0, 0, 0);
}

static void test_resets(void **state)
{
    (void)state;
    expect_dress("\x1b[1;31;42mtext\x1b[mmore", 0, 0, 0);
    expect_dress("\x1b[1;31m\x1b[0;4m", 0, 0, ATTRIBUTE_UNDERLINE);
    expect_dress("\x1b[31;42m\x1b[39m", 0, COLOUR_INDEX | 2, 0);
    expect_dress("\x1b[31;42m\x1b[49m", COLOUR_INDEX | 1, 0, 0);
    expect_dress("\x1b[;35m", COLOUR_INDEX | 5, 0, 0);
    expect_dress("\x1b[31m\x1b[K\x1b]8;;x\a\x1b(B", COLOUR_INDEX | 1, 0, 0);
}

static void expect_glyph(const char *text, wchar_t shown, size_t bytes, unsigned attributes)
{
    Glyph glyph = sgr_glyph_at(slice_from_cstr(text), 0);
    assert_int_equal(glyph.count, 1);
    assert_int_equal(glyph.chars[0], shown);
    assert_int_equal(glyph.bytes, bytes);
    assert_int_equal(glyph.attributes, attributes);
}

static void test_text_printed_over_itself_as_man_does(void **state)
{
    (void)state;
    expect_glyph("N\bNA", L'N', 3, ATTRIBUTE_BOLD);
    expect_glyph("_\bfx", L'f', 3, ATTRIBUTE_UNDERLINE);
    expect_glyph("f\b_x", L'f', 3, ATTRIBUTE_UNDERLINE);
    expect_glyph("_\bx\bxy", L'x', 5, ATTRIBUTE_BOLD | ATTRIBUTE_UNDERLINE);
    expect_glyph("_\b_a", L'_', 3, ATTRIBUTE_BOLD);
    expect_glyph("+\bo ", L'o', 3, ATTRIBUTE_BOLD);
    expect_glyph("\xc3\xa9\b\xc3\xa9z", 0xe9, 5, ATTRIBUTE_BOLD);
}

static void test_other_backspaces_hide_nothing(void **state)
{
    (void)state;
    expect_glyph("r\bx", L'r', 1, 0);
    expect_glyph("r\b", L'r', 1, 0);
    Glyph glyph = sgr_glyph_at(slice_from_cstr("\bx"), 0);
    assert_int_equal(glyph.count, 2);
}

static void test_plain_runs_stop_before_what_is_printed_over(void **state)
{
    (void)state;
    assert_int_equal(sgr_plain_run(slice_from_cstr("abc\bc"), 0, 80), 2);
    assert_int_equal(sgr_plain_run(slice_from_cstr("abc\bc"), 0, 3), 2);
    assert_int_equal(sgr_plain_run(slice_from_cstr("abc\bc"), 0, 2), 2);
    assert_int_equal(sgr_plain_run(slice_from_cstr("abc\x1b[m"), 0, 80), 3);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequences_that_are_rendered),
        cmocka_unit_test(test_what_else_there_is_stays_visible),
        cmocka_unit_test(test_colours_of_each_kind),
        cmocka_unit_test(test_attributes_are_set_and_ended),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_text_printed_over_itself_as_man_does),
        cmocka_unit_test(test_other_backspaces_hide_nothing),
        cmocka_unit_test(test_plain_runs_stop_before_what_is_printed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
