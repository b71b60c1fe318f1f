/* What store.c, file.c, body.c and revalidate.c share; nobody else includes it.
 *
 * A File goes through these states; everything about it but the word itself is written in STATE_LOADING only:
 *
 *     EMPTY --first pin--> LOADING --+--> READY    bytes stay; pins are counted
 *       ^                            +--> PASSING  facts are known, bytes are fetched for each pin
 *       |                            +--> FAILED   no bytes to give
 *       +-- expired, no pin left ---------+
 *     EMPTY --file_expect--> EXPECTED --first pin--> LOADING                 (an earlier run knew its fingerprint)
 *     READY --retired--> LOADING --> PASSING --there is room, and it was used--> LOADING --> READY   (see retire.h)
 *     READY --retired to come back--> LOADING --> EXPECTED
 *     READY --expired while pinned--> DRAINING --last pin goes--> EMPTY      (meanwhile new pins are passing)
 *     DRAINING --passing pin--> PASSED --last pin goes--> EXPECTED           (the fingerprint is what that pin read)
 *     PASSED --expired--> DRAINING
 *
 * The fingerprint, too, is written while old bytes are pinned: by the one passing pin that makes it PASSED. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "engine/store/fault.h"
#include "engine/store/slab.h"
#include "engine/store/store.h"

typedef enum FileState {
    STATE_EMPTY,
    STATE_LOADING,
    STATE_READY,
    STATE_DRAINING,
    STATE_PASSING,
    STATE_FAILED,
    STATE_EXPECTED,
    STATE_PASSED,
} FileState;

typedef enum Tier {
    TIER_NONE,   /* an empty file, or no file */
    TIER_MAPPED, /* owner: its Region */
    TIER_PACKED, /* in a slab */
    TIER_BLOCK,  /* owner: a block of its own: transcoded, or too large for a slab */
    TIER_WINDOW, /* no bytes: each pin reads by windows */
} Tier;

/* What is known of some bytes, as bits; FileText is made of them and of the tree's flags. */
enum {
    FACT_READ = 1 << 0, /* the others mean something */
    FACT_HAS_NUL = 1 << 1,
    FACT_HAS_HIGH = 1 << 2,
    FACT_UNREADABLE = 1 << 3,
    FACT_ABSENT = 1 << 4,
};

typedef struct PinWindows PinWindows;

/* The bytes of a file at one moment, and what holds them. */
typedef struct Body {
    const char *data;
    uint64_t len;
    void *owner;
    uint64_t print; /* of the file's identity, see body_fingerprint */
    Tier tier;
    unsigned facts;
    int cause;       /* errno when there is nothing to read */
    bool is_passing; /* counts against no budget; goes with the pin */
} Body;

/* One cache line: a search of everything touches each once. */
struct File {
    _Atomic(uint64_t) word; /* state, waiters' mark, pins, generation: see file.c */
    _Atomic(const char *) data;
    _Atomic(uint64_t) len;
    void *owner;
    _Atomic(_Atomic(uint32_t) *) span_newlines; /* UINT32_MAX: not counted yet */
    _Atomic(uint64_t) print;
    atomic_uint refs; /* snapshots that list it */
    uint32_t slot;    /* in its chunk */
    _Atomic(int16_t) cause;
    atomic_uchar facts;
    atomic_uchar overrides; /* ENTRY_BINARY, ENTRY_TEXT */
    atomic_uchar tier;
    _Atomic(uint16_t) use; /* the store's clock when something was last found in it; 0: never */
};
_Static_assert(sizeof(struct File) == 64, "a File is one cache line");

/* Files that came with one snapshot. Freed with the last of them. */
typedef struct FileChunk {
    _Alignas(64) Store *store;
    atomic_uint live;
    _Alignas(64) File files[];
} FileChunk;

/* The folder that paths are relative to, shared by the snapshots and the documents below it: one descriptor for all. */
typedef struct Root {
    atomic_uint refs;
    int fd; /* -1 when it could not be opened */
} Root;

struct Store {
    StoreLimits limits;
    Slabs *slabs;
    uint64_t map_threshold;
    _Atomic(int64_t) maps_left;
    _Atomic(int64_t) address_left; /* of address space, for what is mapped */
    _Atomic(uint16_t) clock;       /* questions asked so far, never 0 */
    _Atomic(uint16_t) rests_until; /* on the clock: the last sweep found nothing to retire */
    atomic_bool is_sweeping;       /* some thread retires files */
    _Atomic(uint32_t) hand;        /* where the next sweep of maps goes on */
    bool is_closing;               /* nothing is unmapped any more */
    Snapshot *latest;              /* a reference; main thread */
    pthread_mutex_t wait_lock;     /* for those who wait for a file in STATE_LOADING */
    pthread_cond_t has_loaded;
    _Atomic(uint64_t) changes; /* new generations of files so far */
    _Atomic(uint64_t) files, bytes, mapped_files, mapped_bytes, packed_files, packed_bytes, passing_files,
        passing_bytes, passing_pins, windowed_pins, retired_files, retired_bytes, retired_rounds, binary_files,
        unreadable_files;
};

struct Snapshot {
    atomic_uint refs;
    Store *store;
    Tree *tree;
    Root *root;
    uint32_t count;
    File *files[];
};

Root *root_retain(Root *root);
void root_release(Root *root); /* NULL is nothing to do */

/* Adds to a figure of the store. */
void figure_add(_Atomic(uint64_t) *figure, uint64_t amount);
/* Adds the file to the figures of the store, or takes it out (`sign` -1). */
void file_account(const File *file, int sign);

/* Reads the listed file. `may_stay`: within the budgets, in a tier; else for a pin alone. False with cause and facts
 * set when there is nothing to read. */
bool body_read(const Snapshot *snapshot, uint32_t index, bool may_stay, Body *body);
/* Opens the listed file for a pin that reads by windows (pin_windows.c); NULL when it is not, or no longer, the one
 * with that fingerprint. */
PinWindows *pin_windows_open(const Snapshot *snapshot, uint32_t index, uint64_t print);
void pin_windows_close(PinWindows *windows);
/* What was read of it is not what it was when it was opened. */
bool pin_windows_are_short(const PinWindows *windows);
Slice pin_windows_head(const PinWindows *windows);
/* Its longer holes, or NULL. Borrowed. */
const struct HoleMap *pin_windows_holes(const PinWindows *windows);
uint32_t pin_windows_count_newlines(PinWindows *windows, uint64_t start, uint64_t end);
/* Gives the bytes back. */
void body_release(Store *store, const Body *body);
/* Of address space that mapping so many bytes takes: with the page behind, and the rest of the last page. */
int64_t body_address_bytes(uint64_t size);
/* One number for device, inode, size, mtime and ctime. Never 0. */
uint64_t body_fingerprint(const struct stat *facts);

Store *file_store(const File *file);
/* Gives the bytes of an unpinned file back, and leaves what is known of them: no change, no new generation. With
 * `comes_back` the next pin gives them a place again. False when it is not READY, or pinned. */
bool file_retire(File *file, bool comes_back);
/* Puts the file into the state it has before its first pin. */
void file_init(File *file, uint32_t slot, EntryKind kind, unsigned flags);
/* The tree's flags for a file that was carried over. */
void file_set_flags(File *file, unsigned flags);
/* The bytes of `generation` are no longer those of the file: they go with their last pin. */
void file_expire(File *file, uint32_t generation);
/* Its generation, once nobody is loading it, and the fingerprint of what was read, 0 when nothing was. */
uint32_t file_settled_generation(File *file, uint64_t *print);
bool file_is_known(const File *file);
void file_release(File *file);
