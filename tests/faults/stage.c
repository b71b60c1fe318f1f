/* Running the program with calls that fail. */
#include "tests/faults/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEADLINE_MS = 10000, ENVIRONMENT_MOST = 20, VARIABLE_LEN = 1400, READ_BYTES = 1 << 16, SHOWN = 400 };

void stage_init(Stage *stage)
{
    memset(stage, 0, sizeof *stage);
    scratch_init(&stage->scratch);
    snprintf(stage->tree, sizeof stage->tree, "%s/tree", stage->scratch.path);
    snprintf(stage->state_path, sizeof stage->state_path, "%s/state", stage->scratch.path);
    int fd = open(stage->state_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *state = MAP_FAILED;
    if (fd >= 0 && ftruncate(fd, sizeof(FaultState)) == 0)
        state = mmap(NULL, sizeof(FaultState), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (state == MAP_FAILED || mkdir(stage->tree, 0777) != 0)
        abort();
    close(fd);
    stage->state = state;
}

void stage_deinit(Stage *stage)
{
    munmap(stage->state, sizeof *stage->state);
    scratch_deinit(&stage->scratch);
}

void stage_report(const Stage *stage, const char *name)
{
    printf("figure: faults, %s: %u runs: %u gave all, %u said what was missing, %u ended with 2, %u wrong\n", name,
           stage->runs, stage->goes, stage->said, stage->ended, stage->wrong);
}

unsigned stage_calls(const Stage *stage, FaultKind kind)
{
    return atomic_load(&stage->state->calls[kind]);
}

bool stage_failed(const Stage *stage)
{
    return atomic_load(&stage->state->failed) > 0;
}

bool stage_can_fail(const Stage *stage, FaultKind kind)
{
    (void)stage;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return kind != FAULT_alloc && kind != FAULT_map; /* they are the sanitizer's own */
#else
    (void)kind;
    return true;
#endif
}

unsigned stage_step(unsigned most, unsigned few)
{
    const char *text = getenv("KEN_FAULTS_MOST");
    unsigned wanted = text ? (unsigned)strtoul(text, NULL, 10) : few;
    return wanted == 0 || most <= wanted ? 1 : (most + wanted - 1) / wanted;
}

/* --- the environment --- */

static char variables[ENVIRONMENT_MOST][VARIABLE_LEN];
static const char *list[ENVIRONMENT_MOST + 1];

static void add_variable(size_t *count, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_variable(size_t *count, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(variables[*count], VARIABLE_LEN, format, args);
    va_end(args);
    list[*count] = variables[*count];
    list[++*count] = NULL;
}

const char *const *stage_environment(Stage *stage, const Fault *fault, unsigned at)
{
    size_t count = 0;
    const char *home = stage->scratch.path;
    memset(stage->state, 0, sizeof *stage->state);
    add_variable(&count, "KEN=%s", KEN_PROGRAM);
    add_variable(&count, "LD_PRELOAD=%s%s", KEN_SANITIZER, KEN_FAULT_SHIM);
    add_variable(&count, "FAULT_STATE=%s", stage->state_path);
    add_variable(&count, "FAULT_PROGRAM=%s", strrchr(KEN_PROGRAM, '/') + 1);
    add_variable(&count, "HOME=%s", home);
    add_variable(&count, "XDG_CACHE_HOME=%s/cache", home);
    add_variable(&count, "XDG_STATE_HOME=%s/.state", home);
    add_variable(&count, "XDG_CONFIG_HOME=%s/.config", home);
    add_variable(&count, "TMPDIR=%s", home);
    add_variable(&count, "GIT_CONFIG_NOSYSTEM=1");
    if (!fault)
        return list;
    add_variable(&count, "FAULT_KIND=%s", fault_kind_names[fault->kind]);
    add_variable(&count, "FAULT_AT=%u", at);
    add_variable(&count, "FAULT_ERROR=%d", fault->error);
    if (fault->goes_on)
        add_variable(&count, "FAULT_ON=1");
    if (fault->path)
        add_variable(&count, "FAULT_PATH=%s", fault->path);
    if (fault->is_alone)
        add_variable(&count, "FAULT_ALONE=1");
    return list;
}

/* --- a run --- */

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void read_more(struct pollfd *from, Buf *to)
{
    buf_reserve(to, READ_BYTES);
    ssize_t got = read(from->fd, to->data + to->len, READ_BYTES);
    if (got > 0) {
        to->len += (size_t)got;
    } else if (got == 0 || errno != EINTR) {
        close(from->fd);
        from->fd = -1;
    }
}

/* To the end of both, or of the time. */
static void read_all(int out, int err, Run *run)
{
    long long end = now_ms() + DEADLINE_MS;
    struct pollfd polled[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    while ((polled[0].fd >= 0 || polled[1].fd >= 0) && now_ms() < end) {
        if (poll(polled, 2, 100) <= 0)
            continue;
        if (polled[0].fd >= 0 && polled[0].revents)
            read_more(&polled[0], &run->out);
        if (polled[1].fd >= 0 && polled[1].revents)
            read_more(&polled[1], &run->err);
    }
    for (int i = 0; i < 2; i++)
        if (polled[i].fd >= 0)
            close(polled[i].fd);
}

static void run_child(const Stage *stage, const char *command, const int out[2], const int err[2])
{
    setpgid(0, 0);
    int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    for (size_t i = 0; list[i]; i++)
        if (strncmp(list[i], "LD_PRELOAD=", 11) != 0)
            putenv(variables[i]);
    char whole[4096]; /* only the program itself is to be loaded with the shim */
    snprintf(whole, sizeof whole, "ken() { env LD_PRELOAD='%s%s' \"$KEN\" \"$@\"; }; %s", KEN_SANITIZER, KEN_FAULT_SHIM,
             command);
    if (chdir(stage->tree) == 0)
        execl("/bin/sh", "sh", "-c", whole, (char *)NULL);
    _exit(127);
}

static int wait_for(pid_t pid)
{
    int status = -1;
    for (long long end = now_ms() + 1000; now_ms() < end;) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return status;
        usleep(500);
    }
    kill(-pid, SIGKILL);
    waitpid(pid, &status, 0);
    return -1;
}

void stage_run(Stage *stage, const char *command, const Fault *fault, unsigned at, Run *run)
{
    int out[2];
    int err[2];
    *run = (Run){.status = -1};
    stage_environment(stage, fault, at);
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
        abort();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        run_child(stage, command, out, err);
    setpgid(pid, pid);
    close(out[1]);
    close(err[1]);
    read_all(out[0], err[0], run);
    run->status = wait_for(pid);
    buf_append_byte(&run->out, '\0');
    buf_append_byte(&run->err, '\0');
    run->out.len--;
    run->err.len--;
}

void run_deinit(Run *run)
{
    buf_deinit(&run->out);
    buf_deinit(&run->err);
}

/* --- checking --- */

void stage_complain(Stage *stage, const char *what, const Fault *fault, unsigned at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("FAILED: %s: %s %u%s, %s: ", what, fault_kind_names[fault->kind], at, fault->goes_on ? " and on" : "",
           fault->error ? strerror(fault->error) : "short");
    vprintf(format, args);
    printf("\n");
    va_end(args);
    stage->wrong++;
}

/* Every line is a sentence of ken's, and not empty. */
static bool is_said_well(const char *text)
{
    bool ok = true;
    for (const char *line = text; ok && *line;) {
        const char *end = strchr(line, '\n');
        ok = strncmp(line, "ken: ", 5) == 0 && end && end - line > 10;
        line = end ? end + 1 : line + strlen(line);
    }
    return ok;
}

/* Every line of `part` is one of `whole`, in its order. */
static bool is_part(const char *part, const char *whole)
{
    while (*part) {
        size_t len = strcspn(part, "\n") + 1;
        while (*whole && strncmp(part, whole, len) != 0)
            whole += strcspn(whole, "\n") + (strchr(whole, '\n') != NULL);
        if (!*whole)
            return false;
        part += len;
    }
    return true;
}

/* The last line may be cut off where writing failed. */
static void cut_last_line(char *text)
{
    char *end = strrchr(text, '\n');
    *(end ? end + 1 : text) = '\0';
}

void stage_check(Stage *stage, const char *what, const Fault *fault, unsigned at, const Run *good, const Run *run)
{
    stage->runs++;
    int code = WIFEXITED(run->status) ? WEXITSTATUS(run->status) : -1;
    bool is_whole = slice_equal(buf_slice(&run->out), buf_slice(&good->out));
    if (run->status == -1)
        stage_complain(stage, what, fault, at, "it did not end");
    else if (code < 0 || code > 2)
        stage_complain(stage, what, fault, at, "status %x: %.*s", (unsigned)run->status, SHOWN, run->err.data);
    else if (!is_said_well(run->err.data))
        stage_complain(stage, what, fault, at, "it said: %.*s", SHOWN, run->err.data);
    else if (code == 2 && run->err.len == 0)
        stage_complain(stage, what, fault, at, "it ended with 2 and said nothing");
    else if (is_whole && code == WEXITSTATUS(good->status))
        stage->goes++;
    else if (code == 0 && strstr(run->out.data, "\"incomplete\":\""))
        stage->said++;
    else if (code != 2)
        stage_complain(stage, what, fault, at, "status %d, it printed: %.*s; it said: %.*s", code, SHOWN, run->out.data,
                       SHOWN, run->err.data);
    else {
        cut_last_line(run->out.data);
        bool lists_more = strstr(run->err.data, "ignore rules could not be read");
        if (!lists_more && !is_part(run->out.data, good->out.data))
            stage_complain(stage, what, fault, at, "it printed: %.*s", SHOWN, run->out.data);
        stage->ended++;
    }
}
