/* The loader: what it lists in git work trees and elsewhere, compared with git itself where git knows. */
#include "engine/tree/loader.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
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
static Pool *pool;

/* Runs a shell command in the folder. */
#define sh(...) shell_in(folder, __VA_ARGS__)

static int set_up(void **state)
{
    (void)state;
    if (!git_home_make(folder))
        return -1;
    helper = git_helper_start(NULL);
    pool = pool_new(3);
    return helper && pool ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pool_free(pool);
    git_helper_stop(helper);
    return git_home_remove(folder);
}

static void path_below(const char *below, char path[static 256])
{
    snprintf(path, 256, "%s%s%s", folder, *below ? "/" : "", below);
}

/* Lists to the end. The news' tree is the caller's. */
static LoaderNews load_with(const char *below, ListingOptions options, GitHelper *git)
{
    char path[256];
    LoaderNews news;
    Error err;
    path_below(below, path);
    Loader *loader = loader_new(path, &options, NULL, git, pool, NULL, &err);
    if (!loader)
        fail_msg("%s", err.text);
    loader_wait(loader, &news);
    assert_true(news.is_complete);
    assert_non_null(news.tree);
    assert_true(tree_is_complete(news.tree));
    assert_int_equal(loader_found(loader), tree_count(news.tree));
    loader_free(loader);
    return news;
}

static LoaderNews load(const char *below, ListingOptions options)
{
    return load_with(below, options, helper);
}

/* The paths, a line each. */
static void tree_text(const Tree *tree, Buf *text)
{
    for (uint32_t i = 0; i < tree_count(tree); i++) {
        buf_append_slice(text, tree_path(tree, i));
        buf_append_byte(text, '\n');
    }
    buf_append_byte(text, '\0');
}

static void assert_tree(LoaderNews *news, const char *expected)
{
    Buf text = {0};
    tree_text(news->tree, &text);
    assert_string_equal(text.data, expected);
    buf_deinit(&text);
    tree_release(news->tree);
}

static void assert_lists(const char *below, ListingOptions options, const char *expected)
{
    LoaderNews news = load(below, options);
    assert_string_equal(news.notice, "");
    assert_tree(&news, expected);
}

static void assert_notice(const LoaderNews *news, const char *part)
{
    if (!strstr(news->notice, part))
        fail_msg("\"%s\" says nothing of \"%s\"", news->notice, part);
}

static void an_empty_folder_gives_an_empty_tree(void **state)
{
    (void)state;
    sh("mkdir e");
    LoaderNews news = load("e", (ListingOptions){0});
    char path[256];
    path_below("e", path);
    assert_string_equal(tree_root(news.tree), path);
    assert_false(news.is_git);
    assert_string_equal(news.branch, "");
    assert_tree(&news, "");
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    Error err;
    ListingOptions options = {0};
    assert_null(loader_new("/no/such/folder", &options, NULL, helper, pool, NULL, &err));
    assert_non_null(strstr(err.text, "/no/such/folder"));
}

static void a_plain_folder_is_walked_with_its_ignore_files(void **state)
{
    (void)state;
    sh("mkdir -p p/d/e p/.h p/out && cd p && touch a d/b d/e/c.o .x .h/y out/z d/k && echo '*.o' > .gitignore && "
       "echo out/ > .ignore && echo '!c.o' > d/e/.ignore && echo k > d/.gitignore");
    assert_lists("p", (ListingOptions){0}, "a\nd/b\nd/e/c.o\n");
    assert_lists("p", (ListingOptions){.with_hidden = true},
                 ".gitignore\n.h/y\n.ignore\n.x\na\nd/.gitignore\nd/b\nd/e/.ignore\nd/e/c.o\n");
    LoaderNews news = load("p", (ListingOptions){.with_ignored = true});
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("out/z"))), ENTRY_IGNORED | ENTRY_SEEN);
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("a"))), ENTRY_SEEN);
    assert_tree(&news, "a\nd/b\nd/e/c.o\nd/k\nout/z\n");
}

static void the_walk_enters_repositories_but_not_their_git_folder(void **state)
{
    (void)state;
    sh("mkdir p && cd p && git init -q r && touch r/a b");
    assert_lists("p", (ListingOptions){.with_hidden = true, .with_ignored = true}, "b\nr/a\n");
}

