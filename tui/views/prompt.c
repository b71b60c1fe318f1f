/* What the user asks: text, modes, undo and history. */
#include "tui/views/prompt.h"

#include "tui/utf8.h"

void prompt_init(Prompt *prompt, const Query *query, Slice text, Slice globs)
{
    *prompt = (Prompt){
        .is_literal = query->is_literal,
        .is_word = query->is_word,
        .case_mode = query->case_mode,
        .regions = query->regions,
        .age = -1,
    };
    line_edit_set(&prompt->query, text);
    line_edit_set(&prompt->globs, globs);
}

void prompt_deinit(Prompt *prompt)
{
    line_edit_deinit(&prompt->query);
    line_edit_deinit(&prompt->paths);
    line_edit_deinit(&prompt->globs);
    for (int i = 0; i < PROMPT_UNDO_MOST; i++)
        buf_deinit(&prompt->undo[i]);
    buf_deinit(&prompt->draft);
}

LineEdit *prompt_line(Prompt *prompt)
{
    if (prompt->is_editing_globs)
        return &prompt->globs;
    return prompt->is_files ? &prompt->paths : &prompt->query;
}

Query prompt_query(const Prompt *prompt)
{
    return (Query){
        .pattern = line_edit_text(&prompt->query),
        .is_literal = prompt->is_literal,
        .is_word = prompt->is_word,
        .case_mode = prompt->case_mode,
        .regions = prompt->regions,
    };
}

Slice prompt_text(const Prompt *prompt)
{
    return line_edit_text(prompt->is_files ? &prompt->paths : &prompt->query);
}

/* Keeps a query to come back to. */
static void remember(Prompt *prompt, Slice text)
{
    if (prompt->undo_count > prompt->undo_floor && slice_equal(buf_slice(&prompt->undo[prompt->undo_count - 1]), text))
        return;
    if (prompt->undo_count == PROMPT_UNDO_MOST) {
        Buf oldest = prompt->undo[0];
        memmove(prompt->undo, prompt->undo + 1, sizeof prompt->undo - sizeof *prompt->undo);
        prompt->undo[PROMPT_UNDO_MOST - 1] = oldest;
        prompt->undo_count--;
        prompt->undo_floor -= prompt->undo_floor > 0;
    }
    Buf *newest = &prompt->undo[prompt->undo_count++];
    buf_clear(newest);
    buf_append_slice(newest, text);
}

static bool is_query_line(Prompt *prompt)
{
    return prompt_line(prompt) == &prompt->query;
}

void prompt_type(Prompt *prompt, Slice text)
{
    if (is_query_line(prompt)) {
        bool is_word_start = text.len > 0 && text.data[0] == ' ';
        if (!prompt->is_typing || is_word_start)
            remember(prompt, line_edit_text(&prompt->query));
        prompt->is_typing = true;
        prompt->age = -1;
    }
    line_edit_insert(prompt_line(prompt), text);
    prompt_line(prompt)->quotes_next = false;
}

/* After ^V the next key is text, whatever it is bound to. */
static bool take_quoted(Prompt *prompt, Key key)
{
    char text[UTF8_MOST];
    uint32_t code = key.code;
    if (code == KEYCODE_TAB)
        code = '\t';
    else if (code == KEYCODE_ESCAPE)
        code = 0x1b;
    else if ((key.mods & KEY_CTRL) && code < 0x80)
        code &= 0x1f;
    prompt_line(prompt)->quotes_next = false;
    if (code >= KEYCODE_FIRST)
        return false;
    prompt_type(prompt, slice_of(text, utf8_encode(code, text)));
    return true;
}

bool prompt_act(Prompt *prompt, const ActionCall *call, bool *has_changed)
{
    *has_changed = false;
    LineEdit *line = prompt_line(prompt);
    if (line->quotes_next) {
        *has_changed = take_quoted(prompt, call->key);
        return true;
    }
    Buf before = {0};
    buf_append_slice(&before, line_edit_text(line));
    bool did = line_edit_act(line, call->action, has_changed);
    if (did && is_query_line(prompt)) {
        if (*has_changed) {
            remember(prompt, buf_slice(&before));
            prompt->age = -1;
        }
        prompt->is_typing = false;
    }
    buf_deinit(&before);
    return did;
}

void prompt_set(Prompt *prompt, Slice text)
{
    if (is_query_line(prompt))
        remember(prompt, line_edit_text(&prompt->query));
    prompt->is_typing = false;
    line_edit_set(prompt_line(prompt), text);
}

int prompt_begin(Prompt *prompt)
{
    int floor_before = prompt->undo_floor;
    line_edit_set(&prompt->query, slice_of("", 0));
    prompt->undo_floor = prompt->undo_count;
    prompt->is_typing = false;
    prompt->age = -1;
    return floor_before;
}

void prompt_return(Prompt *prompt, const Query *query, int undo_floor)
{
    line_edit_set(&prompt->query, query->pattern);
    prompt->is_literal = query->is_literal;
    prompt->is_word = query->is_word;
    prompt->case_mode = query->case_mode;
    prompt->regions = query->regions;
    prompt->undo_count = prompt->undo_floor;
    prompt->undo_floor = undo_floor < prompt->undo_count ? undo_floor : prompt->undo_count;
    prompt->is_typing = false;
    prompt->age = -1;
}

bool prompt_undo(Prompt *prompt)
{
    Slice now = line_edit_text(&prompt->query);
    while (prompt->undo_count > prompt->undo_floor) {
        Slice older = buf_slice(&prompt->undo[--prompt->undo_count]);
        if (slice_equal(older, now))
            continue;
        line_edit_set(&prompt->query, older);
        prompt->is_typing = false;
        prompt->age = -1;
        return true;
    }
    return false;
}

bool prompt_older(Prompt *prompt, const History *history)
{
    Slice now = line_edit_text(&prompt->query);
    long age = prompt->age + 1;
    Slice older = history_get(history, (size_t)age);
    while (older.data && slice_equal(older, now))
        older = history_get(history, (size_t)++age);
    if (!older.data)
        return false;
    if (prompt->age < 0) {
        buf_clear(&prompt->draft);
        buf_append_slice(&prompt->draft, now);
    }
    prompt->age = age;
    line_edit_set(&prompt->query, older);
    prompt->is_typing = false;
    return true;
}

bool prompt_newer(Prompt *prompt, const History *history)
{
    if (prompt->age < 0)
        return false;
    prompt->age--;
    line_edit_set(&prompt->query,
                  prompt->age < 0 ? buf_slice(&prompt->draft) : history_get(history, (size_t)prompt->age));
    prompt->is_typing = false;
    return true;
}

void prompt_toggle_case(Prompt *prompt, bool is_caseless)
{
    if (prompt->case_mode != CASE_SMART)
        prompt->case_mode = CASE_SMART;
    else
        prompt->case_mode = is_caseless ? CASE_SENSITIVE : CASE_INSENSITIVE;
}

void prompt_cycle_regions(Prompt *prompt)
{
    static const unsigned nexts[IN_ALL] = {
        [0] = IN_CODE, [IN_CODE] = IN_COMMENTS, [IN_COMMENTS] = IN_STRINGS}; /* from all others: anywhere */
    prompt->regions = nexts[prompt->regions];
}
