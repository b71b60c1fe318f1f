/* Where a repository comes from: remote, commit, what is shared, and what a broken repository leaves of it. */
#include "engine/git/git.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/git_home.h"

static char folder[GIT_HOME_LEN]; /* of the test that runs */
static GitHelper *helper;

/* Runs a shell command in the folder. */
#define sh(...) shell_in(folder, __VA_ARGS__)

static int set_up(void **state)
{
    (void)state;
    if (!git_home_make(folder))
        return -1;
    Error err;
    helper = git_helper_start(&err);
    sh("git init -q r && cd r && mkdir -p d && echo 1 > d/f && echo 1 > g && git add . && git commit -q -m 1 && "
       "git remote add origin git@github.com:some/project.git");
    return helper ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    git_helper_stop(helper);
    return git_home_remove(folder);
}

static bool find(const char *below, GitOrigin *origin, Error *err)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, below);
    GitOriginRequest request = {.path = path};
    return git_find_origin(helper, &request, origin, err);
}

static GitOrigin origin_of(const char *below)
{
    GitOrigin origin;
    Error err = {""};
    if (!find(below, &origin, &err))
        fail_msg("%s", err.text);
    return origin;
}

static void assert_state(const char *below, unsigned state)
{
    GitOrigin origin = origin_of(below);
    if (origin.state != state)
        fail_msg("%s: state %u, not %u", below, origin.state, state);
    git_origin_deinit(&origin);
}

static void assert_remote(const char *below, const char *remote, const char *url)
{
    GitOrigin origin = origin_of(below);
    assert_string_equal(origin.remote, remote);
    assert_string_equal(origin.url, url);
    git_origin_deinit(&origin);
}

static void remote_commit_and_path_are_told(void **state)
{
    (void)state;
    GitOrigin origin = origin_of("r/d/f");
    assert_int_equal(origin.kind, GIT_WORK_TREE);
    assert_string_equal(origin.path, "d/f");
    assert_string_equal(origin.remote, "origin");
    assert_string_equal(origin.url, "git@github.com:some/project.git");
    assert_int_equal(strlen(origin.commit), 40);
    assert_int_equal(origin.state, GIT_ORIGIN_CHECKED);
    git_origin_deinit(&origin);
    origin = origin_of("r/d");
    assert_string_equal(origin.path, "d");
    git_origin_deinit(&origin);
}

static void the_branch_s_own_remote_goes_first(void **state)
{
    (void)state;
    sh("cd r && git remote add mine https://user:pw@codeberg.org/me/project");
    assert_remote("r/g", "origin", "git@github.com:some/project.git");
    sh("cd r && git update-ref refs/remotes/mine/main HEAD && git config branch.main.remote mine && "
       "git config branch.main.merge refs/heads/main");
    assert_remote("r/g", "mine", "https://user:pw@codeberg.org/me/project");
    sh("cd r && git config --unset branch.main.remote && git config --unset branch.main.merge && git remote rename "
       "origin upstream");
    assert_remote("r/g", "", "");
    sh("cd r && git remote remove mine");
    assert_remote("r/g", "upstream", "git@github.com:some/project.git");
    sh("cd r && git config url.https://github.com/.insteadOf git@github.com:");
    assert_remote("r/g", "upstream", "https://github.com/some/project.git");
}

static void a_commit_on_the_remote_s_branch_is_shared(void **state)
{
    (void)state;
    sh("cd r && git commit -q --allow-empty -m 2 && git update-ref refs/remotes/origin/main HEAD && "
       "git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main");
    assert_state("r/g", GIT_ORIGIN_CHECKED | GIT_ORIGIN_SHARED);
    sh("cd r && git checkout -q --detach HEAD~1");
    assert_state("r/g", GIT_ORIGIN_CHECKED | GIT_ORIGIN_SHARED);
    sh("cd r && git commit -q --allow-empty -m 3");
    assert_state("r/g", GIT_ORIGIN_CHECKED);
    sh("cd r && git update-ref refs/remotes/origin/topic/x HEAD");
    assert_state("r/g", GIT_ORIGIN_CHECKED | GIT_ORIGIN_SHARED);
}

static void local_changes_are_told(void **state)
{
    (void)state;
    sh("cd r && echo 2 >> g && echo 1 > new && echo new2 > .gitignore");
    assert_state("r/g", GIT_ORIGIN_CHECKED | GIT_ORIGIN_CHANGED);
    assert_state("r/d/f", GIT_ORIGIN_CHECKED);
    assert_state("r/new", GIT_ORIGIN_CHECKED | GIT_ORIGIN_NOT_IN_COMMIT);
    sh("cd r && git add g new && echo x > new2");
    assert_state("r/g", GIT_ORIGIN_CHECKED | GIT_ORIGIN_CHANGED);
    assert_state("r/new", GIT_ORIGIN_CHECKED | GIT_ORIGIN_NOT_IN_COMMIT);
    assert_state("r/new2", GIT_ORIGIN_CHECKED | GIT_ORIGIN_NOT_IN_COMMIT);
}

