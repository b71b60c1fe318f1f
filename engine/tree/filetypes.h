/* The names that -t takes, and the globs that each stands for. Constant. */
#pragma once

#include <stddef.h>

typedef struct FileType {
    const char *name;
    const char *globs; /* separated by blanks; matched against the base name */
} FileType;

/* Sorted by name. */
const FileType *file_types(size_t *count);
/* NULL when there is no such type. */
const FileType *file_type_find(const char *name);
/* The known name that takes the fewest edits to reach. */
const char *file_type_nearest(const char *name);
