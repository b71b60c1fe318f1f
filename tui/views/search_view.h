/* The search view's inside, shared by the files that make it up: search.c (its life, asking, what is new), search_act.c
 * (what the keys do), search_structure.c (outline and definitions), search_draw.c.
 *
 *     key --> Prompt --ask--> Results or Files --select--> Preview */
#pragma once

#include "tui/preview.h"
#include "tui/views/export.h"
#include "tui/views/files.h"
#include "tui/views/layout.h"
#include "tui/views/marks.h"
#include "tui/views/probes.h"
#include "tui/views/prompt.h"
#include "tui/views/results.h"
#include "tui/views/scope.h"
#include "tui/views/search.h"

enum { SEARCH_QUEUED_MOST = 32 };

typedef struct SearchView {
    View view; /* first */
    Prompt prompt;
    Scope scope;
    Results results;
    Files files;
    Probes probes;
    Marks marks;
    Preview *preview;
    Export *export;   /* the last list written; NULL for none */
    Pattern *pattern; /* the newest valid one, a reference; NULL while nothing is asked */
    PatternError error;
    bool has_error; /* the query as it stands is no valid pattern */
    bool with_binary;
    bool wants_preview;
    bool is_attention_on_row; /* the cursor stands on the selected row; in the prompt otherwise */
    bool is_visit;            /* opened with its query from another view: Esc returns there */
    bool has_probed;          /* the probes for this question have been started */
    Snapshot *snapshot;       /* the one asked last, a reference */
    unsigned contents_version;
    ListingOptions listing; /* as it was then */
    /* Rows were asked to move, or to be opened, before they were there: done as soon as they are. */
    ActionCall queued[SEARCH_QUEUED_MOST];
    int queued_count;
    Layout layout; /* as last drawn */
} SearchView;

/* The list of files is shown: in files mode, or because nothing is asked. */
bool search_view_lists_files(const SearchView *view);
/* The question has changed, or what it is asked of. */
void search_view_ask(SearchView *view, ResultsKeep keep);
/* The globs of the prompt on top of the filter the program was started with: a reference, or NULL for all files. */
PathFilter *search_view_filter(const SearchView *view);
/* The query was of use: it goes to the history. */
void search_view_remember(SearchView *view);
/* Lets the preview follow the selection. */
void search_view_sync(SearchView *view);

bool search_view_act(View *base, const ActionCall *call);
void search_view_type(View *base, Slice text);
/* The outline of the selected file; the definition of the selected match's word; the definitions among the results. */
void search_view_outline(SearchView *view);
void search_view_define(SearchView *view);
void search_view_definitions(SearchView *view);
/* Does what waited for rows. */
void search_view_replay(SearchView *view);
void search_view_draw(View *base, Canvas *canvas, Rect area);
