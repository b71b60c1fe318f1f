/* The state at a line that is drawn comes from the nearest place above whose state is known: a checkpoint, or the start
 * of a line drawn before. Rows are drawn from top to bottom, so mostly that is the line itself. Places that rest on a
 * guess are told apart, and dropped when the background's pass has come past them. */
#include "tui/painter.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/checkpoints.h"
#include "tui/tint.h"

enum {
    STEP = 64 << 10,       /* between checkpoints; looked at for a guess */
    HEAD = 4 << 10,        /* in which the language shows */
    LINE_MOST = 64 << 10,  /* coloured of a line */
    LINE_PIECE = 4 << 10,  /* lexed of a line at least */
    REACH = 256 << 10,     /* lexed at most on the way to a line, on the main thread */
    SLICE = 2 << 20,       /* lexed in the background, between which others of the queue have their turn */
    EXTENDED = 1 << 20,    /* of a slice in one go */
    AHEAD = 512 << 10,     /* below what is drawn */
    PLACES = 256,          /* remembered: some screens */
    TOKENS_AT_ONCE = 4096, /* room made for tokens */
};

typedef struct Place {
    LexPlace at;
    bool is_guess;
    bool is_used;
} Place;

/* The line drawn last, as far as it was lexed: rows of a wrapped one need not lex it again. */
typedef struct PaintedLine {
    uint64_t start;
    LexState state; /* there */
    bool is_guess;
    uint32_t lexed; /* bytes; 0: none */
    Token *tokens;
    size_t count, capacity;
} PaintedLine;

typedef struct Extending {
    Request request;
    Painter *painter;
    Document *document;
    Checkpoints *part; /* NULL: nothing to lex */
    uint64_t stop;
    bool is_growing;
    uint64_t missing_from, missing_to; /* to be prefaulted */
} Extending;

struct Painter {
    Requests *requests;
    Document *document; /* may be NULL */
    Buf path;
    bool is_off;
    const Language *language; /* NULL: plain, or not known yet */
    bool is_settled;          /* the language is known for good */
    Checkpoints *checkpoints; /* NULL without a language */
    Place places[PLACES];
    size_t next_place; /* to be overwritten */
    size_t last_place; /* written last: mostly of the line that is asked for next */
    PaintedLine line;
    Extending *extending;
    uint64_t missing_from, missing_to; /* bytes that the last draw could not look at */
};

/* --- the pass, in the background --- */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    Extending *extending = (Extending *)request;
    uint64_t size = document_size(extending->document);
    if (extending->missing_to > extending->missing_from)
        document_prefault(extending->document, extending->missing_from,
                          extending->missing_to - extending->missing_from);
    if (!extending->part)
        return;
    uint64_t at = checkpoints_reached(extending->part).offset;
    Stretch stretch = {0};
    while (at < extending->stop && at < size) {
        document_read(extending->document, at, smaller(size, at + EXTENDED), &stretch);
        bool is_end = at + stretch.bytes.len == size;
        if (is_end && extending->is_growing && stretch.bytes.len < STEP)
            break;
        at += checkpoints_extend(extending->part, stretch.bytes, is_end && !extending->is_growing);
    }
    stretch_deinit(&stretch);
}

static void drop(Request *request)
{
    Extending *extending = (Extending *)request;
    checkpoints_free(extending->part);
    document_release(extending->document);
    free(extending);
}

static void drop_guesses(Painter *painter, uint64_t up_to)
{
    for (size_t i = 0; i < PLACES; i++)
        if (painter->places[i].is_guess && painter->places[i].at.offset <= up_to)
            painter->places[i] = (Place){0};
}

static void done(Request *request)
{
    Extending *extending = (Extending *)request;
    Painter *painter = extending->painter;
    painter->extending = NULL;
    if (extending->part && checkpoints_join(painter->checkpoints, extending->part))
        drop_guesses(painter, checkpoints_reached(painter->checkpoints).offset + REACH);
    drop(request);
}

static void abandon(Painter *painter)
{
    if (painter->extending)
        request_abandon(&painter->extending->request);
    painter->extending = NULL;
}

/* Has the pass go on when it is behind what is drawn, and fetches what could not be looked at. */
static void extend(Painter *painter, uint64_t line_start)
{
    LexPlace reached = checkpoints_reached(painter->checkpoints);
    bool is_growing = document_is_growing(painter->document);
    uint64_t size = document_size(painter->document);
    uint64_t left = size > reached.offset ? size - reached.offset : 0;
    bool is_behind = line_start >= reached.offset + STEP && left >= (is_growing ? STEP : 1);
    bool is_missing = painter->missing_to > painter->missing_from;
    if (painter->extending || (!is_behind && !is_missing))
        return;
    Extending *extending = mem_zalloc(1, sizeof *extending);
    extending->request = (Request){.work = work, .done = done, .drop = drop};
    extending->painter = painter;
    extending->document = document_retain(painter->document);
    extending->is_growing = is_growing;
    extending->missing_from = painter->missing_from;
    extending->missing_to = painter->missing_to;
    painter->missing_from = painter->missing_to = 0;
    if (is_behind) {
        extending->part = checkpoints_new(painter->language, reached);
        uint64_t stop = line_start + AHEAD;
        extending->stop = stop - reached.offset < SLICE ? stop : reached.offset + SLICE;
    }
    painter->extending = extending;
    requests_post(painter->requests, &extending->request);
}

