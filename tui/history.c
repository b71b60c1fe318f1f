/* Recent queries: newest first in memory, newest last in the file. Programs that run at once append under a lock; the
 * file is made shorter, by a new one in its place, when it has grown to several times what is kept. */
#include "tui/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/base/whole.h"

enum {
    FILE_LINES_MOST = 4 * HISTORY_MOST,
    FILE_BYTES_MOST = 4 << 20, /* of a larger file the end is read */
    QUERY_BYTES_MOST = 1 << 16,
    LOCK_TRIES = 50, /* a millisecond apart */
};

typedef struct Entry {
    char *data;
    size_t len;
} Entry;

struct History {
    char *path;                  /* NULL: in memory only */
    Entry entries[HISTORY_MOST]; /* newest first */
    size_t count;
};

static Slice entry_slice(Entry entry)
{
    return slice_of(entry.data, entry.len);
}

/* Puts the query in front; false when it is there already. */
static bool remember(History *history, Slice query)
{
    size_t at = 0;
    while (at < history->count && !slice_equal(entry_slice(history->entries[at]), query))
        at++;
    if (at == 0 && history->count > 0)
        return false;
    Entry entry = {mem_strndup(query.data, query.len), query.len}; /* before the old one goes: it may be `query` */
    if (at == HISTORY_MOST)
        at--;
    else if (at == history->count)
        history->count++;
    free(history->entries[at].data);
    memmove(history->entries + 1, history->entries, at * sizeof *history->entries);
    history->entries[0] = entry;
    return true;
}

static char *default_path(void)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    Buf path = {0};
    if (state && state[0] == '/')
        buf_printf(&path, "%s/ken/history", state);
    else if (home && home[0] == '/')
        buf_printf(&path, "%s/.local/state/ken/history", home);
    else
        return NULL;
    buf_append_byte(&path, '\0');
    return path.data;
}

static void make_folders(const char *path)
{
    char *copy = mem_strdup(path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0700);
        *slash = '/';
    }
    free(copy);
}

/* Newlines and backslashes are escaped, so that a query is a line. */
static void append_line(Buf *out, Slice query)
{
    for (size_t i = 0; i < query.len; i++) {
        char byte = query.data[i];
        if (byte == '\n' || byte == '\\')
            buf_append_byte(out, '\\');
        buf_append_byte(out, byte == '\n' ? 'n' : byte);
    }
    buf_append_byte(out, '\n');
}

static void remember_line(History *history, Slice line)
{
    Buf query = {0};
    for (size_t i = 0; i < line.len; i++) {
        bool is_escape = line.data[i] == '\\' && i + 1 < line.len;
        if (is_escape)
            i++;
        buf_append_byte(&query, is_escape && line.data[i] == 'n' ? '\n' : line.data[i]);
    }
    if (query.len > 0 && query.len <= QUERY_BYTES_MOST && !memchr(query.data, '\0', query.len))
        remember(history, buf_slice(&query));
    buf_deinit(&query);
}

/* Reads the file's end; returns the number of its lines, 0 when it cannot be read. A line that was cut at the start of
 * what is read is left out. */
static size_t load(History *history, int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || info.st_size <= 0)
        return 0;
    size_t size = (size_t)info.st_size < FILE_BYTES_MOST ? (size_t)info.st_size : FILE_BYTES_MOST;
    off_t start = info.st_size - (off_t)size;
    char *bytes = mem_alloc(size);
    bool is_read = whole_read(fd, bytes, size, start);
    Slice rest = slice_of(bytes, is_read ? size : 0);
    size_t lines = 0;
    for (bool is_first = true; rest.len > 0; is_first = false, lines++) {
        const char *newline = memchr(rest.data, '\n', rest.len);
        size_t len = newline ? (size_t)(newline - rest.data) : rest.len;
        if (!is_first || start == 0)
            remember_line(history, slice_sub(rest, 0, len));
        rest = slice_sub(rest, newline ? len + 1 : len, rest.len);
    }
    free(bytes);
    return is_read && start > 0 ? FILE_LINES_MOST + 1 : lines;
}

static bool lock(int fd)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return false;
}

/* Whether `fd` is still the file of that name: another ken may have put a shorter one there. */
static bool is_current(const char *path, int fd)
{
    struct stat named, open_file;
    return stat(path, &named) == 0 && fstat(fd, &open_file) == 0 && named.st_ino == open_file.st_ino &&
           named.st_dev == open_file.st_dev;
}

/* The file opened, and locked where that is possible; -1 when there cannot be one. */
static int open_file(const History *history, bool *is_locked)
{
    enum { REPLACED_MOST = 5 };
    for (int i = 0; i < REPLACED_MOST; i++) {
        int fd = open(history->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
        if (fd < 0)
            return -1;
        struct stat info;
        if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
            close(fd);
            return -1;
        }
        *is_locked = lock(fd);
        if (!*is_locked || is_current(history->path, fd)) {
            if (info.st_mode & 077)
                fchmod(fd, 0600);
            return fd;
        }
        close(fd);
    }
    return -1;
}

/* Writes what is remembered, oldest first, to a new file in the place of the old. Called with the old one locked. */
static void rewrite(const History *history)
{
    Buf temporary = {0}, text = {0};
    buf_printf(&temporary, "%s.%ld", history->path, (long)getpid());
    buf_append_byte(&temporary, '\0');
    for (size_t i = history->count; i-- > 0;)
        append_line(&text, entry_slice(history->entries[i]));
    int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && whole_write(fd, text.data, text.len);
    ok = fd >= 0 && close(fd) == 0 && ok;
    if (!ok || rename(temporary.data, history->path) != 0)
        unlink(temporary.data);
    buf_deinit(&temporary);
    buf_deinit(&text);
}

/* For a file that may not be written. */
static void load_read_only(History *history)
{
    struct stat info;
    int fd = open(history->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        load(history, fd);
    if (fd >= 0)
        close(fd);
}

History *history_new(const char *path)
{
    History *history = mem_zalloc(1, sizeof *history);
    history->path = !path ? default_path() : *path ? mem_strdup(path) : NULL;
    if (!history->path)
        return history;
    bool is_locked = false;
    make_folders(history->path);
    int fd = open_file(history, &is_locked);
    if (fd < 0) {
        load_read_only(history);
        return history;
    }
    if (load(history, fd) > FILE_LINES_MOST && is_locked)
        rewrite(history);
    close(fd);
    return history;
}

void history_free(History *history)
{
    if (!history)
        return;
    for (size_t i = 0; i < history->count; i++)
        free(history->entries[i].data);
    free(history->path);
    free(history);
}

/* One write for the whole line; a line that a crash left unfinished is ended first. */
static void append_to_file(const History *history, Slice query)
{
    bool is_locked;
    int fd = open_file(history, &is_locked);
    if (fd < 0)
        return;
    Buf line = {0};
    char last;
    off_t end = lseek(fd, 0, SEEK_END);
    if (end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n')
        buf_append_byte(&line, '\n');
    append_line(&line, query);
    ssize_t ignored = write(fd, line.data, line.len); /* a full disk is no error */
    (void)ignored;
    buf_deinit(&line);
    close(fd);
}

void history_add(History *history, Slice query)
{
    if (query.len == 0 || query.len > QUERY_BYTES_MOST || memchr(query.data, '\0', query.len))
        return;
    if (remember(history, query) && history->path)
        append_to_file(history, entry_slice(history->entries[0]));
}

Slice history_get(const History *history, size_t age)
{
    return age < history->count ? entry_slice(history->entries[age]) : slice_of(NULL, 0);
}