static void links_and_fifos_are_listed_and_not_followed(void **state)
{
    (void)state;
    sh("mkdir -p p/d && cd p && touch d/f && ln -s . loop && ln -s ../d d/up && ln -s /nowhere gone && mkfifo fifo");
    LoaderNews news = load("p", (ListingOptions){0});
    assert_int_equal(tree_kind(news.tree, tree_find(news.tree, slice_from_cstr("loop"))), ENTRY_SYMLINK);
    assert_int_equal(tree_kind(news.tree, tree_find(news.tree, slice_from_cstr("gone"))), ENTRY_SYMLINK);
    assert_int_equal(tree_kind(news.tree, tree_find(news.tree, slice_from_cstr("fifo"))), ENTRY_SPECIAL);
    assert_int_equal(tree_kind(news.tree, tree_find(news.tree, slice_from_cstr("d/f"))), ENTRY_FILE);
    assert_tree(&news, "d/f\nd/up\nfifo\ngone\nloop\n");
}

static void an_ignore_file_that_is_a_fifo_or_a_link_is_passed_over(void **state)
{
    (void)state;
    sh("mkdir p && cd p && touch a && mkfifo .gitignore && echo a > x && ln -s x .ignore");
    assert_lists("p", (ListingOptions){0}, "a\nx\n");
}

static void hostile_names_are_listed_as_they_are(void **state)
{
    (void)state;
    char longest[256];
    memset(longest, 'n', 255);
    longest[255] = '\0';
    char expected[512];
    snprintf(expected, sizeof expected, "\x1b[31m\na\nb\n%s\n\xff\xfe\n", longest);
    sh("mkdir p && cd p && touch \"$(printf 'a\\nb')\" \"$(printf '\\033[31m')\" \"$(printf '\\377\\376')\" %s",
       longest);
    assert_lists("p", (ListingOptions){0}, expected);
    sh("cd p && git init -q . && git add .");
    assert_lists("p", (ListingOptions){0}, expected);
}

/* Deeper than a path the system takes, and than a stack or the table of descriptors would last. */
static void three_thousand_levels_are_walked(void **state)
{
    (void)state;
    enum { DEPTH = 3000 };
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < DEPTH; i++) {
        assert_int_equal(mkdirat(fd, "dd", 0777), 0);
        int below = openat(fd, "dd", O_RDONLY | O_DIRECTORY);
        assert_true(below >= 0);
        close(fd);
        fd = below;
    }
    close(openat(fd, "deep", O_WRONLY | O_CREAT, 0666));
    close(fd);
    LoaderNews news = load("", (ListingOptions){0});
    assert_int_equal(tree_count(news.tree), 1);
    assert_int_equal(tree_path(news.tree, 0).len, DEPTH * 3 + 4);
    tree_release(news.tree);
}

static void a_folder_with_many_files_is_listed_whole(void **state)
{
    (void)state;
    sh("mkdir p && cd p && seq 1 20000 | xargs touch");
    LoaderNews news = load("p", (ListingOptions){0});
    assert_int_equal(tree_count(news.tree), 20000);
    tree_release(news.tree);
}

static void folders_that_cannot_be_read_are_counted_in_the_notice(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip();
    sh("mkdir -p p/no p/yes && touch p/yes/a && chmod 0 p/no");
    LoaderNews news = load("p", (ListingOptions){0});
    assert_notice(&news, "1 folder could not be read");
    assert_tree(&news, "yes/a\n");
}

