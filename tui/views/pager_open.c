/* Opening a file at a place, and checking whether it has changed.
 *
 *     pager_open --Opening--> document, offsets of the place, the first match there --done--> shown */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "tui/views/pager_view.h"

enum {
    INDEX_STEP = 16 << 20,
    COUNTED_MOST = 64 << 20, /* bytes counted before the first frame, for a line's number */
    COLUMN_REACH = 1 << 20,  /* bytes of a line looked through for a column or a match */
    PREFAULT_AROUND = 1 << 19,
    PREFAULT_HEAD = 4 << 10,    /* where the language shows */
    REFRESHED_MOST = 128 << 20, /* bytes; a larger file is read again when the user says so */
};

#define CHECK_SECONDS 1.0

struct PagerOpening {
    Request request;
    Pager *pager;
    Snapshot *snapshot; /* NULL: the document is open */
    uint32_t index;
    Document *document;
    char *path;      /* to open, of a file that is not listed; NULL otherwise */
    bool is_reload;  /* the line of the place goes to the top */
    bool is_refresh; /* what is on the screen stays there, as far as it is in the file */
    KeptPlace kept;  /* then */
    FoundPlace found;
    bool is_absent; /* there is no such file */
    PagerPlace place;
    Pattern *pattern; /* its first match on the line becomes the current one; NULL for none */
    Error err;
    bool has_line;
    bool is_far;  /* the line is not counted to yet */
    uint64_t top; /* reload: where it was */
    uint64_t line_start, column_offset;
    FindMatch match;
};

struct PagerCheck {
    Request request;
    Pager *pager;
    Document *document;
    Document *longer; /* the same file, which has grown */
    uint64_t top;
    bool checks_again; /* there is more news */
};

/* --- opening --- */

/* The offset of character `column` (1-based) of the line, or the line's end. */
static uint64_t offset_of_column(const Document *document, uint64_t line_start, uint64_t column)
{
    Stretch stretch = {0};
    document_read(document, line_start, line_start + COLUMN_REACH, &stretch);
    Slice line = stretch.bytes;
    uint64_t characters = 0;
    size_t at = 0;
    for (; at < line.len && line.data[at] != '\n'; at++) {
        characters += (line.data[at] & 0xc0) != 0x80;
        if (characters == column)
            break;
    }
    stretch_deinit(&stretch);
    return line_start + at;
}

static void place_at(PagerOpening *opening, uint64_t offset)
{
    uint64_t size = document_size(opening->document);
    opening->line_start = document_line_start(opening->document, offset < size ? offset : size - 1);
    opening->has_line = true;
}

