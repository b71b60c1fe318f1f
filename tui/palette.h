/* From roles to colours and attributes, for terminals of no, 8, 256 and direct colours, dark or light. One accent for
 * names and keys (blue), one for what matched (amber), structure dim; with fewer colours the same roles by bold,
 * dim, underline and reverse. NO_COLOR takes the colours away. Pure. */
#pragma once

#include <stdint.h>

#include "tui/style.h"

typedef enum PaletteDepth { PALETTE_MONO, PALETTE_8, PALETTE_256, PALETTE_DIRECT } PaletteDepth;

enum { PALETTE_DEFAULT = -1 };

typedef struct Ink {
    int32_t foreground; /* PALETTE_DEFAULT, a colour number, or 0xRRGGBB for PALETTE_DIRECT */
    int32_t background;
    bool is_bold, is_dim, is_underlined, is_reversed, is_italic;
} Ink;

/* The colour that comes nearest to a COLOUR_... of style.h; `*is_bright` when it is one of eight and should be bold. */
int32_t palette_colour(PaletteDepth depth, uint32_t colour, bool *is_bright);
Ink palette_ink(PaletteDepth depth, bool is_light, Style style);
