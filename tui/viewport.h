/* A window on a Document: which lines are drawn, and how, for the preview and the pager. It draws straight from the
 * mapping, keeps offsets only, and touches nothing that was not prefaulted: what is missing is fetched by a Request.
 *
 * The top is the byte offset of the first thing drawn: a line's start, or with wrapping the start of a screen row
 * inside it. Very long lines are scrolled by checkpoints (tui/columns), so that column 40,000,000 costs as much
 * as column 40. Embedded in its owner; main thread. */
#pragma once

#include "engine/search/pattern.h"
#include "engine/store/document.h"
#include "tui/canvas.h"
#include "tui/request.h"

typedef struct Viewport Viewport;

Viewport *viewport_new(Requests *requests);
void viewport_free(Viewport *viewport);

/* Shows another document (takes a reference; NULL for none). The top goes to the start. */
void viewport_set_document(Viewport *viewport, Document *document);
/* The same document with more behind its end: what is shown stays where it is. */
void viewport_go_on_with(Viewport *viewport, Document *longer);
Document *viewport_document(const Viewport *viewport); /* borrowed */

/* Lines that are longer than the window is wide: cut at its edge, wrapped there, or wrapped at the last blank that
 * fits.
 */
typedef enum ViewportWrap { VIEWPORT_CHOP, VIEWPORT_WRAP, VIEWPORT_WRAP_WORDS } ViewportWrap;
void viewport_set_wrap_mode(Viewport *viewport, ViewportWrap mode);
/* VIEWPORT_WRAP or VIEWPORT_CHOP. */
void viewport_set_wrap(Viewport *viewport, bool is_wrapping);
void viewport_set_numbers(Viewport *viewport, bool has_numbers);
void viewport_set_tab_width(Viewport *viewport, int columns); /* 8 */
/* True: the line index is extended to the document's end (the pager, which tells how many lines there are); false: as
 * far as is drawn. To be called again when a document that grew has ended. */
void viewport_set_counting(Viewport *viewport, bool counts_all);
/* True: a dim "…" in the last column of lines that go on, where lines are chopped. */
void viewport_set_chop_marks(Viewport *viewport, bool marks_chopped);
/* What is highlighted; NULL for nothing. Takes a reference. Matches in view are found in the background and cached. */
void viewport_set_pattern(Viewport *viewport, Pattern *pattern);
/* Shows only the lines that match (`is_inverted`: that do not); NULL: all. Takes a reference. The lines are found in
 * the background from what is shown outward; only those of some thousand around it are remembered. Numbers, percent and
 * offsets stay those of the whole document; movements by rows go over what is shown. The hex view shows all bytes. */
void viewport_set_filter(Viewport *viewport, Pattern *pattern, bool is_inverted);
/* The first `lines` lines stay at the top while the rest scrolls below them, and the first `columns` columns (of
 * chopped lines) stay at the left; 0 for none. As many as leave half of the window to scroll in. */
void viewport_set_header(Viewport *viewport, int lines, int columns);
/* The bytes in hexadecimal: offset, 8, 16 or 32 bytes a row by the width, and what of them is printable. In place of
 * lines and wrapping; the offset shown stays in view, and offsets mean the same as before. */
void viewport_set_hex(Viewport *viewport, bool is_hex);
bool viewport_is_hex(const Viewport *viewport);
/* Binary documents are described (tui/views and the preview) instead of dumped as text; `hint` is a line that tells
 * how to see the bytes, or NULL for none. `is_described` false: dumped. The hex view shows the bytes in any case. */
void viewport_set_description(Viewport *viewport, bool is_described, const char *hint);
bool viewport_is_described(const Viewport *viewport); /* that is what is shown now */
/* True: colour sequences (SGR) and backspaced-over text (man pages) are rendered, hyperlinks (OSC 8) left out. All else
 * is made visible as ever. What a sequence sets ends with its line. (tui/sgr) Matches are those of the bytes: one that
 * begins or ends inside of a sequence is drawn as far as it can be seen. */
