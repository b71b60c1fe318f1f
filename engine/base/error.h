/* What went wrong, as one sentence for the user: the path, then the cause. Filled by the callee, owned by the
 * caller, never allocated. Passing NULL throws the sentence away. Any thread. */
#pragma once

#include <stdbool.h>

typedef struct Error {
    char text[1024];
} Error;

/* Fills `err` and returns false, so that a failing function can end in `return error_set(...)`. */
bool error_set(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
