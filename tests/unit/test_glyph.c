/* Glyphs: every byte and character becomes something harmless, and nothing is read beyond the end. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include <cmocka.h>

#include "tui/glyph.h"
#include "tui/utf8.h"

static int setup(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C.UTF-8");
    return 0;
}

static void expect(const char *bytes, size_t len, const wchar_t *shown, int columns, bool is_control)
{
    Glyph glyph = glyph_at(slice_of(bytes, len), 0);
    assert_int_equal(glyph.count, wcslen(shown));
    assert_memory_equal(glyph.chars, shown, wcslen(shown) * sizeof(wchar_t));
    assert_int_equal(glyph.columns, columns);
    assert_int_equal(glyph.bytes, len);
    assert_int_equal(glyph.is_control, is_control);
}

static void text_is_shown_as_it_is(void **state)
{
    (void)state;
    expect("a", 1, L"a", 1, false);
    expect(" ", 1, L" ", 1, false);
    expect("~", 1, L"~", 1, false);
    expect("\xc3\xa9", 2, L"é", 1, false);
    expect("日", 3, L"日", 2, false);
    expect("\xf0\x9f\x98\x80", 4, L"😀", 2, false);
    expect("\xcc\x81", 2, L"\u0301", 0, false); /* a combining accent */
    assert_true(glyph_at(slice_from_cstr("\t"), 0).is_tab);
    assert_int_equal(glyph_at(slice_from_cstr("\t"), 0).chars[0], L' ');
}

static void control_characters_are_made_visible(void **state)
{
    (void)state;
    expect("\0", 1, L"^@", 2, true);
    expect("\n", 1, L"^J", 2, true);
    expect("\033", 1, L"^[", 2, true);
    expect("\x1f", 1, L"^_", 2, true);
    expect("\x7f", 1, L"^?", 2, true);
    expect("\xc2\x80", 2, L"<80>", 4, true);
    expect("\xc2\x9b", 2, L"<9b>", 4, true);
}

static void what_changes_the_reading_unseen_is_made_visible(void **state)
{
    (void)state;
    expect("\xe2\x80\xae", 3, L"<202e>", 6, true);
    expect("\xe2\x81\xa6", 3, L"<2066>", 6, true);
    expect("\xe2\x80\x8b", 3, L"<200b>", 6, true);
    expect("\xe2\x80\x8f", 3, L"<200f>", 6, true);
    expect("\xe2\x80\xa8", 3, L"<2028>", 6, true);
    expect("\xd8\x9c", 2, L"<61c>", 5, true);
    expect("\xc2\xad", 2, L"<ad>", 4, true);
    expect("\xef\xbb\xbf", 3, L"<feff>", 6, true);
    expect("\xe3\x85\xa4", 3, L"<3164>", 6, true);
    expect("\xf3\xa0\x80\xa0", 4, L"<e0020>", 7, true);
    expect("\xf3\xa0\x84\x80", 4, L"<e0100>", 7, true);
    expect("\xed\xa0\x80", 3, L"<d800>", 6, true); /* a surrogate */
    expect("\xef\xbf\xbe", 3, L"<fffe>", 6, true); /* no character */
    expect("\xf4\x8f\xbf\xbf", 4, L"<10ffff>", 8, true);
}

static void bytes_that_are_not_utf8_are_shown_by_number(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\xff",
                                        "\xfe",
                                        "\x80",
                                        "\xbf",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xe0\x80\x80",
                                        "\xf0\x80\x80\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80",
                                        "\xe6\x97",
                                        "\xc3",
                                        "\xc3(",
                                        "\xf0\x9f\x98"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Glyph glyph = glyph_at(slice_from_cstr(wrong[i]), 0);
        assert_int_equal(glyph.bytes, 1);
        assert_int_equal(glyph.count, 4);
        assert_int_equal(glyph.chars[0], L'<');
        assert_true(glyph.is_control);
    }
    expect("\xff", 1, L"<ff>", 4, true);
}

