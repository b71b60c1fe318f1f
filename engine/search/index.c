/* An index: made new or from the one before, and how signatures become known to those who ask. */
#include "engine/search/index.h"

#include <stdlib.h>
#include <time.h>

#include "engine/base/file_times.h"
#include "engine/base/mem.h"
#include "engine/search/index_parts.h"

enum {
    RAM_SHARE = 16, /* signatures take one part in so many at most; files beyond are always candidates */
    SPARSE_SHARE =
        8, /* a group with fewer live columns than one in so many is not carried over: its files are signed again */
    SMALL_COLUMNS = 64, /* a group of so few columns is small: one comes with each build ... */
    SMALL_GROUPS = 8,   /* ... and more than so many of one size are signed again, together */
};

/* --- lifecycle --- */

static size_t word_count(uint32_t files)
{
    return ((size_t)files + 63) / 64;
}

static uint64_t default_budget(const Store *store)
{
    StoreLimits limits = store_limits(store);
    uint64_t memory = limits.system.ram_bytes;
    memory = limits.system.group_bytes < memory ? limits.system.group_bytes : memory;
    uint64_t share = memory / RAM_SHARE;
    return limits.budgets.address_bytes < share ? limits.budgets.address_bytes : share;
}

static Index *make(Snapshot *snapshot)
{
    Index *index = mem_zalloc(1, sizeof *index);
    uint32_t count = snapshot_count(snapshot);
    atomic_init(&index->refs, 1);
    index->snapshot = snapshot_retain(snapshot);
    index->count = count;
    index->files = mem_zalloc(count, sizeof index->files[0]);
    index->open = mem_zalloc(word_count(count), sizeof index->open[0]);
    index->claimed = mem_zalloc(word_count(count), sizeof index->claimed[0]);
    index->undated = mem_zalloc(word_count(count), sizeof index->undated[0]);
    index->budget_bytes = default_budget(snapshot_store(snapshot));
    /* before any generation is looked at: a change after that is noticed */
    atomic_init(&index->checked_changes, store_changes(snapshot_store(snapshot)));
    pthread_mutex_init(&index->lock, NULL);
    return index;
}

static void set_flag(_Atomic(uint64_t) *flags, uint32_t file)
{
    atomic_fetch_or_explicit(&flags[file / 64], (uint64_t)1 << file % 64, memory_order_relaxed);
}

Index *index_retain(Index *index)
{
    atomic_fetch_add_explicit(&index->refs, 1, memory_order_relaxed);
    return index;
}

void index_release(Index *index)
{
    /* acq_rel: the last holder frees after all others are through */
    if (!index || atomic_fetch_sub_explicit(&index->refs, 1, memory_order_acq_rel) != 1)
        return;
    IndexGroup *group = atomic_load_explicit(&index->groups, memory_order_relaxed);
    while (group) {
        IndexGroup *next = group->next;
        matrix_release(group->matrix);
        free(group);
        group = next;
    }
    for (uint32_t i = 0; i < index->count; i++)
        index_layout_release(index->files[i].layout);
    pthread_mutex_destroy(&index->lock);
    free(index->files);
    free(index->open);
    free(index->claimed);
    free(index->undated);
    snapshot_release(index->snapshot);
    free(index);
}

Snapshot *index_snapshot(const Index *index)
{
    return index->snapshot;
}

void index_cancel(Index *index)
{
    atomic_store_explicit(&index->is_cancelled, true, memory_order_relaxed);
}

/* --- becoming known --- */

BlockLayout *index_layout_new(Index *index, uint32_t count)
{
    BlockLayout *layout = mem_alloc(sizeof *layout + count * sizeof layout->ends[0]);
    atomic_init(&layout->refs, 1);
    layout->count = count;
    layout->first_bit = atomic_fetch_add_explicit(&index->next_bit, count, memory_order_relaxed);
    return layout;
}

void index_layout_release(BlockLayout *layout)
{
    if (layout && atomic_fetch_sub_explicit(&layout->refs, 1, memory_order_acq_rel) == 1)
        free(layout);
}

bool index_claim(Index *index, uint32_t file)
{
    uint64_t bit = (uint64_t)1 << file % 64;
    /* relaxed: only decides who does it */
    return !(atomic_fetch_or_explicit(&index->claimed[file / 64], bit, memory_order_relaxed) & bit);
}

