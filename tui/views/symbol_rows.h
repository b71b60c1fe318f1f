/* Where names are defined, looked up in the background: by the index of the whole tree and by a `tags` file at its
 * root, each place once; or among the results of a search, the lines that are definitions.
 *
 * Main thread, but for the request's work, which has a queue of its own: it may wait for the index. */
#pragma once

#include "engine/search/search.h"
#include "engine/search/symbols.h"
#include "tui/app.h"

enum { SYMBOL_ROWS_MOST = 2000, SYMBOL_TEXT_MOST = 300, SYMBOL_KIND_TAG = 0 };

typedef struct SymbolRow {
    uint32_t file; /* in the snapshot */
    uint64_t line, line_start;
    uint8_t kind;               /* as Definition.kind; SYMBOL_KIND_TAG: known from the tags file alone */
    uint8_t rank;               /* 0: has the very name that was asked for */
    uint32_t text_at, text_len; /* of the line, without its indentation */
} SymbolRow;

typedef struct SymbolRows {
    Snapshot *snapshot; /* a reference; NULL: nothing was asked yet */
    SymbolRow *rows;
    size_t count, capacity;
    Buf text;
    SymbolStats stats; /* of the index, when it was asked */
    bool is_complete;  /* there is no more to come */
    bool is_cut;       /* there are more than were taken */
} SymbolRows;

void symbol_rows_deinit(SymbolRows *rows);
Slice symbol_rows_text(const SymbolRows *rows, size_t at);

typedef struct SymbolLookup SymbolLookup;

/* `ready` (main thread) may take the rows. NULL when no thread could be started. */
SymbolLookup *symbol_lookup_new(App *app, void (*ready)(void *owner, SymbolRows *rows), void *owner);
void symbol_lookup_free(SymbolLookup *lookup);
/* The definitions of the name; and then of the names that hold it, when `part` (may be NULL; of the same snapshot), the
 * search for its text, has found some in its first `rows` rows. `waits`: a moment for an index that is still being
 * built. What was asked before is forgotten. */
void symbol_lookup_name(SymbolLookup *lookup, Symbols *symbols, Slice name, Search *part, uint64_t rows, bool waits);
/* The definitions among the lines that the search has found so far, `rows` of them with the headings. */
void symbol_lookup_hits(SymbolLookup *lookup, Search *search, uint64_t rows);
/* Calls `ready` when something has been looked up. To be called in each round. */
void symbol_lookup_update(SymbolLookup *lookup);
bool symbol_lookup_is_pending(const SymbolLookup *lookup);
