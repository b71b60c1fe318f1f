/* The git helper: what it lists, and what it survives. Each test makes a repository with git itself. */
#include "engine/git/git.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
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
    return helper ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    git_helper_stop(helper);
    return git_home_remove(folder);
}

/* Entries as text: a line each, flags in front. */
static void note_entry(void *context, Slice path, unsigned flags, Slice language)
{
    Buf *text = context;
    buf_printf(text, "%u ", flags);
    buf_append_slice(text, path);
    if (language.len > 0)
        buf_printf(text, " in %.*s", (int)language.len, language.data);
    buf_append_byte(text, '\n');
}

static bool list_with(const char *below, GitListRequest request, Buf *text, GitListing *listing, Error *err)
{
    char path[8192];
    snprintf(path, sizeof path, "%s%s%s", folder, *below ? "/" : "", below);
    request.folder = path;
    text->len = 0;
    bool ok = git_list(helper, &request, note_entry, text, listing, err);
    buf_append_byte(text, '\0');
    return ok;
}

static GitListing assert_lists(const char *below, GitListRequest request, const char *expected)
{
    Buf text = {0};
    GitListing listing;
    Error err;
    if (!list_with(below, request, &text, &listing, &err))
        fail_msg("%s", err.text);
    assert_string_equal(text.data, expected);
    buf_deinit(&text);
    return listing;
}

static void assert_kind(const char *below, GitKind kind)
{
    GitListing listing = assert_lists(below, (GitListRequest){0}, "");
    assert_int_equal(listing.kind, kind);
    assert_int_equal(listing.count, 0);
    assert_null(listing.root);
    git_listing_deinit(&listing);
}

/* The error, which is to be a sentence that has `part` in it. */
static void assert_fails(const char *below, int deadline_ms, const char *part)
{
    Buf text = {0};
    GitListing listing;
    Error err = {""};
    assert_false(list_with(below, (GitListRequest){.deadline_ms = deadline_ms}, &text, &listing, &err));
    if (!strstr(err.text, part))
        fail_msg("\"%s\" says nothing of \"%s\"", err.text, part);
    assert_null(listing.root);
    buf_deinit(&text);
}

/* The helper still works. */
static void assert_alive(void)
{
    sh("rm -rf alive && git init -q alive && cd alive && touch f && git add f");
    GitListing listing = assert_lists("alive", (GitListRequest){0}, "0 f\n");
    git_listing_deinit(&listing);
}

static void safe_paths_are_told_from_others(void **state)
{
    (void)state;
    static const char *const safe[] = {"a", "a/b", ".gitignore", "a/.gitx", "..a",     "a..", "...",
                                       " ", "\n",  "\x1b[0m",    "\xff",    "a/..b/c", ".gi", "git"};
    static const char *const unsafe[] = {"",     "/",           "/a",     "a/",       "a//b",   ".",
                                         "..",   "./a",         "a/.",    "a/..",     "../a",   "a/../b",
                                         ".git", ".git/config", "a/.git", "a/.git/x", ".GIT/x", "a/.Git"};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (!git_path_is_safe(slice_from_cstr(safe[i])))
            fail_msg("%s is safe", safe[i]);
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        if (git_path_is_safe(slice_from_cstr(unsafe[i])))
            fail_msg("%s is not safe", unsafe[i]);
    assert_false(git_path_is_safe(slice_of("a\0b", 3)));
}

static void a_folder_without_repository_is_none(void **state)
{
    (void)state;
    sh("mkdir plain");
    assert_kind("plain", GIT_NONE);
    assert_kind("no/such/folder", GIT_NONE);
}

