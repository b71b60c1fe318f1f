/* The kept listing: taken over when nothing has changed, and never otherwise. What it gives is compared with a listing
 * made anew. */
#include "engine/tree/listing_cache.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/cache_folder.h"
#include "engine/base/whole.h"
#include "tests/support/scratch.h"

enum { SETTLE_MS = 30 };

typedef struct World {
    Scratch scratch; /* "repo", "plain", "home" and "cache" in it */
    char cache[300];
    GitHelper *git;
    Pool *pool;
} World;

static void sh(const World *world, const char *command)
{
    char whole[4096];
    snprintf(whole, sizeof whole, "set -e; cd %s\n%s", world->scratch.path, command);
    int status = system(whole);
    if (status != 0)
        fail_msg("%s: status %d", command, status);
}

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    snprintf(world->cache, sizeof world->cache, "%s/cache", world->scratch.path);
    char home[300];
    snprintf(home, sizeof home, "%s/home", world->scratch.path);
    setenv("HOME", home, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    unsetenv("XDG_CONFIG_HOME");
    world->git = git_helper_start(NULL);
    world->pool = pool_new(3);
    sh(world, "mkdir -p home repo/sub/deep repo/.hidden repo/out plain/one/two; cd repo\n"
              "git config --global user.name t; git config --global user.email t@example.org\n"
              "git config --global init.defaultBranch main; git config --global protocol.file.allow always\n"
              "echo '[include] path = ~/more' >>~/.gitconfig\n"
              "git init -q; for f in a b sub/c sub/deep/d .hidden/e; do echo $f >$f; done\n"
              "echo out/ >.gitignore; touch out/ignored; git add -A; git commit -qm x\n"
              "echo u >untracked; echo u >sub/deep/untracked.o; mkdir loose; echo l >loose/l\n"
              "cd ../plain; touch x one/y one/two/z");
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    pool_free(world->pool);
    git_helper_stop(world->git);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static void settle(void)
{
    nanosleep(&(struct timespec){.tv_nsec = (SETTLE_MS + 20) * 1000000L}, NULL);
}

static void path_of(const World *world, const char *below, char path[static 512])
{
    snprintf(path, 512, "%s/%s", world->scratch.path, below);
}

static LoaderNews list(World *world, const char *below, ListingOptions options, bool keeps, uint32_t settle_ms)
{
    char path[512];
    Error err;
    LoaderNews news;
    ListingKeep keep = {.cache_folder = keeps ? world->cache : NULL, .settle_ms = settle_ms};
    path_of(world, below, path);
    Loader *loader = loader_new(path, &options, &keep, world->git, world->pool, NULL, &err);
    if (!loader)
        fail_msg("%s", err.text);
    loader_wait(loader, &news);
    loader_free(loader);
    assert_non_null(news.tree);
    return news;
}

static void assert_same(const LoaderNews *one, const LoaderNews *other)
{
    assert_string_equal(tree_root(one->tree), tree_root(other->tree));
    assert_int_equal(one->is_git, other->is_git);
    assert_string_equal(one->branch, other->branch);
    assert_string_equal(one->notice, other->notice);
    assert_true(tree_is_complete(one->tree));
    for (uint32_t i = 0; i < tree_count(one->tree) && i < tree_count(other->tree); i++) {
        assert_string_equal(tree_path(one->tree, i).data, tree_path(other->tree, i).data);
        assert_int_equal(tree_kind(one->tree, i), tree_kind(other->tree, i));
        assert_int_equal(tree_flags(one->tree, i), tree_flags(other->tree, i));
    }
    assert_int_equal(tree_count(one->tree), tree_count(other->tree));
}

/* What the cache alone knows; a NULL tree for nothing. */
static LoaderNews ask_cache(World *world, const char *below, ListingOptions options)
{
    char path[512];
    LoaderNews news = {.tree = NULL};
    ListingKey key;
    path_of(world, below, path);
    if (listing_cache_probe(&key, path, &options))
        news.tree = listing_cache_load(&key, world->cache, world->pool, &news);
    listing_key_deinit(&key);
    return news;
}

static bool is_kept(World *world, const char *below, ListingOptions options)
{
    LoaderNews news = ask_cache(world, below, options);
    tree_release(news.tree);
    return news.tree != NULL;
}

static void keep(World *world, const char *below, ListingOptions options)
{
    settle();
    LoaderNews news = list(world, below, options, true, SETTLE_MS);
    tree_release(news.tree);
    if (!is_kept(world, below, options))
        fail_msg("%s: not kept", below);
}

/* Listing through the cache and anew give the same. */
static void compare(World *world, const char *below, ListingOptions options)
{
    LoaderNews kept = list(world, below, options, true, SETTLE_MS);
    LoaderNews fresh = list(world, below, options, false, 0);
    assert_same(&kept, &fresh);
    tree_release(kept.tree);
    tree_release(fresh.tree);
}

static void test_what_is_unchanged_is_taken_over(void **state)
{
    World *world = *state;
    static const ListingOptions all[] = {{0},
                                         {.tracked_only = true},
                                         {.with_ignored = true},
                                         {.with_hidden = true},
                                         {.exact_folder = true},
                                         {.with_ignored = true, .with_hidden = true}};
    static const char *const folders[] = {"repo", "repo/sub", "plain"};
    for (size_t f = 0; f < 3; f++)
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            keep(world, folders[f], all[i]);
            LoaderNews kept = ask_cache(world, folders[f], all[i]);
            LoaderNews fresh = list(world, folders[f], all[i], false, 0);
            assert_same(&kept, &fresh);
            tree_release(kept.tree);
            tree_release(fresh.tree);
        }
}

