/* The colours, as tables: one row a role, one column a kind of terminal.
 *
 * The inks for text keep a contrast of 4.5 to the backgrounds that they meet (a unit test computes it): dim ones are a
 * little brighter on the selected row, where the background is. There no text has the terminal's own colour: it stays
 * legible when a terminal that does not tell its background is not what was assumed. */
#include "tui/palette.h"

#include <stddef.h>

enum { BOLD = 1, DIMMED = 2, UNDERLINE = 4, REVERSE = 8, ITALIC = 16 };
enum { NORMAL_ROW, SELECTED_ROW, ROW_KINDS };
enum { DEFAULT = PALETTE_DEFAULT };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE }; /* of the eight colours */

typedef struct RoleInk {
    uint8_t mono_attributes;
    uint8_t attributes_8;
    int16_t foreground_8;
    uint8_t attributes; /* with 256 colours and more */
    int16_t dark_256[ROW_KINDS], light_256[ROW_KINDS];
    int32_t dark[ROW_KINDS], light[ROW_KINDS]; /* direct colours */
} RoleInk;

static const RoleInk role_inks[ROLE_COUNT] = {
    [ROLE_TEXT] = {0, 0, DEFAULT, 0, {DEFAULT, 253}, {DEFAULT, 235}, {DEFAULT, 0xdfe3ea}, {DEFAULT, 0x24272e}},
    [ROLE_DIM] = {DIMMED, DIMMED, DEFAULT, 0, {245, 249}, {242, 240}, {0x868b96, 0xa2a7b2}, {0x696c75, 0x565962}},
    [ROLE_ACCENT] = {0, BOLD, BLUE, 0, {111, 111}, {25, 25}, {0x7aa2f7, 0x8fb1ff}, {0x2459b8, 0x1f4fa8}},
    [ROLE_NAME] = {BOLD, BOLD, BLUE, BOLD, {111, 111}, {25, 25}, {0x7aa2f7, 0x8fb1ff}, {0x2459b8, 0x1f4fa8}},
    [ROLE_FOLDER] = {0, 0, DEFAULT, 0, {246, 250}, {242, 240}, {0x8b909b, 0xa7acb7}, {0x696c75, 0x565962}},
    [ROLE_MATCH] =
        {BOLD | UNDERLINE, BOLD, YELLOW, BOLD, {179, 179}, {130, 94}, {0xe5b567, 0xe5b567}, {0x955800, 0x8a5000}},
    [ROLE_STRONG] =
        {BOLD, BOLD, DEFAULT, BOLD, {DEFAULT, 255}, {DEFAULT, 232}, {DEFAULT, 0xf4f6fa}, {DEFAULT, 0x101216}},
    [ROLE_NUMBER] = {DIMMED, DIMMED, DEFAULT, 0, {245, 249}, {242, 240}, {0x868b96, 0xa2a7b2}, {0x696c75, 0x565962}},
    [ROLE_NUMBER_CURRENT] =
        {BOLD, BOLD, DEFAULT, BOLD, {DEFAULT, 255}, {DEFAULT, 232}, {DEFAULT, 0xf4f6fa}, {DEFAULT, 0x101216}},
    [ROLE_SEPARATOR] = {DIMMED, DIMMED, DEFAULT, 0, {238, 238}, {251, 251}, {0x3a3d46, 0x3a3d46}, {0xc9ccd3, 0xc9ccd3}},
    [ROLE_BAR] = {BOLD, BOLD, YELLOW, 0, {179, 179}, {130, 130}, {0xe5b567, 0xe5b567}, {0xb87000, 0xb87000}},
    [ROLE_BRANCH] = {0, 0, GREEN, 0, {114, 114}, {28, 22}, {0x98c379, 0x98c379}, {0x2c6e1f, 0x2c6e1f}},
    [ROLE_CONTROL] = {REVERSE, 0, MAGENTA, 0, {176, 176}, {127, 90}, {0xd491d8, 0xd491d8}, {0x9a2d9f, 0x8f2394}},
    [ROLE_ERROR] = {BOLD, BOLD, RED, BOLD, {210, 210}, {160, 124}, {0xff8a80, 0xff8a80}, {0xc01c1c, 0xb01515}},
    [ROLE_WARNING] = {BOLD, 0, YELLOW, 0, {179, 179}, {130, 94}, {0xe5b567, 0xe5b567}, {0x955800, 0x8a5000}},
    [ROLE_SYNTAX_KEYWORD] = {BOLD, BOLD, DEFAULT, 0, {141, 141}, {91, 91}, {0xb294f0, 0xb89bf5}, {0x7a32c0, 0x7a32c0}},
    [ROLE_SYNTAX_COMMENT] =
        {DIMMED, DIMMED, DEFAULT, 0, {245, 249}, {242, 240}, {0x7d8799, 0x98a2b4}, {0x5f6878, 0x525b6b}},
    [ROLE_SYNTAX_STRING] = {0, 0, GREEN, 0, {108, 108}, {28, 22}, {0x95bd7a, 0x95bd7a}, {0x2c6e1f, 0x2c6e1f}},
    [ROLE_SYNTAX_NUMBER] = {0, 0, CYAN, 0, {181, 181}, {95, 52}, {0xd6a6a0, 0xd6a6a0}, {0x8c4650, 0x84404a}},
    [ROLE_SYNTAX_TYPE] = {0, 0, CYAN, 0, {73, 73}, {24, 24}, {0x6cc0c9, 0x6cc0c9}, {0x0f6470, 0x0f6470}},
    [ROLE_SYNTAX_PREPROCESSOR] = {0, 0, MAGENTA, 0, {175, 175}, {126, 90}, {0xc792b8, 0xcf9cc1}, {0x8a3a78, 0x80306e}},
    [ROLE_SYNTAX_CONSTANT] = {0, 0, CYAN, 0, {181, 181}, {95, 52}, {0xd6a6a0, 0xd6a6a0}, {0x8c4650, 0x84404a}},
    [ROLE_SYNTAX_HEADING] = {BOLD, BOLD, BLUE, BOLD, {111, 111}, {25, 25}, {0x7aa2f7, 0x8fb1ff}, {0x2459b8, 0x1f4fa8}},
    [ROLE_SYNTAX_KEY] = {0, 0, BLUE, 0, {110, 110}, {24, 24}, {0x82aad6, 0x93b7e0}, {0x2a5f8f, 0x24557f}},
    [ROLE_SYNTAX_TAG] = {0, 0, BLUE, 0, {110, 110}, {24, 24}, {0x7fb0d9, 0x90bde4}, {0x1f6390, 0x1c5982}},
    [ROLE_SYNTAX_ADDED] = {0, 0, GREEN, 0, {114, 114}, {28, 22}, {0x98c379, 0x98c379}, {0x2c6e1f, 0x2c6e1f}},
    [ROLE_SYNTAX_REMOVED] = {0, 0, RED, 0, {174, 174}, {124, 124}, {0xe08a85, 0xe69590}, {0xab2a2a, 0xa12424}},
    [ROLE_SYNTAX_ERROR] = {BOLD, BOLD, RED, 0, {210, 210}, {160, 124}, {0xff8a80, 0xff8a80}, {0xc01c1c, 0xb01515}},
    [ROLE_SYNTAX_WARNING] = {BOLD, 0, YELLOW, 0, {180, 180}, {130, 94}, {0xd9b36c, 0xd9b36c}, {0x8a5a00, 0x805200}},
};