static void an_empty_repository_has_a_root_and_a_branch(void **state)
{
    (void)state;
    sh("git init -q r");
    GitListing listing = assert_lists("r", (GitListRequest){0}, "");
    char expected[8192];
    assert_int_equal(listing.kind, GIT_WORK_TREE);
    snprintf(expected, sizeof expected, "%s/r", folder);
    assert_string_equal(listing.root, expected);
    snprintf(expected, sizeof expected, "%s/r/.git", folder);
    assert_string_equal(listing.git_dir, expected);
    assert_string_equal(listing.branch, "main");
    snprintf(expected, sizeof expected, "%s/.config/git/ignore", folder);
    assert_string_equal(listing.excludes_file, expected);
    git_listing_deinit(&listing);
}

static void the_index_is_listed_from_any_folder_below(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir -p d/e .h && touch b d/x d/e/y .h/z a && ln -s a l && git add . && "
       "git config core.excludesFile '~/mine' && git checkout -q -b topic/one && touch untracked");
    for (int i = 0; i < 2; i++) {
        GitListing listing =
            assert_lists(i ? "r/d/e" : "r", (GitListRequest){0}, "0 .h/z\n0 a\n0 b\n0 d/e/y\n0 d/x\n1 l\n");
        assert_int_equal(listing.count, 6);
        assert_string_equal(listing.branch, "topic/one");
        assert_non_null(strstr(listing.excludes_file, "/mine"));
        git_listing_deinit(&listing);
    }
    assert_kind("r/.git/refs", GIT_NONE);
}

static void a_detached_head_shows_its_commit(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && git add a && git commit -q -m m && git checkout -q --detach");
    GitListing listing = assert_lists("r", (GitListRequest){0}, "0 a\n");
    assert_int_equal(strlen(listing.branch), 10);
    git_listing_deinit(&listing);
}

static void hostile_names_arrive_as_they_are(void **state)
{
    (void)state;
    char longest[256];
    memset(longest, 'n', 255);
    longest[255] = '\0';
    sh("git init -q r && cd r && touch \"$(printf 'a\\nb')\" \"$(printf '\\033[31m')\" \"$(printf '\\377\\376')\" %s "
       "-- -x && "
       "git add .",
       longest);
    char expected[512];
    snprintf(expected, sizeof expected, "0 \x1b[31m\n0 -x\n0 a\nb\n0 %s\n0 \xff\xfe\n", longest);
    GitListing listing = assert_lists("r", (GitListRequest){0}, expected);
    assert_int_equal(listing.count, 5);
    git_listing_deinit(&listing);
}

static void special_entries_are_flagged(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch skip plain && git add . && git commit -q -m m && git update-index "
       "--skip-worktree skip && "
       "touch later && git add -N later");
    GitListing listing = assert_lists("r", (GitListRequest){0}, "8 later\n0 plain\n4 skip\n");
    git_listing_deinit(&listing);
}

static void a_conflicted_path_comes_once(void **state)
{
    (void)state;
    sh("git init -q r && cd r && echo 0 > f && echo 0 > g && git add . && git commit -q -m 0 && git checkout -q -b "
       "other && "
       "echo 1 > f && git commit -q -a -m 1 && git checkout -q main && echo 2 > f && git commit -q -a -m 2 && "
       "{ git merge other >/dev/null 2>&1; test $? -eq 1; }");
    GitListing listing = assert_lists("r", (GitListRequest){0}, "16 f\n0 g\n");
    git_listing_deinit(&listing);
}

static void submodules_are_entered(void **state)
{
    (void)state;
    sh("git init -q lib && cd lib && mkdir d && touch d/x y && git add . && git commit -q -m m");
    sh("git init -q r && cd r && touch a z && git submodule --quiet add ../lib sub 2>/dev/null && git add . && git "
       "commit -q -m m");
    GitListing listing = assert_lists("r", (GitListRequest){0}, "0 .gitmodules\n0 a\n2 sub\n0 sub/d/x\n0 sub/y\n0 z\n");
    git_listing_deinit(&listing);
    listing = assert_lists("r/sub", (GitListRequest){0}, "0 d/x\n0 y\n");
    assert_int_equal(listing.kind, GIT_WORK_TREE);
    git_listing_deinit(&listing);
    sh("printf garbage > r/.git/modules/sub/index");
    listing = assert_lists("r", (GitListRequest){0}, "0 .gitmodules\n0 a\n2 sub\n0 z\n");
    git_listing_deinit(&listing);
}

