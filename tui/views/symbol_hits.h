/* [background] Which of the lines that a search has found are definitions: each file with results is outlined, and the
 * definitions whose name stands on a matching line are taken, or only those whose name holds a match. No index is
 * needed. */
#pragma once

#include <stdatomic.h>

#include "tui/views/symbol_rows.h"

enum { SYMBOL_HITS_MOST = 500000 }; /* rows of the search that are looked at */

typedef enum SymbolHits {
    HITS_ON_LINES, /* the match is anywhere on the line of the name */
    HITS_IN_NAMES, /* it is in the name: those that begin with it come first; what `out` has already is left out */
} SymbolHits;

void symbol_hits_read(Search *search, uint64_t search_rows, SymbolHits which, Matcher *matcher, const atomic_bool *stop,
                      SymbolRows *out);

/* Appends the row, with the text of its line. */
SymbolRow *symbol_rows_add(SymbolRows *rows, const SymbolRow *row, Slice bytes);
bool symbol_rows_have(const SymbolRows *rows, uint32_t file, uint64_t line_start);
