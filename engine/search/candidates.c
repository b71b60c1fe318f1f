/* Which files a search looks at. */
#include "engine/search/candidates.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/search_parts.h"

/* What the signatures leave; false when they say nothing. */
static bool ask_index(Candidates *candidates, Index *index, const Pattern *pattern)
{
    Plan *plan = mem_alloc(sizeof *plan);
    SignatureQuery *query = mem_alloc(sizeof *query);
    pattern_plan(pattern, plan);
    candidates->has_answer = signature_query_init(query, plan) && index_filter(index, query, &candidates->answer);
    free(query);
    free(plan);
    return candidates->has_answer;
}

/* What the wider search has seen of the file; NULL unless that is that no line of it can match. */
static const Slot *ruling_out(const Search *within, uint32_t file)
{
    const Slot *slot = &within->slots[file];
    if (atomic_load_explicit(&slot->lines, memory_order_acquire) != 0)
        return NULL;
    bool holds = slot->generation == GENERATION_ANY ||
                 slot->generation == file_generation(snapshot_file(within->snapshot, file));
    return holds ? slot : NULL;
}

/* Keeps of `files` (all, when NULL) those that the wider search does not rule out. */
static void narrow(Search *search, const Search *within)
{
    Candidates *candidates = &search->candidates;
    uint32_t before = candidates->count;
    uint32_t *files = candidates->files ? candidates->files : mem_alloc(before * sizeof *files);
    uint32_t count = 0;
    for (uint32_t i = 0; i < before; i++) {
        uint32_t file = candidates_file(candidates, i);
        const Slot *known = ruling_out(within, file);
        if (known)
            search->slots[file].generation = known->generation;
        else
            files[count++] = file;
    }
    candidates->files = files;
    candidates->count = count;
}

/* Leaves what the signatures leave. */
static void take_answer(Search *search)
{
    Candidates *candidates = &search->candidates;
    const IndexAnswer *answer = &candidates->answer;
    candidates->count = answer->file_count;
    candidates->files = mem_alloc((candidates->count + 1) * sizeof *candidates->files);
    memcpy(candidates->files, answer->files, candidates->count * sizeof *candidates->files);
    uint32_t next = 0;
    for (uint32_t i = 0; i < search->file_count; i++) {
        if (next < answer->file_count && answer->files[next] == i)
            next++;
        else
            search->slots[i].generation = index_answer_generation(answer, i);
    }
}

void candidates_init(Search *search)
{
    Candidates *candidates = &search->candidates;
    const SearchOptions *options = &search->options;
    *candidates = (Candidates){.count = search->file_count};
    bool has_index = options->index && index_snapshot(options->index) == search->snapshot;
    if (has_index && ask_index(candidates, options->index, search->pattern))
        take_answer(search);
    if (options->within && search_snapshot(options->within) == search->snapshot)
        narrow(search, options->within);
}

void candidates_deinit(Candidates *candidates)
{
    if (candidates->has_answer)
        index_answer_deinit(&candidates->answer);
    free(candidates->files);
}

uint32_t candidates_file(const Candidates *candidates, uint32_t nth)
{
    return candidates->files ? candidates->files[nth] : nth;
}

/* The part of [*start, *end) that lies in [from, to); false when that is nothing. */
static bool clip(uint64_t from, uint64_t to, uint64_t *start, uint64_t *end)
{
    *start = *start > from ? *start : from;
    *end = *end < to ? *end : to;
    return *start < *end;
}

/* True when all of the file is one range: nothing is known of its parts. */
static bool is_whole(const Candidates *candidates, uint32_t file, const Pin *pin)
{
    uint64_t start = 0;
    uint64_t end = 0;
    return !candidates->has_answer ||
           (index_answer_next(&candidates->answer, file, pin->generation, pin->size, &start, &end) && start == 0 &&
            end == pin->size);
}

bool candidates_next_range(const Candidates *candidates, uint32_t file, const Pin *pin, uint64_t from, uint64_t to,
                           uint64_t *start, uint64_t *end)
{
    if (*end >= to)
        return false;
    if (*end == from && is_whole(candidates, file, pin)) {
        *start = from;
        *end = to;
        return true;
    }
    uint64_t range_start = *end;
    uint64_t range_end = *end;
    do {
        if (!index_answer_next(&candidates->answer, file, pin->generation, pin->size, &range_start, &range_end))
            return false;
        *start = range_start;
        *end = range_end;
    } while (!clip(from, to, start, end) && range_start < to);
    return *start < *end && range_start < to;
}
