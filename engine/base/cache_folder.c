/* Listing and clearing the cache folder. */
#include "engine/base/cache_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/cache_file.h"
#include "engine/base/mem.h"
#include "engine/base/whole.h"

enum {
    LEFT_BEHIND_S = 3600, /* a temporary file of that age is nobody's any more */
    LONGEST_ROOT = 1 << 16,
};

char *cache_folder(void)
{
    const char *base = getenv("XDG_CACHE_HOME");
    const char *more = "/ken";
    if (!base || base[0] != '/') { /* relative ones are to be ignored, says the specification */
        base = getenv("HOME");
        more = "/.cache/ken";
    }
    if (!base || base[0] != '/')
        return NULL;
    size_t size = strlen(base) + strlen(more) + 1;
    char *folder = mem_alloc(size);
    snprintf(folder, size, "%s%s", base, more);
    return folder;
}

/* A file of the cache folder. */
typedef struct Found {
    char *name;
    uint64_t bytes;
    int64_t used_s;
} Found;

static bool is_cache_file(const char *name)
{
    for (int kind = 0; kind < CACHE_KINDS; kind++)
        if (slice_ends_with(slice_from_cstr(name), slice_from_cstr(cache_suffix((CacheKind)kind))))
            return true;
    return false;
}

/* "0123456789abcdef.sig.123-4.tmp" */
static bool is_temporary(const char *name)
{
    if (!slice_ends_with(slice_from_cstr(name), slice_from_cstr(".tmp")))
        return false;
    for (int kind = 0; kind < CACHE_KINDS; kind++) {
        const char *suffix = strstr(name, cache_suffix((CacheKind)kind));
        if (suffix && suffix[strlen(cache_suffix((CacheKind)kind))] == '.')
            return true;
    }
    return false;
}

static int by_use(const void *left, const void *right)
{
    int64_t one = ((const Found *)left)->used_s;
    int64_t other = ((const Found *)right)->used_s;
    return (one < other) - (one > other);
}

static DIR *open_folder(const char *folder, int *fd)
{
    *fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int copy = *fd < 0 ? -1 : fcntl(*fd, F_DUPFD_CLOEXEC, 0);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (dir)
        return dir;
    if (copy >= 0)
        close(copy);
    if (*fd >= 0)
        close(*fd);
    return NULL;
}

/* The folder's files of one kind, the latest used first; `*fd` is the folder, -1 (and nothing found) when there is
 * none. */
static Found *find_files(const char *folder, bool (*is_wanted)(const char *name), size_t *count, int *fd)
{
    Found *found = NULL;
    size_t capacity = 0;
    *count = 0;
    DIR *dir = open_folder(folder, fd);
    if (!dir) {
        *fd = -1;
        return NULL;
    }
    for (const struct dirent *item; (item = readdir(dir)) != NULL;) {
        struct stat facts;
        if (!is_wanted(item->d_name) || fstatat(*fd, item->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(facts.st_mode))
            continue;
        found = mem_grow(found, &capacity, *count + 1, sizeof *found);
        found[(*count)++] = (Found){
            .name = mem_strdup(item->d_name), .bytes = (uint64_t)facts.st_size, .used_s = (int64_t)facts.st_mtime};
    }
    closedir(dir);
    if (*count > 0)
        qsort(found, *count, sizeof *found, by_use);
    return found;
}

static void free_found(Found *found, size_t count, int fd)
{
    for (size_t i = 0; i < count; i++)
        free(found[i].name);
    free(found);
    if (fd >= 0)
        close(fd);
}

static void remove_left_behind(const char *folder)
{
    size_t count;
    int fd;
    Found *found = find_files(folder, is_temporary, &count, &fd);
    for (size_t i = 0; i < count; i++)
        if (found[i].used_s + LEFT_BEHIND_S < (int64_t)time(NULL))
            unlinkat(fd, found[i].name, 0);
    free_found(found, count, fd);
}

void cache_make_room(const char *folder, const char *kept, uint64_t most)
{
    remove_left_behind(folder);
    size_t count;
    int fd;
    Found *found = find_files(folder, is_cache_file, &count, &fd);
    Slice kept_name = slice_base_name(slice_from_cstr(kept));
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_from_cstr(found[i].name), kept_name))
            continue;
        total += found[i].bytes;
        if (total > most)
            unlinkat(fd, found[i].name, 0);
    }
    free_found(found, count, fd);
}

/* The root that the file names. */
static char *read_root(int folder_fd, const char *name)
{
    CacheHead head;
    char *root = NULL;
    int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool ok = fd >= 0 && whole_read(fd, &head, sizeof head, 0) && cache_head_is_known(&head) &&
              head.root_len < head.file_bytes && head.root_len <= LONGEST_ROOT;
    if (ok) {
        root = mem_zalloc(1, (size_t)head.root_len + 1);
        ok = pread(fd, root, head.root_len, (off_t)head.root_at) == (ssize_t)head.root_len;
    }
    if (fd >= 0)
        close(fd);
    if (ok)
        return root;
    free(root);
    return mem_strdup("?");
}

/* The item of the same tree. What is no cache file has an item of its own. */
static CacheItem *find_item(CacheItem *items, size_t count, const char *root)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].root, root) == 0 && strcmp(root, "?") != 0)
            return &items[i];
    return NULL;
}

size_t cache_list(const char *folder, CacheItem **items)
{
    size_t count;
    int fd;
    Found *found = find_files(folder, is_cache_file, &count, &fd);
    *items = mem_alloc(count * sizeof **items);
    size_t trees = 0;
    for (size_t i = 0; i < count; i++) {
        char *root = read_root(fd, found[i].name);
        CacheItem *item = find_item(*items, trees, root);
        if (item) {
            item->bytes += found[i].bytes;
            free(root);
        } else {
            (*items)[trees++] = (CacheItem){.root = root, .bytes = found[i].bytes, .used_s = found[i].used_s};
        }
    }
    free_found(found, count, fd);
    return trees;
}

void cache_items_free(CacheItem *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(items[i].root);
    free(items);
}

static bool is_ours(const char *name)
{
    return is_cache_file(name) || is_temporary(name);
}

bool cache_clear(const char *folder, Error *err)
{
    size_t count;
    int fd;
    Found *found = find_files(folder, is_ours, &count, &fd);
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        if (unlinkat(fd, found[i].name, 0) != 0 && errno != ENOENT)
            ok = error_set(err, "%s/%s: %s", folder, found[i].name, strerror(errno));
    free_found(found, count, fd);
    return ok;
}