static void every_code_point_is_printable_or_visible(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[UTF8_MOST];
        size_t len = utf8_encode(code, bytes);
        Glyph glyph = glyph_at(slice_of(bytes, len), 0);
        assert_int_equal(glyph.bytes, len);
        assert_in_range(glyph.count, 1, GLYPH_CHARS);
        assert_true(glyph.columns >= 0);
        if (glyph.count > 1)
            assert_int_equal(glyph.columns, glyph.count);
        for (int i = 0; i < glyph.count; i++)
            assert_true(iswprint((wint_t)glyph.chars[i]));
    }
}

static void encoding_and_decoding_agree(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 37) {
        char bytes[UTF8_MOST];
        uint32_t back = 0;
        size_t len = utf8_encode(code, bytes);
        assert_int_equal(utf8_decode(slice_of(bytes, len), 0, &back), len);
        assert_int_equal(back, code);
        for (size_t part = 1; part < len; part++) {
            assert_int_equal(utf8_decode(slice_of(bytes, part), 0, &back), 0);
            assert_true(utf8_is_partial(slice_of(bytes, part), 0));
        }
    }
    assert_false(utf8_is_partial(slice_from_cstr("\xe0\x80"), 0));
    assert_false(utf8_is_partial(slice_from_cstr("\xff"), 0));
    assert_false(utf8_is_partial(slice_from_cstr("a"), 0));
}

/* Each slice in its own block: the address sanitizer sees reads beyond it. */
static void random_bytes_always_get_on_and_are_never_read_beyond(void **state)
{
    (void)state;
    srand(3);
    for (int round = 0; round < 20000; round++) {
        size_t len = 1 + (size_t)rand() % 20;
        char *bytes = malloc(len);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)(rand() % 3 ? rand() | 0x80 : rand());
        for (size_t at = 0; at < len;) {
            Glyph glyph = glyph_at(slice_of(bytes, len), at);
            assert_in_range(glyph.bytes, 1, len - at);
            at += glyph.bytes;
        }
        free(bytes);
    }
}

static size_t slow_run(Slice bytes, size_t at, size_t most)
{
    size_t run = 0;
    while (run < most && at + run < bytes.len && (unsigned char)bytes.data[at + run] >= 0x20 &&
           (unsigned char)bytes.data[at + run] < 0x7f)
        run++;
    return run;
}

static void plain_runs_end_at_the_first_byte_that_is_not_plain(void **state)
{
    (void)state;
    static const char ends[] = {0, '\t', 0x1f, 0x7f, (char)0x80, (char)0xc3, (char)0xff};
    char bytes[64];
    for (size_t end = 0; end < sizeof ends; end++) {
        for (size_t at = 0; at < sizeof bytes; at++) {
            memset(bytes, 'x', sizeof bytes);
            bytes[at] = ends[end];
            assert_int_equal(glyph_plain_run(slice_of(bytes, sizeof bytes), 0, SIZE_MAX), at);
        }
    }
    srand(5);
    for (int round = 0; round < 20000; round++) {
        size_t len = (size_t)rand() % 40;
        char *random_bytes = malloc(len + 1);
        for (size_t i = 0; i < len; i++)
            random_bytes[i] = (char)(rand() % 12 ? 0x20 + rand() % 0x5f : rand());
        Slice slice = slice_of(random_bytes, len);
        size_t at = len ? (size_t)rand() % (len + 1) : 0;
        size_t most = (size_t)rand() % 45;
        assert_int_equal(glyph_plain_run(slice, at, most), slow_run(slice, at, most));
        free(random_bytes);
    }
}

static void another_locale_shows_only_ascii(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C");
    expect("\xc3\xa9", 2, L"<e9>", 4, true);
    expect("a", 1, L"a", 1, false);
    setlocale(LC_ALL, "C.UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_shown_as_it_is),
        cmocka_unit_test(control_characters_are_made_visible),
        cmocka_unit_test(what_changes_the_reading_unseen_is_made_visible),
        cmocka_unit_test(bytes_that_are_not_utf8_are_shown_by_number),
        cmocka_unit_test(every_code_point_is_printable_or_visible),
        cmocka_unit_test(encoding_and_decoding_agree),
        cmocka_unit_test(random_bytes_always_get_on_and_are_never_read_beyond),
        cmocka_unit_test(plain_runs_end_at_the_first_byte_that_is_not_plain),
        cmocka_unit_test(another_locale_shows_only_ascii),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