static void test_options_and_folders_have_listings_of_their_own(void **state)
{
    World *world = *state;
    ListingOptions usual = {0};
    keep(world, "repo", usual);
    assert_true(is_kept(world, "repo/sub/deep", usual)); /* the same work tree */
    assert_false(is_kept(world, "repo/sub", (ListingOptions){.exact_folder = true}));
    assert_false(is_kept(world, "repo", (ListingOptions){.tracked_only = true}));
    assert_false(is_kept(world, "repo", (ListingOptions){.with_hidden = true}));
    assert_false(is_kept(world, "repo", (ListingOptions){.with_ignored = true}));
    assert_false(is_kept(world, "plain", usual));
    setenv("XDG_CONFIG_HOME", "/nowhere", 1);
    assert_false(is_kept(world, "repo", usual));
    unsetenv("XDG_CONFIG_HOME");
    setenv("GIT_DIR", "/nowhere", 1);
    assert_false(is_kept(world, "repo", usual));
    unsetenv("GIT_DIR");
    assert_true(is_kept(world, "repo", usual));
    assert_false(is_kept(world, "repo/.git/refs", usual)); /* someone looks at .git itself */
}

/* git writes in its own folder all the time: what is not read from there does not matter. */
static void test_what_does_not_matter_changes_nothing(void **state)
{
    World *world = *state;
    keep(world, "repo", (ListingOptions){0});
    static const char *const changes[] = {"touch repo/.git/index.lock && rm repo/.git/index.lock", "echo x >repo/a",
                                          "touch repo/out/other.o", "cd repo && git gc -q && touch .git/objects/x"};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        sh(world, changes[i]);
        if (!is_kept(world, "repo", (ListingOptions){0}))
            fail_msg("not taken over after: %s", changes[i]);
        compare(world, "repo", (ListingOptions){0});
    }
}

/* Each is a change of what is listed, or may be one, from the state that the ones before it made. */
static const char *const repo_changes[] = {
    "echo n >repo/new",
    "rm repo/new",
    "mv repo/untracked repo/renamed",
    "echo n >repo/sub/deep/new",
    "rm repo/a",
    "ln -s b repo/a",
    "echo '*.o' >>repo/.gitignore",
    "echo l >repo/loose/.gitignore",
    "echo m >repo/loose/.gitignore",
    "echo renamed >repo/.ignore",
    "echo '# more' >>repo/.ignore",
    "cd repo && git add -A",
    "cd repo && git rm -q --cached b",
    "echo loose >>repo/.git/info/exclude",
    "mkdir -p home/.config/git && echo sub >home/.config/git/ignore",
    "echo '!sub' >home/.config/git/ignore",
    "git config --global core.excludesFile ~/mine",
    "echo '*.tmp' >home/mine",
    "rm home/mine && ln -s ../hers home/mine && echo '*.tmp2' >hers",
    "echo '*.tmp3' >hers",
    "printf '[core]\\nexcludesFile = ~/theirs\\n' >home/more",
    "git config --global --unset core.excludesFile",
    "echo 'c' >home/theirs",
    "cd repo && git checkout -q -b other",
    "cd repo && git config core.ignoreCase true",
    "mv repo/sub repo/elsewhere && mkdir -p repo/sub/deep",
    "rm -r repo/sub && mv repo/elsewhere repo/sub",
    "rm -r repo/sub/deep && ln -s ../loose repo/sub/deep",
    "rm repo/sub/deep && mkdir repo/sub/deep",
    "echo '*.h diff' >repo/.gitattributes",
    "echo '*.h -diff' >repo/.gitattributes",
    "echo 'e -diff' >repo/.hidden/.gitattributes",
    "echo 'e diff' >repo/.hidden/.gitattributes",
    "echo 'b diff' >repo/.git/info/attributes",
    "echo 'b diff' >home/.config/git/attributes",
    "mkdir -p repo/loose2/.git && echo x >repo/loose2/x",
    "echo 'ref: refs/heads/main' >repo/loose2/.git/HEAD",
    "rm -r repo/loose2/.git",
    "chmod 700 repo/loose2",
    ("git init -q other && cd other && touch x && git add x && git commit -qm x && cd ../repo && "
     "git submodule --quiet add ../other module 2>/dev/null"),
    "touch repo/module/new",
    "cd repo/module && git add new",
    "cd repo/module && git config core.x y",
    "cd repo && git update-index --skip-worktree sub/c && rm -f sub/c",
    "rm -r repo/.git/refs",
    "rm -rf repo/.git",
    "echo '*' >repo/.ignore",
};

