/* The program's own sizes, from /proc/self/statm, which tells them in pages, and their limit. */
#include "engine/base/process.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

void process_memory(ProcessMemory *memory)
{
    *memory = (ProcessMemory){0};
    FILE *in = fopen("/proc/self/statm", "re");
    if (!in)
        return;
    uint64_t total;
    uint64_t resident;
    long page = sysconf(_SC_PAGESIZE);
    if (page > 0 && fscanf(in, "%" SCNu64 " %" SCNu64, &total, &resident) == 2)
        *memory = (ProcessMemory){total * (uint64_t)page, resident * (uint64_t)page};
    fclose(in);
}

uint64_t process_address_limit(void)
{
    struct rlimit limit;
    bool is_limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return is_limited ? limit.rlim_cur : UINT64_MAX;
}
