/* Signals as bytes in a pipe that the loop polls. The only mutable globals besides the fault handler's, as handlers
 * need them. Main thread. */
#pragma once

#include <stdbool.h>

#include "engine/base/error.h"

/* Catches SIGWINCH, SIGTERM, SIGHUP, SIGINT and SIGCONT; ignores SIGPIPE. Those that end the program at once are the
 * fault handler's matter (engine/store/fault). */
bool signals_open(Error *err);
/* As it was before. */
void signals_close(void);
int signals_fd(void);
/* The next one that has come, 0 for none. */
int signals_take(void);
