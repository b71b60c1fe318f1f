/* Readline's editing on one line. */
#include "tui/line_edit.h"

#include <stdint.h>
#include <wchar.h>

#include "tui/glyph.h"
#include "tui/utf8.h"

void line_edit_deinit(LineEdit *edit)
{
    buf_deinit(&edit->text);
    buf_deinit(&edit->killed);
    *edit = (LineEdit){0};
}

Slice line_edit_text(const LineEdit *edit)
{
    return buf_slice(&edit->text);
}

/* Replaces the bytes from `start` to `end`; the cursor goes behind what is new. */
static void replace(LineEdit *edit, size_t start, size_t end, Slice with)
{
    Buf *text = &edit->text;
    buf_reserve(text, with.len + 1);
    memmove(text->data + start + with.len, text->data + end, text->len - end);
    if (with.len)
        memcpy(text->data + start, with.data, with.len);
    text->len = text->len - (end - start) + with.len;
    edit->cursor = start + with.len;
}

void line_edit_set(LineEdit *edit, Slice text)
{
    Buf copy = {0}; /* `text` may lie in what is replaced */
    buf_append_slice(&copy, text);
    edit->is_killing = false;
    replace(edit, 0, edit->text.len, buf_slice(&copy));
    buf_deinit(&copy);
}

void line_edit_insert(LineEdit *edit, Slice text)
{
    size_t start = edit->cursor;
    edit->is_killing = false;
    edit->quotes_next = false;
    replace(edit, start, start, text);
    for (size_t i = start; i < edit->cursor; i++)
        if (edit->text.data[i] == '\n' || edit->text.data[i] == '\r')
            edit->text.data[i] = ' ';
}

/* A character with the marks that join it is one step of the cursor. */
static size_t next_character(Slice text, size_t at)
{
    if (at >= text.len)
        return text.len;
    at += glyph_at(text, at).bytes;
    while (at < text.len) {
        Glyph glyph = glyph_at(text, at);
        if (glyph.columns != 0)
            break;
        at += glyph.bytes;
    }
    return at;
}

/* Stepping from the start is the one way that agrees with next_character on bytes that are not UTF-8. */
static size_t previous_character(Slice text, size_t at)
{
    size_t before = 0;
    for (size_t step = next_character(text, 0); step < at; step = next_character(text, step))
        before = step;
    return at == 0 ? 0 : before;
}

static bool is_blank(Slice text, size_t at)
{
    return text.data[at] == ' ' || text.data[at] == '\t';
}

