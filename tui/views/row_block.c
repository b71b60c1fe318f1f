/* Rows of a search made ready to be drawn. */
#include "tui/views/row_block.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "tui/utf8.h"
#include "tui/views/row_tint.h"

enum {
    MATCH_LEAD_BYTES = 320,       /* kept before a match far to the right */
    INDENT_BYTES_MOST = 4096,     /* white space looked over at the start of a line */
    COLUMN_BYTES_MOST = 64 << 20, /* characters are not counted further than this */
    ANCHOR_REACH = 512,           /* rows to both sides among which a line is looked for by its text */
    ANCHOR_STEP = 64,
};

void row_block_free(RowBlock *block)
{
    if (!block)
        return;
    search_release(block->search);
    free(block->rows);
    free(block->paints);
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

static uint64_t mark_of(Slice text)
{
    uint64_t mark = hash_bytes(HASH_START, text);
    return mark ? mark : 1;
}

uint64_t row_block_mark(const RowBlock *block, const RowText *row)
{
    return mark_of(row_block_text(block, row));
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

/* Colours the excerpt. */
static void tint(RowBlock *block, RowTinter *tinter, RowText *text, const Tree *tree, Slice bytes)
{
    const Row *row = &text->row;
    block->paints =
        mem_grow(block->paints, &block->paint_capacity, block->paint_count + EXCERPT_PAINTS, sizeof *block->paints);
    row_tinter_enter(tinter, row->file, row->generation, tree_path(tree, row->file), tree_language(tree, row->file),
                     bytes);
    text->paint_at = block->paint_count;
    text->paint_count =
        row_tinter_paint(tinter, bytes, row->start, row->end, text->line_at, text->line_at + text->excerpt_len,
                         block->paints + block->paint_count, EXCERPT_PAINTS);
    block->paint_count += text->paint_count;
}

/* `block` and `tinter` are NULL when no colour is asked for. */
static void read_row(RowText *text, Snapshot *snapshot, Buf *bytes, RowBlock *block, RowTinter *tinter)
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
    Pin window;
    row->is_stale = pin.generation != row->generation || row->end > pin.size ||
                    !file_window_open(&pin, row->start, row->end, &window);
    if (!row->is_stale) {
        cut_excerpt(text, slice_sub(window.bytes, row->start - window.base, row->end - window.base), bytes);
        file_window_close(&pin, &window);
    }
    if (!row->is_stale && block && pin_is_whole(&pin))
        tint(block, tinter, text, snapshot_tree(snapshot), pin.bytes);
    if (!file_pin_is_intact(&pin)) {
        row->is_stale = true;
        bytes->len = before;
        text->excerpt_len = text->paint_count = 0;
    }
    file_unpin(&pin);
}

void row_text_read(RowText *text, Snapshot *snapshot, Buf *bytes)
{
    read_row(text, snapshot, bytes, NULL, NULL);
}

static RowBlock *resolve(Search *search, Matcher *matcher, uint64_t first, size_t count)
{
    RowBlock *block = mem_zalloc(1, sizeof *block);
    RowTinter tinter = {0};
    block->search = search_retain(search);
    block->first = first;
    Row *rows = mem_zalloc(count, sizeof *rows);
    block->rows = mem_zalloc(count, sizeof *block->rows);
    block->count = search_resolve(search, matcher, first, count, rows);
    for (size_t i = 0; i < block->count; i++) {
        block->rows[i].row = rows[i];
        read_row(&block->rows[i], search_snapshot(search), &block->bytes, block, &tinter);
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

/* Rows of the anchor's file from `near` on, upward or downward: the nearest with its text, or UINT64_MAX. */
static uint64_t find_text(RowRequest *request, Matcher *matcher, uint64_t near, bool goes_up)
{
    const Anchor *anchor = &request->anchor;
    uint64_t found = UINT64_MAX, next = near;
    bool is_inside = true;
    for (int looked = 0; looked < ANCHOR_REACH && is_inside && found == UINT64_MAX; looked += ANCHOR_STEP) {
        uint64_t first = goes_up ? (next > ANCHOR_STEP ? next - ANCHOR_STEP : 0) : next;
        uint64_t end = goes_up ? next : next + ANCHOR_STEP;
        end = end < request->known_rows ? end : request->known_rows;
        RowBlock *block = resolve(request->search, matcher, first, first < end ? (size_t)(end - first) : 0);
        is_inside = block->count > 0;
        for (size_t i = 0; i < block->count && is_inside && found == UINT64_MAX; i++) {
            const RowText *row = &block->rows[goes_up ? block->count - 1 - i : i];
            is_inside = is_anchor(anchor, &row->row);
            if (is_inside && !row->row.is_stale && row_block_mark(block, row) == anchor->mark)
                found = row->row.row;
        }
        row_block_free(block);
        next = goes_up ? first : end;
    }
    return found;
}

/* The same text in the file, the nearer one of that above and that below; UINT64_MAX for none. */
static uint64_t find_same_text(RowRequest *request, Matcher *matcher, uint64_t near)
{
    uint64_t below = find_text(request, matcher, near, false);
    uint64_t above = find_text(request, matcher, near, true);
    if (above == UINT64_MAX || below == UINT64_MAX)
        return above == UINT64_MAX ? below : above;
    return near - above <= below - near ? above : below;
}

/* The row before which the line stood. `near` is a row of its file's, `found`, or the first line behind it, 0 for none.
 */
static uint64_t find_gap(RowRequest *request, uint64_t near, const Row *found)
{
    request->fate = ANCHOR_LOST;
    request->has_file = found != NULL;
    if (found)
        return found->start < request->anchor.offset ? near + 1 : near;
    return near > 0 ? near - 1 : request->known_rows;
}

/* The row of a line where the anchor's was, or as near as there is one; UINT64_MAX for none. */
static uint64_t find_place(RowRequest *request, Matcher *matcher, uint64_t near)
{
    const Anchor *anchor = &request->anchor;
    Row found = {0};
    uint64_t row = anchor->is_gone ? UINT64_MAX : find_same_text(request, matcher, near);
    if (row != UINT64_MAX)
        return row;
    row = near;
    bool is_inside =
        !anchor->is_gone && search_resolve(request->search, matcher, row, 1, &found) == 1 && is_anchor(anchor, &found);
    if (is_inside && (found.start == anchor->offset || found.line == anchor->line)) {
        request->fate = ANCHOR_CHANGED;
        return row;
    }
    if (anchor->keeps_lost)
        return find_gap(request, row, is_inside ? &found : NULL);
    if (is_inside)
        return row;
    /* behind the file's last match: the one before */
    if (row > 1 && search_resolve(request->search, matcher, row - 1, 1, &found) == 1 && is_anchor(anchor, &found))
        return row - 1;
    /* the file is gone from the results: what follows it, or what stands at the end */
    if (row == 0)
        row = anchor->row;
    if (row >= request->known_rows)
        row = request->known_rows - 1;
    if (search_resolve(request->search, matcher, row, 1, &found) != 1)
        return UINT64_MAX;
    return found.is_heading && row + 1 < request->known_rows ? row + 1 : row;
}

static void find_anchor(RowRequest *request, Matcher *matcher)
{
    const Anchor *anchor = &request->anchor;
    uint64_t row = search_row_near(request->search, matcher, anchor->file, anchor->offset);
    Row found = {0};
    if (request->known_rows == 0)
        return;
    if (!anchor->is_exact)
        row = find_place(request, matcher, row);
    else if (search_resolve(request->search, matcher, row, 1, &found) != 1 || !is_anchor(anchor, &found))
        return;
    if (row >= request->known_rows && request->fate != ANCHOR_LOST)
        return;
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
    request->block = resolve(request->search, matcher, request->first, request->count);
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
    request->fate = ANCHOR_FOUND;
    request->has_file = false;
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
