/* The definitions among the results of a search. */
#include "tui/views/symbol_hits.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/outline.h"

enum { BATCH = 512, HEAD = 512, FILE_MOST = 8 << 20, DEFINITIONS = 128 };

/* The matching lines of one file, ascending. */
typedef struct FileHits {
    uint32_t file;
    const Row *rows;
    size_t count;
} FileHits;

static const Row *hit_at(const FileHits *hits, uint64_t offset)
{
    size_t low = 0, high = hits->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hits->rows[middle].end < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < hits->count && hits->rows[low].start <= offset ? &hits->rows[low] : NULL;
}

static void outline_file(const FileHits *hits, Slice path, Slice bytes, SymbolRows *out)
{
    const Language *language = language_for(path, slice_sub(bytes, 0, HEAD), slice_of("", 0));
    if (!outline_is_known(language))
        return;
    uint64_t end = hits->rows[hits->count - 1].end + OUTLINE_BEYOND;
    OutlineState state = {0};
    Outline outline;
    Definition found[DEFINITIONS];
    outline_start(&outline, language, &state, 0, slice_sub(bytes, 0, end));
    for (size_t count; (count = outline_next(&outline, found, DEFINITIONS)) > 0;)
        for (size_t i = 0; i < count && out->count < SYMBOL_ROWS_MOST; i++) {
            const Row *hit = hit_at(hits, found[i].name_start);
            SymbolRow row = {.file = hits->file, .kind = found[i].kind};
            if (!hit)
                continue;
            row.line = hit->line;
            row.line_start = hit->start;
            symbol_rows_add(out, &row, bytes);
        }
}

static void read_file(Search *search, const FileHits *hits, SymbolRows *out)
{
    Snapshot *snapshot = search_snapshot(search);
    Pin pin;
    if (hits->count == 0 || !file_pin(snapshot, hits->file, &pin))
        return;
    size_t before = out->count;
    if (pin.size <= FILE_MOST && pin_is_whole(&pin) && pin.generation == hits->rows[0].generation &&
        pin.text != TEXT_BINARY)
        outline_file(hits, tree_path(snapshot_tree(snapshot), hits->file), pin.bytes, out);
    if (!file_pin_is_intact(&pin))
        out->count = before;
    file_unpin(&pin);
}

static bool goes_on(const atomic_bool *stop, const SymbolRows *out)
{
    return !atomic_load_explicit(stop, memory_order_relaxed) && out->count < SYMBOL_ROWS_MOST;
}

void symbol_hits_read(Search *search, uint64_t search_rows, Matcher *matcher, const atomic_bool *stop, SymbolRows *out)
{
    uint64_t most = search_rows < SYMBOL_HITS_MOST ? search_rows : SYMBOL_HITS_MOST;
    Row *rows = mem_alloc((size_t)(most + 1) * sizeof *rows);
    size_t count = 0;
    while (count < most && goes_on(stop, out)) {
        size_t got =
            search_resolve(search, matcher, count, most - count < BATCH ? (size_t)(most - count) : BATCH, rows + count);
        if (got == 0)
            break;
        count += got;
    }
    for (size_t at = 0; at < count && goes_on(stop, out);) {
        size_t start = at + rows[at].is_heading, end = start;
        while (end < count && !rows[end].is_heading && !rows[end].is_stale)
            end++;
        FileHits hits = {.file = rows[at].file, .rows = rows + start, .count = end - start};
        read_file(search, &hits, out);
        at = end > at ? end : at + 1;
        while (at < count && !rows[at].is_heading)
            at++;
    }
    out->is_cut = most < search_rows || out->count == SYMBOL_ROWS_MOST;
    free(rows);
}
