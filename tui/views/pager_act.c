/* What the keys do in the pager: less's movements, with counts before them. */
#include <limits.h>
#include <string.h>

#include "tui/views/jump.h"
#include "tui/views/pager_select.h"
#include "tui/views/pager_view.h"

#define LONG_SEARCH_SECONDS 0.3 /* from then on any key ends it; before, keys wait for it */

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
    long half = pager_rows(pager) / 2;
    return pager->half_rows > 0 ? pager->half_rows : half > 0 ? half : 1;
}

/* By half of the screen, or by what the last count or the option said. */
static long side_columns(Pager *pager, long count)
{
    if (count > 0)
        pager->settings.shift_columns = count < INT_MAX ? (int)count : INT_MAX;
    long half = pager->text_area.width / 2;
    return pager->settings.shift_columns > 0 ? pager->settings.shift_columns : half > 0 ? half : 1;
}

/* Rows of a page: as a count, `z` or the option said, else the screen. */
static long page_rows(const Pager *pager, long count)
{
    if (count > 0)
        return count;
    return pager->settings.window_rows > 0 ? pager->settings.window_rows : pager_rows(pager);
}

/* Forward by `rows`: with -e, going on at the end leads to the next file, or out. */
static void go_forward(Pager *pager, long rows, bool is_page)
{
    const PagerSettings *settings = &pager->settings;
    bool is_at_end = viewport_is_at_end(pager->viewport) && pager->document && !pager_is_fed(pager);
    if (settings->at_end != PAGER_STAYS && is_at_end) {
        if (!pager_files_next_at_end(pager))
            app_act(pager->view.app, &(ActionCall){.action = ACTION_BACK});
        return;
    }
    if (settings->unread == PAGER_UNREAD_ALWAYS || (settings->unread == PAGER_UNREAD_AFTER_PAGE && is_page)) {
        uint64_t bottom = viewport_bottom(pager->viewport);
        if (pager->document && bottom < document_size(pager->document) && rows > 1) {
            pager->current = bottom;
            viewport_set_current(pager->viewport, bottom);
        }
    }
    pager->has_moved_on = true;
    scroll(pager, rows);
}

static bool move_by_rows(Pager *pager, const ActionCall *call)
{
    long count = call->count;
    long times = count > 0 ? count : 1;
    switch (call->action) {
    case ACTION_UP:
        scroll(pager, -times);
        return true;
    case ACTION_DOWN:
        go_forward(pager, times, false);
        return true;
    case ACTION_WINDOW_UP:
    case ACTION_WINDOW_DOWN:
        if (count > 0)
            pager->settings.window_rows = count < INT_MAX ? (int)count : INT_MAX;
        if (call->action == ACTION_WINDOW_DOWN)
            go_forward(pager, page_rows(pager, 0), true);
        else
            scroll(pager, -page_rows(pager, 0));
        return true;
    case ACTION_PAGE_UP:
        scroll(pager, -page_rows(pager, count));
        return true;
    case ACTION_PAGE_DOWN:
        go_forward(pager, page_rows(pager, count), true);
        return true;
    case ACTION_HALF_UP:
        scroll(pager, -half_rows(pager, count));
        return true;
    case ACTION_HALF_DOWN:
        go_forward(pager, half_rows(pager, count), false);
        return true;
    default:
        return false;
    }
}

/* And on, if the file has grown meanwhile. */
static void go_to_end(Pager *pager)
{
    viewport_go_bottom(pager->viewport);
    pager_check(pager, true);
    pager->wants_new_end = true;
}

static bool jump(Pager *pager, const ActionCall *call)
{
    Viewport *viewport = pager->viewport;
    if (call->action != ACTION_TOP && call->action != ACTION_BOTTOM && call->action != ACTION_PERCENT)
        return false;
    pager_mark_jump(pager);
    pager->find.is_left = viewport_unreveal(viewport) || pager->find.is_left;
    if (call->action == ACTION_PERCENT)
        viewport_go_percent(viewport, (double)call->count);
    else if (call->count > 0)
        pager_go_line(pager, (uint64_t)call->count, 0);
    else if (call->action == ACTION_TOP)
        viewport_go_top(viewport);
    else
        go_to_end(pager);
    pager->sticks_to_end = call->action == ACTION_BOTTOM && call->count == 0 && pager_is_fed(pager);
    pager->has_moved_on = call->action == ACTION_BOTTOM;
    return true;
}