static void find_line(PagerOpening *opening)
{
    const PagerPlace *place = &opening->place;
    Document *document = opening->document;
    uint64_t size = document_size(document);
    if (place->offset != UINT64_MAX && size > 0) {
        place_at(opening, place->offset);
    } else if (place->line > 0) {
        while (!document_line_offset(document, place->line, &opening->line_start))
            if (document_indexed_bytes(document) >= COUNTED_MOST || document_index_more(document, INDEX_STEP))
                break;
        opening->is_far = document_indexed_bytes(document) < size;
        opening->has_line = document_line_offset(document, place->line, &opening->line_start) ||
                            document_line_offset(document, document_line_count(document), &opening->line_start);
        opening->is_far &= !opening->has_line;
        if (opening->is_far && opening->is_reload) /* about there: better than to have all of it counted first */
            place_at(opening, opening->top);
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
        opening->column_offset = offset_of_column(document, start, opening->place.column);
    if (!opening->has_line || !opening->pattern)
        return;
    uint64_t end = document_next_line(document, start);
    end = end - start > COLUMN_REACH ? start + COLUMN_REACH : end;
    Finder finder = {.document = document, .pattern = opening->pattern, .matcher = matcher};
    find_first(&finder, start, end, &opening->match);
}

static bool file_is_absent(const PagerOpening *opening)
{
    struct stat facts;
    Buf path = {0};
    if (opening->snapshot) {
        Tree *tree = snapshot_tree(opening->snapshot);
        buf_printf(&path, "%s/", tree_root(tree));
        buf_append_slice(&path, tree_path(tree, opening->index));
    } else if (opening->path) {
        buf_append_slice(&path, slice_from_cstr(opening->path));
    }
    buf_append_byte(&path, '\0');
    bool is_absent = lstat(path.data, &facts) != 0 && (errno == ENOENT || errno == ENOTDIR);
    buf_deinit(&path);
    return is_absent;
}

static void find_kept(PagerOpening *opening)
{
    Document *document = opening->document;
    kept_place_find(&opening->kept, document, &opening->found);
    uint64_t offset = opening->found.offset;
    uint64_t from = offset > PREFAULT_AROUND ? offset - PREFAULT_AROUND : 0;
    document_prefault(document, from, offset - from + PREFAULT_AROUND);
    document_prefault(document, 0, PREFAULT_HEAD);
}

static void work_opening(Request *request, Matcher *matcher)
{
    PagerOpening *opening = (PagerOpening *)request;
    if (opening->snapshot)
        opening->document = document_open(opening->snapshot, opening->index, &opening->err);
    else if (opening->path)
        opening->document = document_open_path(opening->path, &opening->err);
    if (opening->document && opening->is_refresh)
        find_kept(opening);
    else if (opening->document)
        find_place(opening, matcher);
    else
        opening->is_absent = file_is_absent(opening);
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
    if (opening->is_far && !opening->has_line) {
        pager->line_wanted = opening->place.line;
        pager_go_line(pager, opening->place.line, VIEWPORT_THIRD);
    }
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

/* The file as it is now, in place of what it was. */
static void show_refreshed(Pager *pager, const PagerOpening *opening)
{
    const FoundPlace *found = &opening->found;
    Viewport *viewport = pager->viewport;
    uint64_t current = kept_place_map(&opening->kept, found, pager->current);
    uint64_t start = kept_place_map(&opening->kept, found, pager->find.start);
    uint64_t end = start == UINT64_MAX ? UINT64_MAX : start + (pager->find.end - pager->find.start);
    uint64_t left = viewport_left(viewport);
    uint64_t top = viewport_top(viewport);
    pager_show(pager, opening->document);
    pager->current = current;
    viewport_set_current(viewport, current);
    if (start != UINT64_MAX)
        pager_find_take_match(pager, start, end);
    if (viewport_is_hex(viewport))
        viewport_show(viewport, top, 0);
    else
        viewport_show(viewport, found->offset, found->row);
    viewport_scroll_columns(viewport, left < LONG_MAX ? (long)left : LONG_MAX);
    pager_prompt_refresh(pager);
    app_say(pager->view.app, ROLE_DIM, "the file has changed on disk: this is how it is now");
}

/* False when the document is to be shown, or its error told, as of any file opened. */
static bool take_refreshed(Pager *pager, const PagerOpening *opening)
{
    if (!opening->is_refresh || !pager->document)
        return false;
    if (opening->document) {
        show_refreshed(pager, opening);
        return true;
    }
    bool was_gone = pager->is_gone;
    pager->is_gone = opening->is_absent;
    pager->is_stale = !opening->is_absent;
    if (was_gone && pager->is_gone)
        return true;
    if (pager->is_gone)
        app_say(pager->view.app, ROLE_WARNING, "the file is gone: this is how it was");
    else
        app_say(pager->view.app, ROLE_WARNING, "the file has changed on disk, and cannot be read: %.200s",
                opening->err.text);
    return true;
}

static void done_opening(Request *request)
{
    PagerOpening *opening = (PagerOpening *)request;
    Pager *pager = opening->pager;
    pager->opening = NULL;
    if (take_refreshed(pager, opening)) {
        drop_opening(request);
        return;
    }
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

/* Opens the file that is shown once more. */
static void post_shown_again(Pager *pager, PagerOpening *opening)
{
    if (pager->is_listed) {
        opening->snapshot = snapshot_retain(pager->snapshot);
        opening->index = pager->index;
    } else {
        opening->path = mem_strndup(pager->name.data, pager->name.len);
    }
    post_opening(pager, opening);
}

void pager_reload(Pager *pager)
{
    if (pager_is_pipe(pager) || (pager->name.len == 0 && !pager->snapshot))
        return;
    PagerOpening *opening = mem_zalloc(1, sizeof *opening);
    uint64_t top = viewport_top(pager->viewport);
    opening->is_reload = true;
    opening->top = top;
    opening->place.line = pager->document ? document_line_at(pager->document, top) : 0;
    opening->place.offset = opening->place.line > 0 ? UINT64_MAX : top;
    post_shown_again(pager, opening);
}

/* Shows what the file is now, with the line that has the attention on the same row. */
static void refresh(Pager *pager)
{
    PagerOpening *opening = mem_zalloc(1, sizeof *opening);
    opening->is_refresh = true;
    opening->kept = pager->kept;
    post_shown_again(pager, opening);
}

/* --- checking --- */

/* Where that would take long, or where lines are being chosen, it is the user who asks for it. */
static bool may_refresh(const Pager *pager)
{
    return pager->reloads_when_stale ||
           (document_size(pager->document) <= REFRESHED_MOST && !pager->select.is_on && !pager->opening);
}

static void work_check(Request *request, Matcher *matcher)
{
    (void)matcher;
    PagerCheck *check = (PagerCheck *)request;
    if (!document_check(check->document))
        return;
    check->longer = document_open_longer(check->document);
    if (!check->longer)
        return;
    uint64_t from = check->top > PREFAULT_AROUND ? check->top - PREFAULT_AROUND : 0;
    document_prefault(check->longer, from, 2 * PREFAULT_AROUND);
    document_prefault(check->longer, 0, PREFAULT_HEAD);
}

static void drop_check(Request *request)
{
    PagerCheck *check = (PagerCheck *)request;
    document_release(check->document);
    document_release(check->longer);
    free(check);
}

static void take_longer(Pager *pager, Document *longer)
{
    pager_go_on_with(pager, longer);
    if (pager->wants_new_end)
        viewport_go_bottom(pager->viewport);
    app_say(pager->view.app, ROLE_DIM, "the file has grown");
}

/* The file has become another one. */
static void take_stale(Pager *pager)
{
    if (may_refresh(pager)) {
        refresh(pager);
    } else {
        pager->is_stale = true;
        app_say(pager->view.app, ROLE_WARNING, "the file has changed on disk: R reads it again");
    }
    pager->reloads_when_stale = false;
}

static void done_check(Request *request)
{
    PagerCheck *check = (PagerCheck *)request;
    Pager *pager = check->pager;
    pager->check = NULL;
    bool is_news = check->document == pager->document && document_is_stale(pager->document) && !pager->is_stale &&
                   !pager_is_following(pager);
    bool has_grown = is_news && check->longer && !pager->reloads_when_stale;
    bool checks_again = check->checks_again;
    if (has_grown)
        take_longer(pager, check->longer);
    drop_check(request);
    if (is_news && !has_grown)
        take_stale(pager);
    else if (checks_again)
        pager_check(pager, true);
}

void pager_check(Pager *pager, bool is_urgent)
{
    double now = pager_seconds();
    if (pager->check)
        pager->check->checks_again = pager->check->checks_again || is_urgent;
    if (!pager->document || pager->check || pager_is_pipe(pager) ||
        (!is_urgent && now - pager->checked_at < CHECK_SECONDS))
        return;
    pager->checked_at = now;
    PagerCheck *check = mem_zalloc(1, sizeof *check);
    check->request = (Request){.work = work_check, .done = done_check, .drop = drop_check};
    check->pager = pager;
    check->document = document_retain(pager->document);
    check->top = viewport_top(pager->viewport);
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
