/* The sorted list of paths, and the builder that makes it.
 *
 *     tree_builder_add --> items in any order --> natural merge sort --> equal paths joined --> Tree (a copy)
 *
 * What comes from an index or from a walked folder is mostly sorted already: merging the runs that are there
 * costs next to nothing for the first, and few passes for the second. */
#include "engine/tree/tree.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"

/* A few names, each with a NUL behind it. */
typedef struct Names {
    Buf bytes;
    unsigned count;
} Names;

struct Tree {
    atomic_uint references;
    char *root;
    char *bytes;    /* the paths one after another, each with a NUL */
    size_t *starts; /* of each path in `bytes`, and where the last one ends */
    uint8_t *kinds;
    uint8_t *flags;
    uint8_t *languages; /* 1-based into the names, 0 for none; NULL: there are none */
    Names names;
    uint32_t count;
    bool is_complete;
};

typedef struct Item {
    size_t start; /* in the builder's bytes */
    uint32_t len;
    uint8_t kind;
    uint8_t flags;
    uint8_t language; /* 1-based into the builder's names, 0 for none */
} Item;

struct TreeBuilder {
    char *root;
    Buf bytes;
    Item *items;
    size_t capacity;
    size_t count;
    size_t path_bytes; /* of all items */
    Names names;       /* of languages */
    bool is_sorted;    /* strictly: no path twice */
};

/* Where the sorted runs of the items begin; one more entry for their end. */
typedef struct Runs {
    size_t *starts;
    size_t capacity;
    size_t count;
} Runs;

/* --- names --- */

enum { NAMES_MOST = UINT8_MAX };

/* The `number`-th, from 1 on. */
static Slice name_at(const Names *names, unsigned number)
{
    const char *at = names->bytes.data;
    for (unsigned i = 1; i < number; i++)
        at += strlen(at) + 1;
    return slice_from_cstr(at);
}

/* Its number, 0 when there is no room for it. */
static uint8_t name_add(Names *names, Slice name)
{
    unsigned number = 1;
    while (number <= names->count && !slice_equal(name_at(names, number), name))
        number++;
    if (number > NAMES_MOST)
        return 0;
    if (number > names->count) {
        buf_append_slice(&names->bytes, name);
        buf_append_byte(&names->bytes, '\0');
        names->count = number;
    }
    return (uint8_t)number;
}

/* --- the list --- */

Tree *tree_retain(Tree *tree)
{
    /* relaxed: who retains holds a reference already */
    atomic_fetch_add_explicit(&tree->references, 1, memory_order_relaxed);
    return tree;
}

void tree_release(Tree *tree)
{
    /* acq_rel: the last one to let go sees all that the others did */
    if (!tree || atomic_fetch_sub_explicit(&tree->references, 1, memory_order_acq_rel) != 1)
        return;
    free(tree->root);
    free(tree->bytes);
    free(tree->starts);
    free(tree->kinds);
    free(tree->flags);
    free(tree->languages);
    buf_deinit(&tree->names.bytes);
    free(tree);
}

const char *tree_root(const Tree *tree)
{
    return tree->root;
}

uint32_t tree_count(const Tree *tree)
{
    return tree->count;
}

Slice tree_path(const Tree *tree, uint32_t index)
{
    size_t start = tree->starts[index];
    return slice_of(tree->bytes + start, tree->starts[index + 1] - start - 1);
}

EntryKind tree_kind(const Tree *tree, uint32_t index)
{
    return tree->kinds[index];
}

unsigned tree_flags(const Tree *tree, uint32_t index)
{
    return tree->flags[index];
}

Slice tree_language(const Tree *tree, uint32_t index)
{
    unsigned number = tree->languages ? tree->languages[index] : 0;
    return number > 0 ? name_at(&tree->names, number) : slice_of("", 0);
}

