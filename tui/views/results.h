/* The results on the screen: the search that is shown, the one that is coming, the rows around what is in view, the
 * selection.
 *
 *     results_start --> incoming search --first screenful or complete--> its rows resolved --> shown search
 *
 * What is shown stays until the incoming search has something to show. Owned by the search view; main thread. */
#pragma once

#include "engine/search/recent.h"
#include "engine/search/search.h"
#include "tui/app.h"
#include "tui/canvas.h"
#include "tui/views/list.h"
#include "tui/views/marks.h"
#include "tui/views/row_block.h"
#include "tui/views/row_contexts.h"

typedef enum ResultsKeep {
    KEEP_LINE,  /* the selected line stays selected when it is still a result and the user chose it; else the first */
    KEEP_NEAR,  /* the nearest such line in its file: other files are listed, the question is the same */
    KEEP_PLACE, /* the same, and a line that is no result any more stays in view until the selection moves: the files
                   have changed */
} ResultsKeep;

/* The selected line when it is no result any more, as it was. It is drawn before the row that the list has selected. */
typedef struct LostRow {
    int rows;    /* drawn for it: 0 when there is none, 2 with a heading of its own */
    RowText row; /* `row.file` is of the shown search's snapshot, TREE_NONE when the file is gone too */
    uint64_t mark;
    Buf text, path;
} LostRow;

typedef struct Results {
    App *app;
    RowRequest *request;
    Recent *recent;            /* what was asked last */
    unsigned contents_version; /* of the files that it was asked of */
    Search *shown;             /* NULL: none yet */
    SearchProgress shown_progress;
    Search *incoming; /* NULL: what is shown is the newest */
    SearchProgress incoming_progress;
    bool is_refresh;   /* the incoming search asks the same as the shown one, of what the files are now */
    bool is_requested; /* the incoming search's first rows are being resolved */
    Anchor anchor;     /* for the incoming search */
    RowBlock *block;   /* of the shown search */
    RowContexts *contexts;
    uint64_t drawn_top; /* the list's top as last drawn: stays until the rows at the new one are ready */
    List list;
    bool has_moved; /* the user chose the row */
    LostRow lost;
    bool is_changed; /* the selected line has another text than when it was selected */
} Results;

void results_init(Results *results, App *app);
void results_deinit(Results *results);

/* Searches the app's newest snapshot. `filter` may be NULL; of the options, what is asked (binary files, conditions).
 */
void results_start(Results *results, Pattern *pattern, PathFilter *filter, const SearchOptions *asked,
                   ResultsKeep keep);
/* No search: nothing is shown. */
void results_clear(Results *results);
/* Looks at how far the searches are. */
void results_update(Results *results);
/* A search runs, or rows in view are still to come. */
bool results_is_waiting(const Results *results);
/* What is shown is the answer to the newest question, and the selected row is known. */
bool results_are_ready(const Results *results);
/* The same is asked again because files have changed: what is shown stands for it until then. */
bool results_are_refreshing(const Results *results);
/* Of the newest search; while the same is asked again, of the one before. */
const SearchProgress *results_progress(const Results *results);

/* NULL when there is none, or it is not resolved yet, or its file is gone. */
const RowText *results_selected(const Results *results);
Slice results_selected_text(const Results *results);
/* What has happened on disk to the selected line: "changed", "gone", "" for nothing. */
const char *results_selected_tag(const Results *results);
/* The selected line is not there any more, nor is its file. */
bool results_selected_is_gone(const Results *results);
/* Which of all lines is selected, from 1 on; 0 = none. */
uint64_t results_position(const Results *results);
void results_select(Results *results, uint64_t row);
/* By rows, past headings. */
void results_move(Results *results, int64_t by);
void results_next_file(Results *results, int by);
/* Which row was drawn at `y` of the area of the last draw; false for none. */
bool results_row_at(const Results *results, int y, uint64_t *row);

/* --- results_lost.c, for the files of this view --- */

/* The selected row becomes the lost one (when it is the anchor's, or lost already); false when it is another. */
bool results_lose(Results *results, const Anchor *anchor, bool has_file);
/* The place where the lost row was is what is selected; nothing when there is none. */
void results_forget_lost(Results *results);

/* Draws into the area; returns the y of the selected row, -1 when it is not in view. */
int results_draw(Results *results, Canvas *canvas, Rect area, const Marks *marks);