static void a_linked_work_tree_is_listed(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && git add . && git commit -q -m m && git worktree add -q ../linked "
       "2>/dev/null && "
       "cd ../linked && touch b && git add b");
    GitListing listing = assert_lists("linked", (GitListRequest){0}, "0 a\n0 b\n");
    assert_string_equal(listing.branch, "linked");
    assert_non_null(strstr(listing.git_dir, "/r/.git/worktrees/linked"));
    git_listing_deinit(&listing);
}

static void a_bare_repository_is_told(void **state)
{
    (void)state;
    sh("git init -q --bare b.git");
    assert_kind("b.git", GIT_BARE);
}

static void a_work_tree_put_elsewhere_is_followed_only_when_asked(void **state)
{
    (void)state;
    sh("mkdir other && touch other/secret && git init -q r && cd r && touch a && git add a && "
       "git config core.worktree \"%s/other\"",
       folder);
    assert_kind("r", GIT_FOREIGN_ROOT);
    GitListing listing = assert_lists("r", (GitListRequest){.follow_worktree = true}, "0 a\n");
    assert_non_null(strstr(listing.root, "/other"));
    git_listing_deinit(&listing);
    sh("git -C r config core.worktree /");
    assert_kind("r", geteuid() == 0 ? GIT_FOREIGN_ROOT : GIT_NOT_OWNED);
    sh("cd r && git config core.worktree ..");
    listing = assert_lists("r", (GitListRequest){0}, "0 a\n"); /* ".." of .git: where it is anyway */
    git_listing_deinit(&listing);
}

static void someone_elses_repository_is_told(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    sh("git init -q r && cd r && touch a && git add a && chown -R 12345:12345 .");
    assert_kind("r", GIT_NOT_OWNED);
    sh("git config --global --add safe.directory \"$PWD/r\"");
    GitListing listing = assert_lists("r", (GitListRequest){0}, "0 a\n");
    git_listing_deinit(&listing);
}

static void restart_helper_with(const char *name, const char *value, const char *second, const char *second_value)
{
    git_helper_stop(helper);
    setenv(name, value, 1);
    if (second)
        setenv(second, second_value, 1);
    Error err;
    helper = git_helper_start(&err);
    unsetenv(name);
    if (second)
        unsetenv(second);
    assert_non_null(helper);
}

static void the_environment_names_the_repository(void **state)
{
    (void)state;
    char git_dir[8192];
    char root[8192];
    sh("git init -q r && cd r && touch a && git add a && mkdir -p ../tree/d ../plain");
    snprintf(git_dir, sizeof git_dir, "%s/r/.git", folder);
    snprintf(root, sizeof root, "%s/tree", folder);
    restart_helper_with("GIT_DIR", git_dir, "GIT_WORK_TREE", root);
    GitListing listing = assert_lists("tree/d", (GitListRequest){0}, "0 a\n");
    assert_string_equal(listing.root, root);
    git_listing_deinit(&listing);
    assert_kind("plain", GIT_NONE);
}

static void attributes_say_binary_and_text(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir -p d/e && printf '*.png binary\\n*.dat -diff\\n*.c diff=cpp\\n"
       "[attr]blob -diff -text\\n/d/** blob\\n' > .gitattributes && printf 'k.png diff\\n' > d/e/.gitattributes && "
       "touch a.png b.dat c.c d/x d/e/k.png n.txt && git add .");
    const char *expected =
        "0 .gitattributes\n32 a.png\n32 b.dat\n0 c.c\n32 d/e/.gitattributes\n64 d/e/k.png\n32 d/x\n0 n.txt\n";
    GitListing listing = assert_lists("r", (GitListRequest){.with_attributes = true}, expected);
    git_listing_deinit(&listing);
    listing =
        assert_lists("r", (GitListRequest){0},
                     "0 .gitattributes\n0 a.png\n0 b.dat\n0 c.c\n0 d/e/.gitattributes\n0 d/e/k.png\n0 d/x\n0 n.txt\n");
    git_listing_deinit(&listing);
}

