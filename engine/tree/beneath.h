/* Opening folders beneath a root and nowhere else, however long their path is: no link is followed, also when
 * one takes a folder's place meanwhile. Any thread. */
#pragma once

#include "engine/base/slice.h"

/* A descriptor of the folder `path` (relative; "" is the root itself) below `root_fd`, or -1 with errno. */
int beneath_open_folder(int root_fd, Slice path);
/* The text of the regular file `name` in a folder, which must not be a link unless `follows_links`; the caller frees
 * `*text`. False, with errno, when there is none that can be read, or it is over `limit` bytes. Never blocks on a
 * FIFO. */
bool beneath_read_file(int folder_fd, const char *name, bool follows_links, size_t limit, char **text, size_t *len);
/* Whether that errno says that there is no such file, rather than that it could not be read. */
bool beneath_has_none(int cause);