static bool move(Pager *pager, const ActionCall *call)
{
    Viewport *viewport = pager->viewport;
    switch (call->action) {
    case ACTION_SCROLL_LEFT:
        viewport_scroll_columns(viewport, -side_columns(pager, call->count));
        return true;
    case ACTION_SCROLL_RIGHT:
        viewport_scroll_columns(viewport, side_columns(pager, call->count));
        return true;
    case ACTION_LINE_START:
        viewport_go_first_column(viewport);
        return true;
    case ACTION_LINE_END:
        viewport_go_last_column(viewport);
        return true;
    default:
        return move_by_rows(pager, call) || jump(pager, call);
    }
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
        pager_prompt_find(pager, false, call->count);
        return true;
    case ACTION_FIND_BACKWARD:
        pager_prompt_find(pager, true, call->count);
        return true;
    case ACTION_FIND_NEXT:
        pager_mark_jump(pager);
        pager_find_next(pager, false, call->count, false);
        return true;
    case ACTION_FIND_PREVIOUS:
        pager_mark_jump(pager);
        pager_find_next(pager, true, call->count, false);
        return true;
    case ACTION_FIND_FORGET:
        pager->find.modes = (PagerModes){0};
        pager_find_set(pager, NULL);
        return true;
    case ACTION_FILTER_LINES:
        pager_prompt_open(pager, PAGER_PROMPT_FILTER, 0);
        return true;
    case ACTION_FIND_CLEAR:
        toggle_marks(pager);
        return true;
    case ACTION_GO_TO_LINE:
        pager_prompt_open(pager, PAGER_PROMPT_COLON, call->count);
        return true;
    default:
        return false;
    }
}

/* Less's own keys where the pager was not opened from a search. */
static bool walk(Pager *pager, const ActionCall *call)
{
    long times = call->count > 0 ? call->count : 1;
    switch (call->action) {
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
        if (pager->search)
            pager_go_to_hit(pager, call->action == ACTION_NEXT_HIT ? times : -times, false);
        else
            pager_find_next(pager, call->action == ACTION_PREVIOUS_HIT, call->count, true);
        return true;
    case ACTION_NEXT_FILE:
    case ACTION_PREVIOUS_FILE:
        times = call->action == ACTION_NEXT_FILE ? times : -times;
        if (pager->search)
            pager_go_to_hit(pager, times, true);
        else
            pager_files_step(pager, times);
        return true;
    default:
        return false;
    }
}

static uint32_t partner_of(uint32_t bracket)
{
    static const char from[] = "{}()[]<>", to[] = "}{)(][><";
    const char *at = bracket > 0 && bracket < 0x80 ? strchr(from, (int)bracket) : NULL;
    return at ? (unsigned char)to[at - from] : 0;
}

/* The key itself says which bracket; [ and ] go from file to file where the results of a search are walked. */
static bool brackets(Pager *pager, const ActionCall *call)
{
    uint32_t key = call->key.code;
    uint32_t other = partner_of(key);
    bool is_open = call->action == ACTION_BRACKET_OPEN;
    long times = call->count > 0 ? call->count : 1;
    switch (call->action) {
    case ACTION_BRACKET_CLOSE:
    case ACTION_BRACKET_OPEN:
        if (pager->search && (key == '[' || key == ']'))
            pager_go_to_hit(pager, key == ']' ? times : -times, true);
        else if (other == 0)
            pager_bracket(pager, 0, 0, false, 0);
        else
            pager_bracket(pager, is_open ? other : key, is_open ? key : other, is_open, call->count);
        return true;
    case ACTION_BRACKET_MATCH:
        if (call->count > 0) /* vim's N% */
            return jump(pager, &(ActionCall){.action = ACTION_PERCENT, .count = call->count});
        pager_bracket(pager, 0, 0, false, 0);
        return true;
    case ACTION_PAIR_CLOSE:
    case ACTION_PAIR_OPEN:
        pager_prompt_open(pager, call->action == ACTION_PAIR_OPEN ? PAGER_PROMPT_PAIR_OPEN : PAGER_PROMPT_PAIR_CLOSE,
                          call->count);
        return true;
    default:
        return false;
    }
}