static void a_work_tree_lists_tracked_and_untracked_files(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir -p d .h out && touch a d/t .h/t && ln -s a l && printf 'out/\\n*.o\\n' > "
       ".gitignore && "
       "touch x.o && git add -f . && touch new d/new out/z y.o .h/new .dot && rm d/t && mkfifo fifo && git rm -q "
       "--cached out/z 2>/dev/null; "
       "cd ../r && test -e out/z");
    LoaderNews news = load("r/d", (ListingOptions){0});
    char path[256];
    path_below("r", path);
    assert_string_equal(tree_root(news.tree), path);
    assert_string_equal(news.branch, "main");
    assert_true(news.is_git);
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("a"))), ENTRY_TRACKED | ENTRY_SEEN);
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("new"))), ENTRY_SEEN);
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr(".h/t"))),
                     ENTRY_TRACKED | ENTRY_HIDDEN); /* hidden folders are not looked into */
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("d/t"))), ENTRY_TRACKED); /* gone */
    assert_int_equal(tree_kind(news.tree, tree_find(news.tree, slice_from_cstr("l"))), ENTRY_SYMLINK);
    assert_tree(&news, ".gitignore\n.h/t\na\nd/new\nd/t\nfifo\nl\nnew\nx.o\n");
    assert_lists("r", (ListingOptions){.tracked_only = true}, ".gitignore\n.h/t\na\nd/t\nl\nx.o\n");
    assert_lists("r", (ListingOptions){.with_hidden = true},
                 ".dot\n.gitignore\n.h/new\n.h/t\na\nd/new\nd/t\nfifo\nl\nnew\nx.o\n");
    assert_lists("r", (ListingOptions){.with_ignored = true},
                 ".gitignore\n.h/t\na\nd/new\nd/t\nfifo\nl\nnew\nout/z\nx.o\ny.o\n");
}

static void the_disk_decides_the_kind_of_a_tracked_file(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a b && ln -s a c && git add . && rm a b c && mkfifo a && ln -s x b && touch c");
    LoaderNews news = load("r", (ListingOptions){0});
    assert_int_equal(tree_kind(news.tree, 0), ENTRY_SPECIAL);
    assert_int_equal(tree_kind(news.tree, 1), ENTRY_SYMLINK);
    assert_int_equal(tree_kind(news.tree, 2), ENTRY_FILE);
    assert_int_equal(tree_flags(news.tree, 0), ENTRY_TRACKED | ENTRY_SEEN);
    assert_tree(&news, "a\nb\nc\n");
}

static void rules_of_the_user_and_the_repository_hold(void **state)
{
    (void)state;
    sh("mkdir -p .config/git && echo '*.usual' > real && ln -s ../../real .config/git/ignore && git init -q r && cd r "
       "&& "
       "mkdir -p .git/info && echo '*.mine' > .git/info/exclude && touch a.usual b.mine c");
    assert_lists("r", (ListingOptions){0}, "c\n");
    sh("cd r && git config core.excludesFile ~/other && echo c > ~/other");
    assert_lists("r", (ListingOptions){0}, "a.usual\n");
    sh("cd r && git add -f c && git commit -q -m m && git worktree add -q ../linked 2>/dev/null && cd ../linked && "
       "touch b.mine d");
    assert_lists("linked", (ListingOptions){0}, "c\nd\n");
}

static void other_repositories_inside_are_left_to_themselves(void **state)
{
    (void)state;
    sh("git init -q r && cd r && git init -q inner && touch inner/a b && mkdir -p fake/.git && touch fake/c && mkdir "
       "-p x/.git/y && "
       "touch x/t");
    assert_lists("r", (ListingOptions){0}, "b\nfake/c\nx/t\n");
    assert_lists("r/inner", (ListingOptions){0}, "a\n");
}

static void submodules_are_entered(void **state)
{
    (void)state;
    sh("git init -q lib && cd lib && touch y && echo '*.o' > .gitignore && git add . && git commit -q -m m");
    sh("git init -q r && cd r && git submodule --quiet add ../lib sub 2>/dev/null && echo '*.c' > .gitignore && git "
       "add . && "
       "touch sub/a.c sub/a.o b.c");
    LoaderNews news = load("r", (ListingOptions){0});
    assert_int_equal(tree_kind(news.tree, tree_find(news.tree, slice_from_cstr("sub"))), ENTRY_SUBMODULE);
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("sub/y"))), ENTRY_TRACKED | ENTRY_SEEN);
    assert_tree(&news, ".gitignore\n.gitmodules\nsub\nsub/.gitignore\nsub/a.c\nsub/y\n");
}

