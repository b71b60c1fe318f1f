/* Commands in the user's shell: what they are given as input and as arguments, and what is said when there is no shell.
 */
#include "tui/shell.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tests/support/scratch.h"

typedef struct World {
    Scratch scratch;
    int input_before, pty; /* the tests' own input, and the terminal that stands in its place */
} World;

/* Commands without a document read the terminal: one must be there. */
static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    scratch_init(&world->scratch);
    setenv("SHELL", "/bin/sh", 1);
    world->pty = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(world->pty >= 0 && grantpt(world->pty) == 0 && unlockpt(world->pty) == 0);
    int terminal = open(ptsname(world->pty), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    world->input_before = dup(STDIN_FILENO);
    dup2(terminal, STDIN_FILENO);
    close(terminal);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    dup2(world->input_before, STDIN_FILENO);
    close(world->input_before);
    close(world->pty);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

static Document *open_text(const Scratch *scratch, const char *text, size_t len)
{
    char path[512];
    scratch_write(scratch, "input", slice_of(text, len));
    snprintf(path, sizeof path, "%s/input", scratch->path);
    Document *document = document_open_path(path, NULL);
    assert_non_null(document);
    return document;
}

/* Runs it in the scratch folder, where "out" is what it wrote; the command is used up. */
static void expect_output(const Scratch *scratch, ShellCommand *command, const char *expected)
{
    char path[512], text[256] = "";
    Error err = {""};
    snprintf(path, sizeof path, "%s/out", scratch->path);
    setenv("OUT", path, 1);
    unlink(path);
    if (!shell_run(command, -1, &err))
        fail_msg("%s", err.text);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    assert_true(got >= 0);
    assert_string_equal(text, expected);
    shell_command_deinit(command);
}

static void test_names_are_arguments_whatever_is_in_them(void **state)
{
    ShellCommand command = {.command = mem_strdup("printf '%s|%s' \"$0\" \"$1\" >\"$OUT\""),
                            .name = mem_strdup("a $(touch x); `id` \"'\n-b")};
    expect_output(&((World *)*state)->scratch, &command, "ken|a $(touch x); `id` \"'\n-b");
}

static void test_a_range_of_the_document_is_the_input(void **state)
{
    ShellCommand command = {.command = mem_strdup("cat >\"$OUT\""), .name = mem_strdup("")};
    command.document = open_text(&((World *)*state)->scratch, "first\nsecond\nthird\n", 19);
    command.from = 6;
    command.to = 13;
    expect_output(&((World *)*state)->scratch, &command, "second\n");
}

static void test_a_command_that_does_not_read_its_input_is_no_error(void **state)
{
    enum { LEN = 1 << 20 }; /* more than a pipe holds */
    char *text = malloc(LEN);
    memset(text, 'x', LEN);
    ShellCommand command = {.command = mem_strdup("head -c 3 >\"$OUT\""), .name = mem_strdup("")};
    command.document = open_text(&((World *)*state)->scratch, text, LEN);
    command.to = LEN;
    void (*before)(int) = signal(SIGPIPE, SIG_IGN); /* as while ken runs */
    expect_output(&((World *)*state)->scratch, &command, "xxx");
    signal(SIGPIPE, before);
    free(text);
}

static void test_without_a_shell_of_its_own_the_user_has_sh(void **state)
{
    ShellCommand command = {.command = mem_strdup("echo sh >\"$OUT\""), .name = mem_strdup("")};
    unsetenv("SHELL");
    expect_output(&((World *)*state)->scratch, &command, "sh\n");
    command = (ShellCommand){.command = mem_strdup("echo sh >\"$OUT\""), .name = mem_strdup("")};
    setenv("SHELL", "", 1);
    expect_output(&((World *)*state)->scratch, &command, "sh\n");
    char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    setenv("SHELL", longest, 1);
    command = (ShellCommand){.command = mem_strdup("echo sh >\"$OUT\""), .name = mem_strdup("")};
    expect_output(&((World *)*state)->scratch, &command, "sh\n");
}

/* An interactive shell is one without a command: this one only says how it was called. */
static void test_no_command_is_an_interactive_shell(void **state)
{
    const Scratch *scratch = &((World *)*state)->scratch;
    char path[512];
    scratch_write_text(scratch, "shell", "#!/bin/sh\necho \"called with $#\" >\"$OUT\"\n");
    snprintf(path, sizeof path, "%s/shell", scratch->path);
    assert_int_equal(chmod(path, 0755), 0);
    setenv("SHELL", path, 1);
    ShellCommand command = {.command = mem_strdup(""), .name = mem_strdup("name")};
    expect_output(scratch, &command, "called with 0\n");
}

static void expect_no_shell(ShellCommand *command)
{
    Error err = {""};
    assert_false(shell_run(command, -1, &err));
    assert_non_null(strstr(err.text, "the shell: "));
    struct sigaction now;
    sigaction(SIGINT, NULL, &now);
    assert_true(now.sa_handler == SIG_DFL); /* ^C is ken's again */
    shell_command_deinit(command);
}

static void test_a_shell_that_is_not_there_is_said(void **state)
{
    setenv("SHELL", "/nonexistent/shell", 1);
    ShellCommand command = {.command = mem_strdup("true"), .name = mem_strdup("")};
    expect_no_shell(&command);
    command = (ShellCommand){.command = mem_strdup("cat"), .name = mem_strdup("")};
    command.document = open_text(&((World *)*state)->scratch, "text\n", 5);
    command.to = 5;
    expect_no_shell(&command);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_names_are_arguments_whatever_is_in_them),
        TEST(test_a_range_of_the_document_is_the_input),
        TEST(test_a_command_that_does_not_read_its_input_is_no_error),
        TEST(test_without_a_shell_of_its_own_the_user_has_sh),
        TEST(test_no_command_is_an_interactive_shell),
        TEST(test_a_shell_that_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
