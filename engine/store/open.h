/* Opening files beneath a root and nowhere else: openat2 with RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
 * RESOLVE_NO_MAGICLINKS, or component by component with O_NOFOLLOW where that is missing. Any thread. */
#pragma once

#include <stdint.h>
#include <sys/stat.h>

/* A read-only descriptor of the regular file `path` (relative, NUL-terminated) below the directory `root_fd`, or -1
 * with errno: ELOOP for a link on the way, EINVAL for what is not a regular file. Never blocks on a FIFO. */
int open_beneath(int root_fd, const char *path, struct stat *facts);
