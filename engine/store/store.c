/* The store and its snapshots: which File stands for which path, and how Files live on from tree to tree. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/process.h"
#include "engine/store/parts.h"

/* Files up to MAP_THRESHOLD are packed. On the Linux 6.1 tree (1.3 GB, two cores), a resident engine in one quiet
 * round:
 *
 *     threshold   read in and signed    of that in the kernel   full scan    memory of its own   mappings
 *     16 KB       0.9 s (1.55 s CPU)    0.7 s CPU               44-54 ms     354 MB              28,856
 *     32 KB       1.2 s (2.1 s CPU)     1.2 s CPU               41-47 ms     526 MB              13,638
 *     64 KB       1.1 s (2.0 s CPU)     1.1 s CPU               39-46 ms     707 MB               5,271
 *
 * What is copied once more costs more, at each start, than all scans of a usual session give back, and memory that
 * nobody can take away. */
enum { MAP_THRESHOLD = 1 << 14 };

static void set_limits(Store *store, const StoreOptions *options)
{
    ProcessMemory used;
    process_memory(&used);
    limits_read(&store->limits.system, NULL);
    Budgets *budgets = &store->limits.budgets;
    limits_budgets(&store->limits.system, used.virtual_bytes, options->memory_bytes, budgets);
    if (options->budgets)
        *budgets = *options->budgets;
    if (options->keeps_nothing)
        budgets->maps = budgets->packed_bytes = 0;
}

Store *store_new(const StoreOptions *options)
{
    Store *store = mem_zalloc(1, sizeof *store);
    set_limits(store, options);
    store->slabs = slabs_new(store->limits.budgets.packed_bytes);
    store->map_threshold = options->map_threshold ? options->map_threshold : MAP_THRESHOLD;
    atomic_init(&store->maps_left, (int64_t)store->limits.budgets.maps);
    atomic_init(&store->clock, 1);
    uint64_t address = store->limits.budgets.mapped_bytes;
    atomic_init(&store->address_left, address > INT64_MAX ? INT64_MAX / 2 : (int64_t)address);
    pthread_mutex_init(&store->wait_lock, NULL);
    pthread_cond_init(&store->has_loaded, NULL);
    return store;
}

void store_free(Store *store)
{
    if (!store)
        return;
    store->is_closing = true;
    snapshot_release(store->latest);
    slabs_free(store->slabs);
    pthread_cond_destroy(&store->has_loaded);
    pthread_mutex_destroy(&store->wait_lock);
    free(store);
}

StoreLimits store_limits(const Store *store)
{
    return store->limits;
}

static Root *root_open(const char *path)
{
    Root *root = mem_zalloc(1, sizeof *root);
    atomic_init(&root->refs, 1);
    root->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return root;
}

Root *root_retain(Root *root)
{
    /* relaxed: who retains holds a reference already */
    atomic_fetch_add_explicit(&root->refs, 1, memory_order_relaxed);
    return root;
}

void root_release(Root *root)
{
    /* acq_rel: the last holder closes after all others are through */
    if (!root || atomic_fetch_sub_explicit(&root->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (root->fd >= 0)
        close(root->fd);
    free(root);
}

/* Fills in the Files of `older` whose path and kind the snapshot's tree still has; the number of those it lacks. Both
 * are sorted, so one walk finds all. */
static uint32_t carry_over(Snapshot *snapshot, const Snapshot *older)
{
    Tree *tree = snapshot->tree;
    uint32_t missing = 0;
    uint32_t theirs = 0;
    for (uint32_t i = 0; i < snapshot->count; i++) {
        Slice path = tree_path(tree, i);
        int order = 1;
        while (older && theirs < older->count && (order = slice_compare(tree_path(older->tree, theirs), path)) < 0)
            theirs++;
        bool is_same =
            older && theirs < older->count && order == 0 && tree_kind(older->tree, theirs) == tree_kind(tree, i);
        if (!is_same) {
            missing++;
            continue;
        }
        File *file = older->files[theirs++];
        /* relaxed: the reference that `older` holds keeps it alive */
        atomic_fetch_add_explicit(&file->refs, 1, memory_order_relaxed);
        file_set_flags(file, tree_flags(tree, i));
        snapshot->files[i] = file;
    }
    return missing;
}

static void add_missing(Snapshot *snapshot, uint32_t missing)
{
    if (missing == 0)
        return;
    size_t bytes = sizeof(FileChunk) + missing * sizeof(File);
    FileChunk *chunk = aligned_alloc(_Alignof(FileChunk), bytes);
    if (!chunk)
        mem_exhausted();
    memset(chunk, 0, bytes);
    chunk->store = snapshot->store;
    atomic_init(&chunk->live, missing);
    uint32_t slot = 0;
    for (uint32_t i = 0; i < snapshot->count; i++) {
        if (snapshot->files[i])
            continue;
        file_init(&chunk->files[slot], slot, tree_kind(snapshot->tree, i), tree_flags(snapshot->tree, i));
        snapshot->files[i] = &chunk->files[slot++];
    }
}

Snapshot *store_snapshot(Store *store, Tree *tree)
{
    uint32_t count = tree_count(tree);
    Snapshot *snapshot = mem_zalloc(1, sizeof *snapshot + count * sizeof *snapshot->files);
    atomic_init(&snapshot->refs, 2); /* the caller's and the store's */
    snapshot->store = store;
    snapshot->tree = tree_retain(tree);
    snapshot->count = count;
    Snapshot *older = store->latest;
    if (older && (strcmp(tree_root(older->tree), tree_root(tree)) != 0 || older->root->fd < 0))
        older = NULL;
    if (older) {
        snapshot->root = root_retain(older->root);
    } else {
        snapshot->root = root_open(tree_root(tree));
    }
    add_missing(snapshot, carry_over(snapshot, older));
    snapshot_release(store->latest);
    store->latest = snapshot;
    return snapshot;
}

void store_forget(Store *store)
{
    snapshot_release(store->latest);
    store->latest = NULL;
}

Snapshot *snapshot_retain(Snapshot *snapshot)
{
    atomic_fetch_add_explicit(&snapshot->refs, 1, memory_order_relaxed);
    return snapshot;
}

void snapshot_release(Snapshot *snapshot)
{
    /* acq_rel: the last holder frees after all others are through */
    if (!snapshot || atomic_fetch_sub_explicit(&snapshot->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (uint32_t i = 0; i < snapshot->count; i++)
        file_release(snapshot->files[i]);
    root_release(snapshot->root);
    tree_release(snapshot->tree);
    free(snapshot);
}

Tree *snapshot_tree(const Snapshot *snapshot)
{
    return snapshot->tree;
}

Store *snapshot_store(const Snapshot *snapshot)
{
    return snapshot->store;
}

uint32_t snapshot_count(const Snapshot *snapshot)
{
    return snapshot->count;
}

File *snapshot_file(const Snapshot *snapshot, uint32_t index)
{
    return snapshot->files[index];
}