static bool is_word(Slice text, size_t at)
{
    unsigned char c = (unsigned char)text.data[at];
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_not_word(Slice text, size_t at)
{
    return !is_word(text, at);
}

static bool is_not_blank(Slice text, size_t at)
{
    return !is_blank(text, at);
}

typedef bool CharacterTest(Slice text, size_t at);

static size_t back_over(Slice text, size_t at, CharacterTest *test)
{
    while (at > 0 && test(text, at - 1))
        at--;
    return at;
}

static size_t forward_over(Slice text, size_t at, CharacterTest *test)
{
    while (at < text.len && test(text, at))
        at++;
    return at;
}

static size_t word_left(Slice text, size_t at)
{
    return back_over(text, back_over(text, at, is_not_word), is_word);
}

static size_t word_right(Slice text, size_t at)
{
    return forward_over(text, forward_over(text, at, is_not_word), is_word);
}

static size_t blank_left(Slice text, size_t at)
{
    return back_over(text, back_over(text, at, is_blank), is_not_blank);
}

/* Where the cursor goes for a movement; also one end of what the deletions take. */
static size_t target_of(const LineEdit *edit, Action action)
{
    Slice text = line_edit_text(edit);
    switch (action) {
    case ACTION_EDIT_LEFT:
    case ACTION_EDIT_BACKSPACE:
        return previous_character(text, edit->cursor);
    case ACTION_EDIT_RIGHT:
    case ACTION_EDIT_DELETE:
    case ACTION_EDIT_DELETE_OR_QUIT:
        return next_character(text, edit->cursor);
    case ACTION_EDIT_WORD_LEFT:
    case ACTION_EDIT_KILL_WORD_LEFT:
        return word_left(text, edit->cursor);
    case ACTION_EDIT_WORD_RIGHT:
    case ACTION_EDIT_KILL_WORD_RIGHT:
        return word_right(text, edit->cursor);
    case ACTION_EDIT_KILL_WORD_BACK:
        return blank_left(text, edit->cursor);
    case ACTION_EDIT_HOME:
    case ACTION_EDIT_KILL_HOME:
        return 0;
    case ACTION_EDIT_END:
    case ACTION_EDIT_KILL_END:
        return text.len;
    default:
        return edit->cursor;
    }
}

static bool move_to(LineEdit *edit, size_t target)
{
    bool has_moved = target != edit->cursor;
    edit->cursor = target;
    return has_moved;
}

/* Takes out what is between the cursor and `target`; a kill keeps it for yank, together with that of the kill before.
 */
static bool delete_to(LineEdit *edit, size_t target, bool is_kill, bool was_killing)
{
    if (target == edit->cursor)
        return false;
    bool is_back = target < edit->cursor;
    size_t start = is_back ? target : edit->cursor;
    size_t end = is_back ? edit->cursor : target;
    if (is_kill) {
        Buf joined = {0};
        if (was_killing && !is_back)
            buf_append_slice(&joined, buf_slice(&edit->killed));
        buf_append_slice(&joined, slice_sub(line_edit_text(edit), start, end));
        if (was_killing && is_back)
            buf_append_slice(&joined, buf_slice(&edit->killed));
        buf_deinit(&edit->killed);
        edit->killed = joined;
    }
    replace(edit, start, end, slice_of("", 0));
    return true;
}

/* Swaps the two characters around the cursor and steps over them; at the end, the two before it. */
static bool transpose(LineEdit *edit)
{
    Slice text = line_edit_text(edit);
    size_t middle = edit->cursor == text.len ? previous_character(text, text.len) : edit->cursor;
    if (middle == 0 || text.len == 0)
        return false;
    size_t start = previous_character(text, middle);
    size_t end = next_character(text, middle);
    Buf swapped = {0};
    buf_append_slice(&swapped, slice_sub(text, middle, end));
    buf_append_slice(&swapped, slice_sub(text, start, middle));
    replace(edit, start, end, buf_slice(&swapped));
    buf_deinit(&swapped);
    return true;
}

static bool yank(LineEdit *edit)
{
    if (edit->killed.len == 0)
        return false;
    line_edit_insert(edit, buf_slice(&edit->killed));
    return true;
}

bool line_edit_act(LineEdit *edit, Action action, bool *has_changed)
{
    bool was_killing = edit->is_killing;
    *has_changed = false;
    edit->is_killing = false;
    switch (action) {
    case ACTION_EDIT_LEFT:
    case ACTION_EDIT_RIGHT:
    case ACTION_EDIT_WORD_LEFT:
    case ACTION_EDIT_WORD_RIGHT:
    case ACTION_EDIT_HOME:
    case ACTION_EDIT_END:
        return move_to(edit, target_of(edit, action));
    case ACTION_EDIT_BACKSPACE:
    case ACTION_EDIT_DELETE:
    case ACTION_EDIT_DELETE_OR_QUIT:
        return *has_changed = delete_to(edit, target_of(edit, action), false, false);
    case ACTION_EDIT_KILL_WORD_BACK:
    case ACTION_EDIT_KILL_WORD_LEFT:
    case ACTION_EDIT_KILL_WORD_RIGHT:
    case ACTION_EDIT_KILL_HOME:
    case ACTION_EDIT_KILL_END:
        *has_changed = delete_to(edit, target_of(edit, action), true, was_killing);
        edit->is_killing = *has_changed || was_killing;
        return *has_changed;
    case ACTION_EDIT_YANK:
        return *has_changed = yank(edit);
    case ACTION_EDIT_TRANSPOSE:
        return *has_changed = transpose(edit);
    case ACTION_EDIT_CLEAR:
        edit->cursor = edit->text.len;
        return *has_changed = delete_to(edit, 0, true, false);
    case ACTION_EDIT_QUOTE:
        return edit->quotes_next = true;
    default:
        return false;
    }
}

/* Columns of the characters from `start` to `end`. */
static int width_between(Slice text, size_t start, size_t end)
{
    int width = 0;
    for (size_t at = start; at < end;) {
        Glyph glyph = glyph_at(text, at);
        width += glyph.columns;
        at += glyph.bytes;
    }
    return width;
}

int line_edit_draw(const LineEdit *edit, Canvas *canvas, int x, int y, int columns, Style style)
{
    Slice text = line_edit_text(edit);
    if (columns <= 0)
        return x;
    size_t start = 0;
    int before = width_between(text, 0, edit->cursor);
    while (start < edit->cursor && before >= columns) { /* one column stays for the cursor itself */
        before -= glyph_at(text, start).columns;
        start += glyph_at(text, start).bytes;
    }
    while (start < edit->cursor && glyph_at(text, start).columns == 0)
        start += glyph_at(text, start).bytes;
    canvas_bytes(canvas, x, y, columns, slice_sub(text, start, text.len), style);
    return x + before;
}
