/* A tags file of any bytes: looked up as it is, and what is found is looked for in the bytes themselves. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/search/tags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLACES = 8, NAME_MOST = 4 };

static void look_up(const Tags *tags, Slice name, Slice bytes)
{
    TagPlace places[PLACES];
    size_t count = tags_find(tags, name, places, PLACES);
    for (size_t i = 0; i < count; i++) {
        uint64_t start;
        if (places[i].path.len == 0 || (places[i].line == 0 && places[i].pattern.len == 0))
            abort();
        if (tags_locate(&places[i], bytes, &start) && start >= bytes.len)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice bytes = slice_of((const char *)data, size);
    char path[64];
    int fd = memfd_create("tags", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    Tags *tags = tags_open(path, NULL);
    close(fd);
    if (!tags)
        return 0;
    for (size_t len = 0; len <= NAME_MOST; len++)
        look_up(tags, slice_sub(bytes, 0, len), bytes);
    const char *tab = size > 0 ? memchr(data, '\t', size) : NULL;
    if (tab)
        look_up(tags, slice_sub(bytes, 0, (size_t)(tab - bytes.data)), bytes);
    tags_free(tags);
    return 0;
}
