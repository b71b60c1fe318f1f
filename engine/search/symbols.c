/* Where names are defined. */
#include "engine/search/symbols.h"

#include <stdlib.h>

#include "engine/base/mem.h"

struct Symbols {
    atomic_uint refs;
    Snapshot *snapshot;
};

Symbols *symbols_new(Snapshot *snapshot, Symbols *previous)
{
    (void)previous;
    Symbols *symbols = mem_zalloc(1, sizeof *symbols);
    atomic_init(&symbols->refs, 1);
    symbols->snapshot = snapshot_retain(snapshot);
    return symbols;
}

Symbols *symbols_retain(Symbols *symbols)
{
    atomic_fetch_add_explicit(&symbols->refs, 1, memory_order_relaxed);
    return symbols;
}

void symbols_release(Symbols *symbols)
{
    if (!symbols || atomic_fetch_sub_explicit(&symbols->refs, 1, memory_order_acq_rel) != 1)
        return;
    snapshot_release(symbols->snapshot);
    free(symbols);
}

Snapshot *symbols_snapshot(const Symbols *symbols)
{
    return symbols->snapshot;
}

void symbols_build(Symbols *symbols, Pool *pool, Wake *wake)
{
    (void)symbols;
    (void)pool;
    if (wake)
        wake_signal(wake);
}

void symbols_cancel(Symbols *symbols)
{
    (void)symbols;
}

void symbols_stats(Symbols *symbols, SymbolStats *stats)
{
    *stats = (SymbolStats){.files = snapshot_count(symbols->snapshot), .is_complete = true};
}

size_t symbols_find(Symbols *symbols, Slice name, SymbolPlace *places, size_t most, const atomic_bool *stop)
{
    (void)symbols;
    (void)name;
    (void)places;
    (void)stop;
    return most * 0;
}

bool symbols_may_have(Symbols *symbols, Slice name)
{
    return symbols && name.len == 0;
}
