/* A descriptor that becomes readable when any thread calls wake_signal, however often: the main loop polls it,
 * clears it, and looks at what has changed. Signalling costs a system call only when none is pending. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

typedef struct Wake {
    int read_fd;
    int write_fd;
    atomic_bool is_pending;
} Wake;

/* False when no descriptor could be had. */
bool wake_init(Wake *wake);
void wake_deinit(Wake *wake);
/* Any thread. */
void wake_signal(Wake *wake);
/* The polling thread only, before it looks at the shared state. */
void wake_clear(Wake *wake);
