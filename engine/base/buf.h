/* A growing run of bytes. Embedded in its owner (zero-initialised is empty); one thread at a time. */
#pragma once

#include "engine/base/slice.h"

typedef struct Buf {
    char *data; /* not NUL-terminated; NULL while empty */
    size_t len;
    size_t capacity;
} Buf;

void buf_deinit(Buf *buf);
void buf_reserve(Buf *buf, size_t more);
void buf_append(Buf *buf, const void *data, size_t len);
void buf_append_slice(Buf *buf, Slice slice);
void buf_append_byte(Buf *buf, char byte);
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void buf_clear(Buf *buf)
{
    buf->len = 0;
}

/* Borrowed: valid until the next change of `buf`. */
static inline Slice buf_slice(const Buf *buf)
{
    return slice_of(buf->data, buf->len);
}
