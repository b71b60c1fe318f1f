/* Signals as bytes in a pipe. */
#include "tui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int caught[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT};
enum { CAUGHT_COUNT = sizeof caught / sizeof *caught };

static struct sigaction before[CAUGHT_COUNT];
static struct sigaction pipe_before;
static int fds[2] = {-1, -1};

/* A full pipe loses nothing that counts: something to look at is in it already. */
static void on_signal(int number)
{
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(fds[1], &byte, 1);
    (void)written;
    errno = kept;
}

bool signals_open(Error *err)
{
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(err, "no pipe for signals: %s", strerror(errno));
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &action, &before[i]);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, &pipe_before);
    return true;
}

void signals_close(void)
{
    if (fds[0] < 0)
        return;
    for (int i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &before[i], NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    close(fds[0]);
    close(fds[1]);
    fds[0] = fds[1] = -1;
}

int signals_fd(void)
{
    return fds[0];
}

int signals_take(void)
{
    unsigned char byte;
    return read(fds[0], &byte, 1) == 1 ? byte : 0;
}
