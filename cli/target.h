/* What the operand of `ken` means: a folder, or a file and a place in it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/error.h"

typedef struct Target {
    char *path;
    bool is_folder;
    uint64_t line;   /* 0 = not given */
    uint64_t column; /* likewise */
} Target;

/* Reads PATH, FILE:LINE or FILE:LINE:COLUMN; a path that exists as it is written is taken so. False with `err`. */
bool target_parse(Target *target, const char *text, Error *err);
void target_deinit(Target *target);
