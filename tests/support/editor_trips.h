/* Round trips to editors of all manners, good and bad, for the pty tests and the long ones. */
#pragma once

#include "tests/support/job.h"

typedef enum EditorManner {
    EDITOR_GOOD,
    EDITOR_CRASHES, /* SIGSEGV, having switched on all that a terminal has */
    EDITOR_IS_ABORTED,
    EDITOR_LEAVES_RAW, /* modes of the terminal as it likes them */
    EDITOR_LEAVES_SCREEN,
    EDITOR_STOPS_ITSELF, /* SIGSTOP; a shell continues it */
    EDITOR_STOPS_ALL,    /* as ^Z in vi */
    EDITOR_FAILS,        /* exit 1 */
    EDITOR_RESIZES,
    EDITOR_IS_MISSING,
    EDITOR_NO_PROGRAM, /* a file that cannot be executed */
    EDITOR_MANNERS
} EditorManner;

extern const char *const editor_manner_names[EDITOR_MANNERS];

typedef struct EditorTrips {
    Job *job;
    const Scratch *scratch;
    unsigned done;
} EditorTrips;

/* Starts ken on a row that an editor can be opened at. */
void editor_trips_begin(EditorTrips *trips, const Scratch *scratch);
/* One round trip; fails the test when the terminal, the screen or the sentence is not right afterwards. */
void editor_trips_make(EditorTrips *trips, EditorManner manner);
/* Ends ken, and fails the test unless the terminal is as it was. */
void editor_trips_end(EditorTrips *trips);
