/* When a file's bytes and its facts last changed, under the names that the system has for them, and
 * the clock that both are taken from. */
#pragma once

#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

static inline struct timespec file_modified(const struct stat *facts)
{
#ifdef __APPLE__
    return facts->st_mtimespec;
#else
    return facts->st_mtim;
#endif
}

static inline struct timespec file_changed(const struct stat *facts)
{
#ifdef __APPLE__
    return facts->st_ctimespec;
#else
    return facts->st_ctim;
#endif
}

/* Since 1970; what is too far from it wraps around. */
static inline int64_t time_in_ns(struct timespec time)
{
    return (int64_t)((uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec);
}

/* Now, by the clock that files get their times from. */
static inline int64_t file_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return time_in_ns(now);
}
