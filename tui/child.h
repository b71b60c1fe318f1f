/* What every program has in common that ken starts and gives the terminal: the editor, the user's shell. Main thread.
 */
#pragma once

#include <signal.h>
#include <spawn.h>

#include "engine/base/error.h"

/* Starts argv[0], looked for in PATH, with signals as programs expect them, whatever ken has done to its own. `flags`
 * are posix_spawn's own, besides those for signals. Returns 0 or an errno. */
int child_start(pid_t *child, char *const argv[], const posix_spawn_file_actions_t *files, short flags);

/* Waits until it has ended; `status` as waitpid gives it. A child that stops itself stops ken too, so that the shell
 * has the terminal, and goes on with it. False with `err` when ken has to end first: it got a signal to (signals_ending
 * tells), or the terminal behind `terminal_fd` (-1: none) is gone; the child was told so, and given a moment. */
bool child_wait(pid_t child, int terminal_fd, int *status, Error *err);

/* ^C and ^\ that are typed while a program has the terminal are not for ken, which is in the same process group; ^Z
 * stops both. */
typedef struct ChildKeys {
    struct sigaction interrupt, quit, stop; /* as they were */
} ChildKeys;

void child_ignore_keys(ChildKeys *before);
void child_heed_keys(const ChildKeys *before);
