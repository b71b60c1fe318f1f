/* One file of the user's cache folder: how it begins, how it is named, how it is replaced.
 *
 * A cache file may hold anything: whoever reads one checks the head, checksums and all numbers, and does without it
 * when they are not right. It is only ever replaced whole, by renaming a temporary file, so that several programs do
 * not disturb each other. */
#pragma once

#include <stdint.h>

#include "engine/base/error.h"
#include "engine/base/slice.h"

typedef enum CacheKind {
    CACHE_SIGNATURES, /* engine/search/index_cache */
    CACHE_LISTING,    /* engine/tree/listing_cache */
    CACHE_KINDS
} CacheKind;

/* How every cache file begins; in the machine's own byte order, which it tells. */
typedef struct CacheHead {
    char magic[8];
    uint32_t version; /* of the format and of all that is concluded from it */
    uint32_t byte_order;
    uint64_t file_bytes;
    uint32_t root_len; /* the path of the tree that the file is about */
    uint32_t root_at;  /* where it is in the file */
} CacheHead;

/* The head of a file that this program writes, without its numbers. */
CacheHead cache_head_new(CacheKind kind);
/* Whether it is the head of a file of `len` bytes that this program wrote on this kind of machine. */
bool cache_head_is(const CacheHead *head, CacheKind kind, uint64_t len);
/* The same of any kind, for who knows no more than the head. */
bool cache_head_is_known(const CacheHead *head);
/* ".sig" */
const char *cache_suffix(CacheKind kind);

/* 64 bits over the bytes. Any change within 8 aligned bytes changes it; others do but for one in 2^64. */
uint64_t cache_checksum(const void *data, size_t len);
/* Where the file about `key` is, in the cache folder; the caller frees it. */
char *cache_path(const char *folder, CacheKind kind, Slice key);

/* A descriptor of the user's own file there and its length, which is at least a head's; or -1. Never blocks. */
int cache_open(const char *path, uint64_t *len);
/* Notes that the file is used now, for cache_make_room. */
void cache_touch(int fd);

/* Writes the file's bytes to `fd`; false with errno. */
typedef bool CacheWriteFn(const void *context, int fd);

/* Makes the folder and room in it, writes `bytes` beside the old file, then takes its place. False, and the old file
 * is as it was, when that cannot be. */
bool cache_replace(const char *folder, const char *path, uint64_t bytes, CacheWriteFn *write_bytes, const void *context,
                   Error *err);
