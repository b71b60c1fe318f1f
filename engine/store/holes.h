/* Holes in sparse files: ranges that take no room on the disk and read as zeros. A hole holds no newline and mostly
 * nothing that is looked for, and reading it would fill the system's cache with zeros: so it is skipped (lseek with
 * SEEK_DATA and SEEK_HOLE). Where the system or the file system does not tell, all is data. Any thread: the
 * descriptor's own position moves, so it must only be read by pread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* The file takes less room than it has bytes: looking for holes is worth it. */
bool holes_are_likely(const struct stat *facts);
/* Where the hole at `offset` ends: the next byte of data, or `size`. `offset` itself where there is no hole. */
uint64_t holes_end(int fd, uint64_t offset, uint64_t size);
/* Where the data at `offset` ends: the next hole, or `size`. `offset` itself where there is no data. */
uint64_t holes_data_end(int fd, uint64_t offset, uint64_t size);
/* Where the hole begins that reaches up to `offset`; `offset` itself when there is data before it. */
uint64_t holes_start(int fd, uint64_t offset);
/* Reads `len` bytes from `offset` on, passing over holes where `has_holes`. Returns how many there were: fewer than
 * `len` at the end of the file or on an error (then errno is set; 0 else). */
size_t holes_read(int fd, uint64_t offset, char *data, size_t len, bool has_holes);

/* The longer holes of a file, as they were when they were asked for: what is not told is data, or is read as such.
 * Immutable. */
typedef struct HoleMap HoleMap;

/* NULL where there is none of note. Looks at a bounded number of holes: past it, all is data. */
HoleMap *hole_map_read(int fd, const struct stat *facts);
void hole_map_free(HoleMap *map);
/* The first hole that ends behind `from`; false when there is none, as with a map that is NULL. */
bool hole_map_next(const HoleMap *map, uint64_t from, uint64_t *start, uint64_t *end);
/* Of all its holes together. */
uint64_t hole_map_bytes(const HoleMap *map);
