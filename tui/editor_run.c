/* Starting an editor, and waiting for the one that has the terminal. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/thread.h"
#include "tui/child.h"
#include "tui/editor.h"

/* One with a window gets a session of its own and no terminal, so that it neither writes over the screen nor ends with
 * it. */
static int start(const EditorCommand *command, pid_t *child)
{
    posix_spawn_file_actions_t files;
    short flags = 0;
    posix_spawn_file_actions_init(&files);
    if (command->is_graphical) {
#ifdef POSIX_SPAWN_SETSID
        flags = POSIX_SPAWN_SETSID;
#else
        flags = POSIX_SPAWN_SETPGROUP;
#endif
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
            posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    }
    int failure = child_start(child, command->argv, &files, flags);
    posix_spawn_file_actions_destroy(&files);
    return failure;
}

static void *reap(void *child)
{
    while (waitpid((pid_t)(intptr_t)child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return NULL;
}

/* So that an editor with a window leaves no zombie when it ends, some time. */
static void reap_in_background(pid_t child)
{
    pthread_t thread;
    if (thread_start(&thread, reap, (void *)(intptr_t)child))
        pthread_detach(thread);
}

static bool wait_for(pid_t child, int terminal_fd, const char *name, Error *err)
{
    int status = 0;
    Error cause;
    if (!child_wait(child, terminal_fd, &status, &cause))
        return error_set(err, "%s: %s", name, cause.text);
    if (WIFSIGNALED(status))
        return error_set(err, "%s: ended by signal %d (%s)", name, WTERMSIG(status), strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) != 0)
        return error_set(err, "%s: ended with status %d", name, WEXITSTATUS(status));
    return true;
}

bool editor_run(const EditorCommand *command, int terminal_fd, Error *err)
{
    pid_t child;
    ChildKeys keys;
    child_ignore_keys(&keys);
    int failure = start(command, &child);
    bool ok = failure == 0 || error_set(err, "%s: %s", command->argv[0], strerror(failure));
    if (ok && command->is_graphical)
        reap_in_background(child);
    else if (ok)
        ok = wait_for(child, terminal_fd, command->argv[0], err);
    child_heed_keys(&keys);
    return ok;
}
