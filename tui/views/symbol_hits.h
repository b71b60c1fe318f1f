/* [background] Which of the lines that a search has found are definitions: each file with results is outlined, and the
 * definitions whose name stands on a matching line are taken. No index is needed. */
#pragma once

#include <stdatomic.h>

#include "tui/views/symbol_rows.h"

enum { SYMBOL_HITS_MOST = 20000 }; /* rows of the search that are looked at */

void symbol_hits_read(Search *search, uint64_t search_rows, Matcher *matcher, const atomic_bool *stop, SymbolRows *out);

/* Appends the row, with the text of its line. */
SymbolRow *symbol_rows_add(SymbolRows *rows, const SymbolRow *row, Slice bytes);
