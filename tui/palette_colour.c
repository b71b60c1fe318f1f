/* Colours that text asks for by itself, brought down to what the terminal has. */
#include "tui/palette.h"

#include <stdlib.h>

enum { CUBE = 16, GREYS = 232, LEVELS = 6, GREY_COUNT = 24 };

static const int levels[LEVELS] = {0, 0x5f, 0x87, 0xaf, 0xd7, 0xff};

/* xterm's, for where the terminal's own first sixteen cannot be named. */
static const uint32_t first_sixteen[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
                                           0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                           0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

static uint32_t rgb_of_index(uint32_t index)
{
    if (index < CUBE)
        return first_sixteen[index];
    if (index >= GREYS) {
        uint32_t grey = 8 + 10 * (index - GREYS);
        return grey << 16 | grey << 8 | grey;
    }
    uint32_t cube = index - CUBE;
    return (uint32_t)levels[cube / 36] << 16 | (uint32_t)levels[cube / 6 % 6] << 8 | (uint32_t)levels[cube % 6];
}

static int part(uint32_t rgb, int place)
{
    return (int)(rgb >> (16 - 8 * place) & 255);
}

static int distance(uint32_t a, uint32_t b)
{
    int sum = 0;
    for (int i = 0; i < 3; i++)
        sum += (part(a, i) - part(b, i)) * (part(a, i) - part(b, i));
    return sum;
}

static uint32_t nearest_level(int value)
{
    uint32_t nearest = 0;
    for (uint32_t i = 1; i < LEVELS; i++)
        if (abs(levels[i] - value) < abs(levels[nearest] - value))
            nearest = i;
    return nearest;
}

/* Of the cube and the greys; the first sixteen are the user's own. */
static uint32_t nearest_of_256(uint32_t rgb)
{
    uint32_t cube =
        CUBE + 36 * nearest_level(part(rgb, 0)) + 6 * nearest_level(part(rgb, 1)) + nearest_level(part(rgb, 2));
    int mean = (part(rgb, 0) + part(rgb, 1) + part(rgb, 2)) / 3;
    int step = (mean - 3) / 10;
    uint32_t grey = GREYS + (uint32_t)(mean < 8 ? 0 : step > GREY_COUNT - 1 ? GREY_COUNT - 1 : step);
    return distance(rgb, rgb_of_index(grey)) < distance(rgb, rgb_of_index(cube)) ? grey : cube;
}

static uint32_t nearest_of_16(uint32_t rgb)
{
    uint32_t nearest = 0;
    for (uint32_t i = 1; i < CUBE; i++)
        if (distance(rgb, first_sixteen[i]) < distance(rgb, first_sixteen[nearest]))
            nearest = i;
    return nearest;
}

int32_t palette_colour(PaletteDepth depth, uint32_t colour, bool *is_bright)
{
    uint32_t kind = colour & COLOUR_KIND;
    uint32_t value = colour & ~(uint32_t)COLOUR_KIND;
    *is_bright = false;
    if (kind == COLOUR_NONE || depth == PALETTE_MONO)
        return PALETTE_DEFAULT;
    if (depth == PALETTE_8) {
        uint32_t near = kind == COLOUR_INDEX && value < CUBE
                            ? value
                            : nearest_of_16(kind == COLOUR_RGB ? value : rgb_of_index(value));
        *is_bright = near >= 8;
        return (int32_t)(near & 7);
    }
    if (depth == PALETTE_256)
        return (int32_t)(kind == COLOUR_INDEX ? value : nearest_of_256(value));
    if (kind == COLOUR_INDEX)
        return (int32_t)(value < 8 ? value : rgb_of_index(value));
    return (int32_t)(value < 8 ? 0 : value); /* where colours are direct, the first eight are still numbers */
}