static void an_exact_folder_is_listed_alone_under_the_rules_above(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir -p d/e d.x .c/d && echo '*.o' > .gitignore && echo '/e/k' > d/.gitignore && "
       "touch a d/t d/e/t d.x/t .c/d/t && git add . && touch d/u d/u.o d/e/k d/e/v .c/d/u && printf '*.t binary\\n' > "
       ".gitattributes && "
       "touch d/b.t && git add d/b.t");
    LoaderNews news = load("r/d", (ListingOptions){.exact_folder = true});
    char path[256];
    path_below("r/d", path);
    assert_string_equal(tree_root(news.tree), path);
    assert_true(news.is_git);
    assert_int_equal(tree_flags(news.tree, tree_find(news.tree, slice_from_cstr("b.t"))),
                     ENTRY_TRACKED | ENTRY_BINARY | ENTRY_SEEN);
    assert_tree(&news, ".gitignore\nb.t\ne/t\ne/v\nt\nu\n");
    assert_lists("r/d/e", (ListingOptions){.exact_folder = true}, "t\nv\n");
    assert_lists("r/d/e", (ListingOptions){.exact_folder = true, .tracked_only = true}, "t\n");
    assert_lists("r/.c/d", (ListingOptions){.exact_folder = true}, "t\nu\n");
}

static void attributes_mark_binary_and_text(void **state)
{
    (void)state;
    sh("git init -q r && cd r && printf '*.bin binary\\n*.txt diff\\n' > .gitattributes && touch a.bin b.txt c && git "
       "add . && "
       "rm a.bin && ln -s c a.bin");
    LoaderNews news = load("r", (ListingOptions){0});
    assert_int_equal(tree_flags(news.tree, 1), ENTRY_TRACKED | ENTRY_BINARY | ENTRY_SEEN);
    assert_int_equal(tree_kind(news.tree, 1), ENTRY_SYMLINK);
    assert_int_equal(tree_flags(news.tree, 2), ENTRY_TRACKED | ENTRY_TEXT | ENTRY_SEEN);
    assert_int_equal(tree_flags(news.tree, 3), ENTRY_TRACKED | ENTRY_SEEN);
    assert_tree(&news, ".gitattributes\na.bin\nb.txt\nc\n");
}

static void attributes_name_languages(void **state)
{
    (void)state;
    sh("git init -q r && cd r && mkdir d && printf '*.inc linguist-language=PHP\n*.z linguist-language=C\n' > "
       ".gitattributes && touch a.c a.inc d/b.inc d/c.z d/d && git add .");
    LoaderNews news = load("r", (ListingOptions){0});
    static const char *const languages[] = {"", "", "PHP", "PHP", "C", ""};
    assert_int_equal(tree_count(news.tree), 6);
    for (uint32_t i = 0; i < 6; i++)
        assert_true(slice_equal(tree_language(news.tree, i), slice_from_cstr(languages[i])));
    assert_tree(&news, ".gitattributes\na.c\na.inc\nd/b.inc\nd/c.z\nd/d\n");
    news = load("r/d", (ListingOptions){.exact_folder = true});
    assert_true(slice_equal(tree_language(news.tree, 1), slice_from_cstr("C")));
    Buf packed = {0};
    tree_pack(news.tree, &packed);
    Tree *again = tree_unpack(tree_root(news.tree), buf_slice(&packed));
    assert_non_null(again);
    assert_true(tree_equal(again, news.tree));
    assert_true(slice_equal(tree_language(again, 1), slice_from_cstr("C")));
    packed.data[packed.len - 1] = 'x'; /* a name without an end */
    assert_null(tree_unpack(tree_root(news.tree), buf_slice(&packed)));
    tree_release(again);
    buf_deinit(&packed);
    assert_tree(&news, "b.inc\nc.z\nd\n");
}

static void sparse_files_that_are_not_there_are_not_listed(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a b c && git add . && git commit -q -m m && git update-index --skip-worktree a "
       "b && rm a");
    assert_lists("r", (ListingOptions){0}, "b\nc\n");
}

static void without_git_a_repository_is_walked(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && git add a && touch b");
    LoaderNews news = load_with("r", (ListingOptions){0}, NULL);
    assert_false(news.is_git);
    assert_string_equal(news.notice, "");
    assert_tree(&news, "a\nb\n");
}

static void a_broken_index_is_walked_around_with_a_word(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && git add a && printf broken > .git/index");
    LoaderNews news = load("r", (ListingOptions){0});
    assert_notice(&news, "git cannot list this folder");
    assert_false(news.is_git);
    assert_tree(&news, "a\n");
}

