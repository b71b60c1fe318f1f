/* What a command without a screen looks into: for each place on the command line its work tree, listed to the end,
 * and the filter that says which of its files are meant. */
#pragma once

#include "cli/options.h"
#include "cli/place.h"
#include "engine/session.h"

typedef struct Scope {
    Session *session;
    Snapshot *snapshot;
    PathFilter *filter;
    const char *here;
    bool prints_absolute; /* the tree is elsewhere and was named by an absolute path */
} Scope;

/* True to go on, false with `err` to end. */
typedef bool ScopeFn(void *context, const Scope *scope, Error *err);

/* Calls `each` for every place; a file that was named but is not listed (it is ignored, say) makes a scope of its
 * own. Notices go to standard error; `*is_partial` when one says that something could not be listed. False with `err`
 * when something failed. */
bool scope_each(const Options *options, GitHelper *git, ScopeFn *each, void *context, bool *is_partial, Error *err);

/* Appends the file's path as the user expects it: relative to the current folder. Any thread. */
void scope_append_path(const Scope *scope, uint32_t file, Buf *out);
