/* The line index of a document: a mark for each block of 64 KB, filled from the start while the main thread asks. One
 * background thread at a time extends it, with the help of others for the length of a call:
 *
 *     document_index_more --marks, then `indexed` (release)--> line queries (acquire): a mark, then at most one block
 *
 * Past the index a query looks at the bytes around the offset, no further than LOOK_BYTES: a place without a line
 * end that near is taken as one, so that a file without lines cannot stop the screen. */
#include <string.h>

#include "engine/base/team.h"
#include "engine/store/document_parts.h"
#include "engine/store/newlines.h"

enum {
    LOOK_BYTES = 1 << 20,
    BLOCKS_AT_ONCE = 32,       /* taken by a thread */
    BLOCKS_FOR_TEAM = 128,     /* fewer are sooner counted than a thread is started */
    BLOCKS_OF_HOLES = 1 << 16, /* passed over in one call at the most */
};

#define NO_LINE_START UINT64_MAX /* no line begins in the block or behind it */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t document_indexed_bytes(const Document *document)
{
    /* acquire: pairs with the release in document_index_more; the marks up to there can be read */
    return atomic_load_explicit(&document->indexed, memory_order_acquire);
}

uint64_t document_line_count(const Document *document)
{
    return atomic_load_explicit(&document->line_count, memory_order_acquire);
}

/* Full blocks being counted by several threads: each leaves what it found in the mark behind its block. */
typedef struct Counting {
    Document *document;
    atomic_ullong next; /* relaxed: only shares the blocks out */
    uint64_t end;
} Counting;

static void count_block(Document *document, uint64_t block, Slice bytes)
{
    size_t last = newlines_line_start(bytes, bytes.len, 0); /* 0: no newline */
    document->marks[block + 1] = (LineMark){
        .newlines = newlines_count(bytes),
        .line_start = last > 0 ? block * BLOCK_BYTES + last : NO_LINE_START,
    };
}

/* Blocks [first, end); what is wholly in a hole is not read. */
static void count_run(Document *document, uint64_t first, uint64_t end, Stretch *stretch)
{
    uint64_t hole_end;
    if (document_hole_at(document, first * BLOCK_BYTES, NULL, &hole_end) && hole_end >= end * BLOCK_BYTES) {
        for (uint64_t block = first; block < end; block++)
            document->marks[block + 1] = (LineMark){.line_start = NO_LINE_START};
        return;
    }
    document_read(document, first * BLOCK_BYTES, end * BLOCK_BYTES, stretch);
    for (uint64_t block = first; block < end; block++)
        count_block(document, block, stretch_sub(stretch, block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES));
}

static void count_blocks(void *context)
{
    Counting *counting = context;
    Stretch stretch = {0};
    uint64_t first;
    while ((first = atomic_fetch_add_explicit(&counting->next, BLOCKS_AT_ONCE, memory_order_relaxed)) < counting->end)
        count_run(counting->document, first, smaller(first + BLOCKS_AT_ONCE, counting->end), &stretch);
    stretch_deinit(&stretch);
}

/* Makes the marks behind the full blocks [first, end), whose own marks are the counts of one block each till then. */
static void index_blocks(Document *document, uint64_t first, uint64_t end)
{
    Counting counting = {.document = document, .end = end};
    atomic_init(&counting.next, first);
    if (end - first >= BLOCKS_FOR_TEAM)
        team_run(team_size(), count_blocks, &counting);
    else
        count_blocks(&counting);
    for (uint64_t block = first; block < end; block++) {
        LineMark *mark = &document->marks[block + 1];
        mark->newlines += document->marks[block].newlines;
        if (mark->line_start == NO_LINE_START)
            mark->line_start = document->marks[block].line_start;
    }
}

/* Counts the lines, at the end of the document, whose last block is not full. */
static void count_lines(Document *document, uint64_t size)
{
    Stretch stretch = {0};
    document_read(document, size - size % BLOCK_BYTES, size, &stretch);
    uint64_t newlines = document->marks[size / BLOCK_BYTES].newlines + newlines_count(stretch.bytes);
    if (size > 0 && size % BLOCK_BYTES == 0)
        document_read(document, size - 1, size, &stretch);
    bool ends_open = size > 0 && stretch.bytes.data[stretch.bytes.len - 1] != '\n';
    stretch_deinit(&stretch);
    atomic_store_explicit(&document->line_count, newlines + ends_open, memory_order_release);
}

static void publish(Document *document, uint64_t from, uint64_t to)
{
    if (!document->windows)
        document_mark_prefaulted(document, from, to - from);
    atomic_store_explicit(&document->indexed, to, memory_order_release);
}

