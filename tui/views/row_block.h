/* Rows of a search made ready to be drawn: resolved in the background, a screen or two around what is in view, with as
 * much of each line as a screen can show. The bytes are copied here, a few kilobytes for the rows in view and no more,
 * so that the thread that draws never waits for a page of a file. Main thread, but for what the request does. */
#pragma once

#include "engine/search/search.h"
#include "tui/request.h"
#include "tui/viewport.h"

enum { EXCERPT_BYTES = 1024, EXCERPT_PAINTS = 128 };

typedef struct RowText {
    Row row;
    size_t excerpt_at; /* into the block's bytes */
    size_t excerpt_len;
    size_t line_at;  /* where in the line the excerpt begins */
    bool is_cut;     /* text of the line stands before the excerpt, indentation apart */
    uint64_t column; /* of the first match: 1-based, in characters; 0 = unknown */
    size_t paint_at; /* into the block's paints, which are relative to the excerpt */
    size_t paint_count;
} RowText;

typedef struct RowBlock {
    Search *search; /* a reference */
    uint64_t first;
    size_t count;
    RowText *rows;
    Buf bytes;
    Paint *paints;
    size_t paint_count, paint_capacity;
} RowBlock;

void row_block_free(RowBlock *block);
/* NULL when the row is not in the block. */
const RowText *row_block_at(const RowBlock *block, uint64_t row);
bool row_block_has(const RowBlock *block, uint64_t first, uint64_t count);
Slice row_block_text(const RowBlock *block, const RowText *row);

/* One number for a row's text, to know it again; never 0. */
uint64_t row_block_mark(const RowBlock *block, const RowText *row);

/* Where the selection is to stay, when there still is such a line. */
typedef struct Anchor {
    bool is_set;
    bool is_exact; /* only the very line; otherwise the nearest one in the file with the same text, the nearest after it
                      in the same file, or the nearest of all */
    bool keeps_lost; /* not exact: where there is neither the text nor the line, the place itself */
    bool is_gone;    /* the file is not listed any more: `file` is the one that follows */
    uint32_t file;   /* in the search's snapshot */
    uint64_t offset;
    uint64_t line;
    uint64_t mark;  /* of the text */
    uint64_t row;   /* as it was numbered */
    int screen_row; /* it is to be shown so many rows below the top */
} Anchor;

/* What became of the line. */
typedef enum AnchorFate {
    ANCHOR_FOUND,   /* it, or what stands for it */
    ANCHOR_CHANGED, /* the line at its place has another text */
    ANCHOR_LOST,    /* it is no result any more: it stood before the row found, which may be behind the last */
} AnchorFate;

typedef struct RowRequest {
    Request request;
    void *owner;
    void (*ready)(struct RowRequest *request); /* main; takes the block */
    Search *search;                            /* a reference, until it is done */
    uint64_t known_rows;                       /* rows that may be asked for */
    uint64_t first;
    size_t count;
    Anchor anchor;       /* when set, and found, the rows around it are resolved instead of `first` */
    uint64_t anchor_row; /* UINT64_MAX: not found */
    AnchorFate fate;
    bool has_file; /* lost: its file still is among the results */
    RowBlock *block;
} RowRequest;

RowRequest *row_request_new(void *owner, void (*ready)(RowRequest *request));
/* Asks for `count` rows from `first` on. Nothing else may be pending. */
void row_request_post(RowRequest *request, Requests *requests, Search *search, uint64_t known_rows, uint64_t first,
                      size_t count, const Anchor *anchor);
/* At once, or when what is pending has ended. */
void row_request_free(RowRequest *request);

/* [background] One row with its excerpt appended to `bytes`. For writing lists of results. */
void row_text_read(RowText *text, Snapshot *snapshot, Buf *bytes);
