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
Document *viewport_document(const Viewport *viewport); /* borrowed */
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
/* The line (its start) on the selected background, e.g. the hit's; UINT64_MAX for none. */
void viewport_set_current(Viewport *viewport, uint64_t line_start);
/* The match drawn as the current one among many (start offset); UINT64_MAX for none. */
void viewport_set_found(Viewport *viewport, uint64_t match_start);

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
void viewport_go_top(Viewport *viewport);
void viewport_go_bottom(Viewport *viewport);
void viewport_go_percent(Viewport *viewport, double percent);
/* Puts the line at `row`; past the end, the last one at the bottom. False while the line index does not reach the line:
 * the viewport goes there once it does. */
bool viewport_go_line(Viewport *viewport, uint64_t line, int row);
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