/* What lies behind a row that is selected, marked, or both. */
typedef enum Ground { GROUND_NONE, GROUND_SELECTED, GROUND_MARKED, GROUND_BOTH, GROUNDS } Ground;

static const int32_t dark_grounds_256[GROUNDS] = {DEFAULT, 236, 17, 18};
static const int32_t light_grounds_256[GROUNDS] = {DEFAULT, 254, 230, 229};
static const int32_t dark_grounds[GROUNDS] = {DEFAULT, 0x252933, 0x241f16, 0x383020};
static const int32_t light_grounds[GROUNDS] = {DEFAULT, 0xe9edf5, 0xfff6dc, 0xf7e7b8};

static Ground ground_of(Style style)
{
    if (style.is_marked)
        return style.is_selected ? GROUND_BOTH : GROUND_MARKED;
    return style.is_selected ? GROUND_SELECTED : GROUND_NONE;
}

static void add_attributes(Ink *ink, unsigned attributes)
{
    ink->is_bold |= (attributes & BOLD) != 0;
    ink->is_dim |= (attributes & DIMMED) != 0;
    ink->is_underlined |= (attributes & UNDERLINE) != 0;
    ink->is_reversed |= (attributes & REVERSE) != 0;
    ink->is_italic |= (attributes & ITALIC) != 0;
}

