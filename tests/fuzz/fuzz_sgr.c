/* The reader of colour sequences on any bytes: every byte is in one glyph, only printable characters come out, what is
 * rendered has the columns it says, and rows laid out of the same bytes add up to all of them. */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>

#include "tui/columns.h"
#include "tui/sgr.h"

static void expect(int claim)
{
    if (!claim)
        abort();
}

static void check_glyph(const Glyph *glyph)
{
    expect(glyph->bytes >= 1 && glyph->bytes <= GLYPH_BYTES_MOST);
    expect(glyph->count >= 0 && glyph->count <= GLYPH_CHARS);
    expect((glyph->count == 0) == glyph->is_sequence);
    int columns = 0;
    for (int i = 0; i < glyph->count; i++) {
        wchar_t character = glyph->chars[i];
        expect(character >= 0x20 && character != 0x7f && !(character >= 0x80 && character < 0xa0));
        columns += wcwidth(character);
    }
    expect(glyph->is_tab || columns == glyph->columns);
}

/* Also that a dress never holds more than it should. */
static uint64_t walk_glyphs(Slice bytes, int tab_width)
{
    Dress dress = {0};
    uint64_t columns = 0;
    size_t at = 0;
    while (at < bytes.len) {
        Glyph glyph = sgr_glyph_at(bytes, at);
        check_glyph(&glyph);
        if (glyph.is_sequence)
            sgr_apply(&dress, slice_of(bytes.data + at, glyph.bytes));
        uint64_t tab = (uint64_t)tab_width - columns % (uint64_t)tab_width;
        columns += glyph.is_tab ? tab : (uint64_t)glyph.columns;
        at += glyph.bytes;
        expect(at <= bytes.len);
        expect(dress.attributes < 64);
        expect((dress.foreground & COLOUR_KIND) != COLOUR_KIND && dress.foreground < 3u << 24);
        expect((dress.background & COLOUR_KIND) != COLOUR_KIND && dress.background < 3u << 24);
    }
    return columns;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int is_set;
    if (!is_set)
        is_set = setlocale(LC_ALL, "C.UTF-8") != NULL;
    if (size < 2)
        return 0;
    int width = 1 + data[0] % 100;
    ColumnRules rules = {.tab_width = 1 + data[1] % 9, .breaks_words = data[1] & 128, .renders_sequences = true};
    Slice bytes = slice_of((const char *)data + 2, size - 2);
    uint64_t columns = walk_glyphs(bytes, rules.tab_width);
    LinePlace place = {0};
    columns_advance(bytes, rules, &place, UINT64_MAX, UINT64_MAX);
    expect(place.offset == bytes.len && place.number == columns);
    for (size_t at = 0; at < bytes.len;) {
        size_t row = columns_row_length(slice_sub(bytes, at, bytes.len), width, rules);
        expect(row >= 1 && row <= bytes.len - at);
        at += row;
    }
    return 0;
}
