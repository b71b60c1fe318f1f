/* The tree of folders as rows. */
#include "tui/views/tree_rows.h"

#include <stdlib.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"

void tree_rows_deinit(TreeRows *rows)
{
    for (size_t i = 0; i < rows->open_count; i++)
        free(rows->open[i]);
    free(rows->open);
    free(rows->rows);
    if (rows->tree)
        tree_release(rows->tree);
    *rows = (TreeRows){0};
}

static size_t find_open(const TreeRows *rows, Slice folder)
{
    size_t at = 0;
    while (at < rows->open_count && !slice_equal(slice_from_cstr(rows->open[at]), folder))
        at++;
    return at;
}

static void add_row(TreeRows *rows, TreeRow row)
{
    rows->rows = mem_grow(rows->rows, &rows->capacity, rows->count + 1, sizeof *rows->rows);
    rows->rows[rows->count++] = row;
}

/* Where the folder's files end: '0' follows '/' among the bytes. */
static uint32_t folder_end(const Tree *tree, Slice folder)
{
    Buf bound = {0};
    buf_append_slice(&bound, folder);
    buf_append_byte(&bound, '/' + 1);
    uint32_t end = tree_lower_bound(tree, buf_slice(&bound));
    buf_deinit(&bound);
    return end;
}

/* Where the name that begins at `from` ends; `path.len` when it is the last one. */
static size_t name_end(Slice path, size_t from)
{
    const char *slash = from < path.len ? memchr(path.data + from, '/', path.len - from) : NULL;
    return slash ? (size_t)(slash - path.data) : path.len;
}

/* Adds the rows of the files in [first, end) whose names begin at `name_at`: folders only, or files only. A folder's
 * first path may stand behind a file of a longer name ("a.c" before "a/b"), but its files always stand together. */
static void add_level(TreeRows *rows, uint32_t first, uint32_t end, uint32_t name_at, uint32_t depth, bool folders)
{
    for (uint32_t i = first; i < end;) {
        Slice path = tree_path(rows->tree, i);
        uint32_t name_stop = (uint32_t)name_end(path, name_at);
        TreeRow row = {.first = i, .end = i + 1, .name_at = name_at, .name_end = name_stop, .depth = depth};
        row.is_folder = name_stop < path.len;
        if (row.is_folder) {
            row.end = folder_end(rows->tree, slice_sub(path, 0, name_stop));
            row.is_open = folders && find_open(rows, slice_sub(path, 0, name_stop)) < rows->open_count;
        }
        if (row.end <= i)
            row.end = i + 1;
        bool is_submodule = !row.is_folder && tree_kind(rows->tree, i) == ENTRY_SUBMODULE;
        if (row.is_folder == folders && !is_submodule)
            add_row(rows, row);
        if (row.is_open) {
            add_level(rows, i, row.end, name_stop + 1, depth + 1, true);
            add_level(rows, i, row.end, name_stop + 1, depth + 1, false);
        }
        i = row.end;
    }
}

static void build(TreeRows *rows)
{
    rows->count = 0;
    if (!rows->tree)
        return;
    add_level(rows, 0, tree_count(rows->tree), 0, 0, true);
    add_level(rows, 0, tree_count(rows->tree), 0, 0, false);
}

void tree_rows_set(TreeRows *rows, Tree *tree)
{
    tree_retain(tree);
    if (rows->tree)
        tree_release(rows->tree);
    rows->tree = tree;
    build(rows);
}

Slice tree_rows_path(const TreeRows *rows, size_t at)
{
    const TreeRow *row = &rows->rows[at];
    return slice_sub(tree_path(rows->tree, row->first), 0, row->name_end);
}

static void add_open(TreeRows *rows, Slice folder)
{
    if (find_open(rows, folder) < rows->open_count)
        return;
    rows->open = mem_grow(rows->open, &rows->open_capacity, rows->open_count + 1, sizeof *rows->open);
    rows->open[rows->open_count++] = mem_strndup(folder.data, folder.len);
}

void tree_rows_open(TreeRows *rows, Slice folder)
{
    add_open(rows, folder);
    build(rows);
}

void tree_rows_close(TreeRows *rows, Slice folder)
{
    size_t at = find_open(rows, folder);
    if (at == rows->open_count)
        return;
    free(rows->open[at]);
    rows->open[at] = rows->open[--rows->open_count];
    build(rows);
}

void tree_rows_reveal(TreeRows *rows, Slice path)
{
    for (size_t end = name_end(path, 0); end < path.len; end = name_end(path, end + 1))
        add_open(rows, slice_sub(path, 0, end));
    build(rows);
}

size_t tree_rows_find(const TreeRows *rows, Slice path)
{
    size_t at = 0;
    while (at < rows->count && !slice_equal(tree_rows_path(rows, at), path))
        at++;
    return at;
}
