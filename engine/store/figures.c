/* The figures of a store: how many files it holds, how, and how large they are. */
#include "engine/store/parts.h"

void figure_add(_Atomic(uint64_t) *figure, uint64_t amount)
{
    /* relaxed: figures for people */
    atomic_fetch_add_explicit(figure, amount, memory_order_relaxed);
}

void file_account(const File *file, int sign)
{
    Store *store = file_store(file);
    uint64_t one = (uint64_t)(int64_t)sign;
    uint64_t len = file_size(file) * one;
    FileText text = file_text(file);
    figure_add(&store->files, one);
    figure_add(&store->bytes, len);
    if (file->tier == TIER_MAPPED) {
        figure_add(&store->mapped_files, one);
        figure_add(&store->mapped_bytes, len);
    } else if (file->tier == TIER_PACKED || file->tier == TIER_BLOCK) {
        figure_add(&store->packed_files, one);
        figure_add(&store->packed_bytes, len);
    } else if (atomic_load_explicit(&file->facts, memory_order_relaxed) & FACT_READ && len != 0) {
        figure_add(&store->passing_files, one);
        figure_add(&store->passing_bytes, len);
    }
    if (text == TEXT_BINARY)
        figure_add(&store->binary_files, one);
    if (text == TEXT_UNREADABLE)
        figure_add(&store->unreadable_files, one);
}

void store_stats(Store *store, StoreStats *stats)
{
    *stats = (StoreStats){
        .files = atomic_load(&store->files),
        .bytes = atomic_load(&store->bytes),
        .mapped_files = atomic_load(&store->mapped_files),
        .mapped_bytes = atomic_load(&store->mapped_bytes),
        .packed_files = atomic_load(&store->packed_files),
        .packed_bytes = atomic_load(&store->packed_bytes),
        .slab_bytes = slabs_bytes(store->slabs),
        .passing_files = atomic_load(&store->passing_files),
        .passing_bytes = atomic_load(&store->passing_bytes),
        .passing_pins = atomic_load(&store->passing_pins),
        .windowed_pins = atomic_load(&store->windowed_pins),
        .retired_files = atomic_load(&store->retired_files),
        .retired_bytes = atomic_load(&store->retired_bytes),
        .retired_rounds = atomic_load(&store->retired_rounds),
        .binary_files = atomic_load(&store->binary_files),
        .unreadable_files = atomic_load(&store->unreadable_files),
    };
}
