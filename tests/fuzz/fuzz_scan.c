/* A query over a text: the lines that the scan finds by its kernels and programs, those that the plain path finds
 * (KEN_SCAN=plain), and those that the matcher says one by one, are the same. The first byte holds the modes, then
 * comes the pattern, a newline, and the text. */
#include "engine/search/find.h"
#include "engine/search/scan.h"
#include "engine/store/document_parts.h"
#include "engine/store/text.h"
#include "tests/fuzz/fuzz_query.h"

enum { LINES_MOST = 4096 };

typedef struct Found {
    uint64_t starts[LINES_MOST];
    size_t count;
    bool has_timed_out;
} Found;

static void ask_line_by_line(const Pattern *pattern, Matcher *matcher, Slice text, bool is_ascii, Found *found)
{
    found->count = 0;
    found->has_timed_out = false;
    for (size_t start = 0; start < text.len && found->count < LINES_MOST;) {
        const char *newline = memchr(text.data + start, '\n', text.len - start);
        size_t end = newline ? (size_t)(newline - text.data) : text.len;
        Match match;
        MatchResult result = pattern_match(pattern, matcher, slice_sub(text, start, end), 0, is_ascii, &match);
        if (result == MATCH_FOUND)
            found->starts[found->count++] = start;
        found->has_timed_out = found->has_timed_out || result == MATCH_TIMED_OUT;
        start = end + 1;
    }
}

static void check_scan(const Pattern *pattern, Matcher *matcher, Slice text, bool is_ascii, const Found *found)
{
    LineList list = {.most = LINES_MOST};
    ScanRequest request = {
        .pattern = pattern, .matcher = matcher, .bytes = text, .end = text.len, .is_ascii = is_ascii};
    ScanResult result = scan_lines(&request, &list);
    if (result.timed_out_lines == 0) {
        FUZZ_EXPECT(result.lines == found->count && list.count == found->count);
        FUZZ_EXPECT(found->count == 0 || memcmp(list.offsets, found->starts, found->count * sizeof *list.offsets) == 0);
    }
    line_list_deinit(&list);
}

typedef struct Walk {
    Slice text;
    const Found *found;
    size_t lines;
    uint64_t last_end; /* of the line that was counted last */
} Walk;

static bool count_line(void *context, FindMatch match)
{
    Walk *walk = context;
    FUZZ_EXPECT(match.start <= match.end && match.end <= walk->text.len);
    if (walk->lines > 0 && match.start <= walk->last_end)
        return true;
    FUZZ_EXPECT(walk->lines < walk->found->count && match.start >= walk->found->starts[walk->lines]);
    const char *newline =
        match.start < walk->text.len ? memchr(walk->text.data + match.start, '\n', walk->text.len - match.start) : NULL;
    walk->last_end = newline ? (uint64_t)(newline - walk->text.data) : walk->text.len;
    walk->lines++;
    return true;
}

/* The pager's walk over matches meets the same lines. */
static void check_find(const Pattern *pattern, Matcher *matcher, Slice text, bool is_ascii, const Found *found)
{
    Document *document = document_new();
    document->data = text.data;
    atomic_store(&document->size, text.len);
    atomic_store(&document->text, (int)(is_ascii ? TEXT_ASCII : TEXT_WIDE));
    FUZZ_EXPECT(document_reserve(document, text.len));
    Finder finder = {.document = document, .pattern = pattern, .matcher = matcher};
    Walk walk = {.text = text, .found = found};
    find_each(&finder, 0, text.len, count_line, &walk);
    FUZZ_EXPECT(walk.lines == found->count);
    document_release(document);
}

static void check_query(const Query *query, Matcher *matcher, Slice text, bool is_ascii)
{
    static Found found;
    PatternError err;
    Pattern *pattern = pattern_compile(query, &err);
    if (!pattern)
        return;
    ask_line_by_line(pattern, matcher, text, is_ascii, &found);
    if (!found.has_timed_out) {
        check_scan(pattern, matcher, text, is_ascii, &found);
        check_find(pattern, matcher, text, is_ascii, &found);
        setenv("KEN_SCAN", "plain", 1);
        Pattern *plain = pattern_compile(query, &err);
        unsetenv("KEN_SCAN");
        FUZZ_EXPECT(plain);
        check_scan(plain, matcher, text, is_ascii, &found);
        pattern_release(plain);
    }
    pattern_release(pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Matcher *matcher = fuzz_matcher();
    Slice input = fuzz_input(data, size);
    unsigned modes = fuzz_byte(&input);
    Query query = fuzz_query(&input, modes);
    check_query(&query, matcher, input, text_is_ascii(input) && !(modes & 32));
    return 0;
}
