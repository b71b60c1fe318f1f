/* What the keys do in the pager: less's movements, with counts before them. */
#include <limits.h>
#include <stdio.h>

#include "tui/format.h"
#include "tui/views/pager_view.h"

enum { COPY_MOST = 1 << 20 };

#define LONG_SEARCH_SECONDS 0.3 /* from then on any key ends it; before, keys wait for it */

static long rows_of_screen(const Pager *pager)
{
    return pager->text_area.height > 0 ? pager->text_area.height : 1;
}

static void scroll(Pager *pager, long rows)
{
    pager->find.ended = 0;
    viewport_scroll(pager->viewport, rows > INT_MAX ? INT_MAX : rows < -INT_MAX ? -INT_MAX : (int)rows);
}

/* By half of the screen, or by what the last count said. */
static long half_rows(Pager *pager, long count)
{
    if (count > 0)
        pager->half_rows = count;
    long half = rows_of_screen(pager) / 2;
    return pager->half_rows > 0 ? pager->half_rows : half > 0 ? half : 1;
}

static long side_columns(Pager *pager, long count)
{
    if (count > 0)
        pager->side_columns = count;
    long half = pager->text_area.width / 2;
    return pager->side_columns > 0 ? pager->side_columns : half > 0 ? half : 1;
}

static bool move(Pager *pager, const ActionCall *call)
{
    Viewport *viewport = pager->viewport;
    long count = call->count;
    long times = count > 0 ? count : 1;
    long page = count > 0 ? count : rows_of_screen(pager);
    switch (call->action) {
    case ACTION_UP:
        scroll(pager, -times);
        return true;
    case ACTION_DOWN:
        scroll(pager, times);
        return true;
    case ACTION_PAGE_UP:
        scroll(pager, -page);
        return true;
    case ACTION_PAGE_DOWN:
        scroll(pager, page);
        return true;
    case ACTION_HALF_UP:
        scroll(pager, -half_rows(pager, count));
        return true;
    case ACTION_HALF_DOWN:
        scroll(pager, half_rows(pager, count));
        return true;
    case ACTION_TOP:
    case ACTION_BOTTOM:
        if (count > 0)
            viewport_go_line(viewport, (uint64_t)count, 0);
        else if (call->action == ACTION_TOP)
            viewport_go_top(viewport);
        else
            viewport_go_bottom(viewport);
        return true;
    case ACTION_PERCENT:
        viewport_go_percent(viewport, (double)count);
        return true;
    case ACTION_SCROLL_LEFT:
        viewport_scroll_columns(viewport, -side_columns(pager, count));
        return true;
    case ACTION_SCROLL_RIGHT:
        viewport_scroll_columns(viewport, side_columns(pager, count));
        return true;
    case ACTION_LINE_START:
        viewport_go_first_column(viewport);
        return true;
    case ACTION_LINE_END:
        viewport_go_last_column(viewport);
        return true;
    default:
        return false;
    }
}

/* The bytes of the line at `offset`, as far as they are in memory. */
static Slice line_bytes(const Pager *pager, uint64_t offset, uint64_t *start)
{
    Slice bytes = {NULL, 0};
    *start = 0;
    if (!pager->document)
        return bytes;
    *start = document_line_start(pager->document, offset);
    uint64_t end = document_next_line(pager->document, *start);
    if (end - *start > COPY_MOST)
        end = *start + COPY_MOST;
    if (!document_view(pager->document, *start, end - *start, &bytes))
        return slice_of(NULL, 0);
    while (bytes.len > 0 && (bytes.data[bytes.len - 1] == '\n' || bytes.data[bytes.len - 1] == '\r'))
        bytes.len--;
    return bytes;
}

static uint64_t characters(Slice bytes)
{
    uint64_t count = 0;
    for (size_t i = 0; i < bytes.len; i++)
        count += (bytes.data[i] & 0xc0) != 0x80;
    return count;
}

