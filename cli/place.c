/* Where the paths on the command line lead. */
#include "cli/place.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

/* The folder that `path` is in. */
static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash > path ? mem_strndup(path, (size_t)(slash - path)) : mem_strdup("/");
}

static bool has_git(const char *folder)
{
    Buf path = {0};
    buf_printf(&path, "%s/.git%c", folder, '\0');
    bool is_there = access(path.data, F_OK) == 0;
    buf_deinit(&path);
    return is_there;
}

/* Where paths of one work tree meet: its top, or `folder` itself outside any. Only for grouping: what the work
 * tree really is, the loader asks git. */
static char *meeting_folder(const char *folder)
{
    char *at = mem_strdup(folder);
    while (!has_git(at)) {
        bool is_top = strcmp(at, "/") == 0;
        char *above = is_top ? mem_strdup(folder) : parent_of(at);
        free(at);
        at = above;
        if (is_top)
            break;
    }
    return at;
}

static Place *find_place(Places *places, const char *folder)
{
    for (size_t i = 0; i < places->count; i++)
        if (strcmp(places->items[i].folder, folder) == 0)
            return &places->items[i];
    places->items = mem_grow(places->items, &places->capacity, places->count + 1, sizeof *places->items);
    Place *place = &places->items[places->count++];
    *place = (Place){.folder = mem_strdup(folder)};
    return place;
}

static bool add_path(Places *places, const char *given, Error *err)
{
    struct stat facts;
    char *path = realpath(given, NULL);
    if (!path || stat(path, &facts) != 0) {
        error_set(err, "%s: %s", given, strerror(errno));
        free(path);
        return false;
    }
    char *folder = S_ISDIR(facts.st_mode) ? mem_strdup(path) : parent_of(path);
    char *meeting = meeting_folder(folder);
    Place *place = find_place(places, meeting);
    place->paths = mem_grow(place->paths, &place->capacity, place->count + 1, sizeof *place->paths);
    place->paths[place->count++] = path;
    place->is_absolute |= given[0] == '/';
    free(meeting);
    free(folder);
    return true;
}

bool places_resolve(Places *places, const TextList *paths, Error *err)
{
    *places = (Places){.here = realpath(".", NULL)};
    if (!places->here)
        return error_set(err, "the current folder: %s", strerror(errno));
    bool ok = paths->count > 0 || add_path(places, ".", err);
    for (size_t i = 0; ok && i < paths->count; i++)
        ok = add_path(places, paths->items[i], err);
    if (!ok)
        places_deinit(places);
    return ok;
}

void places_deinit(Places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        for (size_t j = 0; j < places->items[i].count; j++)
            free(places->items[i].paths[j]);
        free(places->items[i].paths);
        free(places->items[i].folder);
    }
    free(places->items);
    free(places->here);
    *places = (Places){0};
}

/* Length of the common beginning of two absolute paths that ends between components. */
static size_t common_length(Slice a, Slice b)
{
    size_t common = 0;
    for (size_t i = 0;; i++) {
        bool a_ends = i == a.len || a.data[i] == '/';
        bool b_ends = i == b.len || b.data[i] == '/';
        if (a_ends && b_ends)
            common = i;
        if (i == a.len || i == b.len || a.data[i] != b.data[i])
            return common;
    }
}

void place_append_relative(Buf *out, Slice from, Slice to)
{
    if (slice_equal(from, slice_of("/", 1)))
        from.len = 0;
    size_t common = common_length(from, to);
    for (size_t i = common; i < from.len; i++)
        if (from.data[i] == '/')
            buf_append(out, "../", 3);
    buf_append_slice(out, slice_sub(to, common + 1, to.len));
}

bool place_below(const char *root, const char *path, Slice *rest)
{
    size_t len = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(root, path, len) != 0 || (path[len] != '/' && path[len] != '\0'))
        return false;
    *rest = slice_from_cstr(path[len] ? path + len + 1 : path + len);
    return true;
}
