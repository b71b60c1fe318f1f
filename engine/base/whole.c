/* Reading and writing to the end. */
#include "engine/base/whole.h"

#include <errno.h>
#include <unistd.h>

bool whole_read(int fd, void *data, size_t len, off_t at)
{
    char *to = data;
    while (len > 0) {
        ssize_t got = pread(fd, to, len, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO;
        if (got <= 0)
            return false;
        to += got;
        at += got;
        len -= (size_t)got;
    }
    return true;
}

bool whole_write(int fd, const void *data, size_t len)
{
    const char *at = data;
    while (len > 0) {
        ssize_t written = write(fd, at, len);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            at += written;
            len -= (size_t)written;
        }
    }
    return true;
}
