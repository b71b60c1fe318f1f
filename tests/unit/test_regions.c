/* Matches in code, in comments, in strings: against each line's places, one by one, in the tokens of the whole file. */
#include "engine/search/regions.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/search.h"
#include "tests/support/scratch.h"

static unsigned seed = 5;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Matcher *matcher;
} World;

static void open_world(World *world, const char *name, Slice text)
{
    scratch_init(&world->scratch);
    scratch_write(&world->scratch, name, text);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    world->pool = pool_new(2);
    world->store = store_new(&(StoreOptions){0});
    Tree *tree = tree_builder_snapshot(builder, true);
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
    world->matcher = matcher_new();
}

static void close_world(World *world)
{
    matcher_free(world->matcher);
    pool_wait_idle(world->pool);
    snapshot_release(world->snapshot);
    pool_free(world->pool);
    store_free(world->store);
    scratch_deinit(&world->scratch);
}

/* The set's bit for each byte, by the tokens of one pass over all of it; one more for the file's end. */
static uint8_t *paint(const char *name, Slice text)
{
    uint8_t *places = malloc(text.len + 1);
    memset(places, IN_CODE, text.len + 1);
    Token tokens[LEXER_ROOM * 4];
    Lexer lexer;
    lexer_start(&lexer, language_for(slice_from_cstr(name), slice_sub(text, 0, 512), slice_of("", 0)), (LexState){0},
                text);
    for (size_t count; (count = lexer_tokens(&lexer, tokens, LEXER_ROOM * 4)) > 0;)
        for (size_t i = 0; i < count; i++)
            memset(places + tokens[i].start, 1 << token_region((TokenKind)tokens[i].kind),
                   tokens[i].end - tokens[i].start);
    return places;
}

