/* Files open beneath the root and nowhere else, whatever stands on the way. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/store/open.h"

typedef struct Scratch {
    char top[64]; /* holds "root/" and what must not be reached */
    int root_fd;
} Scratch;

static void write_at(int dir_fd, const char *path, const char *text)
{
    int fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static int setup(void **state)
{
    Scratch *scratch = calloc(1, sizeof *scratch);
    strcpy(scratch->top, "/tmp/ken-open-XXXXXX");
    assert_non_null(mkdtemp(scratch->top));
    int top = open(scratch->top, O_RDONLY | O_DIRECTORY);
    assert_int_equal(mkdirat(top, "root", 0755), 0);
    assert_int_equal(mkdirat(top, "outside", 0755), 0);
    write_at(top, "outside/secret", "secret");
    write_at(top, "secret", "secret");
    scratch->root_fd = openat(top, "root", O_RDONLY | O_DIRECTORY);
    int root = scratch->root_fd;
    assert_int_equal(mkdirat(root, "folder", 0755), 0);
    write_at(root, "folder/file", "inside");
    write_at(root, "file", "inside");
    assert_int_equal(symlinkat("file", root, "link"), 0);
    assert_int_equal(symlinkat("folder", root, "folder-link"), 0);
    assert_int_equal(symlinkat("../outside", root, "escape"), 0);
    assert_int_equal(symlinkat("/", root, "everything"), 0);
    assert_int_equal(mkfifoat(root, "fifo", 0644), 0);
    close(top);
    *state = scratch;
    return 0;
}

static int teardown(void **state)
{
    Scratch *scratch = *state;
    close(scratch->root_fd);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", scratch->top);
    int status = system(command);
    free(scratch);
    return status;
}

static void assert_refused(const Scratch *scratch, const char *path, int cause)
{
    struct stat facts;
    errno = 0;
    assert_int_equal(open_beneath(scratch->root_fd, path, &facts), -1);
    if (cause)
        assert_int_equal(errno, cause);
    else
        assert_int_not_equal(errno, 0);
}

static void assert_opens(const Scratch *scratch, const char *path)
{
    struct stat facts;
    int fd = open_beneath(scratch->root_fd, path, &facts);
    assert_true(fd >= 0);
    assert_true(S_ISREG(facts.st_mode));
    assert_int_equal(facts.st_size, 6);
    char text[7] = {0};
    assert_int_equal(read(fd, text, 6), 6);
    assert_string_equal(text, "inside");
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    close(fd);
}

static void files_beneath_the_root_open(void **state)
{
    assert_opens(*state, "file");
    assert_opens(*state, "folder/file");
}

static void what_is_missing_says_so(void **state)
{
    assert_refused(*state, "nothing", ENOENT);
    assert_refused(*state, "nothing/file", ENOENT);
    assert_refused(*state, "file/file", ENOTDIR);
    assert_refused(*state, "", 0);
}

static void links_are_never_followed(void **state)
{
    assert_refused(*state, "link", ELOOP);
    assert_refused(*state, "folder-link/file", ELOOP);
    assert_refused(*state, "escape/secret", ELOOP);
    assert_refused(*state, "everything/etc/passwd", ELOOP);
}

static void dots_and_absolute_paths_lead_nowhere(void **state)
{
    assert_refused(*state, "../secret", EXDEV);
    assert_refused(*state, "folder/../../secret", EXDEV);
    assert_refused(*state, "/etc/passwd", EXDEV);
}

static void what_is_no_regular_file_is_refused_without_blocking(void **state)
{
    const Scratch *scratch = *state;
    assert_refused(scratch, "fifo", EINVAL);
    assert_refused(scratch, "folder", EINVAL);
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    snprintf(name.sun_path, sizeof name.sun_path, "%s/root/socket", scratch->top);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_refused(scratch, "socket", EINVAL);
    close(fd);
}

/* A path over PATH_MAX takes the other way, component by component: it opens, and refuses the same things. */
static void paths_longer_than_the_system_takes_open_and_are_guarded_alike(void **state)
{
    const Scratch *scratch = *state;
    char part[201];
    memset(part, 'd', 200);
    part[200] = '\0';
    char path[8192] = "";
    int dir = dup(scratch->root_fd);
    for (int i = 0; i < 30; i++) {
        assert_int_equal(mkdirat(dir, part, 0755), 0);
        int below = openat(dir, part, O_RDONLY | O_DIRECTORY);
        close(dir);
        dir = below;
        strcat(strcat(path, part), "/");
    }
    write_at(dir, "file", "inside");
    assert_int_equal(symlinkat("file", dir, "link"), 0);
    assert_int_equal(symlinkat("/", dir, "everything"), 0);
    assert_int_equal(mkfifoat(dir, "fifo", 0644), 0);
    close(dir);
    static const struct {
        const char *tail;
        int cause;
    } refused[] = {{"link", ELOOP},     {"everything/etc/passwd", ELOOP},
                   {"fifo", EINVAL},    {"../file", EXDEV},
                   {"nothing", ENOENT}, {"file/x", ENOTDIR},
                   {"/file", EXDEV}};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        strcpy(path + len, refused[i].tail);
        assert_refused(scratch, path, refused[i].cause);
    }
    strcpy(path + len, "file");
    assert_opens(scratch, path);
}

static void no_descriptor_is_left_open(void **state)
{
    const Scratch *scratch = *state;
    int before = dup(0);
    close(before);
    for (int i = 0; i < 50; i++) {
        assert_refused(scratch, "fifo", EINVAL);
        assert_refused(scratch, "folder", EINVAL);
        assert_refused(scratch, "escape/secret", ELOOP);
    }
    int after = dup(0);
    close(after);
    assert_int_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_beneath_the_root_open, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_missing_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(links_are_never_followed, setup, teardown),
        cmocka_unit_test_setup_teardown(dots_and_absolute_paths_lead_nowhere, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_regular_file_is_refused_without_blocking, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_longer_than_the_system_takes_open_and_are_guarded_alike, setup, teardown),
        cmocka_unit_test_setup_teardown(no_descriptor_is_left_open, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
