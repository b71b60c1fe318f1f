/* A library to be loaded before all others (LD_PRELOAD) that makes chosen calls of a program fail: the Nth of a kind,
 * or all from the Nth on, counted over its threads and the children that it forks. See shim.h for how it is told. What
 * the C library calls by itself is not seen, so that the functions of it that open or allocate are wrapped as such. */
#include "tests/faults/shim.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The C library's own names: for functions, for their checked forms, and other ones for their parameters.
 * NOLINTBEGIN(readability-inconsistent-declaration-parameter-name,bugprone-reserved-identifier,cert-dcl37-c) */

enum { FIRST_BYTES = 1 << 16, ALIGNMENT = 16 };

static struct {
    FaultState *state; /* NULL: nothing is counted */
    int kind;          /* -1: nothing fails */
    unsigned at;
    int error;
    bool goes_on;
    const char *path; /* NULL: any */
} shim = {.kind = -1};

/* --- choosing --- */

static void stop_in_child(void)
{
    shim.state = NULL;
}

static unsigned number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("FAULT_STATE");
    const char *program = getenv("FAULT_PROGRAM");
    const char *kind = getenv("FAULT_KIND");
    if (!path || !program || strcmp(program, program_invocation_short_name) != 0)
        return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *state = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *shim.state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (state == MAP_FAILED)
        abort();
    close(fd);
    for (int i = 0; kind && i < FAULT_KIND_COUNT; i++)
        if (strcmp(kind, fault_kind_names[i]) == 0)
            shim.kind = i;
    shim.at = number_of("FAULT_AT");
    shim.error = (int)number_of("FAULT_ERROR");
    shim.goes_on = getenv("FAULT_ON") != NULL;
    shim.path = getenv("FAULT_PATH");
    if (getenv("FAULT_ALONE"))
        pthread_atfork(NULL, NULL, stop_in_child);
    shim.state = state;
}

/* A call on something: a path, an open file, or neither (NULL and -1). */
typedef struct Object {
    const char *path;
    int fd;
} Object;

#define NOTHING ((Object){NULL, -1})

static bool is_meant(Object object)
{
    char link[64];
    char path[4096];
    if (!shim.path)
        return true;
    if (object.path)
        return strstr(object.path, shim.path) != NULL;
    if (object.fd < 0)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", object.fd);
    ssize_t len = readlink(link, path, sizeof path - 1);
    path[len > 0 ? len : 0] = '\0';
    return strstr(path, shim.path) != NULL;
}

/* Counts a call; true when it is the one that is to fail. */
static bool is_chosen(FaultKind kind, Object object)
{
    if (!shim.state || !is_meant(object))
        return false;
    unsigned number = 1 + atomic_fetch_add_explicit(&shim.state->calls[kind], 1, memory_order_relaxed);
    if (shim.kind != (int)kind || (shim.goes_on ? number < shim.at : number != shim.at))
        return false;
    atomic_fetch_add_explicit(&shim.state->failed, 1, memory_order_relaxed);
    return true;
}

/* The same, with errno set. */
static bool fails_on(FaultKind kind, Object object)
{
    if (!is_chosen(kind, object) || shim.error == 0)
        return false;
    errno = shim.error;
    return true;
}

static bool fails(FaultKind kind)
{
    return fails_on(kind, NOTHING);
}

static bool fails_at(FaultKind kind, const char *path)
{
    return fails_on(kind, (Object){path, -1});
}

static bool fails_in(FaultKind kind, int fd)
{
    return fails_on(kind, (Object){NULL, fd});
}

/* The same for what moves bytes, which may also be done in part. */
static bool fails_or_cuts(FaultKind kind, int fd, size_t *len)
{
    if (!is_chosen(kind, (Object){NULL, fd}))
        return false;
    if (shim.error == 0) {
        *len = *len > 1 ? 1 : *len;
        return false;
    }
    errno = shim.error;
    return true;
}