static void attributes_say_a_language(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir d && printf '*.inc linguist-language=PHP\n*.x linguist-vendored\n"
       "[attr]cc linguist-language=C++\n*.h cc -diff\n*.l linguist-language=' > .gitattributes && "
       "head -c 64 /dev/zero | tr '\\0' a >> .gitattributes && printf 'a.inc !linguist-language\n' > "
       "d/.gitattributes && touch a.inc a.l a.x a.h d/a.inc d/b.inc && git add .");
    GitListing listing = assert_lists("r", (GitListRequest){.with_attributes = true},
                                      "0 .gitattributes\n32 a.h in C++\n0 a.inc in PHP\n0 a.l\n0 a.x\n"
                                      "0 d/.gitattributes\n0 d/a.inc\n0 d/b.inc in PHP\n");
    git_listing_deinit(&listing);
}

static void info_attributes_count_too(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir -p .git/info && printf '*.bin binary\\n' > .git/info/attributes && touch a.bin "
       "b && git add .");
    GitListing listing = assert_lists("r", (GitListRequest){.with_attributes = true}, "32 a.bin\n0 b\n");
    git_listing_deinit(&listing);
}

/* Notes where the entries end. */
static void note_listed(void *context)
{
    Buf *text = context;
    buf_printf(text, "listed\n");
}

static void attributes_may_come_last(void **state)
{
    (void)state;
    sh("git init -q s && cd s && printf '*.y binary\\n' > .gitattributes && touch x.y z && git add . && "
       "git commit -qm s && cd .. && git init -q r && cd r && printf '*.png binary\\n*.c diff\\n' > .gitattributes && "
       "touch a.png b c.c && git add . && git submodule --quiet add ../s d");
    GitListRequest request = {.listed = note_listed};
    GitListing listing = assert_lists("r", request,
                                      "0 .gitattributes\n0 .gitmodules\n0 a.png\n0 b\n0 c.c\n2 d\n"
                                      "0 d/.gitattributes\n0 d/x.y\n0 d/z\nlisted\n32 a.png\n64 c.c\n32 d/x.y\n");
    assert_int_equal(listing.count, 9);
    assert_false(listing.lacks_attributes);
    git_listing_deinit(&listing);
}

/* A FIFO is opened for its attributes, and that never ends: the entries had been told. */
static void attributes_that_never_come_leave_the_listing(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir d && touch a d/.gitattributes && git add . && rm d/.gitattributes && "
       "mkfifo d/.gitattributes");
    GitListRequest request = {.listed = note_listed, .attributes_deadline_ms = 100};
    GitListing listing = assert_lists("r", request, "0 a\n0 d/.gitattributes\nlisted\n");
    assert_true(listing.lacks_attributes);
    assert_non_null(listing.root);
    assert_string_equal(listing.branch, "main");
    git_listing_deinit(&listing);
    assert_alive();
}

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The process id of the last child of `parent` that is the helper's or a child of it, or 0. */
static long child_of(long parent)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", parent, parent);
    FILE *children = fopen(path, "r");
    long pid = 0;
    long seen;
    while (children && fscanf(children, "%ld", &seen) == 1) {
        char name[64] = "";
        snprintf(path, sizeof path, "/proc/%ld/comm", seen);
        FILE *comm = fopen(path, "r");
        if (comm && fgets(name, sizeof name, comm) && strncmp(name, "ken-git", 7) == 0)
            pid = seen;
        if (comm)
            fclose(comm);
    }
    if (children)
        fclose(children);
    return pid;
}

