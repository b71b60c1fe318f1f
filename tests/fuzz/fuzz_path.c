/* Any name that an index may hold: taken when each of its parts may be one, and what is taken leads to nothing above
 * the root, nor into .git. */
#include <ctype.h>
#include <strings.h>

#include "cli/place.h"
#include "engine/base/mem.h"
#include "engine/git/git.h"
#include "tests/fuzz/fuzz.h"

static bool is_part_plain(Slice part)
{
    bool is_git = part.len == 4 && strncasecmp(part.data, ".git", 4) == 0;
    bool is_dots = (part.len == 1 || part.len == 2) && strncmp(part.data, "..", part.len) == 0;
    return part.len > 0 && !is_git && !is_dots && !memchr(part.data, '\0', part.len);
}

static bool is_safe(Slice path)
{
    size_t start = 0;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.data[i] != '/')
            continue;
        if (!is_part_plain(slice_sub(path, start, i)))
            return false;
        start = i + 1;
    }
    return true;
}

/* The way from one folder to another, taken part by part, leads there. */
static void check_way(const char *from, const char *to)
{
    Buf way = {0};
    place_append_relative(&way, slice_from_cstr(from), slice_from_cstr(to));
    Buf at = {0};
    buf_append(&at, from, strlen(from));
    Slice rest = buf_slice(&way);
    while (rest.len > 0) {
        Slice part = fuzz_until(&rest, '/');
        if (slice_equal(part, slice_from_cstr(".."))) {
            while (at.len > 0 && at.data[--at.len] != '/')
                continue;
        } else if (part.len > 0 && !slice_equal(part, slice_from_cstr("."))) {
            buf_append_byte(&at, '/');
            buf_append_slice(&at, part);
        }
    }
    FUZZ_EXPECT(slice_equal(buf_slice(&at), slice_from_cstr(to)));
    buf_deinit(&at);
    buf_deinit(&way);
}

static void check_below(const char *root, const char *path)
{
    Slice rest;
    if (!place_below(root, path, &rest))
        return;
    size_t len = strlen(root);
    FUZZ_EXPECT(strncmp(path, root, len) == 0 && rest.data + rest.len == path + strlen(path));
    FUZZ_EXPECT(rest.len == 0 || rest.data == path + len + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = fuzz_input(data, size);
    FUZZ_EXPECT(git_path_is_safe(input) == is_safe(input));
    Slice first = fuzz_until(&input, '\n');
    if (!is_safe(first) || !is_safe(input))
        return 0;
    char *from = mem_alloc(first.len + 2);
    char *to = mem_alloc(input.len + 2);
    snprintf(from, first.len + 2, "/%.*s", (int)first.len, first.data);
    snprintf(to, input.len + 2, "/%.*s", (int)input.len, input.data);
    check_way(from, to);
    check_below(from, to);
    check_below(from, from);
    free(from);
    free(to);
    return 0;
}
