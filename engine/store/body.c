/* Reading one file's bytes into the tier that fits: opened beneath the root, measured, then mapped or copied,
 * classified while they are warm, and transcoded when they are UTF-16. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/file_times.h"
#include "engine/base/mem.h"
#include "engine/store/holes.h"
#include "engine/store/open.h"
#include "engine/store/parts.h"
#include "engine/store/text.h"

enum {
    LARGEST_COPY = 1 << 20,        /* larger files are never copied while they can be mapped */
    LARGEST_ASCII_CHECK = 1 << 24, /* larger files count as not ASCII, unread */
    LARGEST_UTF16 = 1 << 28,       /* larger files are not transcoded, so they are binary */
    READ_ATTEMPTS = 4,             /* for a file that shrinks while it is read */
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93u;
    return hash ^ hash >> 29;
}

uint64_t body_fingerprint(const struct stat *facts)
{
    struct timespec modified = file_modified(facts);
    struct timespec changed = file_changed(facts);
    uint64_t hash = mix((uint64_t)facts->st_dev, (uint64_t)facts->st_ino);
    hash = mix(hash, (uint64_t)facts->st_size);
    hash = mix(mix(hash, (uint64_t)modified.tv_sec), (uint64_t)modified.tv_nsec);
    hash = mix(mix(hash, (uint64_t)changed.tv_sec), (uint64_t)changed.tv_nsec);
    return hash ? hash : 1;
}

static unsigned classify(Slice bytes)
{
    bool is_ascii = bytes.len <= LARGEST_ASCII_CHECK && text_is_ascii(bytes);
    return FACT_READ | (text_has_early_nul(bytes) ? FACT_HAS_NUL : 0u) | (is_ascii ? 0u : FACT_HAS_HIGH);
}

/* False with body->cause when there are not `size` bytes to read: EAGAIN when the file has shrunk. That it has grown
 * does not matter: this is what it was a moment ago, and its fingerprint tells. */
static bool read_whole(int fd, char *data, size_t size, Body *body)
{
    size_t total = 0;
    while (total < size) {
        ssize_t got = pread(fd, data + total, size - total, (off_t)total);
        if (got > 0) {
            total += (size_t)got;
        } else if (got == 0 || errno != EINTR) {
            body->cause = got == 0 ? EAGAIN : errno;
            return false;
        }
    }
    return true;
}

/* The ways to hold bytes. False with body->cause 0 when there is no room. */
static bool pack(Store *store, int fd, uint64_t size, Body *body)
{
    SlabRoom room;
    if (size > SLAB_LARGEST_FILE || !slabs_reserve(store->slabs, (size_t)size, &room))
        return false;
    if (!read_whole(fd, room.data, (size_t)size, body)) {
        slabs_commit(&room, 0);
        return false;
    }
    body->data = room.data;
    body->tier = TIER_PACKED;
    body->facts = classify(slice_of(room.data, (size_t)size));
    slabs_commit(&room, (size_t)size);
    return true;
}

static bool copy(int fd, uint64_t size, Body *body)
{
    /* Not mem_alloc: a single file that is too large to hold is an error of that file. */
    char *block = size < SIZE_MAX - SLAB_PADDING ? mem_try_alloc((size_t)size + SLAB_PADDING) : NULL;
    if (!block) {
        body->cause = ENOMEM;
        return false;
    }
    if (!read_whole(fd, block, (size_t)size, body)) {
        free(block);
        return false;
    }
    memset(block + size, 0, SLAB_PADDING);
    body->data = block;
    body->owner = block;
    body->tier = TIER_BLOCK;
    body->facts = classify(slice_of(block, (size_t)size));
    return true;
}

static bool copy_within_budget(Store *store, int fd, uint64_t size, Body *body)
{
    if (!slabs_charge(store->slabs, size))
        return false;
    if (copy(fd, size, body))
        return true;
    slabs_refund(store->slabs, size);
    return false;
}

static bool take(_Atomic(int64_t) *budget, int64_t amount)
{
    int64_t left = atomic_load_explicit(budget, memory_order_relaxed);
    while (left >= amount)
        if (atomic_compare_exchange_weak(budget, &left, left - amount))
            return true;
    return false;
}

int64_t body_address_bytes(uint64_t size)
{
    enum { BEHIND = 6 << 10 };
    return size > INT64_MAX / 2 ? INT64_MAX : (int64_t)size + BEHIND;
}

/* Maps it, where there is address space for that. */
static bool map(Store *store, int fd, const struct stat *facts, Body *body)
{
    uint64_t size = (uint64_t)facts->st_size;
    if (!take(&store->address_left, body_address_bytes(size)))
        return false;
    Region *region = region_map(fd, 0, size);
    if (!region) {
        atomic_fetch_add(&store->address_left, body_address_bytes(size));
        return false;
    }
    if (size > SPAN_BYTES)
        region->holes = hole_map_read(fd, facts);
    body->data = region_data(region);
    body->owner = region;
    body->tier = TIER_MAPPED;
    body->facts = classify(slice_of(body->data, (size_t)size));
    return true;
}

static bool map_within_budget(Store *store, int fd, const struct stat *facts, Body *body)
{
    if (!take(&store->maps_left, 1))
        return false;
    if (map(store, fd, facts, body))
        return true;
    atomic_fetch_add(&store->maps_left, 1);
    return false;
}

/* To be read by windows: only its first bytes are looked at now, so that it counts as not ASCII. */
static bool read_head(int fd, uint64_t size, Body *body)
{
    char head[BINARY_SNIFF_BYTES];
    size_t len = size < sizeof head ? (size_t)size : sizeof head;
    if (!read_whole(fd, head, len, body))
        return false;
    Slice bytes = slice_of(head, len);
    if (size <= LARGEST_UTF16 && text_utf16(bytes) != UTF16_NONE)
        return copy(fd, size, body);
    body->is_passing = false;
    body->tier = TIER_WINDOW;
    body->facts = FACT_READ | FACT_HAS_HIGH | (text_has_early_nul(bytes) ? FACT_HAS_NUL : 0u);
    return true;
}

