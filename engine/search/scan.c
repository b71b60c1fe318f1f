/* Looking for matching lines in one run of bytes:
 *
 *     every line     line by line through the matcher
 *     candidates     kernel_find -> the line around -> the matcher
 *     exact          kernel_find -> count, skip to the next line; one or two bytes: counted by masks
 */
#include "engine/search/scan.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum { LINES_BETWEEN_LOOKS = 64 }; /* at the cancel flag */

/* The next occurrence of each needle, found only when the one before has been passed. */
typedef struct Finder {
    const ScanRequest *request;
    const Strategy *strategy;
    size_t next[STRATEGY_NEEDLES]; /* SIZE_MAX: no more */
} Finder;

void line_list_deinit(LineList *list)
{
    free(list->offsets);
    *list = (LineList){0};
}

static void note_line(LineList *list, uint64_t start)
{
    if (list->count >= list->most)
        return;
    list->offsets = mem_grow(list->offsets, &list->capacity, list->count + 1, sizeof list->offsets[0]);
    list->offsets[list->count++] = start;
}

/* Whether to go on, asked before the line that is the `looked`th. */
static bool is_over(const ScanRequest *request, const LineList *list, unsigned looked)
{
    if (request->stops_when_full && list->count >= list->most)
        return true;
    /* relaxed: the result of a cancelled scan is thrown away, soon is soon enough */
    return looked % LINES_BETWEEN_LOOKS == 0 && request->cancel &&
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

static size_t find_needle(const Finder *finder, const Needle *needle, size_t from)
{
    const ScanRequest *request = finder->request;
    size_t at = kernel_find(needle, request->bytes.data, from, request->end);
    bool must_stand_alone = finder->strategy->is_word && finder->strategy->kind == STRATEGY_EXACT;
    while (must_stand_alone && at != SIZE_MAX && !stands_alone(request, at, needle->len))
        at = kernel_find(needle, request->bytes.data, at + 1, request->end);
    return at;
}

static void finder_init(Finder *finder, const ScanRequest *request, const Strategy *strategy)
{
    finder->request = request;
    finder->strategy = strategy;
    for (unsigned i = 0; i < strategy->needle_count; i++)
        finder->next[i] = find_needle(finder, &strategy->needles[i], request->start);
}

/* The first occurrence of any needle at or after `from`, or SIZE_MAX. `from` only grows. */
static size_t finder_next(Finder *finder, size_t from)
{
    size_t first = SIZE_MAX;
    for (unsigned i = 0; i < finder->strategy->needle_count; i++) {
        size_t *next = &finder->next[i];
        if (*next < from)
            *next = find_needle(finder, &finder->strategy->needles[i], from);
        if (*next < first)
            first = *next;
    }
    return first;
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

static void scan_every_line(const ScanRequest *request, LineList *list, ScanResult *result)
{
    size_t start = request->start;
    for (unsigned looked = 0; start < request->end; looked++) {
        if (is_over(request, list, looked))
            return;
        size_t end = line_end(request, start);
        if (line_matches(request, start, end, result)) {
            result->lines++;
            note_line(list, start);
        }
        start = end + 1;
    }
}

static void scan_candidates(const ScanRequest *request, const Strategy *strategy, LineList *list, ScanResult *result)
{
    bool is_exact = strategy->kind == STRATEGY_EXACT;
    Finder finder;
    finder_init(&finder, request, strategy);
    size_t floor = request->start;
    size_t at;
    for (unsigned looked = 0; (at = finder_next(&finder, floor)) != SIZE_MAX; looked++) {
        if (is_over(request, list, looked))
            return;
        bool needs_start = !is_exact || list->count < list->most;
        size_t start = needs_start ? line_start(request, at, floor) : floor;
        size_t end = line_end(request, at);
        if (is_exact || line_matches(request, start, end, result)) {
            result->lines++;
            note_line(list, start);
        }
        floor = end + 1;
        if (floor >= request->end)
            return;
    }
}

/* True when the lines can be counted by masks alone, without a look at each match. */
static bool is_countable(const Strategy *strategy)
{
    return strategy->kind == STRATEGY_EXACT && strategy->needle_count == 1 && strategy->needles[0].len <= 2 &&
           !strategy->is_word;
}

ScanResult scan_lines(const ScanRequest *request, LineList *list)
{
    ScanResult result = {0};
    const Strategy *strategy = pattern_strategy(request->pattern, request->is_ascii);
    list->count = 0;
    if (request->start >= request->end)
        return result;
    if (is_countable(strategy) && !request->stops_when_full) {
        result.lines =
            kernel_count_short(&strategy->needles[0], request->bytes.data, request->start, request->end);
        /* what does not fit the list is found again when it is asked for */
        if (result.lines == 0 || result.lines > list->most)
            return result;
        result.lines = 0;
    }
    if (strategy->kind == STRATEGY_EVERY_LINE)
        scan_every_line(request, list, &result);
    else
        scan_candidates(request, strategy, list, &result);
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