/* `next` becomes what the program would have called without this library. */
#define FIND_NEXT(name)                                                                                                \
    static __typeof__(&(name)) next;                                                                                   \
    if (!next)                                                                                                         \
    *(void **)&next = dlsym(RTLD_NEXT, #name)

/* A function without anything special about it: `list` are its parameters, `names` what is handed on. */
#define WRAP(kind, type, failure, name, list, names)                                                                   \
    type name list                                                                                                     \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        return fails(FAULT_##kind) ? (failure) : next names;                                                           \
    }

#define WRAP_PATH(kind, type, failure, name, list, names)                                                              \
    type name list                                                                                                     \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        return fails_at(FAULT_##kind, path) ? (failure) : next names;                                                  \
    }

#define WRAP_FD(kind, type, failure, name, list, names)                                                                \
    type name list                                                                                                     \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        return fails_in(FAULT_##kind, fd) ? (failure) : next names;                                                    \
    }

/* --- memory --- */

/* Finding the next malloc may allocate: from here, and never given back. */
static char first_bytes[FIRST_BYTES] __attribute__((aligned(ALIGNMENT)));
static size_t first_used;

static bool is_first(const void *block)
{
    return (const char *)block >= first_bytes && (const char *)block < first_bytes + FIRST_BYTES;
}

static void *take_first(size_t bytes)
{
    size_t rounded = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded > FIRST_BYTES - first_used)
        abort();
    first_used += rounded;
    return first_bytes + first_used - rounded;
}

/* Like FIND_NEXT; while it is being found, `first` is the answer. */
#define FIND_ALLOCATOR(name, first)                                                                                    \
    static __typeof__(&(name)) next;                                                                                   \
    static _Thread_local bool is_finding __attribute__((tls_model("initial-exec")));                                   \
    if (is_finding)                                                                                                    \
        return first;                                                                                                  \
    if (!next) {                                                                                                       \
        is_finding = true;                                                                                             \
        *(void **)&next = dlsym(RTLD_NEXT, #name);                                                                     \
        is_finding = false;                                                                                            \
    }

void *malloc(size_t bytes)
{
    FIND_ALLOCATOR(malloc, take_first(bytes))
    return fails(FAULT_alloc) ? NULL : next(bytes);
}

void *calloc(size_t count, size_t size)
{
    FIND_ALLOCATOR(calloc, take_first(count * size))
    return fails(FAULT_alloc) ? NULL : next(count, size);
}

void *realloc(void *old, size_t bytes)
{
    FIND_ALLOCATOR(realloc, take_first(bytes))
    if (is_first(old)) {
        void *block = malloc(bytes);
        size_t most = (size_t)(first_bytes + FIRST_BYTES - (char *)old);
        return block ? memcpy(block, old, bytes < most ? bytes : most) : NULL;
    }
    return fails(FAULT_alloc) ? NULL : next(old, bytes);
}

void free(void *block)
{
    static __typeof__(&free) next;
    if (is_first(block))
        return;
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "free");
    next(block);
}

WRAP(alloc, void *, NULL, aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))
WRAP(alloc, void *, NULL, reallocarray, (void *old, size_t count, size_t size), (old, count, size))
WRAP(alloc, int, errno, posix_memalign, (void **block, size_t alignment, size_t bytes), (block, alignment, bytes))

static FaultKind kind_of_map(int protection)
{
    return protection & PROT_EXEC ? FAULT_jit : FAULT_map;
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    FIND_NEXT(mmap);
    return fails(kind_of_map(protection)) ? MAP_FAILED : next(at, len, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t len, int protection, int flags, int fd, off64_t offset)
{
    FIND_NEXT(mmap64);
    return fails(kind_of_map(protection)) ? MAP_FAILED : next(at, len, protection, flags, fd, offset);
}

int mprotect(void *at, size_t len, int protection)
{
    FIND_NEXT(mprotect);
    return fails(kind_of_map(protection)) ? -1 : next(at, len, protection);
}

/* --- opening --- */

#define MODE_AFTER(last)                                                                                               \
    va_list more;                                                                                                      \
    va_start(more, last);                                                                                              \
    mode_t mode = ((last) & (O_CREAT | O_TMPFILE)) ? (mode_t)va_arg(more, unsigned) : 0;                               \
    va_end(more)

#define WRAP_OPEN(name)                                                                                                \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        MODE_AFTER(flags);                                                                                             \
        return fails_at(FAULT_open, path) ? -1 : next(path, flags, mode);                                              \
    }