static void test_each_kind_of_change_is_noticed(void **state)
{
    World *world = *state;
    ListingOptions options = {0};
    for (size_t i = 0; i < sizeof repo_changes / sizeof *repo_changes; i++) {
        settle();
        compare(world, "repo", options);
        bool was_kept = is_kept(world, "repo", options);
        sh(world, repo_changes[i]);
        if (is_kept(world, "repo", options))
            fail_msg("not noticed: %s", repo_changes[i]);
        if (!was_kept && !strstr(repo_changes[i], "repo/sub/deep && mkdir") &&
            !strstr(repo_changes[i], "rm -rf repo/.git"))
            fail_msg("not kept before: %s", repo_changes[i]); /* but after the link, and without refs */
        compare(world, "repo", options);
    }
}

static void test_changes_outside_git_are_noticed(void **state)
{
    World *world = *state;
    static const char *const changes[] = {
        "touch plain/one/two/new",
        "rm plain/x",
        "echo z >plain/one/.gitignore",
        "echo y >plain/one/.gitignore",
        "mkdir plain/more",
        "touch plain/more/m",
        "echo m >plain/.ignore",
        "chmod 0 plain/more",
        "chmod 755 plain/more",
        "mv plain p; mkdir plain; touch plain/new",
        "git init -q .",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        settle();
        compare(world, "plain", (ListingOptions){0});
        bool was_kept = is_kept(world, "plain", (ListingOptions){0});
        assert_true(was_kept || geteuid() != 0);
        sh(world, changes[i]);
        if (is_kept(world, "plain", (ListingOptions){0}))
            fail_msg("not noticed: %s", changes[i]);
        compare(world, "plain", (ListingOptions){0});
    }
}

/* A change as late as the listing might be followed by one that leaves the same times. */
static void test_what_changed_just_now_is_not_kept(void **state)
{
    World *world = *state;
    tree_release(list(world, "repo", (ListingOptions){0}, true, 0).tree);
    assert_false(is_kept(world, "repo", (ListingOptions){0}));
    keep(world, "repo", (ListingOptions){0});
    static const char *const fresh[] = {"touch repo/sub/deep", "echo >>repo/.gitignore", "touch repo/.git/index",
                                        "rm repo/.git/info/exclude",
                                        "touch repo/.git/info/exclude; touch -d 2001-01-01 repo/.git/HEAD"};
    for (size_t i = 0; i < sizeof fresh / sizeof *fresh; i++) {
        sh(world, fresh[i]);
        tree_release(list(world, "repo", (ListingOptions){0}, true, 600000).tree);
        if (is_kept(world, "repo", (ListingOptions){0}))
            fail_msg("kept after: %s", fresh[i]);
    }
}

static char *kept_file(World *world, const char *below)
{
    char path[512];
    ListingKey key;
    path_of(world, below, path);
    assert_true(listing_cache_probe(&key, path, &(ListingOptions){0}));
    char *file = cache_path(world->cache, CACHE_LISTING, buf_slice(&key.bytes));
    listing_key_deinit(&key);
    return file;
}

static Buf read_kept(const char *path)
{
    uint64_t len;
    int fd = cache_open(path, &len);
    assert_true(fd >= 0);
    Buf bytes = {0};
    buf_reserve(&bytes, len);
    assert_true(whole_read(fd, bytes.data, len, 0));
    bytes.len = len;
    close(fd);
    return bytes;
}

