/* The preview beside the results: a title with the file's name and the definition around the hit, and a viewport with
 * the hit a third down. What was shown stays until the next file is ready. Owned by the search and files views; main
 * thread. */
#pragma once

#include "engine/search/search.h"
#include "tui/canvas.h"
#include "tui/request.h"

typedef struct Preview Preview;

Preview *preview_new(Requests *requests);
void preview_free(Preview *preview);
/* Shows file `index` of the snapshot with the line at `offset` selected (UINT64_MAX: from the top, nothing selected),
 * and the pattern's matches (NULL for none). The same place again changes nothing. Takes references. */
void preview_show(Preview *preview, Snapshot *snapshot, uint32_t index, uint64_t offset, Pattern *pattern);
/* Whether text is coloured by its syntax, from the next draw on. */
void preview_turn_syntax(Preview *preview, bool is_on);
void preview_clear(Preview *preview);
/* A dim word at the right end of the title, "" for none; kept until the next call. */
void preview_set_tag(Preview *preview, const char *tag);
void preview_scroll(Preview *preview, int rows);
int preview_height(const Preview *preview); /* rows of text in the last draw */
void preview_draw(Preview *preview, Canvas *canvas, Rect area);
bool preview_is_waiting(const Preview *preview);
