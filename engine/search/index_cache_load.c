/* Taking over what the cache file knows:
 *
 *     worker: map and check the meta (the first one) -> check groups, stat files -> the last one: publish what is
 * unchanged */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/whole.h"
#include "engine/search/index_cache.h"
#include "engine/search/index_cache_format.h"
#include "engine/store/fault.h"

enum { FILES_AT_ONCE = 64 };

/* The mapped cache file, which the matrices lie in. */
typedef struct CacheHome {
    MatrixHome home; /* first */
    Region *region;
} CacheHome;

typedef enum LoadState {
    LOAD_NEW,
    LOAD_READY,
    LOAD_FAILED,
} LoadState;

typedef struct CacheLoad {
    Job job; /* first */
    Pool *pool;
    Index *index; /* a reference */
    char *path;
    void (*done)(void *context, uint32_t signed_files);
    void *context;

    pthread_mutex_t lock; /* guards `state`; what follows is made before that is LOAD_READY */
    LoadState state;
    char *meta;
    CacheView view;  /* on the meta */
    CacheHome *home; /* a reference */
    int root_fd;
    unsigned bucket_log;
    uint32_t *buckets; /* the first entry whose fingerprint begins with at least these bits; and one more for the end */
    _Atomic(uint32_t)
        *file_of; /* by entry: the file that it is; NO_FILE for none. Relaxed: read when all workers are through */
    uint32_t *generation_of; /* by entry; written by who set file_of */

    atomic_uint next_group;
    atomic_uint next_file;
    atomic_bool is_corrupt;
} CacheLoad;

/* --- the mapped file --- */

static void home_free(MatrixHome *home)
{
    region_unmap(((CacheHome *)home)->region);
    free(home);
}

static bool home_is_intact(const MatrixHome *home)
{
    return !region_is_poisoned(((const CacheHome *)home)->region);
}

static CacheHome *map_file(int fd, uint64_t len)
{
    Region *region = region_map(fd, 0, len);
    if (!region)
        return NULL;
    CacheHome *home = mem_zalloc(1, sizeof *home);
    home->home = (MatrixHome){.free = home_free, .is_intact = home_is_intact};
    atomic_init(&home->home.refs, 1);
    home->region = region;
    return home;
}

/* The meta is copied, so that it stays what was checked; the rows are mapped. */
static bool open_cache(CacheLoad *load, int fd, uint64_t len)
{
    CacheHeader header;
    CacheSections sections;
    if (len < sizeof header || !whole_read(fd, &header, sizeof header, 0) ||
        !cache_check_header(&header, len, &sections))
        return false;
    load->meta = mem_alloc(sections.meta_end);
    if (!whole_read(fd, load->meta, sections.meta_end, 0) || memcmp(load->meta, &header, sizeof header) != 0 ||
        !cache_check_meta(&load->view, load->meta, &sections))
        return false;
    load->home = map_file(fd, len);
    cache_touch(fd);
    return load->home != NULL;
}

static uint32_t bucket_of(const CacheLoad *load, uint64_t fingerprint)
{
    return (uint32_t)(fingerprint >> (64 - load->bucket_log));
}

/* About one entry in each. */
static void make_buckets(CacheLoad *load)
{
    uint32_t count = load->view.header->entry_count;
    load->bucket_log = 1;
    while (load->bucket_log < 30 && (uint32_t)1 << load->bucket_log < count)
        load->bucket_log++;
    uint32_t bucket_count = (uint32_t)1 << load->bucket_log;
    load->buckets = mem_alloc(((size_t)bucket_count + 1) * sizeof load->buckets[0]);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++)
        while (next <= bucket_of(load, load->view.entries[i].fingerprint))
            load->buckets[next++] = i;
    while (next <= bucket_count)
        load->buckets[next++] = count;
}

