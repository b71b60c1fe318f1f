/* A `tags` file as ctags writes it: one line a name, sorted or not, looked up in the mapped file.
 *
 *     name TAB path TAB (line | /^pattern$/ | ?pattern?) [;" TAB fields]
 *
 * (The format is described in ctags(1) and tags(5) of Universal Ctags.) The file may hold anything: its paths are
 * only ever compared with those of the tree, its patterns are plain text. Counted by nobody: owned by its maker.
 * Opening and finding are [background]. */
#pragma once

#include <stdint.h>

#include "engine/base/error.h"
#include "engine/base/slice.h"

typedef struct Tags Tags;

/* [background] NULL with `err` when it cannot be opened. */
Tags *tags_open(const char *path, Error *err);
void tags_free(Tags *tags);
/* [background] The file is another now: open it again. */
bool tags_is_stale(Tags *tags);

typedef struct TagPlace {
    Slice path;                    /* as written; borrowed from the Tags, as is the pattern */
    Slice pattern;                 /* with its backslashes, without the marks around it; empty when there is none */
    uint64_t line;                 /* 1-based, 0: not told */
    bool is_from_start, is_to_end; /* the pattern begins with ^, ends with $ */
} TagPlace;

/* [background] At most `most` places, in the file's order. */
size_t tags_find(const Tags *tags, Slice name, TagPlace *places, size_t most);
/* The start of the line in `bytes` that the place means: by its pattern, the match nearest to its line; else by its
 * line. False when there is no such line. Reads all of `bytes`: [background]. */
bool tags_locate(const TagPlace *place, Slice bytes, uint64_t *line_start);
