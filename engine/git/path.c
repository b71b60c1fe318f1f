/* Which paths may come from an index. */
#include "engine/git/git.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* ".git" in any case: some file systems do not tell the difference. */
static bool is_dot_git(Slice part)
{
    return part.len == 4 && part.data[0] == '.' && lower(part.data[1]) == 'g' && lower(part.data[2]) == 'i' &&
           lower(part.data[3]) == 't';
}

static bool is_part_safe(Slice part)
{
    if (part.len == 0 || is_dot_git(part) || memchr(part.data, '\0', part.len))
        return false;
    return !slice_equal(part, slice_of(".", 1)) && !slice_equal(part, slice_of("..", 2));
}

bool git_path_is_safe(Slice path)
{
    for (size_t start = 0; start <= path.len;) {
        const char *slash = start < path.len ? memchr(path.data + start, '/', path.len - start) : NULL;
        size_t end = slash ? (size_t)(slash - path.data) : path.len;
        if (!is_part_safe(slice_sub(path, start, end)))
            return false;
        start = end + 1;
    }
    return true;
}
