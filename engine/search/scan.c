/* Looking for matching lines in one run of bytes:
 *
 *     every line     line by line through the matcher
 *     candidates     kernel_find -> the line around -> the matcher
 *     exact          kernel_find -> count, skip to the next line; one or two bytes: counted by masks
 *     stream         a program hits the lines, block by block -> the matcher where the program is only a filter
 *
 * Where needles turn out to be all over the text, an exact program goes on in their place. */
#include "engine/search/scan.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum {
    LOOKS_BETWEEN = 8, /* asks between looks at the cancel flag: a pattern that runs away takes over 1 ms for each */
    DENSE_CANDIDATES = 64, /* after so many it is asked whether a program would be quicker: a step of it takes ... */
    DENSE_EXACT = 4608,    /* ... so many bytes in the time of a candidate that needs no matcher, ... */
    DENSE_MATCHED = 16384, /* ... and so many in that of one which does */
};

/* Looks for any of the needles. */
typedef struct Finder {
    const ScanRequest *request;
    const Strategy *strategy;
    bool must_stand_alone;
    NeedleWalk walk; /* with several needles */
} Finder;

void line_list_deinit(LineList *list)
{
    free(list->offsets);
    *list = (LineList){0};
}

void line_list_append(LineList *list, const LineList *more)
{
    if (more->count == 0)
        return;
    list->offsets = mem_grow(list->offsets, &list->capacity, list->count + more->count, sizeof list->offsets[0]);
    memcpy(list->offsets + list->count, more->offsets, more->count * sizeof more->offsets[0]);
    list->count += more->count;
}

static void note_line(LineList *list, uint64_t start)
{
    if (list->count >= list->most)
        return;
    list->offsets = mem_grow(list->offsets, &list->capacity, list->count + 1, sizeof list->offsets[0]);
    list->offsets[list->count++] = start;
}

/* Whether to stop, asked before the line or block that is the `looked`th. */
static bool is_over(const ScanRequest *request, const LineList *list, unsigned looked)
{
    if (request->stops_when_full && list->count >= list->most)
        return true;
    /* relaxed: the result of a cancelled scan is thrown away, soon is soon enough */
    return looked % LOOKS_BETWEEN == 0 && request->cancel &&
           atomic_load_explicit(request->cancel, memory_order_relaxed);
}

static size_t line_end(const ScanRequest *request, size_t from)
{
    const char *newline = memchr(request->bytes.data + from, '\n', request->end - from);
    return newline ? (size_t)(newline - request->bytes.data) : (size_t)request->end;
}

/* Start of the line around `at`; no line starts before `floor`, which is one. */
static size_t line_start(const ScanRequest *request, size_t at, size_t floor)
{
    const char *newline = at > floor ? memrchr(request->bytes.data + floor, '\n', at - floor) : NULL;
    return newline ? (size_t)(newline - request->bytes.data) + 1 : floor;
}

static bool is_word_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '_';
}

static bool stands_alone(const ScanRequest *request, size_t at, size_t len)
{
    bool touches_before = at > request->start && is_word_byte(request->bytes.data[at - 1]);
    bool touches_behind = at + len < request->end && is_word_byte(request->bytes.data[at + len]);
    return !touches_before && !touches_behind;
}

static void finder_init(Finder *finder, const ScanRequest *request, const Strategy *strategy)
{
    finder->request = request;
    finder->strategy = strategy;
    finder->must_stand_alone = strategy->is_word && strategy->kind == STRATEGY_EXACT;
    if (strategy->needle_count > 1)
        needle_walk_init(&finder->walk, &strategy->set, request->bytes.data, request->start, request->end);
}

/* A place of a needle in the first line that has one at or after `from`, or SIZE_MAX. `from` only grows. */
static size_t finder_next(Finder *finder, size_t from)
{
    const ScanRequest *request = finder->request;
    const Needle *needle = &finder->strategy->needles[0];
    if (finder->strategy->needle_count > 1)
        return needle_walk_next(&finder->walk, from);
    size_t at = kernel_find(needle, request->bytes.data, from, request->end);
    while (finder->must_stand_alone && at != SIZE_MAX && !stands_alone(request, at, needle->len))
        at = kernel_find(needle, request->bytes.data, at + 1, request->end);
    return at;
}

