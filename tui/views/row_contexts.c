/* Which definitions the rows of a block are in. */
#include "tui/views/row_contexts.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/row_context.h"

/* Of rows [first, first + count) of the search. */
typedef struct Labels {
    Search *search; /* a reference; NULL: none */
    uint64_t first;
    size_t count;
    size_t *ends; /* in `text`, row by row */
    Buf text;
} Labels;

typedef struct Reading {
    Request request;
    RowContexts *owner;
    Row *rows;
    Labels labels;
} Reading;

struct RowContexts {
    App *app;
    Labels labels;
    Reading *reading; /* NULL: none */
};

static void labels_deinit(Labels *labels)
{
    if (labels->search)
        search_release(labels->search);
    free(labels->ends);
    buf_deinit(&labels->text);
    *labels = (Labels){0};
}

/* --- in the background --- */

static void read_row(RowContext *context, Snapshot *snapshot, const Row *row, Buf *out)
{
    Pin pin;
    if (row->is_heading || row->is_stale || !file_pin(snapshot, row->file, &pin))
        return;
    const Tree *tree = snapshot_tree(snapshot);
    size_t before = out->len;
    if (pin.generation == row->generation && row->end <= pin.bytes.len)
        row_context_append(context, row->file, row->generation, tree_path(tree, row->file),
                           tree_language(tree, row->file), pin.bytes, row->start, out);
    if (!file_pin_is_intact(&pin))
        out->len = before;
    file_unpin(&pin);
}

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    Reading *reading = (Reading *)request;
    Labels *labels = &reading->labels;
    RowContext context = {0};
    for (size_t i = 0; i < labels->count; i++) {
        read_row(&context, search_snapshot(labels->search), &reading->rows[i], &labels->text);
        labels->ends[i] = labels->text.len;
    }
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    Reading *reading = (Reading *)request;
    labels_deinit(&reading->labels);
    free(reading->rows);
    free(reading);
}

static void done(Request *request)
{
    Reading *reading = (Reading *)request;
    RowContexts *contexts = reading->owner;
    contexts->reading = NULL;
    labels_deinit(&contexts->labels);
    contexts->labels = reading->labels;
    reading->labels = (Labels){0};
    drop(request);
}

static bool covers(const Labels *labels, const RowBlock *block)
{
    return labels->search == block->search && labels->first <= block->first &&
           labels->first + labels->count >= block->first + block->count;
}

void row_contexts_update(RowContexts *contexts, const RowBlock *block)
{
    if (!block || block->count == 0 || contexts->reading || covers(&contexts->labels, block))
        return;
    Reading *reading = mem_zalloc(1, sizeof *reading);
    reading->request = (Request){.work = work, .done = done, .drop = drop};
    reading->owner = contexts;
    reading->rows = mem_alloc(block->count * sizeof *reading->rows);
    for (size_t i = 0; i < block->count; i++)
        reading->rows[i] = block->rows[i].row;
    reading->labels = (Labels){.search = search_retain(block->search), .first = block->first, .count = block->count};
    reading->labels.ends = mem_alloc(block->count * sizeof *reading->labels.ends);
    contexts->reading = reading;
    requests_post(app_requests(contexts->app), &reading->request);
}

Slice row_contexts_at(const RowContexts *contexts, const Search *search, uint64_t row)
{
    const Labels *labels = &contexts->labels;
    if (!search || labels->search != search || row < labels->first || row - labels->first >= labels->count)
        return slice_of("", 0);
    size_t at = (size_t)(row - labels->first);
    return slice_sub(buf_slice(&labels->text), at > 0 ? labels->ends[at - 1] : 0, labels->ends[at]);
}

bool row_contexts_are_waiting(const RowContexts *contexts)
{
    return contexts->reading != NULL;
}

RowContexts *row_contexts_new(App *app)
{
    RowContexts *contexts = mem_zalloc(1, sizeof *contexts);
    contexts->app = app;
    return contexts;
}

void row_contexts_free(RowContexts *contexts)
{
    if (contexts->reading)
        request_abandon(&contexts->reading->request);
    labels_deinit(&contexts->labels);
    free(contexts);
}
