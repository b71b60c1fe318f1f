/* The parallel walk. Workers share one stack of folders; each takes a folder, reads it, hands over what it found,
 * and puts the folders below on the stack. A folder on the stack is a path and its rules, no descriptor: it is
 * opened from the root again, so that neither depth nor breadth uses descriptors up. */
#include "engine/tree/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/tree/beneath.h"

enum { LOOK_EVERY_ENTRIES = 512, IDLE_MS = 2, LONGEST_RULES = 16 * 1024 * 1024 };

typedef struct Folder {
    struct Folder *next;
    char *path;
    size_t path_len;
    IgnoreRules *rules; /* of the folders above; once opened, with its own */
    DIR *dir;           /* NULL until opened */
    uint32_t low, high; /* the tracked files below it */
    bool is_ignored;
    bool is_hidden;
    bool is_submodule;
} Folder;

/* What one worker has found and not handed over yet. */
typedef struct Scratch {
    Buf path; /* of the entry at hand */
    Buf bytes;
    WalkEntry *entries; /* `path.data` is NULL: the paths lie one after another in `bytes` */
    size_t count, capacity;
    Folder *folders;
    size_t folder_count;
    Buf looked_into; /* paths of all folders that were opened, each with a NUL */
} Scratch;

struct Walk {
    Job job;
    Pool *pool;
    WalkOptions options;
    int root_fd;
    atomic_uint unreadable; /* these two: folders, files of rules */
    atomic_uint unread_rules;
    atomic_bool may_pass;
    Scratch *scratches; /* one a worker */

    pthread_mutex_t lock; /* guards what follows, and the calls of `each` */
    pthread_cond_t has_changed;
    Folder *stack;
    size_t pending; /* folders on the stack or being read */
    bool is_done;
};

static bool is_cancelled(const Walk *walk)
{
    /* relaxed: a flag alone, no data goes with it */
    return atomic_load_explicit(walk->options.is_cancelled, memory_order_relaxed);
}

static void free_folder(Folder *folder)
{
    if (folder->dir)
        closedir(folder->dir);
    ignore_rules_release(folder->rules);
    free(folder->path);
    free(folder);
}

/* Notes which tracked files are below the folder, given those below the one above. */
static void find_tracked(const Walk *walk, Folder *folder, uint32_t low, uint32_t high)
{
    const Tree *tree = walk->options.tracked;
    if (!tree || folder->path_len == 0) {
        folder->high = tree ? tree_count(tree) : 0;
        return;
    }
    char *path = folder->path; /* the NUL at its end makes room for the byte after it */
    path[folder->path_len] = '/';
    folder->low = tree_lower_bound_within(tree, low, high, slice_of(path, folder->path_len + 1));
    path[folder->path_len] = '/' + 1;
    folder->high = tree_lower_bound_within(tree, folder->low, high, slice_of(path, folder->path_len + 1));
    path[folder->path_len] = '\0';
}

static Folder *new_folder(Slice path, IgnoreRules *rules)
{
    Folder *folder = mem_zalloc(1, sizeof *folder);
    folder->path = mem_strndup(path.data, path.len);
    folder->path_len = path.len;
    folder->rules = rules ? ignore_rules_retain(rules) : NULL;
    return folder;
}

static IgnoreRules *add_rules_file(IgnoreRules *parent, int folder_fd, Slice folder, const char *name, unsigned *unread)
{
    char *text;
    size_t len;
    if (!beneath_read_file(folder_fd, name, false, LONGEST_RULES, &text, &len)) {
        *unread += !beneath_has_none(errno);
        return parent;
    }
    IgnoreRules *rules = ignore_rules_new(parent, folder, slice_of(text, len));
    ignore_rules_release(parent);
    free(text);
    return rules;
}

IgnoreRules *walk_read_rules(IgnoreRules *parent, int folder_fd, Slice folder, unsigned *unread)
{
    IgnoreRules *rules = parent ? ignore_rules_retain(parent) : NULL;
    rules = add_rules_file(rules, folder_fd, folder, ".gitignore", unread);
    return add_rules_file(rules, folder_fd, folder, ".ignore", unread);
}

