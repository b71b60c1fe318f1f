/* Any bytes on their way to the screen: every byte is in one glyph, no control of any kind reaches a cell, what is
 * drawn takes the columns that it says, and nothing is drawn outside of them. */
#include <locale.h>
#include <wchar.h>

#include "engine/base/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tui/canvas.h"
#include "tui/glyph.h"

enum { WIDTH = 40, MARGIN = 3 };

/* What a terminal may take for something else than a sign to show. */
static int is_harmless(wchar_t c)
{
    return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && !(c >= 0x200b && c <= 0x200f) && !(c >= 0x2028 && c <= 0x202e) &&
           !(c >= 0x2066 && c <= 0x2069) && !(c >= 0xd800 && c <= 0xdfff) && c != 0x61c && c != 0xfeff &&
           c <= 0x10ffff && wcwidth(c) >= 0;
}

static int check_glyph(const Glyph *glyph, Slice bytes, size_t at)
{
    int columns = 0;
    FUZZ_EXPECT(glyph->bytes >= 1 && glyph->bytes <= bytes.len - at);
    FUZZ_EXPECT(glyph->count >= 1 && glyph->count <= GLYPH_CHARS && !glyph->is_sequence);
    for (int i = 0; i < glyph->count; i++) {
        FUZZ_EXPECT(is_harmless(glyph->chars[i]));
        columns += wcwidth(glyph->chars[i]);
    }
    FUZZ_EXPECT(columns == glyph->columns);
    return columns;
}

static int check_glyphs(Slice bytes)
{
    int columns = 0;
    for (size_t at = 0; at < bytes.len;) {
        size_t run = glyph_plain_run(bytes, at, bytes.len);
        size_t plain = 0;
        while (at + plain < bytes.len && bytes.data[at + plain] >= 0x20 && bytes.data[at + plain] < 0x7f)
            plain++;
        FUZZ_EXPECT(run == plain);
        Glyph glyph = glyph_at(bytes, at);
        columns += check_glyph(&glyph, bytes, at);
        at += glyph.bytes;
    }
    return columns;
}

/* Blank outside of [x, x + columns), harmless inside. */
static void check_row(Canvas *canvas, int x, int columns)
{
    for (int i = 0; i < WIDTH; i++) {
        const Cell *cell = canvas_cell(canvas, i, 0);
        bool is_inside = i >= x && i < x + columns;
        for (int k = 0; k < CELL_CHARS && cell->chars[k]; k++)
            FUZZ_EXPECT(is_harmless(cell->chars[k]) &&
                        (is_inside || cell->chars[k] == L' ' || (i == x - 1 && wcwidth(cell->chars[k]) == 0)));
    }
}

static void check_drawing(Slice bytes, int x, int columns, int all)
{
    static Canvas canvas;
    if (!canvas.cells)
        canvas_init(&canvas, WIDTH, 1);
    canvas_reset(&canvas, WIDTH, 1);
    int used = canvas_bytes(&canvas, x, 0, columns, bytes, (Style){0});
    FUZZ_EXPECT(used >= 0 && used <= columns && (all > columns || used == all));
    check_row(&canvas, x, used);
    canvas_reset(&canvas, WIDTH, 1);
    used = canvas_path(&canvas, x, 0, columns, bytes, bytes.len % 2);
    FUZZ_EXPECT(used >= 0 && used <= columns);
    check_row(&canvas, x, used);
}

static void check_text(Slice bytes, int x, int columns)
{
    static Canvas canvas;
    char *text = mem_strndup(bytes.data, bytes.len);
    int all = canvas_text_width(text);
    if (!canvas.cells)
        canvas_init(&canvas, WIDTH, 1);
    canvas_reset(&canvas, WIDTH, 1);
    int used = canvas_text(&canvas, x, 0, columns, text, (Style){0});
    FUZZ_EXPECT(used >= 0 && used <= columns && (all > columns || used == all));
    check_row(&canvas, x, used);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *is_set;
    if (!is_set)
        is_set = setlocale(LC_ALL, "C.UTF-8");
    Slice bytes = fuzz_input(data, size);
    int x = MARGIN + (int)(fuzz_byte(&bytes) % MARGIN);
    int columns = (int)(fuzz_byte(&bytes) % (WIDTH - 2 * MARGIN - MARGIN));
    check_drawing(bytes, x, columns, check_glyphs(bytes));
    check_text(bytes, x, columns);
    return 0;
}
