/* Marks that are kept from run to run, in $XDG_STATE_HOME/ken/marks: one a line, "LETTER OFFSET PATH", the path
 * absolute and escaped, the newest last; shared by kens that run at once. The old ones stay when they cannot be read or
 * written anew. Small, and read or written when such a mark is used. Main thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/error.h"

typedef struct KeptMark {
    char *path; /* heap; the caller frees it */
    uint64_t offset;
} KeptMark;

/* The mark of that letter in the file at `path` (NULL: of none), or else the newest one in any. False: there is none.
 */
bool mark_file_get(const char *path, char letter, KeptMark *mark);
/* Replaces the mark of that letter and file; offset UINT64_MAX removes it. False with `err` when that is not kept. */
bool mark_file_set(const char *path, char letter, uint64_t offset, Error *err);
