/* Packing small files. A slab is aligned to its size, with its header in front, so that the slab of some bytes is
 * found from their address. */
#include "engine/store/slab.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/mem.h"

enum { LANES_SHIFT = 6, LANES = 1 << LANES_SHIFT, CACHE_LINE = 64 };

typedef struct Slab Slab;
struct Slab {
    Slabs *slabs;
    Slab *before, *next; /* all slabs, under Slabs.lock */
    size_t used;         /* bytes from the start of the slab; under the lane's lock while it is open */
    atomic_uint live;    /* files in it, and one while it is open */
    atomic_size_t bytes; /* of these files */
    atomic_bool is_open;
    _Atomic(uint16_t) use; /* see slab_touch; 0: never */
};

typedef struct Lane {
    _Alignas(2 * CACHE_LINE) pthread_mutex_t lock; /* two lines: the neighbour is prefetched along */
    Slab *open;
} Lane;

struct Slabs {
    Lane lanes[LANES];
    _Atomic(uint64_t) open;  /* a bit for each lane with an open slab; written under its lock */
    _Atomic(int64_t) budget; /* bytes left */
    int64_t half;            /* of what it was */
    _Atomic(uint64_t) mapped;
    pthread_mutex_t lock; /* guards what follows */
    Slab *all;
};

Slabs *slabs_new(uint64_t budget_bytes)
{
    Slabs *slabs = aligned_alloc(_Alignof(Slabs), sizeof *slabs);
    if (!slabs)
        mem_exhausted();
    memset(slabs, 0, sizeof *slabs);
    for (int i = 0; i < LANES; i++)
        pthread_mutex_init(&slabs->lanes[i].lock, NULL);
    pthread_mutex_init(&slabs->lock, NULL);
    int64_t budget = budget_bytes > INT64_MAX ? INT64_MAX : (int64_t)budget_bytes;
    atomic_init(&slabs->budget, budget);
    slabs->half = budget / 2;
    return slabs;
}

void slabs_free(Slabs *slabs)
{
    for (int i = 0; i < LANES; i++)
        pthread_mutex_destroy(&slabs->lanes[i].lock);
    pthread_mutex_destroy(&slabs->lock);
    free(slabs);
}

uint64_t slabs_bytes(const Slabs *slabs)
{
    return atomic_load_explicit(&slabs->mapped, memory_order_relaxed);
}

uint64_t slabs_left(const Slabs *slabs)
{
    int64_t left = atomic_load_explicit(&slabs->budget, memory_order_relaxed);
    return left < 0 ? 0 : (uint64_t)left;
}

bool slabs_have_half(const Slabs *slabs)
{
    return atomic_load_explicit(&slabs->budget, memory_order_relaxed) >= slabs->half;
}

bool slabs_charge(Slabs *slabs, uint64_t bytes)
{
    if (bytes > INT64_MAX)
        return false;
    int64_t left = atomic_load_explicit(&slabs->budget, memory_order_relaxed);
    while (left >= (int64_t)bytes)
        if (atomic_compare_exchange_weak(&slabs->budget, &left, left - (int64_t)bytes))
            return true;
    return false;
}

void slabs_refund(Slabs *slabs, uint64_t bytes)
{
    atomic_fetch_add(&slabs->budget, (int64_t)bytes);
}

static uintptr_t round_up(uintptr_t value, uintptr_t step)
{
    return (value + step - 1) & ~(step - 1);
}

