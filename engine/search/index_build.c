/* Building an index: each worker pins one file after the other and signs its blocks while they are in the cache.
 * Signatures of one size wait together until 512 are there; then whoever brought the last transposes and publishes
 * them. Huge files come last, each signed by all workers together, so that none holds back the others.
 *
 *     worker: pin -> blocks -> signature_make -> [waiting signatures, by size] -> matrix_new -> index_publish */
#include <stdlib.h>
#include <time.h>

#include "engine/base/deal.h"
#include "engine/base/mem.h"
#include "engine/search/index_parts.h"
#include "engine/search/span_view.h"
#include "engine/store/holes.h"

enum {
    FILES_AT_ONCE = 32,
    WAKE_EVERY_MS = 50,
    HUGE_FILE = 16 << 20, /* larger files are shared */
    TABLE_SHARE = 16,     /* tables of a file take at most one byte for so many of its own, or little more */
    TABLE_PADDING = 64,   /* keeps the tables of a batch off the same cache lines */
};

/* Signatures that wait to be transposed together. Slots are dealt out under the lock, filled without it. */
typedef struct Batch {
    unsigned log;
    unsigned used;     /* slots dealt out, under the lock */
    atomic_uint ready; /* acq_rel: slots that are filled; who fills the last sees all */
    uint8_t *tables;
    BlockOwner owners[MATRIX_COLUMNS];
} Batch;

/* Where a worker is. */
typedef struct BuildWorker {
    Signer signer;
    Signature signature;
    uint32_t next; /* file of the batch of files that it took */
    uint32_t end;
    bool has_pin; /* it left in the midst of this file, to give way */
    Pin pin;
    uint32_t file;
    uint32_t block;
} BuildWorker;

/* A huge file that is signed by all workers. */
typedef struct Shared Shared;
struct Shared {
    Shared *next;
    Pin pin;
    uint32_t file;
    uint32_t next_block; /* under the lock */
    uint32_t count;
    atomic_uint left; /* acq_rel: who signs the last block has seen the others done */
};

typedef struct Build {
    Job job; /* first */
    Pool *pool;
    Wake *wake;
    Index *index;     /* a reference */
    atomic_uint next; /* the first file that nobody has taken */
    _Atomic(int64_t) last_wake_ms;
    BuildWorker **workers;          /* each made by its worker */
    pthread_mutex_t lock;           /* guards what follows */
    Batch *batches[SIGNATURE_LOGS]; /* being filled; NULL for none */
    Batch *spares[SIGNATURE_LOGS];  /* to be filled next: saves the system the work of giving fresh memory */
    Shared *shared;                 /* huge files with blocks that nobody has taken */
} Build;

static bool is_cancelled(const Build *build)
{
    /* relaxed: nothing is read that depends on it */
    return atomic_load_explicit(&build->index->is_cancelled, memory_order_relaxed);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void wake_now_and_then(Build *build)
{
    int64_t now = now_ms();
    int64_t last = atomic_load_explicit(&build->last_wake_ms, memory_order_relaxed);
    if (build->wake && now - last >= WAKE_EVERY_MS && atomic_compare_exchange_strong(&build->last_wake_ms, &last, now))
        wake_signal(build->wake);
}

/* --- batches --- */

static size_t table_stride(unsigned log)
{
    return ((size_t)1 << log >> 3) + TABLE_PADDING;
}

static Batch *batch_new(unsigned log)
{
    Batch *batch = mem_zalloc(1, sizeof *batch);
    batch->log = log;
    batch->tables = mem_alloc(table_stride(log) * MATRIX_COLUMNS);
    return batch;
}

static void batch_free(Batch *batch)
{
    if (batch)
        free(batch->tables);
    free(batch);
}

/* A slot for a signature of that size. */
static Batch *take_slot(Build *build, unsigned log, unsigned *slot)
{
    unsigned size = log - SIGNATURE_LEAST_LOG;
    pthread_mutex_lock(&build->lock);
    Batch *batch = build->batches[size];
    if (!batch) {
        batch = build->spares[size] ? build->spares[size] : batch_new(log);
        build->spares[size] = NULL;
        build->batches[size] = batch;
    }
    *slot = batch->used++;
    if (batch->used == MATRIX_COLUMNS)
        build->batches[size] = NULL;
    pthread_mutex_unlock(&build->lock);
    return batch;
}

static void put_by(Build *build, Batch *batch)
{
    unsigned size = batch->log - SIGNATURE_LEAST_LOG;
    batch->used = 0;
    atomic_store_explicit(&batch->ready, 0, memory_order_relaxed);
    pthread_mutex_lock(&build->lock);
    if (!build->spares[size]) {
        build->spares[size] = batch;
        batch = NULL;
    }
    pthread_mutex_unlock(&build->lock);
    batch_free(batch);
}

static void publish_batch(Build *build, Batch *batch)
{
    SignatureMatrix *matrix = matrix_new(batch->tables, table_stride(batch->log), batch->used, batch->log);
    index_publish(build->index, matrix, batch->owners);
    put_by(build, batch);
}

static void add_signature(Build *build, const Signature *signature, BlockOwner owner)
{
    unsigned slot;
    Batch *batch = take_slot(build, signature->log, &slot);
    size_t bytes = (size_t)1 << signature->log >> 3;
    memcpy(batch->tables + slot * table_stride(signature->log), signature->bits, bytes);
    batch->owners[slot] = owner;
    atomic_fetch_add_explicit(&build->index->table_bytes, bytes, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&batch->ready, 1, memory_order_acq_rel) + 1 == MATRIX_COLUMNS)
        publish_batch(build, batch);
}

