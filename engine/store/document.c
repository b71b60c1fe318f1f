/* A file open for reading: opening, mapping, prefaulting and noticing that it has changed. */
#include "engine/store/document.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "engine/base/process.h"
#include "engine/store/document_parts.h"
#include "engine/store/holes.h"
#include "engine/store/open.h"
#include "engine/store/parts.h"
#include "engine/store/text.h"

enum {
    LARGEST_ASCII_CHECK = 1 << 20, /* opening touches no more than this */
    LARGEST_UTF16 = 1 << 28,       /* larger files are shown as they are */
    LARGEST_MAPPED = 1 << 30,      /* larger files are seen through windows */
    SHARE_OF_LIMIT = 8,            /* of the address space, for one file */
    EDGE_BYTES = 4 << 10,          /* compared to tell a file that has grown from another */
    RECOUNTED_MOST = 4 << 20,      /* bytes: then it takes a moment to count lines anew, whatever stands in between */
};

Document *document_new(void)
{
    Document *document = mem_zalloc(1, sizeof *document);
    atomic_init(&document->refs, 1);
    document->spool_fd = -1;
    return document;
}

/* Zeros that take memory only where they are written. */
static void *reserve_zeros(size_t bytes)
{
    void *zeros = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return zeros == MAP_FAILED ? NULL : zeros;
}

static size_t bits_bytes(uint64_t blocks)
{
    return (size_t)(blocks / 64 + 1) * sizeof(uint64_t);
}

bool document_reserve(Document *document, uint64_t capacity)
{
    uint64_t blocks = capacity / BLOCK_BYTES + 1;
    document->marks = reserve_zeros((size_t)blocks * sizeof *document->marks);
    document->prefaulted = reserve_zeros(bits_bytes(blocks));
    document->blocks = blocks;
    return document->marks && document->prefaulted;
}

static FileText classify(Slice bytes, unsigned flags)
{
    if (flags & ENTRY_BINARY || (text_has_early_nul(bytes) && !(flags & ENTRY_TEXT)))
        return TEXT_BINARY;
    return bytes.len <= LARGEST_ASCII_CHECK && text_is_ascii(bytes) ? TEXT_ASCII : TEXT_WIDE;
}

/* Puts UTF-8 in the place of a UTF-16 mapping. */
static void transcode(Document *document, Utf16 order)
{
    Buf out = {0};
    text_append_utf8(&out, document_bytes(document), order);
    if (region_is_poisoned(document->region))
        atomic_store(&document->is_stale, true);
    region_unmap(document->region);
    document->region = NULL;
    buf_append_byte(&out, '\0'); /* never NULL, and readable behind the end */
    document->block = out.data;
    document->data = out.data;
    atomic_store(&document->size, out.len - 1);
}

/* How large a file may be to be mapped whole. KEN_MAP_MOST in the environment makes it less, for tests. */
static uint64_t largest_mapped(void)
{
    uint64_t limit = process_address_limit();
    uint64_t share = (limit < SIZE_MAX ? limit : SIZE_MAX) / SHARE_OF_LIMIT;
    uint64_t most = share < LARGEST_MAPPED ? share : LARGEST_MAPPED;
    const char *wanted = getenv("KEN_MAP_MOST");
    uint64_t number = wanted ? strtoull(wanted, NULL, 10) : most;
    return number < most ? number : most;
}

static bool map_whole(Document *document, int fd, uint64_t size)
{
    if (size > largest_mapped())
        return false;
    document->region = region_map(fd, 0, size);
    if (!document->region)
        return false;
    document->data = region_data(document->region);
    Utf16 order = size <= LARGEST_UTF16 ? text_utf16(document_bytes(document)) : UTF16_NONE;
    if (order != UTF16_NONE)
        transcode(document, order);
    return true;
}

static bool open_windows(Document *document, int fd, const struct stat *facts)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return false;
    document->data = NULL;
    document->windows = windows_new(own, (uint64_t)facts->st_size);
    document->has_holes = holes_are_likely(facts);
    return true;
}

