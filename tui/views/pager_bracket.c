/* From a bracket to its partner: the text between is counted through in the background, so that a partner megabytes
 * away is found without a key waiting. Brackets in strings and comments count as any others, as in less.
 *
 *     forward: the Nth opening one of the top line --+ one in, - one out--> the closing one
 *     backward: the Nth last closing one of the bottom line --the same upward--> the opening one */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_view.h"

enum { LINE_MOST = 1 << 20, LOOK_STEP = 1 << 16 };

struct PagerBracket {
    Request request;
    Pager *pager;
    Document *document;
    uint64_t line;             /* its offset */
    uint64_t column_from;      /* matching: brackets before this offset are passed over; 0: from the line's start */
    unsigned char open, close; /* 0: whichever comes first */
    bool is_backward;
    long count;
    bool has_bracket, is_found;
    uint64_t start, found; /* the bracket and its partner */
    atomic_bool cancel;
};

static const char pairs[] = "{}()[]<>";
enum { CODE_PAIRS = 6 }; /* of the characters above: those that are brackets in any text */

static bool is_cancelled(const PagerBracket *bracket)
{
    /* relaxed: nothing is handed over */
    return atomic_load_explicit(&bracket->cancel, memory_order_relaxed);
}

static Slice line_of(const PagerBracket *bracket, Stretch *stretch)
{
    uint64_t end = document_next_line(bracket->document, bracket->line);
    if (end - bracket->line > LINE_MOST)
        end = bracket->line + LINE_MOST;
    document_read(bracket->document, bracket->line, end, stretch);
    return stretch->bytes;
}

/* The bracket that the line begins with, and what it means for the direction. */
static bool choose(PagerBracket *bracket, Slice line, size_t *at)
{
    for (size_t i = 0; i < line.len; i++) {
        const char *kind = line.data[i] ? memchr(pairs, line.data[i], CODE_PAIRS) : NULL;
        if (!kind || bracket->line + i < bracket->column_from)
            continue;
        size_t number = (size_t)(kind - pairs);
        bracket->open = (unsigned char)pairs[number & ~(size_t)1];
        bracket->close = (unsigned char)pairs[number | 1];
        bracket->is_backward = number & 1;
        *at = i;
        return true;
    }
    return false;
}

static bool choose_nth(const PagerBracket *bracket, Slice line, size_t *at)
{
    long left = bracket->count > 0 ? bracket->count : 1;
    unsigned char wanted = bracket->is_backward ? bracket->close : bracket->open;
    for (size_t i = 0; i < line.len; i++) {
        size_t place = bracket->is_backward ? line.len - 1 - i : i;
        if ((unsigned char)line.data[place] == wanted && --left == 0) {
            *at = place;
            return true;
        }
    }
    return false;
}

/* Depth after the byte; 0: this is the partner. */
static long step(const PagerBracket *bracket, unsigned char byte, long depth)
{
    if (byte == bracket->open)
        return depth + (bracket->is_backward ? -1 : 1);
    return byte == bracket->close ? depth + (bracket->is_backward ? 1 : -1) : depth;
}

/* Over a piece, in the direction; `*depth` 0 at the end: the partner was found. */
static void look_in(PagerBracket *bracket, const Stretch *piece, long *depth)
{
    size_t len = piece->bytes.len;
    for (size_t i = 0; i < len && *depth != 0; i++) {
        size_t at = bracket->is_backward ? len - 1 - i : i;
        *depth = step(bracket, (unsigned char)piece->bytes.data[at], *depth);
        bracket->found = piece->start + at;
    }
}

