/* The word that commands are about: the one chosen, else the one that the current match begins in, else the first of
 * the current line. A word is what names are made of in most languages: letters, digits, `_`, and bytes above ASCII. */
#include "tui/views/pager_view.h"
#include "tui/views/search.h"
#include "tui/views/symbols.h"

enum { LINE_MOST = 64 << 10, WORD_MOST = 256 };

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || (byte & 0x80);
}

/* The bytes of the line at `start` that are in memory: those in view are. */
static Slice line_bytes(const Pager *pager, uint64_t start)
{
    Slice bytes;
    uint64_t size = document_size(pager->document);
    uint64_t end = size - start > LINE_MOST ? start + LINE_MOST : size;
    if (!document_view(pager->document, start, end - start, &bytes)) {
        end = document_next_line(pager->document, start);
        if (end - start > LINE_MOST || !document_view(pager->document, start, end - start, &bytes))
            return slice_of("", 0);
    }
    const char *newline = bytes.len > 0 ? memchr(bytes.data, '\n', bytes.len) : NULL;
    return newline ? slice_of(bytes.data, (size_t)(newline - bytes.data)) : bytes;
}

/* The word at or after `at` in the line: false when there is none. */
static bool word_from(Slice line, size_t at, size_t *start, size_t *end)
{
    while (at < line.len && (!is_word_byte(line.data[at]) || (line.data[at] >= '0' && line.data[at] <= '9'))) {
        bool is_number = is_word_byte(line.data[at]);
        while (is_number && at < line.len && is_word_byte(line.data[at]))
            at++;
        at += !is_number;
    }
    *start = at;
    while (at < line.len && is_word_byte(line.data[at]))
        at++;
    *end = at;
    return *end > *start;
}

/* The last word that ends at or before `at`. */
static bool word_before(Slice line, size_t at, size_t *start, size_t *end)
{
    bool is_found = false;
    size_t from = 0, a, b;
    while (word_from(line, from, &a, &b) && b <= at) {
        *start = a;
        *end = b;
        from = b;
        is_found = true;
    }
    return is_found;
}

static void choose(Pager *pager, uint64_t start, uint64_t end)
{
    pager->word = (PagerWord){.start = start, .end = end};
    ViewportSpot spot = {start, end};
    viewport_set_spots(pager->viewport, &spot, end > start);
}

void pager_word_forget(Pager *pager)
{
    choose(pager, 0, 0);
}

/* Where a match begins in the middle of a word, the word is meant. */
static uint64_t start_of_word(Slice line, uint64_t at)
{
    while (at > 0 && at <= line.len && is_word_byte(line.data[at - 1]))
        at--;
    return at;
}

Slice pager_word(const Pager *pager, uint64_t *at)
{
    if (!pager->document || document_size(pager->document) == 0)
        return slice_of("", 0);
    bool is_chosen = pager->word.end > pager->word.start && pager_is_in_view(pager, pager->word.start);
    uint64_t place = is_chosen ? pager->word.start : pager_attention(pager);
    uint64_t line_start = document_line_start(pager->document, place);
    Slice line = line_bytes(pager, line_start);
    size_t from = place - line_start < line.len ? (size_t)(place - line_start) : 0;
    size_t start, end;
    if (!word_from(line, start_of_word(line, from), &start, &end) && !word_from(line, 0, &start, &end))
        return slice_of("", 0);
    *at = line_start + start;
    return slice_sub(line, start, end - start > WORD_MOST ? start + WORD_MOST : end);
}

/* The line after (before) the one at `*start`, when it is in view. */
static bool step_line(const Pager *pager, bool is_backward, uint64_t *start)
{
    if (is_backward && *start == 0)
        return false;
    uint64_t next =
        is_backward ? document_line_start(pager->document, *start - 1) : document_next_line(pager->document, *start);
    bool is_there = next < document_size(pager->document) && next != *start && pager_is_in_view(pager, next);
    if (is_there)
        *start = next;
    return is_there;
}

static bool walk_once(Pager *pager, bool is_backward)
{
    uint64_t at;
    Slice word = pager_word(pager, &at);
    bool is_chosen = pager->word.end > pager->word.start && word.len > 0 && at == pager->word.start;
    if (!is_chosen && word.len > 0) {
        choose(pager, at, at + word.len);
        return true;
    }
    uint64_t line_start = document_line_start(pager->document, word.len > 0 ? at : pager_attention(pager));
    Slice line = line_bytes(pager, line_start);
    size_t from = word.len > 0 ? (size_t)(at - line_start) : 0, start, end;
    from += is_backward ? 0 : word.len;
    while (is_backward ? !word_before(line, from, &start, &end) : !word_from(line, from, &start, &end)) {
        if (!step_line(pager, is_backward, &line_start))
            return false;
        line = line_bytes(pager, line_start);
        from = is_backward ? line.len : 0;
    }
    pager->current = line_start;
    viewport_set_current(pager->viewport, line_start);
    choose(pager, line_start + start, line_start + end);
    return true;
}

void pager_word_walk(Pager *pager, bool is_backward, long count)
{
    if (!pager->document || document_size(pager->document) == 0)
        return;
    for (long left = count > 0 ? count : 1; left > 0; left--)
        if (!walk_once(pager, is_backward)) {
            app_say(pager->view.app, ROLE_DIM, "no further word in view");
            return;
        }
    viewport_reveal(pager->viewport, pager->word.start);
}

static Slice word_or_say(Pager *pager, uint64_t *at)
{
    Slice word = pager_word(pager, at);
    if (word.len == 0)
        app_say(pager->view.app, ROLE_WARNING, "there is no word in this line");
    return word;
}

void pager_word_search(Pager *pager)
{
    App *app = pager->view.app;
    uint64_t at;
    Slice word = word_or_say(pager, &at);
    if (word.len == 0)
        return;
    if (!app_session(app)) {
        app_say(app, ROLE_WARNING, "there is no tree to search: ken was started on a file");
        return;
    }
    pager_note_jump(pager);
    app_push(app, search_view_new_word(app, word));
}

void pager_word_find(Pager *pager)
{
    uint64_t at;
    Slice word = word_or_say(pager, &at);
    PatternError err;
    Query query = {.pattern = word, .is_literal = true, .is_word = true, .case_mode = CASE_SENSITIVE};
    Pattern *pattern = word.len > 0 ? pattern_compile(&query, &err) : NULL;
    if (!pattern)
        return;
    uint64_t end = at + word.len;
    pager_mark_jump(pager);
    pager->find.modes = (PagerModes){0};
    pager->find.is_backward = false;
    pager_word_forget(pager);
    pager_find_set(pager, pattern);
    pager_find_from(pager, end, false, 1);
}

void pager_word_define(Pager *pager)
{
    uint64_t at;
    Slice word = word_or_say(pager, &at);
    if (word.len == 0)
        return;
    if (app_session(pager->view.app))
        symbols_view_go(pager->view.app, word);
    else
        pager_outline(pager, word);
}
