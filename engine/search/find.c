/* Walking through the matches of a document. One that is mapped whole is walked through as it is; another in pieces,
 * each read with as much text around it as a match may reach, and holes are passed over:
 *
 *     hole:  [ context | nothing that matches in zeros matches here | context ]
 *
 * which holds for a pattern that finds nothing in the middle of as many zeros. */
#include "engine/search/find.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/scan.h"

enum {
    BACKWARD_STEP = 1 << 20,                   /* find_last looks through so much at a time */
    PIECE_BYTES = 1 << 20,                     /* read at a time */
    HOLE_EDGE = FIND_PIECE + 2 * FIND_CONTEXT, /* looked through at either end of a hole */
    LINES_AT_ONCE = 32,                        /* asked of scan_lines */
};

/* One walk. Offsets are into `bytes`, which are all of the document or those from `base` on. */
typedef struct Walk {
    const Finder *finder;
    const Strategy *strategy;
    Slice bytes;
    uint64_t base;
    bool is_ascii;
    uint64_t from, to;               /* where reported matches start ... */
    uint64_t start_limit;            /* ... before: `to`, but that a last line without newline may match at its end */
    uint64_t low, high;              /* from and to, moved out to line ends or by the context */
    uint64_t behind;                 /* high, or behind the newline there */
    uint64_t next[STRATEGY_NEEDLES]; /* places of the needles; UINT64_MAX: no more */
    LineList lines;                  /* that a program found, of which ... */
    size_t line;                     /* ... this one is the next */
    uint64_t scanned;                /* and so far it has looked */
    FindVisit *visit;
    void *context;
} Walk;

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static bool is_cancelled(const Walk *walk)
{
    /* relaxed: the answer is thrown away, soon is soon enough */
    return walk->finder->cancel && atomic_load_explicit(walk->finder->cancel, memory_order_relaxed);
}

/* Behind the last newline in [floor, offset), or `floor`. */
static uint64_t line_start(Slice bytes, uint64_t offset, uint64_t floor)
{
    const char *newline = offset > floor ? memrchr(bytes.data + floor, '\n', offset - floor) : NULL;
    return newline ? (uint64_t)(newline - bytes.data) + 1 : floor;
}

/* The first newline in [offset, ceiling), or `ceiling`. */
static uint64_t line_end(Slice bytes, uint64_t offset, uint64_t ceiling)
{
    const char *newline = offset < ceiling ? memchr(bytes.data + offset, '\n', ceiling - offset) : NULL;
    return newline ? (uint64_t)(newline - bytes.data) : ceiling;
}

static void walk_init(Walk *walk, const Finder *finder, const Stretch *stretch, uint64_t from, uint64_t to)
{
    *walk = (Walk){.finder = finder, .bytes = stretch->bytes, .base = stretch->start};
    from -= walk->base;
    to -= walk->base;
    walk->is_ascii = document_text(finder->document) == TEXT_ASCII;
    walk->strategy = pattern_strategy(finder->pattern, walk->is_ascii);
    walk->to = smaller(to, walk->bytes.len);
    walk->from = smaller(from, walk->to);
    walk->start_limit = walk->to + (walk->to == walk->bytes.len);
    if (pattern_is_bytes(finder->pattern)) {
        walk->low = walk->from;
        walk->high = smaller(walk->bytes.len, walk->to + pattern_literal(finder->pattern).len);
        return;
    }
    walk->low = line_start(walk->bytes, walk->from, walk->from > FIND_CONTEXT ? walk->from - FIND_CONTEXT : 0);
    uint64_t ceiling = smaller(walk->bytes.len, walk->to + FIND_CONTEXT);
    walk->high = walk->to > walk->from ? line_end(walk->bytes, walk->to - 1, ceiling) : walk->to;
    walk->behind = walk->high + (walk->high < ceiling);
}

