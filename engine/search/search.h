/* One search over one snapshot: exact counts that grow while it runs, and rows that are resolved on demand.
 *
 *     search_start --> workers: file by file in display order (large files span by span) --> slots
 *     main: search_advance moves the frontier over finished slots --> totals, matched files
 *     task queue: search_resolve turns row numbers into places --> main draws them from pins
 *
 * A slot holds the number of matching lines, and their offsets below a cap; a row whose offset was not kept is
 * found again by scanning its span. So a hundred million matches cost no more memory than ten.
 *
 * Rows as the screen shows them are virtual: each matched file is a heading followed by its matching lines. Row
 * numbers are 0-based, and only ever appended while the search runs.
 *
 * Counted references. Main thread unless marked. */
#pragma once

#include "engine/base/buf.h"
#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/search/index.h"
#include "engine/search/pattern.h"
#include "engine/store/store.h"
#include "engine/tree/filter.h"

typedef struct Search Search;

/* The matching lines of one span, as a printer sees them on a worker while the bytes are pinned. A binary file is
 * always one span. */
typedef struct SpanLines {
    uint32_t file;          /* index in the snapshot */
    const Pin *pin;         /* its bytes may be without most of the zeros of a hole in their last line */
    const uint64_t *starts; /* offsets of the matching lines, ascending */
    size_t count;
    uint64_t base_offset; /* a line start at or before starts[0] ... */
    uint64_t base_line;   /* ... and its 1-based number */
    Pattern *pattern;
    Matcher *matcher; /* the worker's own, as what follows is */
    struct RegionReader *regions;
    const struct SpanView *view;
} SpanLines;

/* The first match at or after `from` in the line that starts at `start`, in the regions that the pattern is for. Lines
 * must ascend. */
MatchResult span_lines_match(const SpanLines *lines, uint64_t start, Slice line, size_t from, Match *match);

/* How far from the start of the line that starts at `start` offset `at` of it is in the file: more than `at` behind a
 * hole that is not all there. */
uint64_t span_lines_distance(const SpanLines *lines, uint64_t start, size_t at);

/* Appends to `out` what is to be printed for the span. On a worker; several run at once. */
typedef void SpanPrinter(void *context, const SpanLines *lines, Buf *out);

typedef struct SearchOptions {
    bool with_binary; /* look into binary files too */
    Index *index;     /* signatures of the snapshot: leaves out what cannot match; NULL for none */
    Search *within;   /* a complete search whose matches hold all of this one's (engine/search/narrow); NULL for none */
    /* A search that was asked the same of these files as they were, or as they were listed, then; however far it came.
     * What it knows of files that have not changed is taken over. NULL for none. */
    Search *before;
    Pattern *const *conditions; /* what a line must match beside the pattern, each by its own modes; NULL for nothing */
    size_t condition_count;
    SpanPrinter *printer; /* for programs without a screen; NULL for none */
    void *printer_context;
} SearchOptions;

/* Starts on the pool's workers. Takes references to all it is given; `filter` and `wake` may be NULL. `wake` is
 * signalled when the first screenful is there, now and then after that, and at the end. */
Search *search_start(Pool *pool, Snapshot *snapshot, Pattern *pattern, PathFilter *filter, const SearchOptions *options,
                     Wake *wake);
Search *search_retain(Search *search);
/* The last reference also cancels; workers leave within a millisecond. Any thread. */
void search_release(Search *search);
void search_cancel(Search *search);

typedef struct SearchProgress {
    uint64_t lines;                   /* matching lines so far: exact once complete, a lower bound before */
    uint32_t files;                   /* files with at least one */
    uint64_t rows;                    /* lines + files: rows that can be resolved now */
    uint64_t timed_out_lines;         /* lines on which the pattern ran out of time: not counted as matching */
    uint64_t shortened_lines;         /* matching lines that the printer saw without most of the zeros of a hole */
    uint32_t unreadable_files;        /* so many may hold more; files that have vanished are none of them */
    uint32_t files_done, files_total; /* files_total: once complete, those that were looked at */
    uint64_t scanned_spans;           /* once complete: those that were not left out, nor taken over */
    bool is_complete;
    double ms; /* from start to complete count; so far, while it runs */
} SearchProgress;

/* Moves the frontier over what the workers have finished. Never blocks. */
void search_advance(Search *search, SearchProgress *progress);
/* Blocks until the count is complete; for programs without a screen. */
void search_wait(Search *search, SearchProgress *progress);

/* What the printer wrote for the next span in display order; blocks until it is known. False at the end. Workers pause
 * while much output waits here, so a slow reader costs no memory. */
bool search_take_output(Search *search, Buf *out);

Snapshot *search_snapshot(const Search *search); /* borrowed */
Pattern *search_pattern(const Search *search);   /* borrowed */
/* Those of the options, `*count` of them. Borrowed. */
Pattern *const *search_conditions(const Search *search, size_t *count);

/* Matched files below the frontier, in display order. */
uint32_t search_file_count(const Search *search);
typedef struct MatchedFile {
    uint32_t index; /* in the snapshot */
    uint64_t row;   /* of its heading */
    uint64_t lines; /* matching lines in it */
} MatchedFile;
MatchedFile search_file(const Search *search, uint32_t nth);
/* Which matched file the row belongs to. */
uint32_t search_file_of_row(const Search *search, uint64_t row);

enum { ROW_MATCHES = 8 };

/* A row's place. Offsets are into the file's pinned bytes of `generation`. */
typedef struct Row {
    uint64_t row;
    uint32_t file;              /* index in the snapshot */
    uint32_t generation;        /* of the file when it was resolved */
    bool is_heading;            /* then only `file` and `count` are set */
    bool is_stale;              /* the file has changed since: there is nothing to show */
    uint64_t count;             /* heading: matching lines in the file */
    uint64_t line;              /* 1-based */
    uint64_t start;             /* of the line */
    uint64_t end;               /* of the line, before its newline */
    Match matches[ROW_MATCHES]; /* the first ones, relative to `start` */
    unsigned match_count;
} Row;

/* [background] Resolves `count` rows from `first` on; returns how many it could. `progress_rows` of the last
 * search_advance bounds what may be asked. Uses the caller's matcher. */
size_t search_resolve(Search *search, Matcher *matcher, uint64_t first, size_t count, Row *rows);
/* The row of the first matching line at or after (file index in the snapshot, offset), for keeping the selection.
 * [background] */
uint64_t search_row_near(Search *search, Matcher *matcher, uint32_t file, uint64_t offset);
