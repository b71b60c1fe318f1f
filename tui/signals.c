/* Signals as bytes in a pipe. */
#include "tui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STUCK_MS = 500 };

static const int caught[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGCHLD};
enum { CAUGHT_COUNT = sizeof caught / sizeof *caught };

static struct sigaction before[CAUGHT_COUNT];
static struct sigaction pipe_before, alarm_before;
static int fds[2] = {-1, -1};
static volatile sig_atomic_t ending;
static void (*stuck_hook)(void);
#if defined _POSIX_TIMERS && _POSIX_TIMERS > 0
static timer_t stuck_timer;
static bool has_timer;
#endif

static bool is_ending(int number)
{
    return number == SIGTERM || number == SIGHUP || number == SIGINT || number == SIGQUIT;
}

/* Both ways are async-signal-safe; alarm() is some tenths of a second later. */
static void arm_alarm(void)
{
#if defined _POSIX_TIMERS && _POSIX_TIMERS > 0
    struct itimerspec once = {.it_value = {.tv_nsec = STUCK_MS * 1000000L}};
    if (has_timer && timer_settime(stuck_timer, 0, &once, NULL) == 0)
        return;
#endif
    alarm(1);
}

/* A full pipe loses nothing that counts: something to look at is in it already. */
static void on_signal(int number)
{
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    if (is_ending(number) && !ending) {
        ending = number;
        arm_alarm();
    }
    ssize_t written = write(fds[1], &byte, 1);
    (void)written;
    errno = kept;
}

static void on_alarm(int number)
{
    (void)number;
    if (stuck_hook)
        stuck_hook();
    _exit(128 + ending);
}

static void prepare_alarm(void)
{
    struct sigaction action = {.sa_handler = on_alarm};
    sigfillset(&action.sa_mask);
    sigaction(SIGALRM, &action, &alarm_before);
#if defined _POSIX_TIMERS && _POSIX_TIMERS > 0
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    has_timer = timer_create(CLOCK_MONOTONIC, &event, &stuck_timer) == 0;
#endif
}

static void dismiss_alarm(void)
{
#if defined _POSIX_TIMERS && _POSIX_TIMERS > 0
    if (has_timer)
        timer_delete(stuck_timer);
    has_timer = false;
#endif
    alarm(0);
    sigaction(SIGALRM, &alarm_before, NULL);
}

/* What is ignored stays so, but for what nobody is ended or stopped by. */
static void catch_signal(int number, struct sigaction *was)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, NULL, was);
    if (was->sa_handler != SIG_IGN || number == SIGWINCH || number == SIGCONT || number == SIGCHLD)
        sigaction(number, &action, NULL);
}

bool signals_open(void (*when_stuck)(void), Error *err)
{
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(err, "no pipe for signals: %s", strerror(errno));
    stuck_hook = when_stuck;
    ending = 0;
    prepare_alarm();
    for (int i = 0; i < CAUGHT_COUNT; i++)
        catch_signal(caught[i], &before[i]);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, &pipe_before);
    return true;
}

void signals_close(void)
{
    if (fds[0] < 0)
        return;
    for (int i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &before[i], NULL);
    dismiss_alarm();
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
    return fds[0] >= 0 && read(fds[0], &byte, 1) == 1 ? byte : 0;
}

int signals_ending(void)
{
    return ending;
}

void signals_stop(bool is_group)
{
    struct sigaction ours;
    sigaction(SIGTSTP, NULL, &ours);
    if (ours.sa_handler == on_signal)
        sigaction(SIGTSTP, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    kill(is_group ? 0 : getpid(), SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}