static void edit(Pager *pager)
{
    App *app = pager->view.app;
    if (pager->name.len == 0) {
        app_say(app, ROLE_WARNING, "what came through a pipe is no file to edit");
        return;
    }
    uint64_t line = 0, column = 0;
    if (pager->document && document_size(pager->document) > 0) {
        uint64_t attention = pager_attention(pager), start;
        Slice bytes = line_bytes(pager, attention, &start);
        line = document_line_at(pager->document, attention);
        column = line > 0 ? characters(slice_sub(bytes, 0, attention - start)) + 1 : 0;
    }
    pager->reloads_when_stale = true;
    app_edit(app, buf_slice(&pager->name), !pager->is_listed, line, column > 1 ? column : 0);
}

static void tell_file(Pager *pager)
{
    char top[FORMAT_BYTES], bottom[FORMAT_BYTES], lines[FORMAT_BYTES], size[FORMAT_BYTES];
    Document *document = pager->document;
    if (!document)
        return;
    uint64_t end = viewport_bottom(pager->viewport);
    uint64_t last = document_line_at(document, end > 0 ? end - 1 : 0);
    uint64_t count = document_line_count(document);
    Slice name = pager->name.len > 0 ? buf_slice(&pager->name) : slice_from_cstr("standard input");
    app_say(pager->view.app, ROLE_TEXT, "%.*s  lines %s-%s/%s  %s", (int)name.len, name.data,
            format_count(document_line_at(document, viewport_top(pager->viewport)), top), format_count(last, bottom),
            count > 0 ? format_count(count, lines) : "?", format_bytes(document_size(document), size));
}

static void copy(Pager *pager, bool is_place)
{
    uint64_t start;
    uint64_t attention = pager_attention(pager);
    Slice line = line_bytes(pager, attention, &start);
    Buf text = {0};
    if (is_place && pager->document) {
        buf_append_slice(&text, buf_slice(&pager->name));
        buf_printf(&text, ":%llu", (unsigned long long)document_line_at(pager->document, attention));
    } else {
        buf_append_slice(&text, line);
    }
    app_copy(pager->view.app, buf_slice(&text));
    app_say(pager->view.app, ROLE_DIM, "copied");
    buf_deinit(&text);
}

static void toggle_wrap(Pager *pager)
{
    pager->is_wrapping = !pager->is_wrapping;
    viewport_go_first_column(pager->viewport);
    viewport_set_wrap(pager->viewport, pager->is_wrapping);
    app_say(pager->view.app, ROLE_DIM, pager->is_wrapping ? "long lines are wrapped" : "long lines are chopped");
}

static void toggle_numbers(Pager *pager)
{
    pager->has_numbers = !pager->has_numbers;
    viewport_set_numbers(pager->viewport, pager->has_numbers);
}

static void toggle_marks(Pager *pager)
{
    pager->find.is_hidden = !pager->find.is_hidden;
    pager_find_show_marks(pager);
}

static bool find(Pager *pager, const ActionCall *call)
{
    switch (call->action) {
    case ACTION_FIND_FORWARD:
        pager_prompt_find(pager, false);
        return true;
    case ACTION_FIND_BACKWARD:
        pager_prompt_find(pager, true);
        return true;
    case ACTION_FIND_NEXT:
        pager_find_next(pager, false, call->count);
        return true;
    case ACTION_FIND_PREVIOUS:
        pager_find_next(pager, true, call->count);
        return true;
    case ACTION_FIND_CLEAR:
        toggle_marks(pager);
        return true;
    case ACTION_GO_TO_LINE:
        if (call->count > 0)
            viewport_go_line(pager->viewport, (uint64_t)call->count, 0);
        else
            pager_prompt_line(pager);
        return true;
    default:
        return false;
    }
}

static bool walk_results(Pager *pager, const ActionCall *call)
{
    long times = call->count > 0 ? call->count : 1;
    switch (call->action) {
    case ACTION_NEXT_HIT:
        pager_go_to_hit(pager, times, false);
        return true;
    case ACTION_PREVIOUS_HIT:
        pager_go_to_hit(pager, -times, false);
        return true;
    case ACTION_NEXT_FILE:
        pager_go_to_hit(pager, times, true);
        return true;
    case ACTION_PREVIOUS_FILE:
        pager_go_to_hit(pager, -times, true);
        return true;
    default:
        return false;
    }
}

