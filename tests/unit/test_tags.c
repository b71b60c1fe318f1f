/* Names in tags files, sorted and not, and the lines that they mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/search/tags.h"

static const char sorted_text[] = "!_TAG_FILE_FORMAT\t2\t/extended/\n"
                                  "!_TAG_FILE_SORTED\t1\t/0=unsorted, 1=sorted, 2=foldcase/\n"
                                  "alpha\ta.c\t/^int alpha(char *s) { return s[0] == '\\/'; }$/;\"\tf\tline:3\n"
                                  "alphabet\ta.c\t12;\"\tv\n"
                                  "beta\tb.c\t/^static int beta/;\"\tf\n"
                                  "beta\tsub/c.h\t7\n"
                                  "zeta\tz.c\t?^zeta$?;\"\tkind:f\tline:2\n";

static Tags *open_text(const char *text, size_t len)
{
    char path[] = "/tmp/ken-tags-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
    Error err = {0};
    Tags *tags = tags_open(path, &err);
    unlink(path);
    assert_non_null(tags);
    return tags;
}

static size_t find(const char *text, const char *name, TagPlace *places, Tags **tags)
{
    *tags = open_text(text, strlen(text));
    return tags_find(*tags, slice_from_cstr(name), places, 8);
}

static void check_names(const char *text)
{
    TagPlace places[8];
    Tags *tags;
    assert_int_equal(find(text, "alpha", places, &tags), 1);
    assert_true(slice_equal(places[0].path, slice_from_cstr("a.c")));
    assert_int_equal(places[0].line, 3);
    assert_true(places[0].is_from_start && places[0].is_to_end);
    assert_int_equal(tags_find(tags, slice_from_cstr("beta"), places, 8), 2);
    assert_true(slice_equal(places[1].path, slice_from_cstr("sub/c.h")));
    assert_int_equal(places[1].line, 7);
    assert_true(places[0].is_from_start && !places[0].is_to_end);
    assert_int_equal(tags_find(tags, slice_from_cstr("beta"), places, 1), 1);
    assert_int_equal(tags_find(tags, slice_from_cstr("zeta"), places, 8), 1);
    assert_int_equal(places[0].line, 2);
    assert_int_equal(tags_find(tags, slice_from_cstr("alph"), places, 8), 0);
    assert_int_equal(tags_find(tags, slice_from_cstr("bet"), places, 8), 0);
    assert_int_equal(tags_find(tags, slice_from_cstr("zzz"), places, 8), 0);
    assert_int_equal(tags_find(tags, slice_from_cstr(""), places, 8), 0);
    tags_free(tags);
}

static void test_names_are_found_in_a_sorted_file(void **state)
{
    (void)state;
    check_names(sorted_text);
}

static void test_names_are_found_in_a_file_that_is_not_sorted(void **state)
{
    (void)state;
    check_names("zeta\tz.c\t?^zeta$?;\"\tkind:f\tline:2\nbeta\tb.c\t/^static int beta/;\"\tf\nbeta\tsub/c.h\t7\n"
                "alphabet\ta.c\t12;\"\tv\nalpha\ta.c\t/^int alpha$/;\"\tf\tline:3\n");
}

static void expect_line(TagPlace place, const char *text, const char *line)
{
    uint64_t start = UINT64_MAX;
    bool has = tags_locate(&place, slice_from_cstr(text), &start);
    assert_int_equal(has, line != NULL);
    if (line)
        assert_int_equal(start, strstr(text, line) - text);
}

static void test_patterns_and_lines_are_located(void **state)
{
    (void)state;
    const char *text = "one\ntwo / 2\none\nthree\none more\n";
    TagPlace two = {.pattern = slice_from_cstr("two \\/ 2"), .is_from_start = true, .is_to_end = true};
    expect_line(two, text, "two");
    TagPlace more = {.pattern = slice_from_cstr("one"), .is_from_start = true, .line = 5};
    expect_line(more, text, "one more");
    more.is_to_end = true;
    expect_line(more, text, "one\nthree");
    more.line = 0;
    expect_line(more, text, "one\ntwo");
    expect_line((TagPlace){.pattern = slice_from_cstr("more")}, text, "one more");
    expect_line((TagPlace){.line = 4}, text, "three");
    expect_line((TagPlace){.line = 40}, text, NULL);
    expect_line((TagPlace){.pattern = slice_from_cstr("four"), .is_from_start = true}, text, NULL);
}

static void test_lines_that_are_no_tags_are_passed_over(void **state)
{
    (void)state;
    TagPlace places[8];
    Tags *tags;
    assert_int_equal(find("a\na\t\na\t\t\na\tx\ta\na\tx\t/\na\tx\t0\na\tok\t3", "a", places, &tags), 1);
    assert_true(slice_equal(places[0].path, slice_from_cstr("ok")));
    tags_free(tags);
    assert_int_equal(find("", "a", places, &tags), 0);
    tags_free(tags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_found_in_a_sorted_file),
        cmocka_unit_test(test_names_are_found_in_a_file_that_is_not_sorted),
        cmocka_unit_test(test_patterns_and_lines_are_located),
        cmocka_unit_test(test_lines_that_are_no_tags_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
