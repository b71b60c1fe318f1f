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
    RegionWalk *walk;
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

size_t conditions_zeros(const Conditions *conditions, const Pattern *pattern)
{
    size_t most = pattern_strategy(pattern, false)->zeros;
    bool is_known = most > 0;
    for (size_t i = 0; i < conditions->count; i++) {
        size_t zeros = pattern_strategy(conditions->patterns[i], false)->zeros;
        is_known = is_known && zeros > 0;
        most = zeros > most ? zeros : most;
    }
    return is_known ? most : 0;
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

bool conditions_have_regions(const Conditions *conditions, const Pattern *pattern)
{
    for (size_t i = 0; i < conditions->count; i++)
        if (pattern_query(conditions->patterns[i])->regions)
            return true;
    return pattern_query(pattern)->regions;
}

/* Each pattern goes over the line from its start, so each gets a walk of its own. */
static MatchResult match_in_regions(const Scan *scan, const Pattern *pattern, uint64_t start, Slice line)
{
    const ScanRequest *request = scan->request;
    Match match;
    if (scan->conditions->count == 0)
        return region_match(pattern, request->matcher, scan->walk, start, line, 0, request->is_ascii, &match);
    region_walk_next(scan->walk, 0, start, start); /* those of the next lines need not come here again */
    RegionWalk walk = *scan->walk;
    return region_match(pattern, request->matcher, &walk, start, line, 0, request->is_ascii, &match);
}

/* Whether a line of the leader's matches the others too, and each in its regions. */
static bool is_match(const Scan *scan, uint64_t start, Slice line, ScanResult *result)
{
    const ScanRequest *request = scan->request;
    Match match;
    for (size_t i = 0; i <= scan->conditions->count; i++) {
        const Pattern *pattern = i == 0 ? request->pattern : scan->conditions->patterns[i - 1];
        bool has_regions = pattern_query(pattern)->regions;
        if (pattern == scan->leader && !has_regions)
            continue;
        MatchResult answer = has_regions ? match_in_regions(scan, pattern, start, line)
                                         : pattern_match(pattern, request->matcher, line, 0, request->is_ascii, &match);
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

/* Takes those of the leader's lines that match the others, and in the regions asked for. */
static void check_lines(const Scan *scan, LineList *list, ScanResult *result)
{
    for (size_t i = 0; i < scan->lines.count && !is_full(scan, list); i++) {
        uint64_t start = scan->lines.offsets[i];
        Slice line = slice_sub(scan->request->bytes, start, line_end(scan->request, start));
        if (!is_match(scan, start, line, result))
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

/* The needle whose occurrences are the pattern's matches, one and all; NULL when there is none. */
static const Needle *needle_of_text(const Pattern *pattern, bool is_ascii)
{
    const Strategy *strategy = pattern_strategy(pattern, is_ascii);
    Slice text = pattern_query(pattern)->pattern;
    bool is_exact = strategy->kind == STRATEGY_EXACT && strategy->needle_count == 1 && !strategy->is_word;
    const Needle *needle = is_exact ? &strategy->needles[0] : NULL;
    return needle && needle->len == text.len && needle_is_at(needle, text.data) ? needle : NULL;
}

/* Goes from occurrence to occurrence, and where one is in another region, on to the next one that counts: no matcher,
 * and no look at what lies between. */
static ScanResult scan_text(const ScanRequest *request, const Needle *needle, RegionWalk *walk, LineList *list)
{
    enum { LOOKS_BETWEEN = 64 };
    ScanResult result = {0};
    unsigned regions = pattern_query(request->pattern)->regions;
    const char *bytes = request->bytes.data;
    uint64_t floor = request->start;
    uint64_t at = request->start;
    list->count = 0;
    for (unsigned looked = 0; at < request->end; looked++) {
        if ((looked % LOOKS_BETWEEN == 0 && is_cancelled(request)) ||
            (request->stops_when_full && list->count >= list->most))
            break;
        size_t found = kernel_find(needle, bytes, at, request->end);
        if (found == SIZE_MAX)
            break;
        at = region_walk_next(walk, regions, found, request->end - 1);
        if (at != found)
            continue;
        result.lines++;
        if (list->count < list->most) {
            const char *newline = at > floor ? memrchr(bytes + floor, '\n', at - floor) : NULL;
            uint64_t start = newline ? (uint64_t)(newline - bytes) + 1 : floor;
            line_list_append(list, &(LineList){.offsets = &start, .count = 1});
        }
        floor = at = line_end(request, at) + 1;
    }
    return result;
}

ScanResult conditions_scan(const Conditions *conditions, const ScanRequest *request, RegionWalk *walk, LineList *list)
{
    bool has_regions = conditions_have_regions(conditions, request->pattern);
    if (conditions->count == 0 && !has_regions)
        return scan_lines(request, list);
    const Needle *needle = needle_of_text(request->pattern, request->is_ascii);
    if (conditions->count == 0 && needle)
        return scan_text(request, needle, walk, list);
    ScanResult result = {0};
    Scan scan = {
        .conditions = conditions, .request = request, .leader = choose_leader(conditions, request), .walk = walk};
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