/* Memory aligned to its size: cut out of twice as much. */
static void *map_aligned(void)
{
    char *wide = mmap(NULL, 2 * SLAB_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (wide == MAP_FAILED)
        return NULL;
    size_t before = round_up((uintptr_t)wide, SLAB_BYTES) - (uintptr_t)wide;
    if (before > 0)
        munmap(wide, before);
    munmap(wide + before + SLAB_BYTES, SLAB_BYTES - before);
#ifdef MADV_HUGEPAGE
    madvise(wide + before, SLAB_BYTES, MADV_HUGEPAGE);
#endif
    return wide + before;
}

static Slab *slab_new(Slabs *slabs)
{
    if (!slabs_charge(slabs, SLAB_BYTES))
        return NULL;
    Slab *slab = map_aligned();
    if (!slab) {
        slabs_refund(slabs, SLAB_BYTES);
        return NULL;
    }
    slab->slabs = slabs;
    slab->used = round_up(sizeof *slab, CACHE_LINE);
    atomic_init(&slab->live, 1);
    atomic_init(&slab->bytes, 0);
    atomic_init(&slab->is_open, true);
    atomic_init(&slab->use, 0);
    atomic_fetch_add_explicit(&slabs->mapped, SLAB_BYTES, memory_order_relaxed);
    pthread_mutex_lock(&slabs->lock);
    slab->before = NULL;
    slab->next = slabs->all;
    if (slab->next)
        slab->next->before = slab;
    slabs->all = slab;
    pthread_mutex_unlock(&slabs->lock);
    return slab;
}

static void slab_release(Slab *slab)
{
    /* acq_rel: the readers of all its files are through before it is unmapped */
    if (atomic_fetch_sub_explicit(&slab->live, 1, memory_order_acq_rel) != 1)
        return;
    Slabs *slabs = slab->slabs;
    pthread_mutex_lock(&slabs->lock);
    if (slab->next)
        slab->next->before = slab->before;
    *(slab->before ? &slab->before->next : &slabs->all) = slab->next;
    pthread_mutex_unlock(&slabs->lock);
    munmap(slab, SLAB_BYTES);
    atomic_fetch_sub_explicit(&slabs->mapped, SLAB_BYTES, memory_order_relaxed);
    slabs_refund(slabs, SLAB_BYTES);
}

/* The first of the lanes in the set, from `start` on, that nobody else has; NULL when there is none. */
static Lane *try_lanes(Slabs *slabs, size_t start, uint64_t set)
{
    for (size_t i = 0; i < LANES; i++) {
        size_t at = (start + i) % LANES;
        if (set >> at & 1 && pthread_mutex_trylock(&slabs->lanes[at].lock) == 0)
            return &slabs->lanes[at];
    }
    return NULL;
}

/* A lane of this thread's own as a rule; another one when that is taken. Where it would be the first to open a slab
 * there, another open one will do: threads come and go, and each would leave one that is hardly filled. */
static Lane *lock_lane(Slabs *slabs)
{
    uint64_t self = (uint64_t)(uintptr_t)pthread_self();
    size_t start = (size_t)((self * 0x9e3779b97f4a7c15u) >> (64 - LANES_SHIFT));
    uint64_t open = atomic_load_explicit(&slabs->open, memory_order_relaxed); /* a hint */
    Lane *lane = try_lanes(slabs, start, open);
    if (!lane)
        lane = try_lanes(slabs, start, ~open);
    if (lane)
        return lane;
    pthread_mutex_lock(&slabs->lanes[start].lock);
    return &slabs->lanes[start];
}

/* Puts a new slab into the lane, if there is one to be had. */
static void open_slab(Slabs *slabs, Lane *lane)
{
    uint64_t bit = (uint64_t)1 << (lane - slabs->lanes);
    lane->open = slab_new(slabs);
    if (lane->open)
        atomic_fetch_or_explicit(&slabs->open, bit, memory_order_relaxed);
    else
        atomic_fetch_and_explicit(&slabs->open, ~bit, memory_order_relaxed);
}

bool slabs_reserve(Slabs *slabs, size_t len, SlabRoom *room)
{
    assert(len <= SLAB_LARGEST_FILE);
    Lane *lane = lock_lane(slabs);
    if (lane->open && lane->open->used + len + SLAB_PADDING > SLAB_BYTES) {
        atomic_store_explicit(&lane->open->is_open, false, memory_order_relaxed);
        slab_release(lane->open);
        lane->open = NULL;
    }
    if (!lane->open)
        open_slab(slabs, lane);
    if (!lane->open) {
        pthread_mutex_unlock(&lane->lock);
        return false;
    }
    *room = (SlabRoom){.data = (char *)lane->open + lane->open->used, .lane = lane};
    return true;
}

void slabs_commit(SlabRoom *room, size_t len)
{
    Lane *lane = room->lane;
    if (len > 0) {
        memset(room->data + len, 0, SLAB_PADDING);
        lane->open->used = round_up(lane->open->used + len + SLAB_PADDING, CACHE_LINE);
        atomic_fetch_add_explicit(&lane->open->live, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&lane->open->bytes, len, memory_order_relaxed);
    }
    pthread_mutex_unlock(&lane->lock);
}

uintptr_t slab_address(const char *data)
{
    return (uintptr_t)data & ~(uintptr_t)(SLAB_BYTES - 1);
}

void slab_drop(const char *data, size_t len)
{
    Slab *slab = (Slab *)slab_address(data);
    atomic_fetch_sub_explicit(&slab->bytes, len, memory_order_relaxed);
    slab_release(slab);
}

void slab_touch(const char *data, uint16_t stamp)
{
    Slab *slab = (Slab *)slab_address(data);
    if (atomic_load_explicit(&slab->use, memory_order_relaxed) != stamp)
        atomic_store_explicit(&slab->use, stamp, memory_order_relaxed);
}

static unsigned slab_age(const Slab *slab, uint16_t now)
{
    uint16_t use = atomic_load_explicit(&slab->use, memory_order_relaxed);
    return use == 0 ? UINT16_MAX : (uint16_t)(now - use);
}

/* Of the `count` ages the place of the least. */
static size_t youngest(const unsigned *ages, size_t count)
{
    size_t found = 0;
    for (size_t i = 1; i < count; i++)
        if (ages[i] < ages[found])
            found = i;
    return found;
}

size_t slabs_pick_old(Slabs *slabs, uint16_t now, unsigned age, uintptr_t *picked, size_t most)
{
    unsigned *ages = mem_alloc(most * sizeof *ages);
    size_t count = 0;
    pthread_mutex_lock(&slabs->lock);
    for (const Slab *slab = slabs->all; slab && most > 0; slab = slab->next) {
        unsigned its = slab_age(slab, now);
        if (its <= age || atomic_load_explicit(&slab->is_open, memory_order_relaxed))
            continue;
        size_t at = count < most ? count++ : youngest(ages, most);
        if (at + 1 < count && its <= ages[at])
            continue;
        ages[at] = its;
        picked[at] = (uintptr_t)slab;
    }
    pthread_mutex_unlock(&slabs->lock);
    free(ages);
    return count;
}

size_t slabs_pick_sparse(Slabs *slabs, size_t bytes, uintptr_t *picked, size_t most)
{
    size_t count = 0;
    pthread_mutex_lock(&slabs->lock);
    for (const Slab *slab = slabs->all; slab && count < most; slab = slab->next)
        if (atomic_load_explicit(&slab->bytes, memory_order_relaxed) < bytes &&
            !atomic_load_explicit(&slab->is_open, memory_order_relaxed))
            picked[count++] = (uintptr_t)slab;
    pthread_mutex_unlock(&slabs->lock);
    return count;
}
