/* Taking files out of memory that nothing was found in for long, in bulk. */
#include "engine/store/retire.h"

#include <stdlib.h>

enum {
    SHARE = 8,        /* of a budget, that a sweep frees one part */
    SLABS_MOST = 256, /* freed by one sweep */
    SPARSE_BYTES = SLAB_BYTES / 2,
    REST = RETIRE_AGE / 2, /* questions until the next sweep, after one that found nothing */
};

void store_tick(Store *store)
{
    uint16_t next = (uint16_t)(atomic_load_explicit(&store->clock, memory_order_relaxed) + 1);
    /* relaxed: stamps are a matter of degree; that two searches at once count as one does no harm */
    atomic_store_explicit(&store->clock, next ? next : 1, memory_order_relaxed);
}

static uint16_t now(const Store *store)
{
    return atomic_load_explicit(&store->clock, memory_order_relaxed);
}

void file_touch(const Pin *pin)
{
    File *file = pin->file;
    uint16_t stamp = now(file_store(file));
    if (atomic_load_explicit(&file->use, memory_order_relaxed) != stamp)
        atomic_store_explicit(&file->use, stamp, memory_order_relaxed);
    if (!pin->hold && atomic_load_explicit(&file->tier, memory_order_relaxed) == TIER_PACKED)
        slab_touch(pin->bytes.data, stamp);
}

static unsigned age(const Store *store, uint16_t stamp)
{
    return stamp == 0 ? UINT16_MAX : (uint16_t)(now(store) - stamp);
}

static bool is_old(const Store *store, const File *file)
{
    return age(store, atomic_load_explicit(&file->use, memory_order_relaxed)) > RETIRE_AGE;
}

static bool has_room(const Store *store, uint64_t size)
{
    if (size <= store->map_threshold)
        return slabs_left(store->slabs) >= SLAB_BYTES;
    int64_t address = atomic_load_explicit(&store->address_left, memory_order_relaxed);
    return atomic_load_explicit(&store->maps_left, memory_order_relaxed) > 0 && address >= body_address_bytes(size);
}

/* What one sweep did. */
typedef struct Sweep {
    uint64_t files, bytes;
    bool comes_back; /* what it retires */
} Sweep;

static void retire(File *file, Sweep *sweep)
{
    uint64_t size = file_size(file);
    if (!file_retire(file, sweep->comes_back))
        return;
    sweep->files++;
    sweep->bytes += size;
}

/* Old maps, from where the last sweep stopped. */
static void sweep_maps(Store *store, const Snapshot *snapshot, Sweep *sweep)
{
    uint64_t files = store->limits.budgets.maps / SHARE + 1;
    uint64_t bytes = store->limits.budgets.mapped_bytes / SHARE + 1;
    uint32_t hand = atomic_load_explicit(&store->hand, memory_order_relaxed);
    for (uint32_t i = 0; i < snapshot->count && sweep->files < files && sweep->bytes < bytes; i++) {
        hand = hand + 1 < snapshot->count ? hand + 1 : 0;
        File *file = snapshot->files[hand];
        if (atomic_load_explicit(&file->tier, memory_order_relaxed) == TIER_MAPPED && is_old(store, file))
            retire(file, sweep);
    }
    atomic_store_explicit(&store->hand, hand, memory_order_relaxed);
}

static int compare_addresses(const void *a, const void *b)
{
    uintptr_t left = *(const uintptr_t *)a;
    uintptr_t right = *(const uintptr_t *)b;
    return left < right ? -1 : left > right;
}

/* Retires what is in these slabs. */
static void sweep_picked(const Snapshot *snapshot, uintptr_t *picked, size_t count, Sweep *sweep)
{
    qsort(picked, count, sizeof *picked, compare_addresses);
    for (uint32_t i = 0; i < snapshot->count; i++) {
        File *file = snapshot->files[i];
        if (atomic_load_explicit(&file->tier, memory_order_relaxed) != TIER_PACKED)
            continue;
        uintptr_t slab = slab_address(atomic_load_explicit(&file->data, memory_order_relaxed));
        if (bsearch(&slab, picked, count, sizeof *picked, compare_addresses))
            retire(file, sweep);
    }
}

/* The oldest slabs with what is in them, and old copies. */
static void sweep_slabs(Store *store, const Snapshot *snapshot, Sweep *sweep)
{
    uintptr_t picked[SLABS_MOST];
    size_t most = store->limits.budgets.packed_bytes / SLAB_BYTES / SHARE + 1;
    most = slabs_pick_old(store->slabs, now(store), RETIRE_AGE, picked, most < SLABS_MOST ? most : SLABS_MOST);
    sweep_picked(snapshot, picked, most, sweep);
    for (uint32_t i = 0; i < snapshot->count; i++) {
        File *file = snapshot->files[i];
        if (atomic_load_explicit(&file->tier, memory_order_relaxed) == TIER_BLOCK && is_old(store, file))
            retire(file, sweep);
    }
}

/* True when something was retired. One thread at a time; the others do without. */
static bool make_room(Store *store, const Snapshot *snapshot, uint64_t size)
{
    uint16_t rest = atomic_load_explicit(&store->rests_until, memory_order_relaxed);
    if ((int16_t)(uint16_t)(now(store) - rest) < 0 || atomic_exchange(&store->is_sweeping, true))
        return false;
    Sweep sweep = {0};
    if (size <= store->map_threshold)
        sweep_slabs(store, snapshot, &sweep);
    else
        sweep_maps(store, snapshot, &sweep);
    uint16_t next = (uint16_t)(now(store) + (sweep.files ? 1 : REST));
    atomic_store_explicit(&store->rests_until, next, memory_order_relaxed);
    if (sweep.files > 0) {
        atomic_fetch_add(&store->retired_rounds, 1);
        atomic_fetch_add(&store->retired_files, sweep.files);
        atomic_fetch_add(&store->retired_bytes, sweep.bytes);
    }
    atomic_store(&store->is_sweeping, false);
    return sweep.files > 0;
}

void retire_sparse(const Snapshot *snapshot)
{
    uintptr_t picked[SLABS_MOST];
    Store *store = snapshot->store;
    Sweep sweep = {.comes_back = true};
    size_t count = slabs_pick_sparse(store->slabs, SPARSE_BYTES, picked, SLABS_MOST);
    if (count == 0 || atomic_exchange(&store->is_sweeping, true))
        return;
    sweep_picked(snapshot, picked, count, &sweep);
    atomic_store(&store->is_sweeping, false);
}

bool retire_lets_in(const Snapshot *snapshot, const File *file)
{
    Store *store = file_store(file);
    if (age(store, atomic_load_explicit(&file->use, memory_order_relaxed)) > RETIRE_AGE)
        return false;
    uint64_t size = file_size(file);
    uint64_t most = size <= store->map_threshold ? store->limits.budgets.packed_bytes : store->limits.budgets.maps;
    if (most == 0)
        return false;
    return has_room(store, size) || (make_room(store, snapshot, size) && has_room(store, size));
}