/* A repository of its own inside a work tree: git lists nothing of it. */
static bool is_other_repository(const Walk *walk, const Folder *folder, int fd)
{
    struct stat facts;
    if (!walk->options.tracked || folder->is_submodule || folder->low < folder->high ||
        folder->path_len == walk->options.start.len)
        return false;
    if (fstatat(fd, ".git", &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    return !S_ISDIR(facts.st_mode) || fstatat(fd, ".git/HEAD", &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

/* What has gone meanwhile is no fault. */
static void note_unreadable(Walk *walk, int cause)
{
    if (cause == ENOENT || cause == ENOTDIR || cause == ELOOP)
        return;
    atomic_fetch_add_explicit(&walk->unreadable, 1, memory_order_relaxed); /* relaxed, here and below: figures */
    if (cause == EMFILE || cause == ENFILE || cause == ENOMEM)
        atomic_store_explicit(&walk->may_pass, true, memory_order_relaxed);
}

static void read_rules(Walk *walk, Folder *folder, int fd)
{
    unsigned unread = 0;
    IgnoreRules *rules = walk_read_rules(folder->rules, fd, slice_of(folder->path, folder->path_len), &unread);
    ignore_rules_release(folder->rules);
    folder->rules = rules;
    atomic_fetch_add_explicit(&walk->unread_rules, unread, memory_order_relaxed); /* relaxed: a count */
}

/* False when there is nothing to read; a folder that has gone meanwhile is no fault. */
static bool open_folder(Walk *walk, Scratch *scratch, Folder *folder)
{
    Slice path = slice_of(folder->path, folder->path_len);
    if (walk->options.notes_folders)
        buf_append(&scratch->looked_into, path.data, path.len + 1);
    int fd = beneath_open_folder(walk->root_fd, path);
    if (fd < 0) {
        note_unreadable(walk, errno);
        return false;
    }
    if (is_other_repository(walk, folder, fd)) {
        close(fd);
        return false;
    }
    read_rules(walk, folder, fd);
    folder->dir = fdopendir(fd);
    if (folder->dir)
        return true;
    note_unreadable(walk, errno);
    close(fd);
    return false;
}

typedef enum DiskKind { DISK_FILE, DISK_SYMLINK, DISK_FOLDER, DISK_SPECIAL, DISK_GONE } DiskKind;

static DiskKind kind_of_mode(mode_t mode)
{
    if (S_ISREG(mode))
        return DISK_FILE;
    return S_ISLNK(mode) ? DISK_SYMLINK : S_ISDIR(mode) ? DISK_FOLDER : DISK_SPECIAL;
}

static DiskKind disk_kind(Walk *walk, const Folder *folder, const struct dirent *entry)
{
    struct stat facts;
    switch (entry->d_type) {
    case DT_REG:
        return DISK_FILE;
    case DT_LNK:
        return DISK_SYMLINK;
    case DT_DIR:
        return DISK_FOLDER;
    case DT_UNKNOWN:
        if (fstatat(dirfd(folder->dir), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
            note_unreadable(walk, errno);
            return DISK_GONE;
        }
        return kind_of_mode(facts.st_mode);
    default:
        return DISK_SPECIAL;
    }
}

static void add_entry(Scratch *scratch, EntryKind kind, unsigned flags)
{
    scratch->entries = mem_grow(scratch->entries, &scratch->capacity, scratch->count + 1, sizeof *scratch->entries);
    scratch->entries[scratch->count++] = (WalkEntry){slice_of(NULL, scratch->path.len), kind, flags};
    buf_append_slice(&scratch->bytes, buf_slice(&scratch->path));
}

static bool is_left_out(const Walk *walk, const Folder *folder, Slice path, bool is_folder, bool *is_ignored)
{
    *is_ignored = folder->is_ignored || ignore_rules_check(folder->rules, path, is_folder) == IGNORE_YES;
    return *is_ignored && !walk->options.with_ignored;
}

static void found_folder(Walk *walk, Scratch *scratch, const Folder *above, bool is_hidden)
{
    const Tree *tracked = walk->options.tracked;
    Slice path = buf_slice(&scratch->path);
    if (is_hidden && !walk->options.with_hidden)
        return;
    bool is_submodule = false;
    if (tracked) {
        uint32_t at = tree_lower_bound_within(tracked, above->low, above->high, path);
        is_submodule =
            at < above->high && tree_kind(tracked, at) == ENTRY_SUBMODULE && slice_equal(tree_path(tracked, at), path);
    }
    bool is_ignored = false;
    if (!is_submodule && is_left_out(walk, above, path, true, &is_ignored))
        return;
    Folder *folder = new_folder(path, is_submodule ? walk->options.outer : above->rules);
    folder->is_ignored = is_ignored;
    folder->is_hidden = is_hidden;
    folder->is_submodule = is_submodule;
    find_tracked(walk, folder, above->low, above->high);
    folder->next = scratch->folders;
    scratch->folders = folder;
    scratch->folder_count++;
}

static void note_seen(Walk *walk, uint32_t tracked)
{
    if (walk->options.seen) /* relaxed: read once all is walked */
        atomic_fetch_or_explicit(&walk->options.seen[tracked / 64], (uint64_t)1 << tracked % 64, memory_order_relaxed);
}

static void found_file(Walk *walk, Scratch *scratch, const Folder *above, EntryKind kind, bool is_hidden)
{
    const Tree *tracked = walk->options.tracked;
    Slice path = buf_slice(&scratch->path);
    unsigned flags = ENTRY_SEEN | (is_hidden ? ENTRY_HIDDEN : 0);
    if (tracked) {
        uint32_t at = tree_lower_bound_within(tracked, above->low, above->high, path);
        if (at < above->high && slice_equal(tree_path(tracked, at), path)) {
            if (tree_kind(tracked, at) != kind)
                add_entry(scratch, kind, flags | ENTRY_TRACKED);
            else
                note_seen(walk, at);
            return;
        }
    }
    bool is_ignored;
    if ((is_hidden && !walk->options.with_hidden) || is_left_out(walk, above, path, false, &is_ignored))
        return;
    add_entry(scratch, kind, flags | (is_ignored ? ENTRY_IGNORED : 0));
}

static void found(Walk *walk, Scratch *scratch, const Folder *above, const struct dirent *entry)
{
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0)
        return;
    DiskKind kind = disk_kind(walk, above, entry);
    bool is_hidden = above->is_hidden || name[0] == '.';
    buf_clear(&scratch->path);
    buf_append(&scratch->path, above->path, above->path_len);
    if (above->path_len > 0)
        buf_append_byte(&scratch->path, '/');
    buf_append(&scratch->path, name, strlen(name));
    if (kind == DISK_FOLDER)
        found_folder(walk, scratch, above, is_hidden);
    else if (kind != DISK_GONE)
        found_file(walk, scratch, above,
                   kind == DISK_FILE      ? ENTRY_FILE
                   : kind == DISK_SYMLINK ? ENTRY_SYMLINK
                                          : ENTRY_SPECIAL,
                   is_hidden);
}

/* Reads some more of the folder. False at its end. */
static bool read_some(Walk *walk, Scratch *scratch, Folder *folder)
{
    for (int i = 0; i < LOOK_EVERY_ENTRIES; i++) {
        errno = 0;
        const struct dirent *entry = readdir(folder->dir);
        if (!entry) {
            if (errno != 0)
                note_unreadable(walk, errno);
            return false;
        }
        found(walk, scratch, folder, entry);
    }
    return true;
}

static void hand_over(Walk *walk, Scratch *scratch)
{
    size_t at = 0;
    for (size_t i = 0; i < scratch->count; i++) {
        scratch->entries[i].path.data = scratch->bytes.data + at;
        at += scratch->entries[i].path.len;
    }
    pthread_mutex_lock(&walk->lock);
    if (scratch->count > 0)
        walk->options.each(walk->options.context, scratch->entries, scratch->count);
    while (scratch->folders) {
        Folder *folder = scratch->folders;
        scratch->folders = folder->next;
        folder->next = walk->stack;
        walk->stack = folder;
    }
    walk->pending += scratch->folder_count;
    if (scratch->folder_count > 1)
        pthread_cond_broadcast(&walk->has_changed);
    pthread_mutex_unlock(&walk->lock);
    scratch->count = 0;
    scratch->folder_count = 0;
    buf_clear(&scratch->bytes);
}

/* Puts a folder that is only half read back on the stack, or is through with it. */
static void put_back(Walk *walk, Folder *folder, bool has_more)
{
    pthread_mutex_lock(&walk->lock);
    if (has_more) {
        folder->next = walk->stack;
        walk->stack = folder;
    } else if (--walk->pending == 0) {
        pthread_cond_broadcast(&walk->has_changed);
    }
    pthread_mutex_unlock(&walk->lock);
    if (!has_more)
        free_folder(folder);
}

static void wait_a_little(Walk *walk)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += IDLE_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_cond_timedwait(&walk->has_changed, &walk->lock, &until);
}

/* The next folder to read, waiting for others to find one. NULL when there will be none, or this worker is wanted
 * for something more urgent (`*gives_way`). */
static Folder *take_folder(Walk *walk, bool *gives_way)
{
    Folder *folder = NULL;
    pthread_mutex_lock(&walk->lock);
    while (walk->pending > 0 && !is_cancelled(walk)) {
        *gives_way = pool_should_yield(walk->pool, &walk->job);
        folder = *gives_way ? NULL : walk->stack;
        if (folder || *gives_way)
            break;
        wait_a_little(walk);
    }
    if (folder)
        walk->stack = folder->next;
    pthread_mutex_unlock(&walk->lock);
    return folder;
}

static bool run(Job *job, unsigned worker)
{
    Walk *walk = (Walk *)job;
    Scratch *scratch = &walk->scratches[worker];
    bool gives_way = false;
    for (Folder *folder; (folder = take_folder(walk, &gives_way)) != NULL;) {
        bool has_more = folder->dir || open_folder(walk, scratch, folder);
        while (has_more && !is_cancelled(walk) && !pool_should_yield(walk->pool, job)) {
            has_more = read_some(walk, scratch, folder);
            hand_over(walk, scratch);
        }
        put_back(walk, folder, has_more);
    }
    return !gives_way;
}

static void done(Job *job)
{
    Walk *walk = (Walk *)job;
    pthread_mutex_lock(&walk->lock);
    walk->is_done = true;
    pthread_cond_broadcast(&walk->has_changed);
    pthread_mutex_unlock(&walk->lock);
}

Walk *walk_new(Pool *pool, const WalkOptions *options, Error *err)
{
    int root_fd = open(options->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0) {
        error_set(err, "%s: %s", options->root, strerror(errno));
        return NULL;
    }
    Walk *walk = mem_zalloc(1, sizeof *walk);
    walk->job = (Job){.run = run, .done = done};
    walk->pool = pool;
    walk->options = *options;
    walk->root_fd = root_fd;
    atomic_init(&walk->unreadable, 0);
    atomic_init(&walk->unread_rules, 0);
    atomic_init(&walk->may_pass, false);
    walk->scratches = mem_zalloc(pool_size(pool), sizeof *walk->scratches);
    pthread_mutex_init(&walk->lock, NULL);
    pthread_cond_init(&walk->has_changed, NULL);
    walk->stack = new_folder(options->start, options->rules);
    find_tracked(walk, walk->stack, 0, options->tracked ? tree_count(options->tracked) : 0);
    walk->pending = 1;
    pool_submit(pool, &walk->job, JOB_LIST);
    return walk;
}

bool walk_wait(Walk *walk, int timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    long nanoseconds = until.tv_nsec + (timeout_ms % 1000) * 1000000L;
    until.tv_sec += timeout_ms / 1000 + nanoseconds / 1000000000L;
    until.tv_nsec = nanoseconds % 1000000000L;
    pthread_mutex_lock(&walk->lock);
    while (!walk->is_done && pthread_cond_timedwait(&walk->has_changed, &walk->lock, &until) == 0)
        continue;
    bool is_done = walk->is_done;
    pthread_mutex_unlock(&walk->lock);
    return is_done;
}

void walk_lock(Walk *walk)
{
    pthread_mutex_lock(&walk->lock);
}

void walk_unlock(Walk *walk)
{
    pthread_mutex_unlock(&walk->lock);
}

unsigned walk_unreadable(const Walk *walk)
{
    return atomic_load_explicit(&walk->unreadable, memory_order_relaxed); /* relaxed: a count */
}

bool walk_may_pass(const Walk *walk)
{
    return atomic_load_explicit(&walk->may_pass, memory_order_relaxed); /* relaxed: a fact by itself */
}

unsigned walk_unread_rules(const Walk *walk)
{
    return atomic_load_explicit(&walk->unread_rules, memory_order_relaxed); /* relaxed: a count */
}

void walk_each_folder(const Walk *walk, WalkFolderFn *each, void *context)
{
    for (unsigned i = 0; i < pool_size(walk->pool); i++) {
        Slice left = buf_slice(&walk->scratches[i].looked_into);
        while (left.len > 0) {
            Slice path = slice_from_cstr(left.data);
            each(context, path);
            left = slice_sub(left, path.len + 1, left.len);
        }
    }
}

void walk_free(Walk *walk)
{
    while (!walk_wait(walk, 1000))
        continue;
    while (walk->stack) {
        Folder *folder = walk->stack;
        walk->stack = folder->next;
        free_folder(folder);
    }
    for (unsigned i = 0; i < pool_size(walk->pool); i++) {
        buf_deinit(&walk->scratches[i].path);
        buf_deinit(&walk->scratches[i].bytes);
        buf_deinit(&walk->scratches[i].looked_into);
        free(walk->scratches[i].entries);
    }
    free(walk->scratches);
    close(walk->root_fd);
    pthread_cond_destroy(&walk->has_changed);
    pthread_mutex_destroy(&walk->lock);
    free(walk);
}
