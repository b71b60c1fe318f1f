/* Signals as bytes in a pipe that the loop polls. The only mutable globals besides the fault handler's, as handlers
 * need them. Main thread. */
#pragma once

#include <stdbool.h>

#include "engine/base/error.h"

/* Catches SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT and SIGCHLD; those that end or stop a program
 * only where they were not ignored already, as under nohup. Ignores SIGPIPE. Those that end the program at once are the
 * fault handler's matter (engine/store/fault).
 *
 * Where the main thread does not end within half a second of a signal to do so (a terminal takes nothing more, a file
 * system hangs), `when_stuck` is called in a signal handler, and the program ends with 128 + the signal. */
bool signals_open(void (*when_stuck)(void), Error *err);
/* As it was before. */
void signals_close(void);
/* -1 while they are not caught. */
int signals_fd(void);
/* The next one that has come, 0 for none. */
int signals_take(void);
/* The signal that is to end the program, the first one if there were several; 0 while there was none. */
int signals_ending(void);

/* Stops this process as SIGTSTP does where nobody catches it, and returns when it is continued, or at once where no
 * shell could continue it. With `is_group` all of its process group stop. */
void signals_stop(bool is_group);
