/* The pager's prompts: what to find, found while it is typed, and which line to go to. */
#include <stdio.h>
#include <stdlib.h>

#include "tui/views/pager_view.h"

static void open_prompt(Pager *pager, PagerPromptKind kind)
{
    PagerPrompt *prompt = &pager->prompt;
    pager_prompt_close(pager);
    prompt->kind = kind;
    prompt->history_age = -1;
    prompt->top = viewport_top(pager->viewport);
    prompt->left = viewport_left(pager->viewport);
    prompt->pattern = pager->find.pattern ? pattern_retain(pager->find.pattern) : NULL;
    prompt->match_start = pager->find.start;
    prompt->match_end = pager->find.end;
    prompt->error[0] = '\0';
    line_edit_set(&prompt->edit, slice_of("", 0));
}

void pager_prompt_find(Pager *pager, bool is_backward)
{
    pager->find.is_backward = is_backward;
    open_prompt(pager, PAGER_PROMPT_FIND);
}

void pager_prompt_line(Pager *pager)
{
    open_prompt(pager, PAGER_PROMPT_LINE);
}

void pager_prompt_close(Pager *pager)
{
    pattern_release(pager->prompt.pattern);
    pager->prompt.pattern = NULL;
    pager->prompt.kind = PAGER_PROMPT_NONE;
}

/* The place and the pattern are again what they were when the prompt was opened. */
static void restore(Pager *pager)
{
    PagerPrompt *prompt = &pager->prompt;
    if (prompt->kind != PAGER_PROMPT_FIND)
        return;
    pager_find_set(pager, prompt->pattern ? pattern_retain(prompt->pattern) : NULL);
    pager_find_take_match(pager, prompt->match_start, prompt->match_end);
    viewport_go_first_column(pager->viewport);
    viewport_scroll_columns(pager->viewport, (long)prompt->left);
    viewport_show(pager->viewport, prompt->top, 0);
}

/* From where the typed pattern is looked for: always the same place, so that a longer one can find what a
 * shorter one went past. */
static uint64_t origin_of(const Pager *pager)
{
    const PagerPrompt *prompt = &pager->prompt;
    bool is_near = prompt->match_start != UINT64_MAX && prompt->match_start >= prompt->top;
    if (is_near && prompt->match_start - prompt->top < 1 << 16)
        return prompt->match_start;
    return prompt->top;
}

static void find_typed(Pager *pager)
{
    PagerPrompt *prompt = &pager->prompt;
    Query query = {.pattern = line_edit_text(&prompt->edit),
                   .is_literal = pager->find.is_literal,
                   .is_word = pager->find.is_word,
                   .case_mode = pager->find.case_mode};
    prompt->error[0] = '\0';
    if (prompt->kind != PAGER_PROMPT_FIND)
        return;
    if (query.pattern.len == 0) {
        restore(pager);
        return;
    }
    PatternError error;
    Pattern *pattern = pattern_compile(&query, &error);
    if (!pattern) {
        snprintf(prompt->error, sizeof prompt->error, "%s", error.text);
        return;
    }
    pager_find_set(pager, pattern);
    pager_find_from(pager, origin_of(pager), pager->find.is_backward);
}

void pager_prompt_type(Pager *pager, Slice text)
{
    line_edit_insert(&pager->prompt.edit, text);
    pager->prompt.history_age = -1;
    find_typed(pager);
}

void pager_prompt_refresh(Pager *pager)
{
    if (pager->prompt.kind == PAGER_PROMPT_FIND && line_edit_text(&pager->prompt.edit).len > 0)
        find_typed(pager);
}

static void accept_find(Pager *pager)
{
    Slice text = line_edit_text(&pager->prompt.edit);
    if (pager->prompt.error[0] != '\0')
        return;
    if (text.len > 0)
        history_add(app_history(pager->view.app), text);
    pager_prompt_close(pager);
    if (text.len == 0)
        pager_find_next(pager, false, 1);
}

static void accept_line(Pager *pager)
{
    Slice text = line_edit_text(&pager->prompt.edit);
    char digits[32];
    snprintf(digits, sizeof digits, "%.*s", (int)(text.len < sizeof digits ? text.len : sizeof digits - 1),
             text.data ? text.data : "");
    char *end;
    unsigned long long number = strtoull(digits, &end, 10);
    bool is_percent = end > digits && strcmp(end, "%") == 0;
    bool is_line = end > digits && *end == '\0' && digits[0] != '-';
    pager_prompt_close(pager);
    if (is_percent)
        viewport_go_percent(pager->viewport, (double)number);
    else if (is_line)
        viewport_go_line(pager->viewport, number > 0 ? number : 1, 0);
    else if (text.len > 0)
        app_say(pager->view.app, ROLE_WARNING, "not a line number");
}

static void recall(Pager *pager, long by)
{
    PagerPrompt *prompt = &pager->prompt;
    long age = prompt->history_age + by;
    if (prompt->kind != PAGER_PROMPT_FIND || age < -1)
        return;
    Slice text = age < 0 ? slice_of("", 0) : history_get(app_history(pager->view.app), (size_t)age);
    if (!text.data)
        return;
    prompt->history_age = age;
    line_edit_set(&prompt->edit, text);
    find_typed(pager);
}

static void cancel(Pager *pager)
{
    pager_find_cancel(pager);
    restore(pager);
    pager_prompt_close(pager);
}

static bool toggle(Pager *pager, Action action)
{
    PagerFind *find = &pager->find;
    switch (action) {
    case ACTION_TOGGLE_CASE:
        find->case_mode = find->case_mode == CASE_INSENSITIVE ? CASE_SMART : (CaseMode)(find->case_mode + 1);
        break;
    case ACTION_TOGGLE_WORD:
        find->is_word = !find->is_word;
        break;
    case ACTION_TOGGLE_REGEX:
        find->is_literal = !find->is_literal;
        break;
    default:
        return false;
    }
    find_typed(pager);
    return true;
}

bool pager_prompt_act(Pager *pager, const ActionCall *call)
{
    PagerPrompt *prompt = &pager->prompt;
    bool has_changed = false;
    bool was_empty = line_edit_text(&prompt->edit).len == 0;
    if (line_edit_act(&prompt->edit, call->action, &has_changed)) {
        if (has_changed)
            find_typed(pager);
        return true;
    }
    switch (call->action) {
    case ACTION_ACCEPT:
    case ACTION_EDIT:
        if (prompt->kind == PAGER_PROMPT_FIND)
            accept_find(pager);
        else
            accept_line(pager);
        return true;
    case ACTION_EDIT_BACKSPACE:
    case ACTION_EDIT_DELETE_OR_QUIT:
        if (was_empty)
            cancel(pager);
        return true;
    case ACTION_EDIT_CLEAR:
    case ACTION_BACK:
        cancel(pager);
        return true;
    case ACTION_UP:
    case ACTION_HISTORY_OLDER:
        recall(pager, 1);
        return true;
    case ACTION_DOWN:
    case ACTION_HISTORY_NEWER:
        recall(pager, -1);
        return true;
    default:
        return toggle(pager, call->action);
    }
}
