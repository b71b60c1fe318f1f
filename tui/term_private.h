/* What the parts of term share: its fields, modes (term_mode.c) and drawing (term_draw.c). */
#pragma once

#include <ncurses.h>
#include <stdio.h>

#include "tui/palette.h"
#include "tui/term.h"

typedef struct InkPair {
    int32_t foreground, background;
} InkPair;

enum { PAIR_SLOTS = 1 << 16 }; /* twice as many as there can be pairs */

struct Term {
    int input_fd;         /* keys */
    FILE *input, *output; /* ncurses' own; nothing is read through `input` */
    SCREEN *screen;
    PaletteDepth depth;
    bool is_light;
    bool is_plain;     /* ken's symbols as ASCII */
    bool is_left;      /* given back to the shell or an editor */
    bool keeps_screen; /* the main one is drawn on */
    bool has_mouse;
    Canvas shown; /* what the terminal shows */
    bool has_shown;
    bool is_cursor_hidden;
    InkPair *pairs; /* colour pair i + 1 */
    size_t pair_count, pair_capacity;
    uint16_t pair_slots[PAIR_SLOTS]; /* a hash table of their numbers, 0 where none is */
};

/* Keeps the modes to restore, and puts together the bytes that do. */
bool term_mode_save(Term *term, Error *err);
/* There is nothing to restore any more, and no way to. */
void term_mode_forget(void);
/* Raw keys, the alternate screen, bracketed paste. `is_again`: after another program, which may have left anything
 * switched on. */
void term_mode_enter(Term *term, bool is_again);
void term_mode_leave(Term *term);
void term_ask_background(Term *term);
/* True when the terminal or the locale cannot show ken's symbols. */
bool term_is_plain(void);
/* Frames are shown whole: between these two the terminal holds back. */
void term_begin_frame(Term *term);
void term_end_frame(Term *term);

void term_draw(Term *term, const Canvas *canvas);
/* The terminal may show anything: the next frame is drawn whole. */
void term_forget(Term *term);
