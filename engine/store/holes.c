/* Holes in sparse files. */
#include "engine/store/holes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"

enum {
    STAT_BLOCK = 512,
    FIRST_LOOK_BACK = 1 << 20,
    NOTED_LEAST = 64 << 10, /* shorter holes are read quickly */
    LOOKS_MOST = 1 << 16,   /* at holes of one file: some 100 ms, and a megabyte at the most */
};

typedef struct Hole {
    uint64_t start, end;
} Hole;

struct HoleMap {
    Hole *holes; /* ascending */
    size_t count, capacity;
    uint64_t bytes;
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

bool holes_are_likely(const struct stat *facts)
{
    return (uint64_t)facts->st_blocks * STAT_BLOCK < (uint64_t)facts->st_size;
}

#if defined SEEK_DATA && defined SEEK_HOLE
/* What SEEK_DATA or SEEK_HOLE finds at or behind the offset; `unknown` where the system cannot tell. */
static uint64_t seek(int fd, uint64_t offset, uint64_t size, int what, uint64_t unknown)
{
    if (offset >= size)
        return size;
    off_t found = lseek(fd, (off_t)offset, what);
    if (found >= 0)
        return smaller((uint64_t)found, size);
    return errno == ENXIO ? size : unknown; /* nothing of it up to the end, or the file has become shorter */
}
#endif

uint64_t holes_end(int fd, uint64_t offset, uint64_t size)
{
#if defined SEEK_DATA && defined SEEK_HOLE
    return seek(fd, offset, size, SEEK_DATA, offset);
#else
    (void)fd;
    (void)size;
    return offset;
#endif
}

uint64_t holes_data_end(int fd, uint64_t offset, uint64_t size)
{
#if defined SEEK_DATA && defined SEEK_HOLE
    return seek(fd, offset, size, SEEK_HOLE, size);
#else
    (void)fd;
    (void)offset;
    return size;
#endif
}

uint64_t holes_start(int fd, uint64_t offset)
{
    /* Whether there is data in [at, offset) can be asked, and once there is none, there is none from any later place:
     * ever larger steps back, then halves. */
    uint64_t none = offset;
    uint64_t step = FIRST_LOOK_BACK;
    uint64_t some = 0;
    while (none > 0) {
        uint64_t at = none > step ? none - step : 0;
        if (holes_end(fd, at, offset) < offset) {
            some = at;
            break;
        }
        none = at;
        step *= 2;
    }
    while (none - some > 1) {
        uint64_t middle = some + (none - some) / 2;
        uint64_t data = holes_end(fd, middle, offset);
        if (data < offset)
            some = data;
        else
            none = middle;
    }
    return none;
}

/* Reads what is data. */
static size_t read_data(int fd, uint64_t offset, char *data, size_t len)
{
    size_t total = 0;
    errno = 0;
    while (total < len) {
        ssize_t got = pread(fd, data + total, len - total, (off_t)(offset + total));
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        total += got > 0 ? (size_t)got : 0;
    }
    return total;
}

size_t holes_read(int fd, uint64_t offset, char *data, size_t len, bool has_holes)
{
    uint64_t end = offset + len;
    uint64_t at = offset;
    if (!has_holes)
        return read_data(fd, offset, data, len);
    while (at < end) {
        uint64_t start = holes_end(fd, at, end);
        memset(data + (at - offset), 0, (size_t)(start - at));
        if (start == end)
            break;
        uint64_t stop = holes_data_end(fd, start, end);
        if (stop <= start) /* it has become a hole meanwhile */
            stop = end;
        size_t got = read_data(fd, start, data + (start - offset), (size_t)(stop - start));
        if (got < stop - start)
            return (size_t)(start - offset) + got;
        at = stop;
    }
    errno = 0;
    return len;
}

static void note_hole(HoleMap *map, uint64_t start, uint64_t end)
{
    if (end - start < NOTED_LEAST)
        return;
    map->holes = mem_grow(map->holes, &map->capacity, map->count + 1, sizeof map->holes[0]);
    map->holes[map->count++] = (Hole){start, end};
    map->bytes += end - start;
}

HoleMap *hole_map_read(int fd, const struct stat *facts)
{
    uint64_t size = (uint64_t)facts->st_size;
    if (!holes_are_likely(facts))
        return NULL;
    HoleMap *map = mem_zalloc(1, sizeof *map);
    uint64_t at = 0;
    for (int looks = 0; at < size && looks < LOOKS_MOST; looks++) {
        uint64_t end = holes_end(fd, at, size);
        note_hole(map, at, end);
        at = holes_data_end(fd, end, size);
        if (at <= end) /* it has become a hole meanwhile, or the end */
            break;
    }
    if (map->count > 0)
        return map;
    hole_map_free(map);
    return NULL;
}

void hole_map_free(HoleMap *map)
{
    if (map)
        free(map->holes);
    free(map);
}

bool hole_map_next(const HoleMap *map, uint64_t from, uint64_t *start, uint64_t *end)
{
    size_t low = 0;
    size_t high = map ? map->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->holes[middle].end <= from)
            low = middle + 1;
        else
            high = middle;
    }
    if (!map || low == map->count)
        return false;
    *start = map->holes[low].start;
    *end = map->holes[low].end;
    return true;
}

uint64_t hole_map_bytes(const HoleMap *map)
{
    return map ? map->bytes : 0;
}
