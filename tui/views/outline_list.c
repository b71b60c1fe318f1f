/* Reading the definitions of a file. */
#include "tui/views/outline_list.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/outline.h"

enum { PIECE = 256 << 10, HEAD = 512, DEFINITIONS = 256 };

struct OutlineReading {
    Request request;
    OutlineList *list;
    Snapshot *snapshot; /* a reference; NULL: the document is given */
    uint32_t index;
    char *path;
    Document *document; /* a reference */
    const Language *language;
    OutlineState state;
    uint64_t offset; /* read so far */
    bool has_begun;
    Error error;
    /* of the last piece */
    OutlineItem *items;
    size_t count, capacity;
    Buf names;
};

/* --- in the background --- */

/* A piece ends at a line's end. Of a line that is longer than a piece nothing is read. */
static Slice next_piece(OutlineReading *reading, Stretch *stretch)
{
    uint64_t size = document_size(reading->document);
    uint64_t end = reading->offset + PIECE;
    if (end >= size) {
        document_read(reading->document, reading->offset, size, stretch);
        return stretch->bytes;
    }
    uint64_t behind = end;
    if (document_newline_before(reading->document, &behind, reading->offset, UINT64_MAX)) {
        document_read(reading->document, reading->offset, behind, stretch);
        return stretch->bytes;
    }
    bool is_found = document_newline_after(reading->document, &end, size, UINT64_MAX);
    reading->offset = is_found ? end + 1 : size;
    return slice_of(NULL, 0);
}

static void add_item(OutlineReading *reading, const Definition *definition)
{
    if (definition->name_start >= document_size(reading->document))
        return;
    size_t len = definition->name_len < OUTLINE_NAME_MOST ? definition->name_len : OUTLINE_NAME_MOST;
    Stretch stretch = {0}; /* the name may stand before the piece that its body ends in */
    document_read(reading->document, definition->name_start, definition->name_start + len, &stretch);
    Slice name = stretch.bytes;
    reading->items = mem_grow(reading->items, &reading->capacity, reading->count + 1, sizeof *reading->items);
    reading->items[reading->count++] = (OutlineItem){
        .line_start = document_line_start(reading->document, definition->name_start),
        .name_at = (uint32_t)reading->names.len,
        .name_len = (uint8_t)name.len,
        .kind = definition->kind,
        .depth = definition->depth,
    };
    buf_append_slice(&reading->names, name);
    stretch_deinit(&stretch);
}

static void read_piece(OutlineReading *reading)
{
    Stretch stretch = {0};
    Slice piece = next_piece(reading, &stretch);
    if (piece.len == 0) {
        stretch_deinit(&stretch);
        return;
    }
    document_prefault(reading->document, reading->offset, piece.len);
    if (document_indexed_bytes(reading->document) < reading->offset + piece.len)
        document_index_more(reading->document, PIECE);
    Outline outline;
    Definition definitions[DEFINITIONS];
    outline_start(&outline, reading->language, &reading->state, reading->offset, piece);
    for (size_t count; (count = outline_next(&outline, definitions, DEFINITIONS)) > 0;)
        for (size_t i = 0; i < count; i++)
            add_item(reading, &definitions[i]);
    reading->state = outline.state;
    reading->offset += piece.len;
    stretch_deinit(&stretch);
}

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    OutlineReading *reading = (OutlineReading *)request;
    if (!reading->document)
        reading->document = document_open(reading->snapshot, reading->index, &reading->error);
    if (!reading->document)
        return;
    if (!reading->has_begun && document_text(reading->document) != TEXT_BINARY) {
        Stretch head = {0};
        document_read(reading->document, 0, HEAD, &head);
        reading->language =
            language_for(slice_from_cstr(reading->path), head.bytes, document_language(reading->document));
        stretch_deinit(&head);
    }
    reading->has_begun = true;
    if (outline_is_known(reading->language))
        read_piece(reading);
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    OutlineReading *reading = (OutlineReading *)request;
    if (reading->snapshot)
        snapshot_release(reading->snapshot);
    document_release(reading->document);
    free(reading->path);
    free(reading->items);
    buf_deinit(&reading->names);
    free(reading);
}

/* A body that ends later is known later: it goes back to where its line is. */
static void insert(OutlineList *list, OutlineItem item)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    size_t at = outline_list_after(list, item.line_start);
    memmove(list->items + at + 1, list->items + at, (list->count - at) * sizeof *list->items);
    list->items[at] = item;
    list->count++;
}

static void take(OutlineList *list, OutlineReading *reading)
{
    size_t names_at = list->names.len;
    for (size_t i = 0; i < reading->count && list->count < OUTLINE_ITEMS_MOST; i++) {
        OutlineItem item = reading->items[i];
        item.name_at += (uint32_t)names_at;
        insert(list, item);
    }
    buf_append_slice(&list->names, buf_slice(&reading->names));
    list->is_cut = list->count == OUTLINE_ITEMS_MOST;
    reading->count = 0;
    buf_clear(&reading->names);
}

static void done(Request *request)
{
    OutlineReading *reading = (OutlineReading *)request;
    OutlineList *list = reading->list;
    if (!list->document && reading->document)
        list->document = document_retain(reading->document);
    list->is_known = outline_is_known(reading->language);
    list->error = reading->error;
    take(list, reading);
    bool has_more = reading->document && list->is_known && reading->offset < document_size(reading->document);
    if (has_more && !list->is_cut) {
        requests_post(app_requests(list->app), request);
        return;
    }
    list->is_complete = true;
    list->reading = NULL;
    drop(request);
}

void outline_list_start(OutlineList *list, App *app, Document *document, Snapshot *snapshot, uint32_t index, Slice path)
{
    OutlineReading *reading = mem_zalloc(1, sizeof *reading);
    *list = (OutlineList){.app = app, .reading = reading, .is_known = true};
    list->document = document ? document_retain(document) : NULL;
    reading->request = (Request){.work = work, .done = done, .drop = drop};
    reading->list = list;
    reading->document = document ? document_retain(document) : NULL;
    reading->snapshot = snapshot ? snapshot_retain(snapshot) : NULL;
    reading->index = index;
    reading->path = mem_strndup(path.data, path.len);
    requests_post(app_requests(app), &reading->request);
}

void outline_list_deinit(OutlineList *list)
{
    if (list->reading)
        request_abandon(&list->reading->request);
    document_release(list->document);
    free(list->items);
    buf_deinit(&list->names);
}

Slice outline_list_name(const OutlineList *list, size_t at)
{
    return slice_sub(buf_slice(&list->names), list->items[at].name_at,
                     list->items[at].name_at + list->items[at].name_len);
}

size_t outline_list_after(const OutlineList *list, uint64_t offset)
{
    size_t low = 0, high = list->count;
    /* most come in order */
    if (high > 0 && list->items[high - 1].line_start <= offset)
        return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle].line_start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
