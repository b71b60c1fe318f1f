/* Rows of a search made ready to be drawn. */
#include "tui/views/row_block.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/utf8.h"

enum {
    MATCH_LEAD_BYTES = 320,       /* kept before a match far to the right */
    INDENT_BYTES_MOST = 4096,     /* white space looked over at the start of a line */
    COLUMN_BYTES_MOST = 64 << 20, /* characters are not counted further than this */
};

void row_block_free(RowBlock *block)
{
    if (!block)
        return;
    search_release(block->search);
    free(block->rows);
    buf_deinit(&block->bytes);
    free(block);
}

const RowText *row_block_at(const RowBlock *block, uint64_t row)
{
    if (!block || row < block->first || row - block->first >= block->count)
        return NULL;
    return &block->rows[row - block->first];
}

bool row_block_has(const RowBlock *block, uint64_t first, uint64_t count)
{
    return block && first >= block->first && first + count <= block->first + block->count;
}

Slice row_block_text(const RowBlock *block, const RowText *row)
{
    return slice_sub(buf_slice(&block->bytes), row->excerpt_at, row->excerpt_at + row->excerpt_len);
}

static size_t indentation(Slice line)
{
    size_t at = 0;
    while (at < line.len && at < INDENT_BYTES_MOST && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    return at;
}

/* Back to where a character begins. */
static size_t character_start(Slice line, size_t at)
{
    for (int i = 0; i < UTF8_MOST - 1 && at > 0 && at < line.len && ((unsigned char)line.data[at] & 0xc0) == 0x80; i++)
        at--;
    return at;
}

static uint64_t column_of(Slice line, size_t at)
{
    if (at > line.len || at > COLUMN_BYTES_MOST)
        return 0;
    uint64_t column = 1;
    for (size_t i = 0; i < at; i++)
        column += ((unsigned char)line.data[i] & 0xc0) != 0x80;
    return column;
}

/* The line may have changed since the row was resolved: every bound is checked against the bytes that are there. */
static void cut_excerpt(RowText *text, Slice line, Buf *bytes)
{
    size_t indent = indentation(line);
    size_t start = indent;
    const Row *row = &text->row;
    if (row->match_count > 0 && row->matches[0].start <= line.len) {
        size_t match = row->matches[0].start;
        if (match < start)
            start = match;
        if (match > start + EXCERPT_BYTES - MATCH_LEAD_BYTES)
            start = character_start(line, match - MATCH_LEAD_BYTES);
        text->column = column_of(line, match);
    }
    Slice excerpt = slice_sub(line, start, start + EXCERPT_BYTES);
    text->line_at = start;
    text->is_cut = start > indent;
    text->excerpt_at = bytes->len;
    text->excerpt_len = excerpt.len;
    buf_append_slice(bytes, excerpt);
}

void row_text_read(RowText *text, Snapshot *snapshot, Buf *bytes)
{
    Row *row = &text->row;
    if (row->is_heading || row->is_stale)
        return;
    Pin pin;
    if (!file_pin(snapshot, row->file, &pin)) {
        row->is_stale = true;
        return;
    }
    size_t before = bytes->len;
    if (pin.generation == row->generation && row->end <= pin.bytes.len)
        cut_excerpt(text, slice_sub(pin.bytes, row->start, row->end), bytes);
    else
        row->is_stale = true;
    if (!file_pin_is_intact(&pin)) {
        row->is_stale = true;
        bytes->len = before;
        text->excerpt_len = 0;
    }
    file_unpin(&pin);
}

static RowBlock *resolve(RowRequest *request, Matcher *matcher)
{
    RowBlock *block = mem_zalloc(1, sizeof *block);
    block->search = search_retain(request->search);
    block->first = request->first;
    Row *rows = mem_zalloc(request->count, sizeof *rows);
    block->rows = mem_zalloc(request->count, sizeof *block->rows);
    block->count = search_resolve(request->search, matcher, request->first, request->count, rows);
    for (size_t i = 0; i < block->count; i++) {
        block->rows[i].row = rows[i];
        row_text_read(&block->rows[i], search_snapshot(request->search), &block->bytes);
    }
    free(rows);
    return block;
}

static bool is_anchor(const Anchor *anchor, const Row *row)
{
    if (row->is_heading || row->file != anchor->file)
        return false;
    return !anchor->is_exact || row->start == anchor->offset;
}

static void find_anchor(RowRequest *request, Matcher *matcher)
{
    const Anchor *anchor = &request->anchor;
    uint64_t row = search_row_near(request->search, matcher, anchor->file, anchor->offset);
    Row found = {0};
    if (row >= request->known_rows || search_resolve(request->search, matcher, row, 1, &found) != 1)
        return;
    if (!is_anchor(anchor, &found)) {
        /* behind the file's last match: the one before, when any line near is good enough */
        if (anchor->is_exact || row < 2 || search_resolve(request->search, matcher, --row, 1, &found) != 1 ||
            !is_anchor(anchor, &found))
            return;
    }
    request->anchor_row = row;
    uint64_t half = request->count / 2;
    request->first = row > half ? row - half : 0;
    if (request->count > request->known_rows - request->first)
        request->count = (size_t)(request->known_rows - request->first);
}

static void work(Request *base, Matcher *matcher)
{
    RowRequest *request = (RowRequest *)base;
    if (request->anchor.is_set)
        find_anchor(request, matcher);
    request->block = resolve(request, matcher);
}

static void done(Request *base)
{
    RowRequest *request = (RowRequest *)base;
    search_release(request->search);
    request->search = NULL;
    request->ready(request);
}

static void drop(Request *base)
{
    RowRequest *request = (RowRequest *)base;
    search_release(request->search);
    row_block_free(request->block);
    free(request);
}

RowRequest *row_request_new(void *owner, void (*ready)(RowRequest *request))
{
    RowRequest *request = mem_zalloc(1, sizeof *request);
    request->request = (Request){.work = work, .done = done, .drop = drop};
    request->owner = owner;
    request->ready = ready;
    return request;
}

void row_request_post(RowRequest *request, Requests *requests, Search *search, uint64_t known_rows, uint64_t first,
                      size_t count, const Anchor *anchor)
{
    request->search = search_retain(search);
    request->known_rows = known_rows;
    request->first = first;
    request->count = first >= known_rows ? 0 : count < known_rows - first ? count : (size_t)(known_rows - first);
    request->anchor = *anchor;
    request->anchor_row = UINT64_MAX;
    request->block = NULL;
    requests_post(requests, &request->request);
}

void row_request_free(RowRequest *request)
{
    if (request_is_pending(&request->request))
        request_abandon(&request->request);
    else
        free(request);
}