/* --- files --- */

/* What is mostly holes is searched as quickly without. */
static bool fits(const Build *build, const Pin *pin)
{
    if (hole_map_bytes(pin->holes) > SPAN_HOLES_MOST)
        return false;
    uint64_t spent = atomic_load_explicit(&build->index->table_bytes, memory_order_relaxed);
    return spent + pin->size / TABLE_SHARE < build->index->budget_bytes;
}

static uint32_t count_blocks(Slice bytes)
{
    uint32_t count = 0;
    for (size_t at = 0; at < bytes.len; count++)
        at = signature_block_end(bytes, at);
    return count;
}

/* The bytes may change while they are cut: the ends ascend and the last one is the end of the bytes all the same. */
static BlockLayout *cut(Index *index, Slice bytes)
{
    BlockLayout *layout = index_layout_new(index, count_blocks(bytes));
    size_t at = 0;
    for (uint32_t i = 0; i < layout->count; i++) {
        bool is_last = i + 1 == layout->count;
        at = is_last || at == bytes.len ? bytes.len : signature_block_end(bytes, at);
        layout->ends[i] = at;
    }
    return layout;
}

/* The end of the block that begins at `start` of a file that is read by windows; false when it does not fit one. */
static bool find_block_end(const Pin *pin, uint64_t start, uint64_t *end)
{
    for (uint64_t len = 2 * SIGNATURE_BLOCK; len <= WINDOW_MOST; len *= 2) {
        Pin window;
        if (!file_window_open(pin, start, start + len, &window))
            return false;
        Slice bytes = slice_sub(window.bytes, start - window.base, window.bytes.len);
        size_t found = signature_block_end(bytes, 0);
        bool is_found = start + found == pin->size || (found < bytes.len) || bytes.data[found - 1] == '\n';
        file_window_close(pin, &window);
        *end = start + found;
        if (is_found)
            return true;
    }
    return false;
}

/* As `cut`; NULL when a line is longer than a window: then the file is left unsigned. */
static BlockLayout *cut_windows(Index *index, const Pin *pin)
{
    uint64_t *ends = NULL;
    size_t capacity = 0;
    uint32_t count = 0;
    BlockLayout *layout = NULL;
    for (uint64_t at = 0; at < pin->size; count++) {
        ends = mem_grow(ends, &capacity, count + 1, sizeof *ends);
        if (!find_block_end(pin, at, &ends[count]))
            goto done;
        at = ends[count];
    }
    layout = index_layout_new(index, count);
    if (ends)
        memcpy(layout->ends, ends, count * sizeof *ends);
done:
    free(ends);
    return layout;
}

/* Makes the file's entry ready for its blocks; false when it cannot be signed. */
static bool open_file(Build *build, BuildWorker *worker, uint64_t fingerprint)
{
    IndexedFile *entry = &build->index->files[worker->file];
    const Pin *pin = &worker->pin;
    BlockLayout *layout = NULL;
    if (!pin_is_whole(pin) && !(layout = cut_windows(build->index, pin)))
        return false;
    if (pin_is_whole(pin) && pin->size > SIGNATURE_BLOCK)
        layout = cut(build->index, pin->bytes);
    entry->fingerprint = fingerprint;
    entry->generation = pin->generation;
    entry->layout = layout;
    entry->parts_left = 1 + (layout ? layout->count : pin->size > 0);
    worker->has_pin = true;
    worker->block = 0;
    return true;
}

