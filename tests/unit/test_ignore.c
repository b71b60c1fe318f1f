/* Ignore rules: cases from gitignore(5), and random rules compared with `git check-ignore`. */
#include "engine/tree/ignore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static IgnoreRules *rules_from(const char *text)
{
    return ignore_rules_new(NULL, slice_of("", 0), slice_from_cstr(text));
}

static IgnoreVerdict check(const char *text, const char *path, bool is_folder)
{
    IgnoreRules *rules = rules_from(text);
    IgnoreVerdict verdict = ignore_rules_check(rules, slice_from_cstr(path), is_folder);
    ignore_rules_release(rules);
    return verdict;
}

static void no_rules_decide_nothing(void **state)
{
    (void)state;
    assert_int_equal(ignore_rules_check(NULL, slice_from_cstr("a"), false), IGNORE_UNDECIDED);
    assert_int_equal(check("", "a", false), IGNORE_UNDECIDED);
    assert_int_equal(check("\n\n# a\n\r\n   \n/\n!\n", "a", false), IGNORE_UNDECIDED);
    ignore_rules_release(NULL);
}

static void patterns_without_slash_match_at_any_depth(void **state)
{
    (void)state;
    assert_int_equal(check("*.o", "a.o", false), IGNORE_YES);
    assert_int_equal(check("*.o", "x/y/a.o", false), IGNORE_YES);
    assert_int_equal(check("*.o", "x/y/a.c", false), IGNORE_UNDECIDED);
    assert_int_equal(check("core", "x/core", true), IGNORE_YES);
    assert_int_equal(check("core", "x/score", false), IGNORE_UNDECIDED);
}

static void patterns_with_slash_are_anchored(void **state)
{
    (void)state;
    assert_int_equal(check("/tags", "tags", false), IGNORE_YES);
    assert_int_equal(check("/tags", "x/tags", false), IGNORE_UNDECIDED);
    assert_int_equal(check("a/b", "a/b", false), IGNORE_YES);
    assert_int_equal(check("a/b", "x/a/b", false), IGNORE_UNDECIDED);
    assert_int_equal(check("a/*", "a/b/c", false), IGNORE_UNDECIDED);
    assert_int_equal(check("a/**", "a/b/c", false), IGNORE_YES);
    assert_int_equal(check("**/b", "x/y/b", false), IGNORE_YES);
}

static void a_slash_at_the_end_is_for_folders(void **state)
{
    (void)state;
    assert_int_equal(check("build/", "x/build", true), IGNORE_YES);
    assert_int_equal(check("build/", "x/build", false), IGNORE_UNDECIDED);
    assert_int_equal(check("a/build/", "a/build", true), IGNORE_YES);
}

static void the_last_match_decides(void **state)
{
    (void)state;
    assert_int_equal(check("*.o\n!keep.o\n", "keep.o", false), IGNORE_NO);
    assert_int_equal(check("!keep.o\n*.o\n", "keep.o", false), IGNORE_YES);
}

static void lines_are_read_as_git_reads_them(void **state)
{
    (void)state;
    assert_int_equal(check("\xef\xbb\xbf"
                           "a\r\nb  \nc\\ \n\\#d\n\\!e\nf g",
                           "a", false),
                     IGNORE_YES);
    assert_int_equal(check("b  \n", "b", false), IGNORE_YES);
    assert_int_equal(check("c\\ \n", "c ", false), IGNORE_YES);
    assert_int_equal(check("c\\  \n", "c ", false), IGNORE_YES);
    assert_int_equal(check("\\#d\n", "#d", false), IGNORE_YES);
    assert_int_equal(check("\\!e\n", "!e", false), IGNORE_YES);
    assert_int_equal(check("f g", "f g", false), IGNORE_YES);
    assert_int_equal(check(" h", " h", false), IGNORE_YES);
    assert_int_equal(check("i\t\n", "i\t", false), IGNORE_YES);
}

static void nearer_folders_win(void **state)
{
    (void)state;
    IgnoreRules *top = rules_from("*.o\n/x\n");
    IgnoreRules *below = ignore_rules_new(top, slice_from_cstr("a/b"), slice_from_cstr("!*.o\n/x\n"));
    ignore_rules_release(top);
    IgnoreRules *same = ignore_rules_retain(below);
    ignore_rules_release(below);
    assert_int_equal(ignore_rules_check(same, slice_from_cstr("a/b/c.o"), false), IGNORE_NO);
    assert_int_equal(ignore_rules_check(same, slice_from_cstr("a/c.o"), false), IGNORE_YES);
    assert_int_equal(ignore_rules_check(same, slice_from_cstr("a/b/x"), false), IGNORE_YES);
    assert_int_equal(ignore_rules_check(same, slice_from_cstr("a/b/c/x"), false), IGNORE_UNDECIDED);
    assert_int_equal(ignore_rules_check(same, slice_from_cstr("a/bb/x"), false), IGNORE_UNDECIDED);
    ignore_rules_release(same);
}