/* The clicked line is the selected one. */
static bool click(Pager *pager, const ActionCall *call)
{
    uint64_t line;
    bool is_double = call->key.code == KEYCODE_DOUBLE_CLICK;
    if (call->key.code != KEYCODE_CLICK && !is_double)
        return false;
    if (!viewport_offset_at(pager->viewport, call->key.y - pager->text_area.y, &line))
        return true;
    pager->current = line;
    viewport_set_current(pager->viewport, line);
    pager_find_take_match(pager, UINT64_MAX, UINT64_MAX);
    if (is_double)
        edit(pager);
    return true;
}

static bool other(Pager *pager, const ActionCall *call)
{
    switch (call->action) {
    case ACTION_NONE:
        return click(pager, call);
    case ACTION_EDIT:
    case ACTION_ACCEPT:
        edit(pager);
        return true;
    case ACTION_TOGGLE_WRAP:
        toggle_wrap(pager);
        return true;
    case ACTION_TOGGLE_NUMBERS:
        toggle_numbers(pager);
        return true;
    case ACTION_FILE_INFO:
        tell_file(pager);
        return true;
    case ACTION_COPY_PLACE:
        copy(pager, true);
        return true;
    case ACTION_COPY_LINE:
        copy(pager, false);
        return true;
    case ACTION_RELOAD:
        pager_reload(pager);
        return true;
    case ACTION_REDRAW:
        /* less's R: what is on disk now, if it is another by now; the screen in any case */
        if (pager->is_stale)
            pager_reload(pager);
        return false;
    default:
        return false;
    }
}

/* What is on its way decides where the next key begins. */
static bool is_busy(const Pager *pager)
{
    if (pager_select_is_busy(pager))
        return true;
    bool is_finding = pager->find.finding && pager_seconds() - pager->find.began_at < LONG_SEARCH_SECONDS;
    return is_finding || pager->hit || pager->opening;
}

/* All but what leaves, or shows a prompt that the next keys are typed into, or is not the pager's. */
static bool can_wait(Action action)
{
    switch (action) {
    case ACTION_EDIT:
    case ACTION_FIND_NEXT:
    case ACTION_FIND_PREVIOUS:
    case ACTION_FIND_CLEAR:
    case ACTION_TOGGLE_WRAP:
    case ACTION_TOGGLE_NUMBERS:
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
    case ACTION_FILE_INFO:
    case ACTION_COPY_PLACE:
    case ACTION_COPY_LINE:
    case ACTION_COPY_PERMALINK:
    case ACTION_SELECT_LINES:
        return true;
    default:
        return action >= ACTION_UP && action <= ACTION_PREVIOUS_FILE;
    }
}

static bool do_action(Pager *pager, const ActionCall *call)
{
    if (pager_select_act(pager, call))
        return true;
    /* Any key ends a long search; Esc does no more than that. */
    bool was_finding = pager_find_cancel(pager);
    if (was_finding && call->action == ACTION_BACK) {
        app_say(pager->view.app, ROLE_DIM, "the search was ended");
        return true;
    }
    return move(pager, call) || find(pager, call) || walk_results(pager, call) || other(pager, call);
}

void pager_replay(Pager *pager)
{
    while (pager->queued_count > 0 && !is_busy(pager)) {
        ActionCall call = pager->queued[0];
        pager->queued_count--;
        memmove(pager->queued, pager->queued + 1, (size_t)pager->queued_count * sizeof *pager->queued);
        do_action(pager, &call);
    }
}

bool pager_act(View *view, const ActionCall *call)
{
    Pager *pager = (Pager *)view;
    pager_check(pager, false);
    if (pager->prompt.kind != PAGER_PROMPT_NONE)
        return pager_prompt_act(pager, call);
    if (can_wait(call->action) && (is_busy(pager) || pager->queued_count > 0)) {
        if (pager->queued_count < PAGER_QUEUED_MOST)
            pager->queued[pager->queued_count++] = *call;
        return true;
    }
    pager->queued_count = 0;
    return do_action(pager, call);
}