bool document_index_more(Document *document, uint64_t budget_bytes)
{
    /* The end is looked at before the size, so that a size seen with it is the last. */
    bool is_growing = atomic_load(&document->is_growing);
    uint64_t size = document_size(document);
    /* A block that was only part there is counted again from its start. */
    uint64_t first = document_indexed_bytes(document) / BLOCK_BYTES;
    uint64_t full = size / BLOCK_BYTES;
    uint64_t budget = budget_bytes / BLOCK_BYTES + (budget_bytes % BLOCK_BYTES > 0);
    uint64_t end = smaller(full, first + smaller(budget, full - first));
    if (document->has_holes) { /* they are free */
        uint64_t most = smaller(size, (first + BLOCKS_OF_HOLES) * BLOCK_BYTES);
        end = document_reach(document, first * BLOCK_BYTES, most, budget * BLOCK_BYTES) / BLOCK_BYTES;
    }
    if (end > first) {
        index_blocks(document, first, end);
        publish(document, first * BLOCK_BYTES, end * BLOCK_BYTES);
    }
    if (end < full || end - first == budget)
        return false;
    if (!is_growing)
        count_lines(document, size);
    publish(document, full * BLOCK_BYTES, size);
    return !is_growing;
}

void document_take_index(Document *document, const Document *shorter)
{
    uint64_t blocks = document_indexed_bytes(shorter) / BLOCK_BYTES;
    memcpy(document->marks, shorter->marks, (size_t)(blocks + 1) * sizeof *document->marks);
    publish(document, 0, blocks * BLOCK_BYTES);
}

/* Newlines in [start of its block, offset), and in all blocks before. */
static uint64_t newlines_before(const Document *document, uint64_t offset)
{
    Stretch stretch = {0};
    document_read(document, offset - offset % BLOCK_BYTES, offset, &stretch);
    uint64_t count = document->marks[offset / BLOCK_BYTES].newlines + newlines_count(stretch.bytes);
    stretch_deinit(&stretch);
    return count;
}

uint64_t document_line_at(const Document *document, uint64_t offset)
{
    uint64_t size = document_size(document);
    if (offset >= size && size > 0)
        offset = size - 1;
    if (offset >= document_indexed_bytes(document))
        return 0;
    return newlines_before(document, offset) + 1;
}

bool document_line_offset(const Document *document, uint64_t line, uint64_t *offset)
{
    uint64_t size = document_size(document);
    uint64_t indexed = document_indexed_bytes(document);
    *offset = 0;
    if (line <= 1)
        return line == 1 && size > 0;
    /* The line starts behind newline number line - 1, which is in the last block that has fewer before it. */
    uint64_t wanted = line - 1;
    uint64_t low = 0;
    uint64_t high = indexed / BLOCK_BYTES + 1;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (document->marks[middle].newlines < wanted)
            low = middle;
        else
            high = middle;
    }
    uint64_t start = low * BLOCK_BYTES;
    Stretch stretch = {0};
    document_read(document, start, smaller(indexed, start + BLOCK_BYTES), &stretch);
    size_t at = newlines_skip(stretch.bytes, (size_t)(wanted - document->marks[low].newlines));
    bool is_there = at <= stretch.bytes.len && start + at < size;
    stretch_deinit(&stretch);
    if (!is_there)
        return false;
    *offset = start + at;
    return true;
}

uint64_t document_line_start(const Document *document, uint64_t offset)
{
    uint64_t size = document_size(document);
    if (offset >= size)
        offset = size > 0 ? size - 1 : 0;
    uint64_t block = offset / BLOCK_BYTES;
    bool is_indexed = block * BLOCK_BYTES <= document_indexed_bytes(document);
    uint64_t floor = is_indexed ? block * BLOCK_BYTES : offset > LOOK_BYTES ? offset - LOOK_BYTES : 0;
    uint64_t start = offset;
    document_newline_before(document, &start, floor, UINT64_MAX);
    return is_indexed && start == floor ? document->marks[block].line_start : start;
}

/* Where to look for the end of the line that holds `offset`: there, or in the last block that this line reaches
 * into as far as the index knows. */
static uint64_t skip_by_index(const Document *document, uint64_t offset)
{
    uint64_t low = offset / BLOCK_BYTES;
    uint64_t high = document_indexed_bytes(document) / BLOCK_BYTES + 1;
    if (low >= high)
        return offset;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (document->marks[middle].line_start <= offset)
            low = middle;
        else
            high = middle;
    }
    return low * BLOCK_BYTES > offset ? low * BLOCK_BYTES : offset;
}

uint64_t document_next_line(const Document *document, uint64_t offset)
{
    uint64_t size = document_size(document);
    if (offset >= size)
        return size;
    uint64_t from = skip_by_index(document, offset);
    uint64_t end = from;
    document_newline_after(document, &end, smaller(size, from + LOOK_BYTES), UINT64_MAX);
    return smaller(end + 1, size);
}