static bool prepare(CacheLoad *load)
{
    const char *root = tree_root(snapshot_tree(load->index->snapshot));
    uint64_t len;
    int fd = cache_open(load->path, &len);
    if (fd < 0)
        return false;
    bool ok = open_cache(load, fd, len) && slice_equal(load->view.root, slice_from_cstr(root));
    close(fd);
    if (!ok)
        return false;
    load->root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (load->root_fd < 0)
        return false;
    make_buckets(load);
    uint32_t count = load->view.header->entry_count;
    load->generation_of = mem_alloc(count * sizeof load->generation_of[0]);
    load->file_of = mem_alloc(count * sizeof load->file_of[0]);
    for (uint32_t i = 0; i < count; i++)
        atomic_init(&load->file_of[i], NO_FILE);
    return true;
}

static bool is_ready(CacheLoad *load)
{
    pthread_mutex_lock(&load->lock);
    if (load->state == LOAD_NEW)
        load->state = prepare(load) ? LOAD_READY : LOAD_FAILED;
    bool ready = load->state == LOAD_READY;
    pthread_mutex_unlock(&load->lock);
    return ready;
}

/* --- finding what is unchanged --- */

/* Gives the entry to the file, if it is nobody's (links to one file have the same) and the file is not known to be
 * another. */
static bool take_entry(CacheLoad *load, uint32_t entry, uint32_t file)
{
    uint32_t nobody = NO_FILE;
    if (!atomic_compare_exchange_strong_explicit(&load->file_of[entry], &nobody, file, memory_order_relaxed,
                                                 memory_order_relaxed))
        return false;
    File *listed = snapshot_file(load->index->snapshot, file);
    load->generation_of[entry] = file_expect(listed, load->view.entries[entry].fingerprint);
    if (load->generation_of[entry] == 0)
        atomic_store_explicit(&load->file_of[entry], NO_FILE, memory_order_relaxed);
    return true;
}

static void look_up(CacheLoad *load, uint32_t file)
{
    Tree *tree = snapshot_tree(load->index->snapshot);
    struct stat facts;
    if (tree_kind(tree, file) != ENTRY_FILE || !index_is_open(load->index, file) ||
        fstatat(load->root_fd, tree_path(tree, file).data, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode))
        return;
    CacheEntry present = cache_entry_of(&facts);
    uint32_t bucket = bucket_of(load, present.fingerprint);
    for (uint32_t i = load->buckets[bucket]; i < load->buckets[bucket + 1]; i++)
        if (cache_entry_is(&load->view.entries[i], &present) && take_entry(load, i, file))
            return;
}

/* The next number below `count`, or `count`. */
static uint32_t take(atomic_uint *next, uint32_t step, uint32_t count)
{
    /* relaxed: it only deals out numbers. The look first keeps it from running over. */
    if (atomic_load_explicit(next, memory_order_relaxed) >= count)
        return count;
    uint32_t taken = atomic_fetch_add_explicit(next, step, memory_order_relaxed);
    return taken < count ? taken : count;
}

static bool is_over(const CacheLoad *load)
{
    return atomic_load_explicit(&load->is_corrupt, memory_order_relaxed) ||
           atomic_load_explicit(&load->index->is_cancelled, memory_order_relaxed);
}

static bool run(Job *job, unsigned worker)
{
    (void)worker;
    CacheLoad *load = (CacheLoad *)job;
    if (!is_ready(load))
        return true;
    uint32_t group_count = load->view.header->group_count;
    uint32_t file_count = load->index->count;
    while (!is_over(load)) {
        if (pool_should_yield(load->pool, job))
            return false;
        uint32_t group = take(&load->next_group, 1, group_count);
        if (group < group_count) {
            if (!cache_check_group(&load->view, group, region_data(load->home->region)))
                atomic_store_explicit(&load->is_corrupt, true, memory_order_relaxed);
            continue;
        }
        uint32_t file = take(&load->next_file, FILES_AT_ONCE, file_count);
        if (file == file_count)
            break;
        for (uint32_t i = file; i < file + FILES_AT_ONCE && i < file_count; i++)
            look_up(load, i);
    }
    return true;
}

/* --- publishing --- */

static BlockLayout *copy_layout(CacheLoad *load, const CacheEntry *entry)
{
    if (entry->layout == CACHE_NO_LAYOUT)
        return NULL;
    const CacheLayout *saved = &load->view.layouts[entry->layout];
    BlockLayout *layout = index_layout_new(load->index, saved->count);
    memcpy(layout->ends, load->view.ends + saved->first_end, saved->count * sizeof layout->ends[0]);
    return layout;
}

