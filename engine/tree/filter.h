/* Which listed paths a search looks at: globs as -g and the prompt's "in:" take them, file types as -t takes
 * them, and folders. Immutable once made; any thread.
 *
 * Globs, separated by white space in the prompt: "*.[ch]" and "drivers/" keep, "!test" leaves out. A glob without '/'
 * matches any single part of the path (so "!test" leaves out folders of that name too), one with '/' is anchored at the
 * root and also covers what is below it. With at least one keeping glob, a path must match one of them; the last glob
 * that matches decides. */
#pragma once

#include "engine/base/error.h"
#include "engine/base/slice.h"

typedef struct PathFilter PathFilter;

/* An empty filter accepts everything. */
PathFilter *path_filter_new(void);
/* A copy to add more to, with one reference. */
PathFilter *path_filter_dup(const PathFilter *filter);
PathFilter *path_filter_retain(PathFilter *filter);
void path_filter_release(PathFilter *filter);

/* While building, one thread, before it is shared. */
void path_filter_add_glob(PathFilter *filter, Slice glob);
/* Splits at white space; a backslash keeps the next character. */
void path_filter_add_globs(PathFilter *filter, Slice globs);
/* A type is a name for a list of globs ("c", "py", "make"); unknown names fail with the nearest known one. */
bool path_filter_add_type(PathFilter *filter, const char *type, Error *err);
/* Only what is `folder` or below it, relative to the root; several are alternatives. "" is the whole tree. */
void path_filter_add_folder(PathFilter *filter, Slice folder);

bool path_filter_accepts(const PathFilter *filter, Slice path);
bool path_filter_is_empty(const PathFilter *filter);
/* True when both accept the same paths for the same reasons. NULL is the empty filter. */
bool path_filter_equal(const PathFilter *a, const PathFilter *b);
