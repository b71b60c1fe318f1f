/* What a Search is made of, shared by the files that do its parts:
 *
 *     search.c    starts, shares out and publishes      (workers write slots)
 *     carry.c     takes over what an earlier search knows of files that have not changed, before the workers start
 *     frontier.c  moves the frontier, keeps the totals  (main thread reads slots)
 *     resolve.c   turns row numbers into places         (background threads read slots)
 *     output.c    hands on what a printer wrote         (programs without a screen)
 *
 * Private to engine/search. */
#pragma once

#include <pthread.h>

#include "engine/search/candidates.h"
#include "engine/search/conditions.h"
#include "engine/search/scan.h"
#include "engine/search/search.h"
#include "engine/search/span_view.h"

enum { OFFSETS_KEPT = 16 }; /* matching lines whose offsets a slot keeps; with more, it keeps none */

/* Values of Slot.lines that are no counts. */
#define SLOT_PENDING UINT64_MAX
#define SLOT_SPLIT   (UINT64_MAX - 1) /* a large file: `split` has a slot for each span */

/* Of a slot whose file was left out for its path: the slot holds whatever is in the file. */
#define GENERATION_ANY UINT32_MAX

typedef struct Split Split;

/* What is known of one file, or of one span of a large one. Written by one worker, then published by `lines`. */
typedef struct Slot {
    _Atomic(uint64_t) lines; /* stored with release once all else is written; loaded with acquire */
    union {
        const uint32_t *offsets; /* 1 .. OFFSETS_KEPT of them, from the span's nominal start; NULL when not kept */
        Split *split;
        Buf *output; /* the printer's, until it is taken */
    };
    uint32_t generation; /* of the file as scanned, or as signed; 0: nothing is known of the file */
    uint32_t timed_out_lines;
} Slot;

/* A large file being searched span by span, by every worker that comes along. */
struct Split {
    uint32_t file;
    uint32_t span_count;
    atomic_uint next_span;  /* relaxed: only shares the spans out */
    atomic_uint spans_left; /* acq_rel: the worker that ends the last one unpins */
    Pin pin;
    Slot *slots;
    SpanStates states; /* for patterns that are for some regions */
    Split *next_open;  /* under Search.lock */
    Split *next_made;
};

/* Where kept offsets live: chunks that are freed with the search. One worker's own. */
typedef struct OffsetChunk {
    struct OffsetChunk *next;
    size_t used;
    uint32_t offsets[4096];
} OffsetChunk;

/* A matched file below the frontier. */
typedef struct Matched {
    uint32_t index;
    uint64_t lines_before; /* matching lines in the files before it */
} Matched;

typedef struct SearchWorker {
    OffsetChunk *chunks;
    LineList list;    /* of the span being scanned */
    LineList range;   /* of one range of it */
    Matcher *matcher; /* made and freed by the worker itself: a matcher's timer belongs to its thread */
    uint64_t last_wake_ns;
    uint64_t scanned_spans;
} SearchWorker;

struct Search {
    Job job;           /* first: the pool's handle */
    atomic_uint users; /* references that callers hold; with the last one the search is cancelled */
    atomic_uint holds; /* the users together, and the job: with the last one the memory goes */
    Pool *pool;
    Snapshot *snapshot;
    Pattern *pattern;
    PathFilter *filter;
    Conditions conditions;
    size_t zeros;          /* of a hole that matter to them all: see plan_zeros */
    bool has_regions;      /* the pattern or a condition is for some regions only */
    SearchOptions options; /* `index`, `within`, `before` and `conditions` are of use at the start only */
    Candidates candidates;
    Wake *wake;
    uint64_t start_ns;

    atomic_bool is_cancelled;
    atomic_bool is_complete; /* release by the last worker, after end_ns; acquire by readers */
    uint64_t end_ns;
    uint64_t scanned_spans; /* as end_ns */
    atomic_uint next_file;
    atomic_uint files_accepted;
    atomic_ullong found_lines; /* relaxed: decides when to wake, counts nothing for the user */
    atomic_ullong timed_out_lines;
    atomic_ullong shortened_lines;
    atomic_uint unreadable_files;
    Slot *slots; /* one a file */
    uint32_t file_count;
    SearchWorker *workers;

    pthread_mutex_t lock;       /* guards what follows */
    pthread_cond_t has_changed; /* a slot was published for a waiting reader, output was taken, or all is complete */
    Split *open_splits;         /* with spans to take, in file order */
    Split *made_splits;
    atomic_uint open_count;
    const Slot *awaited;     /* by the reader of the output, who sleeps; or NULL */
    uint64_t output_waiting; /* bytes that the printer wrote and nobody has taken */

    /* the frontier, main thread; `matched` is also read by background threads, under the lock */
    uint32_t frontier_file;
    uint32_t frontier_span;
    uint64_t lines;
    Matched *matched;
    size_t matched_count;
    size_t matched_capacity;

    /* the reader of the output, one thread */
    uint32_t output_file;
    uint32_t output_span;
};

/* Room for the offsets of `count` matching lines, OFFSETS_KEPT at most. */
uint32_t *search_offset_room(SearchWorker *worker, size_t count);
/* False where the text is none that is searched. */
bool search_wants_text(const Search *search, FileText text);
/* Fills and publishes the slots of all candidates of which `before` knows, and leaves the other candidates. Before the
 * workers start. */
void search_carry_over(Search *search, const Search *before);
/* 1-based number of the line that starts at `start` of the view. */
uint64_t span_line_number(const Pin *pin, uint32_t span, const SpanView *view, uint64_t start);
/* Puts what the printer made of the span into the slot. */
void output_print(Search *search, SearchWorker *worker, Slot *slot, const Pin *pin, const SpanView *view, uint32_t file,
                  uint32_t span);
/* Ready to tell the regions of the lines of the view, those of the file's span `span`. The pin is borrowed. */
void search_walk_regions(Search *search, RegionWalk *walk, const Pin *pin, const SpanView *view, uint32_t file,
                         uint32_t span);
/* The same for whoever reads matches line by line. */
void search_read_regions(Search *search, RegionReader *reader, const Pin *pin, const SpanView *view, uint32_t file,
                         uint32_t span);
/* Holds a worker back while too much output waits. */
void output_hold_back(Search *search);
uint64_t search_now_ns(void);
