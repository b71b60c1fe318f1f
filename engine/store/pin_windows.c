/* The windows of a pin: a listed file that is too large to be mapped or copied whole, because address space is short,
 * is read part by part into buffers as large as the part. For workers that go through a file once; what the thread
 * that draws looks at is mapped instead, see windows.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/whole.h"
#include "engine/store/holes.h"
#include "engine/store/newlines.h"
#include "engine/store/open.h"
#include "engine/store/parts.h"

/* An open file, shared by the windows of one pin. */
struct PinWindows {
    int fd;
    HoleMap *holes;
    atomic_bool is_short; /* it had fewer bytes than it should */
    size_t head_len;
    char head[BINARY_SNIFF_BYTES]; /* its first bytes: enough to tell text from binary, and the language */
};

/* False, with the mark, when they are not all there. */
static bool read_all(PinWindows *windows, char *data, size_t len, uint64_t offset)
{
    if (whole_read(windows->fd, data, len, (off_t)offset))
        return true;
    atomic_store(&windows->is_short, true);
    return false;
}

PinWindows *pin_windows_open(const Snapshot *snapshot, uint32_t index, uint64_t print)
{
    struct stat facts;
    int fd = open_beneath(snapshot->root->fd, tree_path(snapshot->tree, index).data, &facts);
    if (fd < 0)
        return NULL;
    if (body_fingerprint(&facts) != print) {
        close(fd);
        return NULL;
    }
    PinWindows *windows = mem_alloc(sizeof *windows);
    uint64_t size = (uint64_t)facts.st_size;
    windows->fd = fd;
    windows->holes = hole_map_read(fd, &facts);
    atomic_init(&windows->is_short, false);
    windows->head_len = size < sizeof windows->head ? (size_t)size : sizeof windows->head;
    if (read_all(windows, windows->head, windows->head_len, 0))
        return windows;
    pin_windows_close(windows);
    return NULL;
}

void pin_windows_close(PinWindows *windows)
{
    close(windows->fd);
    hole_map_free(windows->holes);
    free(windows);
}

bool pin_windows_are_short(const PinWindows *windows)
{
    return atomic_load(&windows->is_short);
}

Slice pin_windows_head(const PinWindows *windows)
{
    return slice_of(windows->head, windows->head_len);
}

const HoleMap *pin_windows_holes(const PinWindows *windows)
{
    return windows->holes;
}

uint32_t pin_windows_count_newlines(PinWindows *windows, uint64_t start, uint64_t end)
{
    char piece[1 << 14];
    size_t count = 0;
    for (size_t len; start < end; start += len) {
        len = end - start < sizeof piece ? (size_t)(end - start) : sizeof piece;
        if (!read_all(windows, piece, len, start))
            break;
        count += newlines_count(slice_of(piece, len));
    }
    return (uint32_t)count;
}

bool file_window_open(const Pin *pin, uint64_t start, uint64_t end, Pin *window)
{
    end = end < pin->size ? end : pin->size;
    start = start < end ? start : end;
    *window = *pin;
    if (!pin->windows || end <= pin->bytes.len)
        return true;
    size_t len = end - start < WINDOW_MOST ? (size_t)(end - start) : WINDOW_MOST;
    char *data = mem_try_alloc(len + SLAB_PADDING);
    if (!data)
        return false;
    if (!read_all(pin->windows, data, len, start)) {
        free(data);
        return false;
    }
    memset(data + len, 0, SLAB_PADDING);
    window->bytes = slice_of(data, len);
    window->base = start;
    return true;
}

void file_window_close(const Pin *pin, Pin *window)
{
    if (window->bytes.data != pin->bytes.data)
        free((char *)(uintptr_t)window->bytes.data);
    *window = (Pin){0};
}