static void write_kept(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_true(whole_write(fd, bytes, len));
    close(fd);
}

static void test_a_damaged_file_is_as_good_as_none(void **state)
{
    World *world = *state;
    keep(world, "repo", (ListingOptions){0});
    char *path = kept_file(world, "repo");
    Buf bytes = read_kept(path);
    for (size_t at = 0; at < bytes.len; at += at < 600 ? 1 : 23) {
        bytes.data[at] ^= 0x21;
        write_kept(path, bytes.data, bytes.len);
        if (is_kept(world, "repo", (ListingOptions){0}))
            fail_msg("byte %zu of %zu may be anything", at, bytes.len);
        bytes.data[at] ^= 0x21;
    }
    for (size_t len = 0; len < bytes.len; len += 1 + len / 9) {
        write_kept(path, bytes.data, len);
        assert_false(is_kept(world, "repo", (ListingOptions){0}));
    }
    write_kept(path, bytes.data, bytes.len);
    assert_true(is_kept(world, "repo", (ListingOptions){0}));
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    compare(world, "repo", (ListingOptions){0});
    buf_deinit(&bytes);
    free(path);
}

/* With right checksums over wrong numbers only the bounds stand between the content and its use. */
static void test_a_sealed_file_of_nonsense_does_no_harm(void **state)
{
    World *world = *state;
    keep(world, "repo", (ListingOptions){0});
    char *path = kept_file(world, "repo");
    Buf bytes = read_kept(path);
    char *copy = malloc(bytes.len);
    for (size_t at = offsetof(ListingHeader, head.root_len); at < bytes.len; at += at < 300 ? 1 : 11) {
        memcpy(copy, bytes.data, bytes.len);
        copy[at] ^= (char)(at % 3 ? 0xff : 0x01);
        ListingHeader *header = (ListingHeader *)(void *)copy;
        header->body_checksum = cache_checksum(copy + sizeof *header, bytes.len - sizeof *header);
        header->header_checksum = 0;
        header->header_checksum = cache_checksum(header, sizeof *header);
        write_kept(path, copy, bytes.len);
        LoaderNews news = ask_cache(world, "repo", (ListingOptions){0});
        for (uint32_t i = 0; news.tree && i < tree_count(news.tree); i++)
            assert_int_equal(tree_find(news.tree, tree_path(news.tree, i)), i);
        tree_release(news.tree);
    }
    free(copy);
    buf_deinit(&bytes);
    free(path);
}

typedef struct Writer {
    World world;
    pthread_t thread;
} Writer;

static void *list_often(void *context)
{
    Writer *writer = context;
    for (int i = 0; i < 20; i++) {
        char *path = kept_file(&writer->world, "repo");
        unlink(path);
        free(path);
        LoaderNews news = list(&writer->world, "repo", (ListingOptions){0}, true, SETTLE_MS);
        tree_release(news.tree);
    }
    return NULL;
}

static void test_two_writers_do_not_disturb_each_other(void **state)
{
    World *world = *state;
    Writer writers[2];
    settle();
    for (size_t i = 0; i < 2; i++) {
        writers[i].world = *world;
        writers[i].world.git = git_helper_start(NULL);
    }
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&writers[i].thread, NULL, list_often, &writers[i]), 0);
    for (int i = 0; i < 20; i++)
        compare(world, "repo", (ListingOptions){0});
    for (size_t i = 0; i < 2; i++) {
        pthread_join(writers[i].thread, NULL);
        git_helper_stop(writers[i].world.git);
    }
    assert_true(is_kept(world, "repo", (ListingOptions){0}));
}

static void test_short_listings_and_read_only_folders(void **state)
{
    World *world = *state;
    char path[512];
    settle();
    path_of(world, "repo", path);
    for (uint32_t worth = 8; worth <= 1000; worth += 992) {
        ListingKeep keep_more = {.cache_folder = world->cache, .worth_keeping = worth, .settle_ms = SETTLE_MS};
        Loader *loader = loader_new(path, &(ListingOptions){0}, &keep_more, world->git, world->pool, NULL, NULL);
        LoaderNews news;
        loader_wait(loader, &news);
        loader_free(loader);
        tree_release(news.tree);
        assert_int_equal(is_kept(world, "repo", (ListingOptions){0}), worth == 8);
        assert_true(cache_clear(world->cache, NULL));
    }
    snprintf(world->cache, sizeof world->cache, "/proc/nowhere");
    compare(world, "repo", (ListingOptions){0});
}

