/* Rows that the user has marked (Tab), over several queries. A mark keeps what is needed to write it to a list: path,
 * place and the beginning of the line. Owned by the search view; main thread. */
#pragma once

#include "engine/store/store.h"
#include "tui/views/row_block.h"

enum { MARK_TEXT_BYTES = 256 };
#define MARK_WHOLE_FILE UINT64_MAX

typedef struct Mark {
    char *path; /* relative to the root */
    size_t path_len;
    uint32_t file;  /* in the newest snapshot; TREE_NONE when it is gone */
    uint64_t start; /* of the line; MARK_WHOLE_FILE */
    uint64_t line, column;
    char *text;
    size_t text_len;
} Mark;

typedef struct Marks {
    Mark *marks;
    size_t count;
    size_t capacity;
} Marks;

void marks_deinit(Marks *marks);
void marks_clear(Marks *marks);
bool marks_have(const Marks *marks, uint32_t file, uint64_t start);
/* Marks the row, or takes its mark away. `row` NULL: the file as a whole. */
void marks_toggle(Marks *marks, const Tree *tree, uint32_t file, const RowText *row, Slice text);
/* The files have other numbers in another tree. */
void marks_rebind(Marks *marks, const Tree *tree);
