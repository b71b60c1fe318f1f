/* The tree of folders as rows: which are open, and what is to be seen. Built from the sorted list of paths; folders
 * come before files. Owned by the tree view; main thread. */
#pragma once

#include "engine/tree/tree.h"

typedef struct TreeRow {
    uint32_t first;             /* the file, or the folder's first file */
    uint32_t end;               /* behind the folder's last one */
    uint32_t name_at, name_end; /* of its name in tree_path(first) */
    uint32_t depth;
    bool is_folder, is_open;
} TreeRow;

typedef struct TreeRows {
    Tree *tree; /* a reference, or NULL */
    TreeRow *rows;
    size_t count, capacity;
    char **open; /* paths of the open folders, unordered */
    size_t open_count, open_capacity;
} TreeRows;

void tree_rows_deinit(TreeRows *rows);
/* Shows another tree; open folders stay open. Takes a reference. */
void tree_rows_set(TreeRows *rows, Tree *tree);
/* The path of the row's folder or file; borrowed from the tree. */
Slice tree_rows_path(const TreeRows *rows, size_t at);
void tree_rows_open(TreeRows *rows, Slice folder);
void tree_rows_close(TreeRows *rows, Slice folder);
/* Opens every folder above the path. */
void tree_rows_reveal(TreeRows *rows, Slice path);
/* The row with this path, or the count when it is not to be seen. */
size_t tree_rows_find(const TreeRows *rows, Slice path);
