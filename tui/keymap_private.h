/* A keymap's bindings, for keymap.c (finding and describing) and keymap_parse.c (reading). */
#pragma once

#include "tui/keymap.h"

typedef struct Binding {
    KeyContext context;
    Key keys[KEY_SEQUENCE_MOST];
    int count;
    Action action; /* ACTION_NONE: taken away, also from what the context falls back on */
    int layer;     /* 0 of the preset at the bottom; what is read on top of it is nearer to the user */
} Binding;

struct Keymap {
    char *name;
    Binding *bindings; /* in the order of the lines */
    size_t count, capacity;
    int layer;
};

/* Whether the one begins with all keys of the other. */
bool keymap_starts_with(const Key *keys, int count, const Key *start, int start_count);
/* Adds a binding in the place of those that it contradicts: of the same keys, of their beginning, or beginning with
 * them. */
void keymap_bind(Keymap *keymap, Binding binding);
/* The preset that a "preset" line at the start of the text names, or an empty slice. */
Slice keymap_preset_line(Slice text, int *number);