static void test_it_is_shown_and_cleared(void **state)
{
    World *world = *state;
    char path[512];
    path_of(world, "repo", path);
    keep(world, "repo", (ListingOptions){0});
    keep(world, "repo", (ListingOptions){.tracked_only = true});
    CacheItem *items;
    assert_int_equal(cache_list(world->cache, &items), 1); /* a tree, however many listings */
    assert_string_equal(items[0].root, path);
    cache_items_free(items, 1);
    assert_true(cache_clear(world->cache, NULL));
    assert_int_equal(cache_list(world->cache, &items), 0);
    cache_items_free(items, 0);
    assert_false(is_kept(world, "repo", (ListingOptions){0}));
}

/* --- random changes --- */

static unsigned long long seed = 88172645463325252u;

static unsigned below(unsigned limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 33) % limit;
}

static void change_at_random(World *world)
{
    static const char *const folders[] = {"", "sub/", "sub/deep/", "loose/", ".hidden/", "x/", "x/y/"};
    static const char *const names[] = {"a", "b.o", "c.h", "d", "e"};
    static const char *const rules[] = {"*.o", "d", "!d", "x", "sub/deep", "e/", "!*.o"};
    static const char *const forms[] = {
        "mkdir -p repo/%1$s && echo >repo/%1$s%2$s",
        "rm -rf repo/%1$s%2$s",
        "mv repo/%1$s%2$s repo/%4$s",
        "mkdir -p repo/%1$s && echo '%3$s' >>repo/%1$s.gitignore",
        "rm -f repo/%1$s.gitignore",
        "mkdir -p repo/%1$s && echo '%3$s' >repo/%1$s.ignore",
        "cd repo && git add -A",
        "cd repo && git rm -q --cached '%1$s%2$s'",
        "echo '%3$s' >repo/.git/info/exclude",
        "rm -rf repo/%1$s%2$s; ln -s d repo/%1$s%2$s",
        "rm -f repo/%1$s%2$s; mkdir -p repo/%1$s%2$s && touch repo/%1$s%2$s/f",
        "mkdir -p repo/%1$s && echo '%2$s -diff' >repo/%1$s.gitattributes",
        "mkdir -p home/.config/git; echo '%3$s' >home/.config/git/ignore",
        "cd repo && git symbolic-ref HEAD refs/heads/%2$s",
        "mkdir -p repo/%1$s.git && touch repo/%1$s.git/%4$s",
        "rm -rf repo/x repo/sub/deep",
        "cd repo && git checkout -q -- .",
    };
    char command[1024];
    char lenient[1100];
    const char *form = forms[below(sizeof forms / sizeof *forms)];
    const char *folder = folders[below(7)];
    if (strstr(form, ".git/%4$s") && *folder == '\0')
        folder = "loose/";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(command, sizeof command, form, folder, names[below(5)], rules[below(7)],
             below(2) ? "HEAD" : names[below(5)]);
#pragma GCC diagnostic pop
    snprintf(lenient, sizeof lenient, "(%s) 2>/dev/null || :", command);
    sh(world, lenient);
}

static void test_random_changes_are_never_missed(void **state)
{
    World *world = *state;
    unsigned hits = 0;
    for (int i = 0; i < 80; i++) {
        ListingOptions options = {.tracked_only = below(8) == 0,
                                  .with_ignored = below(4) == 0,
                                  .with_hidden = below(4) == 0,
                                  .exact_folder = below(4) == 0};
        const char *folder = options.exact_folder && access("sub", F_OK) == 0 ? "repo/sub" : "repo";
        if (below(3) > 0)
            settle();
        compare(world, folder, options);
        hits += is_kept(world, folder, options);
        if (below(3) > 0)
            change_at_random(world);
        compare(world, folder, options);
    }
    assert_true(hits > 30);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_unchanged_is_taken_over),
        TEST(test_options_and_folders_have_listings_of_their_own),
        TEST(test_what_does_not_matter_changes_nothing),
        TEST(test_each_kind_of_change_is_noticed),
        TEST(test_changes_outside_git_are_noticed),
        TEST(test_what_changed_just_now_is_not_kept),
        TEST(test_a_damaged_file_is_as_good_as_none),
        TEST(test_a_sealed_file_of_nonsense_does_no_harm),
        TEST(test_two_writers_do_not_disturb_each_other),
        TEST(test_short_listings_and_read_only_folders),
        TEST(test_it_is_shown_and_cleared),
        TEST(test_random_changes_are_never_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
