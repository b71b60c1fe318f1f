/* Walking through the results of the search that the pager was opened from, from file to file. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/format.h"
#include "tui/views/pager_view.h"

enum { HITS_MOST = 10000 }; /* in one go */

struct PagerHit {
    Request request;
    Pager *pager;
    Search *search;
    uint64_t rows; /* that there are */
    uint32_t file; /* where to begin: at the line at `offset`, ... */
    uint64_t offset;
    long count;   /* ... and so many lines from there, backward if negative */
    uint64_t row; /* or at this row; UINT64_MAX: not given */
    bool is_found;
    Row found;
};

/* --- in the background --- */

static bool resolve(PagerHit *hit, Matcher *matcher, uint64_t row)
{
    return row < hit->rows && search_resolve(hit->search, matcher, row, 1, &hit->found) == 1;
}

/* Rows that are matching lines, from `row` on in steps of `by`. */
static bool resolve_line(PagerHit *hit, Matcher *matcher, uint64_t row, int by)
{
    for (; row < hit->rows; row += (uint64_t)(int64_t)by)
        if (resolve(hit, matcher, row) && !hit->found.is_heading)
            return true;
    return false;
}

static void work(Request *request, Matcher *matcher)
{
    PagerHit *hit = (PagerHit *)request;
    if (hit->row != UINT64_MAX) {
        hit->is_found = resolve(hit, matcher, hit->row);
        return;
    }
    bool is_forward = hit->count > 0;
    uint64_t row = search_row_near(hit->search, matcher, hit->file, hit->offset);
    if (!resolve(hit, matcher, row))
        return;
    /* The row is at or after the offset, or the file's last line, which is before it. */
    bool is_before = hit->found.file == hit->file && hit->found.start < hit->offset;
    if (is_forward && is_before)
        row++;
    else if (!is_forward && !is_before)
        row--;
    int by = is_forward ? 1 : -1;
    hit->is_found = resolve_line(hit, matcher, row, by);
    for (long left = labs(hit->count) - 1; left > 0 && hit->is_found; left--) {
        Row last = hit->found;
        if (!resolve_line(hit, matcher, hit->found.row + (uint64_t)(int64_t)by, by)) {
            hit->found = last;
            break;
        }
    }
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    PagerHit *hit = (PagerHit *)request;
    search_release(hit->search);
    free(hit);
}

static void show_line(Pager *pager, const Row *row)
{
    pager->current = row->start;
    viewport_set_current(pager->viewport, row->start);
    if (!pager_is_in_view(pager, row->start))
        viewport_show(pager->viewport, row->start, VIEWPORT_THIRD);
    pager->gone_to = row->start;
    if (row->match_count == 0)
        return;
    pager_find_take_match(pager, row->start + row->matches[0].start, row->start + row->matches[0].end);
    viewport_reveal(pager->viewport, row->start + row->matches[0].start);
}

static void tell_place(Pager *pager, const PagerHit *hit)
{
    char number[FORMAT_BYTES], total[FORMAT_BYTES];
    SearchProgress progress;
    search_advance(hit->search, &progress);
    /* Before the row stand as many headings as files, counted from one. */
    uint64_t ordinal = hit->found.row - search_file_of_row(hit->search, hit->found.row);
    app_say(pager->view.app, ROLE_DIM, "result %s of %s%s", format_count(ordinal, number),
            progress.is_complete ? "" : "≥", format_count(progress.lines, total));
}

static void done(Request *request)
{
    PagerHit *hit = (PagerHit *)request;
    Pager *pager = hit->pager;
    pager->hit = NULL;
    const Row *row = &hit->found;
    if (!hit->is_found) {
        app_say(pager->view.app, ROLE_WARNING, hit->count < 0 ? "the first result" : "the last result");
    } else if (row->is_stale) {
        app_say(pager->view.app, ROLE_WARNING, "the file of that result has changed");
    } else {
        if (row->file == pager->index && pager->document)
            show_line(pager, row);
        else
            pager_open(pager, search_snapshot(hit->search), row->file, NULL, (PagerPlace){.offset = row->start});
        tell_place(pager, hit);
    }
    drop(request);
}

/* The row of the first result of the file that is `count` files on; UINT64_MAX when there is none. */
static uint64_t row_of_file(const Pager *pager, long count)
{
    uint32_t files = search_file_count(pager->search);
    uint32_t low = 0, high = files;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (search_file(pager->search, middle).index < pager->index)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_in = low < files && search_file(pager->search, low).index == pager->index;
    int64_t nth = (int64_t)low + count - (!is_in && count > 0);
    return nth >= 0 && nth < files ? search_file(pager->search, (uint32_t)nth).row + 1 : UINT64_MAX;
}

/* Before which offset, or from which on, the next result is looked for. */
static uint64_t line_offset(const Pager *pager, bool is_forward)
{
    uint64_t attention = pager_attention(pager);
    bool is_line = attention == pager->find.start || attention == pager->current;
    uint64_t start = pager->document ? document_line_start(pager->document, attention) : 0;
    return is_line && is_forward ? start + 1 : start;
}

void pager_go_to_hit(Pager *pager, long count, bool by_files)
{
    if (!pager->search) {
        app_say(pager->view.app, ROLE_DIM, "not opened from a search");
        return;
    }
    count = count > HITS_MOST ? HITS_MOST : count < -HITS_MOST ? -HITS_MOST : count;
    SearchProgress progress;
    search_advance(pager->search, &progress);
    uint64_t row = by_files ? row_of_file(pager, count) : UINT64_MAX;
    if (by_files && row == UINT64_MAX) {
        app_say(pager->view.app, ROLE_WARNING, count < 0 ? "the first file" : "the last file");
        return;
    }
    pager_abandon_hit(pager);
    PagerHit *hit = mem_zalloc(1, sizeof *hit);
    hit->request = (Request){.work = work, .done = done, .drop = drop};
    hit->pager = pager;
    hit->search = search_retain(pager->search);
    hit->rows = progress.rows;
    hit->file = pager->index;
    hit->offset = line_offset(pager, count > 0);
    hit->count = count;
    hit->row = row;
    pager->hit = hit;
    requests_post(pager->slow, &hit->request);
}

void pager_abandon_hit(Pager *pager)
{
    if (pager->hit)
        request_abandon(&pager->hit->request);
    pager->hit = NULL;
}
