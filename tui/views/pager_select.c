/* Lines chosen in the pager. Movement by rows takes the end of the choice along, and scrolls where that would leave the
 * screen; any other movement takes it to what has come into view. */
#include "tui/views/pager_select.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/format.h"
#include "tui/views/pager_view.h"

enum { COPY_MOST = 1 << 20 }; /* what the terminal's clipboard takes */

struct PagerCopy {
    Request request; /* first */
    Pager *pager;
    Document *document;  /* a reference */
    uint64_t from, last; /* starts of the first line and of the last */
    uint64_t lines;      /* 0: not known */
    Buf text;
    bool is_cut;
};

static uint64_t first_line(const PagerSelect *select)
{
    return select->anchor < select->end ? select->anchor : select->end;
}

static uint64_t last_line(const PagerSelect *select)
{
    return select->anchor < select->end ? select->end : select->anchor;
}

/* --- copying --- */

/* [background] */
static void read_lines(Request *base, Matcher *matcher)
{
    (void)matcher;
    PagerCopy *copy = (PagerCopy *)base;
    uint64_t most = copy->from + COPY_MOST;
    uint64_t end = copy->last;
    if (end <= most && end < document_size(copy->document))
        document_newline_after(copy->document, &end, end + COPY_MOST, UINT64_MAX);
    copy->is_cut = end > most;
    Stretch lines = {0};
    document_read(copy->document, copy->from, copy->is_cut ? most : end, &lines);
    buf_append_slice(&copy->text, lines.bytes);
    stretch_deinit(&lines);
    while (copy->text.len > 0 && copy->text.data[copy->text.len - 1] == '\r')
        copy->text.len--;
}

static void copy_free(Request *base)
{
    PagerCopy *copy = (PagerCopy *)base;
    document_release(copy->document);
    buf_deinit(&copy->text);
    free(copy);
}

static void copy_done(Request *base)
{
    PagerCopy *copy = (PagerCopy *)base;
    App *app = copy->pager->view.app;
    char number[FORMAT_BYTES];
    copy->pager->select.copy = NULL;
    app_copy(app, buf_slice(&copy->text));
    if (copy->is_cut)
        app_say(app, ROLE_WARNING, "copied the first %s: the clipboard takes no more",
                format_bytes(copy->text.len, number));
    else if (copy->lines > 0)
        app_say(app, ROLE_DIM, "copied %s line%s", format_count(copy->lines, number), copy->lines == 1 ? "" : "s");
    else
        app_say(app, ROLE_DIM, "copied the lines");
    copy_free(base);
}

static void copy_lines(Pager *pager)
{
    PagerSelect *select = &pager->select;
    if (select->copy)
        request_abandon(&select->copy->request);
    PagerCopy *copy = mem_zalloc(1, sizeof *copy);
    copy->request = (Request){.work = read_lines, .done = copy_done, .drop = copy_free};
    copy->pager = pager;
    copy->document = document_retain(pager->document);
    copy->from = first_line(select);
    copy->last = last_line(select);
    uint64_t last = document_line_at(pager->document, copy->last);
    uint64_t first = document_line_at(pager->document, copy->from);
    copy->lines = first > 0 && last > 0 ? last - first + 1 : 0;
    select->copy = copy;
    requests_post(pager->slow, &copy->request);
}

/* Numbers of the chosen lines, or of the line that has the attention; false while they are not counted. */
static bool line_numbers(const Pager *pager, uint64_t *first, uint64_t *last)
{
    const PagerSelect *select = &pager->select;
    uint64_t from = select->is_on ? first_line(select) : pager_attention(pager);
    uint64_t to = select->is_on ? last_line(select) : from;
    *first = document_line_at(pager->document, from);
    *last = document_line_at(pager->document, to);
    return *first > 0 && *last > 0;
}

static void say_not_counted(Pager *pager)
{
    app_say(pager->view.app, ROLE_WARNING, "the lines are not counted that far yet");
}

static void copy_place(Pager *pager)
{
    uint64_t first, last;
    if (!line_numbers(pager, &first, &last)) {
        say_not_counted(pager);
        return;
    }
    Buf place = {0};
    buf_append_slice(&place, buf_slice(&pager->name));
    buf_printf(&place, first == last ? ":%llu" : ":%llu-%llu", (unsigned long long)first, (unsigned long long)last);
    app_copy(pager->view.app, buf_slice(&place));
    app_say(pager->view.app, ROLE_DIM, "copied %.*s", place.len < 200 ? (int)place.len : 200, place.data);
    buf_deinit(&place);
}

static void copy_permalink(Pager *pager)
{
    uint64_t first = 0, last = 0;
    if (pager->name.len == 0)
        app_say(pager->view.app, ROLE_WARNING, "what came through a pipe has no web page");
    else if (document_size(pager->document) > 0 && !line_numbers(pager, &first, &last))
        say_not_counted(pager);
    else
        app_copy_permalink(pager->view.app, buf_slice(&pager->name), !pager->is_listed, first, last);
}

/* --- choosing --- */

static void start(Pager *pager)
{
    PagerSelect *select = &pager->select;
    select->is_on = true;
    select->anchor = select->end = document_line_start(pager->document, pager_attention(pager));
    select->next = SELECT_END_STAYS;
}

void pager_select_end(Pager *pager)
{
    pager->select.is_on = false;
}

void pager_select_free(Pager *pager)
{
    if (pager->select.copy)
        request_abandon(&pager->select.copy->request);
    pager->select.copy = NULL;
}

/* Lines in view, one an element though it may take several rows. */
typedef struct LinesInView {
    uint64_t starts[512];
    long count;
} LinesInView;

