/* Walking a line glyph by glyph, with a fast path over plain ASCII. */
#include "tui/columns.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/glyph.h"
#include "tui/sgr.h"

static uint64_t columns_of(const Glyph *glyph, uint64_t column, int tab_width)
{
    if (glyph->is_tab)
        return (uint64_t)tab_width - column % (uint64_t)tab_width;
    return (uint64_t)glyph->columns;
}

static Glyph next_glyph(Slice bytes, size_t at, ColumnRules rules)
{
    return rules.renders_sequences ? sgr_glyph_at(bytes, at) : glyph_at(bytes, at);
}

static size_t plain_run(Slice bytes, size_t at, size_t most, ColumnRules rules)
{
    return rules.renders_sequences ? sgr_plain_run(bytes, at, most) : glyph_plain_run(bytes, at, most);
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void columns_advance(Slice bytes, ColumnRules rules, LinePlace *place, uint64_t column, uint64_t offset)
{
    uint64_t base = place->offset;
    uint64_t at = 0;
    uint64_t end = offset > base ? smaller(bytes.len, offset - base) : 0;
    while (at < end && place->number <= column) {
        uint64_t most = smaller(end - at, column - place->number);
        size_t plain = most ? plain_run(bytes, at, most, rules) : 0;
        at += plain;
        place->number += plain;
        if (at == end)
            break;
        Glyph glyph = next_glyph(bytes, at, rules);
        uint64_t columns = columns_of(&glyph, place->number, rules.tab_width);
        if (place->number + columns > column || at + glyph.bytes > end)
            break;
        at += glyph.bytes;
        place->number += columns;
    }
    place->offset = base + at;
}

/* Where a row may end. */
typedef struct Fit {
    size_t len;     /* what fits, at least one glyph */
    size_t blank;   /* behind the last blank in it that comes after a word; 0: none */
    bool has_words; /* something but blanks */
} Fit;

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Notes the blanks among bytes[from, to), which are glyphs of their own. */
static void note_blanks(Fit *fit, Slice bytes, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        if (!is_blank(bytes.data[at]))
            fit->has_words = true;
        else if (fit->has_words)
            fit->blank = at + 1;
    }
}

static Fit fit_row(Slice bytes, uint64_t room, ColumnRules rules)
{
    Fit fit = {0};
    uint64_t column = 0;
    size_t at = 0;
    while (at < bytes.len && at < ROW_BYTES_MOST) {
        size_t plain = column < room ? plain_run(bytes, at, room - column, rules) : 0;
        if (rules.breaks_words)
            note_blanks(&fit, bytes, at, at + plain);
        at += plain;
        column += plain;
        if (at == bytes.len)
            break;
        Glyph glyph = next_glyph(bytes, at, rules);
        uint64_t columns = columns_of(&glyph, column, rules.tab_width);
        if (glyph.is_tab && column < room)
            columns = smaller(columns, room - column);
        if (column + columns > room && at > 0)
            break;
        if (glyph.bytes == 1)
            note_blanks(&fit, bytes, at, at + 1);
        else if (columns > 0)
            fit.has_words = true;
        at += glyph.bytes;
        column += columns;
    }
    fit.len = at;
    return fit;
}

/* The end of a row that goes on: behind the blanks that follow, or where the last word began. */
static size_t end_at_word(Slice bytes, const Fit *fit)
{
    size_t end = fit->len;
    while (end < bytes.len && end < ROW_BYTES_MOST && is_blank(bytes.data[end]))
        end++;
    return end > fit->len || fit->blank == 0 ? end : fit->blank;
}

size_t columns_row_length(Slice bytes, int width, ColumnRules rules)
{
    Fit fit = fit_row(bytes, width > 0 ? (uint64_t)width : 1, rules);
    return rules.breaks_words && fit.len < bytes.len ? end_at_word(bytes, &fit) : fit.len;
}

void line_map_deinit(LineMap *map)
{
    free(map->places);
    free(map->zeros);
    *map = (LineMap){.width = map->width, .rules = map->rules};
}

static void add_place(LineMap *map, LinePlace place)
{
    map->places = mem_grow(map->places, &map->capacity, map->count + 1, sizeof *map->places);
    map->places[map->count++] = place;
}

/* Rows of nothing but plain ASCII hold as many bytes as they are wide. The last one of a run is not passed: marks that
 * take no column may follow. */
static void pass_plain_rows(LineMap *map, Slice bytes, uint64_t base, uint64_t until)
{
    uint64_t width = (uint64_t)map->width;
    if (map->rules.breaks_words || width > ROW_BYTES_MOST)
        return;
    size_t run = plain_run(bytes, map->built.offset - base, until - map->built.offset, map->rules);
    uint64_t rows = run > 0 ? (run - 1) / width : 0;
    map->built.offset += rows * width;
    map->built.number += rows;
}

