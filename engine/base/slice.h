/* A borrowed run of bytes: a pointer and a length, no NUL at the end. Whoever made the bytes owns them;
 * a slice over file bytes lives no longer than the pin it came from. Any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct Slice {
    const char *data;
    size_t len;
} Slice;

static inline Slice slice_of(const char *data, size_t len)
{
    return (Slice){data, len};
}

static inline Slice slice_from_cstr(const char *text)
{
    return (Slice){text, strlen(text)};
}

/* The bytes from `start` up to, not including, `end`; both are clamped to the slice. */
static inline Slice slice_sub(Slice s, size_t start, size_t end)
{
    if (end > s.len)
        end = s.len;
    if (start > end)
        start = end;
    return (Slice){s.data ? s.data + start : NULL, end - start};
}

static inline bool slice_equal(Slice a, Slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Order of the git index: by unsigned bytes, and a prefix before what it begins. */
static inline int slice_compare(Slice a, Slice b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static inline bool slice_starts_with(Slice s, Slice prefix)
{
    return s.len >= prefix.len && slice_equal(slice_of(s.data, prefix.len), prefix);
}

static inline bool slice_ends_with(Slice s, Slice suffix)
{
    return s.len >= suffix.len && slice_equal(slice_of(s.data + s.len - suffix.len, suffix.len), suffix);
}

/* The part of a path after its last '/', or all of it. */
static inline Slice slice_base_name(Slice path)
{
    size_t at = path.len;
    while (at > 0 && path.data[at - 1] != '/')
        at--;
    return slice_sub(path, at, path.len);
}
