/* Threads with the asynchronous signals blocked, and an alternate stack for the fault handler left to it. */
#include "engine/base/thread.h"

#include <signal.h>

/* Deep enough for all that threads do, which does not recurse; the usual 8 MB each would be most of a tight limit on
 * address space. */
enum { STACK_BYTES = 2 << 20 };

bool thread_start(pthread_t *thread, void *(*run)(void *), void *context)
{
    sigset_t blocked;
    sigset_t before;
    sigfillset(&blocked);
    sigdelset(&blocked, SIGBUS);
    sigdelset(&blocked, SIGSEGV);
    sigdelset(&blocked, SIGFPE);
    sigdelset(&blocked, SIGILL);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    bool ok = pthread_create(thread, &attributes, run, context) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return ok;
}