/* The first place of any needle at or after `at`, or UINT64_MAX. */
static uint64_t next_candidate(Walk *walk, uint64_t at)
{
    uint64_t first = UINT64_MAX;
    for (unsigned i = 0; i < walk->strategy->needle_count; i++) {
        if (walk->next[i] != UINT64_MAX && walk->next[i] <= at) {
            size_t found = kernel_find(&walk->strategy->needles[i], walk->bytes.data, at, walk->high);
            walk->next[i] = found == SIZE_MAX ? UINT64_MAX : found;
        }
        first = smaller(first, walk->next[i]);
    }
    return first;
}

/* A program over streams of bits is quicker than the matcher at each line, or at each of many needles. */
static bool uses_program(const Strategy *strategy)
{
    return strategy->stream_kind != PLAN_STREAM_NONE &&
           (strategy->kind == STRATEGY_EVERY_LINE || strategy->prefers_stream);
}

/* Has the program look through the lines from `at` on that end within a piece of a line. False when none does. */
static bool scan_on(Walk *walk, uint64_t at)
{
    uint64_t end = walk->behind;
    if (end - at > FIND_PIECE)
        end = line_start(walk->bytes, at + FIND_PIECE, at);
    if (end == at)
        return false;
    ScanRequest request = {
        .pattern = walk->finder->pattern,
        .matcher = walk->finder->matcher,
        .bytes = slice_sub(walk->bytes, 0, end),
        .start = at,
        .end = end,
        .is_ascii = walk->is_ascii,
        .stops_when_full = true,
        .cancel = walk->finder->cancel,
    };
    walk->line = 0;
    walk->lines.most = LINES_AT_ONCE;
    scan_lines(&request, &walk->lines);
    bool is_full = walk->lines.count == LINES_AT_ONCE;
    walk->scanned = is_full ? line_end(walk->bytes, walk->lines.offsets[LINES_AT_ONCE - 1], end - 1) + 1 : end;
    return true;
}

/* The first line at or after `at` that may match, or UINT64_MAX; in a line too long to scan, `at` itself. */
static uint64_t next_scanned_line(Walk *walk, uint64_t at)
{
    while (!is_cancelled(walk)) {
        for (; walk->line < walk->lines.count; walk->line++)
            if (walk->lines.offsets[walk->line] >= at)
                return walk->lines.offsets[walk->line];
        uint64_t from = larger(at, walk->scanned);
        if (from >= walk->behind)
            return UINT64_MAX;
        if (!scan_on(walk, from))
            return from;
    }
    return UINT64_MAX;
}

static size_t behind_character(Slice line, size_t at)
{
    do
        at++;
    while (at < line.len && (line.data[at] & 0xc0) == 0x80);
    return at;
}

/* Reports the matches in bytes[start, end), a line or a piece of one, that start in [from, to). False when the visitor
 * has had enough. */
static bool visit_piece(const Walk *walk, uint64_t start, uint64_t end, uint64_t from, uint64_t to)
{
    Slice line = slice_sub(walk->bytes, start, end);
    bool is_first = true;
    Match match;
    for (size_t at = 0; at <= line.len && !is_cancelled(walk); is_first = false) {
        const Finder *finder = walk->finder;
        if (pattern_match(finder->pattern, finder->matcher, line, at, walk->is_ascii, &match) != MATCH_FOUND)
            break;
        uint64_t found = start + match.start;
        bool is_empty = match.start == match.end;
        if (found >= to)
            break;
        FindMatch whole = {walk->base + found, walk->base + start + match.end};
        if (found >= from && (!is_empty || is_first) && !walk->visit(walk->context, whole))
            return false;
        at = is_empty ? behind_character(line, match.end) : match.end;
    }
    return true;
}