/* --- states --- */

static bool view(Painter *painter, uint64_t from, uint64_t to, Slice *bytes)
{
    if (document_view(painter->document, from, to - from, bytes))
        return true;
    painter->missing_from = from;
    painter->missing_to = to;
    return false;
}

static void remember(Painter *painter, LexPlace at, bool is_guess)
{
    size_t i = 0;
    while (i < PLACES && !(painter->places[i].is_used && painter->places[i].at.offset == at.offset))
        i++;
    if (i == PLACES)
        i = painter->next_place++ % PLACES;
    painter->places[i] = (Place){.at = at, .is_guess = is_guess, .is_used = true};
    painter->last_place = i;
}

/* The nearest place at or above the line; `needs_certain`: that rests on no guess. */
static Place nearest(const Painter *painter, uint64_t line_start, bool needs_certain)
{
    Place best = {.at = checkpoints_before(painter->checkpoints, line_start), .is_used = true};
    for (size_t i = 0; i < PLACES; i++) {
        const Place *place = &painter->places[i];
        bool fits = place->is_used && place->at.offset <= line_start && !(needs_certain && place->is_guess);
        if (fits && place->at.offset > best.at.offset)
            best = *place;
    }
    return best;
}

/* Lexes on from the place to the line. False when that is too far, or not all of it is at hand. */
static bool go_on_from(Painter *painter, const Place *place, uint64_t line_start, LexState *state)
{
    Slice between;
    *state = place->at.state;
    if (line_start == place->at.offset)
        return true;
    if (line_start - place->at.offset > REACH || !view(painter, place->at.offset, line_start, &between))
        return false;
    *state = lexer_skip(painter->language, *state, between);
    return true;
}

/* Behind the first newline at or behind `at`; SIZE_MAX when there is none. */
static size_t next_line_start(Slice bytes, size_t at)
{
    const char *found = at < bytes.len ? memchr(bytes.data + at, '\n', bytes.len - at) : NULL;
    return found ? (size_t)(found - bytes.data) + 1 : SIZE_MAX;
}

/* Guesses at a line's start some 64 KB above, the same one for all lines of a stretch of 64 KB. */
static bool guess(Painter *painter, uint64_t line_start, LexState *state)
{
    uint64_t grid = line_start / STEP * STEP;
    uint64_t from = grid > STEP ? grid - STEP : 0;
    Slice above;
    if (!view(painter, from, line_start, &above))
        return false;
    size_t first = next_line_start(above, 0);
    size_t anchor = next_line_start(above, (size_t)(grid - from));
    if (anchor > above.len)
        anchor = above.len;
    if (first > anchor)
        first = anchor;
    LexPlace place = {.offset = from + anchor, .state = lex_guess(painter->language, slice_sub(above, first, anchor))};
    remember(painter, place, true);
    *state = lexer_skip(painter->language, place.state, slice_sub(above, anchor, above.len));
    return true;
}

static LexState state_at(Painter *painter, uint64_t line_start, bool *is_guess)
{
    const Place *last = &painter->places[painter->last_place];
    *is_guess = last->is_guess;
    if (last->is_used && last->at.offset == line_start)
        return last->at.state;
    LexState state;
    Place place = nearest(painter, line_start, true);
    bool is_known = go_on_from(painter, &place, line_start, &state);
    *is_guess = !is_known;
    if (!is_known) {
        place = nearest(painter, line_start, false);
        is_known = go_on_from(painter, &place, line_start, &state) || guess(painter, line_start, &state);
    }
    if (!is_known)
        return (LexState){0};
    remember(painter, (LexPlace){line_start, state}, *is_guess);
    return state;
}

/* --- lines --- */

static void lex(Painter *painter, Slice bytes)
{
    PaintedLine *line = &painter->line;
    Lexer lexer;
    lexer_start(&lexer, painter->language, line->state, bytes);
    line->count = 0;
    for (;;) {
        if (line->capacity < line->count + LEXER_ROOM)
            line->tokens = mem_grow(line->tokens, &line->capacity, line->count + TOKENS_AT_ONCE, sizeof *line->tokens);
        size_t got = lexer_tokens(&lexer, line->tokens + line->count, line->capacity - line->count);
        if (got == 0)
            break;
        line->count += got;
    }
    line->lexed = (uint32_t)bytes.len;
    if (bytes.len > 0 && bytes.data[bytes.len - 1] == '\n')
        remember(painter, (LexPlace){line->start + bytes.len, lexer.state}, line->is_guess);
}

