/* The cache file of a listing, which may hold anything, and the key it goes by. */
#include "engine/tree/listing_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/cache_folder.h"
#include "engine/base/mem.h"
#include "engine/base/whole.h"

/* --- the key --- */

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

/* git and libgit2 find the repository, or its parts, otherwise when one of these is set. */
static bool has_unusual_environment(void)
{
    static const char *const names[] = {"GIT_DIR",    "GIT_WORK_TREE",        "GIT_CEILING_DIRECTORIES",
                                        "GIT_CONFIG", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_set(names[i]))
            return true;
    return false;
}

/* With its NUL; one that is not set is another than an empty one. */
static void append_environment(Buf *bytes)
{
    static const char *const names[] = {"HOME",
                                        "XDG_CONFIG_HOME",
                                        "GIT_CONFIG_NOSYSTEM",
                                        "GIT_CONFIG_GLOBAL",
                                        "GIT_CONFIG_SYSTEM",
                                        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
                                        "SUDO_UID"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        buf_printf(bytes, "%s%s%c", value ? "=" : "", value ? value : "", '\0');
    }
}

/* Whether there is `name` in the folder whose path is in `path`, which stays. Anything but a clear answer is a yes. */
static bool has_entry(Buf *path, const char *name)
{
    struct stat facts;
    size_t len = path->len;
    buf_printf(path, "%s%s%c", len == 1 ? "" : "/", name, '\0');
    bool has = lstat(path->data, &facts) == 0 || errno != ENOENT;
    path->len = len;
    return has;
}

static bool is_on_device(const char *path, dev_t device)
{
    struct stat facts;
    return stat(path, &facts) == 0 && facts.st_dev == device;
}

/* Goes up from `real`: the first folder with a .git is the work tree's. False when one on the way could be a
 * repository itself, which begins with a HEAD, or when git would stop at another file system. */
static bool find_root(ListingKey *key, const char *folder, const char *real)
{
    struct stat facts;
    bool is_clear = stat(real, &facts) == 0;
    Buf path = {0};
    buf_append(&path, real, strlen(real));
    while (is_clear && !key->is_git) {
        is_clear = !has_entry(&path, "HEAD");
        key->is_git = has_entry(&path, ".git");
        if (key->is_git || path.len == 1)
            break;
        path.len -= slice_base_name(buf_slice(&path)).len;
        path.len -= path.len > 1;
    }
    key->root = key->is_git ? mem_strndup(path.data, path.len) : mem_strdup(folder);
    buf_deinit(&path);
    return is_clear && (!key->is_git || is_on_device(key->root, facts.st_dev));
}

bool listing_cache_probe(ListingKey *key, const char *folder, const ListingOptions *options)
{
    *key = (ListingKey){0};
    char *real = realpath(folder, NULL);
    bool ok = real && !has_unusual_environment() && find_root(key, folder, real);
    if (ok) {
        buf_printf(&key->bytes, "%s%c%d%d%d%d%d %ld%c", key->root, '\0', key->is_git, options->tracked_only,
                   options->with_ignored, options->with_hidden, options->exact_folder, (long)geteuid(), '\0');
        if (options->exact_folder || !key->is_git)
            buf_printf(&key->bytes, "%s%c%s%c", folder, '\0', real, '\0');
        append_environment(&key->bytes);
    }
    free(real);
    return ok;
}

void listing_key_deinit(ListingKey *key)
{
    free(key->root);
    buf_deinit(&key->bytes);
}

/* --- the file's parts --- */

typedef struct Parts {
    Slice root, key, stamps, stamp_paths, tree;
} Parts;

static uint64_t round_up(uint64_t len)
{
    return (len + 7) / 8 * 8;
}

/* False when the file has no room for so many. */
static bool cut(Slice file, uint64_t *at, uint64_t count, uint64_t size, Slice *part)
{
    if (*at > file.len || count > (file.len - *at) / size)
        return false;
    *part = slice_of(file.data + *at, count * size);
    *at = round_up(*at + part->len);
    return true;
}

static bool cut_parts(Slice file, Parts *parts)
{
    ListingHeader header;
    memcpy(&header, file.data, sizeof header);
    uint64_t at = sizeof header;
    return cut(file, &at, header.head.root_len, 1, &parts->root) && cut(file, &at, header.key_len, 1, &parts->key) &&
           cut(file, &at, header.stamp_count, sizeof(Stamp), &parts->stamps) &&
           cut(file, &at, header.stamp_path_bytes, 1, &parts->stamp_paths) &&
           cut(file, &at, header.tree_bytes, 1, &parts->tree) &&
           parts->tree.data + parts->tree.len == file.data + file.len;
}

static uint64_t header_checksum(const ListingHeader *header)
{
    ListingHeader copy = *header;
    copy.header_checksum = 0;
    return cache_checksum(&copy, sizeof copy);
}

