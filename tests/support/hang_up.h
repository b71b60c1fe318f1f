/* The terminal goes away under ken, in every state that it can be in, for the pty tests and the long ones. */
#pragma once

#include "tests/support/job.h"

typedef enum HangUpMode {
    HANG_UP_IDLE,
    HANG_UP_SEARCHING,
    HANG_UP_READING_PIPE, /* that never ends */
    HANG_UP_EDITING,      /* in an editor that ends of SIGHUP */
    HANG_UP_EDITING_DEAF, /* in one that ignores it and waits for no key */
    HANG_UP_IN_SHELL,     /* a command of the pager's "!" */
    HANG_UP_DRAWING,      /* keys are typed, each of them a page, and what is drawn is not read */
    HANG_UP_MODES
} HangUpMode;

extern const char *const hang_up_names[HANG_UP_MODES];

/* What is searched: enough for a search to take a while. */
void hang_up_fill(const Scratch *scratch);
/* Starts ken, brings it into the mode, closes the terminal, and fails the test unless all that ken started and ken
 * itself are gone within `most_ms`, with the right status. Returns the milliseconds. `seed` varies the moment. */
double hang_up_try(const Scratch *scratch, HangUpMode mode, bool ignores_hangup, double most_ms, unsigned seed);
