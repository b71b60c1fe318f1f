/* The keymaps that come with the program (the .keys files in keymaps/), embedded at build time. Constant; any thread.
 */
#pragma once

#include <stddef.h>

typedef struct EmbeddedKeymap {
    const char *name; /* the file's name without ".keys" */
    const char *text;
} EmbeddedKeymap;

extern const EmbeddedKeymap embedded_keymaps[];
extern const size_t embedded_keymap_count;