/* Tries one tier after the other: what is larger than is usually packed may take half of the room for that, since small
 * files cost more to read anew, byte by byte. False with body->cause. */
static bool fetch(Store *store, int fd, const struct stat *facts, bool may_stay, Body *body)
{
    uint64_t size = (uint64_t)facts->st_size;
    bool is_small = size <= store->map_threshold;
    if (may_stay && !is_small && map_within_budget(store, fd, facts, body))
        return true;
    if (may_stay && size <= LARGEST_COPY && (is_small || slabs_have_half(store->slabs))) {
        if (pack(store, fd, size, body))
            return true;
        if (body->cause == 0 && size > SLAB_LARGEST_FILE && copy_within_budget(store, fd, size, body))
            return true;
        if (body->cause != 0)
            return false;
    }
    body->is_passing = true;
    if (size <= LARGEST_COPY)
        return copy(fd, size, body);
    return map(store, fd, facts, body) || read_head(fd, size, body);
}

/* Puts UTF-8 in the place of UTF-16. False when the bytes went away underneath, or there is no memory for that. */
static bool transcode(Store *store, bool may_stay, Body *body)
{
    if (body->tier == TIER_WINDOW)
        return true;
    Slice bytes = slice_of(body->data, (size_t)body->len);
    Utf16 order = bytes.len <= LARGEST_UTF16 ? text_utf16(bytes) : UTF16_NONE;
    if (order == UTF16_NONE)
        return true;
    Buf out = {.capacity = bytes.len / 2 * 3 + 2 * SLAB_PADDING}; /* two bytes become at most three */
    out.data = mem_try_alloc(out.capacity);
    if (!out.data) {
        body_release(store, body);
        body->cause = ENOMEM;
        return false;
    }
    text_append_utf8(&out, bytes, order);
    size_t len = out.len;
    static const char zeros[SLAB_PADDING];
    buf_append(&out, zeros, sizeof zeros);
    out.data = mem_realloc(out.data, out.len);
    bool is_intact = body->tier != TIER_MAPPED || !region_is_poisoned(body->owner);
    body_release(store, body);
    body->data = out.data;
    body->owner = out.data;
    body->tier = TIER_BLOCK;
    body->len = len;
    body->facts = FACT_READ | (text_is_ascii(slice_of(out.data, len)) ? 0u : FACT_HAS_HIGH);
    body->is_passing = !may_stay || !slabs_charge(store->slabs, len);
    if (is_intact)
        return true;
    body_release(store, body);
    body->cause = EAGAIN;
    return false;
}

/* Where the root could not be opened, it may be by now. */
static int open_file(const Snapshot *snapshot, uint32_t index, struct stat *facts)
{
    const char *path = tree_path(snapshot->tree, index).data;
    if (snapshot->root->fd >= 0)
        return open_beneath(snapshot->root->fd, path, facts);
    int root_fd = open(tree_root(snapshot->tree), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        return -1;
    int fd = open_beneath(root_fd, path, facts);
    int cause = errno;
    close(root_fd);
    errno = cause;
    return fd;
}

static bool read_once(const Snapshot *snapshot, uint32_t index, bool may_stay, Body *body)
{
    *body = (Body){.facts = FACT_READ};
    struct stat facts;
    int fd = open_file(snapshot, index, &facts);
    if (fd < 0) {
        body->cause = errno;
        return false;
    }
    body->print = body_fingerprint(&facts);
    body->len = (uint64_t)facts.st_size;
    bool ok = body->len == 0 ||
              (fetch(snapshot->store, fd, &facts, may_stay, body) && transcode(snapshot->store, may_stay, body));
    close(fd);
    return ok;
}

static unsigned facts_of_failure(int cause)
{
    bool is_absent = cause == ENOENT || cause == ENOTDIR || cause == ELOOP || cause == EINVAL || cause == EXDEV;
    return is_absent ? FACT_ABSENT : FACT_UNREADABLE;
}

bool body_read(const Snapshot *snapshot, uint32_t index, bool may_stay, Body *body)
{
    for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
        if (read_once(snapshot, index, may_stay, body))
            return true;
        if (body->cause != EAGAIN)
            break;
    }
    int cause = body->cause;
    uint64_t print = body->print;
    /* What it was when it failed, so that a repair (chmod) is noticed. */
    const char *path = tree_path(snapshot->tree, index).data;
    struct stat facts;
    if (print == 0 && snapshot->root->fd >= 0 && fstatat(snapshot->root->fd, path, &facts, AT_SYMLINK_NOFOLLOW) == 0)
        print = body_fingerprint(&facts);
    *body = (Body){.cause = cause, .facts = facts_of_failure(cause), .print = print};
    return false;
}

void body_release(Store *store, const Body *body)
{
    switch (body->tier) {
    case TIER_NONE:
    case TIER_WINDOW:
        break;
    case TIER_MAPPED:
        if (!store->is_closing)
            region_unmap(body->owner);
        atomic_fetch_add(&store->address_left, body_address_bytes(body->len));
        if (!body->is_passing)
            atomic_fetch_add(&store->maps_left, 1);
        break;
    case TIER_PACKED:
        if (!store->is_closing)
            slab_drop(body->data, (size_t)body->len);
        break;
    case TIER_BLOCK:
        if (!body->is_passing)
            slabs_refund(store->slabs, body->len);
        free(body->owner);
        break;
    }
}
