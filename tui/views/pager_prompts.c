/* The pager's prompts one by one: what each is called, and what is done when it is closed. Editing is
 * pager_prompt.c's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/views/pager_view.h"

static const char *const labels[] = {"",
#define X(id, label, is_letter) label,
                                     PAGER_PROMPTS(X)
#undef X
};

static const bool takes_letter[] = {false,
#define X(id, label, is_letter) is_letter,
                                    PAGER_PROMPTS(X)
#undef X
};

bool pager_prompt_is_letter(PagerPromptKind kind)
{
    return takes_letter[kind];
}

const char *pager_prompt_label(const Pager *pager)
{
    const PagerPrompt *prompt = &pager->prompt;
    if (prompt->kind == PAGER_PROMPT_FIND && pager->find.is_backward)
        return "?";
    if (prompt->kind == PAGER_PROMPT_OPTION_VALUE)
        return pager_toggle_question(prompt->letter);
    return labels[prompt->kind];
}

/* --- letters --- */

static void go_on_with(Pager *pager, PagerPromptKind kind, uint32_t letter)
{
    pager_prompt_open(pager, kind, 0);
    pager->prompt.letter = letter;
}

void pager_prompt_take_letter(Pager *pager, PagerPromptKind kind, uint32_t letter)
{
    switch (kind) {
    case PAGER_PROMPT_SET_MARK:
    case PAGER_PROMPT_SET_MARK_BOTTOM:
        pager_mark_set(pager, letter, kind == PAGER_PROMPT_SET_MARK_BOTTOM);
        return;
    case PAGER_PROMPT_GO_TO_MARK:
        pager_mark_go(pager, letter);
        return;
    case PAGER_PROMPT_CLEAR_MARK:
        pager_mark_clear(pager, letter);
        return;
    case PAGER_PROMPT_SAVE_ANYWAY:
        pager_save_anyway(pager, letter);
        return;
    case PAGER_PROMPT_PIPE_MARK:
        go_on_with(pager, PAGER_PROMPT_PIPE, letter);
        return;
    case PAGER_PROMPT_OPTION:
        if (letter == '-')
            go_on_with(pager, PAGER_PROMPT_OPTION_NAME, 0);
        else
            pager_toggle_letter(pager, letter, false);
        return;
    case PAGER_PROMPT_OPTION_SHOW:
        if (letter == '_')
            go_on_with(pager, PAGER_PROMPT_OPTION_NAME_SHOW, 0);
        else
            pager_toggle_letter(pager, letter, true);
        return;
    default:
        return;
    }
}

/* --- less's commands after a colon --- */

static void step_file(Pager *pager, long by)
{
    if (pager->files.count == 0 && pager->search)
        pager_go_to_hit(pager, by, true);
    else
        pager_files_step(pager, by);
}

/* The `count`th file of the list. */
static void go_to_file(Pager *pager, long count)
{
    size_t index = count > 0 ? (size_t)count - 1 : 0;
    if (index < pager->files.count)
        pager_files_go(pager, index);
    else
        app_say(pager->view.app, ROLE_WARNING, "there is no such file");
}

bool pager_prompt_take_colon(Pager *pager, char letter)
{
    long count = pager->prompt.count;
    if (letter == '\0' || !strchr("npxdfeqQ", letter))
        return false;
    pager_prompt_close(pager);
    switch (letter) {
    case 'n':
    case 'p':
        step_file(pager, (letter == 'n' ? 1 : -1) * (count > 0 ? count : 1));
        return true;
    case 'x':
        go_to_file(pager, count);
        return true;
    case 'd':
        pager_files_drop(pager);
        return true;
    case 'f':
        pager_tell_file(pager);
        return true;
    case 'e':
        pager_prompt_open(pager, PAGER_PROMPT_EXAMINE, 0);
        return true;
    default:
        app_act(pager->view.app, &(ActionCall){.action = ACTION_BACK});
        return true;
    }
}

/* --- lines --- */

static void go_to_number(Pager *pager, Slice text)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.*s", (int)(text.len < sizeof digits ? text.len : sizeof digits - 1),
             text.data ? text.data : "");
    char *end;
    unsigned long long number = strtoull(digits, &end, 10);
    bool is_percent = end > digits && strcmp(end, "%") == 0;
    bool is_line = end > digits && *end == '\0' && digits[0] != '-';
    if (is_percent || is_line)
        pager_mark_jump(pager);
    if (is_percent)
        viewport_go_percent(pager->viewport, (double)number);
    else if (is_line)
        pager_go_line(pager, number > 0 ? number : 1, 0);
    else if (text.len > 0)
        app_say(pager->view.app, ROLE_WARNING, "not a line number");
}

/* Two characters: a bracket of one's own and its partner. */
static void go_to_pair(Pager *pager, Slice text, bool is_backward, long count)
{
    if (text.len == 2)
        pager_bracket(pager, (unsigned char)text.data[0], (unsigned char)text.data[1], is_backward, count);
    else
        app_say(pager->view.app, ROLE_WARNING, "two characters: the opening and the closing one");
}

void pager_prompt_accept(Pager *pager, PagerPromptKind kind, Slice text)
{
    uint32_t letter = pager->prompt.letter;
    long count = pager->prompt.count;
    switch (kind) {
    case PAGER_PROMPT_COLON:
    case PAGER_PROMPT_LINE:
        go_to_number(pager, text);
        return;
    case PAGER_PROMPT_EXAMINE:
        if (text.len > 0)
            pager_files_examine(pager, text);
        return;
    case PAGER_PROMPT_SAVE:
        if (text.len > 0)
            pager_save(pager, text);
        return;
    case PAGER_PROMPT_SHELL:
        pager_shell_run(pager, text);
        return;
    case PAGER_PROMPT_PIPE:
        pager_shell_pipe(pager, letter, text);
        return;
    case PAGER_PROMPT_PAIR_CLOSE:
    case PAGER_PROMPT_PAIR_OPEN:
        go_to_pair(pager, text, kind == PAGER_PROMPT_PAIR_OPEN, count);
        return;
    case PAGER_PROMPT_OPTION_NAME:
    case PAGER_PROMPT_OPTION_NAME_SHOW:
        pager_toggle_name(pager, text, kind == PAGER_PROMPT_OPTION_NAME_SHOW);
        return;
    case PAGER_PROMPT_OPTION_VALUE:
        pager_toggle_value(pager, letter, text);
        return;
    default:
        return;
    }
}
