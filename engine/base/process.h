/* What the program itself takes, as the system counts it, and may take. Any thread. */
#pragma once

#include <stdint.h>

typedef struct ProcessMemory {
    uint64_t virtual_bytes;  /* address space (VmSize); 0 where the system does not tell */
    uint64_t resident_bytes; /* RAM, pages shared with the page cache included (RSS); 0 where it does not tell */
} ProcessMemory;

/* Reads a file of /proc. */
void process_memory(ProcessMemory *memory);
/* Bytes of address space that it may have (RLIMIT_AS); UINT64_MAX for no limit. */
uint64_t process_address_limit(void);
