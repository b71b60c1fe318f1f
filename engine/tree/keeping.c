/* Gathering what a listing was made from, and stamping it. */
#include "engine/tree/keeping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file_times.h"

enum { TIME_STEP_MS = 2000 }; /* times on disk are this coarse at worst (FAT) */

void keeping_begin(Keeping *keeping, const ListingKeep *keep, const char *folder, const ListingOptions *options)
{
    *keeping = (Keeping){.cache_folder = keep->cache_folder};
    if (!keep->cache_folder)
        return;
    int64_t settle_ms = keep->settle_ms > 0 ? keep->settle_ms : TIME_STEP_MS;
    keeping->limit_ns = file_clock_ns() - settle_ms * 1000000;
    keeping->is_wanted = listing_cache_probe(&keeping->key, folder, options);
    if (keeping->is_wanted)
        keeping->folders = tree_builder_new("/");
}

void keeping_deinit(Keeping *keeping)
{
    listing_key_deinit(&keeping->key);
    tree_builder_free(keeping->folders);
    buf_deinit(&keeping->inputs);
}

Tree *keeping_load(const Keeping *keeping, Pool *pool, LoaderNews *about)
{
    return keeping->is_wanted ? listing_cache_load(&keeping->key, keeping->cache_folder, pool, about) : NULL;
}

void keeping_give_up(Keeping *keeping)
{
    keeping->is_wanted = false;
}

void keeping_add_input(Keeping *keeping, Slice path, bool only_presence)
{
    if (!keeping->is_wanted)
        return;
    buf_append_byte(&keeping->inputs, only_presence ? 'p' : 'f');
    buf_append_slice(&keeping->inputs, path);
    buf_append_byte(&keeping->inputs, '\0');
}

void keeping_add_folder(void *context, Slice path)
{
    Keeping *keeping = context;
    if (keeping->is_wanted)
        tree_builder_add(keeping->folders, path, ENTRY_FILE, 0);
}

void keeping_add_folders_above(Keeping *keeping, Slice path)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.data[i] == '/')
            keeping_add_folder(keeping, slice_sub(path, 0, i));
}

static size_t common_start(Slice a, Slice b)
{
    size_t len = 0;
    while (len < a.len && len < b.len && a.data[len] == b.data[len])
        len++;
    return len;
}

/* The tree is sorted, so that the files below a folder are neighbours. */
void keeping_add_tracked(Keeping *keeping, const Tree *tracked)
{
    Slice last = {"", 0};
    for (uint32_t i = 0; keeping->is_wanted && i < tree_count(tracked); i++) {
        Slice path = tree_path(tracked, i);
        for (size_t at = common_start(last, path); at < path.len; at++)
            if (path.data[at] == '/')
                keeping_add_folder(keeping, slice_sub(path, 0, at));
        last = path;
    }
}

/* --- stamping --- */

static void append_below(Buf *path, Slice folder, const char *name)
{
    buf_clear(path);
    buf_append_slice(path, folder);
    if (folder.len > 0)
        buf_append_byte(path, '/');
    buf_append(path, name, strlen(name));
}

static bool is_there(Stamps *stamps, Buf *path, struct stat *facts)
{
    buf_append_byte(path, '\0');
    path->len--;
    if (fstatat(stamps->root_fd, path->data, facts, AT_SYMLINK_NOFOLLOW) == 0)
        return true;
    stamps->is_unsure = stamps->is_unsure || (errno != ENOENT && errno != ENOTDIR);
    return false;
}

/* The folder's own times tell of files that come and go; of what is in them the files' own must tell. */
static void stamp_folder(const Keeping *keeping, Stamps *stamps, Slice folder, Buf *path)
{
    static const char *const rules[] = {".gitignore", ".ignore", ".gitattributes"};
    struct stat facts;
    uint32_t mode = stamps_add(stamps, folder, STAMP_ITSELF);
    if (mode == 0)
        return;
    if (!S_ISDIR(mode)) /* a link: what is seen through it has other folders */
        stamps->is_unsure = true;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        append_below(path, folder, rules[i]);
        if (is_there(stamps, path, &facts))
            stamps_add_file(stamps, buf_slice(path));
    }
    append_below(path, folder, ".git");
    if (!keeping->key.is_git || !is_there(stamps, path, &facts) || !S_ISDIR(facts.st_mode))
        return;
    append_below(path, folder, ".git/HEAD");
    stamps_add(stamps, buf_slice(path), STAMP_ITSELF);
}

static void stamp_folders(Keeping *keeping, Stamps *stamps)
{
    Buf path = {0};
    Tree *folders = tree_builder_snapshot(keeping->folders, true);
    stamp_folder(keeping, stamps, slice_of("", 0), &path);
    for (uint32_t i = 0; i < tree_count(folders) && !stamps->is_unsure; i++)
        stamp_folder(keeping, stamps, tree_path(folders, i), &path);
    tree_release(folders);
    buf_deinit(&path);
}

static void stamp_inputs(const Keeping *keeping, Stamps *stamps)
{
    Slice left = buf_slice(&keeping->inputs);
    while (left.len > 0 && !stamps->is_unsure) {
        Slice path = slice_from_cstr(left.data + 1);
        if (left.data[0] == 'p')
            stamps_add(stamps, path, STAMP_PRESENCE);
        else
            stamps_add_file(stamps, path);
        left = slice_sub(left, path.len + 2, left.len);
    }
}

void keeping_save(Keeping *keeping, const Tree *tree, const LoaderNews *about)
{
    if (!keeping->is_wanted || about->notice[0])
        return;
    Stamps stamps = {.limit_ns = keeping->limit_ns};
    stamps.root_fd = open(keeping->key.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stamps.root_fd < 0)
        return;
    stamp_inputs(keeping, &stamps);
    stamp_folders(keeping, &stamps);
    listing_cache_save(&keeping->key, keeping->cache_folder, &stamps, tree, about, NULL);
    close(stamps.root_fd);
    stamps_deinit(&stamps);
}
