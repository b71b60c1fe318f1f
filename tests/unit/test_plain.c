/* Text printed without a screen: what fits, and that nothing in it acts on the terminal but colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>

#include "tui/plain.h"

static void expect_plain(const char *text, const char *expected)
{
    Buf out = {0};
    plain_append(&out, slice_from_cstr(text));
    buf_append_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_deinit(&out);
}

static void colours_pass_and_end(void **state)
{
    (void)state;
    expect_plain("a\n", "a\n");
    expect_plain("", "");
    expect_plain("a", "a\n");
    expect_plain("\033[1;31mred", "\033[1;31mred\033[m\n");
    expect_plain("\033[38:5:1mx\n", "\033[38:5:1mx\n\033[m");
}

static void what_hides_text_or_means_nothing_is_left_out(void **state)
{
    (void)state;
    expect_plain("\033[8mhidden", "hidden\033[m\n");
    expect_plain("\033[1;5mx \033[777mx", "x x\033[m\n");
    expect_plain("\033[38;5;8mx", "\033[38;5;8mx\033[m\n");
    expect_plain("\033[38;5;38;8mx", "x\033[m\n");
    expect_plain("\033[38;2;8;8;8;1;48:2::8:8:8mx", "\033[38;2;8;8;8;1;48:2::8:8:8mx\033[m\n");
    expect_plain("\033[38:5:7;8mx", "x\033[m\n");
    expect_plain("\033[m\033[;1mx", "\033[m\033[;1mx\033[m\n");
}

static void all_else_is_made_visible(void **state)
{
    (void)state;
    expect_plain("\033]0;t\a\n", "^[]0;t^G\n\033[m");
    expect_plain("\033[2J\033[?1049h\n", "^[[2J^[[?1049h\n\033[m");
    expect_plain("\033[31\n", "^[[31\n\033[m");
    expect_plain("\033[\n", "^[[\n\033[m");
    expect_plain("a\rb\r\n", "a^Mb\n");
    expect_plain("\x80\xff\xe2\x80\xae\n", "<80><ff><202e>\n");
    expect_plain("\x01\x7f\t.\n", "^A^?\t.\n");
}

static void overstruck_text_has_its_weight(void **state)
{
    (void)state;
    expect_plain("N\bN _\bu\n", "\033[1mN\033[22m \033[4mu\033[24m\n");
    expect_plain("a\bb\b\b\n", "a^Hb^H^H\n");
    expect_plain("x\b", "x^H\n");
    expect_plain("_\b\033[31m\n", "_^H\033[31m\n\033[m");
}

static void rows_are_counted_as_the_terminal_wraps(void **state)
{
    (void)state;
    assert_true(plain_fits(slice_from_cstr(""), 10, 0));
    assert_true(plain_fits(slice_from_cstr("a\nb\n"), 10, 2));
    assert_true(plain_fits(slice_from_cstr("a\nb"), 10, 2));
    assert_false(plain_fits(slice_from_cstr("a\nb\nc"), 10, 2));
    assert_true(plain_fits(slice_from_cstr("0123456789\nb\n"), 10, 2));
    assert_false(plain_fits(slice_from_cstr("0123456789x\nb\n"), 10, 2));
    assert_true(plain_fits(slice_from_cstr("\033[31m\033[32m\033[33m0123456789\n"), 10, 1));
    assert_false(plain_fits(slice_from_cstr("\t\t."), 10, 1));
    assert_false(plain_fits(slice_from_cstr("\n\n\n"), 10, 2));
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_pass_and_end),
        cmocka_unit_test(what_hides_text_or_means_nothing_is_left_out),
        cmocka_unit_test(all_else_is_made_visible),
        cmocka_unit_test(overstruck_text_has_its_weight),
        cmocka_unit_test(rows_are_counted_as_the_terminal_wraps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
