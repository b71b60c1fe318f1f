/* Opening files beneath a root: the kernel's own check where there is one, else a walk that follows no link. */
#include "engine/store/open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

/* O_NONBLOCK: a FIFO or a device that stands where a file was expected must not block. */
enum { FILE_FLAGS = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW };

/* The folder called by the `len` bytes at `name`, inside `dir_fd`; or -1. */
static int open_folder(int dir_fd, const char *name, size_t len)
{
    char part[NAME_MAX + 1];
    if (len > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(part, name, len);
    part[len] = '\0';
    int fd = openat(dir_fd, part, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
    if (fd >= 0 || errno != ENOTDIR)
        return fd;
    /* A link to a folder is "not a folder" to O_NOFOLLOW: tell the two apart for the caller. */
    struct stat facts;
    bool is_link = fstatat(dir_fd, part, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(facts.st_mode);
    errno = is_link ? ELOOP : ENOTDIR;
    return -1;
}

/* Component by component. Refuses every "..", so that a folder moved meanwhile leads nowhere else. */
static int open_by_parts(int root_fd, const char *path)
{
    int dir_fd = root_fd;
    int fd = -1;
    for (;;) {
        size_t len = strcspn(path, "/");
        bool is_last = path[len] == '\0';
        if (len == 0 || (len == 2 && path[0] == '.' && path[1] == '.'))
            errno = EXDEV;
        else
            fd = is_last ? openat(dir_fd, path, FILE_FLAGS) : open_folder(dir_fd, path, len);
        int cause = errno;
        if (dir_fd != root_fd)
            close(dir_fd);
        errno = cause;
        if (fd < 0 || is_last)
            return fd;
        dir_fd = fd;
        fd = -1;
        path += len + 1;
    }
}

static int open_path(int root_fd, const char *path)
{
#ifdef SYS_openat2
    struct open_how how = {
        .flags = (unsigned)FILE_FLAGS,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, root_fd, path, &how, sizeof how);
    /* Older kernels do not know the call, sandboxes may refuse it, and no call takes a path over PATH_MAX whole. */
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != ENAMETOOLONG))
        return fd;
#endif
    return open_by_parts(root_fd, path);
}

int open_beneath(int root_fd, const char *path, struct stat *facts)
{
    int fd = open_path(root_fd, path);
    if (fd < 0) {
        if (errno == ENXIO) /* a socket */
            errno = EINVAL;
        return -1;
    }
    int cause = fstat(fd, facts) != 0 ? errno : S_ISREG(facts->st_mode) ? 0 : EINVAL;
    if (cause == 0)
        return fd;
    close(fd);
    errno = cause;
    return -1;
}
