/* The palette: text is readable on every background that it meets, and no role gets lost with fewer colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tui/palette.h"

static const double CONTRAST_LEAST = 4.5;

static const char *const role_names[] = {
#define X(name, meaning) #name,
    ROLES(X)
#undef X
};

/* Lines and bars are not read. */
static bool is_text(Role role)
{
    return role != ROLE_SEPARATOR && role != ROLE_BAR;
}

static uint32_t rgb_of_256(int32_t colour)
{
    static const uint32_t levels[6] = {0, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    if (colour >= 232) {
        uint32_t grey = 8 + 10 * (uint32_t)(colour - 232);
        return grey << 16 | grey << 8 | grey;
    }
    assert_true(colour >= 16); /* the first sixteen are the user's own */
    uint32_t cube = (uint32_t)colour - 16;
    return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
}

/* base to the power of 2.4, for 0 < base <= 1: its square times the fifth root of its square. */
static double power_2_4(double base)
{
    double square = base * base;
    double root = 1;
    for (int i = 0; i < 60; i++)
        root -= (root * root * root * root * root - square) / (5 * root * root * root * root);
    return square * root;
}

/* Relative luminance, as WCAG 2 defines it. */
static double luminance(uint32_t rgb)
{
    static const double weights[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double part = (double)(rgb >> (16 - 8 * i) & 255) / 255;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : power_2_4((part + 0.055) / 1.055));
    }
    return sum;
}

static double contrast(uint32_t a, uint32_t b)
{
    double high = luminance(a), low = luminance(b);
    return high > low ? (high + 0.05) / (low + 0.05) : (low + 0.05) / (high + 0.05);
}

static uint32_t rgb_of(PaletteDepth depth, int32_t colour, uint32_t otherwise)
{
    if (colour == PALETTE_DEFAULT)
        return otherwise;
    return depth == PALETTE_256 ? rgb_of_256(colour) : (uint32_t)colour;
}

static void expect_contrast(PaletteDepth depth, bool is_light, uint32_t terminal_background)
{
    uint32_t terminal_text = is_light ? 0x202020 : 0xd0d0d0;
    for (unsigned i = 0; i < ROLE_COUNT * 4; i++) {
        Style style = {.role = (uint8_t)(i / 4), .is_selected = i & 1, .is_marked = i & 2};
        Ink ink = palette_ink(depth, is_light, style);
        uint32_t background = rgb_of(depth, ink.background, terminal_background);
        double got = contrast(rgb_of(depth, ink.foreground, terminal_text), background);
        if (is_text(style.role) && got < CONTRAST_LEAST)
            fail_msg("%s selected %d marked %d light %d depth %d on %06x: %.2f", role_names[style.role],
                     style.is_selected, style.is_marked, is_light, depth, background, got);
    }
}

static void text_is_readable_in_256_colours(void **state)
{
    (void)state;
    expect_contrast(PALETTE_256, false, 0x000000);
    expect_contrast(PALETTE_256, false, 0x17181c);
    expect_contrast(PALETTE_256, true, 0xffffff);
}

static void text_is_readable_in_direct_colours(void **state)
{
    (void)state;
    expect_contrast(PALETTE_DIRECT, false, 0x000000);
    expect_contrast(PALETTE_DIRECT, false, 0x17181c);
    expect_contrast(PALETTE_DIRECT, true, 0xffffff);
}

static bool ink_equal(Ink a, Ink b)
{
    return a.foreground == b.foreground && a.background == b.background && a.is_bold == b.is_bold &&
           a.is_dim == b.is_dim && a.is_underlined == b.is_underlined && a.is_reversed == b.is_reversed &&
           a.is_italic == b.is_italic;
}

/* What must not look like text, at any depth and on any row. */
static void matches_stand_out_at_every_depth(void **state)
{
    (void)state;
    for (PaletteDepth depth = PALETTE_MONO; depth <= PALETTE_DIRECT; depth++)
        for (unsigned flags = 0; flags < 8; flags++) {
            Style match = {.role = ROLE_MATCH, .is_selected = flags & 1, .is_marked = flags & 2};
            Style text = match;
            text.role = ROLE_TEXT;
            bool is_light = flags & 4;
            assert_false(ink_equal(palette_ink(depth, is_light, match), palette_ink(depth, is_light, text)));
        }
}

static void selected_marked_and_found_look_different_at_every_depth(void **state)
{
    (void)state;
    for (PaletteDepth depth = PALETTE_MONO; depth <= PALETTE_DIRECT; depth++)
        for (unsigned light = 0; light < 2; light++) {
            Ink inks[5] = {
                palette_ink(depth, light, (Style){.role = ROLE_TEXT}),
                palette_ink(depth, light, (Style){.role = ROLE_TEXT, .is_selected = true}),
                palette_ink(depth, light, (Style){.role = ROLE_TEXT, .is_marked = true}),
                palette_ink(depth, light, (Style){.role = ROLE_TEXT, .is_selected = true, .is_marked = true})};
            for (int a = 0; a < 4; a++)
                for (int b = 0; b < a; b++)
                    assert_false(ink_equal(inks[a], inks[b]));
            for (unsigned row = 0; row < 2; row++) {
                Style match = {.role = ROLE_MATCH, .is_selected = row};
                Style found = match;
                found.is_found = true;
                assert_false(ink_equal(palette_ink(depth, light, match), palette_ink(depth, light, found)));
            }
        }
}

