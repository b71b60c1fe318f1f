/* The one place where running out of memory ends the program. */
#include "engine/base/mem.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Atomic(void (*)(void)) exhausted_handler;

void mem_on_exhausted(void (*handler)(void))
{
    atomic_store(&exhausted_handler, handler);
}

void mem_exhausted(void)
{
    static const char message[] = "ken: out of memory\n";
    void (*handler)(void) = atomic_load(&exhausted_handler);
    if (handler)
        handler();
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    _exit(2);
}

void *mem_alloc(size_t bytes)
{
    void *block = malloc(bytes ? bytes : 1);
    if (!block)
        mem_exhausted();
    return block;
}

void *mem_zalloc(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block)
        mem_exhausted();
    return block;
}

void *mem_realloc(void *old, size_t bytes)
{
    void *block = realloc(old, bytes ? bytes : 1);
    if (!block)
        mem_exhausted();
    return block;
}

char *mem_strndup(const char *data, size_t len)
{
    char *copy = mem_alloc(len + 1);
    if (len)
        memcpy(copy, data, len);
    copy[len] = '\0';
    return copy;
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

void *mem_grow(void *array, size_t *capacity, size_t need, size_t item_size)
{
    if (need <= *capacity)
        return array;
    size_t grown = *capacity ? *capacity : 16;
    while (grown < need)
        grown = grown > SIZE_MAX / 2 ? need : grown * 2;
    if (grown > SIZE_MAX / item_size)
        mem_exhausted();
    *capacity = grown;
    return mem_realloc(array, grown * item_size);
}
