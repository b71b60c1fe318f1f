/* Saving without losing what was there: into a new file beside the old one, which then takes its place. */
#include "tui/save_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/whole.h"

enum { WRITE_BYTES = 1 << 20 };

static SaveOutcome fail(const char *name, int cause, Error *err)
{
    error_set(err, "%s: %s", name, strerror(cause));
    return SAVE_FAILED;
}

static SaveOutcome write_all(int fd, const char *name, const Document *document, const atomic_bool *cancel, Error *err)
{
    uint64_t size = document_size(document);
    Stretch piece = {0};
    SaveOutcome outcome = SAVE_DONE;
    for (uint64_t at = 0; outcome == SAVE_DONE && at < size; at += piece.bytes.len) {
        /* relaxed: nothing is handed over */
        if (atomic_load_explicit(cancel, memory_order_relaxed)) {
            outcome = SAVE_CANCELLED;
            break;
        }
        document_read(document, at, at + WRITE_BYTES < size ? at + WRITE_BYTES : size, &piece);
        if (piece.bytes.len == 0 || !whole_write(fd, piece.bytes.data, piece.bytes.len))
            outcome = fail(name, piece.bytes.len == 0 ? EIO : errno, err);
    }
    stretch_deinit(&piece);
    return outcome;
}

static SaveOutcome write_and_close(int fd, const char *name, const Document *document, const atomic_bool *cancel,
                                   Error *err)
{
    SaveOutcome outcome = write_all(fd, name, document, cancel, err);
    if (close(fd) != 0 && outcome == SAVE_DONE)
        outcome = fail(name, errno, err);
    return outcome;
}

static SaveOutcome save_new(const char *name, const Document *document, const atomic_bool *cancel, Error *err)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd < 0)
        return errno == EEXIST ? SAVE_EXISTS : fail(name, errno, err);
    SaveOutcome outcome = write_and_close(fd, name, document, cancel, err);
    if (outcome != SAVE_DONE)
        unlink(name);
    return outcome;
}

/* As it is there: cut first, or added to. What was added is cut off again when not all could be. */
static SaveOutcome save_in_place(const char *name, int flag, const Document *document, const atomic_bool *cancel,
                                 Error *err)
{
    struct stat facts;
    int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | flag, 0666);
    if (fd < 0)
        return fail(name, errno, err);
    bool can_cut = flag == O_APPEND && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
    SaveOutcome outcome = write_all(fd, name, document, cancel, err);
    if (outcome != SAVE_DONE && can_cut && ftruncate(fd, facts.st_size) != 0 && outcome == SAVE_FAILED)
        error_set(err, "%s: a part was written, then: %s", name, strerror(errno));
    if (close(fd) != 0 && outcome == SAVE_DONE)
        outcome = fail(name, errno, err);
    return outcome;
}

/* A new file beside the old one, with its permissions; -1 when there is none to be had. */
static int open_beside(const char *name, Buf *path)
{
    struct stat facts;
    if (stat(name, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_nlink != 1 || facts.st_uid != geteuid() ||
        access(name, W_OK) != 0)
        return -1;
    buf_printf(path, "%s.XXXXXX%c", name, '\0');
    int fd = mkostemp(path->data, O_CLOEXEC);
    if (fd >= 0 && fchmod(fd, facts.st_mode & 07777) == 0)
        return fd;
    if (fd >= 0) {
        unlink(path->data);
        close(fd);
    }
    return -1;
}

static SaveOutcome save_over(const char *name, const Document *document, const atomic_bool *cancel, Error *err)
{
    Buf path = {0};
    char *target = realpath(name, NULL); /* a link stays one */
    int fd = open_beside(target ? target : name, &path);
    SaveOutcome outcome;
    if (fd < 0) {
        outcome = save_in_place(name, O_TRUNC, document, cancel, err);
    } else {
        outcome = write_and_close(fd, name, document, cancel, err);
        if (outcome == SAVE_DONE && rename(path.data, target ? target : name) != 0)
            outcome = fail(name, errno, err);
        if (outcome != SAVE_DONE)
            unlink(path.data);
    }
    free(target);
    buf_deinit(&path);
    return outcome;
}

SaveOutcome save_file(const char *name, SaveMode mode, const Document *document, const atomic_bool *cancel, Error *err)
{
    switch (mode) {
    case SAVE_NEW:
        return save_new(name, document, cancel, err);
    case SAVE_OVER:
        return save_over(name, document, cancel, err);
    default:
        return save_in_place(name, O_APPEND, document, cancel, err);
    }
}
