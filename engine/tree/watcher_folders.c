/* Which folders the watcher watches: those of the tree and above, the repository's own, and those that appear. */
#ifdef __linux__
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file_times.h"
#include "engine/base/mem.h"
#include "engine/tree/watcher_parts.h"

enum {
    STRAYS_MOST = 1024, /* so that a build in an ignored folder takes no more than this */
    GIT_FILE_MOST = 4096,
    CHECK_EVERY = 64, /* files between looks at whether it is all over */
};

#define EVENTS                                                                                                         \
    (IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |   \
     IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

const char *watcher_full_path(Watcher *watcher, Slice path)
{
    buf_clear(&watcher->path);
    if (path.len == 0 || path.data[0] != '/') {
        buf_append(&watcher->path, watcher->root, strlen(watcher->root));
        buf_append_byte(&watcher->path, '/');
    }
    buf_append_slice(&watcher->path, path);
    buf_append_byte(&watcher->path, '\0');
    return watcher->path.data;
}

/* WATCH_NONE when there is no room, or (`is_absent`) no such folder. What is watched already keeps its number. */
static int add_watch(Watcher *watcher, Slice path, bool *is_absent)
{
    *is_absent = false;
    if (watcher->folders.watched >= watcher->most)
        return WATCH_NONE;
    uint32_t follow = path.len > 0 ? IN_DONT_FOLLOW : 0; /* the root itself may be reached by a link */
    int watch = inotify_add_watch(watcher->fd, watcher_full_path(watcher, path), EVENTS | follow);
    *is_absent = watch < 0 && (errno == ENOENT || errno == ENOTDIR);
    if (watch < 0 && errno == ENOSPC) /* others have taken the rest: what there is must do */
        watcher->most = (uint32_t)watcher->folders.watched;
    return watch < 0 ? WATCH_NONE : watch;
}

/* Times in the folder tell that names came or went since. */
static bool has_changed_since(Watcher *watcher, Slice path, int64_t since_ns)
{
    struct stat facts;
    if (stat(watcher_full_path(watcher, path), &facts) != 0)
        return true;
    return time_in_ns(file_changed(&facts)) >= since_ns;
}

/* What a cover finds out. */
typedef struct Covering {
    Watcher *watcher;
    int64_t since_ns;
    bool has_new;     /* a folder of listed files is watched that was not */
    bool has_changed; /* and names in it may have changed before */
    uint32_t unwatched;
} Covering;

static void cover_folder(Covering *covering, Slice path)
{
    Watcher *watcher = covering->watcher;
    WatchFolder *folder = watch_folders_find(&watcher->folders, path);
    bool was_watched = folder && folder->watch != WATCH_NONE;
    bool was_listed = folder && folder->is_listed;
    bool is_absent = false;
    if (!folder)
        folder = watch_folders_add(&watcher->folders, path, add_watch(watcher, path, &is_absent));
    else if (!was_watched)
        watch_folders_set_watch(&watcher->folders, folder, add_watch(watcher, path, &is_absent));
    watcher->strays -= was_watched && !was_listed;
    covering->unwatched += folder->watch == WATCH_NONE && !is_absent;
    folder->is_listed = true;
    folder->round = watcher->round;
    if (folder->watch == WATCH_NONE || (was_watched && was_listed))
        return;
    covering->has_new = true;
    covering->has_changed =
        covering->has_changed || (!was_watched && has_changed_since(watcher, path, covering->since_ns));
}

/* The folder and those above it, up to one that was met already. */
static void cover_up(Covering *covering, Slice path)
{
    for (;;) {
        const WatchFolder *folder = watch_folders_find(&covering->watcher->folders, path);
        if (folder && folder->round == covering->watcher->round)
            return;
        cover_folder(covering, path);
        if (path.len == 0)
            return;
        size_t above = path.len - slice_base_name(path).len;
        path = slice_sub(path, 0, above > 0 ? above - 1 : 0);
    }
}

/* "gitdir: PATH", as linked work trees and submodules have it; NULL when it is nothing of the kind. */
static char *read_git_file(Watcher *watcher)
{
    static const char key[] = "gitdir: ";
    char text[GIT_FILE_MOST];
    int fd = open(watcher_full_path(watcher, slice_from_cstr(".git")),
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct stat facts;
    ssize_t len = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) ? read(fd, text, sizeof text - 1) : -1;
    close(fd);
    Slice line = slice_of(text, len > 0 ? (size_t)len : 0);
    while (line.len > 0 && (line.data[line.len - 1] == '\n' || line.data[line.len - 1] == '\r'))
        line.len--;
    size_t start = sizeof key - 1;
    if (!slice_starts_with(line, slice_of(key, start)) || line.len == start || memchr(line.data, '\0', line.len))
        return NULL;
    return mem_strndup(line.data + start, line.len - start);
}

static void cover_git(Covering *covering)
{
    Watcher *watcher = covering->watcher;
    struct stat facts;
    free(watcher->git_folder);
    watcher->git_folder = NULL;
    if (lstat(watcher_full_path(watcher, slice_from_cstr(".git")), &facts) != 0)
        return;
    watcher->git_folder = S_ISDIR(facts.st_mode) ? mem_strdup(".git") : read_git_file(watcher);
    if (watcher->git_folder)
        cover_folder(covering, slice_from_cstr(watcher->git_folder));
}

static void remove_folder(Watcher *watcher, WatchFolder *folder)
{
    if (folder->watch != WATCH_NONE) {
        watcher->strays -= !folder->is_listed;
        inotify_rm_watch(watcher->fd, folder->watch);
    }
    watch_folders_remove(&watcher->folders, folder);
}

/* A folder that lost its last listed file stays watched, for it may get one again. */
static void settle_folders(Watcher *watcher)
{
    for (size_t i = 0; i < watcher->folders.count; i++) {
        WatchFolder *folder = &watcher->folders.items[i];
        if (!folder->path || folder->round == watcher->round)
            continue;
        watcher->strays += folder->is_listed && folder->watch != WATCH_NONE;
        folder->is_listed = false;
        if (folder->watch == WATCH_NONE || watcher->strays > STRAYS_MOST)
            remove_folder(watcher, folder);
    }
    atomic_store_explicit(&watcher->watched, (unsigned)watcher->folders.watched, memory_order_relaxed);
}

void watcher_cover(Watcher *watcher, Tree *tree, int64_t since_ns)
{
    Covering covering = {.watcher = watcher, .since_ns = since_ns};
    Slice last = slice_of(NULL, 0);
    watcher->round++;
    cover_up(&covering, slice_of("", 0));
    cover_git(&covering);
    for (uint32_t i = 0; i < tree_count(tree); i++) {
        if (i % CHECK_EVERY == 0 && atomic_load_explicit(&watcher->is_closing, memory_order_relaxed))
            return;
        Slice path = tree_path(tree, i);
        size_t above = path.len - slice_base_name(path).len;
        Slice folder = slice_sub(path, 0, above > 0 ? above - 1 : 0);
        if (!slice_equal(folder, last))
            cover_up(&covering, folder);
        last = folder;
    }
    settle_folders(watcher);
    atomic_store_explicit(&watcher->unwatched, covering.unwatched, memory_order_relaxed);
    if (covering.has_new)
        watch_set_add_all(&watcher->changed, watcher_now_ms());
    if (covering.has_changed)
        watch_set_add_all(&watcher->names, watcher_now_ms());
}

/* Appends the folders in `path` to a list of paths, each ended by a NUL. */
static void list_folders(Watcher *watcher, Slice path, Buf *out)
{
    DIR *folder = opendir(watcher_full_path(watcher, path));
    if (!folder)
        return;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0)
            continue;
        struct stat facts;
        bool is_folder = entry->d_type == DT_DIR;
        if (entry->d_type == DT_UNKNOWN)
            is_folder = fstatat(dirfd(folder), name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(facts.st_mode);
        if (is_folder)
            buf_printf(out, "%.*s/%s%c", (int)path.len, path.data, name, '\0');
    }
    closedir(folder);
}