static size_t character_start(Slice line, size_t at)
{
    while (at < line.len && ((unsigned char)line.data[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* The first place at or after `from` where the pattern matches and that lies in its regions. */
static bool find_in_line(const Pattern *pattern, Matcher *matcher, Slice line, const uint8_t *places, size_t from,
                         Match *match)
{
    unsigned regions = pattern_query(pattern)->regions;
    for (size_t at = from; at <= line.len; at++) {
        at = character_start(line, at);
        if (pattern_match(pattern, matcher, line, at, false, match) != MATCH_FOUND)
            return false;
        at = match->start;
        if (regions == 0 || places[at] & regions)
            return true;
    }
    return false;
}

static Pattern *compile(const char *text, unsigned regions, bool is_word)
{
    Query query = {.pattern = slice_from_cstr(text), .regions = regions, .is_word = is_word};
    Pattern *pattern = pattern_compile(&query, NULL);
    assert_non_null(pattern);
    return pattern;
}

static Slice line_at(Slice text, size_t start)
{
    const char *newline = memchr(text.data + start, '\n', text.len - start);
    return slice_sub(text, start, newline ? (size_t)(newline - text.data) : text.len);
}

static void check_row(const Row *row, const Pattern *pattern, World *world, Slice text, const uint8_t *places)
{
    Slice line = line_at(text, row->start);
    size_t from = 0;
    Match match;
    for (unsigned i = 0; i < row->match_count; i++) {
        bool is_found = find_in_line(pattern, world->matcher, line, places + row->start, from, &match);
        if (!is_found || row->matches[i].start != match.start || row->matches[i].end != match.end)
            fail_msg("'%s' in %u: match %u in '%.*s' from %zu is [%zu,%zu], not [%zu,%zu]",
                     pattern_query(pattern)->pattern.data, pattern_query(pattern)->regions, i, (int)line.len, line.data,
                     from, row->matches[i].start, row->matches[i].end, match.start, match.end);
        from = character_start(line, match.end > from ? match.end : from + 1);
    }
    bool has_more = row->match_count < ROW_MATCHES && from <= line.len &&
                    find_in_line(pattern, world->matcher, line, places + row->start, from, &match);
    if (row->match_count == 0 || has_more)
        fail_msg("'%s' in %u: %u matches in '%.*s', not one at %zu", pattern_query(pattern)->pattern.data,
                 pattern_query(pattern)->regions, row->match_count, (int)line.len, line.data, match.start);
}

/* Counts, lines and matches of the search are those of the places. */
static void check(World *world, Slice text, const uint8_t *places, Pattern *pattern, Pattern *condition)
{
    SearchOptions options = {.conditions = &condition, .condition_count = condition != NULL};
    SearchProgress progress;
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, &options, NULL);
    search_wait(search, &progress);
    uint64_t expected = 0;
    for (size_t start = 0; start < text.len;) {
        Slice line = line_at(text, start);
        Match match;
        if (find_in_line(pattern, world->matcher, line, places + start, 0, &match) &&
            (!condition || find_in_line(condition, world->matcher, line, places + start, 0, &match))) {
            Row row;
            expected++;
            assert_int_equal(search_resolve(search, world->matcher, expected, 1, &row), 1);
            assert_int_equal(row.start, start);
            if (expected % 16 < 4)
                check_row(&row, pattern, world, text, places);
        }
        start += line.len + 1;
    }
    if (progress.lines != expected)
        fail_msg("'%s' in %u: %zu lines, not %zu", pattern_query(pattern)->pattern.data,
                 pattern_query(pattern)->regions, (size_t)progress.lines, (size_t)expected);
    search_release(search);
}

static const char *const parts[] = {"needle", "need",     "le ",  "/*",     "*/",   "//",  "\"", "'", "\\",
                                    "\n",     "\n",       "\r\n", "R\"x(",  ")x\"", " e ", "if", "(", "\xc3\xa9",
                                    "\"\"\"", "#include", "x ",   "needle", "<!--", "-->", "\n", "`", "${"};

static void write_text(Buf *text, unsigned count)
{
    buf_clear(text);
    while (count-- > 0)
        buf_append_slice(text, slice_from_cstr(parts[next_random(sizeof parts / sizeof *parts)]));
}

static Pattern *any_pattern(void)
{
    static const char *const patterns[] = {"needle", "e",  "if", "n[e]+d",  "^",  "$",       "\\w+", "d.*e",
                                           ".",      "^$", "x*", "le|need", "\"", "(?<=e)e", "e\\b", "\\*/"};
    return compile(patterns[next_random(sizeof patterns / sizeof *patterns)], next_random(IN_ALL), !next_random(5));
}

static void texts_agree_with_their_tokens(void **state)
{
    static const char *const names[] = {"a.c", "a.cpp", "a.py", "a.js", "a.html", "a.sh", "a.txt", "a.rs"};
    (void)state;
    Buf text = {0};
    for (int round = 0; round < 300; round++) {
        const char *name = names[next_random(sizeof names / sizeof *names)];
        World world;
        write_text(&text, next_random(400));
        open_world(&world, name, buf_slice(&text));
        uint8_t *places = paint(name, buf_slice(&text));
        for (int i = 0; i < 6; i++) {
            Pattern *pattern = any_pattern();
            Pattern *condition = next_random(2) ? any_pattern() : NULL;
            check(&world, buf_slice(&text), places, pattern, condition);
            pattern_release(pattern);
            if (condition)
                pattern_release(condition);
        }
        free(places);
        close_world(&world);
    }
    buf_deinit(&text);
}

static size_t count_lines(const char *name, const char *text, const char *pattern_text, unsigned regions)
{
    World world;
    SearchProgress progress;
    open_world(&world, name, slice_from_cstr(text));
    Pattern *pattern = compile(pattern_text, regions, false);
    Search *search = search_start(world.pool, world.snapshot, pattern, NULL, NULL, NULL);
    search_wait(search, &progress);
    search_release(search);
    pattern_release(pattern);
    close_world(&world);
    return progress.lines;
}

static void a_match_is_where_it_begins(void **state)
{
    (void)state;
    const char *across = "/* need */le; need/* le */\n";
    assert_int_equal(count_lines("a.c", across, "need \\*/le", IN_COMMENTS), 1);
    assert_int_equal(count_lines("a.c", across, "need \\*/le", IN_CODE), 0);
    assert_int_equal(count_lines("a.c", across, "need/", IN_CODE), 1);
    assert_int_equal(count_lines("a.c", across, "need/", IN_COMMENTS), 0);
    /* its marks belong to a comment or a string */
    assert_int_equal(count_lines("a.c", "s = \"x\"; // y\r\n", "\"", IN_CODE), 0);
    assert_int_equal(count_lines("a.c", "s = \"x\"; // y\r\n", "\"", IN_STRINGS), 1);
    assert_int_equal(count_lines("a.c", "s = \"x\"; // y\r\n", "//", IN_COMMENTS), 1);
}

static void a_match_does_not_hide_one_inside_the_region(void **state)
{
    (void)state;
    assert_int_equal(count_lines("a.c", "a = 1; /* b */\n", ".*b", IN_COMMENTS), 1);
    assert_int_equal(count_lines("a.c", "x/*xx*/\n", "x.*x", IN_COMMENTS), 1);
}

static void empty_lines_belong_to_the_comment_around(void **state)
{
    (void)state;
    const char *text = "/*\n\n*/\n\nint x; // y\n";
    assert_int_equal(count_lines("a.c", text, "^$", IN_COMMENTS), 1);
    assert_int_equal(count_lines("a.c", text, "^$", IN_CODE), 1);
    assert_int_equal(count_lines("a.c", text, "$", IN_CODE), 3); /* a line comment ends before the newline */
}

static void an_unknown_language_is_all_code(void **state)
{
    (void)state;
    assert_int_equal(count_lines("a.unheard-of", "/* needle */ \"needle\"\n", "needle", IN_CODE), 1);
    assert_int_equal(count_lines("a.unheard-of", "/* needle */ \"needle\"\n", "needle", IN_COMMENTS | IN_STRINGS), 0);
}

/* A comment that is open over several spans, and strings and code after it. */
static void write_large(Buf *text)
{
    size_t open = SPAN_BYTES / 2;
    while (text->len < open)
        buf_append_slice(text, slice_from_cstr("int needle = 1;\n"));
    buf_append_slice(text, slice_from_cstr("/* here it begins\n"));
    while (text->len < open + 2 * SPAN_BYTES)
        buf_append_slice(text, slice_from_cstr("a needle \" in the comment\n"));
    buf_append_slice(text, slice_from_cstr("it ends */ char *s = \"needle\"; // needle\n"));
    while (text->len < open + 3 * SPAN_BYTES)
        buf_append_slice(text, slice_from_cstr("needle(\"needle\\\"\", /* x */ 'n');\n"));
    while (text->len < open + 6 * SPAN_BYTES) /* one line that is longer than spans */
        buf_append_slice(text, slice_from_cstr("\"quoted\" /* and not */ "));
    buf_append_slice(text, slice_from_cstr("needle\n/* needle\n"));
}

static void large_files_know_what_is_open_at_a_span(void **state)
{
    (void)state;
    Buf text = {0};
    write_large(&text);
    World world;
    open_world(&world, "a.c", buf_slice(&text));
    uint8_t *places = paint("a.c", buf_slice(&text));
    for (unsigned regions = IN_CODE; regions < IN_ALL; regions++) {
        Pattern *pattern = compile(regions % 2 ? "needle" : "n\\w+le", regions, false);
        SearchProgress progress;
        Search *search = search_start(world.pool, world.snapshot, pattern, NULL, NULL, NULL);
        search_wait(search, &progress);
        uint64_t expected = 0;
        size_t last = 0;
        for (size_t start = 0; start < text.len;) {
            Slice line = line_at(buf_slice(&text), start);
            const char *found = line.data;
            const char *end = line.data + line.len;
            while ((found = memmem(found, (size_t)(end - found), "needle", 6)) &&
                   !(places[found - text.data] & regions))
                found++;
            expected += found != NULL;
            last = found ? start : last;
            start += line.len + 1;
        }
        assert_int_equal(progress.lines, expected);
        Row row;
        assert_int_equal(search_resolve(search, world.matcher, expected, 1, &row), 1);
        assert_int_equal(row.start, last);
        check_row(&row, pattern, &world, buf_slice(&text), places);
        search_release(search);
        pattern_release(pattern);
    }
    free(places);
    close_world(&world);
    buf_deinit(&text);
}

static void a_changed_file_is_lexed_anew(void **state)
{
    (void)state;
    World world;
    SearchProgress progress;
    open_world(&world, "a.c", slice_from_cstr("int needle;\n"));
    Pattern *pattern = compile("needle", IN_COMMENTS, false);
    for (int i = 0; i < 2; i++) {
        Search *search = search_start(world.pool, world.snapshot, pattern, NULL, NULL, NULL);
        search_wait(search, &progress);
        assert_int_equal(progress.lines, i);
        search_release(search);
        scratch_write(&world.scratch, "a.c", slice_from_cstr("/* longer */ // int needle;\n"));
        store_revalidate(world.store, world.snapshot, world.pool, NULL, NULL);
        pool_wait_idle(world.pool);
    }
    pattern_release(pattern);
    close_world(&world);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_agree_with_their_tokens),
        cmocka_unit_test(a_match_is_where_it_begins),
        cmocka_unit_test(a_match_does_not_hide_one_inside_the_region),
        cmocka_unit_test(empty_lines_belong_to_the_comment_around),
        cmocka_unit_test(an_unknown_language_is_all_code),
        cmocka_unit_test(large_files_know_what_is_open_at_a_span),
        cmocka_unit_test(a_changed_file_is_lexed_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
