/* Marks that are kept: read whole, changed, and written anew in the old one's place under a lock. */
#include "tui/views/pager_mark_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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
    FILE_BYTES_MOST = 1 << 20,
    LINES_MOST = 1000,
    LOCK_TRIES = 50, /* a millisecond apart */
};

/* "…/ken/marks" with what follows it; NULL when there is no home. The folders are made. */
static char *file_path(const char *suffix)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    Buf path = {0};
    if (state && state[0] == '/')
        buf_printf(&path, "%s/ken/marks%s", state, suffix);
    else if (home && home[0] == '/')
        buf_printf(&path, "%s/.local/state/ken/marks%s", home, suffix);
    else
        return NULL;
    buf_append_byte(&path, '\0');
    for (char *slash = strchr(path.data + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path.data, 0700);
        *slash = '/';
    }
    return path.data;
}

/* False with `err` when there are marks that cannot be read. */
static bool read_file(Buf *text, Error *err)
{
    char *path = file_path("");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    bool ok = fd >= 0 || !path || errno == ENOENT || error_set(err, "%s: %s", path, strerror(errno));
    ssize_t got = 1;
    while (fd >= 0 && got != 0 && text->len < FILE_BYTES_MOST) {
        buf_reserve(text, 1 << 14);
        got = read(fd, text->data + text->len, 1 << 14);
        text->len += got > 0 ? (size_t)got : 0;
        if (got < 0 && errno != EINTR) {
            ok = error_set(err, "%s: %s", path, strerror(errno));
            break;
        }
    }
    if (fd >= 0)
        close(fd);
    free(path);
    return ok;
}

/* Cuts the first line off the text, without its newline; false at the end. */
static bool take_line(Slice *text, Slice *line)
{
    const char *end = text->len > 0 ? memchr(text->data, '\n', text->len) : NULL;
    if (!end)
        return false;
    *line = slice_of(text->data, (size_t)(end - text->data));
    *text = slice_sub(*text, line->len + 1, text->len);
    return true;
}

static bool parse(Slice line, char *letter, uint64_t *offset, Buf *path)
{
    size_t at = 2;
    if (line.len < 5 || line.data[1] != ' ')
        return false;
    *letter = line.data[0];
    *offset = 0;
    for (; at < line.len && line.data[at] >= '0' && line.data[at] <= '9'; at++)
        *offset = *offset * 10 + (uint64_t)(line.data[at] - '0');
    if (at == 2 || at >= line.len || line.data[at] != ' ')
        return false;
    buf_clear(path);
    for (at++; at < line.len; at++) {
        bool is_escape = line.data[at] == '\\' && at + 1 < line.len;
        at += is_escape;
        buf_append_byte(path, is_escape && line.data[at] == 'n' ? '\n' : line.data[at]);
    }
    return path->len > 0;
}

static void append(Buf *out, char letter, uint64_t offset, const char *path)
{
    buf_printf(out, "%c %" PRIu64 " ", letter, offset);
    for (; *path; path++) {
        if (*path == '\n' || *path == '\\')
            buf_append_byte(out, '\\');
        buf_append_byte(out, *path == '\n' ? 'n' : *path);
    }
    buf_append_byte(out, '\n');
}

bool mark_file_get(const char *wanted, char letter, KeptMark *mark)
{
    Buf text = {0}, path = {0};
    bool is_own = false;
    *mark = (KeptMark){0};
    read_file(&text, NULL);
    Slice rest = buf_slice(&text), line;
    while (take_line(&rest, &line)) {
        char its_letter;
        uint64_t offset;
        if (!parse(line, &its_letter, &offset, &path) || its_letter != letter)
            continue;
        bool is_wanted = wanted && slice_equal(buf_slice(&path), slice_from_cstr(wanted));
        if (is_own && !is_wanted)
            continue;
        is_own = is_wanted;
        free(mark->path);
        *mark = (KeptMark){mem_strndup(path.data, path.len), offset};
    }
    buf_deinit(&text);
    buf_deinit(&path);
    return mark->path != NULL;
}

static int lock(Error *err)
{
    char *path = file_path(".lock");
    int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        error_set(err, "%s: %s", path ? path : "marks", path ? strerror(errno) : "there is no home folder");
    free(path);
    for (int i = 0; fd >= 0 && i < LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        struct timespec pause = {.tv_nsec = 1000000};
        nanosleep(&pause, NULL);
    }
    return fd;
}

/* Into a file of its own, which then takes the old one's place. */
static bool write_file(Slice text, Error *err)
{
    char *path = file_path(""), *temporary = file_path(".new");
    int fd = temporary ? open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    bool ok = fd >= 0 && whole_write(fd, text.data, text.len);
    int cause = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        cause = errno;
        ok = false;
    }
    if (ok && rename(temporary, path) != 0) {
        cause = errno;
        ok = false;
    }
    if (!ok && fd >= 0)
        unlink(temporary);
    if (!ok)
        error_set(err, "%s: %s", path, strerror(cause));
    free(path);
    free(temporary);
    return ok;
}

/* The lines but for the mark of that letter and file, the oldest ones left out where they are too many. */
static void keep_others(Slice text, Slice path, char letter, Buf *out)
{
    Buf its_path = {0};
    Slice rest = text, line;
    size_t count = 0, number = 0;
    while (take_line(&rest, &line))
        count++;
    for (rest = text; take_line(&rest, &line); number++) {
        char its_letter;
        uint64_t offset;
        bool is_it = parse(line, &its_letter, &offset, &its_path) && its_letter == letter &&
                     slice_equal(buf_slice(&its_path), path);
        if (is_it || number + LINES_MOST <= count)
            continue;
        buf_append_slice(out, line);
        buf_append_byte(out, '\n');
    }
    buf_deinit(&its_path);
}

bool mark_file_set(const char *path, char letter, uint64_t offset, Error *err)
{
    Buf text = {0}, changed = {0};
    int fd = lock(err);
    if (fd < 0)
        return false;
    bool ok = read_file(&text, err);
    if (ok) {
        keep_others(buf_slice(&text), slice_from_cstr(path), letter, &changed);
        if (offset != UINT64_MAX)
            append(&changed, letter, offset, path);
        ok = write_file(buf_slice(&changed), err);
    }
    close(fd);
    buf_deinit(&text);
    buf_deinit(&changed);
    return ok;
}