static bool has_sound_stamps(const Parts *parts)
{
    const Stamp *stamps = (const Stamp *)(const void *)parts->stamps.data;
    size_t count = parts->stamps.len / sizeof *stamps;
    Slice paths = parts->stamp_paths;
    if (count == 0 || paths.len == 0 || paths.data[paths.len - 1] != '\0')
        return false;
    for (size_t i = 0; i < count; i++)
        if (stamps[i].path_at >= paths.len || stamps[i].how >= STAMP_HOWS)
            return false;
    return true;
}

/* --- loading --- */

/* The whole file, checked; the caller frees `file->data`, also after a false. */
static bool read_file(const char *path, Slice *file, Parts *parts)
{
    uint64_t len;
    int fd = cache_open(path, &len);
    *file = slice_of(NULL, 0);
    if (fd < 0)
        return false;
    bool ok = len >= sizeof(ListingHeader);
    char *data = ok ? mem_alloc(len) : NULL;
    *file = slice_of(data, len);
    const ListingHeader *header = (const ListingHeader *)(const void *)data;
    ok = ok && whole_read(fd, data, len, 0) && cache_head_is(&header->head, CACHE_LISTING, len) &&
         header->header_checksum == header_checksum(header) &&
         header->body_checksum == cache_checksum(data + sizeof *header, len - sizeof *header) &&
         header->branch[sizeof header->branch - 1] == '\0' && cut_parts(*file, parts) && has_sound_stamps(parts);
    if (ok)
        cache_touch(fd);
    close(fd);
    return ok;
}

static bool is_unchanged(const Parts *parts, const char *root, Pool *pool)
{
    const Stamp *stamps = (const Stamp *)(const void *)parts->stamps.data;
    int root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        return false;
    bool ok = stamps_check(stamps, parts->stamps.len / sizeof *stamps, parts->stamp_paths.data, root_fd, pool);
    close(root_fd);
    return ok;
}

Tree *listing_cache_load(const ListingKey *key, const char *folder, Pool *pool, LoaderNews *about)
{
    char *path = cache_path(folder, CACHE_LISTING, buf_slice(&key->bytes));
    Slice file;
    Parts parts;
    Tree *tree = NULL;
    if (read_file(path, &file, &parts) && slice_equal(parts.key, buf_slice(&key->bytes)) &&
        is_unchanged(&parts, key->root, pool)) {
        const ListingHeader *header = (const ListingHeader *)(const void *)file.data;
        char *root = mem_strndup(parts.root.data, parts.root.len);
        tree = tree_unpack(root, parts.tree);
        free(root);
        *about = (LoaderNews){.is_complete = true, .is_git = header->is_git != 0};
        memcpy(about->branch, header->branch, sizeof about->branch);
    }
    free((char *)file.data);
    free(path);
    return tree;
}

/* --- saving --- */

static void append_part(Buf *file, const void *data, size_t len)
{
    static const char zeros[8];
    buf_append(file, data, len);
    buf_append(file, zeros, round_up(file->len) - file->len);
}

static void assemble(Buf *file, const ListingKey *key, const Stamps *stamps, const Tree *tree, const LoaderNews *about)
{
    const char *root = tree_root(tree);
    ListingHeader header = {.head = cache_head_new(CACHE_LISTING), .is_git = about->is_git};
    header.head.root_len = (uint32_t)strlen(root);
    header.head.root_at = sizeof header;
    memcpy(header.branch, about->branch, strnlen(about->branch, sizeof header.branch - 1));
    header.key_len = key->bytes.len;
    header.stamp_count = stamps->records.len / sizeof(Stamp);
    header.stamp_path_bytes = stamps->paths.len;
    append_part(file, &header, sizeof header);
    append_part(file, root, header.head.root_len);
    append_part(file, key->bytes.data, key->bytes.len);
    append_part(file, stamps->records.data, stamps->records.len);
    append_part(file, stamps->paths.data, stamps->paths.len);
    size_t tree_at = file->len;
    tree_pack(tree, file);
    header.tree_bytes = file->len - tree_at;
    header.head.file_bytes = file->len;
    header.body_checksum = cache_checksum(file->data + sizeof header, file->len - sizeof header);
    header.header_checksum = header_checksum(&header);
    memcpy(file->data, &header, sizeof header);
}

static bool write_file(const void *context, int fd)
{
    const Buf *file = context;
    return whole_write(fd, file->data, file->len);
}

bool listing_cache_save(const ListingKey *key, const char *folder, const Stamps *stamps, const Tree *tree,
                        const LoaderNews *about, Error *err)
{
    if (stamps->is_unsure)
        return error_set(err, "%s: changed too lately to be kept", key->root);
    char *path = cache_path(folder, CACHE_LISTING, buf_slice(&key->bytes));
    Buf file = {0};
    assemble(&file, key, stamps, tree, about);
    bool ok = cache_replace(folder, path, file.len, write_file, &file, err);
    buf_deinit(&file);
    free(path);
    return ok;
}
