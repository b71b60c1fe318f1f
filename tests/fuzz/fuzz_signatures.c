/* The file that keeps signatures, of any bytes behind sound checksums: refused, or every number in it leads to where it
 * may. The input is the header and what it counts, without the rows, which any bytes may be. */
#include "engine/base/mem.h"
#include "engine/search/index_cache_format.h"
#include "tests/fuzz/fuzz.h"

enum { ALL_ROWS_MOST = 1 << 20 };

static uint64_t sum; /* keeps the reads */

/* What who takes the file over reads and adds up. */
static void read_layouts(const CacheView *view)
{
    for (uint32_t i = 0; i < view->header->entry_count; i++) {
        const CacheEntry *entry = &view->entries[i];
        FUZZ_EXPECT(i == 0 || entry[-1].fingerprint <= entry->fingerprint);
        if (entry->layout == CACHE_NO_LAYOUT)
            continue;
        const CacheLayout *layout = &view->layouts[entry->layout];
        const uint64_t *ends = view->ends + layout->first_end;
        for (uint32_t block = 0; block < layout->count; block++) {
            FUZZ_EXPECT(ends[block] > (block ? ends[block - 1] : 0));
            sum += ends[block];
        }
    }
}

static void read_owners(const CacheView *view, const CacheGroup *group)
{
    for (uint32_t i = 0; i < group->columns; i++) {
        BlockOwner owner = view->owners[group->first_owner + i];
        if (owner.file == NO_FILE)
            continue;
        const CacheEntry *entry = &view->entries[owner.file];
        if (owner.bit == NO_BIT) {
            FUZZ_EXPECT(entry->layout == CACHE_NO_LAYOUT && entry->columns <= 1);
            continue;
        }
        const CacheLayout *layout = &view->layouts[entry->layout];
        FUZZ_EXPECT(owner.bit >= layout->first_bit && owner.bit - layout->first_bit < layout->count);
        sum += entry->size;
    }
}

static void read_groups(const CacheView *view)
{
    uint64_t whole = view->header->head.file_bytes;
    for (uint32_t i = 0; i < view->header->group_count; i++) {
        const CacheGroup *group = &view->groups[i];
        FUZZ_EXPECT(group->columns >= 1 && group->columns <= MATRIX_COLUMNS && group->log <= SIGNATURE_MOST_LOG);
        uint64_t bytes = (uint64_t)matrix_stride(group->columns) << group->log;
        FUZZ_EXPECT(group->rows_at >= view->meta_end && bytes <= whole && group->rows_at <= whole - bytes);
        read_owners(view, group);
    }
}

/* As though this program had written them. */
static void sign(char *meta, size_t len)
{
    CacheHeader header;
    CacheSections sections;
    memcpy(&header, meta, sizeof header);
    CacheHead head = cache_head_new(CACHE_SIGNATURES);
    head.file_bytes = header.head.file_bytes % ALL_ROWS_MOST;
    head.root_len = header.head.root_len;
    head.root_at = sizeof header;
    header.head = head;
    memcpy(meta, &header, sizeof header);
    if (cache_lay_out(&header, &sections) && sections.meta_end <= len)
        header.meta_checksum = cache_checksum(meta + sizeof header, sections.meta_end - sizeof header);
    header.header_checksum = 0;
    header.header_checksum = cache_checksum(&header, sizeof header);
    memcpy(meta, &header, sizeof header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CacheHeader header;
    CacheSections sections;
    CacheView view;
    if (size < sizeof header)
        return 0;
    char *meta = mem_alloc(size);
    memcpy(meta, data, size);
    sign(meta, size);
    memcpy(&header, meta, sizeof header);
    if (cache_check_header(&header, header.head.file_bytes, &sections) && sections.meta_end <= size) {
        char *exact = mem_alloc(sections.meta_end);
        memcpy(exact, meta, sections.meta_end);
        if (cache_check_meta(&view, exact, &sections)) {
            read_layouts(&view);
            read_groups(&view);
        }
        free(exact);
    }
    free(meta);
    return 0;
}
