/* Reading the files of a Symbols: workers take them in display order, a few at a time, and publish what they found
 * whenever it is worth a segment. */
#include <stdlib.h>

#include "engine/base/deal.h"
#include "engine/base/mem.h"
#include "engine/search/span_view.h"
#include "engine/search/symbols_parts.h"
#include "engine/store/holes.h"

enum {
    FILES_AT_ONCE = 16,
    SEGMENT_ENTRIES = 1 << 17,
    PIECE = 256 << 10,
    ROOM = 128,
    HEAD_BYTES = 512, /* of a file, by which its language is told */
};

/* A file that was read, to be known once its entries are. */
typedef struct ReadFile {
    uint32_t file, id;
    uint64_t known;
} ReadFile;

/* Where a worker is. */
typedef struct SymbolWorker {
    SymbolEntry *entries;
    size_t count, capacity;
    uint32_t next, end; /* files that it took */
    bool has_pin;       /* it left in the midst of this file, to give way */
    Pin pin;
    uint32_t file, id;
    SymbolWalk walk;
    size_t first_entry; /* of the file */
    ReadFile *read;
    size_t read_count, read_capacity;
} SymbolWorker;

typedef struct SymbolBuild {
    Job job; /* first */
    Pool *pool;
    Wake *wake;
    Symbols *symbols; /* a reference */
    atomic_uint next; /* the first file that nobody has taken */
    SymbolWorker *workers;
} SymbolBuild;

/* --- a file --- */

uint32_t symbols_hash(Slice name)
{
    uint64_t hash = 0x9e3779b97f4a7c15U + name.len;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (uint8_t)name.data[i]) * 0x100000001b3U;
    return (uint32_t)(hash ^ hash >> 32);
}

const Language *symbols_language(const Snapshot *snapshot, uint32_t file, const Pin *pin)
{
    bool is_text = pin->text == TEXT_ASCII || pin->text == TEXT_WIDE;
    if (!is_text || !pin_is_whole(pin) || hole_map_bytes(pin->holes) > SPAN_HOLES_MOST)
        return NULL;
    const Tree *tree = snapshot_tree(snapshot);
    const Language *language =
        language_for(tree_path(tree, file), slice_sub(pin->bytes, 0, HEAD_BYTES), tree_language(tree, file));
    return outline_is_code(language) ? language : NULL;
}

bool symbols_walk(SymbolWalk *walk, SymbolTell *tell, void *context)
{
    if (walk->at >= walk->bytes.len || !walk->language)
        return false;
    size_t end = walk->bytes.len;
    if (end - walk->at > PIECE) {
        const char *found = memchr(walk->bytes.data + walk->at + PIECE, '\n', end - walk->at - PIECE);
        end = found ? (size_t)(found - walk->bytes.data) + 1 : end;
    }
    Definition definitions[ROOM];
    Outline outline;
    outline_start(&outline, walk->language, &walk->state, walk->at, slice_sub(walk->bytes, walk->at, end));
    for (size_t count; (count = outline_next(&outline, definitions, ROOM)) > 0;)
        for (size_t i = 0; i < count; i++)
            tell(context, &definitions[i]);
    walk->state = outline.state;
    walk->at = end;
    return true;
}

static void note_name(void *context, const Definition *definition)
{
    SymbolWorker *worker = context;
    Slice bytes = worker->walk.bytes;
    Slice name = slice_sub(bytes, definition->name_start, definition->name_start + definition->name_len);
    worker->entries = mem_grow(worker->entries, &worker->capacity, worker->count + 1, sizeof *worker->entries);
    worker->entries[worker->count++] = (SymbolEntry){symbols_hash(name), worker->id};
}

static bool is_cancelled(const SymbolBuild *build)
{
    /* relaxed: nothing is read that depends on it */
    return atomic_load_explicit(&build->symbols->is_cancelled, memory_order_relaxed);
}

