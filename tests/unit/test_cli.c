/* Bytes made fit for a terminal and for JSON, ways between folders, and what FILE:LINE:COLUMN means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/place.h"
#include "cli/target.h"

typedef void AppendFn(Buf *out, Slice bytes);

static void assert_becomes(AppendFn *append, const char *bytes, const char *expected)
{
    Buf out = {0};
    append(&out, slice_from_cstr(bytes));
    buf_append_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_deinit(&out);
}

static void controls_are_made_visible(void **state)
{
    (void)state;
    assert_becomes(escape_visible, "plain text\tand tab", "plain text\tand tab");
    assert_becomes(escape_visible, "\033[31mred\r\n", "^[[31mred^M^J");
    assert_becomes(escape_visible, "\x7f", "^?");
    assert_becomes(escape_visible, "\xc2\x9b", "<009b>");
    assert_becomes(escape_visible,
                   "\xe2\x80\xae"
                   "abc"
                   "\xe2\x81\xa9",
                   "<202e>abc<2069>");
}

static void bytes_that_are_no_utf8_are_made_visible(void **state)
{
    (void)state;
    assert_becomes(escape_visible, "caf\xe9!", "caf<e9>!");
    assert_becomes(escape_visible, "\x9b", "<9b>");
    assert_becomes(escape_visible, "\xc0\xaf", "<c0><af>");
    assert_becomes(escape_visible, "\xed\xa0\x80", "<ed><a0><80>");
    assert_becomes(escape_visible, "\xe2\x82", "<e2><82>");
    assert_becomes(escape_visible, "\xf4\x90\x80\x80", "<f4><90><80><80>");
    assert_becomes(escape_visible, "\xe2\x82\xac \xf0\x9f\x98\x80", "\xe2\x82\xac \xf0\x9f\x98\x80");
}

static void json_strings_are_quoted_and_valid(void **state)
{
    (void)state;
    assert_becomes(escape_json, "a\"b\\c", "\"a\\\"b\\\\c\"");
    assert_becomes(escape_json, "\t\n\x01", "\"\\u0009\\u000a\\u0001\"");
    assert_becomes(escape_json, "caf\xe9", "\"caf\xef\xbf\xbd\"");
    assert_becomes(escape_json, "\xe2\x82\xac", "\"\xe2\x82\xac\"");
    assert_becomes(escape_json, "", "\"\"");
}

static void assert_way(const char *from, const char *to, const char *expected)
{
    Buf out = {0};
    place_append_relative(&out, slice_from_cstr(from), slice_from_cstr(to));
    buf_append_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_deinit(&out);
}

static void ways_are_relative_to_the_current_folder(void **state)
{
    (void)state;
    assert_way("/a/b", "/a/b/c", "c");
    assert_way("/a/b", "/a/b/c/d", "c/d");
    assert_way("/a/b", "/a/c", "../c");
    assert_way("/a/b/c", "/a/d/e", "../../d/e");
    assert_way("/a/b", "/a/bc", "../bc");
    assert_way("/a/bc", "/a/b", "../b");
    assert_way("/", "/a/b", "a/b");
    assert_way("/a", "/b", "../b");
}

static void what_is_below_a_root_is_told(void **state)
{
    (void)state;
    Slice rest;
    assert_true(place_below("/a", "/a/b/c", &rest) && slice_equal(rest, slice_from_cstr("b/c")));
    assert_true(place_below("/a", "/a", &rest) && rest.len == 0);
    assert_true(place_below("/", "/a", &rest) && slice_equal(rest, slice_from_cstr("a")));
    assert_true(place_below("/", "/", &rest) && rest.len == 0);
    assert_false(place_below("/a", "/ab", &rest));
    assert_false(place_below("/a/b", "/a", &rest));
}

static void make_file(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void assert_target(const char *text, const char *path, uint64_t line, uint64_t column)
{
    Target target;
    Error err;
    assert_true(target_parse(&target, text, &err));
    assert_string_equal(target.path, path);
    assert_int_equal(target.line, line);
    assert_int_equal(target.column, column);
    assert_false(target.is_folder);
    target_deinit(&target);
}

static void a_place_in_a_file_is_cut_off_its_name(void **state)
{
    (void)state;
    assert_target("plain", "plain", 0, 0);
    assert_target("plain:12", "plain", 12, 0);
    assert_target("plain:12:7", "plain", 12, 7);
    assert_target("odd:3", "odd:3", 0, 0);
    assert_target("odd:3:4", "odd:3", 4, 0);
    assert_target("odd:3:4:5", "odd:3", 4, 5);
}

static void a_path_that_is_not_there_is_refused_as_given(void **state)
{
    (void)state;
    const char *const wrong[] = {"missing", "missing:3", "missing:3:4", "plain:1:2:3", "plain:", "plain:x", ":3"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Target target;
        Error err;
        assert_false(target_parse(&target, wrong[i], &err));
        assert_memory_equal(err.text, wrong[i], strlen(wrong[i]));
        assert_non_null(strstr(err.text, ": No such file or directory"));
    }
}

static void a_folder_is_told_apart(void **state)
{
    (void)state;
    Target target;
    Error err;
    assert_true(target_parse(&target, ".", &err));
    assert_true(target.is_folder);
    target_deinit(&target);
}

static char folder[] = "/tmp/ken-test-XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    make_file("plain");
    make_file("odd:3");
    return 0;
}

static int leave_folder(void **state)
{
    (void)state;
    unlink("plain");
    unlink("odd:3");
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_are_made_visible),
        cmocka_unit_test(bytes_that_are_no_utf8_are_made_visible),
        cmocka_unit_test(json_strings_are_quoted_and_valid),
        cmocka_unit_test(ways_are_relative_to_the_current_folder),
        cmocka_unit_test(what_is_below_a_root_is_told),
        cmocka_unit_test(a_place_in_a_file_is_cut_off_its_name),
        cmocka_unit_test(a_path_that_is_not_there_is_refused_as_given),
        cmocka_unit_test(a_folder_is_told_apart),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