void watcher_add_stray(Watcher *watcher, Slice path)
{
    Buf paths = {0};
    buf_append_slice(&paths, path);
    buf_append_byte(&paths, '\0');
    for (size_t at = 0; at < paths.len && watcher->strays < STRAYS_MOST; at += strlen(paths.data + at) + 1) {
        char *next = mem_strdup(paths.data + at);
        WatchFolder *folder = watch_folders_find(&watcher->folders, slice_from_cstr(next));
        bool is_absent;
        int watch = folder ? WATCH_NONE : add_watch(watcher, slice_from_cstr(next), &is_absent);
        if (watch != WATCH_NONE) {
            folder = watch_folders_add(&watcher->folders, slice_from_cstr(next), watch);
            folder->round = watcher->round;
            watcher->strays++;
        }
        if (folder)
            list_folders(watcher, slice_from_cstr(next), &paths);
        free(next);
    }
    buf_deinit(&paths);
    atomic_store_explicit(&watcher->watched, (unsigned)watcher->folders.watched, memory_order_relaxed);
}

void watcher_drop_below(Watcher *watcher, Slice path)
{
    for (size_t i = 0; i < watcher->folders.count; i++) {
        WatchFolder *folder = &watcher->folders.items[i];
        if (!folder->path)
            continue;
        Slice other = slice_from_cstr(folder->path);
        if (slice_starts_with(other, path) && (other.len == path.len || other.data[path.len] == '/'))
            remove_folder(watcher, folder);
    }
    atomic_store_explicit(&watcher->watched, (unsigned)watcher->folders.watched, memory_order_relaxed);
}
#else
typedef int NoWatcherHere; /* a source file holds something */
#endif
