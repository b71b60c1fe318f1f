/* Lines that match several patterns at once. */
#include "engine/search/conditions.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum { PIECE_BYTES = 64 << 10 }; /* scanned before its lines are checked: bounds the list of them */

/* One scan: the pattern that leads, and the list of its lines in the piece at hand. */
typedef struct Scan {
    const Conditions *conditions;
    const ScanRequest *request;
    const Pattern *leader;
    LineList lines;
} Scan;

void conditions_init(Conditions *conditions, Pattern *const *patterns, size_t count)
{
    *conditions = (Conditions){.count = count};
    if (count == 0)
        return;
    conditions->patterns = mem_zalloc(count, sizeof(Pattern *));
    for (size_t i = 0; i < count; i++)
        conditions->patterns[i] = pattern_retain(patterns[i]);
}

void conditions_deinit(Conditions *conditions)
{
    for (size_t i = 0; i < conditions->count; i++)
        pattern_release(conditions->patterns[i]);
    free(conditions->patterns);
    *conditions = (Conditions){0};
}

/* The more, the fewer lines are left to check: 0 for a pattern that asks the matcher about each line. */
static unsigned lead(const Pattern *pattern, bool is_ascii)
{
    enum { BY_STREAM = 1, BY_NEEDLES = 2 };
    const Strategy *strategy = pattern_strategy(pattern, is_ascii);
    if (strategy->kind == STRATEGY_EVERY_LINE)
        return strategy->stream_kind == PLAN_STREAM_NONE ? 0 : BY_STREAM;
    unsigned rarity = UINT32_MAX - BY_NEEDLES;
    for (unsigned i = 0; i < strategy->needle_count; i++) {
        unsigned own = needle_rarity(&strategy->needles[i]);
        rarity = own < rarity ? own : rarity;
    }
    return BY_NEEDLES + rarity;
}

static const Pattern *choose_leader(const Conditions *conditions, const ScanRequest *request)
{
    const Pattern *best = request->pattern;
    for (size_t i = 0; i < conditions->count; i++)
        if (lead(conditions->patterns[i], request->is_ascii) > lead(best, request->is_ascii))
            best = conditions->patterns[i];
    return best;
}

/* Whether a line of the leader's matches the others too. */
static bool is_match(const Scan *scan, Slice line, ScanResult *result)
{
    const ScanRequest *request = scan->request;
    Match match;
    for (size_t i = 0; i <= scan->conditions->count; i++) {
        const Pattern *pattern = i == 0 ? request->pattern : scan->conditions->patterns[i - 1];
        if (pattern == scan->leader)
            continue;
        MatchResult answer = pattern_match(pattern, request->matcher, line, 0, request->is_ascii, &match);
        result->timed_out_lines += answer == MATCH_TIMED_OUT;
        if (answer != MATCH_FOUND)
            return false;
    }
    return true;
}

static uint64_t line_end(const ScanRequest *request, uint64_t from)
{
    const char *newline = memchr(request->bytes.data + from, '\n', request->end - from);
    return newline ? (uint64_t)(newline - request->bytes.data) : request->end;
}

static bool is_full(const Scan *scan, const LineList *list)
{
    return scan->request->stops_when_full && list->count >= list->most;
}

/* Takes those of the leader's lines that match the others. */
static void check_lines(const Scan *scan, LineList *list, ScanResult *result)
{
    for (size_t i = 0; i < scan->lines.count && !is_full(scan, list); i++) {
        uint64_t start = scan->lines.offsets[i];
        Slice line = slice_sub(scan->request->bytes, start, line_end(scan->request, start));
        if (!is_match(scan, line, result))
            continue;
        result->lines++;
        if (list->count < list->most)
            line_list_append(list, &(LineList){.offsets = &start, .count = 1});
    }
}

static bool is_cancelled(const ScanRequest *request)
{
    /* relaxed: the result of a cancelled scan is thrown away, soon is soon enough */
    return request->cancel && atomic_load_explicit(request->cancel, memory_order_relaxed);
}

ScanResult conditions_scan(const Conditions *conditions, const ScanRequest *request, LineList *list)
{
    if (conditions->count == 0)
        return scan_lines(request, list);
    ScanResult result = {0};
    Scan scan = {.conditions = conditions, .request = request, .leader = choose_leader(conditions, request)};
    ScanRequest piece = *request;
    piece.pattern = scan.leader;
    piece.stops_when_full = false;
    scan.lines.most = SIZE_MAX;
    list->count = 0;
    while (piece.start < request->end && !is_full(&scan, list) && !is_cancelled(request)) {
        piece.end = request->end;
        if (piece.end - piece.start > PIECE_BYTES) {
            uint64_t newline = line_end(request, piece.start + PIECE_BYTES);
            piece.end = newline < request->end ? newline + 1 : request->end;
        }
        result.timed_out_lines += scan_lines(&piece, &scan.lines).timed_out_lines;
        check_lines(&scan, list, &result);
        piece.start = piece.end;
    }
    line_list_deinit(&scan.lines);
    return result;
}