static void publish(SymbolBuild *build, SymbolWorker *worker)
{
    Symbols *symbols = build->symbols;
    symbols_publish(symbols, symbols_segment_new(worker->entries, worker->count));
    for (size_t i = 0; i < worker->read_count; i++) {
        const ReadFile *read = &worker->read[i];
        symbols->ids[read->file] = read->id;
        /* release: pairs with the acquire in known_of: who sees it known finds its entries */
        atomic_store_explicit(&symbols->known[read->file], read->known, memory_order_release);
    }
    worker->count = worker->read_count = 0;
}

static void close_file(SymbolBuild *build, SymbolWorker *worker, bool is_whole)
{
    if (is_whole && file_pin_is_intact(&worker->pin)) {
        worker->read = mem_grow(worker->read, &worker->read_capacity, worker->read_count + 1, sizeof *worker->read);
        worker->read[worker->read_count++] = (ReadFile){worker->file, worker->id, (uint64_t)worker->pin.generation + 1};
    } else {
        worker->count = worker->first_entry;
    }
    file_unpin(&worker->pin);
    worker->has_pin = false;
    if (worker->count >= SEGMENT_ENTRIES)
        publish(build, worker);
}

/* False when it gave way. */
static bool go_on(SymbolBuild *build, SymbolWorker *worker)
{
    while (!is_cancelled(build)) {
        if (pool_should_yield(build->pool, &build->job))
            return false;
        if (!symbols_walk(&worker->walk, note_name, worker)) {
            close_file(build, worker, true);
            return true;
        }
    }
    close_file(build, worker, false);
    return true;
}

static bool take_file(SymbolBuild *build, SymbolWorker *worker, uint32_t file)
{
    Symbols *symbols = build->symbols;
    uint64_t known = atomic_load_explicit(&symbols->known[file], memory_order_relaxed);
    if (known != 0 || !file_pin(symbols->snapshot, file, &worker->pin))
        return true;
    worker->has_pin = true;
    worker->file = file;
    worker->first_entry = worker->count;
    worker->id = atomic_fetch_add_explicit(&symbols->next_id, 1, memory_order_relaxed);
    symbols->owners[worker->id] = file;
    worker->walk =
        (SymbolWalk){.language = symbols_language(symbols->snapshot, file, &worker->pin), .bytes = worker->pin.bytes};
    return go_on(build, worker);
}

/* --- the job --- */

/* False when no files are left to take. */
static bool take_files(SymbolBuild *build, SymbolWorker *worker)
{
    uint32_t taken = deal_take(&build->next, build->symbols->count, FILES_AT_ONCE, &worker->next);
    worker->end = worker->next + taken;
    return taken > 0;
}

static bool run(Job *job, unsigned index)
{
    SymbolBuild *build = (SymbolBuild *)job;
    SymbolWorker *worker = &build->workers[index];
    if (worker->has_pin && !go_on(build, worker))
        return false;
    while (!is_cancelled(build)) {
        if (pool_should_yield(build->pool, &build->job))
            return false;
        if (worker->next >= worker->end && !take_files(build, worker))
            break;
        atomic_fetch_add_explicit(&build->symbols->files_done, 1, memory_order_relaxed);
        if (!take_file(build, worker, worker->next++))
            return false;
    }
    publish(build, worker);
    return true;
}

static void done(Job *job)
{
    SymbolBuild *build = (SymbolBuild *)job;
    if (!is_cancelled(build)) /* release: pairs with the acquire in symbols_stats */
        atomic_store_explicit(&build->symbols->is_complete, true, memory_order_release);
    for (unsigned i = 0; i < pool_size(build->pool); i++) {
        free(build->workers[i].entries);
        free(build->workers[i].read);
    }
    if (build->wake)
        wake_signal(build->wake);
    symbols_release(build->symbols);
    free(build->workers);
    free(build);
}

void symbols_build(Symbols *symbols, Pool *pool, Wake *wake)
{
    SymbolBuild *build = mem_zalloc(1, sizeof *build);
    build->job = (Job){.run = run, .done = done};
    build->pool = pool;
    build->wake = wake;
    build->symbols = symbols_retain(symbols);
    build->workers = mem_zalloc(pool_size(pool), sizeof *build->workers);
    pool_submit(pool, &build->job, JOB_LOAD);
}
