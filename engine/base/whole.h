/* Reading and writing all of a run of bytes, however the system cuts it up. Any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The `len` bytes from `at` on; false with errno when they cannot be had (EIO when the file ends before). */
bool whole_read(int fd, void *data, size_t len, off_t at);
/* False with errno when not all could be written. */
bool whole_write(int fd, const void *data, size_t len);
