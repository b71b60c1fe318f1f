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
    KEEP_PLACE, /* the nearest such line in its file: the files have changed, not the question */
} ResultsKeep;

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

/* NULL when there is none, or it is not resolved yet. */
const RowText *results_selected(const Results *results);
/* Which of all lines is selected, from 1 on; 0 = none. */
uint64_t results_position(const Results *results);
void results_select(Results *results, uint64_t row);
/* By rows, past headings. */
void results_move(Results *results, int64_t by);
void results_next_file(Results *results, int by);
/* Which row was drawn at `y` of the area of the last draw; false for none. */
bool results_row_at(const Results *results, int y, uint64_t *row);

/* Draws into the area; returns the y of the selected row, -1 when it is not in view. */
int results_draw(Results *results, Canvas *canvas, Rect area, const Marks *marks);