/* Lexes the line up to `end` (in it) at least. */
static bool lex_line(Painter *painter, uint64_t line_start, uint32_t end)
{
    PaintedLine *line = &painter->line;
    Slice bytes;
    bool is_guess;
    LexState state = state_at(painter, line_start, &is_guess);
    bool is_same = line->lexed > 0 && line->start == line_start && lex_state_equal(line->state, state);
    if (is_same && line->lexed >= end)
        return true;
    uint32_t rounded = (end + LINE_PIECE - 1) / LINE_PIECE * LINE_PIECE;
    if (rounded > LINE_MOST)
        rounded = LINE_MOST;
    if (!document_view(painter->document, line_start, rounded, &bytes) &&
        !view(painter, line_start, line_start + end, &bytes))
        return false;
    size_t next = next_line_start(bytes, 0);
    line->start = line_start;
    line->state = state;
    line->is_guess = is_guess;
    lex(painter, slice_sub(bytes, 0, next));
    return true;
}

/* --- the language --- */

static bool has_line(Slice head, const char *beginning)
{
    Slice text = slice_from_cstr(beginning); /* with the newline before it */
    return slice_starts_with(head, slice_sub(text, 1, text.len)) ||
           (head.len > 0 && memmem(head.data, head.len, text.data, text.len) != NULL);
}

/* What git and diff write, also behind the head of a mail or of a commit. */
static bool looks_like_differences(Slice head)
{
    return has_line(head, "\ndiff --git ") || slice_starts_with(head, slice_from_cstr("Index: ")) ||
           slice_starts_with(head, slice_from_cstr("commit ")) ||
           (has_line(head, "\n--- ") && has_line(head, "\n+++ "));
}

static const Language *language_of(const Document *document, Slice path, Slice head)
{
    const Language *language = language_for(path, head, document_language(document));
    if (!language && path.len == 0 && looks_like_differences(head))
        language = language_find(slice_from_cstr("diff"));
    return language;
}

static void forget(Painter *painter)
{
    abandon(painter);
    checkpoints_free(painter->checkpoints);
    painter->checkpoints = NULL;
    memset(painter->places, 0, sizeof painter->places);
    painter->line.lexed = 0;
    painter->missing_from = painter->missing_to = 0;
}

static void settle_language(Painter *painter)
{
    Slice head;
    if (painter->is_settled)
        return;
    bool is_there = document_view(painter->document, 0, HEAD, &head);
    painter->is_settled = is_there && (head.len == HEAD || !document_is_growing(painter->document));
    const Language *language =
        language_of(painter->document, buf_slice(&painter->path), is_there ? head : slice_of(NULL, 0));
    if (language == painter->language)
        return;
    forget(painter);
    painter->language = language;
    if (language)
        painter->checkpoints = checkpoints_new(language, (LexPlace){0});
}

/* --- public --- */

Painter *painter_new(Requests *requests)
{
    Painter *painter = mem_zalloc(1, sizeof *painter);
    painter->requests = requests;
    return painter;
}

void painter_free(Painter *painter)
{
    painter_set_document(painter, NULL, slice_of(NULL, 0));
    free(painter->line.tokens);
    buf_deinit(&painter->path);
    free(painter);
}

void painter_set_document(Painter *painter, Document *document, Slice path)
{
    if (document)
        document_retain(document);
    forget(painter);
    document_release(painter->document);
    painter->document = document;
    painter->language = NULL;
    painter->is_settled = false;
    buf_clear(&painter->path);
    buf_append_slice(&painter->path, path);
}

void painter_go_on_with(Painter *painter, Document *longer)
{
    uint64_t size = painter->document ? document_size(painter->document) : 0;
    document_retain(longer);
    abandon(painter);
    document_release(painter->document);
    painter->document = longer;
    painter->line.lexed = 0;
    painter->is_settled &= painter->language != NULL;
    if (painter->checkpoints)
        checkpoints_cut(painter->checkpoints, size > 0 ? size - 1 : 0);
}

void painter_turn(Painter *painter, bool is_on)
{
    painter->is_off = !is_on;
}

size_t painter_paint(void *context, const Document *document, uint64_t line_start, uint64_t base, Slice bytes,
                     Paint *paints, size_t most)
{
    Painter *painter = context;
    if (painter->is_off || !document || document != painter->document || bytes.len == 0)
        return 0;
    settle_language(painter);
    uint64_t from = base - line_start;
    if (!painter->language || from >= LINE_MOST)
        return 0;
    uint64_t to = from + bytes.len < LINE_MOST ? from + bytes.len : LINE_MOST;
    bool is_lexed = lex_line(painter, line_start, (uint32_t)to);
    extend(painter, line_start);
    if (!is_lexed)
        return 0;
    return tint_tokens(painter->line.tokens, painter->line.count, (uint32_t)from, (uint32_t)to, paints, most);
}