/* Actions that do no more than open a prompt. */
static PagerPromptKind prompt_of(Action action)
{
    switch (action) {
    case ACTION_SET_MARK:
        return PAGER_PROMPT_SET_MARK;
    case ACTION_SET_MARK_BOTTOM:
        return PAGER_PROMPT_SET_MARK_BOTTOM;
    case ACTION_GO_TO_MARK:
        return PAGER_PROMPT_GO_TO_MARK;
    case ACTION_CLEAR_MARK:
        return PAGER_PROMPT_CLEAR_MARK;
    case ACTION_EXAMINE:
        return PAGER_PROMPT_EXAMINE;
    case ACTION_SAVE:
        return PAGER_PROMPT_SAVE;
    case ACTION_SHELL:
        return PAGER_PROMPT_SHELL;
    case ACTION_PIPE:
        return PAGER_PROMPT_PIPE_MARK;
    case ACTION_OPTION:
        return PAGER_PROMPT_OPTION;
    case ACTION_OPTION_SHOW:
        return PAGER_PROMPT_OPTION_SHOW;
    default:
        return PAGER_PROMPT_NONE;
    }
}

static bool ask(Pager *pager, const ActionCall *call)
{
    PagerPromptKind kind = prompt_of(call->action);
    if (kind != PAGER_PROMPT_NONE)
        pager_prompt_open(pager, kind, call->count);
    return kind != PAGER_PROMPT_NONE;
}

