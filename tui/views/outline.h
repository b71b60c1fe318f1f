/* The outline of a file: its definitions to pick from by typing, with the file beside them. Main thread. */
#pragma once

#include "engine/store/document.h"
#include "tui/app.h"

/* Which file, and where in it one is. */
typedef struct OutlineSource {
    Document *document; /* as it is shown; NULL: the listed file is opened */
    Snapshot *snapshot;
    uint32_t index;
    Slice path;
    bool is_listed;
    uint64_t offset;
    Slice words; /* to begin with in the filter */
} OutlineSource;

View *outline_view_new(App *app, const OutlineSource *source);
