/* Where the characters of a line stand on the screen: the columns of a line that is chopped at the window's edge, and
 * the rows of a line that is wrapped. Pure.
 *
 * A wrapped row begins at column 0 whatever came before it, as on a terminal: so where a row ends depends on
 * where it starts and on nothing else. It ends before the first character that does not fit (a wide one may
 * leave the last column empty; a tab is cut at the edge), and after ROW_BYTES_MOST bytes, lest a flood of combining
 * marks be one row. Where rows break at words, a row that something but blanks stands in ends behind the last blanks
 * that it holds, and the blanks which follow what fills it hang over its edge, unseen.
 *
 * Lines longer than MAP_STEP are walked once, in the background, into a LineMap: a checkpoint for every MAP_STEP bytes,
 * from which any column or row is a short walk. */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"

enum {
    MAP_STEP = 16 << 10,
    ROW_BYTES_MOST = 8 << 10,
    GLYPH_BYTES_MOST = 2 << 10, /* of one, or of a sequence */
    LINE_MAP_BEHIND = MAP_STEP + ROW_BYTES_MOST + GLYPH_BYTES_MOST,
};

/* How glyphs are laid out. */
typedef struct ColumnRules {
    int tab_width;
    bool breaks_words;      /* wrapped rows end at blanks, where they hold any */
    bool renders_sequences; /* by sgr_glyph_at instead of glyph_at */
} ColumnRules;

static inline bool column_rules_equal(ColumnRules a, ColumnRules b)
{
    return a.tab_width == b.tab_width && a.breaks_words == b.breaks_words && a.renders_sequences == b.renders_sequences;
}

/* A glyph's place: its offset, and the column (chopped) or the row (wrapped) it stands in. */
typedef struct LinePlace {
    uint64_t offset; /* into the line */
    uint64_t number;
} LinePlace;

/* Advances `place` over the glyphs of `bytes`, which begin at place->offset on entry, to the glyph that covers `column`
 * or that holds `offset`, whichever comes first, or to the end of the bytes. Marks without a width belong to what is
 * before them. */
void columns_advance(Slice bytes, ColumnRules rules, LinePlace *place, uint64_t column, uint64_t offset);

/* Length of the row that begins at bytes[0], of a wrapped line whose bytes from there on are given; at least one
 * glyph, 0 for no bytes. Bytes past ROW_BYTES_MOST and GLYPH_BYTES_MOST need not be given. */
size_t columns_row_length(Slice bytes, int width, ColumnRules rules);

/* A stretch of zeros behind a checkpoint, without further ones in it: each piece of so many bytes takes as many columns
 * or rows as any other. */
typedef struct LineZeros {
    LinePlace from;
    uint64_t pieces;
    uint64_t bytes, numbers; /* of a piece */
} LineZeros;

/* Checkpoints in one long line. Embedded in its owner; zero-initialised but for width and rules it is empty. */
typedef struct LineMap {
    int width; /* of a wrapped row; 0: chopped */
    ColumnRules rules;
    LinePlace *places; /* ascending; [0] is the line's start once anything is built */
    size_t count, capacity;
    LineZeros *zeros; /* ascending */
    size_t zeros_count, zeros_capacity;
    LinePlace built; /* how far it goes */
    bool is_complete;
} LineMap;

void line_map_deinit(LineMap *map);
/* Extends the map over the next `budget` bytes or so of a line of `len` bytes; `bytes` are those from map->built on,
 * LINE_MAP_BEHIND more than the budget where there are so many. */
void line_map_build(LineMap *map, Slice bytes, uint64_t len, uint64_t budget);
/* Extends the map over the next `bytes` bytes, or most of them, which are known to be zeros. */
void line_map_pass_zeros(LineMap *map, uint64_t bytes);
/* Appends the checkpoints of `more`, which was begun where `map` ended, and empties it. */
void line_map_join(LineMap *map, LineMap *more);
/* The last checkpoint at or before the offset, or the number. False when the map does not reach there yet. */
bool line_map_before_offset(const LineMap *map, uint64_t offset, LinePlace *place);
bool line_map_before_number(const LineMap *map, uint64_t number, LinePlace *place);
