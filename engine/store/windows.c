/* A short list of mapped stretches of one file, under a lock that is never held while the disk is waited for. */
#include "engine/store/windows.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/store/fault.h"

enum {
    GRAIN = 1 << 16,         /* windows begin and end at multiples of this */
    WINDOWS_MOST = 512,      /* a filter shows lines from as many places as there are rows */
    WINDOW_BYTES = 16 << 20, /* of one */
    ALL_BYTES = 48 << 20,    /* of all, and of all retired ones */
};

typedef struct Window {
    uint64_t from, to;
    Region *region;
    uint64_t used;
} Window;

struct Windows {
    int fd;
    uint64_t size;
    pthread_mutex_t lock; /* guards all below */
    Window open[WINDOWS_MOST];
    size_t open_count;
    uint64_t open_bytes;
    Window *retired;
    size_t retired_count, retired_capacity;
    uint64_t retired_bytes;
    uint64_t clock;
    atomic_bool is_poisoned;
};

Windows *windows_new(int fd, uint64_t size)
{
    Windows *windows = mem_zalloc(1, sizeof *windows);
    windows->fd = fd;
    windows->size = size;
    pthread_mutex_init(&windows->lock, NULL);
    return windows;
}

void windows_free(Windows *windows)
{
    if (!windows)
        return;
    windows_trim(windows);
    for (size_t i = 0; i < windows->open_count; i++)
        region_unmap(windows->open[i].region);
    close(windows->fd);
    pthread_mutex_destroy(&windows->lock);
    free(windows->retired);
    free(windows);
}

int windows_fd(const Windows *windows)
{
    return windows->fd;
}

/* --- under the lock --- */

static void retire(Windows *windows, size_t nth)
{
    Window *window = &windows->open[nth];
    uint64_t len = window->to - window->from;
    windows->retired =
        mem_grow(windows->retired, &windows->retired_capacity, windows->retired_count + 1, sizeof *windows->retired);
    windows->retired[windows->retired_count++] = *window;
    windows->retired_bytes += len;
    windows->open_bytes -= len;
    *window = windows->open[--windows->open_count];
}

static void retire_least_used(Windows *windows)
{
    size_t least = 0;
    for (size_t i = 1; i < windows->open_count; i++)
        if (windows->open[i].used < windows->open[least].used)
            least = i;
    retire(windows, least);
}

static Window *find(Windows *windows, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < windows->open_count; i++) {
        Window *window = &windows->open[i];
        if (from < window->from || to > window->to)
            continue;
        window->used = ++windows->clock;
        if (region_is_poisoned(window->region))
            atomic_store(&windows->is_poisoned, true);
        return window;
    }
    return NULL;
}

static void add(Windows *windows, const Window *added)
{
    for (size_t i = windows->open_count; i-- > 0;)
        if (windows->open[i].from >= added->from && windows->open[i].to <= added->to)
            retire(windows, i);
    uint64_t len = added->to - added->from;
    while (windows->open_count > 0 && (windows->open_count == WINDOWS_MOST || windows->open_bytes + len > ALL_BYTES))
        retire_least_used(windows);
    windows->open[windows->open_count] = *added;
    windows->open[windows->open_count++].used = ++windows->clock;
    windows->open_bytes += len;
}

/* --- */

/* Whether there is one, or too much waits to be unmapped for another. */
static bool is_settled(Windows *windows, uint64_t from, uint64_t to, bool *answer)
{
    pthread_mutex_lock(&windows->lock);
    *answer = find(windows, from, to) != NULL;
    bool is_full = windows->retired_bytes > ALL_BYTES;
    pthread_mutex_unlock(&windows->lock);
    return *answer || is_full;
}

bool windows_open(Windows *windows, uint64_t from, uint64_t to)
{
    from -= from % GRAIN;
    if (to > windows->size)
        to = windows->size;
    if (from >= to)
        return true;
    to += (GRAIN - to % GRAIN) % GRAIN;
    if (to > windows->size)
        to = windows->size;
    if (to - from > WINDOW_BYTES)
        to = from + WINDOW_BYTES;
    bool answer;
    if (is_settled(windows, from, to, &answer))
        return answer;
    Window window = {.from = from, .to = to, .region = region_map(windows->fd, from, to - from)};
    if (!window.region)
        return false;
    region_bring_in(region_data(window.region), (size_t)(to - from));
    if (region_is_poisoned(window.region))
        atomic_store(&windows->is_poisoned, true);
    pthread_mutex_lock(&windows->lock);
    add(windows, &window);
    pthread_mutex_unlock(&windows->lock);
    return true;
}

bool windows_view(Windows *windows, uint64_t from, uint64_t to, Slice *bytes)
{
    pthread_mutex_lock(&windows->lock);
    const Window *window = find(windows, from, to);
    if (window)
        *bytes = slice_of(region_data(window->region) + (from - window->from), (size_t)(to - from));
    pthread_mutex_unlock(&windows->lock);
    return window != NULL;
}

bool windows_copy(Windows *windows, uint64_t from, uint64_t to, char *out)
{
    pthread_mutex_lock(&windows->lock);
    const Window *window = find(windows, from, to);
    if (window)
        memcpy(out, region_data(window->region) + (from - window->from), (size_t)(to - from));
    pthread_mutex_unlock(&windows->lock);
    return window != NULL;
}

void windows_trim(Windows *windows)
{
    pthread_mutex_lock(&windows->lock);
    Window *retired = windows->retired;
    size_t count = windows->retired_count;
    windows->retired = NULL;
    windows->retired_count = windows->retired_capacity = 0;
    windows->retired_bytes = 0;
    pthread_mutex_unlock(&windows->lock);
    for (size_t i = 0; i < count; i++) {
        if (region_is_poisoned(retired[i].region))
            atomic_store(&windows->is_poisoned, true);
        region_unmap(retired[i].region);
    }
    free(retired);
}

void windows_note_short(Windows *windows)
{
    atomic_store(&windows->is_poisoned, true);
}

bool windows_are_poisoned(const Windows *windows)
{
    return atomic_load(&windows->is_poisoned);
}
