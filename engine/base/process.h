/* What the program itself takes, as the system counts it. Any thread; reads a file of /proc. */
#pragma once

#include <stdint.h>

typedef struct ProcessMemory {
    uint64_t virtual_bytes;  /* address space (VmSize); 0 where the system does not tell */
    uint64_t resident_bytes; /* RAM, pages shared with the page cache included (RSS); 0 where it does not tell */
} ProcessMemory;

void process_memory(ProcessMemory *memory);