static void without_colours_there_are_none(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROLE_COUNT * 8; i++) {
        Style style = {.role = (uint8_t)(i / 8), .is_selected = i & 1, .is_marked = i & 2, .is_found = i & 4};
        Ink ink = palette_ink(PALETTE_MONO, false, style);
        assert_int_equal(ink.foreground, PALETTE_DEFAULT);
        assert_int_equal(ink.background, PALETTE_DEFAULT);
        ink = palette_ink(PALETTE_8, false, style);
        assert_in_range(ink.foreground + 1, 0, 8);
        assert_int_equal(ink.background, PALETTE_DEFAULT);
    }
}

static void the_accent_is_blue_and_matches_are_amber_and_bold(void **state)
{
    (void)state;
    Ink match = palette_ink(PALETTE_256, false, style_of(ROLE_MATCH));
    assert_true(match.is_bold);
    uint32_t rgb = rgb_of_256(match.foreground);
    assert_true((rgb >> 16 & 255) > (rgb >> 8 & 255) && (rgb >> 8 & 255) > (rgb & 255));
    rgb = rgb_of_256(palette_ink(PALETTE_256, false, style_of(ROLE_ACCENT)).foreground);
    assert_true((rgb & 255) > (rgb >> 16 & 255));
    assert_true(palette_ink(PALETTE_256, false, style_of(ROLE_NAME)).is_bold);
    assert_int_equal(palette_ink(PALETTE_256, false, (Style){.is_selected = true}).background, 236);
}

static void a_role_that_does_not_exist_is_text(void **state)
{
    (void)state;
    assert_true(ink_equal(palette_ink(PALETTE_256, false, (Style){.role = 255}),
                          palette_ink(PALETTE_256, false, style_of(ROLE_TEXT))));
}

static int32_t colour(PaletteDepth depth, uint32_t colour)
{
    bool is_bright;
    return palette_colour(depth, colour, &is_bright);
}

static void colours_come_down_to_what_the_terminal_has(void **state)
{
    (void)state;
    assert_int_equal(colour(PALETTE_MONO, COLOUR_RGB | 0xff0000), PALETTE_DEFAULT);
    assert_int_equal(colour(PALETTE_8, COLOUR_RGB | 0xf01010), 1);
    assert_int_equal(colour(PALETTE_8, COLOUR_INDEX | 46), 2);
    assert_int_equal(colour(PALETTE_256, COLOUR_INDEX | 3), 3);
    assert_int_equal(colour(PALETTE_256, COLOUR_RGB | 0xff8700), 208);
    assert_int_equal(colour(PALETTE_256, COLOUR_RGB | 0x121212), 233);
    assert_int_equal(colour(PALETTE_256, COLOUR_RGB), 16);
    assert_int_equal(colour(PALETTE_256, COLOUR_RGB | 0xffffff), 231);
    assert_int_equal(colour(PALETTE_DIRECT, COLOUR_RGB | 0x123456), 0x123456);
    assert_int_equal(colour(PALETTE_DIRECT, COLOUR_RGB | 3), 0);
    assert_int_equal(colour(PALETTE_DIRECT, COLOUR_INDEX | 208), 0xff8700);
    assert_int_equal(colour(PALETTE_DIRECT, COLOUR_INDEX | 1), 1);
    assert_int_equal(colour(PALETTE_DIRECT, COLOUR_NONE), PALETTE_DEFAULT);
    for (uint32_t i = 16; i < 256; i++) /* the way there and back */
        assert_int_equal(rgb_of_256(colour(PALETTE_256, COLOUR_RGB | rgb_of_256((int32_t)i))), rgb_of_256((int32_t)i));
    bool is_bright;
    assert_int_equal(palette_colour(PALETTE_8, COLOUR_INDEX | 9, &is_bright), 1);
    assert_true(is_bright);
}

static void what_text_asks_for_is_put_over_its_role(void **state)
{
    (void)state;
    Style style = {.dress = {COLOUR_INDEX | 1, COLOUR_INDEX | 4, ATTRIBUTE_BOLD | ATTRIBUTE_UNDERLINE}};
    Ink ink = palette_ink(PALETTE_256, false, style);
    assert_int_equal(ink.foreground, 1);
    assert_int_equal(ink.background, 4);
    assert_true(ink.is_bold && ink.is_underlined && !ink.is_reversed);
    style.is_selected = true;
    assert_int_equal(palette_ink(PALETTE_256, false, style).background, 236);
    ink = palette_ink(PALETTE_MONO, false, style);
    assert_int_equal(ink.foreground, PALETTE_DEFAULT);
    assert_int_equal(ink.background, PALETTE_DEFAULT);
    assert_true(ink.is_bold);
    style = (Style){.dress = {.attributes = ATTRIBUTE_REVERSE}};
    assert_true(palette_ink(PALETTE_MONO, false, style).is_reversed);
    style.is_selected = true; /* reversed by itself there: twice is once */
    assert_false(palette_ink(PALETTE_MONO, false, style).is_reversed);
    style = (Style){.dress = {.foreground = COLOUR_INDEX | 12}};
    ink = palette_ink(PALETTE_8, false, style);
    assert_int_equal(ink.foreground, 4);
    assert_true(ink.is_bold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_readable_in_256_colours),
        cmocka_unit_test(text_is_readable_in_direct_colours),
        cmocka_unit_test(matches_stand_out_at_every_depth),
        cmocka_unit_test(selected_marked_and_found_look_different_at_every_depth),
        cmocka_unit_test(without_colours_there_are_none),
        cmocka_unit_test(the_accent_is_blue_and_matches_are_amber_and_bold),
        cmocka_unit_test(a_role_that_does_not_exist_is_text),
        cmocka_unit_test(colours_come_down_to_what_the_terminal_has),
        cmocka_unit_test(what_text_asks_for_is_put_over_its_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
