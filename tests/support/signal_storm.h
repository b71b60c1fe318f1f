/* Signals at random moments while keys are typed, for the pty tests and the long ones. Failures name the seed. */
#pragma once

#include <stdint.h>

#include "tests/support/job.h"

typedef struct SignalStorm {
    uint32_t seed;
    unsigned events;                    /* to be sent */
    unsigned stops, continues, resizes; /* that were */
    unsigned stops_sent;
    bool is_unsure; /* SIGCONT was sent while a stop was on its way */
} SignalStorm;

/* What is searched and paged meanwhile. */
void signal_storm_fill(const Scratch *scratch);
/* WINCH (with another size and without), TSTP (by key, to the process, to its group) and CONT; each time it stops, and
 * at the end, the terminal must be given back. */
void signal_storm_run(const Scratch *scratch, SignalStorm *storm);
/* Starts ken, types, and ends it by TERM, INT, HUP or QUIT at some moment. */
void signal_storm_end(const Scratch *scratch, uint32_t seed);
