/* Writes results as path:line:column:text to a temporary file, for the editor's quickfix list: piece by piece in the
 * background, so that a million of them hold nothing up. Main thread, but for the writing. */
#pragma once

#include "engine/search/search.h"
#include "tui/app.h"
#include "tui/views/marks.h"

typedef struct Export Export;

/* Calls app_edit_list when the file is written. NULL with a word in the status line when there can be no file. */
Export *export_results(App *app, Search *search, uint64_t rows);
Export *export_marks(App *app, const Marks *marks);
/* Goes on; true when it has ended. */
bool export_update(Export *export);
/* Also removes the file: call it when the editor has come back. */
void export_free(Export *export);