/* Fills the files' own entries; how many there are. */
static uint32_t adopt_files(CacheLoad *load)
{
    uint32_t adopted = 0;
    for (uint32_t i = 0; i < load->view.header->entry_count; i++) {
        const CacheEntry *entry = &load->view.entries[i];
        uint32_t file = atomic_load_explicit(&load->file_of[i], memory_order_relaxed);
        if (file == NO_FILE)
            continue;
        if (!index_claim(load->index, file)) {
            atomic_store_explicit(&load->file_of[i], NO_FILE, memory_order_relaxed);
            continue;
        }
        load->index->files[file] = (IndexedFile){
            .fingerprint = entry->fingerprint,
            .layout = copy_layout(load, entry),
            .generation = load->generation_of[i],
            .parts_left = entry->columns > 0 ? entry->columns : 1,
        };
        if (entry->columns == 0)
            index_settle(load->index, file);
        adopted++;
    }
    return adopted;
}

static BlockOwner owner_now(const CacheLoad *load, BlockOwner owner)
{
    uint32_t file =
        owner.file == NO_FILE ? NO_FILE : atomic_load_explicit(&load->file_of[owner.file], memory_order_relaxed);
    if (file == NO_FILE)
        return (BlockOwner){NO_FILE, NO_BIT};
    if (owner.bit == NO_BIT)
        return (BlockOwner){file, NO_BIT};
    const CacheLayout *saved = &load->view.layouts[load->view.entries[owner.file].layout];
    return (BlockOwner){file, load->index->files[file].layout->first_bit + (owner.bit - saved->first_bit)};
}

static void adopt_group(CacheLoad *load, const CacheGroup *group)
{
    BlockOwner owners[MATRIX_COLUMNS];
    unsigned live = 0;
    for (unsigned i = 0; i < group->columns; i++) {
        owners[i] = owner_now(load, load->view.owners[group->first_owner + i]);
        live += owners[i].file != NO_FILE;
    }
    if (live == 0)
        return;
    const uint8_t *rows = (const uint8_t *)region_data(load->home->region) + group->rows_at;
    atomic_fetch_add_explicit(&load->index->table_bytes, (uint64_t)live << group->log >> 3, memory_order_relaxed);
    index_publish(load->index, matrix_new_borrowed(rows, group->columns, group->log, &load->home->home), owners);
}

/* How many files were signed. */
static uint32_t adopt(CacheLoad *load)
{
    if (load->state != LOAD_READY || is_over(load) || !home_is_intact(&load->home->home))
        return 0;
    uint32_t adopted = adopt_files(load);
    for (uint32_t i = 0; i < load->view.header->group_count; i++)
        adopt_group(load, &load->view.groups[i]);
    return adopted;
}

static void done(Job *job)
{
    CacheLoad *load = (CacheLoad *)job;
    uint32_t adopted = adopt(load);
    if (load->home)
        matrix_home_release(&load->home->home);
    if (load->root_fd >= 0)
        close(load->root_fd);
    free(load->meta);
    free(load->buckets);
    free(load->generation_of);
    free(load->file_of);
    free(load->path);
    pthread_mutex_destroy(&load->lock);
    index_release(load->index);
    if (load->done)
        load->done(load->context, adopted);
    free(load);
}

void index_cache_load(Index *index, const char *folder, Pool *pool, void (*done_callback)(void *context, uint32_t),
                      void *context)
{
    CacheLoad *load = mem_zalloc(1, sizeof *load);
    load->job = (Job){.run = run, .done = done};
    load->pool = pool;
    load->index = index_retain(index);
    load->path = cache_path(folder, CACHE_SIGNATURES, slice_from_cstr(tree_root(snapshot_tree(index->snapshot))));
    load->done = done_callback;
    load->context = context;
    load->root_fd = -1;
    pthread_mutex_init(&load->lock, NULL);
    pool_submit(pool, &load->job, JOB_LIST);
}
