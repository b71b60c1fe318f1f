/* The line index of a document: a mark for each block of 64 KB, filled from the start by one background thread
 * while the main thread asks.
 *
 *     document_index_more --marks, then `indexed` (release)--> line queries (acquire): a mark, then at most one block
 *
 * Past the index a query looks at the bytes around the offset, no further than LOOK_BYTES: a place without a line
 * end that near is taken as one, so that a file without lines cannot stop the screen. */
#include <string.h>

#include "engine/store/document_parts.h"
#include "engine/store/newlines.h"

enum { LOOK_BYTES = 1 << 20 };

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

/* Counts block `block`, up to `end`. A full one gives the mark of the next; `is_last` the number of lines. */
static void index_block(Document *document, uint64_t block, uint64_t end, bool is_last)
{
    const LineMark *mark = &document->marks[block];
    uint64_t start = block * BLOCK_BYTES;
    Slice bytes = slice_of(document->data + start, (size_t)(end - start));
    uint64_t newlines = mark->newlines + newlines_count(bytes);
    if (bytes.len < BLOCK_BYTES) {
        bool ends_open = end > 0 && document->data[end - 1] != '\n';
        if (is_last)
            atomic_store_explicit(&document->line_count, newlines + ends_open, memory_order_release);
        return;
    }
    size_t last = newlines_line_start(bytes, bytes.len, 0);
    bool has_newline = last > 0; /* behind a newline, which is at 0 at the least */
    document->marks[block + 1] = (LineMark){
        .newlines = newlines,
        .line_start = has_newline ? start + last : mark->line_start,
    };
}

bool document_index_more(Document *document, uint64_t budget_bytes)
{
    /* The end is looked at before the size, so that a size seen with it is the last. */
    bool is_growing = atomic_load(&document->is_growing);
    uint64_t size = document_size(document);
    uint64_t indexed = document_indexed_bytes(document);
    uint64_t done = 0;
    /* A block that was only part there is counted again from its start. */
    for (uint64_t block = indexed / BLOCK_BYTES; block * BLOCK_BYTES <= size; block++) {
        if (done >= budget_bytes)
            return false;
        uint64_t end = smaller((block + 1) * BLOCK_BYTES, size);
        index_block(document, block, end, !is_growing);
        document_mark_prefaulted(document, block * BLOCK_BYTES, end - block * BLOCK_BYTES);
        atomic_store_explicit(&document->indexed, end, memory_order_release);
        done += BLOCK_BYTES;
    }
    return !is_growing;
}

/* Newlines in [start of its block, offset), and in all blocks before. */
static uint64_t newlines_before(const Document *document, uint64_t offset)
{
    const LineMark *mark = &document->marks[offset / BLOCK_BYTES];
    size_t into = (size_t)(offset % BLOCK_BYTES);
    return mark->newlines + newlines_count(slice_of(document->data + (offset - into), into));
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
    Slice bytes = slice_of(document->data + start, (size_t)smaller(indexed - start, BLOCK_BYTES));
    size_t at = newlines_skip(bytes, (size_t)(wanted - document->marks[low].newlines));
    if (at > bytes.len || start + at >= size)
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
    uint64_t start = newlines_line_start(document_bytes(document), (size_t)offset, (size_t)floor);
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
    Slice bytes = document_bytes(document);
    bytes.len = (size_t)smaller(size, from + LOOK_BYTES);
    size_t end = newlines_line_end(bytes, (size_t)from);
    return smaller(end + 1, size);
}
