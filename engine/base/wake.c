/* A coalescing pipe: at most one byte is ever in it. */
#include "engine/base/wake.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool wake_init(Wake *wake)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    wake->read_fd = ends[0];
    wake->write_fd = ends[1];
    atomic_init(&wake->is_pending, false);
    return true;
}

void wake_deinit(Wake *wake)
{
    close(wake->read_fd);
    close(wake->write_fd);
}

void wake_signal(Wake *wake)
{
    /* acq_rel: what was written before is seen by the thread that clears the flag */
    if (atomic_exchange_explicit(&wake->is_pending, true, memory_order_acq_rel))
        return;
    ssize_t written;
    do
        written = write(wake->write_fd, "", 1);
    while (written < 0 && errno == EINTR); /* a wake-up must not be lost: none follows while one is pending */
}

void wake_clear(Wake *wake)
{
    char drained[16];
    ssize_t got;
    do
        got = read(wake->read_fd, drained, sizeof drained);
    while (got > 0 || (got < 0 && errno == EINTR));
    /* acq_rel: pairs with the exchange in wake_signal. The flag falls after the pipe is empty, so that a signal
     * in between leaves a byte for the next poll or is seen by this round's look at the state. */
    atomic_exchange_explicit(&wake->is_pending, false, memory_order_acq_rel);
}
