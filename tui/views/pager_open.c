/* Opening a file at a place, and checking whether it has changed.
 *
 *     pager_open --Opening--> document, offsets of the place, the first match there --done--> shown */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "tui/views/pager_view.h"

enum {
    INDEX_STEP = 16 << 20,
    COLUMN_REACH = 1 << 20, /* bytes of a line looked through for a column or a match */
    PREFAULT_AROUND = 1 << 19,
    PREFAULT_HEAD = 4 << 10, /* where the language shows */
};

#define CHECK_SECONDS 1.0

struct PagerOpening {
    Request request;
    Pager *pager;
    Snapshot *snapshot; /* NULL: the document is open */
    uint32_t index;
    Document *document;
    char *path;     /* to open, of a file that is not listed; NULL otherwise */
    bool is_reload; /* the line of the place goes to the top */
    PagerPlace place;
    Pattern *pattern; /* its first match on the line becomes the current one; NULL for none */
    Error err;
    bool has_line;
    uint64_t line_start, column_offset;
    FindMatch match;
};

struct PagerCheck {
    Request request;
    Pager *pager;
    Document *document;
};

/* --- opening --- */

/* The offset of character `column` (1-based) of the line, or the line's end. */
static uint64_t offset_of_column(Slice bytes, uint64_t line_start, uint64_t column)
{
    Slice line = slice_sub(bytes, line_start, line_start + COLUMN_REACH);
    uint64_t characters = 0;
    size_t at = 0;
    for (; at < line.len && line.data[at] != '\n'; at++) {
        characters += (line.data[at] & 0xc0) != 0x80;
        if (characters == column)
            break;
    }
    return line_start + at;
}

static void find_line(PagerOpening *opening)
{
    const PagerPlace *place = &opening->place;
    Document *document = opening->document;
    uint64_t size = document_size(document);
    if (place->offset != UINT64_MAX && size > 0) {
        uint64_t offset = place->offset < size ? place->offset : size - 1;
        opening->line_start = document_line_start(document, offset);
        opening->has_line = true;
    } else if (place->line > 0) {
        while (!document_line_offset(document, place->line, &opening->line_start))
            if (document_index_more(document, INDEX_STEP))
                break;
        opening->has_line = document_line_offset(document, place->line, &opening->line_start) ||
                            document_line_offset(document, document_line_count(document), &opening->line_start);
    }
}

static void find_place(PagerOpening *opening, Matcher *matcher)
{
    Document *document = opening->document;
    find_line(opening);
    uint64_t start = opening->line_start;
    uint64_t from = start > PREFAULT_AROUND ? start - PREFAULT_AROUND : 0;
    document_prefault(document, from, start - from + PREFAULT_AROUND);
    document_prefault(document, 0, PREFAULT_HEAD);
    opening->column_offset = start;
    if (opening->has_line && opening->place.column > 1)
        opening->column_offset = offset_of_column(document_bytes(document), start, opening->place.column);
    if (!opening->has_line || !opening->pattern)
        return;
    uint64_t end = document_next_line(document, start);
    end = end - start > COLUMN_REACH ? start + COLUMN_REACH : end;
    Finder finder = {.document = document, .pattern = opening->pattern, .matcher = matcher};
    find_first(&finder, start, end, &opening->match);
}

static void work_opening(Request *request, Matcher *matcher)
{
    PagerOpening *opening = (PagerOpening *)request;
    if (opening->snapshot)
        opening->document = document_open(opening->snapshot, opening->index, &opening->err);
    else if (opening->path)
        opening->document = document_open_path(opening->path, &opening->err);
    if (opening->document)
        find_place(opening, matcher);
}

static void drop_opening(Request *request)
{
    PagerOpening *opening = (PagerOpening *)request;
    if (opening->snapshot)
        snapshot_release(opening->snapshot);
    document_release(opening->document);
    pattern_release(opening->pattern);
    free(opening->path);
    free(opening);
}

static void take_file(Pager *pager, const PagerOpening *opening)
{
    if (opening->path) {
        buf_clear(&pager->name);
        buf_append_slice(&pager->name, slice_from_cstr(opening->path));
    }
    if (!opening->snapshot)
        return;
    Snapshot *old = pager->snapshot;
    pager->snapshot = snapshot_retain(opening->snapshot);
    pager->index = opening->index;
    if (old)
        snapshot_release(old);
    buf_clear(&pager->name);
    buf_append_slice(&pager->name, tree_path(snapshot_tree(pager->snapshot), pager->index));
}

static void show_place(Pager *pager, const PagerOpening *opening)
{
    Viewport *viewport = pager->viewport;
    if (!opening->has_line)
        return;
    if (opening->is_reload) {
        viewport_show(viewport, opening->line_start, 0);
        return;
    }
    pager->current = opening->line_start;
    viewport_set_current(viewport, pager->current);
    viewport_show(viewport, opening->line_start, VIEWPORT_THIRD);
    if (opening->column_offset > opening->line_start)
        viewport_reveal(viewport, opening->column_offset);
    if (opening->match.start != UINT64_MAX) {
        pager_find_take_match(pager, opening->match.start, opening->match.end);
        viewport_reveal(viewport, opening->match.start);
    }
}

