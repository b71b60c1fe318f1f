/* Stamps tell whether files and folders are still as they were: each is a path and what the system said of it.
 *
 *     stamps_add --> records, paths --(kept)--> stamps_check on the pool: stat each and compare
 *
 * Stamps taken after something was read hold for what was read as long as no time in them is later than just before
 * the reading began: a change between the two would have left a later one (git's rule for racily clean entries).
 * Times on disk are coarse; hence `limit_ns` is to be well before that beginning. */
#pragma once

#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/pool.h"

typedef enum StampHow {
    STAMP_ITSELF,   /* a link is looked at, not followed */
    STAMP_TARGET,   /* links are followed */
    STAMP_PRESENCE, /* links are followed; only that it is there, its type and its owner count */
    STAMP_HOWS
} StampHow;

/* One path's facts; all 0 but for `path_at` and `how` when there is nothing. In the cache file as it is here. */
typedef struct Stamp {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    int64_t modified_ns;
    int64_t changed_ns;
    uint64_t path_at; /* in the paths, where a NUL ends it */
    uint32_t mode;
    uint32_t owner;
    uint32_t how;
    uint32_t reserved;
} Stamp;

/* Being collected. One thread; zero-initialised but for the first two. */
typedef struct Stamps {
    int root_fd;      /* of the folder that relative paths begin at; borrowed */
    int64_t limit_ns; /* since the epoch: later times make unsure */
    Buf records;      /* of Stamp */
    Buf paths;
    bool is_unsure; /* something was changed too late, or cannot be looked at: the stamps prove nothing */
} Stamps;

void stamps_deinit(Stamps *stamps);
/* `path` is relative to the root ("" is itself), or absolute; what is not there is stamped so. Returns the type and
 * permissions as in st_mode, 0 when there is nothing. */
uint32_t stamps_add(Stamps *stamps, Slice path, StampHow how);
/* A file that is read by its path: itself, and what it leads to when it is a link. Of a folder in its place, as .git
 * may be one, only the presence. */
void stamps_add_file(Stamps *stamps, Slice path);

/* Whether all that is stamped is as it was; waits for it. The paths are known to end with a NUL, and each `path_at` to
 * be within. Not for a worker. */
bool stamps_check(const Stamp *stamps, size_t count, const char *paths, int root_fd, Pool *pool);