/* Line by line, or from one candidate line to the next. */
static void walk_lines(Walk *walk)
{
    bool has_needles = walk->strategy->kind != STRATEGY_EVERY_LINE;
    bool has_program = uses_program(walk->strategy);
    uint64_t at = walk->low; /* a line's start, or some context before `from` */
    uint64_t from = walk->from;
    while (at < walk->to && from < walk->to && !is_cancelled(walk)) {
        uint64_t candidate = at;
        if (has_program)
            candidate = next_scanned_line(walk, at);
        else if (has_needles)
            candidate = next_candidate(walk, at);
        if (candidate == UINT64_MAX)
            return;
        uint64_t start = line_start(walk->bytes, candidate, at);
        if (candidate - start > FIND_PIECE) {
            start = candidate - FIND_CONTEXT;
            from = larger(from, start + 1); /* no line starts there, whatever `^` takes it for */
        }
        uint64_t ceiling = smaller(walk->high, start + FIND_PIECE + FIND_CONTEXT);
        uint64_t end = line_end(walk->bytes, start, ceiling);
        bool goes_on = end == ceiling && ceiling < walk->high;
        uint64_t to = goes_on ? smaller(walk->to, end - FIND_CONTEXT) : walk->start_limit;
        if (!visit_piece(walk, start, end, from, to))
            return;
        if (goes_on) {
            from = larger(from, to);
            at = larger(start + 1, to > FIND_CONTEXT ? to - FIND_CONTEXT : 0);
            if (to == walk->to)
                return;
        } else {
            at = end + 1;
        }
    }
}

/* Where every match is one text, the kernel alone finds them. */
static void walk_literal(const Walk *walk)
{
    const Needle *needle = &walk->strategy->needles[0];
    uint64_t at = walk->low;
    while (at < walk->to && !is_cancelled(walk)) {
        /* In steps, so that a cancelled walk ends soon where nothing is found. */
        uint64_t ceiling = smaller(walk->high, at + BACKWARD_STEP + needle->len);
        size_t found = kernel_find(needle, walk->bytes.data, at, ceiling);
        if (found == SIZE_MAX) {
            at = ceiling < walk->high ? at + BACKWARD_STEP : walk->to;
            continue;
        }
        if (found >= walk->to)
            return;
        at = found + needle->len;
        if (found >= walk->from && !walk->visit(walk->context, (FindMatch){walk->base + found, walk->base + at}))
            return;
    }
}

static void walk_bytes(const Finder *finder, const Stretch *stretch, uint64_t from, uint64_t to, FindVisit *visit,
                       void *context)
{
    Walk walk;
    walk_init(&walk, finder, stretch, from, to);
    walk.visit = visit;
    walk.context = context;
    const Strategy *strategy = walk.strategy;
    if (strategy->kind == STRATEGY_EXACT && strategy->needle_count == 1 && !strategy->is_word)
        walk_literal(&walk);
    else
        walk_lines(&walk);
    line_list_deinit(&walk.lines);
}

/* A walk in pieces. */
typedef struct Pieces {
    const Finder *finder;
    FindVisit *visit;
    void *context;
    bool has_ended;
    bool is_zero_known, matches_zeros; /* of the pattern */
} Pieces;

static bool pass_on(void *context, FindMatch match)
{
    Pieces *pieces = context;
    pieces->has_ended = !pieces->visit(pieces->context, match);
    return !pieces->has_ended;
}

static bool note_match(void *context, FindMatch match)
{
    (void)match;
    *(bool *)context = true;
    return false;
}

/* Whether anything matches in the middle of zeros: found out once. */
static bool matches_zeros(Pieces *pieces)
{
    if (pieces->is_zero_known)
        return pieces->matches_zeros;
    char *zeros = mem_zalloc(2, HOLE_EDGE);
    /* As if it were far from the document's start, where no line begins. */
    Stretch stretch = {.start = HOLE_EDGE, .bytes = slice_of(zeros, 2 * HOLE_EDGE - 1)};
    uint64_t middle = stretch.start + HOLE_EDGE;
    walk_bytes(pieces->finder, &stretch, middle - FIND_PIECE / 2, middle + FIND_PIECE / 2, note_match,
               &pieces->matches_zeros);
    free(zeros);
    pieces->is_zero_known = true;
    return pieces->matches_zeros;
}

