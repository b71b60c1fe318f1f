/* The nursery: takes a request, forks a child for it, and waits for the child's end, the deadline, a cancel or
 * the end of ken, whichever is first. The first request makes it load libgit2, for the children to inherit.
 *
 *     poll: socket (cancel, end of ken) | lifeline (closed by the child's end) | deadline */
#include "engine/git/nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "engine/git/libgit2.h"
#include "engine/git/listing.h"
#include "engine/git/origin.h"
#include "engine/git/wire.h"

typedef struct Child {
    pid_t pid;
    int lifeline; /* readable, at its end, when the child has ended */
} Child;

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Dies with its parent, also when that is killed. */
static void die_with_parent(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(0);
}

static void close_range_from(int low, int high)
{
#ifdef SYS_close_range
    if (low > high || syscall(SYS_close_range, (unsigned)low, (unsigned)high, 0) == 0)
        return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = low; fd <= high && fd < (most < 0 ? 1024 : most); fd++)
        close(fd);
}

/* Holds nothing of ken's but the socket: neither the terminal nor a pipe that someone waits on. */
static void let_go_of_files(int socket_fd)
{
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        if (null < 0 || dup2(null, fd) < 0)
            close(fd);
    close_range_from(3, socket_fd - 1);
    close_range_from(socket_fd + 1, 0x7fffffff);
}

static void ignore_signals(void)
{
    static const int ignored[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE, SIGTERM,
                                  SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* False when the other end is gone. `*passed_fd`, when asked for, is the descriptor that came along, or -1. */
static bool receive(int socket_fd, void *data, size_t len, int *passed_fd)
{
    char *to = data;
    while (len > 0) {
        union {
            struct cmsghdr header;
            char space[CMSG_SPACE(sizeof(int))];
        } control;
        struct iovec part = {to, len};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        ssize_t got = recvmsg(socket_fd, &message, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS && passed_fd)
            memcpy(passed_fd, CMSG_DATA(header), sizeof(int));
        to += got;
        len -= (size_t)got;
    }
    return true;
}

static _Noreturn void run_child(int socket_fd, const WireRequest *request, const char *folder, int answer_fd,
                                pid_t parent)
{
    die_with_parent(parent);
    close(socket_fd);
    for (int number = 1; number < 32; number++)
        signal(number, SIG_DFL);
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (request->verb == VERB_ORIGIN)
        origin_answer(folder, request->wants, answer_fd);
    else
        listing_answer(folder, request->wants, answer_fd);
    _exit(0);
}

/* False, with errno, when no child could be made. */
static bool start_child(int socket_fd, const WireRequest *request, const char *folder, int answer_fd, Child *child)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t parent = getpid();
    child->pid = fork();
    if (child->pid == 0) {
        close(ends[0]);
        run_child(socket_fd, request, folder, answer_fd, parent);
    }
    int cause = errno;
    close(ends[1]);
    child->lifeline = ends[0];
    if (child->pid > 0)
        return true;
    close(ends[0]);
    errno = cause;
    return false;
}

/* One that hangs in the kernel (a dead network file system) cannot be waited for: it is reaped later. */
static void kill_child(const Child *child)
{
    kill(child->pid, SIGKILL);
    struct pollfd end = {.fd = child->lifeline, .events = POLLIN};
    if (poll(&end, 1, 200) > 0)
        waitpid(child->pid, NULL, 0);
}

static WireReply reply_about_end(const Child *child)
{
    int status = 0;
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFSIGNALED(status))
        return (WireReply){OUTCOME_DIED, WTERMSIG(status)};
    return (WireReply){OUTCOME_ENDED, 0};
}

/* Waits for what comes first. Exits when ken is gone. */
static WireReply watch_child(int socket_fd, const Child *child, uint32_t deadline_ms)
{
    long long deadline = now_ms() + deadline_ms;
    for (;;) {
        struct pollfd polled[2] = {{.fd = child->lifeline, .events = POLLIN}, {.fd = socket_fd, .events = POLLIN}};
        long long left = deadline - now_ms();
        int ready = left > 0 ? poll(polled, 2, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (polled[0].revents)
            return reply_about_end(child);
        WireRequest cancel;
        if (ready > 0 && !receive(socket_fd, &cancel, sizeof cancel, NULL)) {
            kill(child->pid, SIGKILL);
            _exit(0);
        }
        kill_child(child);
        return (WireReply){ready > 0 ? OUTCOME_CANCELLED : OUTCOME_LATE, 0};
    }
}

static WireReply serve_listing(int socket_fd, const WireRequest *request, const char *folder, int answer_fd)
{
    Child child;
    bool is_started = start_child(socket_fd, request, folder, answer_fd, &child);
    int cause = errno;
    close(answer_fd); /* the child alone writes: when it ends, so does the answer */
    if (!is_started)
        return (WireReply){OUTCOME_NO_CHILD, cause};
    WireReply reply = watch_child(socket_fd, &child, request->deadline_ms);
    close(child.lifeline);
    return reply;
}

/* False when ken is gone. */
static bool serve_request(int socket_fd)
{
    WireRequest request;
    char folder[LONGEST_FOLDER + 1];
    int answer_fd = -1;
    if (!receive(socket_fd, &request, sizeof request, &answer_fd))
        return false;
    if (request.verb == VERB_CANCEL) /* came too late: the child had ended */
        return true;
    if (request.folder_len > LONGEST_FOLDER || !receive(socket_fd, folder, request.folder_len, NULL))
        return false;
    folder[request.folder_len] = '\0';
    while (waitpid(-1, NULL, WNOHANG) > 0) /* children that were killed and took their time */
        continue;
    libgit2_load(NULL); /* once for all children, who say so when it cannot be had */
    WireReply reply = serve_listing(socket_fd, &request, folder, answer_fd);
    return send(socket_fd, &reply, sizeof reply, MSG_NOSIGNAL) == (ssize_t)sizeof reply;
}

_Noreturn void nursery_run(int socket_fd)
{
    if (socket_fd < 3) /* ken was started with a standard descriptor closed */
        socket_fd = fcntl(socket_fd, F_DUPFD, 3);
    ignore_signals();
    setsid(); /* out of the terminal's process group: ^C and ^Z are not for it */
    let_go_of_files(socket_fd);
#ifdef __linux__
    prctl(PR_SET_NAME, "ken-git");
#endif
    while (serve_request(socket_fd))
        continue;
    _exit(0);
}
