/* The search view: the prompt, the grouped results and the live preview; with an empty query, or in files mode, the
 * list of files. Main thread. */
#pragma once

#include "tui/view.h"

/* `query`, `globs` may be empty. */
View *search_view_new(App *app, Slice query, Slice globs);
/* The whole tree for a word, from another view: Esc returns there. */
View *search_view_new_word(App *app, Slice word);
/* Lets a search view look only below the folder (relative to the root). False when `view` is none. */
bool search_view_search_below(View *view, Slice folder);
