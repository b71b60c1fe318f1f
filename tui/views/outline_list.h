/* The definitions of one file, read in the background in pieces: the list grows while it is shown.
 *
 *     outline_list_start --piece, piece, ...--> items, ascending by line --> is_complete
 *
 * Of a file with more than OUTLINE_ITEMS_MOST definitions the first are kept. Embedded in its view; main thread. */
#pragma once

#include "engine/store/document.h"
#include "tui/app.h"

enum { OUTLINE_ITEMS_MOST = 200000, OUTLINE_NAME_MOST = 200 };

typedef struct OutlineItem {
    uint64_t line_start; /* of the line that the name is on */
    uint32_t name_at;    /* in `names` */
    uint8_t name_len, kind, depth;
} OutlineItem;

typedef struct OutlineReading OutlineReading;

typedef struct OutlineList {
    App *app;
    Document *document; /* a reference; NULL until it is opened */
    OutlineItem *items;
    size_t count, capacity;
    Buf names;
    bool is_known; /* what defines anything in that language */
    bool is_complete, is_cut;
    Error error; /* why it could not be opened; "" while it could */
    OutlineReading *reading;
} OutlineList;

/* Of the document, or (NULL) of the listed file, which is opened first. `path` tells the language. */
void outline_list_start(OutlineList *list, App *app, Document *document, Snapshot *snapshot, uint32_t index,
                        Slice path);
void outline_list_deinit(OutlineList *list);
Slice outline_list_name(const OutlineList *list, size_t at);
/* The first item whose line is behind `offset`. */
size_t outline_list_after(const OutlineList *list, uint64_t offset);