/* Whether the line matches; counts it as timed out when that cannot be said. */
static bool line_matches(const ScanRequest *request, size_t start, size_t end, ScanResult *result)
{
    Match match;
    Slice line = slice_of(request->bytes.data + start, end - start);
    MatchResult answer = pattern_match(request->pattern, request->matcher, line, 0, request->is_ascii, &match);
    result->timed_out_lines += answer == MATCH_TIMED_OUT;
    return answer == MATCH_FOUND;
}

/* Counts and notes the line that starts at `start`, if it matches. */
static void take_line(const ScanRequest *request, bool is_exact, size_t start, size_t end, LineList *list,
                      ScanResult *result)
{
    if (is_exact || line_matches(request, start, end, result)) {
        result->lines++;
        note_line(list, start);
    }
}

static void scan_every_line(const ScanRequest *request, LineList *list, ScanResult *result)
{
    size_t start = request->start;
    for (unsigned looked = 0; start < request->end; looked++) {
        if (is_over(request, list, looked))
            return;
        size_t end = line_end(request, start);
        take_line(request, false, start, end, list, result);
        start = end + 1;
    }
}

/* Returns where it leaves off: a line's start, before the end when a program should go on there. */
static size_t scan_candidates(const ScanRequest *request, const Strategy *strategy, LineList *list, ScanResult *result)
{
    bool is_exact = strategy->kind == STRATEGY_EXACT;
    bool has_program = strategy->stream_kind == PLAN_STREAM_EXACT;
    size_t dense_bytes =
        DENSE_CANDIDATES * (size_t)(is_exact ? DENSE_EXACT : DENSE_MATCHED) / (strategy->stream.step_count + 1);
    size_t floor = request->start;
    size_t dense_from = floor;
    size_t at;
    Finder finder;
    finder_init(&finder, request, strategy);
    for (unsigned looked = 0; (at = finder_next(&finder, floor)) != SIZE_MAX; looked++) {
        if (is_over(request, list, looked))
            break;
        bool needs_start = !is_exact || list->count < list->most;
        size_t start = needs_start ? line_start(request, at, floor) : floor;
        size_t end = line_end(request, at);
        take_line(request, is_exact, start, end, list, result);
        floor = end + 1;
        if (floor >= request->end)
            break;
        if (has_program && looked % DENSE_CANDIDATES == DENSE_CANDIDATES - 1) {
            if (floor - dense_from < dense_bytes)
                return floor;
            dense_from = floor;
        }
    }
    return request->end;
}

/* Where a scan by a program is. */
typedef struct StreamScan {
    StreamRun run;
    bool is_exact;
    size_t floor; /* just behind the last line that was taken: a line's start */
    unsigned looked;
} StreamScan;

static bool has_high(const ScanRequest *request, size_t start, size_t end)
{
    for (; start < end; start++)
        if (request->bytes.data[start] & 0x80)
            return true;
    return false;
}

/* Takes the lines that end at the bits of `hits`, of the block at `at`. */
static void take_hits(const ScanRequest *request, StreamScan *scan, size_t at, const uint64_t *hits, LineList *list,
                      ScanResult *result)
{
    for (size_t i = 0; i < STREAM_WORDS; i++) {
        for (uint64_t bits = hits[i]; bits; bits &= bits - 1) {
            if (is_over(request, list, scan->looked++))
                return;
            size_t end = at + 64 * i + (size_t)__builtin_ctzll(bits);
            size_t start = line_start(request, end, scan->floor);
            bool is_exact = scan->is_exact && !(scan->run.has_high && has_high(request, start, end));
            take_line(request, is_exact, start, end, list, result);
            scan->floor = end + 1;
        }
    }
}

