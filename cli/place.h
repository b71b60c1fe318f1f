/* Where the paths on the command line lead: paths of one work tree (or of one folder outside any) make one Place,
 * so that each tree is listed once. */
#pragma once

#include "cli/options.h"

typedef struct Place {
    char *folder; /* absolute, links resolved: where the loader starts */
    char **paths; /* what to look into, likewise; files and folders in or below the work tree around `folder` */
    size_t count;
    size_t capacity;
    bool is_absolute; /* the user gave an absolute path */
} Place;

typedef struct Places {
    char *here; /* the current folder, absolute, links resolved */
    Place *items;
    size_t count;
    size_t capacity;
} Places;

/* `paths` empty stands for the current folder. False with `err` when one does not exist. */
bool places_resolve(Places *places, const TextList *paths, Error *err);
void places_deinit(Places *places);

/* Appends the way from the folder `from` to `to`; both absolute, without '/' at the end (but for "/"). */
void place_append_relative(Buf *out, Slice from, Slice to);
/* The part of `path` below `root`, "" for the root itself; false when it is not there. */
bool place_below(const char *root, const char *path, Slice *rest);
