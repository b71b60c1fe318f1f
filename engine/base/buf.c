/* A growing run of bytes. */
#include "engine/base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"

void buf_deinit(Buf *buf)
{
    free(buf->data);
    *buf = (Buf){0};
}

void buf_reserve(Buf *buf, size_t more)
{
    buf->data = mem_grow(buf->data, &buf->capacity, buf->len + more, 1);
}

void buf_append(Buf *buf, const void *data, size_t len)
{
    if (len == 0)
        return;
    buf_reserve(buf, len);
    memcpy(buf->data + buf->len, data, len);
    buf->len += len;
}

void buf_append_slice(Buf *buf, Slice slice)
{
    buf_append(buf, slice.data, slice.len);
}

void buf_append_byte(Buf *buf, char byte)
{
    buf_reserve(buf, 1);
    buf->data[buf->len++] = byte;
}

void buf_printf(Buf *buf, const char *format, ...)
{
    assert(format);
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    buf_reserve(buf, (size_t)len + 1);
    vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
    va_end(again);
    buf->len += (size_t)len;
}
