/* Running what the user typed:
 *
 *     document --writer thread--> pipe --> $SHELL -c COMMAND ken NAME --> the terminal */
#include "tui/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/thread.h"
#include "tui/child.h"

enum { WRITE_BYTES = 1 << 16, LOOK_UP_MS = 100 };

typedef struct Writer {
    const ShellCommand *command;
    int fd;              /* does not block */
    atomic_bool is_over; /* nobody waits for the command any more */
} Writer;

/* A command that ends before it has read all (`head`) is no error: SIGPIPE is blocked in threads. Bytes that a
 * truncated file no longer has are EFAULT. */
static bool send_piece(Writer *writer, Slice rest)
{
    while (rest.len > 0 && !atomic_load(&writer->is_over)) {
        struct pollfd poller = {.fd = writer->fd, .events = POLLOUT};
        poll(&poller, 1, LOOK_UP_MS);
        ssize_t sent = write(writer->fd, rest.data, rest.len);
        if (sent < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        rest = slice_sub(rest, sent > 0 ? (size_t)sent : 0, rest.len);
    }
    return rest.len == 0;
}

static void *feed(void *context)
{
    Writer *writer = context;
    const ShellCommand *command = writer->command;
    Stretch piece = {0};
    for (uint64_t at = command->from; at < command->to; at += piece.bytes.len) {
        document_read(command->document, at, at + WRITE_BYTES < command->to ? at + WRITE_BYTES : command->to, &piece);
        if (piece.bytes.len == 0 || !send_piece(writer, piece.bytes))
            break;
    }
    stretch_deinit(&piece);
    close(writer->fd);
    return NULL;
}

/* Its input from the pipe, or from the terminal also where ken's is a pipe. */
static int start(const ShellCommand *command, int input, pid_t *child)
{
    const char *shell = getenv("SHELL");
    char shell_name[4096], option[] = "-c", zero[] = "ken";
    if (!shell || !*shell || strlen(shell) >= sizeof shell_name)
        shell = "/bin/sh";
    memcpy(shell_name, shell, strlen(shell) + 1);
    char *argv[] = {shell_name, option, command->command, zero, command->name, NULL};
    if (command->command[0] == '\0')
        argv[1] = NULL;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    if (input >= 0)
        posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    else if (!isatty(STDIN_FILENO))
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/tty", O_RDWR, 0);
    int failure = child_start(child, argv, &files, 0);
    posix_spawn_file_actions_destroy(&files);
    return failure;
}

static bool wait_for(pid_t child, int terminal_fd, Error *err)
{
    int status;
    Error cause;
    return child_wait(child, terminal_fd, &status, &cause) || error_set(err, "the shell: %s", cause.text);
}

static bool run_with_input(const ShellCommand *command, pid_t *child, int terminal_fd, Error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, "a pipe to the command: %s", strerror(errno));
    Writer writer = {.command = command, .fd = ends[1]};
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    pthread_t thread;
    int failure = start(command, ends[0], child);
    close(ends[0]);
    if (failure != 0 || !thread_start(&thread, feed, &writer)) {
        close(ends[1]);
        if (failure == 0)
            wait_for(*child, terminal_fd, NULL);
        return error_set(err, "the shell: %s", strerror(failure ? failure : EAGAIN));
    }
    bool ok = wait_for(*child, terminal_fd, err);
    atomic_store(&writer.is_over, true);
    pthread_join(thread, NULL);
    return ok;
}

static bool run(const ShellCommand *command, int terminal_fd, Error *err)
{
    pid_t child;
    if (command->document)
        return run_with_input(command, &child, terminal_fd, err);
    int failure = start(command, -1, &child);
    if (failure != 0)
        return error_set(err, "the shell: %s", strerror(failure));
    return wait_for(child, terminal_fd, err);
}

bool shell_run(const ShellCommand *command, int terminal_fd, Error *err)
{
    ChildKeys keys;
    child_ignore_keys(&keys);
    bool ok = run(command, terminal_fd, err);
    child_heed_keys(&keys);
    return ok;
}

void shell_command_deinit(ShellCommand *command)
{
    free(command->command);
    free(command->name);
    document_release(command->document);
    *command = (ShellCommand){0};
}
