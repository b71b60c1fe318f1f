/* Looking up where names are defined. */
#include "tui/views/symbol_rows.h"

#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/search/tags.h"
#include "tui/views/symbol_hits.h"

enum { NAME_MOST = 256, WAIT_MS = 400, WAIT_STEP_MS = 5, TAGS_MOST = 500 };

typedef struct Lookup {
    Request request;
    SymbolLookup *owner;
    Symbols *symbols; /* a reference; NULL: among the hits of the search alone */
    Search *search;   /* a reference; NULL: by the index alone */
    uint64_t search_rows;
    char *name;
    bool waits;
    atomic_bool is_cancelled; /* relaxed: only a hint to stop early */
    SymbolRows rows;
} Lookup;

struct SymbolLookup {
    App *app;
    Requests *requests;
    void (*ready)(void *owner, SymbolRows *rows);
    void *owner;
    Lookup *lookup; /* the newest; NULL: none pending */
};

void symbol_rows_deinit(SymbolRows *rows)
{
    if (rows->snapshot)
        snapshot_release(rows->snapshot);
    free(rows->rows);
    buf_deinit(&rows->text);
    *rows = (SymbolRows){0};
}

Slice symbol_rows_text(const SymbolRows *rows, size_t at)
{
    return slice_sub(buf_slice(&rows->text), rows->rows[at].text_at, rows->rows[at].text_at + rows->rows[at].text_len);
}

/* --- in the background --- */

SymbolRow *symbol_rows_add(SymbolRows *rows, const SymbolRow *row, Slice bytes)
{
    Slice line = slice_sub(bytes, row->line_start, row->line_start + SYMBOL_TEXT_MOST);
    const char *newline = line.len > 0 ? memchr(line.data, '\n', line.len) : NULL;
    if (newline)
        line.len = (size_t)(newline - line.data);
    while (line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
        line = slice_sub(line, 1, line.len);
    rows->rows = mem_grow(rows->rows, &rows->capacity, rows->count + 1, sizeof *rows->rows);
    SymbolRow *added = &rows->rows[rows->count++];
    *added = *row;
    added->text_at = (uint32_t)rows->text.len;
    added->text_len = (uint32_t)line.len;
    buf_append_slice(&rows->text, line);
    return added;
}

static bool is_cancelled(const Lookup *lookup)
{
    return atomic_load_explicit(&lookup->is_cancelled, memory_order_relaxed);
}

/* Until the index is complete, a moment at most. */
static void wait_for_index(const Lookup *lookup, SymbolStats *stats)
{
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
    symbols_stats(lookup->symbols, stats);
    for (int left = WAIT_MS; lookup->waits && left > 0 && !stats->is_complete && !is_cancelled(lookup);
         left -= WAIT_STEP_MS) {
        nanosleep(&step, NULL);
        symbols_stats(lookup->symbols, stats);
    }
}

static void add_symbols(Lookup *lookup)
{
    SymbolRows *rows = &lookup->rows;
    SymbolPlace *places = mem_alloc(SYMBOL_ROWS_MOST * sizeof *places);
    size_t count =
        symbols_find(lookup->symbols, slice_from_cstr(lookup->name), places, SYMBOL_ROWS_MOST, &lookup->is_cancelled);
    for (size_t i = 0; i < count; i++) {
        Pin pin;
        SymbolRow row = {
            .file = places[i].file, .line = places[i].line, .line_start = places[i].line_start, .kind = places[i].kind};
        if (!file_pin(rows->snapshot, row.file, &pin))
            continue;
        symbol_rows_add(rows, &row, pin.bytes);
        file_unpin(&pin);
    }
    rows->is_cut = count == SYMBOL_ROWS_MOST;
    free(places);
}

static uint64_t line_number(Slice bytes, uint64_t line_start)
{
    uint64_t number = 1;
    for (const char *at = bytes.data, *end = bytes.data + line_start; at < end; number++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            break;
        at++;
    }
    return number;
}

bool symbol_rows_have(const SymbolRows *rows, uint32_t file, uint64_t line_start)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->rows[i].file == file && rows->rows[i].line_start == line_start)
            return true;
    return false;
}

static void add_tag(SymbolRows *rows, const TagPlace *tag)
{
    Slice path =
        slice_starts_with(tag->path, slice_from_cstr("./")) ? slice_sub(tag->path, 2, tag->path.len) : tag->path;
    SymbolRow row = {.file = tree_find(snapshot_tree(rows->snapshot), path), .kind = SYMBOL_KIND_TAG};
    Pin pin;
    if (row.file == TREE_NONE || !file_pin(rows->snapshot, row.file, &pin))
        return;
    if (pin_is_whole(&pin) && tags_locate(tag, pin.bytes, &row.line_start) &&
        !symbol_rows_have(rows, row.file, row.line_start)) {
        row.line = line_number(pin.bytes, row.line_start);
        symbol_rows_add(rows, &row, pin.bytes);
    }
    file_unpin(&pin);
}

