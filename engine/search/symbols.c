/* Where names are defined: made new or from the one before, and asked. */
#include "engine/search/symbols.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/symbols_parts.h"

enum {
    SMALL_SEGMENT = 4096, /* entries: one comes with each build ... */
    SMALL_SEGMENTS = 16,  /* ... and more than so many are made one */
    IDS_A_FILE = 4,       /* more numbers than so many a file: too many mean nothing any more, all is read again */
    IDS_LEAST = 4096,
};

/* --- lifecycle --- */

static Symbols *make(Snapshot *snapshot, uint32_t first_id)
{
    Symbols *symbols = mem_zalloc(1, sizeof *symbols);
    uint32_t count = snapshot_count(snapshot);
    atomic_init(&symbols->refs, 1);
    symbols->snapshot = snapshot_retain(snapshot);
    symbols->count = count;
    symbols->known = mem_zalloc(count + 1U, sizeof symbols->known[0]);
    symbols->ids = mem_zalloc(count + 1U, sizeof symbols->ids[0]);
    symbols->owners = mem_alloc(((size_t)first_id + count + 1) * sizeof symbols->owners[0]);
    for (uint32_t i = 0; i < first_id; i++)
        symbols->owners[i] = NO_OWNER;
    symbols->first_id = first_id;
    atomic_init(&symbols->next_id, first_id);
    pthread_mutex_init(&symbols->lock, NULL);
    return symbols;
}

Symbols *symbols_retain(Symbols *symbols)
{
    atomic_fetch_add_explicit(&symbols->refs, 1, memory_order_relaxed);
    return symbols;
}