/* Of the first `size` bytes of the document: their beginning and their end. */
static uint64_t hash_edges(const Document *document, uint64_t size)
{
    Stretch edge = {0};
    document_read(document, 0, size < EDGE_BYTES ? size : EDGE_BYTES, &edge);
    uint64_t hash = hash_bytes(HASH_START, edge.bytes);
    document_read(document, size > EDGE_BYTES ? size - EDGE_BYTES : 0, size, &edge);
    hash = hash_bytes(hash, edge.bytes);
    stretch_deinit(&edge);
    return hash;
}

static bool open_bytes(Document *document, int fd, const struct stat *facts, unsigned flags)
{
    uint64_t size = (uint64_t)facts->st_size;
    atomic_store(&document->size, size);
    document->print = body_fingerprint(facts);
    document->device = facts->st_dev;
    document->inode = facts->st_ino;
    document->data = "";
    if (size > 0 && !map_whole(document, fd, size) && !open_windows(document, fd, facts))
        return false;
    Stretch head = {0};
    document_read(document, 0, LARGEST_ASCII_CHECK + 1, &head);
    atomic_store(&document->text, (int)classify(head.bytes, document->block ? 0 : flags));
    stretch_deinit(&head);
    document->edges = hash_edges(document, document_size(document));
    return document_reserve(document, document_size(document));
}

/* Takes `fd` over. */
static Document *open_mapped(int fd, const struct stat *facts, Root *root, const char *path, unsigned flags, Error *err)
{
    Document *document = document_new();
    document->path = mem_strdup(path);
    document->root = root ? root_retain(root) : NULL;
    bool ok = open_bytes(document, fd, facts, flags);
    int cause = errno;
    close(fd);
    if (ok)
        return document;
    error_set(err, "%s: cannot be mapped: %s", path, strerror(cause));
    document_release(document);
    return NULL;
}

Document *document_open(const Snapshot *snapshot, uint32_t index, Error *err)
{
    Tree *tree = snapshot_tree(snapshot);
    const char *path = tree_path(tree, index).data;
    if (tree_kind(tree, index) != ENTRY_FILE) {
        error_set(err, "%s: not a regular file", path);
        return NULL;
    }
    struct stat facts;
    int fd = open_beneath(snapshot->root->fd, path, &facts);
    if (fd < 0) {
        error_set(err, "%s: %s", path, errno == EINVAL ? "not a regular file" : strerror(errno));
        return NULL;
    }
    Document *document = open_mapped(fd, &facts, snapshot->root, path, tree_flags(tree, index), err);
    Slice language = tree_language(tree, index);
    if (document && language.len > 0)
        document->language = mem_strndup(language.data, language.len);
    return document;
}

Document *document_open_path(const char *path, Error *err)
{
    /* O_NONBLOCK: a FIFO must not block before it is refused. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat facts;
    if (fd < 0 || fstat(fd, &facts) != 0) {
        error_set(err, "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    if (!S_ISREG(facts.st_mode)) {
        error_set(err, "%s: %s", path, S_ISDIR(facts.st_mode) ? strerror(EISDIR) : "not a regular file");
        close(fd);
        return NULL;
    }
    return open_mapped(fd, &facts, NULL, path, 0, err);
}

Document *document_open_longer(const Document *document)
{
    if (!document->path || document->block)
        return NULL;
    struct stat facts;
    int fd = document->root ? open_beneath(document->root->fd, document->path, &facts)
                            : open(document->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    uint64_t size = document_size(document);
    if (fstat(fd, &facts) != 0 || facts.st_dev != document->device || facts.st_ino != document->inode ||
        (uint64_t)facts.st_size <= size) {
        close(fd);
        return NULL;
    }
    Document *longer = open_mapped(fd, &facts, document->root, document->path, 0, NULL);
    if (longer && document->language)
        longer->language = mem_strdup(document->language);
    if (!longer)
        return NULL;
    if (longer->block || hash_edges(longer, size) != document->edges) {
        document_release(longer);
        return NULL;
    }
    atomic_store(&longer->text, (int)document_text(document) == TEXT_ASCII ? TEXT_WIDE : (int)document_text(document));
    if (size > RECOUNTED_MOST)
        document_take_index(longer, document);
    else
        document_index_more(longer, document_size(longer));
    return longer;
}

Document *document_retain(Document *document)
{
    atomic_fetch_add_explicit(&document->refs, 1, memory_order_relaxed);
    return document;
}

void document_release(Document *document)
{
    /* acq_rel: the last holder frees after all others are through */
    if (!document || atomic_fetch_sub_explicit(&document->refs, 1, memory_order_acq_rel) != 1)
        return;
    region_unmap(document->region);
    windows_free(document->windows);
    document_free_spool(document);
    free(document->block);
    if (document->marks)
        munmap(document->marks, (size_t)document->blocks * sizeof *document->marks);
    if (document->prefaulted)
        munmap(document->prefaulted, bits_bytes(document->blocks));
    root_release(document->root);
    free(document->path);
    free(document->language);
    free(document);
}

