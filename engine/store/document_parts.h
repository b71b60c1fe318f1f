/* What document.c, document_lines.c and document_spool.c share; nobody else includes it. */
#pragma once

#include <stdatomic.h>
#include <sys/types.h>

#include "engine/store/document.h"
#include "engine/store/parts.h"
#include "engine/store/windows.h"

enum { BLOCK_BYTES = 1 << 16 };

/* What the line index knows at the start of a block. */
typedef struct LineMark {
    uint64_t newlines;   /* in all blocks before */
    uint64_t line_start; /* of the line that holds the block's first byte */
} LineMark;

struct Document {
    atomic_uint refs;
    const char *data;
    _Atomic(uint64_t) size; /* release: the bytes below it are there. Grows for a spool only */
    _Atomic(int) text;
    atomic_bool is_stale;
    atomic_bool is_growing; /* a spool whose end has not come */

    /* One of these holds the bytes. */
    Region *region;
    Windows *windows;     /* of a file that is not mapped whole: `data` is NULL */
    bool has_holes;       /* probably; only known where there are windows */
    char *block;          /* transcoded */
    size_t spool_reserve; /* bytes of address space at `data`, of which */
    size_t spool_mapped;  /* so many are the temporary file's */
    int spool_fd;         /* -1 when there is none */

    /* Where it came from, for document_check. A spool has no path. */
    char *path;
    char *language; /* as git's attributes have it; NULL for none */
    Root *root;     /* NULL when the path is the user's */
    uint64_t print;
    dev_t device;
    ino_t inode;
    uint64_t edges; /* of what stands at its beginning and its end, as one number: see hash_edges */

    uint64_t blocks;               /* room in the two arrays below; they never move */
    _Atomic(uint64_t) *prefaulted; /* one bit a block */
    LineMark *marks;               /* valid up to the block that `indexed` is in */
    _Atomic(uint64_t) indexed;     /* bytes; release: the marks are written */
    _Atomic(uint64_t) line_count;
};

/* Makes room for the index and the prefault bits of `capacity` bytes. */
bool document_reserve(Document *document, uint64_t capacity);
Document *document_new(void);
/* Marks every block that the range touches as prefaulted. */
void document_mark_prefaulted(Document *document, uint64_t offset, uint64_t len);
void document_free_spool(Document *document);
/* What `shorter` has counted of its full blocks, which `document` begins with as well. */
void document_take_index(Document *document, const Document *shorter);