/* From behind `at`, or from `at` backward; in holes there are none. */
static void look(PagerBracket *bracket, uint64_t at)
{
    const Document *document = bracket->document;
    uint64_t size = document_size(document);
    long depth = 1;
    Stretch piece = {0};
    while (depth != 0 && !is_cancelled(bracket) && (bracket->is_backward ? at > 0 : at < size)) {
        uint64_t end, start;
        if (document_hole_at(document, bracket->is_backward ? at - 1 : at, &start, &end)) {
            at = bracket->is_backward ? start : end;
            continue;
        }
        if (bracket->is_backward) {
            start = at > LOOK_STEP ? at - LOOK_STEP : 0;
            document_read(document, start, at, &piece);
            at = start;
        } else {
            document_read(document, at, at + LOOK_STEP, &piece);
            at += piece.bytes.len;
        }
        look_in(bracket, &piece, &depth);
    }
    stretch_deinit(&piece);
    bracket->is_found = depth == 0;
}

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    PagerBracket *bracket = (PagerBracket *)request;
    Stretch stretch = {0};
    Slice line = line_of(bracket, &stretch);
    size_t at = 0;
    bracket->has_bracket = bracket->open ? choose_nth(bracket, line, &at) : choose(bracket, line, &at);
    bracket->start = bracket->line + at;
    stretch_deinit(&stretch);
    if (bracket->has_bracket)
        look(bracket, bracket->is_backward ? bracket->start : bracket->start + 1);
}

static void drop(Request *request)
{
    PagerBracket *bracket = (PagerBracket *)request;
    document_release(bracket->document);
    free(bracket);
}

/* Both are seen, when they are in view. */
static void show_pair(Pager *pager, const PagerBracket *bracket)
{
    const ViewportSpot spots[] = {{bracket->start, bracket->start + 1}, {bracket->found, bracket->found + 1}};
    pager_word_forget(pager);
    viewport_set_spots(pager->viewport, spots, 2);
}

static void done(Request *request)
{
    PagerBracket *bracket = (PagerBracket *)request;
    Pager *pager = bracket->pager;
    pager->bracket = NULL;
    if (!bracket->has_bracket && bracket->open) {
        app_say(pager->view.app, ROLE_WARNING, "no '%c' in the %s line",
                bracket->is_backward ? bracket->close : bracket->open, bracket->is_backward ? "bottom" : "top");
    } else if (!bracket->has_bracket) {
        app_say(pager->view.app, ROLE_WARNING, "no bracket in this line");
    } else if (!bracket->is_found) {
        app_say(pager->view.app, ROLE_WARNING, "no partner for this bracket");
    } else {
        pager_mark_jump(pager);
        pager->current = document_line_start(pager->document, bracket->found);
        viewport_set_current(pager->viewport, pager->current);
        pager_find_take_match(pager, UINT64_MAX, UINT64_MAX);
        show_pair(pager, bracket);
        if (bracket->count < 0 || pager_is_in_view(pager, bracket->found))
            viewport_reveal(pager->viewport, bracket->found);
        else
            viewport_show(pager->viewport, bracket->found, bracket->is_backward ? 0 : VIEWPORT_LAST);
        pager->gone_to = pager->current;
    }
    drop(request);
}

/* The line that the movement begins in. */
static uint64_t line_to_look_in(const Pager *pager, bool is_matching, bool is_backward)
{
    uint64_t bottom = viewport_bottom(pager->viewport);
    uint64_t place = viewport_top(pager->viewport);
    if (is_matching)
        place = pager_attention(pager);
    else if (is_backward && bottom > 0)
        place = bottom - 1;
    return document_line_start(pager->document, place);
}

void pager_bracket(Pager *pager, uint32_t open, uint32_t close, bool is_backward, long count)
{
    if (!pager->document || document_size(pager->document) == 0)
        return;
    pager_bracket_abandon(pager);
    PagerBracket *bracket = mem_zalloc(1, sizeof *bracket);
    bracket->request = (Request){.work = work, .done = done, .drop = drop};
    bracket->pager = pager;
    bracket->document = document_retain(pager->document);
    bracket->line = line_to_look_in(pager, open == 0, is_backward);
    if (open == 0 && pager_is_in_view(pager, pager->find.start))
        bracket->column_from = pager->find.start;
    bracket->open = (unsigned char)open;
    bracket->close = (unsigned char)close;
    bracket->is_backward = is_backward;
    bracket->count = open == 0 ? -1 : count;
    pager->bracket = bracket;
    requests_post(pager->slow, &bracket->request);
}

void pager_bracket_abandon(Pager *pager)
{
    PagerBracket *bracket = pager->bracket;
    if (!bracket)
        return;
    pager->bracket = NULL;
    /* relaxed: nothing is handed over */
    atomic_store_explicit(&bracket->cancel, true, memory_order_relaxed);
    request_abandon(&bracket->request);
}