static void a_chain_of_100000_folders_is_released_without_recursion(void **state)
{
    (void)state;
    IgnoreRules *rules = rules_from("a");
    for (int i = 0; i < 100000; i++) {
        IgnoreRules *next = ignore_rules_new(rules, slice_from_cstr("x"), slice_from_cstr(""));
        ignore_rules_release(rules);
        rules = next;
    }
    ignore_rules_release(rules);
}

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 16;
}

static const char *const PIECES[] = {"a",    "b", "c",  "*",  "?",   "**", "/", "/",   "[ab]",
                                     "[!a]", "!", "ab", ".c", "\\a", " ",  "#", "**/", "/**"};

static void make_rules(uint32_t *random, char *text)
{
    text[0] = '\0';
    for (uint32_t lines = 1 + next_random(random) % 5; lines > 0; lines--) {
        for (uint32_t pieces = 1 + next_random(random) % 5; pieces > 0; pieces--)
            strcat(text, PIECES[next_random(random) % (sizeof PIECES / sizeof *PIECES)]);
        strcat(text, "\n");
    }
}

static const char *const FOLDERS[] = {"a", "b", "a/a", "a/b", "b/ab", "a/b/c", "c", "c/a", "ab", "a.c"};
static const char *const FILES[] = {"f",     "a/f",    "b/a.c", "a/a/b",   "a/b/a", "a/b/c/a", "c/b",
                                    "c/a/c", "ab/b.c", "a/c",   "b/ab/ab", "ba",    "b.c",     "a/b/c/b.c",
                                    "a.c/a", "c/a/ab", " a",    "#a",      "!a",    "a/!b"};

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Whether the path or a folder above it is ignored. */
static bool is_ignored(const IgnoreRules *rules, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
        if (ignore_rules_check(rules, slice_of(path, (size_t)(slash - path)), true) == IGNORE_YES)
            return true;
    return ignore_rules_check(rules, slice_from_cstr(path), false) == IGNORE_YES;
}

static void compare_with_git(uint32_t *random)
{
    char top[512];
    char below[512];
    make_rules(random, top);
    make_rules(random, below);
    write_file(".gitignore", top);
    write_file("a/.gitignore", below);
    assert_int_equal(system("git check-ignore --no-index --stdin < names > ignored; test $? -lt 2"), 0);
    char said[8192] = "\n";
    FILE *file = fopen("ignored", "r");
    assert_non_null(file);
    said[1 + fread(said + 1, 1, sizeof said - 2, file)] = '\0';
    fclose(file);
    IgnoreRules *top_rules = rules_from(top);
    IgnoreRules *rules = ignore_rules_new(top_rules, slice_from_cstr("a"), slice_from_cstr(below));
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        char line[64];
        snprintf(line, sizeof line, "\n%s\n", FILES[i]);
        bool expected = strstr(said, line) != NULL;
        if (is_ignored(rules, FILES[i]) != expected)
            fail_msg("%s: git says %d with these rules:\n%s\nand in a/:\n%s", FILES[i], expected, top, below);
    }
    ignore_rules_release(rules);
    ignore_rules_release(top_rules);
}

static void random_rules_ignore_what_git_ignores(void **state)
{
    (void)state;
    char folder[] = "/tmp/ken-ignore-XXXXXX";
    if (system("git --version >/dev/null 2>&1") != 0)
        skip();
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    setenv("HOME", folder, 1);
    assert_int_equal(system("git init -q . && rm -f .git/info/exclude"), 0);
    for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++)
        assert_int_equal(mkdir(FOLDERS[i], 0777), 0);
    FILE *names = fopen("names", "w");
    assert_non_null(names);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        write_file(FILES[i], "");
        fprintf(names, "%s\n", FILES[i]);
    }
    fclose(names);
    uint32_t random = 5;
    for (int i = 0; i < 250; i++)
        compare_with_git(&random);
    assert_int_equal(chdir("/"), 0);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_rules_decide_nothing),
        cmocka_unit_test(patterns_without_slash_match_at_any_depth),
        cmocka_unit_test(patterns_with_slash_are_anchored),
        cmocka_unit_test(a_slash_at_the_end_is_for_folders),
        cmocka_unit_test(the_last_match_decides),
        cmocka_unit_test(lines_are_read_as_git_reads_them),
        cmocka_unit_test(nearer_folders_win),
        cmocka_unit_test(a_chain_of_100000_folders_is_released_without_recursion),
        cmocka_unit_test(random_rules_ignore_what_git_ignores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
