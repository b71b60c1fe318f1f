/* The pager: less's hands on a Document. Main thread. */
#pragma once

#include "engine/search/search.h"
#include "engine/store/document.h"
#include "tui/jumps.h"
#include "tui/view.h"

typedef struct PagerPlace {
    uint64_t offset; /* UINT64_MAX: use line */
    uint64_t line;   /* 1-based; 0: the start */
    uint64_t column; /* 1-based, in characters; 0: none */
} PagerPlace;

/* Pages a document opened already; `name` is shown and passed to the editor. Takes references. `search` (may be NULL)
 * gives the highlighted pattern, and the results that next-hit and previous-hit walk through. */
View *pager_new(App *app, Document *document, Slice name, PagerPlace place, Search *search);
/* Pages a listed file, opened in the background. */
View *pager_new_listed(App *app, Snapshot *snapshot, uint32_t index, PagerPlace place, Search *search);
/* The files behind the one that it was made with, for :n and :p; NULL-terminated, or NULL. */
void pager_add_files(View *view, const char *const *names);
/* Pages what comes from the descriptor (a pipe) as it comes. */
View *pager_new_spool(App *app, int fd);
/* Opened in the background, at the place. */
View *pager_new_at(App *app, const Jump *place);
bool view_is_pager(const View *view);
/* Where the pager is, to be freed with jump_deinit; false when `view` (may be NULL) is none, or shows no file. */
bool pager_place(const View *view, Jump *place);
/* Shows the place in the pager, in whichever file it is. */
void pager_go(View *view, const Jump *place);