static void a_fifo_in_the_repository_runs_into_the_deadline(void **state)
{
    (void)state;
    static const char *const places[] = {"HEAD", "index", "config"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        sh("rm -rf r && git init -q r && cd r && touch a && git add a && rm -f .git/%s && mkfifo .git/%s", places[i],
           places[i]);
        long long start = now_ms();
        Buf text = {0};
        GitListing listing;
        Error err = {""};
        bool ok = list_with("r", (GitListRequest){.deadline_ms = 300}, &text, &listing, &err);
        assert_true(now_ms() - start < 3000);
        if (!ok && !strstr(err.text, "in time") && !strstr(err.text, "r:"))
            fail_msg("%s: %s", places[i], err.text);
        if (ok)
            git_listing_deinit(&listing); /* libgit2 does not take a FIFO for a repository's file: fine as well */
        buf_deinit(&text);
        assert_int_equal(child_of(child_of(getpid())), 0); /* what hung has been killed */
        assert_alive();
    }
}

static void a_truncated_index_is_an_error(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a b c d e f && git add . && head -c 100 .git/index > i && mv i .git/index");
    assert_fails("r", 0, "r:");
    sh("cd r && printf x > .git/index");
    assert_fails("r", 0, "r:");
    sh("cd r && : > .git/index");
    Buf text = {0};
    GitListing listing;
    Error err;
    if (list_with("r", (GitListRequest){0}, &text, &listing, &err))
        git_listing_deinit(&listing);
    buf_deinit(&text);
    assert_alive();
}

static void a_truncated_pack_does_no_harm(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && git add . && git commit -q -m m && git gc -q && chmod -R u+w .git && "
       "for p in .git/objects/pack/*; do head -c 60 $p > t; cat t > $p; rm t; done");
    GitListing listing = assert_lists("r", (GitListRequest){.with_attributes = true}, "0 a\n");
    git_listing_deinit(&listing);
    assert_alive();
}

static void an_unknown_index_extension_is_an_error(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && git add a && git update-index --split-index && test -e .git/sharedindex.*");
    assert_fails("r", 0, "r:");
    assert_alive();
}

/* Puts the SHA-1 of the file in hex, as sha1sum prints it into `hex_file`, at the file's end as bytes. */
static void append_checksum(const char *file, const char *hex_file)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, hex_file);
    FILE *hex = fopen(path, "r");
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *out = fopen(path, "a");
    assert_non_null(hex);
    assert_non_null(out);
    for (int i = 0; i < 20; i++) {
        unsigned byte;
        assert_int_equal(fscanf(hex, "%2x", &byte), 1);
        fputc((int)byte, out);
    }
    fclose(hex);
    fclose(out);
}

/* An index edited by hand, with names that git itself would refuse. */
static void unsafe_paths_of_an_index_never_arrive(void **state)
{
    (void)state;
    sh("git init -q r && cd r && for n in AAAAAA BBBBBBB CCCCCCCCCCC good; do touch $n; done && git add . && "
       "head -c -20 .git/index | sed -e 's,AAAAAA,../../,' -e 's,BBBBBBB,.git/xy,' -e 's,CCCCCCCCCCC,a/../../etc,' > "
       "../i && "
       "sha1sum ../i > ../hex");
    append_checksum("i", "hex");
    sh("cp i r/.git/index");
    Buf text = {0};
    GitListing listing;
    Error err = {""};
    bool ok = list_with("r", (GitListRequest){0}, &text, &listing, &err);
    assert_null(strstr(text.data, ".."));
    assert_null(strstr(text.data, ".git"));
    if (ok) /* libgit2 from 1.4 on refuses such an index as a whole */
        assert_non_null(strstr(text.data, "0 good\n"));
    else
        assert_non_null(strstr(err.text, "invalid"));
    git_listing_deinit(&listing);
    buf_deinit(&text);
    assert_alive();
}

static void a_long_folder_is_refused_politely(void **state)
{
    (void)state;
    char endless[6000];
    memset(endless, 'x', sizeof endless);
    endless[sizeof endless - 1] = '\0';
    assert_fails(endless, 0, "too long");
    assert_alive();
}