static void bare_foreign_and_foreigners_repositories_are_walked_with_a_word(void **state)
{
    (void)state;
    sh("git init -q --bare b.git && git init -q r && cd r && touch a && git add a && git config core.worktree ~");
    LoaderNews news = load("b.git", (ListingOptions){0});
    assert_notice(&news, "bare");
    tree_release(news.tree);
    news = load("r", (ListingOptions){0});
    assert_notice(&news, "core.worktree");
    assert_tree(&news, "a\n");
    if (geteuid() != 0)
        return;
    sh("git init -q s && cd s && touch a && git add a && chown -R 12345 .");
    news = load("s", (ListingOptions){0});
    assert_notice(&news, "safe.directory");
    assert_tree(&news, "a\n");
}

static void a_repository_that_hangs_git_is_walked_after_a_while(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && rm .git/config && mkfifo .git/config");
    LoaderNews news = load("r", (ListingOptions){0});
    assert_notice(&news, "in time");
    assert_tree(&news, "a\n");
}

static void freeing_a_loader_that_hangs_takes_no_time(void **state)
{
    (void)state;
    sh("git init -q r && cd r && touch a && rm .git/config && mkfifo .git/config");
    char path[256];
    path_below("r", path);
    ListingOptions options = {0};
    struct timespec start;
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < 3; i++) {
        Loader *loader = loader_new(path, &options, NULL, helper, pool, NULL, NULL);
        assert_non_null(loader);
        usleep(50000 * (unsigned)i);
        loader_free(loader);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - start.tv_sec < 3);
}

static void restarting_lists_again_and_keeps_what_was_taken(void **state)
{
    (void)state;
    sh("mkdir p && touch p/a");
    char path[256];
    path_below("p", path);
    ListingOptions options = {0};
    LoaderNews first;
    LoaderNews second;
    Wake wake;
    assert_true(wake_init(&wake));
    Loader *loader = loader_new(path, &options, NULL, helper, pool, &wake, NULL);
    assert_non_null(loader);
    loader_wait(loader, &first);
    sh("touch p/b p/.c");
    struct pollfd polled = {.fd = wake.read_fd, .events = POLLIN};
    assert_int_equal(poll(&polled, 1, 5000), 1);
    wake_clear(&wake);
    options.with_hidden = true;
    for (int i = 0; i < 20; i++) /* in the midst of one another */
        loader_restart(loader, &options);
    loader_wait(loader, &second);
    assert_int_equal(poll(&polled, 1, 5000), 1);
    assert_tree(&first, "a\n");
    assert_tree(&second, ".c\na\nb\n");
    loader_take(loader, &second);
    assert_null(second.tree);
    assert_true(second.is_complete);
    loader_free(loader);
    loader_free(NULL);
    wake_deinit(&wake);
}

static bool work_a_little(Job *job, unsigned worker)
{
    (void)job;
    (void)worker;
    usleep(2000);
    return true;
}

static void searches_go_before_listing_and_nothing_is_lost(void **state)
{
    (void)state;
    sh("mkdir p && cd p && for d in 1 2 3 4 5 6 7 8; do mkdir $d; (cd $d && seq 1 2000 | xargs touch); done");
    char path[256];
    path_below("p", path);
    ListingOptions options = {0};
    Loader *loader = loader_new(path, &options, NULL, helper, pool, NULL, NULL);
    assert_non_null(loader);
    Job jobs[10];
    for (int i = 0; i < 10; i++) {
        jobs[i] = (Job){.run = work_a_little};
        pool_submit(pool, &jobs[i], JOB_SEARCH);
        while (pool_should_yield(pool, &(Job){.rank = JOB_LIST}))
            usleep(500);
    }
    LoaderNews news;
    loader_wait(loader, &news);
    loader_free(loader);
    pool_wait_idle(pool);
    assert_int_equal(tree_count(news.tree), 16000);
    tree_release(news.tree);
}

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 16;
}

static void append_random_path(Buf *script, uint32_t *random, bool is_folder)
{
    static const char *const names[] = {"a", "b", "c.o", "d", ".e", "f g"};
    size_t depth = 1 + next_random(random) % 3;
    for (size_t i = 0; i < depth; i++)
        buf_printf(script, "%s%s", i ? "/" : "", names[next_random(random) % 6]);
    if (is_folder)
        buf_append_byte(script, '/');
}

