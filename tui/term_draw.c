/* From canvas to terminal: what differs from the last canvas goes to ncurses, which sends what differs in its turn. */
#include "engine/base/mem.h"
#include "tui/symbol.h"
#include "tui/term_private.h"

#include <limits.h>
#include <stdlib.h>

void term_forget(Term *term)
{
    term->has_shown = false;
}

/* Where the pair's number is in the table, or would be. */
static uint16_t *find_slot(Term *term, InkPair pair)
{
    uint64_t both = (uint64_t)(uint32_t)pair.foreground << 32 | (uint32_t)pair.background;
    size_t at = (size_t)(both * 0x9e3779b97f4a7c15U >> 48);
    for (;; at = (at + 1) % PAIR_SLOTS) {
        uint16_t number = term->pair_slots[at];
        if (number == 0 || (term->pairs[number - 1].foreground == pair.foreground &&
                            term->pairs[number - 1].background == pair.background))
            return &term->pair_slots[at];
    }
}

/* The number of the colour pair, made when it is new; 0, the terminal's own colours, when there is no more room. */
static int pair_of(Term *term, Ink ink)
{
    if (term->depth == PALETTE_MONO || (ink.foreground == PALETTE_DEFAULT && ink.background == PALETTE_DEFAULT))
        return 0;
    InkPair pair = {ink.foreground, ink.background};
    uint16_t *slot = find_slot(term, pair);
    if (*slot != 0)
        return (int)*slot;
    int number = (int)term->pair_count + 1;
    if (number >= COLOR_PAIRS || number > SHRT_MAX || init_extended_pair(number, ink.foreground, ink.background) != OK)
        return 0;
    term->pairs = mem_grow(term->pairs, &term->pair_capacity, term->pair_count + 1, sizeof *term->pairs);
    term->pairs[term->pair_count++] = pair;
    *slot = (uint16_t)number;
    return number;
}

static attr_t attributes_of(Ink ink)
{
    return (ink.is_bold ? A_BOLD : 0) | (ink.is_dim ? A_DIM : 0) | (ink.is_underlined ? A_UNDERLINE : 0) |
           (ink.is_reversed ? A_REVERSE : 0) | (ink.is_italic ? A_ITALIC : 0);
}

/* A character that the locale's encoding lacks would end up as a byte of its own choice in ncurses. */
static wchar_t showable(const Term *term, wchar_t character)
{
    if (character < 0x80)
        return character;
    wchar_t fallback = symbol_fallback(character);
    if (term->is_plain && fallback)
        return fallback;
    char bytes[MB_LEN_MAX];
    if (wctomb(bytes, character) > 0)
        return character;
    return fallback ? fallback : L'?';
}

static void draw_cell(Term *term, int x, int y, const Cell *cell)
{
    wchar_t text[CELL_CHARS + 1] = {0};
    for (int i = 0; i < CELL_CHARS && cell->chars[i]; i++)
        text[i] = showable(term, cell->chars[i]);
    Ink ink = palette_ink(term->depth, term->is_light, cell->style);
    cchar_t drawn;
    if (setcchar(&drawn, text, attributes_of(ink), (short)pair_of(term, ink), NULL) == OK)
        mvadd_wch(y, x, &drawn);
}

static bool is_same(const Cell *a, const Cell *b)
{
    for (int i = 0; i < CELL_CHARS; i++)
        if (a->chars[i] != b->chars[i])
            return false;
    return style_equal(a->style, b->style);
}

/* Draws what changed; second halves of wide characters come with the first. */
static void draw_row(Term *term, const Canvas *canvas, int y, bool is_all)
{
    const Cell *row = &canvas->cells[(size_t)y * (size_t)canvas->width];
    const Cell *shown = &term->shown.cells[(size_t)y * (size_t)canvas->width];
    for (int x = 0; x < canvas->width && x < COLS; x++)
        if (row[x].chars[0] && (is_all || !is_same(&row[x], &shown[x])))
            draw_cell(term, x, y, &row[x]);
}

static void place_cursor(Term *term, const Canvas *canvas)
{
    bool is_hidden =
        canvas->cursor_x < 0 || canvas->cursor_y < 0 || canvas->cursor_x >= COLS || canvas->cursor_y >= LINES;
    if (!is_hidden)
        move(canvas->cursor_y, canvas->cursor_x);
    if (is_hidden != term->is_cursor_hidden)
        curs_set(is_hidden ? 0 : 1);
    term->is_cursor_hidden = is_hidden;
}

static void remember(Term *term, const Canvas *canvas)
{
    size_t cells = (size_t)canvas->width * (size_t)canvas->height;
    if (!term->shown.cells || term->shown.width != canvas->width || term->shown.height != canvas->height)
        canvas_reset(&term->shown, canvas->width, canvas->height);
    memcpy(term->shown.cells, canvas->cells, cells * sizeof *canvas->cells);
    term->shown.cursor_x = canvas->cursor_x;
    term->shown.cursor_y = canvas->cursor_y;
    term->has_shown = true;
}

/* True when most of what changed is the old picture moved by one row: ncurses then scrolls, which is the least to send.
 */
static bool is_one_row_scroll(const Term *term, const Canvas *canvas)
{
    size_t row_bytes = (size_t)canvas->width * sizeof *canvas->cells;
    int changed = 0, moved_up = 0, moved_down = 0;
    for (int y = 1; y + 1 < canvas->height; y++) {
        const Cell *row = &canvas->cells[(size_t)y * (size_t)canvas->width];
        const Cell *shown = &term->shown.cells[(size_t)y * (size_t)canvas->width];
        if (memcmp(row, shown, row_bytes) == 0)
            continue;
        changed++;
        moved_up += memcmp(row, shown + canvas->width, row_bytes) == 0;
        moved_down += memcmp(row, shown - canvas->width, row_bytes) == 0;
    }
    return moved_up * 4 > changed * 3 || moved_down * 4 > changed * 3;
}

/* Every second row, and then the others: so ncurses sees nothing to scroll by several rows, for which it uses sequences
 * that many terminals which call themselves xterm do not know, and old text would stay. */
static void send_rows(Term *term, const Canvas *canvas, bool is_all)
{
    int step = is_all || is_one_row_scroll(term, canvas) ? 1 : 2;
    for (int first = 0; first < step; first++) {
        for (int y = first; y < canvas->height && y < LINES; y += step)
            draw_row(term, canvas, y, is_all);
        if (first + 1 < step)
            refresh();
    }
}

void term_draw(Term *term, const Canvas *canvas)
{
    bool is_all = !term->has_shown || term->shown.width != canvas->width || term->shown.height != canvas->height;
    if (!is_all && canvas_equal(canvas, &term->shown))
        return;
    if (is_all) {
        erase();
        canvas_reset(&term->shown, canvas->width, canvas->height);
    }
    term_begin_frame(term);
    send_rows(term, canvas, is_all);
    place_cursor(term, canvas);
    refresh();
    term_end_frame(term);
    remember(term, canvas);
}