/* Under the lock. */
static void settle(Index *index, uint32_t file)
{
    IndexedFile *entry = &index->files[file];
    if (--entry->parts_left > 0 || file_generation(snapshot_file(index->snapshot, file)) != entry->generation)
        return;
    /* release: pairs with the acquire in index_is_open and index_filter: who sees it closed sees its groups */
    atomic_fetch_and_explicit(&index->open[file / 64], ~((uint64_t)1 << file % 64), memory_order_release);
}

void index_settle(Index *index, uint32_t file)
{
    pthread_mutex_lock(&index->lock);
    settle(index, file);
    pthread_mutex_unlock(&index->lock);
}

static IndexGroup *group_new(SignatureMatrix *matrix)
{
    IndexGroup *group = mem_zalloc(1, sizeof *group + matrix->columns * sizeof group->owners[0]);
    group->matrix = matrix;
    return group;
}

static void set_owner(IndexGroup *group, unsigned column, BlockOwner owner)
{
    group->owners[column] = owner;
    if (owner.file != NO_FILE)
        bit_set(group->alive, column);
}

static void push_group(Index *index, IndexGroup *group)
{
    group->next = atomic_load_explicit(&index->groups, memory_order_relaxed);
    /* release: pairs with the acquire in index_filter */
    atomic_store_explicit(&index->groups, group, memory_order_release);
}

void index_publish(Index *index, SignatureMatrix *matrix, const BlockOwner *owners)
{
    IndexGroup *group = group_new(matrix);
    for (unsigned i = 0; i < matrix->columns; i++)
        set_owner(group, i, owners[i]);
    pthread_mutex_lock(&index->lock);
    push_group(index, group);
    for (unsigned i = 0; i < matrix->columns; i++)
        if (owners[i].file != NO_FILE)
            settle(index, owners[i].file);
    pthread_mutex_unlock(&index->lock);
}

/* --- carrying over --- */

/* What becomes of the files and groups of the index before. */
typedef struct CarryOver {
    Index *index;
    Index *older;
    uint32_t *places; /* of the older index's files in the newer; NO_FILE for those not carried over */
    unsigned small_groups[SIGNATURE_LOGS];
} CarryOver;

/* The place in the older snapshot of the newer one's file, or NO_FILE. `*theirs` moves on with `file`. */
static uint32_t find_older(const CarryOver *carry, uint32_t file, uint32_t *theirs)
{
    const Snapshot *old = carry->older->snapshot;
    const Snapshot *new = carry->index->snapshot;
    const File *wanted = snapshot_file(new, file);
    if (*theirs < carry->older->count && snapshot_file(old, *theirs) == wanted)
        return (*theirs)++;
    Slice path = tree_path(snapshot_tree(new), file);
    while (*theirs < carry->older->count && slice_compare(tree_path(snapshot_tree(old), *theirs), path) < 0)
        (*theirs)++;
    bool is_same = *theirs < carry->older->count && snapshot_file(old, *theirs) == wanted;
    return is_same ? (*theirs)++ : NO_FILE;
}

/* Whether what is known of the older index's file holds for the newer one's. */
static bool is_unchanged(const CarryOver *carry, uint32_t theirs, uint32_t ours)
{
    uint32_t generation = file_generation(snapshot_file(carry->index->snapshot, ours));
    return !index_is_open(carry->older, theirs) && carry->older->files[theirs].generation == generation;
}

static void match_files(CarryOver *carry)
{
    for (uint32_t i = 0; i < carry->older->count; i++)
        carry->places[i] = NO_FILE;
    uint32_t next = 0;
    for (uint32_t i = 0; i < carry->index->count; i++) {
        uint32_t theirs = find_older(carry, i, &next);
        bool was_there = theirs != NO_FILE;
        if (was_there && is_unchanged(carry, theirs, i))
            carry->places[theirs] = i;
        bool is_undated = was_there ? bit_is_set(carry->older->undated, theirs)
                                    : file_is_read(snapshot_file(carry->index->snapshot, i));
        if (is_undated)
            bit_set(carry->index->undated, i);
    }
}

static bool is_live(const CarryOver *carry, BlockOwner owner)
{
    return owner.file != NO_FILE && carry->places[owner.file] != NO_FILE;
}