/* A shell script that fills a work tree: files, ignore files, some of it tracked. */
static void make_script(Buf *script, uint32_t *random)
{
    static const char *const patterns[] = {"*.o",  "a",  "/b", "d/", "!c.o", "a/**", "**/d",
                                           "[ab]", "!a", ".e", "f*", "b/a",  "d/*"};
    buf_printf(script, "cd r\n");
    for (int i = 0; i < 25; i++) {
        buf_printf(script, "mkdir -p \"");
        append_random_path(script, random, false);
        buf_printf(script, "\" 2>/dev/null; touch 2>/dev/null \"");
        append_random_path(script, random, false);
        buf_printf(script, "\"\n");
        if (i == 12)
            buf_printf(script, "git add -A\n");
        if (i % 3 != 0)
            continue;
        buf_printf(script, "echo '%s' 2>/dev/null >> \"", patterns[next_random(random) % 13]);
        append_random_path(script, random, true);
        buf_printf(script, ".gitignore\"\n");
    }
    buf_printf(script, "exit 0\n");
}

static char *read_text(const char *name)
{
    char path[256];
    path_below(name, path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    Buf text = {0};
    buf_reserve(&text, 1 << 20);
    text.len = fread(text.data, 1, (1 << 20) - 1, file);
    buf_append_byte(&text, '\0');
    fclose(file);
    return text.data;
}

static void random_work_trees_are_listed_as_git_lists_them(void **state)
{
    (void)state;
    uint32_t random = 11;
    for (int i = 0; i < 25; i++) {
        char path[256];
        Buf script = {0};
        path_below("script", path);
        make_script(&script, &random);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fwrite(script.data, 1, script.len, file);
        fclose(file);
        sh("rm -rf r && git init -q r && sh script 2>/dev/null && "
           "(cd r && git ls-files -co --exclude-standard | LC_ALL=C sort -u > ../expected)");
        char *expected = read_text("expected");
        assert_lists("r", (ListingOptions){.with_hidden = true}, expected);
        free(expected);
        buf_deinit(&script);
    }
}

int main(void)
{
    if (system("git --version >/dev/null 2>&1") != 0)
        return 0;
#define LOADER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        LOADER_TEST(an_empty_folder_gives_an_empty_tree),
        LOADER_TEST(a_folder_that_is_not_there_is_an_error),
        LOADER_TEST(a_plain_folder_is_walked_with_its_ignore_files),
        LOADER_TEST(the_walk_enters_repositories_but_not_their_git_folder),
        LOADER_TEST(links_and_fifos_are_listed_and_not_followed),
        LOADER_TEST(an_ignore_file_that_is_a_fifo_or_a_link_is_passed_over),
        LOADER_TEST(hostile_names_are_listed_as_they_are),
        LOADER_TEST(three_thousand_levels_are_walked),
        LOADER_TEST(a_folder_with_many_files_is_listed_whole),
        LOADER_TEST(folders_that_cannot_be_read_are_counted_in_the_notice),
        LOADER_TEST(a_work_tree_lists_tracked_and_untracked_files),
        LOADER_TEST(the_disk_decides_the_kind_of_a_tracked_file),
        LOADER_TEST(rules_of_the_user_and_the_repository_hold),
        LOADER_TEST(other_repositories_inside_are_left_to_themselves),
        LOADER_TEST(submodules_are_entered),
        LOADER_TEST(an_exact_folder_is_listed_alone_under_the_rules_above),
        LOADER_TEST(attributes_mark_binary_and_text),
        LOADER_TEST(attributes_name_languages),
        LOADER_TEST(sparse_files_that_are_not_there_are_not_listed),
        LOADER_TEST(without_git_a_repository_is_walked),
        LOADER_TEST(a_broken_index_is_walked_around_with_a_word),
        LOADER_TEST(bare_foreign_and_foreigners_repositories_are_walked_with_a_word),
        LOADER_TEST(a_repository_that_hangs_git_is_walked_after_a_while),
        LOADER_TEST(freeing_a_loader_that_hangs_takes_no_time),
        LOADER_TEST(restarting_lists_again_and_keeps_what_was_taken),
        LOADER_TEST(searches_go_before_listing_and_nothing_is_lost),
        LOADER_TEST(random_work_trees_are_listed_as_git_lists_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