void symbols_release(Symbols *symbols)
{
    /* acq_rel: the last holder frees after all others are through */
    if (!symbols || atomic_fetch_sub_explicit(&symbols->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < symbols->segment_count; i++)
        symbols_segment_release(symbols->segments[i]);
    free(symbols->segments);
    free(symbols->known);
    free(symbols->ids);
    free(symbols->owners);
    pthread_mutex_destroy(&symbols->lock);
    snapshot_release(symbols->snapshot);
    free(symbols);
}

Snapshot *symbols_snapshot(const Symbols *symbols)
{
    return symbols->snapshot;
}

void symbols_cancel(Symbols *symbols)
{
    atomic_store_explicit(&symbols->is_cancelled, true, memory_order_relaxed);
}

static void add_segment(Symbols *symbols, SymbolSegment *segment)
{
    symbols->segments =
        mem_grow(symbols->segments, &symbols->segment_capacity, symbols->segment_count + 1, sizeof *symbols->segments);
    symbols->segments[symbols->segment_count++] = segment;
    atomic_fetch_add_explicit(&symbols->names, segment->count, memory_order_relaxed);
}

void symbols_publish(Symbols *symbols, SymbolSegment *segment)
{
    if (!segment)
        return;
    pthread_mutex_lock(&symbols->lock);
    add_segment(symbols, segment);
    pthread_mutex_unlock(&symbols->lock);
}

/* --- carrying over --- */

static uint64_t known_of(const Symbols *symbols, uint32_t file)
{
    return atomic_load_explicit(&symbols->known[file], memory_order_acquire);
}

static bool is_current(const Symbols *symbols, uint32_t file)
{
    return known_of(symbols, file) == (uint64_t)file_generation(snapshot_file(symbols->snapshot, file)) + 1;
}

/* Both snapshots are sorted alike: one walk finds the files that both have. */
static void carry_files(Symbols *symbols, const Symbols *older)
{
    const Tree *ours = snapshot_tree(symbols->snapshot);
    const Tree *theirs = snapshot_tree(older->snapshot);
    uint32_t at = 0;
    for (uint32_t i = 0; i < symbols->count; i++) {
        const File *wanted = snapshot_file(symbols->snapshot, i);
        bool is_next = at < older->count && snapshot_file(older->snapshot, at) == wanted;
        while (!is_next && at < older->count && slice_compare(tree_path(theirs, at), tree_path(ours, i)) < 0)
            at++;
        if (at >= older->count || snapshot_file(older->snapshot, at) != wanted)
            continue;
        uint32_t id = older->ids[at];
        if (is_current(older, at)) {
            symbols->ids[i] = id;
            symbols->owners[id] = i;
            atomic_init(&symbols->known[i], known_of(older, at));
        }
        at++;
    }
}

/* Makes the small segments one, without what means nothing any more. */
static void merge_small(Symbols *symbols, const Symbols *older)
{
    SymbolEntry *entries = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (size_t i = 0; i < older->segment_count; i++) {
        const SymbolSegment *segment = older->segments[i];
        for (uint32_t at = 0; segment->count < SMALL_SEGMENT && at < segment->count; at++) {
            if (symbols->owners[segment->entries[at].id] == NO_OWNER)
                continue;
            entries = mem_grow(entries, &capacity, count + 1, sizeof *entries);
            entries[count++] = segment->entries[at];
        }
    }
    SymbolSegment *merged = symbols_segment_new(entries, count);
    if (merged)
        add_segment(symbols, merged);
    free(entries);
}

static void carry_segments(Symbols *symbols, const Symbols *older)
{
    size_t small = 0;
    for (size_t i = 0; i < older->segment_count; i++)
        small += older->segments[i]->count < SMALL_SEGMENT;
    bool merges = small > SMALL_SEGMENTS;
    for (size_t i = 0; i < older->segment_count; i++)
        if (!merges || older->segments[i]->count >= SMALL_SEGMENT)
            add_segment(symbols, symbols_segment_retain(older->segments[i]));
    if (merges)
        merge_small(symbols, older);
}

Symbols *symbols_new(Snapshot *snapshot, Symbols *previous)
{
    if (!previous)
        return make(snapshot, 0);
    pthread_mutex_lock(&previous->lock); /* nothing is published meanwhile */
    /* relaxed: a build that still runs gives out more, which no segment carried over has */
    uint32_t used = atomic_load_explicit(&previous->next_id, memory_order_relaxed);
    bool is_worn = used / IDS_A_FILE > snapshot_count(snapshot) + IDS_LEAST;
    Symbols *symbols = make(snapshot, is_worn ? 0 : used);
    if (!is_worn) {
        carry_files(symbols, previous);
        carry_segments(symbols, previous);
    }
    pthread_mutex_unlock(&previous->lock);
    return symbols;
}

void symbols_stats(Symbols *symbols, SymbolStats *stats)
{
    *stats = (SymbolStats){
        .files = symbols->count,
        .files_done = atomic_load_explicit(&symbols->files_done, memory_order_relaxed),
        .names = atomic_load_explicit(&symbols->names, memory_order_relaxed),
        .is_complete = atomic_load_explicit(&symbols->is_complete, memory_order_acquire),
    };
    uint64_t files = (uint64_t)symbols->count;
    stats->bytes = sizeof *symbols + files * (sizeof symbols->known[0] + sizeof symbols->ids[0]) +
                   (symbols->first_id + files) * sizeof symbols->owners[0] + stats->names * sizeof(SymbolEntry);
}

/* --- asking --- */

typedef struct Candidates {
    uint32_t *files;
    size_t count, capacity;
} Candidates;

static void add_candidate(Candidates *candidates, uint32_t file)
{
    candidates->files =
        mem_grow(candidates->files, &candidates->capacity, candidates->count + 1, sizeof *candidates->files);
    candidates->files[candidates->count++] = file;
}

static uint32_t lower_bound(const SymbolSegment *segment, uint32_t hash)
{
    uint32_t low = 0;
    uint32_t high = segment->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (segment->entries[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Files by their entries; with `candidates` NULL only whether there are any. */
static bool look_up(Symbols *symbols, uint32_t hash, Candidates *candidates)
{
    bool has_any = false;
    pthread_mutex_lock(&symbols->lock);
    for (size_t i = 0; i < symbols->segment_count; i++) {
        const SymbolSegment *segment = symbols->segments[i];
        for (uint32_t at = lower_bound(segment, hash); at < segment->count && segment->entries[at].hash == hash; at++) {
            uint32_t file = symbols->owners[segment->entries[at].id];
            has_any |= file != NO_OWNER;
            if (file != NO_OWNER && candidates)
                add_candidate(candidates, file);
        }
    }
    pthread_mutex_unlock(&symbols->lock);
    return has_any;
}

/* Files that are others now than when they were read. */
static bool add_changed(Symbols *symbols, Candidates *candidates)
{
    bool has_any = false;
    for (uint32_t i = 0; i < symbols->count; i++) {
        if (known_of(symbols, i) == 0 || is_current(symbols, i))
            continue;
        has_any = true;
        if (!candidates)
            break;
        add_candidate(candidates, i);
    }
    return has_any;
}

static int compare_files(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The places in one file. */
typedef struct Finding {
    Slice name, bytes;
    SymbolPlace *places;
    size_t count, most;
    SymbolPlace place; /* file and generation, and how far lines are counted: up to line_start */
} Finding;

/* Counts lines on to the one that holds `offset`; back to the start when it lies before. */
static void count_to(Finding *finding, uint64_t offset)
{
    SymbolPlace *place = &finding->place;
    if (offset < place->line_start) {
        place->line = 1;
        place->line_start = 0;
    }
    while (place->line_start < offset) {
        const char *from = finding->bytes.data + place->line_start;
        const char *newline = memchr(from, '\n', offset - place->line_start);
        if (!newline)
            break;
        place->line++;
        place->line_start = (uint64_t)(newline - finding->bytes.data) + 1;
    }
}

static void note_place(void *context, const Definition *definition)
{
    Finding *finding = context;
    Slice name = slice_sub(finding->bytes, definition->name_start, definition->name_start + definition->name_len);
    if (finding->count == finding->most || !slice_equal(name, finding->name))
        return;
    count_to(finding, definition->name_start);
    SymbolPlace place = finding->place;
    place.name_start = definition->name_start;
    place.kind = definition->kind;
    finding->places[finding->count++] = place;
}

/* How many places the file has, at most `most`. */
static size_t find_in_file(Symbols *symbols, uint32_t file, Slice name, SymbolPlace *places, size_t most,
                           const atomic_bool *stop)
{
    Pin pin;
    if (!file_pin(symbols->snapshot, file, &pin))
        return 0;
    Finding finding = {.name = name, .bytes = pin.bytes, .places = places, .most = most};
    finding.place = (SymbolPlace){.file = file, .generation = pin.generation, .line = 1};
    SymbolWalk walk = {.language = symbols_language(symbols->snapshot, file, &pin), .bytes = pin.bytes};
    bool goes_on = true;
    while (goes_on && finding.count < most && !(stop && atomic_load_explicit(stop, memory_order_relaxed)))
        goes_on = symbols_walk(&walk, note_place, &finding);
    bool is_intact = file_pin_is_intact(&pin);
    file_unpin(&pin);
    return is_intact ? finding.count : 0;
}

size_t symbols_find(Symbols *symbols, Slice name, SymbolPlace *places, size_t most, const atomic_bool *stop)
{
    Candidates candidates = {0};
    look_up(symbols, symbols_hash(name), &candidates);
    add_changed(symbols, &candidates);
    if (candidates.count > 0)
        qsort(candidates.files, candidates.count, sizeof *candidates.files, compare_files);
    size_t count = 0;
    for (size_t i = 0; i < candidates.count && count < most; i++)
        if (i == 0 || candidates.files[i] != candidates.files[i - 1])
            count += find_in_file(symbols, candidates.files[i], name, places + count, most - count, stop);
    free(candidates.files);
    return count;
}

bool symbols_may_have(Symbols *symbols, Slice name)
{
    return look_up(symbols, symbols_hash(name), NULL) || add_changed(symbols, NULL);
}
