/* What comes through a pipe, as a document: written to an unlinked temporary file, which is mapped piece by piece
 * into address space reserved for all of it, so that bytes never move while somebody reads them.
 *
 *     reserve: [ file's pages, as far as it has grown | nothing ............................ ] */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/store/document_parts.h"
#include "engine/store/text.h"

enum {
    PIECE_BYTES = 1 << 24, /* the file is enlarged and mapped by so much */
    READ_BYTES = 1 << 18,
    CALL_BYTES = 1 << 23, /* one call takes no more */
    PATIENCE_MS = 50,     /* for the first bytes of a call */
};

#define LARGEST_RESERVE  ((size_t)1 << 40)
#define SMALLEST_RESERVE ((size_t)1 << 28)

static int open_temporary(const char *folder)
{
#ifdef O_TMPFILE
    int unnamed = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (unnamed >= 0)
        return unnamed;
#endif
    static const char name[] = "/ken-XXXXXX";
    size_t len = strlen(folder);
    char *path = mem_alloc(len + sizeof name);
    memcpy(path, folder, len);
    memcpy(path + len, name, sizeof name);
    int fd = mkostemp(path, O_CLOEXEC);
    int cause = errno;
    if (fd >= 0)
        unlink(path);
    free(path);
    errno = cause;
    return fd;
}

static Document *spool_new(Error *err)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    Document *document = document_new();
    document->data = "";
    atomic_store(&document->is_growing, true);
    document->spool_fd = open_temporary(folder);
    if (document->spool_fd < 0) {
        error_set(err, "%s: no temporary file: %s", folder, strerror(errno));
        document_release(document);
        return NULL;
    }
    for (size_t size = LARGEST_RESERVE; size >= SMALLEST_RESERVE; size /= 2) {
        void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED)
            continue;
        document->data = at;
        document->spool_reserve = size;
        if (document_reserve(document, size))
            return document;
        break;
    }
    error_set(err, "standard input: no address space: %s", strerror(ENOMEM));
    document_release(document);
    return NULL;
}

void document_free_spool(Document *document)
{
    if (document->spool_reserve > 0)
        munmap((char *)(uintptr_t)document->data, document->spool_reserve);
    if (document->spool_fd >= 0)
        close(document->spool_fd);
}

/* Has the file and its mapping reach a page beyond `end`. */
static bool make_room(Document *document, uint64_t end, Error *err)
{
    if (end < document->spool_mapped)
        return true;
    size_t piece = PIECE_BYTES;
    size_t mapped = document->spool_mapped;
    if (mapped + piece > document->spool_reserve)
        return error_set(err, "standard input: too large: %s", strerror(ENOMEM));
    char *at = (char *)(uintptr_t)(document->data + mapped);
    if (ftruncate(document->spool_fd, (off_t)(mapped + piece)) != 0 ||
        mmap(at, piece, PROT_READ, MAP_SHARED | MAP_FIXED, document->spool_fd, (off_t)mapped) == MAP_FAILED)
        return error_set(err, "standard input: the temporary file cannot grow: %s", strerror(errno));
    document->spool_mapped = mapped + piece;
    return true;
}

static bool append(Document *document, const char *data, size_t len, Error *err)
{
    uint64_t size = document_size(document);
    if (!make_room(document, size + len, err))
        return false;
    for (size_t at = 0; at < len;) {
        ssize_t put = pwrite(document->spool_fd, data + at, len - at, (off_t)(size + at));
        if (put < 0 && errno != EINTR)
            return error_set(err, "standard input: the temporary file cannot be written: %s", strerror(errno));
        at += put > 0 ? (size_t)put : 0;
    }
    /* release: pairs with the acquire in document_size */
    atomic_store_explicit(&document->size, size + len, memory_order_release);
    return true;
}

static void note_text(Document *document)
{
    bool is_binary = text_has_early_nul(document_bytes(document));
    atomic_store_explicit(&document->text, is_binary ? TEXT_BINARY : TEXT_WIDE, memory_order_relaxed);
}

/* Reads once. */
static bool take(Document *document, int fd, char *buffer, bool *is_ended, Error *err)
{
    ssize_t got = read(fd, buffer, READ_BYTES);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN || error_set(err, "standard input: %s", strerror(errno));
    *is_ended = got == 0;
    return append(document, buffer, (size_t)got, err);
}

static bool read_what_came(Document *document, int fd, bool *is_ended, Error *err)
{
    char *buffer = mem_alloc(READ_BYTES);
    bool ok = true;
    for (size_t total = 0; total < CALL_BYTES && ok && !*is_ended; total += READ_BYTES) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, total == 0 ? PATIENCE_MS : 0) <= 0)
            break;
        ok = take(document, fd, buffer, is_ended, err);
    }
    free(buffer);
    return ok;
}

Document *document_spool(Document *document, int fd, bool *is_ended, Error *err)
{
    Document *spool = document ? document : spool_new(err);
    *is_ended = false;
    if (!spool)
        return NULL;
    bool ok = read_what_came(spool, fd, is_ended, err);
    note_text(spool);
    if (*is_ended)
        atomic_store(&spool->is_growing, false);
    if (ok)
        return spool;
    if (!document)
        document_release(spool);
    return NULL;
}

bool document_is_growing(const Document *document)
{
    return atomic_load(&document->is_growing);
}
