/* The pager's prompts: what to find, found while it is typed, and which line to go to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/hex.h"
#include "tui/utf8.h"
#include "tui/views/pager_overstrike.h"
#include "tui/views/pager_view.h"

static bool is_pattern(const Pager *pager)
{
    return pager->prompt.kind == PAGER_PROMPT_FIND || pager->prompt.kind == PAGER_PROMPT_FILTER;
}

void pager_prompt_open(Pager *pager, PagerPromptKind kind, long count)
{
    PagerPrompt *prompt = &pager->prompt;
    pager_prompt_close(pager);
    prompt->kind = kind;
    prompt->count = count;
    prompt->letter = 0;
    prompt->modes = (PagerModes){0};
    prompt->history_age = -1;
    prompt->top = viewport_top(pager->viewport);
    prompt->left = viewport_left(pager->viewport);
    prompt->pattern = pager->find.pattern ? pattern_retain(pager->find.pattern) : NULL;
    prompt->was_inverted = pager->find.modes.is_inverted;
    prompt->match_start = pager->find.start;
    prompt->match_end = pager->find.end;
    prompt->origin = pager_is_in_view(pager, pager->find.start) ? pager->find.start : prompt->top;
    prompt->error[0] = '\0';
    line_edit_set(&prompt->edit, slice_of("", 0));
}

void pager_prompt_find(Pager *pager, bool is_backward, long count)
{
    pager->find.is_backward = is_backward;
    pager_prompt_open(pager, PAGER_PROMPT_FIND, count);
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
    pager->find.modes.is_inverted = prompt->was_inverted;
    pager_find_set(pager, prompt->pattern ? pattern_retain(prompt->pattern) : NULL);
    pager_find_take_match(pager, prompt->match_start, prompt->match_end);
    viewport_go_first_column(pager->viewport);
    viewport_scroll_columns(pager->viewport, (long)prompt->left);
    viewport_show(pager->viewport, prompt->top, 0);
}

/* The pipe has text that is struck over (a man page). */
static bool is_overstruck(const Pager *pager)
{
    enum { LOOKED_AT = 1 << 16 };
    Slice bytes;
    return pager_is_pipe(pager) && pager->document && document_view(pager->document, 0, LOOKED_AT, &bytes) &&
           bytes.len > 0 && memchr(bytes.data, '\b', bytes.len);
}

/* In the hex view bytes are looked for, written in hexadecimal or between quotes. */
static Pattern *compile(Pager *pager)
{
    PagerPrompt *prompt = &pager->prompt;
    Query query = {.pattern = line_edit_text(&prompt->edit),
                   .is_literal = pager->find.is_literal,
                   .is_word = pager->find.is_word,
                   .case_mode = pager->find.case_mode};
    Buf bytes = {0};
    Pattern *pattern = NULL;
    PatternError error;
    prompt->error[0] = '\0';
    query.is_bytes = viewport_is_hex(pager->viewport);
    if (query.is_bytes) {
        if (hex_pattern_parse(query.pattern, &bytes, prompt->error, sizeof prompt->error))
            query.pattern = buf_slice(&bytes);
    }
    if (!query.is_bytes && is_overstruck(pager) && pager_overstrike(query.pattern, query.is_literal, &bytes)) {
        query.pattern = buf_slice(&bytes);
        query.is_literal = false;
    }
    if (prompt->error[0] == '\0') {
        pattern = pattern_compile(&query, &error);
        if (!pattern)
            snprintf(prompt->error, sizeof prompt->error, "%s", error.text);
    }
    buf_deinit(&bytes);
    return pattern;
}

/* From where it goes: as the keys before the pattern have it. */
static void go_to_typed(Pager *pager)
{
    const PagerModes *modes = &pager->prompt.modes;
    bool is_backward = pager->find.is_backward;
    uint64_t origin = pager->prompt.origin;
    if (modes->from_first)
        origin = is_backward && pager->document ? document_size(pager->document) : 0;
    pager_find_from(pager, origin, is_backward, pager->prompt.count);
}

static void find_typed(Pager *pager)
{
    PagerPrompt *prompt = &pager->prompt;
    if (!is_pattern(pager))
        return;
    if (line_edit_text(&prompt->edit).len == 0) {
        prompt->error[0] = '\0';
        restore(pager);
        return;
    }
    Pattern *pattern = compile(pager);
    if (prompt->kind == PAGER_PROMPT_FILTER || !pattern) { /* it takes effect when it is complete */
        pattern_release(pattern);
        return;
    }
    pager->find.modes = prompt->modes;
    pager_find_set(pager, pattern);
    if (!prompt->modes.keeps_place)
        go_to_typed(pager);
}

static bool take_letter(Pager *pager, Slice text)
{
    PagerPromptKind kind = pager->prompt.kind;
    bool is_first = line_edit_text(&pager->prompt.edit).len == 0;
    if (pager_prompt_is_letter(kind)) {
        uint32_t letter = 0;
        uint32_t with = pager->prompt.letter;
        if (utf8_decode(text, 0, &letter) == 0)
            return true;
        pager_prompt_close(pager);
        pager->prompt.letter = with;
        pager_prompt_take_letter(pager, kind, letter);
        return true;
    }
    if (kind != PAGER_PROMPT_COLON || !is_first)
        return false;
    if (text.len > 0 && pager_prompt_take_colon(pager, text.data[0]))
        return true;
    pager->prompt.kind = PAGER_PROMPT_LINE;
    return false;
}

