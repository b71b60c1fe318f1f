/* The cache file's checks: it may hold anything. */
#include "engine/search/index_cache_format.h"

#include <stdlib.h>

#include "engine/base/file_times.h"
#include "engine/base/mem.h"

/* --- entries --- */

CacheEntry cache_entry_of(const struct stat *facts)
{
    return (CacheEntry){
        .fingerprint = store_fingerprint(facts),
        .device = (uint64_t)facts->st_dev,
        .inode = (uint64_t)facts->st_ino,
        .size = (uint64_t)facts->st_size,
        .modified_ns = time_in_ns(file_modified(facts)),
        .changed_ns = time_in_ns(file_changed(facts)),
        .layout = CACHE_NO_LAYOUT,
    };
}

bool cache_entry_is(const CacheEntry *entry, const CacheEntry *other)
{
    return entry->fingerprint == other->fingerprint && entry->device == other->device && entry->inode == other->inode &&
           entry->size == other->size && entry->modified_ns == other->modified_ns &&
           entry->changed_ns == other->changed_ns;
}

/* --- sections --- */

/* Where `count` items end that begin at `*at`, rounded up to 8; false when the file has no room for them. */
static bool pass_section(uint64_t *at, uint64_t count, uint64_t item_bytes, uint64_t file_bytes)
{
    uint64_t left = file_bytes - *at;
    if (count > left / item_bytes)
        return false;
    uint64_t end = (*at + count * item_bytes + 7) / 8 * 8;
    *at = end;
    return end <= file_bytes;
}

bool cache_lay_out(const CacheHeader *header, CacheSections *sections)
{
    uint64_t whole = header->head.file_bytes;
    uint64_t at = sizeof *header;
    bool ok = whole >= at && pass_section(&at, header->head.root_len, 1, whole);
    sections->entries = at;
    ok = ok && pass_section(&at, header->entry_count, sizeof(CacheEntry), whole);
    sections->layouts = at;
    ok = ok && pass_section(&at, header->layout_count, sizeof(CacheLayout), whole);
    sections->ends = at;
    ok = ok && pass_section(&at, header->end_count, sizeof(uint64_t), whole);
    sections->groups = at;
    ok = ok && pass_section(&at, header->group_count, sizeof(CacheGroup), whole);
    sections->owners = at;
    ok = ok && pass_section(&at, header->owner_count, sizeof(BlockOwner), whole);
    sections->meta_end = at;
    return ok;
}

static uint64_t header_checksum(const CacheHeader *header)
{
    CacheHeader copy = *header;
    copy.header_checksum = 0;
    return cache_checksum(&copy, sizeof copy);
}

bool cache_check_header(const CacheHeader *header, uint64_t len, CacheSections *sections)
{
    return cache_head_is(&header->head, CACHE_SIGNATURES, len) && header->head.root_at == sizeof *header &&
           header->header_checksum == header_checksum(header) && cache_lay_out(header, sections);
}

static void view_init(CacheView *view, const char *meta, const CacheSections *sections)
{
    const CacheHeader *header = (const CacheHeader *)(const void *)meta;
    *view = (CacheView){
        .header = header,
        .root = slice_of(meta + sizeof *header, header->head.root_len),
        .entries = (const CacheEntry *)(const void *)(meta + sections->entries),
        .layouts = (const CacheLayout *)(const void *)(meta + sections->layouts),
        .ends = (const uint64_t *)(const void *)(meta + sections->ends),
        .groups = (const CacheGroup *)(const void *)(meta + sections->groups),
        .owners = (const BlockOwner *)(const void *)(meta + sections->owners),
        .meta_end = sections->meta_end,
    };
}

static bool check_entries(const CacheView *view)
{
    for (uint32_t i = 0; i < view->header->entry_count; i++) {
        const CacheEntry *entry = &view->entries[i];
        bool is_sorted = i == 0 || view->entries[i - 1].fingerprint <= entry->fingerprint;
        if (!is_sorted || (entry->layout != CACHE_NO_LAYOUT && entry->layout >= view->header->layout_count))
            return false;
    }
    return true;
}

static bool check_layouts(const CacheView *view)
{
    for (uint32_t i = 0; i < view->header->layout_count; i++) {
        const CacheLayout *layout = &view->layouts[i];
        if (layout->count == 0 || layout->first_end > view->header->end_count ||
            layout->count > view->header->end_count - layout->first_end ||
            (uint64_t)layout->first_bit + layout->count > view->header->bit_count)
            return false;
        const uint64_t *ends = view->ends + layout->first_end;
        for (uint32_t j = 0; j < layout->count; j++)
            if (ends[j] <= (j ? ends[j - 1] : 0))
                return false;
    }
    return true;
}

static uint64_t group_bytes(const CacheGroup *group)
{
    return (uint64_t)matrix_stride(group->columns) << group->log;
}

static bool check_groups(const CacheView *view)
{
    uint64_t whole = view->header->head.file_bytes;
    for (uint32_t i = 0; i < view->header->group_count; i++) {
        const CacheGroup *group = &view->groups[i];
        if (group->log < SIGNATURE_LEAST_LOG || group->log > SIGNATURE_MOST_LOG || group->columns == 0 ||
            group->columns > MATRIX_COLUMNS || group->first_owner > view->header->owner_count ||
            group->columns > view->header->owner_count - group->first_owner || group->rows_at < view->meta_end ||
            group->rows_at > whole || group->rows_at % CACHE_ROW_ALIGNMENT != 0 ||
            group_bytes(group) > whole - group->rows_at)
            return false;
    }
    return true;
}

/* Whether the column can be its entry's. */
static bool check_owner(const CacheView *view, BlockOwner owner)
{
    if (owner.file >= view->header->entry_count)
        return false;
    uint32_t number = view->entries[owner.file].layout;
    if (number == CACHE_NO_LAYOUT)
        return owner.bit == NO_BIT;
    const CacheLayout *layout = &view->layouts[number];
    return owner.bit >= layout->first_bit && owner.bit - layout->first_bit < layout->count;
}

/* Each entry has a column for each of its blocks. */
static bool check_owners(const CacheView *view)
{
    uint32_t *counts = mem_zalloc(view->header->entry_count, sizeof counts[0]);
    bool ok = true;
    for (uint64_t i = 0; i < view->header->owner_count && ok; i++) {
        BlockOwner owner = view->owners[i];
        ok = owner.file == NO_FILE || check_owner(view, owner);
        if (ok && owner.file != NO_FILE)
            counts[owner.file]++;
    }
    for (uint32_t i = 0; i < view->header->entry_count && ok; i++) {
        const CacheEntry *entry = &view->entries[i];
        bool has_layout = entry->layout != CACHE_NO_LAYOUT;
        uint32_t most = has_layout ? view->layouts[entry->layout].count : 1;
        ok = counts[i] == entry->columns && entry->columns <= most && (!has_layout || entry->columns == most);
    }
    free(counts);
    return ok;
}

bool cache_check_meta(CacheView *view, const char *meta, const CacheSections *sections)
{
    view_init(view, meta, sections);
    uint64_t checksum = cache_checksum(meta + sizeof(CacheHeader), view->meta_end - sizeof(CacheHeader));
    return checksum == view->header->meta_checksum && check_entries(view) && check_layouts(view) &&
           check_groups(view) && check_owners(view);
}

bool cache_check_group(const CacheView *view, uint32_t group, const char *file)
{
    const CacheGroup *one = &view->groups[group];
    return cache_checksum(file + one->rows_at, group_bytes(one)) == one->checksum;
}