/* Gives up the groups that are hardly worth their memory, and with them their files. */
static void drop_sparse_groups(CarryOver *carry, const IndexGroup *group)
{
    for (; group; group = group->next) {
        unsigned live = 0;
        for (unsigned i = 0; i < group->matrix->columns; i++)
            live += is_live(carry, group->owners[i]);
        unsigned *small_groups = &carry->small_groups[group->matrix->log - SIGNATURE_LEAST_LOG];
        bool is_small = live <= SMALL_COLUMNS;
        if (live * SPARSE_SHARE >= group->matrix->columns && !(is_small && *small_groups >= SMALL_GROUPS)) {
            *small_groups += is_small;
            continue;
        }
        for (unsigned i = 0; i < group->matrix->columns; i++)
            if (group->owners[i].file != NO_FILE)
                carry->places[group->owners[i].file] = NO_FILE;
    }
}

static void carry_group(const CarryOver *carry, const IndexGroup *older)
{
    unsigned live = 0;
    for (unsigned i = 0; i < older->matrix->columns; i++)
        live += is_live(carry, older->owners[i]);
    if (live == 0)
        return;
    IndexGroup *group = group_new(matrix_retain(older->matrix));
    for (unsigned i = 0; i < older->matrix->columns; i++) {
        BlockOwner owner = older->owners[i];
        owner.file = is_live(carry, owner) ? carry->places[owner.file] : NO_FILE;
        set_owner(group, i, owner);
    }
    push_group(carry->index, group);
    uint64_t bytes = (uint64_t)live << older->matrix->log >> 3;
    atomic_fetch_add_explicit(&carry->index->table_bytes, bytes, memory_order_relaxed);
}

static void carry_file(const CarryOver *carry, uint32_t theirs)
{
    uint32_t ours = carry->places[theirs];
    if (ours == NO_FILE)
        return;
    IndexedFile *entry = &carry->index->files[ours];
    *entry = carry->older->files[theirs];
    if (entry->layout)
        atomic_fetch_add_explicit(&entry->layout->refs, 1, memory_order_relaxed);
    index_claim(carry->index, ours);
    uint64_t bit = (uint64_t)1 << ours % 64;
    atomic_fetch_and_explicit(&carry->index->open[ours / 64], ~bit, memory_order_relaxed);
}

static void carry_over(Index *index, Index *older)
{
    CarryOver carry = {.index = index, .older = older};
    carry.places = mem_alloc(older->count * sizeof carry.places[0]);
    pthread_mutex_lock(&older->lock); /* it may be building: nothing is published meanwhile */
    match_files(&carry);
    const IndexGroup *groups = atomic_load_explicit(&older->groups, memory_order_acquire);
    drop_sparse_groups(&carry, groups);
    for (const IndexGroup *group = groups; group; group = group->next)
        carry_group(&carry, group);
    for (uint32_t i = 0; i < older->count; i++)
        carry_file(&carry, i);
    atomic_init(&index->unsaved, atomic_load_explicit(&older->unsaved, memory_order_relaxed));
    /* bits keep their numbers */
    atomic_init(&index->next_bit, atomic_load_explicit(&older->next_bit, memory_order_relaxed));
    pthread_mutex_unlock(&older->lock);
    free(carry.places);
}

static void note_undated(Index *index)
{
    for (uint32_t i = 0; i < index->count; i++)
        if (file_is_read(snapshot_file(index->snapshot, i)))
            bit_set(index->undated, i);
}

Index *index_new(Snapshot *snapshot, Index *previous)
{
    Index *index = make(snapshot);
    for (uint32_t i = 0; i < index->count; i++)
        set_flag(index->open, i);
    index->first_read_ns = previous ? previous->first_read_ns : file_clock_ns();
    if (previous)
        carry_over(index, previous);
    else
        note_undated(index);
    return index;
}

void index_stats(Index *index, IndexStats *stats)
{
    *stats = (IndexStats){
        .files = index->count,
        .files_done = atomic_load_explicit(&index->files_done, memory_order_relaxed),
        .is_complete = atomic_load_explicit(&index->is_complete, memory_order_acquire),
    };
    for (uint32_t i = 0; i < index->count; i++)
        stats->files_signed += !index_is_open(index, i);
    stats->other_bytes = sizeof *index + index->count * sizeof index->files[0] + 3 * word_count(index->count) * 8;
    for (const IndexGroup *group = atomic_load_explicit(&index->groups, memory_order_acquire); group;
         group = group->next) {
        stats->bytes += matrix_bytes(group->matrix);
        stats->other_bytes += sizeof *group + group->matrix->columns * sizeof group->owners[0];
        for (unsigned i = 0; i < MATRIX_WORDS; i++)
            stats->blocks += (unsigned)__builtin_popcountll(group->alive[i]);
    }
}
