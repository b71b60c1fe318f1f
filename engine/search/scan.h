/* Looking for matching lines in one run of bytes: the pattern's strategy picks the kernel, the matcher verifies where
 * it must. Pure but for the matcher; workers and background threads. */
#pragma once

#include <stdatomic.h>

#include "engine/search/pattern.h"

/* Where matching lines are noted: the first `most` of them. Embedded in its owner; zero-initialised but for `most`. */
typedef struct LineList {
    uint64_t *offsets; /* starts of lines, ascending */
    size_t count;
    size_t capacity;
    size_t most;
} LineList;

void line_list_deinit(LineList *list);
void line_list_append(LineList *list, const LineList *more);

typedef struct ScanRequest {
    const Pattern *pattern;
    Matcher *matcher;
    Slice bytes;
    uint64_t start; /* a line's start */
    uint64_t end;   /* just behind a line's end, or the end of the bytes */
    bool is_ascii;
    bool stops_when_full;      /* ends once the list is full: then `lines` is what it holds */
    const atomic_bool *cancel; /* may be NULL; when it turns true the result means nothing */
} ScanRequest;

typedef struct ScanResult {
    uint64_t lines;
    uint64_t timed_out_lines;
} ScanResult;

/* Counts the matching lines and notes the first ones in `list` (emptied first). */
ScanResult scan_lines(const ScanRequest *request, LineList *list);

/* True when lines are counted block by block, without a look at each: then those of a list that is not empty cost more
 * than the rest of the scan. */
bool scan_is_for_counts(const Pattern *pattern);

/* The lines that a nominal span owns are those that start in it: narrows [*start, *end) to them, which may leave
 * nothing. `*start` is 0 or nominal; looks at bytes of the span, and beyond it only to the end of its last line. */
void scan_own_lines(Slice bytes, uint64_t *start, uint64_t *end);
