/* The path filter: folders, types and globs, all of which must agree. */
#include "engine/tree/filter.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/tree/filetypes.h"
#include "engine/tree/glob.h"

typedef struct Glob {
    char *text;    /* owned; '!' and the '/' around it taken off; for a suffix, the '*' too */
    Slice pattern; /* into `text` */
    bool leaves_out;
    bool is_anchored; /* matches from the root, not any one part */
    bool is_folder;   /* had a '/' at the end: it matches only what is below */
    bool is_suffix;   /* one part that ends so */
} Glob;

typedef struct GlobList {
    Glob *globs;
    size_t count;
    size_t capacity;
} GlobList;

struct PathFilter {
    atomic_uint references;
    GlobList globs;
    GlobList types;
    char **folders;
    size_t folder_count;
    size_t folder_capacity;
    bool has_keeping_glob;
};

PathFilter *path_filter_new(void)
{
    PathFilter *filter = mem_zalloc(1, sizeof *filter);
    atomic_init(&filter->references, 1);
    return filter;
}

static void copy_globs(GlobList *to, const GlobList *from)
{
    for (size_t i = 0; i < from->count; i++) {
        Glob glob = from->globs[i];
        glob.text = mem_strndup(glob.text, glob.pattern.len);
        glob.pattern.data = glob.text;
        to->globs = mem_grow(to->globs, &to->capacity, to->count + 1, sizeof *to->globs);
        to->globs[to->count++] = glob;
    }
}

PathFilter *path_filter_dup(const PathFilter *filter)
{
    PathFilter *copy = path_filter_new();
    copy_globs(&copy->globs, &filter->globs);
    copy_globs(&copy->types, &filter->types);
    for (size_t i = 0; i < filter->folder_count; i++)
        path_filter_add_folder(copy, slice_from_cstr(filter->folders[i]));
    copy->has_keeping_glob = filter->has_keeping_glob;
    return copy;
}

PathFilter *path_filter_retain(PathFilter *filter)
{
    /* relaxed: who retains holds a reference already */
    atomic_fetch_add_explicit(&filter->references, 1, memory_order_relaxed);
    return filter;
}

static void free_globs(GlobList *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->globs[i].text);
    free(list->globs);
}

void path_filter_release(PathFilter *filter)
{
    /* acq_rel: the last one to let go sees all that the others did */
    if (!filter || atomic_fetch_sub_explicit(&filter->references, 1, memory_order_acq_rel) != 1)
        return;
    free_globs(&filter->globs);
    free_globs(&filter->types);
    for (size_t i = 0; i < filter->folder_count; i++)
        free(filter->folders[i]);
    free(filter->folders);
    free(filter);
}

static bool is_plain(Slice pattern)
{
    for (size_t i = 0; i < pattern.len; i++)
        if (strchr("*?[\\", pattern.data[i]))
            return false;
    return true;
}

/* False when there is nothing in the glob to match. */
static bool add_glob(GlobList *list, Slice text)
{
    Glob glob = {0};
    glob.leaves_out = text.len > 0 && text.data[0] == '!';
    text = slice_sub(text, glob.leaves_out, text.len);
    if (slice_starts_with(text, slice_from_cstr("./")))
        text = slice_sub(text, 1, text.len);
    glob.is_anchored = text.len > 0 && memchr(text.data, '/', text.len);
    while (text.len > 0 && text.data[0] == '/')
        text = slice_sub(text, 1, text.len);
    for (; text.len > 0 && text.data[text.len - 1] == '/'; text.len--)
        glob.is_folder = true;
    if (text.len == 0)
        return false;
    glob.is_suffix = !glob.is_anchored && text.data[0] == '*' && is_plain(slice_sub(text, 1, text.len));
    text = slice_sub(text, glob.is_suffix, text.len);
    glob.text = mem_strndup(text.data, text.len);
    glob.pattern = slice_of(glob.text, text.len);
    list->globs = mem_grow(list->globs, &list->capacity, list->count + 1, sizeof *list->globs);
    list->globs[list->count++] = glob;
    return true;
}

void path_filter_add_glob(PathFilter *filter, Slice glob)
{
    if (add_glob(&filter->globs, glob) && !filter->globs.globs[filter->globs.count - 1].leaves_out)
        filter->has_keeping_glob = true;
}