/* The inside of a hole at or behind `offset`, in which nothing can match. */
static bool empty_part(Pieces *pieces, uint64_t offset, uint64_t *start, uint64_t *end)
{
    const Document *document = pieces->finder->document;
    if (!document_hole_at(document, offset, start, end) || *end - *start <= 2 * HOLE_EDGE || matches_zeros(pieces))
        return false;
    *start += HOLE_EDGE;
    *end -= HOLE_EDGE;
    return true;
}

static void walk_piece(Pieces *pieces, uint64_t from, uint64_t to, Stretch *stretch)
{
    uint64_t around = FIND_CONTEXT + 1;
    if (pattern_is_bytes(pieces->finder->pattern))
        around += pattern_literal(pieces->finder->pattern).len;
    document_read(pieces->finder->document, from > around ? from - around : 0, to + around, stretch);
    walk_bytes(pieces->finder, stretch, from, to, pass_on, pieces);
}

static void walk_pieces(Pieces *pieces, uint64_t from, uint64_t to)
{
    const atomic_bool *cancel = pieces->finder->cancel;
    uint64_t start, end;
    Stretch stretch = {0};
    to = smaller(to, document_size(pieces->finder->document));
    while (from < to && !pieces->has_ended && !(cancel && atomic_load_explicit(cancel, memory_order_relaxed))) {
        uint64_t piece = smaller(to, from + PIECE_BYTES);
        if (empty_part(pieces, from, &start, &end) && start < piece && end > from) {
            if (from >= start) {
                from = end;
                continue;
            }
            piece = start;
        }
        walk_piece(pieces, from, piece, &stretch);
        from = piece;
    }
    stretch_deinit(&stretch);
}

void find_each(const Finder *finder, uint64_t from, uint64_t to, FindVisit *visit, void *context)
{
    if (document_is_windowed(finder->document)) {
        Pieces pieces = {.finder = finder, .visit = visit, .context = context};
        walk_pieces(&pieces, from, to);
        return;
    }
    Stretch all = {.bytes = document_bytes(finder->document)};
    walk_bytes(finder, &all, from, to, visit, context);
}

static bool take_first(void *context, FindMatch match)
{
    *(FindMatch *)context = match;
    return false;
}

static bool take_last(void *context, FindMatch match)
{
    *(FindMatch *)context = match;
    return true;
}

static bool count_one(void *context, FindMatch match)
{
    (void)match;
    ++*(uint64_t *)context;
    return true;
}

bool find_first(const Finder *finder, uint64_t from, uint64_t to, FindMatch *match)
{
    *match = (FindMatch){UINT64_MAX, UINT64_MAX};
    find_each(finder, from, to, take_first, match);
    return match->start != UINT64_MAX;
}

bool find_last(const Finder *finder, uint64_t from, uint64_t to, FindMatch *match)
{
    *match = (FindMatch){UINT64_MAX, UINT64_MAX};
    to = smaller(to, document_size(finder->document));
    Pieces zeros = {.finder = finder};
    while (to > from && match->start == UINT64_MAX) {
        uint64_t hole, hole_end;
        if (empty_part(&zeros, to - 1, &hole, &hole_end) && to > hole && to <= hole_end) {
            to = larger(hole, from);
            continue;
        }
        uint64_t step = to - from > BACKWARD_STEP ? to - BACKWARD_STEP : from;
        find_each(finder, step, to, take_last, match);
        to = step;
        if (finder->cancel && atomic_load_explicit(finder->cancel, memory_order_relaxed))
            break;
    }
    return match->start != UINT64_MAX;
}

uint64_t find_count(const Finder *finder, uint64_t from, uint64_t to)
{
    uint64_t count = 0;
    find_each(finder, from, to, count_one, &count);
    return count;
}
