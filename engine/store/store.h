/* Where the bytes of listed files are, and the only way to them.
 *
 *     Tree --store_snapshot--> Snapshot: a File for each path --file_pin--> Pin: bytes that stay while pinned
 *
 *     tier     which files                                how
 *     mapped   over a threshold (16 KB to start with)     mmap, read-only, through engine/store/fault
 *     packed   smaller ones, within the memory budget     copied into slabs of 2 MB
 *     passing  what has no room in either                 read or mapped for the pin alone
 *     windows  what is too large for even that            the parts that are asked for, read into buffers
 *
 * Files are opened beneath the root only, links never followed, FIFOs and devices never opened. UTF-16 with a
 * byte order mark is transcoded, so that pinned text is always ASCII-compatible.
 *
 * Store and Snapshots are made on the main thread; a Snapshot is immutable, counted, and readable from any
 * thread. A File lives as long as a snapshot that lists it. file_pin may read the disk: workers and background
 * threads only. file_pin_resident never does: for the thread that draws. */
#pragma once

#include <stdint.h>
#include <sys/stat.h>

#include "engine/base/error.h"
#include "engine/base/pool.h"
#include "engine/base/slice.h"
#include "engine/base/wake.h"
#include "engine/store/limits.h"
#include "engine/tree/tree.h"

typedef struct Store Store;
typedef struct Snapshot Snapshot;
typedef struct File File;

/* What the bytes are, known once the file was pinned. */
typedef enum FileText {
    TEXT_UNKNOWN,    /* not read yet */
    TEXT_ASCII,      /* no byte over 0x7f: matched in byte mode */
    TEXT_WIDE,       /* UTF-8, Latin-1, anything else that has no early NUL */
    TEXT_BINARY,     /* a NUL in the first 8,000 bytes (as git), or attributes say so */
    TEXT_UNREADABLE, /* could not be opened or read; see file_error */
    TEXT_ABSENT,     /* not there (any more), or nothing to open: a link, a FIFO, a folder */
} FileText;

enum {
    SPAN_BYTES = 1 << 20, /* a file larger than this is searched in spans of this nominal size */
    BINARY_SNIFF_BYTES = 8000,
};

typedef struct StoreOptions {
    uint64_t memory_bytes;  /* budget for packed files; 0 = a quarter of the memory that there is */
    uint32_t map_threshold; /* files up to this size are packed; 0 = chosen */
    bool keeps_nothing;     /* each file is looked at once: read for the pin alone */
    const Budgets *budgets; /* in the place of what limits_budgets says; NULL for that */
} StoreOptions;

typedef struct StoreStats {
    uint64_t files, bytes; /* known so far */
    uint64_t mapped_files, mapped_bytes;
    uint64_t packed_files, packed_bytes, slab_bytes;
    uint64_t passing_files, passing_bytes;                 /* known, and in no tier: read anew for each pin */
    uint64_t passing_pins;                                 /* pins that found no room in a tier */
    uint64_t windowed_pins;                                /* of those, the ones that read by windows */
    uint64_t retired_files, retired_bytes, retired_rounds; /* taken out of a tier, and sweeps that did */
    uint64_t binary_files, unreadable_files;
} StoreStats;

/* What the system allows and what this store makes of it; see engine/store/limits.h. */
typedef struct StoreLimits {
    Limits system;
    Budgets budgets;
} StoreLimits;

Store *store_new(const StoreOptions *options);
/* All snapshots and pins must be gone. Unmaps nothing: the program is about to end. */
void store_free(Store *store);
void store_stats(Store *store, StoreStats *stats);
StoreLimits store_limits(const Store *store);

/* The files of `tree`; a File whose path an earlier snapshot of the same root had is carried over with its bytes. Takes
 * its own reference to the tree. Returns a reference. Main thread. */
Snapshot *store_snapshot(Store *store, Tree *tree);
/* The root is another folder by now: the next snapshot carries nothing over. */
void store_forget(Store *store);
Snapshot *snapshot_retain(Snapshot *snapshot);
void snapshot_release(Snapshot *snapshot);
Tree *snapshot_tree(const Snapshot *snapshot); /* borrowed */
Store *snapshot_store(const Snapshot *snapshot);
uint32_t snapshot_count(const Snapshot *snapshot);
File *snapshot_file(const Snapshot *snapshot, uint32_t index); /* borrowed */

