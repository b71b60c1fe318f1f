/* Rows that the user has marked. */
#include "tui/views/marks.h"

#include <stdlib.h>

#include "engine/base/mem.h"

static void mark_deinit(Mark *mark)
{
    free(mark->path);
    free(mark->text);
}

void marks_clear(Marks *marks)
{
    for (size_t i = 0; i < marks->count; i++)
        mark_deinit(&marks->marks[i]);
    marks->count = 0;
}

void marks_deinit(Marks *marks)
{
    marks_clear(marks);
    free(marks->marks);
    *marks = (Marks){0};
}

static size_t find(const Marks *marks, uint32_t file, uint64_t start)
{
    size_t at = 0;
    while (at < marks->count && (marks->marks[at].file != file || marks->marks[at].start != start))
        at++;
    return at;
}

bool marks_have(const Marks *marks, uint32_t file, uint64_t start)
{
    return find(marks, file, start) < marks->count;
}

void marks_toggle(Marks *marks, const Tree *tree, uint32_t file, const RowText *row, Slice text)
{
    uint64_t start = row ? row->row.start : MARK_WHOLE_FILE;
    size_t at = find(marks, file, start);
    if (at < marks->count) {
        mark_deinit(&marks->marks[at]);
        memmove(&marks->marks[at], &marks->marks[at + 1], (marks->count - at - 1) * sizeof *marks->marks);
        marks->count--;
        return;
    }
    Slice path = tree_path(tree, file);
    text = slice_sub(text, 0, MARK_TEXT_BYTES);
    marks->marks = mem_grow(marks->marks, &marks->capacity, marks->count + 1, sizeof *marks->marks);
    marks->marks[marks->count++] = (Mark){
        .path = mem_strndup(path.data, path.len),
        .path_len = path.len,
        .file = file,
        .start = start,
        .line = row ? row->row.line : 1,
        .column = row && row->column > 0 ? row->column : 1,
        .text = mem_strndup(text.len > 0 ? text.data : "", text.len),
        .text_len = text.len,
    };
}

void marks_rebind(Marks *marks, const Tree *tree)
{
    for (size_t i = 0; i < marks->count; i++)
        marks->marks[i].file = tree_find(tree, slice_of(marks->marks[i].path, marks->marks[i].path_len));
}