static void done_opening(Request *request)
{
    PagerOpening *opening = (PagerOpening *)request;
    Pager *pager = opening->pager;
    pager->opening = NULL;
    take_file(pager, opening);
    if (opening->document) {
        pager_show(pager, opening->document);
        show_place(pager, opening);
        pager_prompt_refresh(pager);
        app_start_keys(pager->view.app);
    } else {
        document_release(pager->document);
        pager->document = NULL;
        pager_word_forget(pager);
        pager_context_forget(pager);
        pager_select_end(pager);
        viewport_set_document(pager->viewport, NULL);
        pager_tally_reset(pager);
        pager->error = opening->err;
    }
    drop_opening(request);
}

static void post_opening(Pager *pager, PagerOpening *opening)
{
    opening->request = (Request){.work = work_opening, .done = done_opening, .drop = drop_opening};
    opening->pager = pager;
    opening->match.start = UINT64_MAX;
    if (pager->opening)
        request_abandon(&pager->opening->request);
    pager->opening = opening;
    requests_post(pager->slow, &opening->request);
}

void pager_open(Pager *pager, Snapshot *snapshot, uint32_t index, Document *document, PagerPlace place)
{
    PagerOpening *opening = mem_zalloc(1, sizeof *opening);
    opening->snapshot = snapshot ? snapshot_retain(snapshot) : NULL;
    opening->index = index;
    opening->document = document ? document_retain(document) : NULL;
    opening->place = place;
    opening->pattern = pager->search ? pattern_retain(search_pattern(pager->search)) : NULL;
    post_opening(pager, opening);
}

void pager_open_name(Pager *pager, const char *name, uint64_t top)
{
    PagerOpening *opening = mem_zalloc(1, sizeof *opening);
    opening->is_reload = true;
    opening->place.offset = top;
    opening->path = mem_strdup(name);
    post_opening(pager, opening);
}

void pager_open_at(Pager *pager, const char *name, PagerPlace place)
{
    PagerOpening *opening = mem_zalloc(1, sizeof *opening);
    opening->place = place;
    opening->path = mem_strdup(name);
    post_opening(pager, opening);
}

void pager_reload(Pager *pager)
{
    if (pager_is_pipe(pager) || (pager->name.len == 0 && !pager->snapshot))
        return;
    PagerOpening *opening = mem_zalloc(1, sizeof *opening);
    uint64_t top = viewport_top(pager->viewport);
    opening->is_reload = true;
    opening->place.line = pager->document ? document_line_at(pager->document, top) : 0;
    opening->place.offset = opening->place.line > 0 ? UINT64_MAX : top;
    if (pager->is_listed) {
        opening->snapshot = snapshot_retain(pager->snapshot);
        opening->index = pager->index;
    } else {
        opening->path = mem_strndup(pager->name.data, pager->name.len);
    }
    post_opening(pager, opening);
}

/* --- checking --- */

static void work_check(Request *request, Matcher *matcher)
{
    (void)matcher;
    document_check(((PagerCheck *)request)->document);
}

static void drop_check(Request *request)
{
    PagerCheck *check = (PagerCheck *)request;
    document_release(check->document);
    free(check);
}

static void done_check(Request *request)
{
    PagerCheck *check = (PagerCheck *)request;
    Pager *pager = check->pager;
    pager->check = NULL;
    bool is_news = check->document == pager->document && document_is_stale(pager->document) && !pager->is_stale;
    drop_check(request);
    if (!is_news)
        return;
    if (pager_is_following(pager))
        return;
    pager->is_stale = true;
    if (pager->reloads_when_stale)
        pager_reload(pager);
    else
        app_say(pager->view.app, ROLE_WARNING, "the file has changed on disk: R reads it again");
    pager->reloads_when_stale = false;
}

void pager_check(Pager *pager, bool is_urgent)
{
    double now = pager_seconds();
    if (!pager->document || pager->check || pager_is_pipe(pager) ||
        (!is_urgent && now - pager->checked_at < CHECK_SECONDS))
        return;
    pager->checked_at = now;
    PagerCheck *check = mem_zalloc(1, sizeof *check);
    check->request = (Request){.work = work_check, .done = done_check, .drop = drop_check};
    check->pager = pager;
    check->document = document_retain(pager->document);
    pager->check = check;
    requests_post(pager->slow, &check->request);
}

void pager_abandon_opening(Pager *pager)
{
    if (pager->opening)
        request_abandon(&pager->opening->request);
    if (pager->check)
        request_abandon(&pager->check->request);
    pager->opening = NULL;
    pager->check = NULL;
}