/* One stretch of about MAP_STEP bytes, from map->built on; `bytes` are those of the line from `base` on. */
static void build_step(LineMap *map, Slice bytes, uint64_t base, uint64_t len)
{
    add_place(map, map->built);
    uint64_t until = smaller(len, map->built.offset + MAP_STEP);
    if (map->width == 0) {
        uint64_t from = map->built.offset;
        Slice rest = slice_sub(bytes, from - base, bytes.len);
        columns_advance(rest, map->rules, &map->built, UINT64_MAX, until);
        /* The target is inside of a glyph: take it whole. */
        if (map->built.offset < until) {
            Glyph glyph = next_glyph(rest, map->built.offset - from, map->rules);
            map->built.number += columns_of(&glyph, map->built.number, map->rules.tab_width);
            map->built.offset += glyph.bytes;
        }
        return;
    }
    while (map->built.offset < until) {
        pass_plain_rows(map, bytes, base, until);
        Slice rest = slice_sub(bytes, map->built.offset - base, bytes.len);
        map->built.offset += columns_row_length(rest, map->width, map->rules);
        map->built.number++;
    }
}

void line_map_build(LineMap *map, Slice bytes, uint64_t len, uint64_t budget)
{
    uint64_t base = map->built.offset;
    uint64_t until = len - base < budget ? len : base + budget;
    while (map->built.offset < until)
        build_step(map, bytes, base, len);
    map->is_complete = map->built.offset >= len;
}

static void add_zeros(LineMap *map, LineZeros zeros)
{
    map->zeros = mem_grow(map->zeros, &map->zeros_capacity, map->zeros_count + 1, sizeof *map->zeros);
    map->zeros[map->zeros_count++] = zeros;
}

void line_map_pass_zeros(LineMap *map, uint64_t bytes)
{
    static const char zero[ROW_BYTES_MOST];
    Slice some = slice_of(zero, sizeof zero);
    LineZeros zeros = {.from = map->built, .bytes = 1, .numbers = 1};
    if (map->width > 0)
        zeros.bytes = columns_row_length(some, map->width, map->rules);
    else
        zeros.numbers = (uint64_t)next_glyph(some, 0, map->rules).columns;
    /* The last row may go on with what follows. */
    zeros.pieces = bytes / zeros.bytes > 0 ? bytes / zeros.bytes - 1 : 0;
    if (zeros.pieces == 0)
        return;
    add_place(map, map->built);
    add_zeros(map, zeros);
    map->built.offset += zeros.pieces * zeros.bytes;
    map->built.number += zeros.pieces * zeros.numbers;
}

void line_map_join(LineMap *map, LineMap *more)
{
    for (size_t i = 0; i < more->count; i++)
        add_place(map, more->places[i]);
    for (size_t i = 0; i < more->zeros_count; i++)
        add_zeros(map, more->zeros[i]);
    map->built = more->built;
    map->is_complete = more->is_complete;
    line_map_deinit(more);
}

/* How many checkpoints are at or before the key. */
static size_t count_before(const LineMap *map, uint64_t key, bool by_number)
{
    size_t low = 0;
    size_t high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const LinePlace *place = &map->places[middle];
        if ((by_number ? place->number : place->offset) <= key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where zeros follow the place, on in them: by so many of their pieces as are before the key. */
static void go_on_in_zeros(const LineMap *map, uint64_t key, bool by_number, LinePlace *place)
{
    for (size_t i = map->zeros_count; i-- > 0;) {
        const LineZeros *zeros = &map->zeros[i];
        if (zeros->from.offset != place->offset)
            continue;
        uint64_t pieces = by_number ? (key - place->number) / zeros->numbers : (key - place->offset) / zeros->bytes;
        pieces = smaller(pieces, zeros->pieces);
        place->offset += pieces * zeros->bytes;
        place->number += pieces * zeros->numbers;
        return;
    }
}

bool line_map_before_offset(const LineMap *map, uint64_t offset, LinePlace *place)
{
    size_t before = count_before(map, offset, false);
    if (before == 0 || (!map->is_complete && offset >= map->built.offset))
        return false;
    *place = map->places[before - 1];
    go_on_in_zeros(map, offset, false, place);
    return true;
}

bool line_map_before_number(const LineMap *map, uint64_t number, LinePlace *place)
{
    size_t before = count_before(map, number, true);
    if (before == 0 || (!map->is_complete && number >= map->built.number))
        return false;
    *place = map->places[before - 1];
    go_on_in_zeros(map, number, true, place);
    return true;
}
