/* The list of files by name: all of them, or those whose path holds every word typed (smart case), the ones that hold
 * them in their base name first, in path order otherwise. Found in the background; what is shown stays until then.
 * Owned by the search view; main thread. */
#pragma once

#include "engine/store/store.h"
#include "engine/tree/filter.h"
#include "tui/app.h"
#include "tui/views/list.h"
#include "tui/views/marks.h"

typedef struct FilesRequest FilesRequest;

typedef struct Files {
    App *app;
    FilesRequest *request;
    /* the newest question */
    Buf words;
    PathFilter *filter; /* a reference, or NULL */
    bool is_asked;      /* and not posted yet */
    /* what is shown */
    Snapshot *snapshot; /* a reference; NULL: nothing yet */
    uint32_t *indices;  /* into the snapshot, `list.rows` of them; NULL: all files */
    Buf shown_words;
    List list;
    bool has_moved;
} Files;

void files_init(Files *files, App *app);
void files_deinit(Files *files);
/* Asks for the files of the newest snapshot. `filter` may be NULL. */
void files_start(Files *files, Slice words, PathFilter *filter);
void files_update(Files *files);
bool files_is_waiting(const Files *files);
/* TREE_NONE when the list is empty. */
uint32_t files_selected(const Files *files);
void files_select(Files *files, uint64_t row);
void files_move(Files *files, int64_t by);
int files_draw(Files *files, Canvas *canvas, Rect area, const Marks *marks);

/* Whether `path` holds all the words; `in_base_name` tells whether its base name alone does. `lowers` for caseless,
 * with the words lowered already. Pure. */
bool files_match(Slice path, Slice words, bool lowers, bool *in_base_name);
