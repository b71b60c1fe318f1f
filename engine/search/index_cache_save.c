/* Writing the cache file: what is known of the files that are surely as they were read. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/base/whole.h"
#include "engine/search/index_cache.h"
#include "engine/search/index_cache_format.h"

/* Times on disk are this coarse at worst (FAT): a file changed twice within it may look changed once. */
#define TIME_STEP_NS ((int64_t)2000000000)

/* A file to be saved. */
typedef struct Saved {
    CacheEntry entry;
    uint32_t file;
} Saved;

typedef struct Saver {
    Index *index;
    Saved *saved; /* by fingerprint */
    size_t saved_count;
    size_t saved_capacity;
    uint32_t *entry_of; /* by file; NO_FILE for those not saved */
    CacheHeader header;
    Buf layouts, ends, group_table, owners, meta;
    const IndexGroup **written; /* the groups of the table */
    size_t written_capacity;
} Saver;

uint32_t index_cache_unsaved(const Index *index)
{
    return atomic_load_explicit(&index->unsaved, memory_order_relaxed);
}

/* --- what to save --- */

/* False when the file may have changed after it was read, without a trace: its times are too close to that. */
static bool is_surely_old(const Index *index, const CacheEntry *entry)
{
    int64_t latest = entry->modified_ns > entry->changed_ns ? entry->modified_ns : entry->changed_ns;
    return latest < index->first_read_ns - TIME_STEP_NS;
}

static void take_file(Saver *saver, int root_fd, uint32_t file)
{
    const Index *index = saver->index;
    Tree *tree = snapshot_tree(index->snapshot);
    struct stat facts;
    if (index_is_open(index, file) || bit_is_set(index->undated, file) || tree_kind(tree, file) != ENTRY_FILE ||
        fstatat(root_fd, tree_path(tree, file).data, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode))
        return;
    CacheEntry entry = cache_entry_of(&facts);
    if (entry.fingerprint != index->files[file].fingerprint || !is_surely_old(index, &entry))
        return;
    saver->saved = mem_grow(saver->saved, &saver->saved_capacity, saver->saved_count + 1, sizeof saver->saved[0]);
    saver->saved[saver->saved_count++] = (Saved){.entry = entry, .file = file};
}

static int by_fingerprint(const void *left, const void *right)
{
    uint64_t one = ((const Saved *)left)->entry.fingerprint;
    uint64_t other = ((const Saved *)right)->entry.fingerprint;
    return (one > other) - (one < other);
}

static void save_layout(Saver *saver, CacheEntry *entry, const BlockLayout *layout)
{
    CacheLayout saved = {
        .first_end = saver->header.end_count, .count = layout->count, .first_bit = saver->header.bit_count};
    entry->layout = saver->header.layout_count++;
    saver->header.end_count += layout->count;
    saver->header.bit_count += layout->count;
    buf_append(&saver->layouts, &saved, sizeof saved);
    buf_append(&saver->ends, layout->ends, layout->count * sizeof layout->ends[0]);
}

/* False when the tree cannot be looked at. */
static bool collect_files(Saver *saver, Error *err)
{
    const Index *index = saver->index;
    const char *root = tree_root(snapshot_tree(index->snapshot));
    int root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        return error_set(err, "%s: %s", root, strerror(errno));
    for (uint32_t i = 0; i < index->count; i++)
        take_file(saver, root_fd, i);
    close(root_fd);
    if (saver->saved_count > 0)
        qsort(saver->saved, saver->saved_count, sizeof saver->saved[0], by_fingerprint);
    saver->entry_of = mem_alloc(index->count * sizeof saver->entry_of[0]);
    for (uint32_t i = 0; i < index->count; i++)
        saver->entry_of[i] = NO_FILE;
    for (uint32_t i = 0; i < saver->saved_count; i++) {
        Saved *saved = &saver->saved[i];
        saver->entry_of[saved->file] = i;
        if (index->files[saved->file].layout)
            save_layout(saver, &saved->entry, index->files[saved->file].layout);
    }
    saver->header.entry_count = (uint32_t)saver->saved_count;
    return true;
}

/* The owner as the cache file names it. */
static BlockOwner saved_owner(Saver *saver, BlockOwner owner)
{
    uint32_t number = owner.file == NO_FILE ? NO_FILE : saver->entry_of[owner.file];
    if (number == NO_FILE)
        return (BlockOwner){NO_FILE, NO_BIT};
    CacheEntry *entry = &saver->saved[number].entry;
    entry->columns++;
    if (owner.bit == NO_BIT)
        return (BlockOwner){number, NO_BIT};
    CacheLayout layout;
    memcpy(&layout, saver->layouts.data + entry->layout * sizeof layout, sizeof layout);
    uint32_t first_bit = saver->index->files[owner.file].layout->first_bit;
    return (BlockOwner){number, layout.first_bit + (owner.bit - first_bit)};
}

