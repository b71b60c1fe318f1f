/* Copying web links, in a repository that git itself has made: from results, files, the tree and the pager. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/git_home.h"
#include "tests/support/screen.h"

static char *folder;
static GitHelper *helper;
static Screen *screen;
static char commit[64];

/* Runs a shell command in the folder. */
#define sh(...) shell_in(folder, __VA_ARGS__)

static void read_commit(void)
{
    char path[512];
    sh("git rev-parse HEAD >.git/ken-head");
    snprintf(path, sizeof path, "%s/.git/ken-head", folder);
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%63s", commit), 1);
    fclose(in);
}

static int set_up(void **state)
{
    (void)state;
    Error err;
    folder = screen_folder();
    setenv("HOME", folder, 1);
    helper = git_helper_start(&err);
    screen_write(folder, "src/a b.c", "one\nneedle\nthree\nfour\n");
    screen_write(folder, "top", "plain\n");
    sh("git init -q && git config user.name t && git config user.email t@example.org && git add . && "
       "git commit -q -m m && git remote add origin git@github.com:some/project.git && "
       "git update-ref refs/remotes/origin/main HEAD");
    read_commit();
    return helper ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    if (screen)
        screen_close(screen);
    screen = NULL;
    git_helper_stop(helper);
    screen_folder_free(folder);
    return 0;
}

static void open_screen(void)
{
    AppOptions options = screen_options(folder);
    screen = screen_open_git(&options, helper, 160, 24);
}

/* What was copied: "blob/COMMIT" and the rest. */
static void expect_link(const char *kind, const char *rest)
{
    char expected[512];
    screen_settle(screen);
    if (screen_wish(screen) != APP_WISH_COPY) {
        screen_dump(screen);
        fail_msg("nothing was copied");
    }
    snprintf(expected, sizeof expected, "https://github.com/some/project/%s/%s/%s", kind, commit, rest);
    Slice text = app_copy_text(screen->app);
    if (text.len != strlen(expected) || memcmp(text.data, expected, text.len) != 0)
        fail_msg("%.*s is not %s", (int)text.len, text.data, expected);
}

static void the_selected_result_is_linked_with_its_line(void **state)
{
    (void)state;
    open_screen();
    screen_type(screen, "needle");
    screen_settle(screen);
    screen_keys(screen, "Alt-Shift-Y");
    expect_link("blob", "src/a%20b.c#L2");
    screen_expect(screen, "copied https://github.com/some/project/blob/");
}

static void files_and_folders_are_linked_without_lines(void **state)
{
    (void)state;
    open_screen();
    screen_keys(screen, "Ctrl-F");
    screen_type(screen, "top");
    screen_settle(screen);
    screen_keys(screen, "Ctrl-X Shift-Y");
    expect_link("blob", "top");
    screen_keys(screen, "Ctrl-T Home Alt-Shift-Y");
    expect_link("tree", "src");
    screen_keys(screen, "Right Down Alt-Shift-Y");
    expect_link("blob", "src/a%20b.c");
}

static void the_pager_links_its_line_or_the_lines_chosen(void **state)
{
    (void)state;
    open_screen();
    screen_type(screen, "needle");
    screen_settle(screen);
    screen_keys(screen, "F6");
    screen_settle(screen);
    screen_keys(screen, "Alt-Shift-Y");
    expect_link("blob", "src/a%20b.c#L2");
    screen_keys(screen, "x j Alt-Shift-Y");
    expect_link("blob", "src/a%20b.c#L2-L3");
}

static void a_file_named_on_the_command_line_is_linked_too(void **state)
{
    (void)state;
    AppOptions options = screen_options(folder);
    sh("echo another >>top && git commit -q -a -m 2 && git update-ref refs/remotes/origin/main HEAD");
    read_commit();
    assert_int_equal(chdir(folder), 0);
    options.page_path = "src/../top";
    options.page_line = 2;
    screen = screen_open_git(&options, helper, 160, 24);
    screen_keys(screen, "Alt-Shift-Y");
    expect_link("blob", "top#L2");
    assert_int_equal(chdir("/"), 0);
}

static void what_differs_from_the_page_is_told(void **state)
{
    (void)state;
    open_screen();
    screen_type(screen, "needle");
    screen_settle(screen);
    sh("echo more >>'src/a b.c'");
    screen_keys(screen, "Alt-Shift-Y");
    expect_link("blob", "src/a%20b.c#L2");
    screen_expect(screen, "copied, but the file has local changes: https://");
    sh("git commit -q -a -m 2");
    read_commit();
    screen_keys(screen, "Alt-Shift-Y");
    expect_link("blob", "src/a%20b.c#L2");
    screen_expect(screen, "copied, but the commit is not known to be on origin: https://");
}

static void expect_refused(const char *message)
{
    screen_keys(screen, "Alt-Shift-Y");
    screen_settle(screen);
    screen_expect(screen, message);
    assert_int_equal(screen_wish(screen), APP_WISH_NONE);
}

static void why_there_is_no_link_is_told(void **state)
{
    (void)state;
    screen_write(folder, "untracked", "needle\n");
    open_screen();
    screen_type(screen, "^needle");
    screen_settle(screen);
    sh("git remote set-url origin git@git.example.org:some/project");
    expect_refused("git.example.org: how its web pages are addressed is not known");
    sh("git remote set-url origin /srv/git/project.git");
    expect_refused("the remote is no address on the web");
    sh("git remote remove origin");
    expect_refused("the repository has no remote");
    screen_keys(screen, "Down");
    sh("git remote add origin git@github.com:some/project");
    expect_refused("the file is not in the commit");
    sh("mv .git not-git");
    expect_refused("this is in no git work tree");
}

static void without_the_helper_it_is_told(void **state)
{
    (void)state;
    AppOptions options = screen_options(folder);
    screen = screen_open_with(&options, 160, 24);
    expect_refused("git cannot be asked");
}

static void leaving_while_git_is_asked_does_no_harm(void **state)
{
    (void)state;
    open_screen();
    sh("rm .git/config && mkfifo .git/config"); /* the helper hangs */
    screen_keys(screen, "Alt-Shift-Y Alt-Shift-Y Alt-Shift-Y");
    screen_step(screen);
    screen_expect(screen, "asking git");
}

#define LINK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINK_TEST(the_selected_result_is_linked_with_its_line),
        LINK_TEST(files_and_folders_are_linked_without_lines),
        LINK_TEST(the_pager_links_its_line_or_the_lines_chosen),
        LINK_TEST(a_file_named_on_the_command_line_is_linked_too),
        LINK_TEST(what_differs_from_the_page_is_told),
        LINK_TEST(why_there_is_no_link_is_told),
        LINK_TEST(without_the_helper_it_is_told),
        LINK_TEST(leaving_while_git_is_asked_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
