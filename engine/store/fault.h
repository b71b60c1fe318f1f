/* Mapped file bytes that can be read without dying when the file shrinks underneath (SIGBUS).
 *
 * Each mapping is made over a reserve of its size plus one page of anonymous zeros, so that a readable zero page
 * always follows, and is entered in an append-only table of regions. The handler accepts a fault only inside a
 * known region, marks the region poisoned, and maps anonymous zeros over it from the faulting page to its end by a raw
 * system call; any other fault restores the terminal and dies as it should. The idea is old (SIGBUS handlers of
 * databases and of the JVM); the table makes it safe to run beside threads that map and unmap.
 *
 * fault_install once, in main, before any thread. The rest: any thread. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/error.h"

typedef struct Region {
    _Atomic(uintptr_t) low;  /* 0 while the entry is free */
    _Atomic(uintptr_t) high; /* end of the file's pages; the zero page behind is not part of it */
    atomic_bool is_poisoned; /* a fault was met: zeros stand where bytes were; what was read means nothing */
    struct HoleMap *holes;   /* of the file: set by whoever has mapped it, and freed with the region; or NULL */
} Region;

/* `on_fatal` (may be NULL) runs in the signal handler before the program dies of a fault that is not ours; it
 * may only call async-signal-safe functions. KEN_NO_FAULT_HANDLER=1 in the environment leaves the handler off (for the
 * control test). */
bool fault_install(void (*on_fatal)(int signal), Error *err);

/* Maps `len` > 0 bytes of `fd` from `offset` (page-aligned), read-only and shared. NULL when the system has no room:
 * an error for the caller to degrade on, errno kept. */
Region *region_map(int fd, uint64_t offset, uint64_t len);
/* Nobody may read the region any more. */
void region_unmap(Region *region);
const char *region_data(const Region *region);
/* Has mapped bytes, from a page's start on, in memory: waits for the disk. */
void region_bring_in(const char *data, size_t len);
bool region_is_poisoned(const Region *region);
/* Faults handled since the start: for tests and the memory view. */
unsigned long fault_count(void);
