/* The files of a working tree at one moment: an immutable, counted, sorted list of paths. Any thread may read a
 * Tree it holds a reference to. Sorted as the git index sorts (bytes, tree_path's order), no duplicates. */
#pragma once

#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/slice.h"

typedef struct Tree Tree;
typedef struct TreeBuilder TreeBuilder;

#define TREE_NONE UINT32_MAX

typedef enum EntryKind {
    ENTRY_FILE,
    ENTRY_SYMLINK,   /* listed, not followed */
    ENTRY_SUBMODULE, /* a folder; not searched itself */
    ENTRY_SPECIAL,   /* FIFO, socket, device: listed, never opened */
} EntryKind;

enum {
    ENTRY_TRACKED = 1 << 0, /* in the index */
    ENTRY_IGNORED = 1 << 1, /* ignored by a rule, listed because asked for */
    ENTRY_HIDDEN = 1 << 2,  /* a part of its path begins with '.' */
    ENTRY_BINARY = 1 << 3,  /* git attributes say binary */
    ENTRY_TEXT = 1 << 4,    /* git attributes say text */
    ENTRY_SEEN = 1 << 5,    /* it was there, and of this kind, when the folder was read; others may be gone */
};

Tree *tree_retain(Tree *tree);
void tree_release(Tree *tree);

/* Absolute path of the folder that all paths are relative to; "/" or without '/' at the end. */
const char *tree_root(const Tree *tree);
uint32_t tree_count(const Tree *tree);
/* Relative path; borrowed as long as the reference is held; NUL-terminated for the system's calls. */
Slice tree_path(const Tree *tree, uint32_t index);
EntryKind tree_kind(const Tree *tree, uint32_t index);
unsigned tree_flags(const Tree *tree, uint32_t index);
/* What the git attribute linguist-language says, as it stands there; "" for nothing. Borrowed likewise. */
Slice tree_language(const Tree *tree, uint32_t index);
/* Binary search; TREE_NONE when it is not listed. */
uint32_t tree_find(const Tree *tree, Slice path);
/* The first index whose path is not before `path`: the place where a folder's files begin. */
uint32_t tree_lower_bound(const Tree *tree, Slice path);
/* The same among [low, high), for who knows that it is there. */
uint32_t tree_lower_bound_within(const Tree *tree, uint32_t low, uint32_t high, Slice path);
/* False while the loader is still adding files. */
bool tree_is_complete(const Tree *tree);
/* The same paths, kinds, flags and languages below the same root. */
bool tree_equal(const Tree *a, const Tree *b);
/* Memory that the list takes. */
size_t tree_bytes(const Tree *tree);

/* Appends the list as bytes in the machine's own form, for tree_unpack; they begin at a multiple of 8. */
void tree_pack(const Tree *tree, Buf *out);
/* The complete Tree that was packed; NULL when the bytes, whatever they are, cannot be one. `packed.data` is a multiple
 * of 8. */
Tree *tree_unpack(const char *root, Slice packed);

/* One thread. Entries may come in any order; a path that comes twice is kept once, its flags joined (an entry
 * that is ENTRY_TRACKED decides the kind). */
TreeBuilder *tree_builder_new(const char *root);
void tree_builder_free(TreeBuilder *builder);
void tree_builder_add(TreeBuilder *builder, Slice path, EntryKind kind, unsigned flags);
/* Of the entry added last; "" for none. Of a path that comes twice, the language that comes last counts. More than 255
 * different ones in one tree are left out. */
void tree_builder_set_language(TreeBuilder *builder, Slice name);
uint32_t tree_builder_count(const TreeBuilder *builder);
/* More flags for the entry at `index` of the last snapshot. */
void tree_builder_add_flags(TreeBuilder *builder, uint32_t index, unsigned flags);
/* A Tree of what has been added so far; the builder can go on. */
Tree *tree_builder_snapshot(TreeBuilder *builder, bool is_complete);