/* A new question begins. With file_touch, what stays in memory when there is not room for all follows what is of use;
 * see engine/store/retire.h. Any thread. */
void store_tick(Store *store);

/* As a JOB_LIST: stats every file; those that changed (size, inode, mtime, ctime) get a new generation and are read
 * again at the next pin. `done(context, changed)` is called on a worker at the end. Main thread. */
void store_revalidate(Store *store, Snapshot *snapshot, Pool *pool, void (*done)(void *context, uint32_t changed),
                      void *context);
/* The same for the files at `indices` alone, something having happened to them: one that was not read yet counts as
 * changed, and one that was changed as shortly before as times on disk cannot tell is taken as changed again. */
void store_revalidate_files(Store *store, Snapshot *snapshot, const uint32_t *indices, uint32_t count, Pool *pool,
                            void (*done)(void *context, uint32_t changed), void *context);

/* Facts that never wait. Size 0 and TEXT_UNKNOWN before the first pin. */
FileText file_text(const File *file);
uint64_t file_size(const File *file); /* of the bytes as pinned, after transcoding */
uint32_t file_generation(const File *file);
int file_errno(const File *file); /* why it is TEXT_UNREADABLE or TEXT_ABSENT; 0 otherwise */
/* True once its bytes have been read (or could not be), and are not outdated. */
bool file_is_read(const File *file);

/* How often any file of the store got a new generation: while this stays, so do all generations. */
uint64_t store_changes(const Store *store);
/* One number for the identity of a file: device, inode, size, mtime and ctime. Never 0. */
uint64_t store_fingerprint(const struct stat *facts);
/* Before its first pin: the file is known to an earlier run, which saw it as `fingerprint`. The generation that stands
 * for it, or 0 when the file has been read meanwhile and is another. When a pin finds another file there, or
 * store_revalidate does, it gets a new generation. */
uint32_t file_expect(File *file, uint64_t fingerprint);

typedef struct Pin {
    Slice bytes;   /* followed by at least one readable byte when mapped or packed; they may change while you look */
    uint64_t base; /* where in the file they begin: 0 but in a window */
    uint64_t size; /* of the file; more than bytes.len when it is read by windows: `bytes` are its first ones then */
    File *file;
    uint32_t generation;
    FileText text;
    void *hold; /* the store's own, as the next */
    struct PinWindows *windows;
    const struct HoleMap *holes; /* of a file over SPAN_BYTES, its longer ones (engine/store/holes.h); or NULL */
} Pin;

static inline bool pin_is_whole(const Pin *pin)
{
    return pin->bytes.len == pin->size;
}

/* Brings the file in when needed. False when it has no bytes to give (unreadable, absent); an empty file is true with
 * len 0. Each true is paired with file_unpin. A binary file is pinned like any other. */
bool file_pin(const Snapshot *snapshot, uint32_t index, Pin *pin);
/* Only when the bytes are in memory already and still of this generation; never blocks, reads no disk. */
bool file_pin_resident(const Snapshot *snapshot, uint32_t index, uint32_t generation, Pin *pin);
void file_unpin(Pin *pin);
/* The pinned file is of use: something was found in it, or it is being looked at. */
void file_touch(const Pin *pin);
/* False when a fault was met under the pin: what was read means nothing; the next file_pin reads the file anew. */
bool file_pin_is_intact(const Pin *pin);
/* The fingerprint of the file that the pinned bytes were read from, the same for each pin of the generation; 0 when
 * that cannot be promised, because the file was changing. */
uint64_t file_pin_fingerprint(const Pin *pin);

enum {
    WINDOW_MOST = 8 << 20, /* bytes that a window may have */
};

/* Bytes [start, end) of the file, at most WINDOW_MOST of them and cut at the file's end, from window->base on: those of
 * the pin when it has all, else read into a buffer. False when they cannot be read (a file that shrank, and then the
 * pin is no longer intact) or there is no memory. Each true is paired with file_window_close. Any thread; reads the
 * disk. */
bool file_window_open(const Pin *pin, uint64_t start, uint64_t end, Pin *window);
void file_window_close(const Pin *pin, Pin *window);

/* Newlines in nominal span `span` of a file over SPAN_BYTES (bytes [span * SPAN_BYTES, (span + 1) * SPAN_BYTES)), kept
 * beside the file once counted. Counts them when they are not known: workers and background threads. */
uint32_t file_span_newlines(const Pin *pin, uint32_t span);
