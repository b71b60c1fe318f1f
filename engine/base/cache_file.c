/* Reading and replacing one cache file. */
#include "engine/base/cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/cache_folder.h"
#include "engine/base/mem.h"

enum { BYTE_ORDER_MARK = 0x01020304 };

static const struct {
    const char *magic;
    const char *suffix;
    uint32_t version;
} kinds[CACHE_KINDS] = {
    /* the hash of grams, and what a pin makes of a file's bytes, count as part of the version */
    [CACHE_SIGNATURES] = {"ken-sig\n", ".sig", 2},
    /* so do the rules by which a listing is made */
    [CACHE_LISTING] = {"ken-lst\n", ".list", 2},
};

/* --- the head --- */

CacheHead cache_head_new(CacheKind kind)
{
    CacheHead head = {.version = kinds[kind].version, .byte_order = BYTE_ORDER_MARK};
    memcpy(head.magic, kinds[kind].magic, sizeof head.magic);
    return head;
}

bool cache_head_is(const CacheHead *head, CacheKind kind, uint64_t len)
{
    return memcmp(head->magic, kinds[kind].magic, sizeof head->magic) == 0 && head->version == kinds[kind].version &&
           head->byte_order == BYTE_ORDER_MARK && head->file_bytes == len;
}

bool cache_head_is_known(const CacheHead *head)
{
    for (int kind = 0; kind < CACHE_KINDS; kind++)
        if (cache_head_is(head, (CacheKind)kind, head->file_bytes))
            return true;
    return false;
}

const char *cache_suffix(CacheKind kind)
{
    return kinds[kind].suffix;
}

/* --- checksum --- */

#define CHECK_FACTOR 0x9fb21c651e98df25u

/* Each step can be undone, so no two words lead to the same. */
static uint64_t mix(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * CHECK_FACTOR;
    return lane ^ lane >> 32;
}

static uint64_t load_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

uint64_t cache_checksum(const void *data, size_t len)
{
    const char *at = data;
    uint64_t lanes[4] = {1, 2, 3, 4};
    size_t left = len;
    for (; left >= 32; left -= 32, at += 32)
        for (unsigned i = 0; i < 4; i++)
            lanes[i] = mix(lanes[i], load_word(at + 8 * i));
    for (; left >= 8; left -= 8, at += 8)
        lanes[0] = mix(lanes[0], load_word(at));
    char last[8] = {0};
    if (left > 0)
        memcpy(last, at, left);
    uint64_t sum = mix(len, load_word(last));
    for (unsigned i = 0; i < 4; i++)
        sum = mix(sum, lanes[i]);
    return mix(sum, 0);
}

/* --- reading --- */

char *cache_path(const char *folder, CacheKind kind, Slice key)
{
    size_t size = strlen(folder) + 32;
    char *path = mem_alloc(size);
    unsigned long long name = cache_checksum(key.data, key.len);
    snprintf(path, size, "%s/%016llx%s", folder, name, kinds[kind].suffix);
    return path;
}

int cache_open(const char *path, uint64_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat facts;
    if (fd >= 0 && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_uid == geteuid() &&
        (uint64_t)facts.st_size >= sizeof(CacheHead) && (uint64_t)facts.st_size <= ALL_CACHES_MOST) {
        *len = (uint64_t)facts.st_size;
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

void cache_touch(int fd)
{
    (void)futimens(fd, NULL);
}

/* --- replacing --- */

static void make_folders(const char *folder)
{
    char *path = mem_strdup(folder);
    for (char *slash = path; (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
    free(path);
}

bool cache_replace(const char *folder, const char *path, uint64_t bytes, CacheWriteFn *write_bytes, const void *context,
                   Error *err)
{
    if (bytes > ALL_CACHES_MOST)
        return error_set(err, "%s: too large", path);
    make_folders(folder);
    cache_make_room(folder, path, ALL_CACHES_MOST - bytes);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    Buf name = {0};
    buf_printf(&name, "%s.%ld-%lld%09ld.tmp", path, (long)getpid(), (long long)now.tv_sec, now.tv_nsec);
    buf_append_byte(&name, '\0');
    int fd = open(name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && write_bytes(context, fd);
    int cause = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        cause = errno;
        ok = false;
    }
    if (ok && rename(name.data, path) != 0) {
        cause = errno;
        ok = false;
    }
    if (!ok && fd >= 0)
        unlink(name.data);
    buf_deinit(&name);
    return ok || error_set(err, "%s: %s", path, strerror(cause));
}