/* Without backgrounds to spare, the selected row is reversed and the marked one underlined; dim text in reverse is hard
 * to read. */
static Ink few_colours_ink(PaletteDepth depth, const RoleInk *row, Style style)
{
    Ink ink = {.foreground = DEFAULT, .background = DEFAULT};
    if (depth == PALETTE_8)
        ink.foreground = row->foreground_8;
    add_attributes(&ink, depth == PALETTE_8 ? row->attributes_8 : row->mono_attributes);
    if (style.is_marked)
        ink.is_underlined = true;
    if (style.is_selected) {
        ink.is_dim = false;
        ink.is_reversed = style.role != ROLE_CONTROL || !ink.is_reversed;
        if (depth == PALETTE_8)
            ink.foreground = DEFAULT;
        if (style.role == ROLE_MATCH)
            ink.is_underlined = true;
    }
    if (style.is_found)
        ink.is_reversed = !ink.is_reversed;
    return ink;
}

static Ink role_ink(PaletteDepth depth, bool is_light, Style style)
{
    const RoleInk *row = &role_inks[style.role < ROLE_COUNT ? style.role : ROLE_TEXT];
    if (depth == PALETTE_MONO || depth == PALETTE_8)
        return few_colours_ink(depth, row, style);
    Ground ground = ground_of(style);
    int kind = ground == GROUND_NONE ? NORMAL_ROW : SELECTED_ROW;
    Ink ink;
    if (depth == PALETTE_256)
        ink = (Ink){.foreground = is_light ? row->light_256[kind] : row->dark_256[kind],
                    .background = is_light ? light_grounds_256[ground] : dark_grounds_256[ground]};
    else
        ink = (Ink){.foreground = is_light ? row->light[kind] : row->dark[kind],
                    .background = is_light ? light_grounds[ground] : dark_grounds[ground]};
    add_attributes(&ink, row->attributes);
    ink.is_reversed = style.is_found;
    return ink;
}

/* What the text asks for by itself, over what its role looks like. The background of a selected row stays. */
static void put_dress_on(Ink *ink, PaletteDepth depth, Style style)
{
    const Dress *dress = &style.dress;
    uint32_t attributes = dress->attributes;
    bool is_bright = false, is_bright_ground = false;
    bool has_ground = !style.is_selected && !style.is_marked;
    if (dress->foreground != COLOUR_NONE && (has_ground || depth > PALETTE_8))
        ink->foreground = palette_colour(depth, dress->foreground, &is_bright);
    if (dress->background != COLOUR_NONE && has_ground)
        ink->background = palette_colour(depth, dress->background, &is_bright_ground);
    ink->is_bold |= (attributes & ATTRIBUTE_BOLD) != 0 || is_bright;
    ink->is_dim |= (attributes & (ATTRIBUTE_DIM | ATTRIBUTE_STRIKE)) != 0; /* terminfo has nothing that strikes */
    ink->is_italic |= (attributes & ATTRIBUTE_ITALIC) != 0;
    ink->is_underlined |= (attributes & ATTRIBUTE_UNDERLINE) != 0;
    if (attributes & ATTRIBUTE_REVERSE)
        ink->is_reversed = !ink->is_reversed;
}

Ink palette_ink(PaletteDepth depth, bool is_light, Style style)
{
    Ink ink = role_ink(depth, is_light, style);
    if (!dress_equal(style.dress, (Dress){0}))
        put_dress_on(&ink, depth, style);
    return ink;
}