#define WRAP_OPENAT(name)                                                                                              \
    int name(int folder, const char *path, int flags, ...)                                                             \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        MODE_AFTER(flags);                                                                                             \
        return fails_at(FAULT_open, path) ? -1 : next(folder, path, flags, mode);                                      \
    }

/* What compilers make of some calls when they check them (_FORTIFY_SOURCE). */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int folder, const char *path, int flags);
int __openat64_2(int folder, const char *path, int flags);
ssize_t __read_chk(int fd, void *data, size_t len, size_t size);
ssize_t __pread_chk(int fd, void *data, size_t len, off_t at, size_t size);
ssize_t __pread64_chk(int fd, void *data, size_t len, off64_t at, size_t size);

WRAP_OPEN(open)
WRAP_OPEN(open64)
WRAP_OPENAT(openat)
WRAP_OPENAT(openat64)
WRAP_PATH(open, int, -1, __open_2, (const char *path, int flags), (path, flags))
WRAP_PATH(open, int, -1, __open64_2, (const char *path, int flags), (path, flags))
WRAP_PATH(open, int, -1, __openat_2, (int folder, const char *path, int flags), (folder, path, flags))
WRAP_PATH(open, int, -1, __openat64_2, (int folder, const char *path, int flags), (folder, path, flags))
WRAP_PATH(open, FILE *, NULL, fopen, (const char *path, const char *mode), (path, mode))
WRAP_PATH(open, FILE *, NULL, fopen64, (const char *path, const char *mode), (path, mode))
WRAP_PATH(open, DIR *, NULL, opendir, (const char *path), (path))
WRAP_FD(open, DIR *, NULL, fdopendir, (int fd), (fd))
WRAP(open, int, -1, pipe, (int ends[2]), (ends))
WRAP(open, int, -1, pipe2, (int ends[2], int flags), (ends, flags))
WRAP(open, int, -1, socketpair, (int domain, int type, int protocol, int ends[2]), (domain, type, protocol, ends))

static bool makes_descriptor(int command)
{
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC;
}

#define WRAP_FCNTL(name)                                                                                               \
    int name(int fd, int command, ...)                                                                                 \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        va_list more;                                                                                                  \
        va_start(more, command);                                                                                       \
        void *argument = va_arg(more, void *);                                                                         \
        va_end(more);                                                                                                  \
        return makes_descriptor(command) && fails_in(FAULT_open, fd) ? -1 : next(fd, command, argument);               \
    }

WRAP_FCNTL(fcntl)
WRAP_FCNTL(fcntl64)