void viewport_set_sequences(Viewport *viewport, bool is_rendered);
/* Two columns at the left: an amber `*` where a match is in the row, an accent `>` where a mark is in the line. */
void viewport_set_status_column(Viewport *viewport, bool has_status);
/* A map of the whole document in the last column: what part of it is in view, where matches and marks are. */
void viewport_set_map(Viewport *viewport, bool has_map);
/* The marks, in any order (copied). They replace those before. */
void viewport_set_map_marks(Viewport *viewport, const uint64_t *offsets, size_t count);
/* Adds a match at the offset to the map: of a hundred thousand in one place, one call is enough. */
void viewport_map_match(Viewport *viewport, uint64_t offset);
void viewport_clear_map(Viewport *viewport); /* of matches */

/* Bytes [start, end) of what is drawn, relative to its first byte, in that role. */
typedef struct Paint {
    uint32_t start, end;
    uint8_t role; /* a Role */
} Paint;

/* Supplies the roles of `bytes`, which are drawn now and begin at offset `base` of the document, in the line that
 * begins at `line_start`: ascending, not overlapping, at most `most`. Returns how many; the rest is ROLE_TEXT. Main
 * thread; reads nothing but the bytes given and what it has computed before. Matches are drawn over it. */
typedef size_t ViewportPainter(void *context, const Document *document, uint64_t line_start, uint64_t base, Slice bytes,
                               Paint *paints, size_t most);
/* NULL for none. */
void viewport_set_painter(Viewport *viewport, ViewportPainter *painter, void *context);
/* The line (its start) on the selected background, e.g. the hit's; UINT64_MAX for none. */
void viewport_set_current(Viewport *viewport, uint64_t line_start);
/* The match drawn as the current one among many (start offset); UINT64_MAX for none. */
void viewport_set_found(Viewport *viewport, uint64_t match_start);
/* Bytes drawn as chosen (reversed), over all else: a word, two brackets. They replace those before. */
typedef struct ViewportSpot {
    uint64_t start, end;
} ViewportSpot;
enum { VIEWPORT_SPOTS = 4 };
void viewport_set_spots(Viewport *viewport, const ViewportSpot *spots, int count);

enum { VIEWPORT_THIRD = -1, VIEWPORT_LAST = -2 }; /* rows: a third of the height down, and the last one */

/* Puts the row that holds `offset` at `row` rows below the top (fewer near the start of the file, more near its end).
 */
void viewport_show(Viewport *viewport, uint64_t offset, int row);
/* Scrolls so that `offset` (line and column) is in view, as little as possible; far away, to the middle. */
void viewport_reveal(Viewport *viewport, uint64_t offset);
/* Moves by screen rows; negative is up. Returns how many it did. Stops with the last line at the bottom. */
int viewport_scroll(Viewport *viewport, int rows);
void viewport_scroll_columns(Viewport *viewport, long columns);
/* So far to the right that the longest line in view ends at the right edge; all the way to the left. */
void viewport_go_last_column(Viewport *viewport);
void viewport_go_first_column(Viewport *viewport);
/* Back to the columns that were in view before viewport_reveal moved sideways; false when it has not, or the user has
 * since. */
bool viewport_unreveal(Viewport *viewport);
void viewport_go_top(Viewport *viewport);
/* While more of the document comes in, the end stays in view until the next movement. */
void viewport_go_bottom(Viewport *viewport);
void viewport_go_percent(Viewport *viewport, double percent);
/* Puts the line at `row`; past the end, the last one at the bottom. False while the line index does not reach the line:
 * the viewport goes there once it does. */
bool viewport_go_line(Viewport *viewport, uint64_t line, int row);
/* It waits for lines to be counted. */
bool viewport_is_counting(const Viewport *viewport);
/* No longer: it stays where it is. False when it did not wait for that. */
bool viewport_stop_counting(Viewport *viewport);
/* It waits for the bytes of where it goes to. */
bool viewport_is_going(const Viewport *viewport);
uint64_t viewport_top(const Viewport *viewport);    /* offset */
uint64_t viewport_bottom(const Viewport *viewport); /* offset behind the last byte drawn by the last draw */
bool viewport_is_at_end(const Viewport *viewport);
uint64_t viewport_left(const Viewport *viewport); /* first column shown */
/* The offset of the line drawn at row y of the last draw's area; false outside. */
bool viewport_offset_at(const Viewport *viewport, int y, uint64_t *offset);

/* Draws into the area and remembers its size for the calls above. */
void viewport_draw(Viewport *viewport, Canvas *canvas, Rect area);
/* Something that the last draw wanted (bytes, highlights, the line index) is still on its way. */
bool viewport_is_waiting(const Viewport *viewport);
