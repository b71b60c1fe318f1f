/* What the system tells about another process. */
#pragma once

#include <sys/types.h>

/* How often a thread of the process has gone to sleep so far: each wake-up is followed by one more. */
long process_sleeps(pid_t pid);
/* For how long its main thread has been ready to run while other threads held the processors, in milliseconds. 0 where
 * the system does not tell. */
double process_held_up_ms(pid_t pid);
/* The same of all its threads together. */
double process_all_held_up_ms(pid_t pid);
