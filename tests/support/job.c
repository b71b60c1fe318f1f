/* ken as the job of a shell in miniature:
 *
 *     test <-- events -- shell -- fork, tcsetpgrp, waitpid --> ken
 *     test --- orders -> shell                                  |
 *     test <------------------- pseudo terminal ----------------+ */
#include "tests/support/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cmocka.h>

#include "engine/base/mem.h"

enum { SETTLE_MS = 15, GIVEN_BACK_MS = 2000, ENV_MOST = 24, ARGUMENTS_MOST = 16 };

typedef struct Event {
    JobState state;
    int value; /* the process, or its wait status */
    bool has_given_modes;
} Event;

/* --- in the shell's process --- */

static bool same_modes(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

static void tell(int fd, JobState state, int value, const struct termios *before)
{
    struct termios now;
    Event event;
    memset(&event, 0, sizeof event);
    event.state = state;
    event.value = value;
    event.has_given_modes = tcgetattr(STDIN_FILENO, &now) == 0 && same_modes(before, &now);
    if (write(fd, &event, sizeof event) != sizeof event)
        _exit(3);
}

static void run_job(char **argv, bool ignores_hangup)
{
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    for (int number = 1; number < 32; number++)
        signal(number, SIG_DFL);
    if (ignores_hangup)
        signal(SIGHUP, SIG_IGN);
    execvp(argv[0], argv);
    _exit(127);
}

int job_shell(int argc, char **argv)
{
    if (argc < 6)
        return 2;
    int events = (int)strtol(argv[2], NULL, 10), orders = (int)strtol(argv[3], NULL, 10), status = 0;
    bool ignores_hangup = argv[4][0] == 'i';
    static const int ignored[] = {SIGTTOU, SIGTTIN, SIGTSTP, SIGINT, SIGQUIT, SIGTERM};
    struct termios before;
    char order;
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    if (ignores_hangup)
        signal(SIGHUP, SIG_IGN);
    fcntl(events, F_SETFD, FD_CLOEXEC);
    fcntl(orders, F_SETFD, FD_CLOEXEC);
    tcgetattr(STDIN_FILENO, &before);
    pid_t pid = fork();
    if (pid == 0)
        run_job(argv + 5, ignores_hangup);
    setpgid(pid, pid);
    tell(events, JOB_RUNS, pid, &before);
    while (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
        tcsetpgrp(STDIN_FILENO, getpgrp());
        tell(events, JOB_STOPPED, status, &before);
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
        if (read(orders, &order, 1) != 1)
            _exit(4);
        tcsetpgrp(STDIN_FILENO, pid);
        kill(-pid, SIGCONT);
    }
    tcsetpgrp(STDIN_FILENO, getpgrp());
    tell(events, JOB_ENDED, status, &before);
    return 0;
}

/* --- in the test --- */

static void become_reaper(void)
{
#ifdef PR_SET_CHILD_SUBREAPER
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

static Vt *start_shell(const Scratch *scratch, const JobOptions *options, int events, int orders)
{
    char events_text[16], orders_text[16], homes[3][400], ken[1024];
    static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"};
    static const char *const folders[] = {".config", ".state", ".cache"};
    const char *env[ENV_MOST] = {ken};
    const char *argv[ARGUMENTS_MOST] = {"/proc/self/exe", JOB_SHELL, events_text, orders_text,
                                        options->ignores_hangup ? "i" : "d"};
    size_t args = 5, count = 1;
    snprintf(events_text, sizeof events_text, "%d", events);
    snprintf(orders_text, sizeof orders_text, "%d", orders);
    snprintf(ken, sizeof ken, "KEN=%s", KEN_PROGRAM);
    for (int i = 0; i < 3; i++) {
        snprintf(homes[i], sizeof homes[i], "%s=%s/%s", names[i], scratch->path, folders[i]);
        env[count++] = homes[i];
    }
    for (int i = 0; options->env && options->env[i] && count < ENV_MOST - 1; i++)
        env[count++] = options->env[i];
    argv[args++] = options->script ? "sh" : KEN_PROGRAM;
    if (options->script) {
        argv[args++] = "-c";
        argv[args++] = options->script;
    }
    for (int i = 0; options->arguments && options->arguments[i] && args < ARGUMENTS_MOST - 1; i++)
        argv[args++] = options->arguments[i];
    return vt_start(&(VtOptions){.columns = options->columns ? options->columns : 100,
                                 .rows = options->rows ? options->rows : 30,
                                 .folder = scratch->path,
                                 .argv = argv,
                                 .env = env});
}

static bool take_event(Job *job, int ms)
{
    struct pollfd poller = {.fd = job->events_fd, .events = POLLIN};
    Event event;
    if (job->events_fd < 0 || poll(&poller, 1, ms) <= 0)
        return false;
    if (read(job->events_fd, &event, sizeof event) != sizeof event) {
        close(job->events_fd);
        job->events_fd = -1;
        return false;
    }
    job->state = event.state;
    job->has_given_modes = event.has_given_modes;
    if (event.state == JOB_RUNS)
        job->pid = event.value;
    else
        job->status = event.value;
    return true;
}

Job *job_start(const Scratch *scratch, const JobOptions *options)
{
    int events[2], orders[2];
    Job *job = mem_zalloc(1, sizeof *job);
    become_reaper();
    assert_int_equal(pipe(events), 0);
    assert_int_equal(pipe(orders), 0);
    fcntl(events[0], F_SETFD, FD_CLOEXEC);
    fcntl(orders[1], F_SETFD, FD_CLOEXEC);
    job->vt = start_shell(scratch, options, events[1], orders[0]);
    close(events[1]);
    close(orders[0]);
    job->events_fd = events[0];
    job->orders_fd = orders[1];
    assert_true(take_event(job, GIVEN_BACK_MS * 5));
    return job;
}

void job_free(Job *job)
{
    if (job->state != JOB_ENDED)
        kill(-job->pid, SIGKILL);
    vt_free(job->vt);
    job_reap_all(job, GIVEN_BACK_MS, NULL);
    if (job->events_fd >= 0)
        close(job->events_fd);
    close(job->orders_fd);
    free(job);
}

JobState job_wait(Job *job, double ms)
{
    double end = vt_now() + ms;
    while (!take_event(job, 0) && vt_now() < end)
        vt_pump(job->vt, 2);
    return job->state;
}

JobState job_look(Job *job, int ms)
{
    take_event(job, ms);
    return job->state;
}

void job_continue(Job *job)
{
    job->state = JOB_RUNS;
    ssize_t sent = write(job->orders_fd, "c", 1);
    assert_int_equal(sent, 1);
}

void job_expect_given_back(Job *job, const char *when)
{
    vt_pump(job->vt, SETTLE_MS);
    const char *complaint = vt_not_given_back(job->vt);
    if (!complaint && !job->has_given_modes)
        complaint = "the modes are not as they were";
    if (complaint)
        fail_msg("%s: %s", when, complaint);
}

double job_reap_all(Job *job, double most_ms, int *status)
{
    double start = vt_now();
    for (;;) {
        int one = 0;
        pid_t pid = waitpid(-1, &one, WNOHANG);
        if (pid < 0 && errno == ECHILD)
            return vt_now() - start;
        if (pid == job->pid && status)
            *status = one;
        if (pid > 0)
            continue;
        if (vt_now() - start > most_ms)
            return -1;
        usleep(1000);
    }
}
