/* The selected line stays in view although it is no result any more: nothing jumps under the user's eyes. It goes when
 * the selection moves, or with the next question. */
#include "tui/views/results.h"

bool results_lose(Results *results, const Anchor *anchor, bool has_file)
{
    LostRow *lost = &results->lost;
    const RowText *row = results->list.extra > 0 ? NULL : row_block_at(results->block, results->list.selected);
    if (lost->rows == 0 && (!row || row->row.row != anchor->row || row->row.is_heading))
        return false;
    if (lost->rows == 0) {
        lost->row = *row;
        lost->mark = row_block_mark(results->block, row);
        buf_append_slice(&lost->text, row_block_text(results->block, row));
        buf_append_slice(&lost->path, tree_path(snapshot_tree(search_snapshot(results->shown)), row->row.file));
        lost->row.excerpt_at = lost->row.paint_count = 0;
    }
    lost->row.row.file = anchor->is_gone ? TREE_NONE : anchor->file;
    lost->rows = has_file ? 1 : 2;
    return true;
}

void results_forget_lost(Results *results)
{
    LostRow *lost = &results->lost;
    results->is_changed = false;
    if (lost->rows == 0)
        return;
    buf_deinit(&lost->text);
    buf_deinit(&lost->path);
    *lost = (LostRow){0};
    results->list.extra = 0;
    list_select(&results->list, results->list.selected);
}

bool results_selected_is_gone(const Results *results)
{
    if (results->lost.rows == 0)
        return false;
    uint32_t file = results->lost.row.row.file; /* it may be listed a little longer than it is there */
    return file == TREE_NONE || file_text(snapshot_file(search_snapshot(results->shown), file)) == TEXT_ABSENT;
}

const char *results_selected_tag(const Results *results)
{
    return results->lost.rows > 0 ? "gone" : results->is_changed ? "changed" : "";
}

Slice results_selected_text(const Results *results)
{
    const RowText *row = results_selected(results);
    if (!row)
        return slice_of("", 0);
    return results->lost.rows > 0 ? buf_slice(&results->lost.text) : row_block_text(results->block, row);
}
