/* Starting threads the one way that ken starts them: every signal blocked but the synchronous ones (SIGBUS,
 * SIGSEGV, SIGFPE, SIGILL), so that the main thread alone sees the terminal's signals while any thread can be
 * saved by the fault handler. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

bool thread_start(pthread_t *thread, void *(*run)(void *), void *context);
