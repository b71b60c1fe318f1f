/* Writing a document to a file of the user's so that what was there before is not lost when that fails: a disk that
 * fills up leaves an old file as it was, and no part of a new one. Background threads. */
#pragma once

#include <stdatomic.h>

#include "engine/base/error.h"
#include "engine/store/document.h"

typedef enum SaveMode {
    SAVE_NEW,    /* there must be none of that name */
    SAVE_OVER,   /* in the place of what is there */
    SAVE_BEHIND, /* at its end */
} SaveMode;

typedef enum SaveOutcome {
    SAVE_DONE,
    SAVE_EXISTS,    /* nothing was written */
    SAVE_CANCELLED, /* likewise */
    SAVE_FAILED,
} SaveOutcome;

/* `cancel` is looked at now and then. `err` is filled when it failed. What is no regular file is written to as it is,
 * and so is one that cannot have another put in its place: with other names, of someone else, in a closed folder. */
SaveOutcome save_file(const char *name, SaveMode mode, const Document *document, const atomic_bool *cancel, Error *err);