uint32_t tree_lower_bound_within(const Tree *tree, uint32_t low, uint32_t high, Slice path)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (slice_compare(tree_path(tree, middle), path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t tree_lower_bound(const Tree *tree, Slice path)
{
    return tree_lower_bound_within(tree, 0, tree->count, path);
}

uint32_t tree_find(const Tree *tree, Slice path)
{
    uint32_t at = tree_lower_bound(tree, path);
    return at < tree->count && slice_equal(tree_path(tree, at), path) ? at : TREE_NONE;
}

bool tree_is_complete(const Tree *tree)
{
    return tree->is_complete;
}

static bool has_same_languages(const Tree *a, const Tree *b)
{
    for (uint32_t i = 0; (a->languages || b->languages) && i < a->count; i++)
        if (!slice_equal(tree_language(a, i), tree_language(b, i)))
            return false;
    return true;
}

bool tree_equal(const Tree *a, const Tree *b)
{
    if (a->count != b->count || a->starts[a->count] != b->starts[b->count] || strcmp(a->root, b->root) != 0)
        return false;
    size_t count = a->count;
    return count == 0 || (memcmp(a->bytes, b->bytes, a->starts[count]) == 0 && memcmp(a->kinds, b->kinds, count) == 0 &&
                          memcmp(a->flags, b->flags, count) == 0 && has_same_languages(a, b));
}

size_t tree_bytes(const Tree *tree)
{
    size_t each = sizeof *tree->starts + sizeof *tree->kinds + sizeof *tree->flags;
    return sizeof *tree + strlen(tree->root) + 1 + tree->starts[tree->count] + sizeof *tree->starts +
           tree->count * each + (tree->languages ? tree->count : 0);
}

/* --- building --- */

TreeBuilder *tree_builder_new(const char *root)
{
    TreeBuilder *builder = mem_zalloc(1, sizeof *builder);
    size_t len = strlen(root);
    while (len > 1 && root[len - 1] == '/')
        len--;
    builder->root = mem_strndup(root, len);
    builder->is_sorted = true;
    return builder;
}

void tree_builder_free(TreeBuilder *builder)
{
    if (!builder)
        return;
    free(builder->root);
    buf_deinit(&builder->bytes);
    buf_deinit(&builder->names.bytes);
    free(builder->items);
    free(builder);
}

static Slice item_path(const TreeBuilder *builder, const Item *item)
{
    return slice_of(builder->bytes.data + item->start, item->len);
}

static int compare_items(const TreeBuilder *builder, const Item *a, const Item *b)
{
    return slice_compare(item_path(builder, a), item_path(builder, b));
}

void tree_builder_add(TreeBuilder *builder, Slice path, EntryKind kind, unsigned flags)
{
    if (path.len == 0 || path.len >= UINT32_MAX || builder->count >= TREE_NONE - 1)
        return;
    builder->items = mem_grow(builder->items, &builder->capacity, builder->count + 1, sizeof *builder->items);
    Item *item = &builder->items[builder->count];
    *item = (Item){builder->bytes.len, (uint32_t)path.len, (uint8_t)kind, (uint8_t)flags, 0};
    buf_append_slice(&builder->bytes, path);
    if (builder->is_sorted && builder->count > 0 && compare_items(builder, item - 1, item) >= 0)
        builder->is_sorted = false;
    builder->count++;
    builder->path_bytes += path.len;
}

void tree_builder_set_language(TreeBuilder *builder, Slice name)
{
    if (builder->count > 0 && name.len > 0)
        builder->items[builder->count - 1].language = name_add(&builder->names, name);
}

uint32_t tree_builder_count(const TreeBuilder *builder)
{
    return (uint32_t)builder->count;
}

void tree_builder_add_flags(TreeBuilder *builder, uint32_t index, unsigned flags)
{
    /* until the next snapshot the items stay as the last one has sorted them */
    builder->items[index].flags |= (uint8_t)flags;
}

static void add_run(Runs *runs, size_t start)
{
    runs->starts = mem_grow(runs->starts, &runs->capacity, runs->count + 1, sizeof *runs->starts);
    runs->starts[runs->count++] = start;
}

static Runs find_runs(const TreeBuilder *builder)
{
    Runs runs = {0};
    add_run(&runs, 0);
    for (size_t i = 1; i < builder->count; i++)
        if (compare_items(builder, &builder->items[i - 1], &builder->items[i]) > 0)
            add_run(&runs, i);
    add_run(&runs, builder->count);
    return runs;
}

/* Equal items keep their order: what was added later comes later. */
static void merge(const TreeBuilder *builder, const Item *from, size_t left, size_t middle, size_t end, Item *to)
{
    size_t right = middle;
    size_t at = left;
    while (left < middle && right < end)
        to[at++] = compare_items(builder, &from[left], &from[right]) <= 0 ? from[left++] : from[right++];
    memcpy(&to[at], &from[left], (middle - left) * sizeof *to);
    at += middle - left;
    memcpy(&to[at], &from[right], (end - right) * sizeof *to);
}

/* Merges neighbouring runs until one is left. */
static void sort_items(TreeBuilder *builder)
{
    Runs runs = find_runs(builder);
    Item *other = mem_alloc(builder->capacity * sizeof *other);
    while (runs.count > 2) {
        size_t kept = 0;
        for (size_t i = 0; i + 1 < runs.count; i += 2) {
            size_t middle = runs.starts[i + 1];
            size_t end = i + 2 < runs.count ? runs.starts[i + 2] : middle;
            size_t start = runs.starts[i];
            merge(builder, builder->items, start, middle, end, other);
            runs.starts[kept++] = start;
        }
        runs.starts[kept++] = builder->count;
        runs.count = kept;
        Item *merged = other;
        other = builder->items;
        builder->items = merged;
    }
    free(other);
    free(runs.starts);
}

/* `later` has the path of `item` and was added after it. */
static void join(Item *item, const Item *later)
{
    if ((later->flags & ENTRY_TRACKED) || !(item->flags & ENTRY_TRACKED))
        item->kind = later->kind;
    item->flags |= later->flags;
    if (later->language > 0)
        item->language = later->language;
}

static void join_equal_items(TreeBuilder *builder)
{
    size_t kept = 0;
    for (size_t i = 0; i < builder->count; i++) {
        Item *item = &builder->items[i];
        if (kept > 0 && compare_items(builder, &builder->items[kept - 1], item) == 0) {
            join(&builder->items[kept - 1], item);
            builder->path_bytes -= item->len;
        } else {
            builder->items[kept++] = *item;
        }
    }
    builder->count = kept;
}

Tree *tree_builder_snapshot(TreeBuilder *builder, bool is_complete)
{
    if (!builder->is_sorted) {
        sort_items(builder);
        join_equal_items(builder);
        builder->is_sorted = true;
    }
    size_t count = builder->count;
    Tree *tree = mem_zalloc(1, sizeof *tree);
    atomic_init(&tree->references, 1);
    tree->root = mem_strdup(builder->root);
    tree->bytes = mem_alloc(builder->path_bytes + count);
    tree->starts = mem_alloc((count + 1) * sizeof *tree->starts);
    tree->kinds = mem_alloc(count);
    tree->flags = mem_alloc(count);
    tree->count = (uint32_t)count;
    tree->is_complete = is_complete;
    if (builder->names.count > 0) {
        tree->languages = mem_alloc(count);
        tree->names.count = builder->names.count;
        buf_append_slice(&tree->names.bytes, buf_slice(&builder->names.bytes));
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const Item *item = &builder->items[i];
        tree->starts[i] = at;
        tree->kinds[i] = item->kind;
        tree->flags[i] = item->flags;
        if (tree->languages)
            tree->languages[i] = item->language;
        memcpy(tree->bytes + at, builder->bytes.data + item->start, item->len);
        at += item->len;
        tree->bytes[at++] = '\0';
    }
    tree->starts[count] = at;
    return tree;
}

/* --- as bytes --- */

/* Followed by the starts, the kinds, the flags, the paths; and when there are names, the languages and the names. */
typedef struct Packed {
    uint64_t count;
    uint64_t path_bytes;
    uint64_t name_bytes;
} Packed;

void tree_pack(const Tree *tree, Buf *out)
{
    static const char zeros[8];
    buf_append(out, zeros, (8 - out->len % 8) % 8);
    Packed packed = {tree->count, tree->starts[tree->count], tree->names.bytes.len};
    buf_append(out, &packed, sizeof packed);
    for (uint32_t i = 0; i <= tree->count; i++) {
        uint64_t start = tree->starts[i];
        buf_append(out, &start, sizeof start);
    }
    buf_append(out, tree->kinds, tree->count);
    buf_append(out, tree->flags, tree->count);
    buf_append(out, tree->bytes, tree->starts[tree->count]);
    if (tree->languages) {
        buf_append(out, tree->languages, tree->count);
        buf_append_slice(out, buf_slice(&tree->names.bytes));
    }
}

/* Whether the starts lead to paths that end with their first NUL, sorted, none twice. */
static bool has_sound_paths(const Tree *tree, uint64_t path_bytes)
{
    if (tree->starts[0] != 0 || tree->starts[tree->count] != path_bytes)
        return false;
    for (uint32_t i = 0; i < tree->count; i++) {
        size_t start = tree->starts[i];
        size_t end = tree->starts[i + 1];
        if (start + 1 >= end || end > path_bytes ||
            memchr(tree->bytes + start, '\0', end - start) != tree->bytes + end - 1 || tree->kinds[i] > ENTRY_SPECIAL)
            return false;
        if (i > 0 && slice_compare(tree_path(tree, i - 1), tree_path(tree, i)) >= 0)
            return false;
    }
    return true;
}

/* Takes in the names, and whether each language is one of them. */
static bool take_names(Tree *tree, Slice names)
{
    if (names.len == 0)
        return true;
    buf_append_slice(&tree->names.bytes, names);
    for (size_t i = 0; i < names.len; i++)
        tree->names.count += names.data[i] == '\0';
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree->languages[i] > tree->names.count)
            return false;
    return names.data[names.len - 1] == '\0' && tree->names.count <= NAMES_MOST;
}

static void *copy_of(const char **from, size_t len)
{
    void *copy = mem_alloc(len);
    if (len > 0)
        memcpy(copy, *from, len);
    *from += len;
    return copy;
}

Tree *tree_unpack(const char *root, Slice packed)
{
    Packed head;
    if (packed.len < sizeof head)
        return NULL;
    memcpy(&head, packed.data, sizeof head);
    uint64_t left = packed.len - sizeof head;
    uint64_t each = sizeof(uint64_t) + 2 + (head.name_bytes > 0);
    if (head.count >= TREE_NONE || left < sizeof(uint64_t) || head.count > (left - sizeof(uint64_t)) / each)
        return NULL;
    left -= sizeof(uint64_t) + head.count * each;
    if (head.path_bytes > left || head.name_bytes != left - head.path_bytes)
        return NULL;
    Tree *tree = mem_zalloc(1, sizeof *tree);
    const char *at = packed.data + sizeof head;
    const uint64_t *starts = (const uint64_t *)(const void *)at;
    atomic_init(&tree->references, 1);
    tree->root = mem_strdup(root);
    tree->count = (uint32_t)head.count;
    tree->is_complete = true;
    tree->starts = mem_alloc((head.count + 1) * sizeof *tree->starts);
    for (uint64_t i = 0; i <= head.count; i++)
        tree->starts[i] = (size_t)starts[i];
    at += (head.count + 1) * sizeof(uint64_t);
    tree->kinds = copy_of(&at, head.count);
    tree->flags = copy_of(&at, head.count);
    tree->bytes = copy_of(&at, head.path_bytes);
    if (head.name_bytes > 0)
        tree->languages = copy_of(&at, head.count);
    if (has_sound_paths(tree, head.path_bytes) && take_names(tree, slice_of(at, head.name_bytes)))
        return tree;
    tree_release(tree);
    return NULL;
}
