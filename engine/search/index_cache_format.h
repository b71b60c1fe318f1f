/* The cache file, byte by byte: in the machine's own order, which the header tells.
 *
 *     header | root path | entries, by fingerprint | layouts | ends of blocks | groups | owners of columns | rows of
 * each group
 *     \______/\__________________________________ meta _______________________________________________/ \__ a checksum
 * each __/
 *
 * Everything up to the rows starts at a multiple of 8, the rows of a group at a multiple of 64. Where a section is
 * follows from the counts in the header. Private to engine/search/index_cache*. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "engine/base/cache_file.h"
#include "engine/base/slice.h"
#include "engine/search/index_parts.h"

enum {
    CACHE_ROW_ALIGNMENT = 64,
};

#define CACHE_NO_LAYOUT UINT32_MAX

typedef struct CacheHeader {
    CacheHead head;
    uint32_t entry_count;
    uint32_t layout_count;
    uint32_t group_count;
    uint32_t bit_count;
    uint64_t end_count;
    uint64_t owner_count;
    uint64_t meta_checksum;
    uint64_t header_checksum; /* of the header, with 0 here */
} CacheHeader;

typedef struct CacheEntry {
    uint64_t fingerprint;
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    int64_t modified_ns;
    int64_t changed_ns;
    uint32_t layout;  /* CACHE_NO_LAYOUT for one block or none */
    uint32_t columns; /* how many of them are its */
} CacheEntry;

typedef struct CacheLayout {
    uint64_t first_end;
    uint32_t count;
    uint32_t first_bit;
} CacheLayout;

typedef struct CacheGroup {
    uint64_t rows_at; /* in the file */
    uint64_t checksum;
    uint64_t first_owner;
    uint32_t log;
    uint32_t columns;
} CacheGroup;

/* Where the sections are, in bytes from the start of the file. */
typedef struct CacheSections {
    uint64_t entries, layouts, ends, groups, owners;
    uint64_t meta_end;
} CacheSections;

/* The sections of a file whose meta is in memory. BlockOwner.file is the number of an entry here. */
typedef struct CacheView {
    const CacheHeader *header;
    Slice root;
    const CacheEntry *entries;
    const CacheLayout *layouts;
    const uint64_t *ends;
    const CacheGroup *groups;
    const BlockOwner *owners;
    uint64_t meta_end;
} CacheView;

/* What identifies a file. */
CacheEntry cache_entry_of(const struct stat *facts);
bool cache_entry_is(const CacheEntry *entry, const CacheEntry *other);

/* Sections that follow from the header's counts; false when the file has no room for them. */
bool cache_lay_out(const CacheHeader *header, CacheSections *sections);
/* Whether it is the header of a file of `len` bytes that this program wrote on this kind of machine; with its sections.
 */
bool cache_check_header(const CacheHeader *header, uint64_t len, CacheSections *sections);
/* Sets the view on a meta, whose header has been checked, and checks the rest: its checksum, and that every number in
 * it is within its bounds. */
bool cache_check_meta(CacheView *view, const char *meta, const CacheSections *sections);
/* `file` is where the whole file is mapped. */
bool cache_check_group(const CacheView *view, uint32_t group, const char *file);
