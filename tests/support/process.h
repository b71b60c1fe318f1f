/* What the system tells about another process. */
#pragma once

#include <sys/types.h>

/* How often a thread of the process has gone to sleep so far: each wake-up is followed by one more. */
long process_sleeps(pid_t pid);