uint64_t document_size(const Document *document)
{
    /* acquire: pairs with the release in document_spool, so that the bytes below it can be read */
    return atomic_load_explicit(&document->size, memory_order_acquire);
}

Slice document_language(const Document *document)
{
    return slice_from_cstr(document->language ? document->language : "");
}

FileText document_text(const Document *document)
{
    return (FileText)atomic_load_explicit(&document->text, memory_order_relaxed);
}

bool document_is_stale(const Document *document)
{
    return atomic_load(&document->is_stale) || (document->region && region_is_poisoned(document->region)) ||
           (document->windows && windows_are_poisoned(document->windows));
}

bool document_check(Document *document)
{
    if (document->path) {
        struct stat facts;
        int folder_fd = document->root ? document->root->fd : AT_FDCWD;
        int flags = document->root ? AT_SYMLINK_NOFOLLOW : 0;
        bool is_same =
            fstatat(folder_fd, document->path, &facts, flags) == 0 && body_fingerprint(&facts) == document->print;
        if (!is_same)
            atomic_store(&document->is_stale, true);
    }
    return document_is_stale(document);
}

/* Cuts the range at the end of the document. */
static bool clamp(const Document *document, uint64_t offset, uint64_t *len)
{
    uint64_t size = document_size(document);
    if (offset >= size)
        return false;
    if (*len > size - offset)
        *len = size - offset;
    return *len > 0;
}

void document_mark_prefaulted(Document *document, uint64_t offset, uint64_t len)
{
    for (uint64_t block = offset / BLOCK_BYTES; len > 0 && block <= (offset + len - 1) / BLOCK_BYTES; block++)
        /* release: pairs with the acquire in document_view */
        atomic_fetch_or_explicit(&document->prefaulted[block / 64], (uint64_t)1 << block % 64, memory_order_release);
}

bool document_prefault(Document *document, uint64_t offset, uint64_t len)
{
    if (!clamp(document, offset, &len))
        return true;
    if (document->windows)
        return windows_open(document->windows, offset, offset + len);
    /* Whole blocks, since a bit speaks for a block. Blocks begin with a page, as the data does. */
    uint64_t start = offset - offset % BLOCK_BYTES;
    uint64_t all = offset + len - start;
    all += (BLOCK_BYTES - all % BLOCK_BYTES) % BLOCK_BYTES;
    clamp(document, start, &all);
    if (document->region || document->spool_fd >= 0)
        region_bring_in(document->data + start, (size_t)all);
    document_mark_prefaulted(document, start, all);
    return true;
}

bool document_view(const Document *document, uint64_t offset, uint64_t len, Slice *bytes)
{
    *bytes = slice_of(document->data ? document->data : "", 0);
    if (!clamp(document, offset, &len))
        return true;
    if (document->windows)
        return windows_view(document->windows, offset, offset + len, bytes);
    bool is_mapped = document->region || document->spool_fd >= 0;
    for (uint64_t block = offset / BLOCK_BYTES; is_mapped && block <= (offset + len - 1) / BLOCK_BYTES; block++)
        /* acquire: pairs with the release in document_mark_prefaulted */
        if (!(atomic_load_explicit(&document->prefaulted[block / 64], memory_order_acquire) >> block % 64 & 1))
            return false;
    *bytes = slice_of(document->data + offset, (size_t)len);
    return true;
}

void document_trim(Document *document)
{
    if (document->windows)
        windows_trim(document->windows);
}

bool document_is_windowed(const Document *document)
{
    return document->windows != NULL;
}

Slice document_bytes(const Document *document)
{
    assert(!document->windows);
    return slice_of(document->data, (size_t)document_size(document));
}