static bool set_options(Pager *pager, const ActionCall *call)
{
    switch (call->action) {
    case ACTION_TOGGLE_WRAP:
        pager_toggle_wrap(pager);
        return true;
    case ACTION_TOGGLE_WORD_WRAP:
        pager_toggle_name(pager, slice_from_cstr("wordwrap"), false);
        return true;
    case ACTION_TOGGLE_NUMBERS:
        pager_toggle_numbers(pager);
        return true;
    case ACTION_TOGGLE_HEX:
        pager_toggle_hex(pager);
        return true;
    case ACTION_TOGGLE_MAP:
        pager_toggle_map(pager);
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
        pager_edit(pager);
    return true;
}

/* About the word, and places left. */
static bool structure(Pager *pager, const ActionCall *call)
{
    switch (call->action) {
    case ACTION_NEXT_WORD:
    case ACTION_PREVIOUS_WORD:
        pager_word_walk(pager, call->action == ACTION_PREVIOUS_WORD, call->count);
        return true;
    case ACTION_SEARCH_WORD:
        pager_word_search(pager);
        return true;
    case ACTION_FIND_WORD:
        pager_word_find(pager);
        return true;
    case ACTION_GO_TO_DEFINITION:
        pager_word_define(pager);
        return true;
    case ACTION_OUTLINE:
        pager_outline(pager, slice_of("", 0));
        return true;
    case ACTION_JUMP_BACK:
        jump_back(pager->view.app);
        return true;
    case ACTION_JUMP_FORWARD:
        jump_forward(pager->view.app);
        return true;
    default:
        return false;
    }
}

static bool other(Pager *pager, const ActionCall *call)
{
    switch (call->action) {
    case ACTION_NONE:
        return click(pager, call);
    case ACTION_EDIT:
    case ACTION_ACCEPT:
        pager_edit(pager);
        return true;
    case ACTION_FILE_INFO:
        pager_tell_file(pager);
        return true;
    case ACTION_ABOUT:
        pager_tell_version(pager);
        return true;
    case ACTION_FOLLOW:
    case ACTION_FOLLOW_UNTIL:
        pager_follow(pager, call->action == ACTION_FOLLOW_UNTIL);
        return true;
    case ACTION_COPY_PLACE:
        pager_copy(pager, true);
        return true;
    case ACTION_COPY_LINE:
        pager_copy(pager, false);
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
    double now = pager_seconds();
    bool is_finding = pager->find.finding && now - pager->find.began_at < LONG_SEARCH_SECONDS;
    bool is_counting = viewport_is_counting(pager->viewport) && now - pager->counting_since < LONG_SEARCH_SECONDS;
    return is_finding || is_counting || viewport_is_going(pager->viewport) || pager->hit || pager->opening ||
           pager->bracket || pager->span;
}

/* All but what leaves, or shows a prompt that the next keys are typed into, or is not the pager's. */
static bool can_wait(Action action)
{
    switch (action) {
    case ACTION_EDIT:
    case ACTION_FIND_NEXT:
    case ACTION_FIND_PREVIOUS:
    case ACTION_WINDOW_DOWN:
    case ACTION_WINDOW_UP:
    case ACTION_BRACKET_CLOSE:
    case ACTION_BRACKET_OPEN:
    case ACTION_BRACKET_MATCH:
    case ACTION_FOLLOW:
    case ACTION_FOLLOW_UNTIL:
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
    case ACTION_NEXT_WORD:
    case ACTION_PREVIOUS_WORD:
    case ACTION_SEARCH_WORD:
    case ACTION_FIND_WORD:
    case ACTION_OUTLINE:
    case ACTION_GO_TO_DEFINITION:
    case ACTION_JUMP_BACK:
    case ACTION_JUMP_FORWARD:
        return true;
    default:
        return action >= ACTION_UP && action <= ACTION_PREVIOUS_FILE;
    }
}

/* Any key ends following, and a long search; Esc and ^C do no more than that. */
static bool end_what_goes_on(Pager *pager, Action action)
{
    bool only_ends = action == ACTION_BACK || action == ACTION_QUIT;
    bool was_following = pager_follow_end(pager);
    bool was_sticking = pager->sticks_to_end;
    pager->sticks_to_end = false;
    pager->may_print = false;
    pager->has_moved_on = false;
    pager->wants_new_end = false;
    if (viewport_stop_counting(pager->viewport)) {
        pager->line_wanted = 0;
        if (only_ends) {
            app_say(pager->view.app, ROLE_DIM, "stayed here: the lines are not counted that far yet");
            return true;
        }
    }
    if (pager_find_cancel(pager) && only_ends) {
        app_say(pager->view.app, ROLE_DIM, "the search was ended");
        return true;
    }
    if ((was_following || was_sticking) && only_ends) {
        app_say(pager->view.app, ROLE_DIM, "no longer following");
        return true;
    }
    return false;
}

static bool do_action(Pager *pager, const ActionCall *call)
{
    if (pager_select_act(pager, call) || end_what_goes_on(pager, call->action))
        return true;
    return move(pager, call) || find(pager, call) || walk(pager, call) || brackets(pager, call) || ask(pager, call) ||
           set_options(pager, call) || structure(pager, call) || other(pager, call);
}

void pager_replay(Pager *pager)
{
    while (pager->queued_count > 0 && !is_busy(pager) && !pager->find.finding) {
        ActionCall call = pager->queued[0];
        pager->queued_count--;
        memmove(pager->queued, pager->queued + 1, (size_t)pager->queued_count * sizeof *pager->queued);
        do_action(pager, &call);
    }
}

/* The next match counts from the one that is still sought. */
static bool is_for_later(const Pager *pager, Action action)
{
    bool is_find = action == ACTION_FIND_NEXT || action == ACTION_FIND_PREVIOUS;
    return (can_wait(action) && (is_busy(pager) || pager->queued_count > 0)) || (is_find && pager->find.finding);
}

bool pager_act(View *view, const ActionCall *call)
{
    Pager *pager = (Pager *)view;
    pager->may_print = false;
    kept_place_renew(&pager->kept);
    pager_check(pager, false);
    if (pager->prompt.kind != PAGER_PROMPT_NONE)
        return pager_prompt_act(pager, call);
    if (is_for_later(pager, call->action)) {
        if (pager->queued_count < PAGER_QUEUED_MOST)
            pager->queued[pager->queued_count++] = *call;
        return true;
    }
    pager->queued_count = 0;
    return do_action(pager, call);
}