static void list_lines(const Pager *pager, LinesInView *lines)
{
    enum { MOST = sizeof lines->starts / sizeof lines->starts[0] };
    uint64_t start;
    uint64_t top = document_line_start(pager->document, viewport_top(pager->viewport));
    lines->count = 0;
    for (int y = 0; lines->count < MOST && viewport_offset_at(pager->viewport, y, &start); y++)
        if (start >= top && (lines->count == 0 || lines->starts[lines->count - 1] != start))
            lines->starts[lines->count++] = start;
}

/* True when the rows of the last draw are those in view. */
static bool has_rows_in_view(const Pager *pager)
{
    return !viewport_is_waiting(pager->viewport) && pager->select.drawn_top == viewport_top(pager->viewport);
}

bool pager_select_is_busy(const Pager *pager)
{
    const PagerSelect *select = &pager->select;
    return select->is_on && (select->next != SELECT_END_STAYS || !has_rows_in_view(pager));
}

bool pager_select_is_waiting(const Pager *pager)
{
    return pager->select.copy || (pager->select.is_on && pager->queued_count > 0);
}

/* Takes the end `by` lines on; scrolls by what is not in view. */
static void move_end(Pager *pager, long by)
{
    PagerSelect *select = &pager->select;
    LinesInView lines;
    list_lines(pager, &lines);
    long at = 0;
    while (at < lines.count && lines.starts[at] < select->end)
        at++;
    long to = at + by;
    if (to >= 0 && to < lines.count) {
        select->end = lines.starts[to];
        return;
    }
    long beyond = to < 0 ? to : to - lines.count + 1;
    select->next = to < 0 ? SELECT_END_TOP : SELECT_END_BOTTOM;
    viewport_scroll(pager->viewport, (int)beyond);
}

/* How far rows are moved by the action; 0: it is another. */
static long movement(const Pager *pager, const ActionCall *call)
{
    long page = pager->text_area.height > 0 ? pager->text_area.height : 1;
    long times = call->count > 0 ? call->count : 1;
    switch (call->action) {
    case ACTION_UP:
        return -times;
    case ACTION_DOWN:
        return times;
    case ACTION_PAGE_UP:
        return call->count > 0 ? -times : -page;
    case ACTION_PAGE_DOWN:
        return call->count > 0 ? times : page;
    case ACTION_HALF_UP:
        return call->count > 0 ? -times : -(page / 2 + 1);
    case ACTION_HALF_DOWN:
        return call->count > 0 ? times : page / 2 + 1;
    default:
        return 0;
    }
}

/* The selection follows what the pager does by itself. */
static void follow(PagerSelect *select, const ActionCall *call)
{
    switch (call->action) {
    case ACTION_TOP:
    case ACTION_PERCENT:
    case ACTION_GO_TO_LINE:
        select->next = SELECT_END_TOP;
        return;
    case ACTION_BOTTOM:
        select->next = call->count > 0 ? SELECT_END_TOP : SELECT_END_BOTTOM;
        return;
    case ACTION_FIND_FORWARD:
    case ACTION_FIND_BACKWARD:
    case ACTION_FIND_NEXT:
    case ACTION_FIND_PREVIOUS:
        select->next = SELECT_END_FOUND;
        return;
    default:
        return;
    }
}

static bool act_on_selection(Pager *pager, const ActionCall *call)
{
    long by = movement(pager, call);
    if (by != 0)
        move_end(pager, by);
    else if (call->action == ACTION_SELECT_LINES || (call->action == ACTION_BACK && !pager->find.finding))
        pager_select_end(pager);
    else if (call->action == ACTION_COPY_PLACE)
        copy_place(pager);
    else if (call->action == ACTION_COPY_LINE)
        copy_lines(pager);
    else
        return false;
    if (call->action == ACTION_COPY_PLACE || call->action == ACTION_COPY_LINE)
        pager_select_end(pager);
    return true;
}

bool pager_select_act(Pager *pager, const ActionCall *call)
{
    if (!pager->document)
        return false;
    if (call->action == ACTION_COPY_PERMALINK) {
        copy_permalink(pager);
        pager_select_end(pager);
        return true;
    }
    if (pager->select.is_on) {
        if (act_on_selection(pager, call))
            return true;
        follow(&pager->select, call);
        return false;
    }
    if (call->action != ACTION_SELECT_LINES)
        return false;
    if (document_size(pager->document) > 0)
        start(pager);
    return true;
}

/* The screen that was waited for has come. */
static void settle(Pager *pager)
{
    PagerSelect *select = &pager->select;
    LinesInView lines;
    list_lines(pager, &lines);
    bool is_finding = pager->find.finding || pager->prompt.kind != PAGER_PROMPT_NONE;
    if (lines.count == 0 || !has_rows_in_view(pager) || is_finding)
        return;
    if (select->next == SELECT_END_TOP)
        select->end = lines.starts[0];
    else if (select->next == SELECT_END_BOTTOM)
        select->end = lines.starts[lines.count - 1];
    else if (pager_is_in_view(pager, pager->find.start))
        select->end = document_line_start(pager->document, pager->find.start);
    select->next = SELECT_END_STAYS;
    if (pager->queued_count > 0)
        wake_signal(app_wake(pager->view.app));
}

void pager_select_draw(Pager *pager, Canvas *canvas, Rect area)
{
    PagerSelect *select = &pager->select;
    uint64_t line;
    select->drawn_top = viewport_top(pager->viewport);
    if (!select->is_on)
        return;
    settle(pager);
    for (int y = 0; y < area.height && viewport_offset_at(pager->viewport, y, &line); y++) {
        if (line >= first_line(select) && line <= last_line(select))
            canvas_select(canvas, area.x, area.y + y, area.width);
        if (line == select->end) {
            canvas->cursor_x = area.x;
            canvas->cursor_y = area.y + y;
        }
    }
}
