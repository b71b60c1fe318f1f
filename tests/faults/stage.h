/* Running the program with calls that fail (see shim.h), and what must hold however it ends. One thread; a check that
 * does not hold is printed and counted, so that one run shows all. */
#pragma once

#include "engine/base/buf.h"
#include "tests/faults/shim.h"
#include "tests/support/scratch.h"

typedef struct Fault {
    FaultKind kind;
    int error;        /* errno; 0: short reads and writes */
    bool goes_on;     /* from the Nth on all fail */
    bool is_alone;    /* not in the children */
    const char *path; /* only on files whose path holds this; NULL: on all */
} Fault;

/* A folder of files to look into, a home beside it, and what the runs in it came to. */
typedef struct Stage {
    Scratch scratch;
    char tree[300];
    char state_path[300];
    FaultState *state;
    unsigned runs;
    unsigned goes;  /* that went on and gave the whole result */
    unsigned said;  /* that said what was wrong */
    unsigned ended; /* that ended with 2 */
    unsigned wrong;
} Stage;

typedef struct Run {
    Buf out; /* NUL-terminated beyond their length */
    Buf err;
    int status; /* as waitpid has it; -1: it did not end */
} Run;

void stage_init(Stage *stage);
void stage_deinit(Stage *stage);
/* Prints how many runs there were, and what they came to, under `name`. */
void stage_report(const Stage *stage, const char *name);
/* Whether the machine lets the program be run so: not with some sanitizers. */
bool stage_can_fail(const Stage *stage, FaultKind kind);

/* The environment of a program whose `at`th call fails, NULL-terminated; `fault` NULL: calls are counted only.
 * Borrowed: valid until the next call. Counts start anew. */
const char *const *stage_environment(Stage *stage, const Fault *fault, unsigned at);
/* How many calls of the kind the last run made. */
unsigned stage_calls(const Stage *stage, FaultKind kind);
/* Whether the fault came to pass in the last run. */
bool stage_failed(const Stage *stage);

/* Runs `sh -c command` in the tree, with the program's path in $KEN. */
void stage_run(Stage *stage, const char *command, const Fault *fault, unsigned at, Run *run);
void run_deinit(Run *run);

/* Prints what is wrong with the fault's run, and counts it. */
void stage_complain(Stage *stage, const char *what, const Fault *fault, unsigned at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Checks that the run ended as it may: `good` is what a run without a fault gives. */
void stage_check(Stage *stage, const char *what, const Fault *fault, unsigned at, const Run *good, const Run *run);
/* The step from one number to the next that makes at most `few` of `most`, or KEN_FAULTS_MOST of them (0: all). */
unsigned stage_step(unsigned most, unsigned few);
