/* What every program has in common that ken starts and gives the terminal: the editor, the user's shell. Main thread.
 */
#pragma once

#include <signal.h>
#include <spawn.h>

/* Starts argv[0], looked for in PATH, with signals as programs expect them, whatever ken has done to its own. `flags`
 * are posix_spawn's own, besides those for signals. Returns 0 or an errno. */
int child_start(pid_t *child, char *const argv[], const posix_spawn_file_actions_t *files, short flags);

/* ^C and ^\ that are typed while a program has the terminal are not for ken, which is in the same process group. */
typedef struct ChildKeys {
    struct sigaction interrupt, quit; /* as they were */
} ChildKeys;

void child_ignore_keys(ChildKeys *before);
void child_heed_keys(const ChildKeys *before);
