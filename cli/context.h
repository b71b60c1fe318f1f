/* Lines around the matching ones (-A, -B, -C), and at most so many of them a file (-m). A span of a large file knows
 * nothing of its neighbours, so that what they print is put together here:
 *
 *     worker: printer --records of one span: match and context lines, numbered--> search_take_output
 *     main:   context_take: each line of a file once, a match before the context line that it is too, "--" at gaps
 *
 * The form is that of git grep. Main thread, but for context_add. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"

typedef enum RecordKind {
    RECORD_MATCH,
    RECORD_CONTEXT,
    RECORD_REMARK, /* about the file as a whole */
} RecordKind;

/* Appends a record: what is to be printed for line `line` of the file, its newline included. Any thread. */
void context_add(Buf *records, uint32_t file, uint64_t line, RecordKind kind, Slice text);

typedef struct ContextWriter {
    const char *gap;    /* printed between lines that are not neighbours; "" for nothing */
    uint64_t most;      /* matching lines a file; 0 for all */
    Buf held;           /* context behind the last match: a span that follows may have some of it as matches */
    uint32_t file;      /* of what came last */
    uint64_t last_line; /* printed of it; 0 for none */
    uint64_t matches;   /* printed of it */
    bool is_full;       /* no more of it is printed */
    bool has_printed;
} ContextWriter;

void context_deinit(ContextWriter *writer);
/* The records of the next span that has any; appends what can be printed now. */
void context_take(ContextWriter *writer, Slice records, Buf *out);
/* There are no more. */
void context_end(ContextWriter *writer, Buf *out);
