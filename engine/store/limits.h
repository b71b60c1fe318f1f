/* What the system allows, and what a store makes of it.
 *
 *     /proc/sys/vm/max_map_count, RLIMIT_AS, RAM, the control groups' memory limits
 *         --limits_read--> Limits --limits_budgets--> Budgets: what each tier may take
 *
 * The Linux 6.1 tree (78,579 files, 1.3 GB) with 600 MB of address space, all signed: 3,310 files mapped, 50,328
 * packed, 24,587 (950 MB) read anew where signatures do not rule them out; 503 MB at the most. A search of all of it
 * takes 0.37 s of processor time, 0.29 s of which the kernel reads; with all in memory 0.09 s.
 *
 * Pure but for the files that are read. Any thread. */
#pragma once

#include <stdint.h>

#define LIMIT_NONE UINT64_MAX

typedef struct Limits {
    uint64_t map_count;     /* mappings that a process may have; the usual 65,530 where it cannot be read */
    uint64_t address_bytes; /* of address space (RLIMIT_AS); LIMIT_NONE for no limit */
    uint64_t ram_bytes;     /* of the machine */
    uint64_t group_bytes;   /* the least memory limit of the control groups that the process is in; LIMIT_NONE */
} Limits;

/* Where to read, for tests; NULL stands for the usual place. */
typedef struct LimitPaths {
    const char *map_count; /* /proc/sys/vm/max_map_count */
    const char *groups;    /* /proc/self/cgroup */
    const char *mounts;    /* /sys/fs/cgroup: version 2 there or in `unified`, version 1 in `memory` */
} LimitPaths;

void limits_read(Limits *limits, const LimitPaths *paths);

typedef struct Budgets {
    uint64_t maps;          /* files that may be mapped at a time */
    uint64_t mapped_bytes;  /* of address space for them; LIMIT_NONE for no limit */
    uint64_t packed_bytes;  /* of memory for what is packed in slabs or copied */
    uint64_t address_bytes; /* of address space for all else that may do with less; LIMIT_NONE for no limit */
} Budgets;

/* `used_bytes` of address space are taken already; `memory_bytes` is what the user wants packed, 0 for a quarter of the
 * memory that there is. */
void limits_budgets(const Limits *limits, uint64_t used_bytes, uint64_t memory_bytes, Budgets *budgets);