static void add_tags(Lookup *lookup)
{
    Buf path = {0};
    Error err;
    buf_printf(&path, "%s/tags", tree_root(snapshot_tree(lookup->rows.snapshot)));
    buf_append_byte(&path, '\0');
    Tags *tags = tags_open(path.data, &err);
    buf_deinit(&path);
    if (!tags)
        return;
    TagPlace *places = mem_alloc(TAGS_MOST * sizeof *places);
    size_t count = tags_find(tags, slice_from_cstr(lookup->name), places, TAGS_MOST);
    for (size_t i = 0; i < count && !is_cancelled(lookup); i++)
        add_tag(&lookup->rows, &places[i]);
    free(places);
    tags_free(tags);
}

static void add_hits(Lookup *lookup, SymbolHits which, Matcher *matcher)
{
    symbol_hits_read(lookup->search, lookup->search_rows, which, matcher, &lookup->is_cancelled, &lookup->rows);
}

static void work(Request *request, Matcher *matcher)
{
    Lookup *lookup = (Lookup *)request;
    if (!lookup->symbols) {
        add_hits(lookup, HITS_ON_LINES, matcher);
        lookup->rows.is_complete = true;
        return;
    }
    wait_for_index(lookup, &lookup->rows.stats);
    lookup->rows.is_complete = lookup->rows.stats.is_complete;
    if (lookup->name[0] == '\0' || is_cancelled(lookup))
        return;
    add_symbols(lookup);
    add_tags(lookup);
    if (lookup->search)
        add_hits(lookup, HITS_IN_NAMES, matcher);
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    Lookup *lookup = (Lookup *)request;
    symbols_release(lookup->symbols);
    if (lookup->search)
        search_release(lookup->search);
    symbol_rows_deinit(&lookup->rows);
    free(lookup->name);
    free(lookup);
}

static void done(Request *request)
{
    Lookup *lookup = (Lookup *)request;
    SymbolLookup *owner = lookup->owner;
    owner->lookup = NULL;
    owner->ready(owner->owner, &lookup->rows);
    drop(request);
}

SymbolLookup *symbol_lookup_new(App *app, void (*ready)(void *owner, SymbolRows *rows), void *owner)
{
    Requests *requests = requests_new(app_wake(app));
    if (!requests)
        return NULL;
    SymbolLookup *lookup = mem_zalloc(1, sizeof *lookup);
    *lookup = (SymbolLookup){.app = app, .requests = requests, .ready = ready, .owner = owner};
    return lookup;
}

static void forget(SymbolLookup *owner)
{
    Lookup *lookup = owner->lookup;
    owner->lookup = NULL;
    if (!lookup)
        return;
    atomic_store_explicit(&lookup->is_cancelled, true, memory_order_relaxed);
    request_abandon(&lookup->request);
}

void symbol_lookup_free(SymbolLookup *lookup)
{
    if (!lookup)
        return;
    forget(lookup);
    requests_free(lookup->requests);
    free(lookup);
}

static Lookup *ask(SymbolLookup *owner, Snapshot *snapshot)
{
    forget(owner);
    Lookup *lookup = mem_zalloc(1, sizeof *lookup);
    lookup->request = (Request){.work = work, .done = done, .drop = drop};
    lookup->owner = owner;
    lookup->rows.snapshot = snapshot_retain(snapshot);
    owner->lookup = lookup;
    return lookup;
}

void symbol_lookup_name(SymbolLookup *lookup, Symbols *symbols, Slice name, Search *part, uint64_t rows, bool waits)
{
    Lookup *asked = ask(lookup, symbols_snapshot(symbols));
    asked->symbols = symbols_retain(symbols);
    asked->name = mem_strndup(name.data ? name.data : "", name.len < NAME_MOST ? name.len : NAME_MOST);
    if (part && search_snapshot(part) == symbols_snapshot(symbols)) {
        asked->search = search_retain(part);
        asked->search_rows = rows;
    }
    asked->waits = waits;
    requests_post(lookup->requests, &asked->request);
}

void symbol_lookup_hits(SymbolLookup *lookup, Search *search, uint64_t rows)
{
    Lookup *asked = ask(lookup, search_snapshot(search));
    asked->search = search_retain(search);
    asked->search_rows = rows;
    requests_post(lookup->requests, &asked->request);
}

void symbol_lookup_update(SymbolLookup *lookup)
{
    requests_finish(lookup->requests);
}

bool symbol_lookup_is_pending(const SymbolLookup *lookup)
{
    return lookup->lookup != NULL;
}