/* Calls that the C library has no function for. */
long syscall(long number, ...)
{
    FIND_NEXT(syscall);
    long arguments[6];
    va_list more;
    va_start(more, number);
    for (int i = 0; i < 6; i++)
        arguments[i] = va_arg(more, long);
    va_end(more);
#ifdef SYS_openat2
    if (number == SYS_openat2 && fails_at(FAULT_open, (const char *)arguments[1]))
        return -1;
#endif
    return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

/* --- reading and writing --- */

static bool is_on_disk(int fd)
{
    struct stat facts;
    return syscall(SYS_fstat, fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

ssize_t write(int fd, const void *data, size_t len)
{
    FIND_NEXT(write);
    return fails_or_cuts(is_on_disk(fd) ? FAULT_disk : FAULT_write, fd, &len) ? -1 : next(fd, data, len);
}

/* As WRAP, for calls whose length `len` may be cut. */
#define WRAP_BYTES(kind, name, list, names)                                                                            \
    ssize_t name list                                                                                                  \
    {                                                                                                                  \
        FIND_NEXT(name);                                                                                               \
        return fails_or_cuts(FAULT_##kind, fd, &len) ? -1 : next names;                                                \
    }

WRAP_BYTES(read, read, (int fd, void *data, size_t len), (fd, data, len))
WRAP_BYTES(read, __read_chk, (int fd, void *data, size_t len, size_t size), (fd, data, len, size))
WRAP_BYTES(read, pread, (int fd, void *data, size_t len, off_t at), (fd, data, len, at))
WRAP_BYTES(read, pread64, (int fd, void *data, size_t len, off64_t at), (fd, data, len, at))
WRAP_BYTES(read, __pread_chk, (int fd, void *data, size_t len, off_t at, size_t size), (fd, data, len, at, size))
WRAP_BYTES(read, __pread64_chk, (int fd, void *data, size_t len, off64_t at, size_t size), (fd, data, len, at, size))
WRAP_BYTES(read, recv, (int fd, void *data, size_t len, int flags), (fd, data, len, flags))
WRAP_BYTES(disk, pwrite, (int fd, const void *data, size_t len, off_t at), (fd, data, len, at))
WRAP_BYTES(disk, pwrite64, (int fd, const void *data, size_t len, off64_t at), (fd, data, len, at))
WRAP_BYTES(write, send, (int fd, const void *data, size_t len, int flags), (fd, data, len, flags))
WRAP_FD(read, ssize_t, -1, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
WRAP_FD(write, ssize_t, -1, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
WRAP_FD(write, ssize_t, -1, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WRAP_FD(disk, int, -1, ftruncate, (int fd, off_t len), (fd, len))
WRAP_FD(disk, int, -1, ftruncate64, (int fd, off64_t len), (fd, len))
WRAP_FD(disk, int, -1, fsync, (int fd), (fd))
WRAP_FD(disk, int, -1, fdatasync, (int fd), (fd))
WRAP_PATH(disk, int, -1, rename, (const char *from, const char *path), (from, path))
WRAP_PATH(disk, int, -1, renameat, (int a, const char *from, int b, const char *path), (a, from, b, path))
WRAP_PATH(disk, int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
int fflush(FILE *file)
{
    FIND_NEXT(fflush);
    return file && fails_in(FAULT_disk, fileno(file)) ? EOF : next(file);
}

/* --- facts and folders --- */

WRAP_PATH(stat, int, -1, stat, (const char *path, struct stat *facts), (path, facts))
WRAP_PATH(stat, int, -1, lstat, (const char *path, struct stat *facts), (path, facts))
WRAP_FD(stat, int, -1, fstat, (int fd, struct stat *facts), (fd, facts))
WRAP_PATH(stat, int, -1, fstatat, (int folder, const char *path, struct stat *facts, int flags),
          (folder, path, facts, flags))
WRAP_PATH(stat, int, -1, stat64, (const char *path, struct stat64 *facts), (path, facts))
WRAP_PATH(stat, int, -1, lstat64, (const char *path, struct stat64 *facts), (path, facts))
WRAP_FD(stat, int, -1, fstat64, (int fd, struct stat64 *facts), (fd, facts))
WRAP_PATH(stat, int, -1, fstatat64, (int folder, const char *path, struct stat64 *facts, int flags),
          (folder, path, facts, flags))
WRAP_PATH(stat, char *, NULL, realpath, (const char *path, char *resolved), (path, resolved))
WRAP(folder, struct dirent *, NULL, readdir, (DIR * folder), (folder))
WRAP(folder, struct dirent64 *, NULL, readdir64, (DIR * folder), (folder))

/* --- processes, threads, watching --- */

WRAP(fork, pid_t, -1, fork, (void), ())
WRAP(fork, int, errno, posix_spawn,
     (pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *restrict actions,
      const posix_spawnattr_t *restrict attributes, char *const argv[restrict], char *const env[restrict]),
     (pid, path, actions, attributes, argv, env))
WRAP(fork, int, errno, posix_spawnp,
     (pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *restrict actions,
      const posix_spawnattr_t *restrict attributes, char *const argv[restrict], char *const env[restrict]),
     (pid, path, actions, attributes, argv, env))
WRAP(thread, int, errno, pthread_create,
     (pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *),
      void *restrict context),
     (thread, attributes, run, context))
WRAP(inotify, int, -1, inotify_init1, (int flags), (flags))
WRAP_PATH(inotify, int, -1, inotify_add_watch, (int fd, const char *path, uint32_t mask), (fd, path, mask))
WRAP(timer, int, -1, timer_create, (clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer),
     (clock, event, timer))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name,bugprone-reserved-identifier,cert-dcl37-c) */