static void a_file_of_a_submodule_has_that_one_s_origin(void **state)
{
    (void)state;
    sh("git init -q lib && cd lib && mkdir d && touch d/x && git add . && git commit -q -m m && cd ../r && "
       "git submodule --quiet add \"$HOME/lib\" sub 2>/dev/null && git -C sub remote set-url origin "
       "git@gitlab.com:a/lib");
    assert_remote("r/sub/d/x", "origin", "git@gitlab.com:a/lib");
    GitOrigin origin = origin_of("r/sub/d/x");
    assert_string_equal(origin.path, "d/x");
    git_origin_deinit(&origin);
}

static void the_way_there_may_be_a_link(void **state)
{
    (void)state;
    sh("ln -s r link && cd r && ln -s g alias && git add alias && git commit -q -m alias");
    GitOrigin origin = origin_of("link/d/f");
    assert_string_equal(origin.path, "d/f");
    git_origin_deinit(&origin);
    origin = origin_of("link/alias"); /* itself, not what it leads to */
    assert_string_equal(origin.path, "alias");
    git_origin_deinit(&origin);
}

static void there_may_be_no_repository_or_commit(void **state)
{
    (void)state;
    sh("mkdir plain && touch plain/x && git init -q empty && touch empty/x");
    GitOrigin origin = origin_of("plain/x");
    assert_int_equal(origin.kind, GIT_NONE);
    assert_null(origin.path);
    git_origin_deinit(&origin);
    origin = origin_of("empty/x");
    assert_int_equal(origin.kind, GIT_WORK_TREE);
    assert_string_equal(origin.commit, "");
    assert_string_equal(origin.remote, "");
    assert_int_equal(origin.state, 0);
    git_origin_deinit(&origin);
    origin = origin_of("r/.git/config");
    assert_int_equal(origin.kind, GIT_NONE);
    git_origin_deinit(&origin);
}

static void a_truncated_pack_leaves_remote_and_commit(void **state)
{
    (void)state;
    sh("cd r && git gc -q && chmod u+w .git/objects/pack/* && for p in .git/objects/pack/*.pack; do truncate -s 20 "
       "$p; done && for p in .git/objects/pack/*.idx; do truncate -s 1100 $p; done");
    GitOrigin origin = origin_of("r/g");
    assert_string_equal(origin.remote, "origin");
    assert_int_equal(strlen(origin.commit), 40);
    assert_false(origin.state & (GIT_ORIGIN_SHARED));
    git_origin_deinit(&origin);
}

static void a_pipe_in_the_way_ends_at_the_deadline(void **state)
{
    (void)state;
    sh("cd r && rm .git/config && mkfifo .git/config");
    char path[512];
    snprintf(path, sizeof path, "%s/r/g", folder);
    GitOriginRequest request = {.path = path, .deadline_ms = 100};
    GitOrigin origin;
    Error err = {""};
    assert_false(git_find_origin(helper, &request, &origin, &err));
    assert_non_null(strstr(err.text, "in time"));
    assert_null(origin.url);
    assert_false(find("r/../../nowhere/x", &origin, &err) && origin.kind != GIT_NONE);
    git_origin_deinit(&origin);
}

static void *ask_often(void *unused)
{
    for (int i = 0; i < 20; i++) {
        GitOrigin origin;
        Error err;
        if (!find("r/d/f", &origin, &err) || strcmp(origin.path, "d/f") != 0)
            return unused;
        git_origin_deinit(&origin);
    }
    return NULL;
}

static void note_entry(void *context, Slice path, unsigned flags, Slice language)
{
    (void)flags;
    (void)language;
    *(int *)context += (int)path.len;
}

static void two_threads_may_ask(void **state)
{
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, ask_often, folder), 0);
    char path[512];
    snprintf(path, sizeof path, "%s/r", folder);
    for (int i = 0; i < 20; i++) {
        int bytes = 0;
        GitListing listing;
        GitListRequest request = {.folder = path};
        Error err;
        assert_true(git_list(helper, &request, note_entry, &bytes, &listing, &err));
        assert_int_equal(bytes, 4); /* "d/f" and "g" */
        git_listing_deinit(&listing);
    }
    void *failed;
    pthread_join(thread, &failed);
    assert_null(failed);
}

#define ORIGIN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ORIGIN_TEST(remote_commit_and_path_are_told),
        ORIGIN_TEST(the_branch_s_own_remote_goes_first),
        ORIGIN_TEST(a_commit_on_the_remote_s_branch_is_shared),
        ORIGIN_TEST(local_changes_are_told),
        ORIGIN_TEST(a_file_of_a_submodule_has_that_one_s_origin),
        ORIGIN_TEST(the_way_there_may_be_a_link),
        ORIGIN_TEST(there_may_be_no_repository_or_commit),
        ORIGIN_TEST(a_truncated_pack_leaves_remote_and_commit),
        ORIGIN_TEST(a_pipe_in_the_way_ends_at_the_deadline),
        ORIGIN_TEST(two_threads_may_ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
