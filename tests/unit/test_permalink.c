/* Addresses of web pages: every form of remote, every known host, and names that mean harm. */
#include "engine/git/permalink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COMMIT "0123456789abcdef0123456789abcdef01234567"

/* The link, or the error when there is none. Valid until the next call. */
static const char *link_to(const char *remote, const char *path, uint64_t first, uint64_t last, bool is_folder)
{
    static char text[2048];
    Buf out = {0};
    Error err = {{0}};
    PermalinkPlace place = {.remote = slice_from_cstr(remote),
                            .commit = slice_from_cstr(COMMIT),
                            .path = slice_from_cstr(path),
                            .is_folder = is_folder,
                            .first_line = first,
                            .last_line = last};
    bool ok = permalink_make(&place, &out, &err);
    assert_true(ok || out.len == 0);
    snprintf(text, sizeof text, "%.*s", ok ? (int)out.len : (int)strlen(err.text), ok ? out.data : err.text);
    buf_deinit(&out);
    return text;
}

static void every_form_of_remote_names_the_same_project(void **state)
{
    (void)state;
    static const char *const remotes[] = {
        "https://github.com/some/project.git",
        "https://github.com/some/project",
        "https://github.com/some/project/",
        "https://user:secret@github.com/some/project.git",
        "https://token@GitHub.com/some/project.git",
        "HTTPS://github.com//some/project.git/",
        "ssh://git@github.com/some/project.git",
        "ssh://git@github.com:22/some/project.git",
        "ssh://git@ssh.github.com:443/some/project.git",
        "git+ssh://git@github.com/some/project",
        "git://github.com/some/project.git",
        "git@github.com:some/project.git",
        "git@github.com:/some/project",
        "github.com:some/project",
    };
    for (size_t i = 0; i < sizeof remotes / sizeof *remotes; i++)
        assert_string_equal(link_to(remotes[i], "a/b.c", 10, 10, false),
                            "https://github.com/some/project/blob/" COMMIT "/a/b.c#L10");
}

typedef struct Case {
    const char *remote, *none, *line, *lines, *folder; /* of a/b.c, line 10, lines 10 to 20; the folder a */
} Case;

static void every_known_host_has_its_own_form(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"git@github.com:s/p.git", "https://github.com/s/p/blob/" COMMIT "/a/b.c", "#L10", "#L10-L20",
         "https://github.com/s/p/tree/" COMMIT "/a"},
        {"git@github.example.org:s/p.git", "https://github.example.org/s/p/blob/" COMMIT "/a/b.c", "#L10", "#L10-L20",
         "https://github.example.org/s/p/tree/" COMMIT "/a"},
        {"git@gitlab.com:g/sub/p.git", "https://gitlab.com/g/sub/p/-/blob/" COMMIT "/a/b.c", "#L10", "#L10-20",
         "https://gitlab.com/g/sub/p/-/tree/" COMMIT "/a"},
        {"ssh://git@altssh.gitlab.com:443/g/p.git", "https://gitlab.com/g/p/-/blob/" COMMIT "/a/b.c", "#L10", "#L10-20",
         "https://gitlab.com/g/p/-/tree/" COMMIT "/a"},
        {"http://gitlab.example.org:8080/g/p.git", "http://gitlab.example.org:8080/g/p/-/blob/" COMMIT "/a/b.c", "#L10",
         "#L10-20", "http://gitlab.example.org:8080/g/p/-/tree/" COMMIT "/a"},
        {"https://salsa.debian.org/g/p.git", "https://salsa.debian.org/g/p/-/blob/" COMMIT "/a/b.c", "#L10", "#L10-20",
         "https://salsa.debian.org/g/p/-/tree/" COMMIT "/a"},
        {"https://user@bitbucket.org/s/p.git", "https://bitbucket.org/s/p/src/" COMMIT "/a/b.c", "#lines-10",
         "#lines-10:20", "https://bitbucket.org/s/p/src/" COMMIT "/a"},
        {"https://codeberg.org/s/p.git", "https://codeberg.org/s/p/src/commit/" COMMIT "/a/b.c", "#L10", "#L10-L20",
         "https://codeberg.org/s/p/src/commit/" COMMIT "/a"},
        {"ssh://git@gitea.example.org:2222/s/p.git", "https://gitea.example.org/s/p/src/commit/" COMMIT "/a/b.c",
         "#L10", "#L10-L20", "https://gitea.example.org/s/p/src/commit/" COMMIT "/a"},
        {"git@forgejo.example.org:s/p", "https://forgejo.example.org/s/p/src/commit/" COMMIT "/a/b.c", "#L10",
         "#L10-L20", "https://forgejo.example.org/s/p/src/commit/" COMMIT "/a"},
        {"git@git.sr.ht:~s/p", "https://git.sr.ht/~s/p/tree/" COMMIT "/item/a/b.c", "#L10", "#L10-20",
         "https://git.sr.ht/~s/p/tree/" COMMIT "/item/a"},
        {"git://git.kernel.org/pub/scm/linux/kernel/git/t/linux.git",
         "https://git.kernel.org/pub/scm/linux/kernel/git/t/linux.git/tree/a/b.c?id=" COMMIT, "#n10", "#n10",
         "https://git.kernel.org/pub/scm/linux/kernel/git/t/linux.git/tree/a?id=" COMMIT},
        {"git@gitolite.kernel.org:pub/scm/git/git.git",
         "https://git.kernel.org/pub/scm/git/git.git/tree/a/b.c?id=" COMMIT, "#n10", "#n10",
         "https://git.kernel.org/pub/scm/git/git.git/tree/a?id=" COMMIT},
        {"https://android.googlesource.com/a/platform/art",
         "https://android.googlesource.com/platform/art/+/" COMMIT "/a/b.c", "#10", "#10",
         "https://android.googlesource.com/platform/art/+/" COMMIT "/a"},
        {"https://org@dev.azure.com/org/proj%20x/_git/p",
         "https://dev.azure.com/org/proj%20x/_git/p?path=/a/b.c&version=GC" COMMIT,
         "&line=10&lineEnd=11&lineStartColumn=1&lineEndColumn=1",
         "&line=10&lineEnd=21&lineStartColumn=1&lineEndColumn=1",
         "https://dev.azure.com/org/proj%20x/_git/p?path=/a&version=GC" COMMIT},
        {"git@ssh.dev.azure.com:v3/org/proj/p", "https://dev.azure.com/org/proj/_git/p?path=/a/b.c&version=GC" COMMIT,
         "&line=10&lineEnd=11&lineStartColumn=1&lineEndColumn=1",
         "&line=10&lineEnd=21&lineStartColumn=1&lineEndColumn=1",
         "https://dev.azure.com/org/proj/_git/p?path=/a&version=GC" COMMIT},
        {"https://org.visualstudio.com/proj/_git/p",
         "https://org.visualstudio.com/proj/_git/p?path=/a/b.c&version=GC" COMMIT,
         "&line=10&lineEnd=11&lineStartColumn=1&lineEndColumn=1",
         "&line=10&lineEnd=21&lineStartColumn=1&lineEndColumn=1",
         "https://org.visualstudio.com/proj/_git/p?path=/a&version=GC" COMMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *it = &cases[i];
        char expected[1024];
        assert_string_equal(link_to(it->remote, "a/b.c", 0, 0, false), it->none);
        snprintf(expected, sizeof expected, "%s%s", it->none, it->line);
        assert_string_equal(link_to(it->remote, "a/b.c", 10, 10, false), expected);
        snprintf(expected, sizeof expected, "%s%s", it->none, it->lines);
        assert_string_equal(link_to(it->remote, "a/b.c", 10, 20, false), expected);
        assert_string_equal(link_to(it->remote, "a", 0, 0, true), it->folder);
    }
}

