/* What tests/faults/shim.c shares with who steers it: the environment that it reads, and the file that it counts in.
 *
 *     FAULT_STATE    path of a file of a FaultState, which all processes map
 *     FAULT_PROGRAM  only programs of this name are counted and failed
 *     FAULT_KIND     what is to fail, a name of fault_kind_names; none: calls are only counted
 *     FAULT_AT       the how manieth call of the kind, from 1
 *     FAULT_ON       set: all later ones fail too
 *     FAULT_ERROR    the errno; 0: reads and writes are done for one byte only, other calls are left alone
 *     FAULT_PATH     only calls on files whose path holds this are counted and failed
 *     FAULT_ALONE    set: children that the program forks are left alone */
#pragma once

#include <stdatomic.h>

/* jit: memory that is to be executed. disk: what changes files and folders; write: the same to pipes, sockets and
 * terminals. stat and folder: facts of a file, and what a folder holds. */
#define FAULT_KINDS(X)                                                                                                 \
    X(alloc) X(map) X(jit) X(open) X(read) X(disk) X(write) X(stat) X(folder) X(fork) X(thread) X(inotify) X(timer)

typedef enum FaultKind {
#define FAULT_ENUM(name) FAULT_##name,
    FAULT_KINDS(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_KIND_COUNT
} FaultKind;

static const char *const fault_kind_names[FAULT_KIND_COUNT] = {
#define FAULT_NAME(name) #name,
    FAULT_KINDS(FAULT_NAME)
#undef FAULT_NAME
};

/* Any process that has it mapped; relaxed, for it is only counted. */
typedef struct FaultState {
    atomic_uint calls[FAULT_KIND_COUNT];
    atomic_uint failed; /* how many were made to fail */
} FaultState;
