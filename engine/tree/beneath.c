/* Opening folders beneath a root. With openat2, a step is as much of the path as the system takes at once;
 * without, a step is one part. */
#include "engine/tree/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

#include "engine/base/mem.h"
#include "engine/base/whole.h"

enum { LONGEST_STEP = 4000, FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK };

/* How many bytes of `path` one step takes: whole parts, as many as fit in `longest`, but at least one. */
static size_t step_len(Slice path, size_t longest)
{
    if (path.len <= longest)
        return path.len;
    size_t len = longest;
    while (len > 0 && path.data[len] != '/')
        len--;
    if (len > 0)
        return len;
    const char *slash = memchr(path.data, '/', path.len);
    return slash ? (size_t)(slash - path.data) : path.len;
}

/* One step of several parts. ENOSYS where the system cannot. */
static int open_parts(int fd, const char *parts)
{
#ifdef SYS_openat2
    struct open_how how = {.flags = FOLDER_FLAGS};
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    for (int tries = 0; tries < 100; tries++) { /* EAGAIN: something was renamed on the way */
        int opened = (int)syscall(SYS_openat2, fd, parts, &how, sizeof how);
        if (opened >= 0 || (errno != EAGAIN && errno != EINTR))
            return opened;
    }
    return -1;
#else
    (void)fd;
    (void)parts;
    errno = ENOSYS;
    return -1;
#endif
}

static int open_step(int fd, Slice path, size_t *taken)
{
    char step[LONGEST_STEP + 1];
    *taken = step_len(path, LONGEST_STEP);
    if (*taken <= LONGEST_STEP) {
        memcpy(step, path.data, *taken);
        step[*taken] = '\0';
        int opened = open_parts(fd, step);
        if (opened >= 0 || (errno != ENOSYS && errno != EPERM))
            return opened;
    }
    *taken = step_len(path, 1); /* EPERM too: a sandbox that does not know the call */
    if (*taken > LONGEST_STEP) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(step, path.data, *taken);
    step[*taken] = '\0';
    return openat(fd, step, FOLDER_FLAGS);
}

int beneath_open_folder(int root_fd, Slice path)
{
    if (path.len == 0)
        return openat(root_fd, ".", FOLDER_FLAGS);
    int fd = root_fd;
    while (path.len > 0) {
        size_t taken = 0;
        int opened = open_step(fd, path, &taken);
        int cause = errno;
        if (fd != root_fd)
            close(fd);
        if (opened < 0) {
            errno = cause;
            return -1;
        }
        fd = opened;
        path = slice_sub(path, taken + 1, path.len);
    }
    return fd;
}

bool beneath_read_file(int folder_fd, const char *name, bool follows_links, size_t limit, char **text, size_t *len)
{
    struct stat facts;
    *text = NULL;
    int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follows_links ? 0 : O_NOFOLLOW));
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &facts) == 0;
    if (ok && (!S_ISREG(facts.st_mode) || (unsigned long long)facts.st_size > limit)) {
        errno = S_ISREG(facts.st_mode) ? EFBIG : EINVAL;
        ok = false;
    }
    if (ok) {
        *len = (size_t)facts.st_size;
        *text = mem_alloc(*len);
        ok = whole_read(fd, *text, *len, 0);
    }
    int cause = errno;
    close(fd);
    if (ok)
        return true;
    free(*text);
    *text = NULL;
    errno = cause;
    return false;
}

bool beneath_has_none(int cause)
{
    return cause == ENOENT || cause == ENOTDIR || cause == ELOOP || cause == EINVAL || cause == EFBIG ||
           cause == ENXIO || cause == ENAMETOOLONG;
}