static void pages_that_lay_text_out_are_asked_for_the_source(void **state)
{
    (void)state;
    assert_string_equal(link_to("git@github.com:s/p", "README.md", 3, 3, false),
                        "https://github.com/s/p/blob/" COMMIT "/README.md?plain=1#L3");
    assert_string_equal(link_to("git@github.com:s/p", "README.md", 0, 0, false),
                        "https://github.com/s/p/blob/" COMMIT "/README.md");
    assert_string_equal(link_to("git@gitlab.com:s/p", "a.rst", 3, 4, false),
                        "https://gitlab.com/s/p/-/blob/" COMMIT "/a.rst?plain=1#L3-4");
    assert_string_equal(link_to("git@codeberg.org:s/p", "a.md", 3, 4, false),
                        "https://codeberg.org/s/p/src/commit/" COMMIT "/a.md?display=source#L3-L4");
}

static void names_that_mean_harm_are_encoded(void **state)
{
    (void)state;
    assert_string_equal(link_to("git@github.com:s/p", "a b#c?d%e&f=g+h\x1b]\n\xff'\"<>.c", 1, 1, false),
                        "https://github.com/s/p/blob/" COMMIT
                        "/a%20b%23c%3Fd%25e%26f%3Dg%2Bh%1B%5D%0A%FF%27%22%3C%3E.c#L1");
    assert_string_equal(link_to("git@github.com:s/p?x#\x1b[0m", "a", 0, 0, false),
                        "https://github.com/s/p%3Fx%23%1B%5B0m/blob/" COMMIT "/a");
    assert_string_equal(link_to("https://github.com/s%20t/%zz\n", "a", 0, 0, false),
                        "https://github.com/s%20t/%25zz%0A/blob/" COMMIT "/a");
}

static void what_has_no_page_is_told(void **state)
{
    (void)state;
    static const char *const local[] = {
        "/srv/git/p.git", "../p",      "file:///srv/p.git",   "",
        "https://",       "x",         "https://github.com",  "https:///s/p",
        "C:\\p",          "git@x y:p", "ext::sh -c touch% x", "https://\x1b[0m.org/s/p"};
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        if (!strstr(link_to(local[i], "a", 0, 0, false), "no address on the web") &&
            !strstr(link_to(local[i], "a", 0, 0, false), "is not known"))
            fail_msg("%s: %s", local[i], link_to(local[i], "a", 0, 0, false));
    assert_string_equal(link_to("git@git.example.org:s/p.git", "a", 1, 1, false),
                        "git.example.org: how its web pages are addressed is not known");
    assert_string_equal(link_to("git@notgithub.com:s/p.git", "a", 1, 1, false),
                        "notgithub.com: how its web pages are addressed is not known");
    PermalinkPlace place = {.remote = slice_from_cstr("git@github.com:s/p"), .commit = slice_from_cstr("main")};
    Buf out = {0};
    Error err;
    assert_false(permalink_make(&place, &out, &err));
    assert_non_null(strstr(err.text, "no commit"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_remote_names_the_same_project),
        cmocka_unit_test(every_known_host_has_its_own_form),
        cmocka_unit_test(pages_that_lay_text_out_are_asked_for_the_source),
        cmocka_unit_test(names_that_mean_harm_are_encoded),
        cmocka_unit_test(what_has_no_page_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
