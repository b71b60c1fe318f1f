/* Asking an index: the AND of a few rows of each group, then from columns to files and ranges. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/index_parts.h"

/* Opens the files again that have changed since they were signed. */
static void notice_changes(Index *index)
{
    uint64_t changes = store_changes(snapshot_store(index->snapshot));
    /* acquire: pairs with the release below; the files that changed up to there are seen open */
    if (atomic_load_explicit(&index->checked_changes, memory_order_acquire) == changes)
        return;
    pthread_mutex_lock(&index->lock);
    for (uint32_t i = 0; i < index->count; i++) {
        if (index_is_open(index, i) || file_generation(snapshot_file(index->snapshot, i)) == index->files[i].generation)
            continue;
        atomic_fetch_or_explicit(&index->open[i / 64], (uint64_t)1 << i % 64, memory_order_relaxed);
    }
    atomic_store_explicit(&index->checked_changes, changes, memory_order_release);
    pthread_mutex_unlock(&index->lock);
}

static void take_column(const IndexGroup *group, unsigned column, uint64_t *candidates, uint64_t *blocks)
{
    BlockOwner owner = group->owners[column];
    bit_set(candidates, owner.file);
    if (owner.bit != NO_BIT)
        bit_set(blocks, owner.bit);
}

static void filter_group(const IndexGroup *group, const SignatureQuery *query, uint64_t *candidates, uint64_t *blocks)
{
    const SignatureMatrix *matrix = group->matrix;
    uint64_t columns[MATRIX_WORDS];
    memcpy(columns, group->alive, sizeof columns);
    bool has_some = matrix_filter(matrix, query, columns);
    if (matrix->home && !matrix->home->is_intact(matrix->home)) {
        memcpy(columns, group->alive, sizeof columns); /* what was read means nothing */
        has_some = true;
    }
    for (unsigned i = 0; i < MATRIX_WORDS && has_some; i++)
        for (uint64_t left = columns[i]; left; left &= left - 1)
            take_column(group, i * 64 + (unsigned)__builtin_ctzll(left), candidates, blocks);
}

static void list_files(IndexAnswer *answer, const uint64_t *candidates, size_t words)
{
    size_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += (unsigned)__builtin_popcountll(candidates[i]);
    answer->files = mem_alloc(count * sizeof answer->files[0]);
    for (size_t i = 0; i < words; i++)
        for (uint64_t left = candidates[i]; left; left &= left - 1)
            answer->files[answer->file_count++] = (uint32_t)(i * 64 + (unsigned)__builtin_ctzll(left));
}

bool index_filter(Index *index, const SignatureQuery *query, IndexAnswer *answer)
{
    if (query->clause_count == 0)
        return false;
    notice_changes(index);
    size_t words = ((size_t)index->count + 63) / 64;
    *answer = (IndexAnswer){.index = index_retain(index)};
    answer->whole = mem_alloc(words * sizeof answer->whole[0]);
    /* acquire: a file that is closed here has all its groups in the list that is loaded next */
    for (size_t i = 0; i < words; i++)
        answer->whole[i] = atomic_load_explicit(&index->open[i], memory_order_acquire);
    const IndexGroup *groups = atomic_load_explicit(&index->groups, memory_order_acquire);
    uint32_t bits = atomic_load_explicit(&index->next_bit, memory_order_relaxed);
    answer->blocks = mem_zalloc((size_t)bits / 64 + 1, sizeof answer->blocks[0]);
    uint64_t *candidates = mem_alloc(words * sizeof candidates[0]);
    if (words > 0)
        memcpy(candidates, answer->whole, words * sizeof candidates[0]);
    for (const IndexGroup *group = groups; group; group = group->next) {
        if (group->next)
            matrix_prefetch(group->next->matrix, query);
        filter_group(group, query, candidates, answer->blocks);
    }
    list_files(answer, candidates, words);
    free(candidates);
    return true;
}

void index_answer_deinit(IndexAnswer *answer)
{
    free(answer->files);
    free(answer->whole);
    free(answer->blocks);
    index_release(answer->index);
    *answer = (IndexAnswer){0};
}

uint32_t index_answer_generation(const IndexAnswer *answer, uint32_t file)
{
    return answer->index->files[file].generation;
}

/* The first block that ends behind `offset`: the one that holds it. */
static uint32_t block_from(const BlockLayout *layout, uint64_t offset)
{
    uint32_t low = 0;
    uint32_t high = layout->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (layout->ends[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The layout that holds for the bytes; NULL when they are to be searched whole. */
static const BlockLayout *layout_of(const IndexAnswer *answer, uint32_t file, uint32_t generation, uint64_t size)
{
    if (bit_is_set(answer->whole, file))
        return NULL;
    const IndexedFile *entry = &answer->index->files[file];
    const BlockLayout *layout = entry->layout;
    bool holds = layout && entry->generation == generation && layout->ends[layout->count - 1] == size;
    return holds ? layout : NULL;
}

bool index_answer_next(const IndexAnswer *answer, uint32_t file, uint32_t generation, uint64_t size, uint64_t *start,
                       uint64_t *end)
{
    const BlockLayout *layout = layout_of(answer, file, generation, size);
    if (!layout) {
        bool is_first = *end == 0 && size > 0;
        *start = 0;
        *end = size;
        return is_first;
    }
    uint32_t block = block_from(layout, *end);
    while (block < layout->count && !bit_is_set(answer->blocks, layout->first_bit + block))
        block++;
    if (block == layout->count)
        return false;
    *start = block ? layout->ends[block - 1] : 0;
    while (block < layout->count && bit_is_set(answer->blocks, layout->first_bit + block))
        *end = layout->ends[block++];
    return true;
}
