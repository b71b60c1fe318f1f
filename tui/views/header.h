/* The first line of the search view: the prompt, the modes, the globs, and the counts, which always stand at the right
 * end. Pure drawing. */
#pragma once

#include "tui/views/layout.h"
#include "tui/views/prompt.h"
#include "tui/views/scope.h"

typedef struct HeaderCounts {
    bool is_files_only; /* "N files" */
    uint64_t lines, files;
    bool is_complete;
    bool is_stale; /* not of the query shown, which is no valid pattern */
    int percent;   /* done, while it is not complete; -1 = unknown */
    double ms;     /* once complete; negative: not to be shown */
} HeaderCounts;

typedef struct Header {
    Prompt *prompt;
    const Scope *scope;
    bool is_caseless; /* what smart case came to */
    bool has_error;
    size_t error_offset; /* bytes into the query */
    HeaderCounts counts;
} Header;

/* Returns the cursor's column. */
int header_draw(const Header *header, Canvas *canvas, const Layout *layout);
