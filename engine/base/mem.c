/* The one place where running out of memory ends the program. */
#include "engine/base/mem.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "engine/base/process.h"

static _Atomic(void (*)(void)) exhausted_handler;
/* The last resort of all allocations: they have no other way to it. */
static _Atomic(void *) reserve;
static _Atomic(size_t) reserve_bytes;

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

void mem_limit_arenas(void)
{
#ifdef M_ARENA_MAX
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    mallopt(M_ARENA_MAX, processors > 1 && processors < INT32_MAX ? (int)processors : 1);
#endif
}

void mem_save_address_space(void)
{
    enum { RESERVE_SHARE = 32, RESERVE_MOST = 32 << 20 };
    uint64_t limit = process_address_limit();
    if (limit == UINT64_MAX)
        return;
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
#endif
    size_t bytes = limit / RESERVE_SHARE < RESERVE_MOST ? (size_t)(limit / RESERVE_SHARE) : RESERVE_MOST;
    void *address = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address == MAP_FAILED)
        return;
    atomic_store(&reserve_bytes, bytes);
    atomic_store(&reserve, address);
}

/* True when there is something to be had again. */
static bool give_up_reserve(void)
{
    void *address = atomic_exchange(&reserve, NULL);
    return address && munmap(address, atomic_load(&reserve_bytes)) == 0;
}

void mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void *mem_try_alloc(size_t bytes)
{
    return malloc(bytes ? bytes : 1);
}

void *mem_alloc(size_t bytes)
{
    void *block;
    do
        block = malloc(bytes ? bytes : 1);
    while (!block && give_up_reserve());
    if (!block)
        mem_exhausted();
    return block;
}

void *mem_zalloc(size_t count, size_t size)
{
    void *block;
    do
        block = calloc(count ? count : 1, size ? size : 1);
    while (!block && give_up_reserve());
    if (!block)
        mem_exhausted();
    return block;
}

void *mem_realloc(void *old, size_t bytes)
{
    void *block;
    do
        block = realloc(old, bytes ? bytes : 1);
    while (!block && give_up_reserve());
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

bool mem_is_watched(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return true;
#else
    return false;
#endif
#else
    return false;
#endif
}