void pager_prompt_type(Pager *pager, Slice text)
{
    if (take_letter(pager, text))
        return;
    line_edit_insert(&pager->prompt.edit, text);
    pager->prompt.history_age = -1;
    find_typed(pager);
}

void pager_prompt_refresh(Pager *pager)
{
    if (pager->prompt.kind == PAGER_PROMPT_FIND && line_edit_text(&pager->prompt.edit).len > 0)
        find_typed(pager);
}

/* A search that had to begin in another file, or goes on into one. */
static void go_on_in_files(Pager *pager)
{
    const PagerModes *modes = &pager->find.modes;
    const PagerFiles *files = &pager->files;
    size_t last = files->count > 0 ? files->count - 1 : 0;
    size_t first = pager->find.is_backward ? last : 0;
    if (modes->from_first && files->count > 1 && files->current != first)
        pager_span_find(pager, first, pager->find.is_backward);
    else if (modes->spans_files && pager->find.start == UINT64_MAX && files->count > 1)
        pager_find_next(pager, false, 1, true);
}

static void accept_find(Pager *pager)
{
    Slice text = line_edit_text(&pager->prompt.edit);
    long count = pager->prompt.count;
    PagerModes modes = pager->prompt.modes;
    if (pager->prompt.error[0] != '\0')
        return;
    if (text.len > 0)
        history_add(app_history(pager->view.app), text);
    pager->marks.last = pager->prompt.top;
    pager_prompt_close(pager);
    if (text.len > 0) {
        go_on_in_files(pager);
        return;
    }
    bool is_other = modes.is_inverted != pager->find.modes.is_inverted;
    if (pager->find.pattern && is_other) { /* the pattern before, in the modes of now */
        pager->find.modes = modes;
        pager_find_set(pager, pattern_retain(pager->find.pattern));
    }
    pager_find_next(pager, false, count, modes.spans_files);
}

/* An empty pattern shows all lines again. */
static void accept_filter(Pager *pager)
{
    Slice text = line_edit_text(&pager->prompt.edit);
    Pattern *pattern = text.len > 0 ? compile(pager) : NULL;
    if (text.len > 0 && !pattern)
        return;
    if (text.len > 0)
        history_add(app_history(pager->view.app), text);
    pattern_release(pager->filter.pattern);
    pager->filter = (PagerFilter){pattern, pager->prompt.modes.is_inverted};
    pager_prompt_close(pager);
    viewport_set_filter(pager->viewport, pattern, pager->filter.is_inverted);
    pager_tally_reset(pager);
}

static void accept(Pager *pager)
{
    PagerPromptKind kind = pager->prompt.kind;
    if (kind == PAGER_PROMPT_FIND) {
        accept_find(pager);
    } else if (kind == PAGER_PROMPT_FILTER) {
        accept_filter(pager);
    } else {
        Buf text = {0};
        buf_append_slice(&text, line_edit_text(&pager->prompt.edit));
        pager_prompt_close(pager);
        pager_prompt_accept(pager, kind, buf_slice(&text));
        buf_deinit(&text);
    }
}

static void recall(Pager *pager, long by)
{
    PagerPrompt *prompt = &pager->prompt;
    long age = prompt->history_age + by;
    if (!is_pattern(pager) || age < -1)
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

/* The keys that less has at the start of a pattern. */
static bool toggle_mode(Pager *pager, Key key)
{
    PagerModes *modes = &pager->prompt.modes;
    bool is_find = pager->prompt.kind == PAGER_PROMPT_FIND;
    bool *mode = NULL;
    if (!is_pattern(pager) || key.mods != KEY_CTRL || line_edit_text(&pager->prompt.edit).len > 0)
        return false;
    switch (key.code | 0x20) {
    case 'n':
        mode = &modes->is_inverted;
        break;
    case 'r':
        mode = &pager->find.is_literal;
        break;
    case 'e':
        mode = is_find ? &modes->spans_files : NULL;
        break;
    case 'f':
        mode = is_find ? &modes->from_first : NULL;
        break;
    case 'k':
        mode = is_find ? &modes->keeps_place : NULL;
        break;
    case 'w':
        mode = is_find ? &modes->wraps : NULL;
        break;
    default:
        break;
    }
    if (mode)
        *mode = !*mode;
    return mode != NULL;
}

bool pager_prompt_act(Pager *pager, const ActionCall *call)
{
    PagerPrompt *prompt = &pager->prompt;
    bool has_changed = false;
    bool was_empty = line_edit_text(&prompt->edit).len == 0;
    if (toggle_mode(pager, call->key))
        return true;
    if (line_edit_act(&prompt->edit, call->action, &has_changed)) {
        if (has_changed)
            find_typed(pager);
        return true;
    }
    switch (call->action) {
    case ACTION_ACCEPT:
    case ACTION_EDIT:
        accept(pager);
        return true;
    case ACTION_EDIT_BACKSPACE:
    case ACTION_EDIT_DELETE_OR_QUIT:
        if (was_empty)
            cancel(pager);
        return true;
    case ACTION_EDIT_CLEAR:
    case ACTION_BACK:
    case ACTION_QUIT: /* less's interrupt key; once more quits */
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
