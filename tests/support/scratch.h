/* A folder of a test's own, removed with all that is in it. Failing to make something fails the test. */
#pragma once

#include "engine/base/slice.h"

typedef struct Scratch {
    char path[256]; /* absolute, no '/' at the end */
} Scratch;

void scratch_init(Scratch *scratch);
void scratch_deinit(Scratch *scratch);
/* For cmocka, `*state` is a new one. Return 0. */
int scratch_setup(void **state);
int scratch_teardown(void **state);
/* Writes a file, making the folders before it; `path` is relative. */
void scratch_write(const Scratch *scratch, const char *path, Slice bytes);
void scratch_write_text(const Scratch *scratch, const char *path, const char *text);
