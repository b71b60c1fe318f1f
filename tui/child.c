/* Starting programs, and waiting for them. */
#include "tui/child.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tui/signals.h"

enum {
    STOP_PAUSE_MS = 20,
    LAST_WORDS_MS = 250, /* for a child that is told to end */
    STEP_MS = 10,
};

extern char **environ;

int child_start(pid_t *child, char *const argv[], const posix_spawn_file_actions_t *files, short flags)
{
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | flags));
    int failure = posix_spawnp(child, argv[0], files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

static void pause_ms(long ms)
{
    struct timespec time = {.tv_nsec = ms * 1000000L};
    nanosleep(&time, NULL);
}

static bool has_stopped(pid_t child)
{
    siginfo_t facts = {0};
    return waitid(P_PID, (id_t)child, &facts, WSTOPPED | WNOHANG | WNOWAIT) == 0 && facts.si_pid == child;
}

/* Where ^Z has stopped and fg continued both, ken may run first: what stands for a moment is no news. */
static void follow_stop(pid_t child)
{
    if (!has_stopped(child))
        return;
    pause_ms(STOP_PAUSE_MS);
    if (!has_stopped(child))
        return;
    signals_stop(false);
    kill(child, SIGCONT); /* also where no shell can do it: then ken has not stopped either */
}

static bool is_gone(int terminal_fd)
{
    struct pollfd poller = {.fd = terminal_fd};
    return terminal_fd >= 0 && poll(&poller, 1, 0) > 0;
}

/* Told to end as ken is. */
static void dismiss(pid_t child)
{
    int status;
    kill(child, signals_ending() ? signals_ending() : SIGHUP);
    kill(child, SIGCONT);
    for (int left = LAST_WORDS_MS; left > 0 && waitpid(child, &status, WNOHANG) == 0; left -= STEP_MS)
        pause_ms(STEP_MS);
}

/* Until a signal comes (SIGCHLD among them) or the terminal hangs up. Where signals are not caught, for a moment. */
static void wait_for_news(int terminal_fd)
{
    struct pollfd sources[] = {{.fd = signals_fd(), .events = POLLIN}, {.fd = terminal_fd}};
    poll(sources, 2, signals_fd() < 0 ? STEP_MS : -1);
    while (signals_take() != 0)
        continue;
}

bool child_wait(pid_t child, int terminal_fd, int *status, Error *err)
{
    for (;;) {
        pid_t ended = waitpid(child, status, WNOHANG);
        if (ended == child)
            return true;
        if (ended < 0 && errno != EINTR)
            return error_set(err, "%s", strerror(errno));
        if (signals_ending() || is_gone(terminal_fd)) {
            dismiss(child);
            return error_set(err, signals_ending() ? "a signal ended it" : "the terminal is gone");
        }
        follow_stop(child);
        wait_for_news(terminal_fd);
    }
}

void child_ignore_keys(ChildKeys *before)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN}, stop = {.sa_handler = SIG_DFL};
    sigaction(SIGINT, &ignore, &before->interrupt);
    sigaction(SIGQUIT, &ignore, &before->quit);
    sigaction(SIGTSTP, NULL, &before->stop);
    if (before->stop.sa_handler != SIG_IGN)
        sigaction(SIGTSTP, &stop, NULL);
}

void child_heed_keys(const ChildKeys *before)
{
    sigaction(SIGINT, &before->interrupt, NULL);
    sigaction(SIGQUIT, &before->quit, NULL);
    sigaction(SIGTSTP, &before->stop, NULL);
}
