/* The definitions among the results of a search, or those whose names it found. */
#include "tui/views/symbol_hits.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/outline.h"

enum { BATCH = 4096, HEAD = 512, FILE_MOST = 8 << 20, DEFINITIONS = 128 };
enum { RANK_PREFIX = 1, RANK_WITHIN = 2 };

/* The matching lines of one file, ascending. */
typedef struct FileHits {
    uint32_t file;
    SymbolHits which;
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

/* Where the name stands among those asked for: 0 is first. False when it is not one of them. */
static bool rank_name(const Row *hit, const Definition *name, uint8_t *rank)
{
    for (unsigned i = 0; i < hit->match_count; i++) {
        uint64_t start = hit->start + hit->matches[i].start;
        uint64_t end = hit->start + hit->matches[i].end;
        if (start < name->name_start || end > name->name_start + name->name_len)
            continue;
        *rank = start != name->name_start ? RANK_WITHIN : end < name->name_start + name->name_len ? RANK_PREFIX : 0;
        return true;
    }
    return false;
}

static void note_definition(const FileHits *hits, const Definition *found, Slice bytes, SymbolRows *out)
{
    const Row *hit = hit_at(hits, found->name_start);
    SymbolRow row = {.file = hits->file, .kind = found->kind};
    if (!hit)
        return;
    if (hits->which == HITS_IN_NAMES &&
        (!rank_name(hit, found, &row.rank) || symbol_rows_have(out, hits->file, hit->start)))
        return;
    row.line = hit->line;
    row.line_start = hit->start;
    symbol_rows_add(out, &row, bytes);
}

static void outline_file(const FileHits *hits, const Tree *tree, Slice bytes, SymbolRows *out)
{
    const Language *language =
        language_for(tree_path(tree, hits->file), slice_sub(bytes, 0, HEAD), tree_language(tree, hits->file));
    if (!outline_is_known(language))
        return;
    uint64_t end = hits->rows[hits->count - 1].end + OUTLINE_BEYOND;
    OutlineState state = {0};
    Outline outline;
    Definition found[DEFINITIONS];
    outline_start(&outline, language, &state, 0, slice_sub(bytes, 0, end));
    for (size_t count; (count = outline_next(&outline, found, DEFINITIONS)) > 0;)
        for (size_t i = 0; i < count && out->count < SYMBOL_ROWS_MOST; i++)
            note_definition(hits, &found[i], bytes, out);
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
        outline_file(hits, snapshot_tree(snapshot), pin.bytes, out);
    if (!file_pin_is_intact(&pin))
        out->count = before;
    file_unpin(&pin);
}

static bool goes_on(const atomic_bool *stop, const SymbolRows *out)
{
    return !atomic_load_explicit(stop, memory_order_relaxed) && out->count < SYMBOL_ROWS_MOST;
}

/* Reads the files that the rows are about, but for the last one when more of it may follow. How many rows that were. */
static size_t read_batch(Search *search, const Row *rows, size_t count, bool is_last, SymbolHits which,
                         const atomic_bool *stop, SymbolRows *out)
{
    size_t at = 0;
    while (at < count && goes_on(stop, out)) {
        size_t start = at + rows[at].is_heading, end = start;
        while (end < count && !rows[end].is_heading)
            end++;
        if (end == count && !is_last && at > 0)
            break;
        size_t fresh = start;
        while (fresh < end && !rows[fresh].is_stale)
            fresh++;
        FileHits hits = {.file = rows[at].file, .which = which, .rows = rows + start, .count = fresh - start};
        read_file(search, &hits, out);
        at = end;
    }
    return at > 0 ? at : count;
}

static int compare_rows(const void *left, const void *right)
{
    const SymbolRow *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

void symbol_hits_read(Search *search, uint64_t search_rows, SymbolHits which, Matcher *matcher, const atomic_bool *stop,
                      SymbolRows *out)
{
    uint64_t most = search_rows < SYMBOL_HITS_MOST ? search_rows : SYMBOL_HITS_MOST;
    Row *rows = mem_alloc(BATCH * sizeof *rows);
    for (uint64_t at = 0; at < most && goes_on(stop, out);) {
        size_t wanted = most - at < BATCH ? (size_t)(most - at) : BATCH;
        size_t got = search_resolve(search, matcher, at, wanted, rows);
        if (got == 0)
            break;
        at += read_batch(search, rows, got, at + got == most, which, stop, out);
    }
    if (which == HITS_IN_NAMES && out->count > 0)
        qsort(out->rows, out->count, sizeof *out->rows, compare_rows);
    out->is_cut = most < search_rows || out->count == SYMBOL_ROWS_MOST;
    free(rows);
}