/* The last bytes, fewer than a block, with newlines behind them. Returns the number of hits. */
static unsigned take_last_block(const ScanRequest *request, StreamScan *scan, size_t at, uint64_t *hits)
{
    char block[STREAM_BLOCK];
    size_t len = request->end - at;
    memset(block, '\n', sizeof block);
    memcpy(block, request->bytes.data + at, len);
    stream_block(&scan->run, block, hits);
    bool is_line_open = request->bytes.data[request->end - 1] != '\n';
    size_t places = len + is_line_open; /* where a line may end */
    unsigned count = 0;
    for (size_t i = 0; i < STREAM_WORDS; i++) {
        size_t left = places > 64 * i ? places - 64 * i : 0;
        hits[i] &= left >= 64 ? ~0ULL : (1ULL << left) - 1;
        count += (unsigned)__builtin_popcountll(hits[i]);
    }
    return count;
}

static void scan_stream(const ScanRequest *request, const Strategy *strategy, size_t from, LineList *list,
                        ScanResult *result)
{
    StreamScan scan = {.is_exact = strategy->stream_kind == PLAN_STREAM_EXACT, .floor = from};
    uint64_t hits[STREAM_WORDS];
    bool has_more = from < request->end;
    stream_start(&scan.run, &strategy->stream, strategy->asks_high);
    for (size_t at = from; has_more; at += STREAM_BLOCK) {
        if (is_over(request, list, scan.looked++))
            return;
        has_more = request->end - at >= STREAM_BLOCK;
        unsigned count = has_more ? stream_block(&scan.run, request->bytes.data + at, hits)
                                  : take_last_block(request, &scan, at, hits);
        if (scan.is_exact && !scan.run.has_high && list->count >= list->most)
            result->lines += count;
        else if (count > 0)
            take_hits(request, &scan, at, hits, list, result);
    }
}

/* True when the lines can be counted by masks alone, without a look at each match. */
static bool is_countable(const Strategy *strategy)
{
    return strategy->kind == STRATEGY_EXACT && strategy->needle_count == 1 && strategy->needles[0].len <= 2 &&
           !strategy->is_word;
}

bool scan_is_for_counts(const Pattern *pattern)
{
    const Strategy *strategy = pattern_strategy(pattern, true);
    bool needs_program = strategy->kind == STRATEGY_EVERY_LINE || strategy->prefers_stream;
    return is_countable(strategy) || (needs_program && strategy->stream_kind == PLAN_STREAM_EXACT);
}

ScanResult scan_lines(const ScanRequest *request, LineList *list)
{
    ScanResult result = {0};
    const Strategy *strategy = pattern_strategy(request->pattern, request->is_ascii);
    list->count = 0;
    if (request->start >= request->end)
        return result;
    if (is_countable(strategy) && !request->stops_when_full) {
        result.lines = kernel_count_short(&strategy->needles[0], request->bytes.data, request->start, request->end);
        /* what does not fit the list is found again when it is asked for */
        if (result.lines == 0 || result.lines > list->most)
            return result;
        result.lines = 0;
    }
    size_t from = request->start;
    bool has_needles = strategy->kind != STRATEGY_EVERY_LINE && !strategy->prefers_stream;
    if (has_needles)
        from = scan_candidates(request, strategy, list, &result);
    if (from == request->end)
        return result;
    if (strategy->stream_kind != PLAN_STREAM_NONE)
        scan_stream(request, strategy, from, list, &result);
    else if (!has_needles)
        scan_every_line(request, list, &result);
    return result;
}

void scan_own_lines(Slice bytes, uint64_t *start, uint64_t *end)
{
    if (*end > bytes.len)
        *end = bytes.len;
    if (*start > 0 && *start <= *end) {
        /* the newline just before the span ends a line, so that the span's first byte starts one */
        const char *newline = memchr(bytes.data + *start - 1, '\n', *end - *start);
        *start = newline ? (uint64_t)(newline - bytes.data) + 1 : *end;
    }
    if (*start >= *end) {
        *start = *end;
        return;
    }
    const char *last = *end < bytes.len ? memchr(bytes.data + *end - 1, '\n', bytes.len - *end + 1) : NULL;
    *end = last ? (uint64_t)(last - bytes.data) + 1 : bytes.len;
}