/* False when the block cannot be read. */
static bool sign_block(Build *build, BuildWorker *worker, const Pin *pin, uint32_t file, uint32_t nth)
{
    const BlockLayout *layout = build->index->files[file].layout;
    BlockOwner owner = {.file = file, .bit = layout ? layout->first_bit + nth : NO_BIT};
    uint64_t start = layout && nth ? layout->ends[nth - 1] : 0;
    uint64_t end = layout ? layout->ends[nth] : pin->size;
    Pin window;
    if (!file_window_open(pin, start, end, &window))
        return false;
    Slice block = slice_sub(window.bytes, start - window.base, end - window.base);
    signature_make(&worker->signer, block, &worker->signature);
    file_window_close(pin, &window);
    add_signature(build, &worker->signature, owner);
    return true;
}

/* All blocks of the file are signed: it can be excluded, if it stayed what it was. */
static void end_file(Build *build, uint32_t file, const Pin *pin)
{
    if (!file_pin_is_intact(pin))
        return;
    index_settle(build->index, file);
    atomic_fetch_add_explicit(&build->index->unsaved, 1, memory_order_relaxed);
}

/* Goes on with the file that the worker has open. False when it gave way. */
static bool sign_open_file(Build *build, BuildWorker *worker)
{
    const IndexedFile *entry = &build->index->files[worker->file];
    uint32_t count = entry->layout ? entry->layout->count : worker->pin.size > 0;
    for (; worker->block < count && !is_cancelled(build); worker->block++) {
        if (pool_should_yield(build->pool, &build->job))
            return false;
        if (!sign_block(build, worker, &worker->pin, worker->file, worker->block))
            break;
    }
    if (worker->block == count)
        end_file(build, worker->file, &worker->pin);
    file_unpin(&worker->pin);
    worker->has_pin = false;
    return true;
}

/* --- huge files --- */

/* Puts the file that the worker has open aside, for all workers. */
static void share_open_file(Build *build, BuildWorker *worker)
{
    Shared *shared = mem_zalloc(1, sizeof *shared);
    shared->pin = worker->pin;
    shared->file = worker->file;
    shared->count = build->index->files[worker->file].layout->count;
    atomic_init(&shared->left, shared->count);
    worker->has_pin = false;
    pthread_mutex_lock(&build->lock);
    shared->next = build->shared;
    build->shared = shared;
    pthread_mutex_unlock(&build->lock);
}

/* The next block of a huge file; NULL when all are taken. */
static Shared *take_shared_block(Build *build, uint32_t *block)
{
    pthread_mutex_lock(&build->lock);
    Shared *shared = build->shared;
    if (shared) {
        *block = shared->next_block++;
        if (shared->next_block == shared->count)
            build->shared = shared->next;
    }
    pthread_mutex_unlock(&build->lock);
    return shared;
}

static void shared_free(Shared *shared)
{
    file_unpin(&shared->pin);
    free(shared);
}

/* Counts the newlines of the spans that start in the block: the first search will want them for its line numbers. */
static void count_spans(const Shared *shared, const BlockLayout *layout, uint32_t block)
{
    uint64_t start = block ? layout->ends[block - 1] : 0;
    for (uint64_t span = (start + SPAN_BYTES - 1) / SPAN_BYTES; span * SPAN_BYTES < layout->ends[block]; span++)
        file_span_newlines(&shared->pin, (uint32_t)span);
}

static bool run_shared(Job *job, unsigned index)
{
    Build *build = (Build *)job;
    BuildWorker *worker = build->workers[index];
    while (!is_cancelled(build)) {
        if (pool_should_yield(build->pool, &build->job))
            return false;
        uint32_t block;
        Shared *shared = take_shared_block(build, &block);
        if (!shared)
            break;
        sign_block(build, worker, &shared->pin, shared->file, block);
        count_spans(shared, build->index->files[shared->file].layout, block);
        wake_now_and_then(build);
        if (atomic_fetch_sub_explicit(&shared->left, 1, memory_order_acq_rel) != 1)
            continue;
        end_file(build, shared->file, &shared->pin);
        shared_free(shared);
    }
    return true;
}