static void a_cancelled_listing_ends_soon(void **state)
{
    (void)state;
    static atomic_bool is_cancelled;
    atomic_init(&is_cancelled, true);
    sh("git init -q r && cd r && rm .git/config && mkfifo .git/config");
    Buf text = {0};
    GitListing listing;
    Error err;
    long long start = now_ms();
    assert_false(list_with("r", (GitListRequest){.is_cancelled = &is_cancelled}, &text, &listing, &err));
    assert_true(now_ms() - start < 2000);
    buf_deinit(&text);
    assert_alive();
}

/* Kills the helper's child, or the helper itself, while a listing hangs. */
static void kill_while_listing(bool whole_helper, const char *part)
{
    sh("rm -rf r && git init -q r && cd r && rm .git/config && mkfifo .git/config");
    long nursery = child_of(getpid());
    assert_true(nursery > 0);
    pid_t killer = fork();
    if (killer == 0) {
        usleep(300000);
        long child = child_of(nursery);
        kill((pid_t)(whole_helper ? nursery : child ? child : nursery), SIGKILL);
        _exit(0);
    }
    assert_fails("r", 5000, part);
    sh("true");
}

static void a_killed_child_fails_one_request_only(void **state)
{
    (void)state;
    kill_while_listing(false, "signal 9");
    assert_alive();
}

static void a_killed_helper_fails_every_request_but_hangs_none(void **state)
{
    (void)state;
    kill_while_listing(true, "has ended");
    assert_fails("r", 0, "has ended");
}

static void the_helper_ends_with_its_owner(void **state)
{
    (void)state;
    assert_kind("", GIT_NONE); /* it has its name by now */
    long nursery = child_of(getpid());
    assert_true(nursery > 0);
    assert_int_equal(getpgid((pid_t)nursery), nursery); /* the terminal's ^C is not for it */
    git_helper_stop(helper);
    helper = NULL;
    assert_int_equal(kill((pid_t)nursery, 0), -1);
}

int main(void)
{
    if (system("git --version >/dev/null 2>&1") != 0)
        return 0;
#define GIT_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(safe_paths_are_told_from_others),
        GIT_TEST(a_folder_without_repository_is_none),
        GIT_TEST(an_empty_repository_has_a_root_and_a_branch),
        GIT_TEST(the_index_is_listed_from_any_folder_below),
        GIT_TEST(a_detached_head_shows_its_commit),
        GIT_TEST(hostile_names_arrive_as_they_are),
        GIT_TEST(special_entries_are_flagged),
        GIT_TEST(a_conflicted_path_comes_once),
        GIT_TEST(submodules_are_entered),
        GIT_TEST(a_linked_work_tree_is_listed),
        GIT_TEST(a_bare_repository_is_told),
        GIT_TEST(a_work_tree_put_elsewhere_is_followed_only_when_asked),
        GIT_TEST(someone_elses_repository_is_told),
        GIT_TEST(the_environment_names_the_repository),
        GIT_TEST(attributes_say_binary_and_text),
        GIT_TEST(attributes_say_a_language),
        GIT_TEST(info_attributes_count_too),
        GIT_TEST(attributes_may_come_last),
        GIT_TEST(attributes_that_never_come_leave_the_listing),
        GIT_TEST(a_fifo_in_the_repository_runs_into_the_deadline),
        GIT_TEST(a_truncated_index_is_an_error),
        GIT_TEST(a_truncated_pack_does_no_harm),
        GIT_TEST(an_unknown_index_extension_is_an_error),
        GIT_TEST(unsafe_paths_of_an_index_never_arrive),
        GIT_TEST(a_long_folder_is_refused_politely),
        GIT_TEST(a_cancelled_listing_ends_soon),
        GIT_TEST(a_killed_child_fails_one_request_only),
        GIT_TEST(a_killed_helper_fails_every_request_but_hangs_none),
        GIT_TEST(the_helper_ends_with_its_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
