/* From events of the system to sets of paths. */
#ifdef __linux__
#include <sys/inotify.h>
#include <unistd.h>

#include "engine/tree/watcher_parts.h"

enum {
    READ_BYTES = 1 << 16,
    READS_MOST = 64, /* in one go: a storm does not keep what has been seen from being handed over */
};

#define NAME_EVENTS (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)

static bool is_one_of(Slice name, const char *const *names)
{
    for (; *names; names++)
        if (slice_equal(name, slice_from_cstr(*names)))
            return true;
    return false;
}

static void note_all_names(Watcher *watcher)
{
    watch_set_add_all(&watcher->names, watcher_now_ms());
}

static void note_folder(Watcher *watcher, uint32_t mask, Slice path)
{
    note_all_names(watcher);
    if (mask & (IN_DELETE | IN_MOVED_FROM))
        watcher_drop_below(watcher, path);
    if ((mask & (IN_CREATE | IN_MOVED_TO)) && !slice_equal(slice_base_name(path), slice_from_cstr(".git")))
        watcher_add_stray(watcher, path);
}

static void note_file(Watcher *watcher, uint32_t mask, Slice path)
{
    static const char *const rules[] = {".gitignore", ".ignore", ".gitattributes", ".git", NULL};
    int64_t now = watcher_now_ms();
    watch_set_add(&watcher->changed, path, now);
    if (is_one_of(slice_base_name(path), rules))
        note_all_names(watcher);
    else if (mask & NAME_EVENTS)
        watch_set_add(&watcher->names, path, now);
}

/* Of what git writes to its folder, the index and HEAD alone say which files are listed, and what the branch is. */
static void note_git(Watcher *watcher, uint32_t mask, Slice name)
{
    static const char *const telling[] = {"index", "HEAD", NULL};
    if ((mask & (NAME_EVENTS | IN_CLOSE_WRITE)) && is_one_of(name, telling))
        note_all_names(watcher);
}

static void note_in_folder(Watcher *watcher, const WatchFolder *folder, uint32_t mask, Slice name)
{
    if (watcher->git_folder && strcmp(folder->path, watcher->git_folder) == 0) {
        note_git(watcher, mask, name);
        return;
    }
    Buf path = {0};
    if (folder->path[0] != '\0')
        buf_printf(&path, "%s/", folder->path);
    buf_append_slice(&path, name);
    if (mask & IN_ISDIR)
        note_folder(watcher, mask, buf_slice(&path));
    else
        note_file(watcher, mask, buf_slice(&path));
    buf_deinit(&path);
}

static void note_event(Watcher *watcher, const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW) {
        watch_set_add_all(&watcher->changed, watcher_now_ms());
        note_all_names(watcher);
        return;
    }
    WatchFolder *folder = watch_folders_of(&watcher->folders, event->wd);
    if (!folder)
        return;
    if (event->mask & IN_IGNORED) {
        watcher->strays -= !folder->is_listed;
        watch_folders_remove(&watcher->folders, folder);
        atomic_store_explicit(&watcher->watched, (unsigned)watcher->folders.watched, memory_order_relaxed);
    } else if (event->len > 0) {
        note_in_folder(watcher, folder, event->mask, slice_from_cstr(event->name));
    } else if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) {
        note_all_names(watcher);
    }
}

void watcher_read_events(Watcher *watcher)
{
    _Alignas(struct inotify_event) char bytes[READ_BYTES];
    for (int i = 0; i < READS_MOST; i++) {
        ssize_t len = read(watcher->fd, bytes, sizeof bytes);
        if (len <= 0)
            return;
        for (size_t at = 0; at < (size_t)len;) {
            const struct inotify_event *event = (const void *)(bytes + at);
            note_event(watcher, event);
            at += sizeof *event + event->len;
        }
    }
}
#else
typedef int NoWatcherHere; /* a source file holds something */
#endif