/* --- taking files --- */

/* Reads the file in, and signs it if nobody has. False when it gave way on the way. */
static bool take_file(Build *build, BuildWorker *worker, uint32_t file)
{
    Index *index = build->index;
    bool is_mine = index_claim(index, file);
    if (!is_mine && file_is_read(snapshot_file(index->snapshot, file)))
        return true;
    if (!file_pin(index->snapshot, file, &worker->pin))
        return true;
    worker->file = file;
    uint64_t fingerprint = is_mine && fits(build, &worker->pin) ? file_pin_fingerprint(&worker->pin) : 0;
    if (fingerprint == 0 || !open_file(build, worker, fingerprint)) {
        file_unpin(&worker->pin);
        return true;
    }
    if (worker->pin.bytes.len > HUGE_FILE && index->files[file].layout) {
        share_open_file(build, worker);
        return true;
    }
    return sign_open_file(build, worker);
}

/* --- the job --- */

/* False when no files are left to take. */
static bool take_files(Build *build, BuildWorker *worker)
{
    uint32_t taken = deal_take(&build->next, build->index->count, FILES_AT_ONCE, &worker->next);
    worker->end = worker->next + taken;
    if (taken > 0)
        wake_now_and_then(build);
    return taken > 0;
}

/* False when it gave way. */
static bool work(Build *build, BuildWorker *worker)
{
    if (worker->has_pin && !sign_open_file(build, worker))
        return false;
    while (!is_cancelled(build)) {
        if (pool_should_yield(build->pool, &build->job))
            return false;
        if (worker->next >= worker->end && !take_files(build, worker))
            break;
        atomic_fetch_add_explicit(&build->index->files_done, 1, memory_order_relaxed);
        if (!take_file(build, worker, worker->next++))
            return false;
    }
    return true;
}

static bool run(Job *job, unsigned index)
{
    Build *build = (Build *)job;
    BuildWorker *worker = build->workers[index];
    if (!worker) {
        worker = aligned_alloc(_Alignof(BuildWorker), sizeof *worker);
        if (!worker)
            mem_exhausted();
        worker->next = worker->end = 0;
        worker->has_pin = false;
        signer_init(&worker->signer);
        build->workers[index] = worker;
    }
    return work(build, worker);
}

static void build_free(Build *build)
{
    for (unsigned i = 0; i < pool_size(build->pool); i++)
        free(build->workers[i]);
    free(build->workers);
    for (unsigned i = 0; i < SIGNATURE_LOGS; i++) {
        batch_free(build->batches[i]);
        batch_free(build->spares[i]);
    }
    while (build->shared) { /* cancelled on the way */
        Shared *shared = build->shared;
        build->shared = shared->next;
        shared_free(shared);
    }
    pthread_mutex_destroy(&build->lock);
    index_release(build->index);
    free(build);
}

/* Goes on with the huge files, or publishes what is left over, and ends. */
static void done(Job *job)
{
    Build *build = (Build *)job;
    if (build->shared && !is_cancelled(build)) {
        build->job.run = run_shared;
        pool_submit(build->pool, &build->job, JOB_LOAD);
        return;
    }
    for (unsigned i = 0; i < SIGNATURE_LOGS; i++) {
        Batch *batch = build->batches[i];
        build->batches[i] = NULL;
        if (batch && !is_cancelled(build))
            publish_batch(build, batch);
        else
            batch_free(batch);
    }
    if (!is_cancelled(build)) /* release: pairs with the acquire in index_stats */
        atomic_store_explicit(&build->index->is_complete, true, memory_order_release);
    if (build->wake)
        wake_signal(build->wake);
    build_free(build);
}

void index_build(Index *index, Pool *pool, Wake *wake)
{
    Build *build = mem_zalloc(1, sizeof *build);
    build->job = (Job){.run = run, .done = done};
    build->pool = pool;
    build->wake = wake;
    build->index = index_retain(index);
    build->workers = mem_zalloc(pool_size(pool), sizeof(BuildWorker *));
    atomic_init(&build->last_wake_ms, now_ms());
    pthread_mutex_init(&build->lock, NULL);
    pool_submit(pool, &build->job, JOB_LOAD);
}