static void save_group(Saver *saver, const IndexGroup *group)
{
    const SignatureMatrix *matrix = group->matrix;
    bool has_some = false;
    for (unsigned i = 0; i < matrix->columns && !has_some; i++)
        has_some = group->owners[i].file != NO_FILE && saver->entry_of[group->owners[i].file] != NO_FILE;
    if (!has_some)
        return;
    CacheGroup saved = {.checksum = cache_checksum(matrix->rows, matrix_bytes(matrix)),
                        .first_owner = saver->header.owner_count,
                        .log = matrix->log,
                        .columns = matrix->columns};
    buf_append(&saver->group_table, &saved, sizeof saved);
    for (unsigned i = 0; i < matrix->columns; i++) {
        BlockOwner owner = saved_owner(saver, group->owners[i]);
        buf_append(&saver->owners, &owner, sizeof owner);
    }
    size_t count = saver->header.group_count++;
    saver->header.owner_count += matrix->columns;
    saver->written = mem_grow(saver->written, &saver->written_capacity, count + 1, sizeof saver->written[0]);
    saver->written[count] = group;
}

/* --- the file --- */

static void append_section(Buf *meta, const void *data, size_t len)
{
    static const char zeros[8];
    buf_append(meta, data, len);
    buf_append(meta, zeros, (8 - meta->len % 8) % 8);
}

static uint64_t aligned_for_rows(uint64_t at)
{
    return (at + CACHE_ROW_ALIGNMENT - 1) / CACHE_ROW_ALIGNMENT * CACHE_ROW_ALIGNMENT;
}

/* Says in the table where the rows of each group will be; returns where the file ends. */
static uint64_t place_rows(Saver *saver, uint64_t at)
{
    CacheGroup *table = (CacheGroup *)(void *)saver->group_table.data;
    for (uint32_t i = 0; i < saver->header.group_count; i++) {
        at = aligned_for_rows(at);
        table[i].rows_at = at;
        at += matrix_bytes(saver->written[i]->matrix);
    }
    return at;
}

static void assemble_meta(Saver *saver)
{
    CacheHeader *header = &saver->header;
    const char *root = tree_root(snapshot_tree(saver->index->snapshot));
    header->head = cache_head_new(CACHE_SIGNATURES);
    header->head.root_len = (uint32_t)strlen(root);
    header->head.root_at = sizeof *header;
    header->head.file_bytes = UINT64_MAX / 2; /* for now: room for any count */
    CacheSections sections;
    cache_lay_out(header, &sections);
    header->head.file_bytes = place_rows(saver, sections.meta_end);
    Buf *meta = &saver->meta;
    append_section(meta, header, sizeof *header);
    append_section(meta, root, header->head.root_len);
    for (size_t i = 0; i < saver->saved_count; i++)
        append_section(meta, &saver->saved[i].entry, sizeof saver->saved[i].entry);
    append_section(meta, saver->layouts.data, saver->layouts.len);
    append_section(meta, saver->ends.data, saver->ends.len);
    append_section(meta, saver->group_table.data, saver->group_table.len);
    append_section(meta, saver->owners.data, saver->owners.len);
    header->meta_checksum = cache_checksum(meta->data + sizeof *header, meta->len - sizeof *header);
    header->header_checksum = 0;
    header->header_checksum = cache_checksum(header, sizeof *header);
    memcpy(meta->data, header, sizeof *header);
}

static bool write_file(const void *context, int fd)
{
    const Saver *saver = context;
    static const char zeros[CACHE_ROW_ALIGNMENT];
    uint64_t at = saver->meta.len;
    if (!whole_write(fd, saver->meta.data, saver->meta.len))
        return false;
    for (uint32_t i = 0; i < saver->header.group_count; i++) {
        const SignatureMatrix *matrix = saver->written[i]->matrix;
        uint64_t rows_at = aligned_for_rows(at);
        if (!whole_write(fd, zeros, rows_at - at) || !whole_write(fd, matrix->rows, matrix_bytes(matrix)))
            return false;
        at = rows_at + matrix_bytes(matrix);
        if (matrix->home && !matrix->home->is_intact(matrix->home)) {
            errno = EIO; /* the cache file that the rows lie in was truncated */
            return false;
        }
    }
    return true;
}

static void saver_deinit(Saver *saver)
{
    buf_deinit(&saver->layouts);
    buf_deinit(&saver->ends);
    buf_deinit(&saver->group_table);
    buf_deinit(&saver->owners);
    buf_deinit(&saver->meta);
    free(saver->saved);
    free(saver->entry_of);
    free(saver->written);
}

bool index_cache_save(Index *index, const char *folder, Error *err)
{
    uint32_t unsaved = index_cache_unsaved(index);
    Saver saver = {.index = index};
    char *path = cache_path(folder, CACHE_SIGNATURES, slice_from_cstr(tree_root(snapshot_tree(index->snapshot))));
    bool ok = collect_files(&saver, err);
    if (ok) {
        /* acquire: after the files were seen closed, so that all their groups are here */
        const IndexGroup *groups = atomic_load_explicit(&index->groups, memory_order_acquire);
        for (const IndexGroup *group = groups; group; group = group->next)
            save_group(&saver, group);
        assemble_meta(&saver);
        ok = cache_replace(folder, path, saver.header.head.file_bytes, write_file, &saver, err);
    }
    if (ok)
        atomic_fetch_sub_explicit(&index->unsaved, unsaved, memory_order_relaxed);
    saver_deinit(&saver);
    free(path);
    return ok;
}
