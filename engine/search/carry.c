/* Asking the same again of files some of which have changed: what was found in the others is taken over. The slots are
 * copied, so that no search needs the one before it any longer. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/search_parts.h"

#define NOWHERE UINT32_MAX

/* The search before and where its snapshot has the files of the new one. */
typedef struct Carry {
    Search *search;
    const Search *before;
    uint32_t next; /* of the older snapshot's files: all before it come before the files asked for next */
} Carry;

/* Where the older snapshot has the file, or NOWHERE. To be asked in ascending order. */
static uint32_t find_older(Carry *carry, uint32_t file)
{
    const Snapshot *old = carry->before->snapshot;
    const Snapshot *new = carry->search->snapshot;
    if (old == new)
        return file;
    const File *wanted = snapshot_file(new, file);
    if (carry->next < carry->before->file_count && snapshot_file(old, carry->next) == wanted)
        return carry->next++;
    Slice path = tree_path(snapshot_tree(new), file);
    Tree *tree = snapshot_tree(old);
    carry->next = tree_lower_bound_within(tree, carry->next, carry->before->file_count, path);
    bool is_there = carry->next < carry->before->file_count && snapshot_file(old, carry->next) == wanted;
    return is_there ? carry->next++ : NOWHERE;
}

/* The lines that the slot counts, if it is finished and about what the file is now; else SLOT_PENDING. */
static uint64_t lines_known(const Search *search, const Slot *slot, uint32_t file)
{
    const File *listed = snapshot_file(search->snapshot, file);
    /* acquire: pairs with the release in publish */
    uint64_t lines = atomic_load_explicit(&slot->lines, memory_order_acquire);
    if (lines == SLOT_PENDING || slot->generation == GENERATION_ANY)
        return lines;
    /* other attributes make another text of the same bytes */
    bool holds = slot->generation == file_generation(listed) && search_wants_text(search, file_text(listed));
    return holds ? lines : SLOT_PENDING;
}

static bool is_finished(const Split *split)
{
    for (uint32_t i = 0; i < split->span_count; i++)
        if (atomic_load_explicit(&split->slots[i].lines, memory_order_acquire) == SLOT_PENDING)
            return false;
    return true;
}

static void copy_slot(Search *search, Slot *slot, const Slot *from, uint64_t lines)
{
    slot->generation = from->generation;
    slot->timed_out_lines = from->timed_out_lines;
    if (from->timed_out_lines)
        atomic_fetch_add_explicit(&search->timed_out_lines, from->timed_out_lines, memory_order_relaxed);
    if (lines > 0 && from->offsets) {
        uint32_t *offsets = search_offset_room(&search->workers[0], lines);
        memcpy(offsets, from->offsets, lines * sizeof *offsets);
        slot->offsets = offsets;
    }
    atomic_store_explicit(&slot->lines, lines, memory_order_relaxed); /* the workers have not started */
}

static void copy_split(Search *search, Slot *slot, const Slot *from, uint32_t file)
{
    const Split *old = from->split;
    Split *split = mem_zalloc(1, sizeof *split);
    split->file = file;
    split->span_count = old->span_count;
    split->slots = mem_zalloc(split->span_count, sizeof split->slots[0]);
    if (search->has_regions)
        span_states_init(&split->states, split->span_count); /* found again where they are asked for */
    atomic_init(&split->next_span, split->span_count);
    atomic_init(&split->spans_left, 0);
    for (uint32_t i = 0; i < split->span_count; i++)
        copy_slot(search, &split->slots[i], &old->slots[i],
                  atomic_load_explicit(&old->slots[i].lines, memory_order_relaxed));
    split->next_made = search->made_splits;
    search->made_splits = split;
    slot->split = split;
    slot->generation = from->generation;
    atomic_store_explicit(&slot->lines, SLOT_SPLIT, memory_order_relaxed);
}

/* False when the file is to be searched. */
static bool take_over(Carry *carry, uint32_t file)
{
    Search *search = carry->search;
    uint32_t older = find_older(carry, file);
    if (older == NOWHERE)
        return false;
    const Slot *from = &carry->before->slots[older];
    uint64_t lines = lines_known(search, from, file);
    if (lines == SLOT_PENDING || (lines == SLOT_SPLIT && !is_finished(from->split)))
        return false;
    if (lines == SLOT_SPLIT)
        copy_split(search, &search->slots[file], from, file);
    else
        copy_slot(search, &search->slots[file], from, lines);
    if (from->generation != GENERATION_ANY)
        atomic_fetch_add_explicit(&search->files_accepted, 1, memory_order_relaxed);
    return true;
}

void search_carry_over(Search *search, const Search *before)
{
    Candidates *candidates = &search->candidates;
    Carry carry = {.search = search, .before = before};
    uint32_t *left = candidates->files ? candidates->files : mem_alloc(candidates->count * sizeof *left);
    uint32_t count = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        uint32_t file = candidates_file(candidates, i);
        if (!take_over(&carry, file))
            left[count++] = file;
    }
    candidates->files = left;
    candidates->count = count;
    if (search->wake)
        wake_signal(search->wake); /* there may be much to show before the first of the others is searched */
}
