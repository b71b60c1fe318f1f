/* Path filters: globs, types and folders, alone and together. */
#include "engine/tree/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/tree/filetypes.h"

static bool accepts(const char *globs, const char *path)
{
    PathFilter *filter = path_filter_new();
    path_filter_add_globs(filter, slice_from_cstr(globs));
    bool is_accepted = path_filter_accepts(filter, slice_from_cstr(path));
    path_filter_release(filter);
    return is_accepted;
}

static void empty_filter_accepts_everything(void **state)
{
    (void)state;
    PathFilter *filter = path_filter_new();
    assert_true(path_filter_is_empty(filter));
    path_filter_add_globs(filter, slice_from_cstr(" \t ! / !/ "));
    path_filter_add_glob(filter, slice_of("", 0));
    path_filter_add_folder(filter, slice_of("", 0));
    assert_true(path_filter_is_empty(filter));
    assert_true(path_filter_accepts(filter, slice_from_cstr("any/thing")));
    path_filter_add_glob(filter, slice_from_cstr("x"));
    assert_false(path_filter_is_empty(filter));
    path_filter_release(filter);
    path_filter_release(NULL);
}

static void globs_without_slash_match_any_part(void **state)
{
    (void)state;
    assert_true(accepts("*.[ch]", "a/b/c.h"));
    assert_false(accepts("*.[ch]", "a/b/c.py"));
    assert_false(accepts("*.c", "a/b.cc"));
    assert_true(accepts("test", "a/test/b.c"));
    assert_false(accepts("test", "a/tests/b.c"));
    assert_false(accepts("!test", "a/test/b.c"));
    assert_false(accepts("!test", "test"));
    assert_true(accepts("!test", "testing/b.c"));
    assert_true(accepts("*", "a/b"));
}

static void globs_with_slash_are_anchored_and_cover_what_is_below(void **state)
{
    (void)state;
    assert_true(accepts("drivers/", "drivers/net/a.c"));
    assert_false(accepts("drivers/", "x/drivers/a.c"));
    assert_false(accepts("drivers/", "drivers"));
    assert_true(accepts("drivers/net", "drivers/net/x/a.c"));
    assert_false(accepts("drivers/net", "drivers/network/a.c"));
    assert_true(accepts("drivers/*/a.c", "drivers/net/a.c"));
    assert_false(accepts("drivers/*.c", "drivers/net/a.c"));
    assert_true(accepts("drivers/**/*.c", "drivers/a/b/c.c"));
    assert_true(accepts("drivers/**", "drivers/a/b/c.c"));
    assert_true(accepts("/Makefile", "Makefile"));
    assert_false(accepts("/Makefile", "x/Makefile"));
    assert_true(accepts("./Makefile", "Makefile"));
    assert_true(accepts("**/test", "a/b/test/c"));
    assert_false(accepts("!/build/", "build/x"));
    assert_true(accepts("!/build/", "src/build/x"));
}

static void the_last_glob_that_matches_decides(void **state)
{
    (void)state;
    assert_false(accepts("*.c !test", "test/a.c"));
    assert_true(accepts("*.c !test test/a.c", "test/a.c"));
    assert_true(accepts("*.c *.h", "x.h"));
    assert_false(accepts("*.c !x.h", "y.h"));
    assert_true(accepts("!*.h", "y.c"));
}

static void a_backslash_keeps_a_blank_or_a_star(void **state)
{
    (void)state;
    assert_true(accepts("a\\ b", "a b"));
    assert_false(accepts("a\\ b", "b"));
    assert_true(accepts("\\*", "*"));
    assert_false(accepts("\\*", "x"));
    assert_true(accepts("\\!x", "!x"));
    assert_false(accepts("x\\", "x"));
}

static void folders_are_alternatives(void **state)
{
    (void)state;
    PathFilter *filter = path_filter_new();
    path_filter_add_folder(filter, slice_from_cstr("fs/"));
    path_filter_add_folder(filter, slice_from_cstr("./mm"));
    assert_true(path_filter_accepts(filter, slice_from_cstr("fs/ext4/a.c")));
    assert_true(path_filter_accepts(filter, slice_from_cstr("mm/a.c")));
    assert_true(path_filter_accepts(filter, slice_from_cstr("fs")));
    assert_false(path_filter_accepts(filter, slice_from_cstr("fsx/a.c")));
    assert_false(path_filter_accepts(filter, slice_from_cstr("net/fs/a.c")));
    path_filter_add_folder(filter, slice_from_cstr("."));
    assert_true(path_filter_accepts(filter, slice_from_cstr("net/a.c")));
    path_filter_release(filter);
}

static void types_globs_and_folders_must_all_agree(void **state)
{
    (void)state;
    PathFilter *filter = path_filter_new();
    assert_true(path_filter_add_type(filter, "c", NULL));
    assert_true(path_filter_add_type(filter, "make", NULL));
    path_filter_add_globs(filter, slice_from_cstr("!old"));
    path_filter_add_folder(filter, slice_from_cstr("src"));
    PathFilter *same = path_filter_retain(filter);
    path_filter_release(filter);
    assert_true(path_filter_accepts(same, slice_from_cstr("src/a.c")));
    assert_true(path_filter_accepts(same, slice_from_cstr("src/Makefile")));
    assert_false(path_filter_accepts(same, slice_from_cstr("src/a.py")));
    assert_false(path_filter_accepts(same, slice_from_cstr("src/old/a.c")));
    assert_false(path_filter_accepts(same, slice_from_cstr("a.c")));
    path_filter_release(same);
}

static void types_look_at_the_base_name_only(void **state)
{
    (void)state;
    PathFilter *filter = path_filter_new();
    assert_true(path_filter_add_type(filter, "py", NULL));
    assert_false(path_filter_accepts(filter, slice_from_cstr("x.py/data")));
    path_filter_release(filter);
}

static void an_unknown_type_names_the_nearest(void **state)
{
    (void)state;
    Error err;
    PathFilter *filter = path_filter_new();
    assert_false(path_filter_add_type(filter, "pyton", &err));
    assert_non_null(strstr(err.text, "pyton"));
    assert_non_null(strstr(err.text, "python"));
    assert_false(path_filter_add_type(filter, "", &err));
    char endless[5000];
    memset(endless, 'x', sizeof endless);
    endless[sizeof endless - 1] = '\0';
    assert_false(path_filter_add_type(filter, endless, &err));
    assert_true(path_filter_is_empty(filter));
    path_filter_release(filter);
}

static void the_table_of_types_is_sorted_and_each_can_be_found(void **state)
{
    (void)state;
    size_t count;
    const FileType *types = file_types(&count);
    assert_true(count >= 60);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            assert_true(strcmp(types[i - 1].name, types[i].name) < 0);
        assert_ptr_equal(file_type_find(types[i].name), &types[i]);
        assert_string_equal(file_type_nearest(types[i].name), types[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_filter_accepts_everything),
        cmocka_unit_test(globs_without_slash_match_any_part),
        cmocka_unit_test(globs_with_slash_are_anchored_and_cover_what_is_below),
        cmocka_unit_test(the_last_glob_that_matches_decides),
        cmocka_unit_test(a_backslash_keeps_a_blank_or_a_star),
        cmocka_unit_test(folders_are_alternatives),
        cmocka_unit_test(types_globs_and_folders_must_all_agree),
        cmocka_unit_test(types_look_at_the_base_name_only),
        cmocka_unit_test(an_unknown_type_names_the_nearest),
        cmocka_unit_test(the_table_of_types_is_sorted_and_each_can_be_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