/* The next word at `*at`, backslashes still in it: the matcher takes them off. */
static Slice next_word(Slice text, size_t *at)
{
    while (*at < text.len && isspace((unsigned char)text.data[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.len && !isspace((unsigned char)text.data[*at]))
        *at += text.data[*at] == '\\' ? 2 : 1;
    if (*at > text.len)
        *at = text.len;
    return slice_sub(text, start, *at);
}

void path_filter_add_globs(PathFilter *filter, Slice globs)
{
    size_t at = 0;
    for (Slice word = next_word(globs, &at); word.len > 0; word = next_word(globs, &at))
        path_filter_add_glob(filter, word);
}

bool path_filter_add_type(PathFilter *filter, const char *type, Error *err)
{
    const FileType *known = file_type_find(type);
    if (!known)
        return error_set(err, "%s: no such file type; the nearest is %s", type, file_type_nearest(type));
    Slice globs = slice_from_cstr(known->globs);
    size_t at = 0;
    for (Slice word = next_word(globs, &at); word.len > 0; word = next_word(globs, &at))
        add_glob(&filter->types, word);
    return true;
}

void path_filter_add_folder(PathFilter *filter, Slice folder)
{
    while (slice_starts_with(folder, slice_from_cstr("./")))
        folder = slice_sub(folder, 2, folder.len);
    if (slice_equal(folder, slice_from_cstr(".")))
        folder.len = 0;
    while (folder.len > 0 && folder.data[folder.len - 1] == '/')
        folder.len--;
    filter->folders =
        mem_grow(filter->folders, &filter->folder_capacity, filter->folder_count + 1, sizeof *filter->folders);
    filter->folders[filter->folder_count++] = mem_strndup(folder.data, folder.len);
}

static bool part_matches(const Glob *glob, Slice part)
{
    if (glob->is_suffix)
        return slice_ends_with(part, glob->pattern);
    return glob_match(glob->pattern, part, false);
}

/* Where the part or the path that begins at or before `at` ends. */
static size_t part_end(Slice path, size_t at)
{
    const char *slash = at < path.len ? memchr(path.data + at, '/', path.len - at) : NULL;
    return slash ? (size_t)(slash - path.data) : path.len;
}

/* An anchored glob is tried on the path and on each folder above; another on each part. */
static bool glob_matches(const Glob *glob, Slice path)
{
    for (size_t start = 0; start < path.len;) {
        size_t end = part_end(path, start);
        if (glob->is_folder && end == path.len)
            return false;
        if (glob->is_anchored ? glob_match(glob->pattern, slice_sub(path, 0, end), false)
                              : part_matches(glob, slice_sub(path, start, end)))
            return true;
        start = end + 1;
    }
    return false;
}

static bool is_in_folders(const PathFilter *filter, Slice path)
{
    for (size_t i = 0; i < filter->folder_count; i++) {
        Slice folder = slice_from_cstr(filter->folders[i]);
        if (folder.len == 0)
            return true;
        if (slice_starts_with(path, folder) && (path.len == folder.len || path.data[folder.len] == '/'))
            return true;
    }
    return false;
}

static bool has_type(const PathFilter *filter, Slice path)
{
    Slice base_name = slice_base_name(path);
    for (size_t i = 0; i < filter->types.count; i++)
        if (part_matches(&filter->types.globs[i], base_name))
            return true;
    return false;
}

static bool is_kept_by_globs(const PathFilter *filter, Slice path)
{
    for (size_t i = filter->globs.count; i-- > 0;)
        if (glob_matches(&filter->globs.globs[i], path))
            return !filter->globs.globs[i].leaves_out;
    return !filter->has_keeping_glob;
}

bool path_filter_accepts(const PathFilter *filter, Slice path)
{
    if (filter->folder_count > 0 && !is_in_folders(filter, path))
        return false;
    if (filter->types.count > 0 && !has_type(filter, path))
        return false;
    return is_kept_by_globs(filter, path);
}

bool path_filter_is_empty(const PathFilter *filter)
{
    if (filter->globs.count > 0 || filter->types.count > 0)
        return false;
    for (size_t i = 0; i < filter->folder_count; i++)
        if (filter->folders[i][0] == '\0')
            return true;
    return filter->folder_count == 0;
}

static bool same_globs(const GlobList *a, const GlobList *b)
{
    bool is_same = a->count == b->count;
    for (size_t i = 0; is_same && i < a->count; i++) {
        const Glob *one = &a->globs[i];
        const Glob *other = &b->globs[i];
        is_same = slice_equal(one->pattern, other->pattern) && one->leaves_out == other->leaves_out &&
                  one->is_anchored == other->is_anchored && one->is_folder == other->is_folder &&
                  one->is_suffix == other->is_suffix;
    }
    return is_same;
}

bool path_filter_equal(const PathFilter *a, const PathFilter *b)
{
    bool is_a_empty = !a || path_filter_is_empty(a);
    bool is_b_empty = !b || path_filter_is_empty(b);
    if (is_a_empty || is_b_empty)
        return is_a_empty && is_b_empty;
    bool is_same =
        same_globs(&a->globs, &b->globs) && same_globs(&a->types, &b->types) && a->folder_count == b->folder_count;
    for (size_t i = 0; is_same && i < a->folder_count; i++)
        is_same = strcmp(a->folders[i], b->folders[i]) == 0;
    return is_same;
}
