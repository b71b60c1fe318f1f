/* Folders and small files beneath a root and nowhere else: by the kernel's own check, and part by part where the system
 * refuses that call. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/store/open.h"
#include "engine/tree/beneath.h"
#include "tests/support/scratch.h"

typedef struct World {
    Scratch scratch; /* "root" and "outside" in it */
    int root_fd;
} World;

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    char path[512];
    scratch_init(&world->scratch);
    scratch_write_text(&world->scratch, "root/a/b/file", "inside");
    scratch_write_text(&world->scratch, "outside/file", "secret");
    snprintf(path, sizeof path, "%s/root", world->scratch.path);
    world->root_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(world->root_fd >= 0);
    assert_int_equal(symlinkat("../outside", world->root_fd, "escape"), 0);
    assert_int_equal(symlinkat("a", world->root_fd, "link"), 0);
    assert_int_equal(symlinkat("a/b/file", world->root_fd, "file-link"), 0);
    assert_int_equal(mkfifoat(world->root_fd, "fifo", 0600), 0);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    close(world->root_fd);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

/* Whether the path leads to the folder with the file. */
static bool leads_to_file(const World *world, const char *path)
{
    int fd = beneath_open_folder(world->root_fd, slice_from_cstr(path));
    bool has_file = fd >= 0 && faccessat(fd, "file", R_OK, 0) == 0;
    if (fd >= 0)
        close(fd);
    return has_file;
}

/* 0 when everything is as it should be, else the number of the claim that does not hold. */
static int check_folders(const World *world)
{
    if (!leads_to_file(world, "a/b"))
        return 1;
    int fd = beneath_open_folder(world->root_fd, slice_of("", 0));
    if (fd < 0 || faccessat(fd, "a", F_OK, 0) != 0)
        return 2;
    close(fd);
    static const char *const refused[] = {"escape", "link/b", "a/b/file", "nothing", "a/nothing", "fifo", "a/b/file/x"};
    for (int i = 0; i < 7; i++)
        if (beneath_open_folder(world->root_fd, slice_from_cstr(refused[i])) >= 0)
            return 3 + i;
    struct stat facts;
    fd = open_beneath(world->root_fd, "a/b/file", &facts);
    if (fd < 0 || facts.st_size != 6)
        return 10;
    close(fd);
    static const char *const no_files[] = {"escape/file", "file-link", "link/b/file", "../outside/file", "fifo", "a"};
    for (int i = 0; i < 6; i++)
        if (open_beneath(world->root_fd, no_files[i], &facts) >= 0)
            return 11 + i;
    return 0;
}

static void test_folders_open_beneath_the_root_only(void **state)
{
    assert_int_equal(check_folders(*state), 0);
}

/* From here on, openat2 fails with `cause` in this process. */
static bool refuse_openat2(int cause)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((unsigned)cause & SECCOMP_RET_DATA)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void check_without_openat2(const World *world, int cause)
{
    enum { NO_FILTER = 99 };
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(refuse_openat2(cause) ? check_folders(world) : NO_FILTER);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != NO_FILTER) /* a system without filters */
        assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_the_same_holds_part_by_part(void **state)
{
    check_without_openat2(*state, ENOSYS); /* an older kernel */
    check_without_openat2(*state, EPERM);  /* a sandbox that does not know the call */
}

static void append_part(Buf *path, size_t len)
{
    if (path->len > 0)
        buf_append_byte(path, '/');
    for (size_t i = 0; i < len; i++)
        buf_append_byte(path, 'x');
}

static void test_a_part_that_no_system_takes_is_refused(void **state)
{
    const World *world = *state;
    Buf path = {0};
    append_part(&path, 5000);
    errno = 0;
    assert_int_equal(beneath_open_folder(world->root_fd, buf_slice(&path)), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    append_part(&path, 3);
    assert_int_equal(beneath_open_folder(world->root_fd, buf_slice(&path)), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    buf_append_byte(&path, '\0');
    struct stat facts;
    assert_int_equal(open_beneath(world->root_fd, path.data, &facts), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    buf_deinit(&path);
}

static void test_paths_longer_than_one_call_takes_are_walked(void **state)
{
    enum { DEPTH = 40, PART = 200 };
    const World *world = *state;
    Buf path = {0};
    int fd = dup(world->root_fd);
    for (int i = 0; i < DEPTH; i++) {
        char part[PART + 1];
        memset(part, 'x', PART);
        part[PART] = '\0';
        assert_int_equal(mkdirat(fd, part, 0700), 0);
        int next = openat(fd, part, O_RDONLY | O_DIRECTORY);
        close(fd);
        fd = next;
        append_part(&path, PART);
    }
    assert_int_equal(mkdirat(fd, "end", 0700), 0);
    close(fd);
    int opened = beneath_open_folder(world->root_fd, buf_slice(&path));
    assert_true(opened >= 0);
    assert_int_equal(faccessat(opened, "end", F_OK, 0), 0);
    close(opened);
    buf_deinit(&path);
}

static void test_small_files_are_read_whole_or_not_at_all(void **state)
{
    const World *world = *state;
    char *text;
    size_t len;
    assert_true(beneath_read_file(world->root_fd, "a/b/file", false, 6, &text, &len));
    assert_int_equal(len, 6);
    assert_memory_equal(text, "inside", 6);
    free(text);
    assert_false(beneath_read_file(world->root_fd, "a/b/file", false, 5, &text, &len)); /* over the limit */
    assert_null(text);
    assert_false(beneath_read_file(world->root_fd, "file-link", false, 100, &text, &len));
    assert_true(beneath_read_file(world->root_fd, "file-link", true, 100, &text, &len));
    free(text);
    assert_false(beneath_read_file(world->root_fd, "fifo", true, 100, &text, &len)); /* and does not wait */
    assert_false(beneath_read_file(world->root_fd, "a", true, 1 << 20, &text, &len));
    assert_false(beneath_read_file(world->root_fd, "nothing", true, 100, &text, &len));
    assert_null(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_folders_open_beneath_the_root_only),       TEST(test_the_same_holds_part_by_part),
        TEST(test_a_part_that_no_system_takes_is_refused),   TEST(test_paths_longer_than_one_call_takes_are_walked),
        TEST(test_small_files_are_read_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
