/* Starting programs. */
#include "tui/child.h"

#include <unistd.h>

extern char **environ;

int child_start(pid_t *child, char *const argv[], const posix_spawn_file_actions_t *files, short flags)
{
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | flags));
    int failure = posix_spawnp(child, argv[0], files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

void child_ignore_keys(ChildKeys *before)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGINT, &ignore, &before->interrupt);
    sigaction(SIGQUIT, &ignore, &before->quit);
}

void child_heed_keys(const ChildKeys *before)
{
    sigaction(SIGINT, &before->interrupt, NULL);
    sigaction(SIGQUIT, &before->quit, NULL);
}
