/* Matches one by one, against a naive walk over whole lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "tests/support/scratch.h"

typedef struct Fixture {
    Scratch scratch;
    Buf text;
    Document *document;
    Pattern *pattern;
    Matcher *matcher;
    Finder finder;
} Fixture;

typedef struct Matches {
    FindMatch *items;
    size_t count, capacity;
} Matches;

static int set_up(void **state)
{
    Fixture *f = mem_zalloc(1, sizeof *f);
    scratch_init(&f->scratch);
    f->matcher = matcher_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    document_release(f->document);
    pattern_release(f->pattern);
    matcher_free(f->matcher);
    scratch_deinit(&f->scratch);
    buf_deinit(&f->text);
    free(f);
    return 0;
}

static void update_finder(Fixture *f)
{
    f->finder = (Finder){.document = f->document, .pattern = f->pattern, .matcher = f->matcher};
}

static void open_text(Fixture *f, Slice text)
{
    char path[512];
    buf_clear(&f->text);
    buf_append_slice(&f->text, text);
    scratch_write(&f->scratch, "text", text);
    snprintf(path, sizeof path, "%s/text", f->scratch.path);
    document_release(f->document);
    f->document = document_open_path(path, NULL);
    assert_non_null(f->document);
    update_finder(f);
}

static void use_pattern(Fixture *f, const char *text, bool is_literal, bool is_word)
{
    Query query = {.pattern = slice_from_cstr(text), .is_literal = is_literal, .is_word = is_word};
    pattern_release(f->pattern);
    f->pattern = pattern_compile(&query, NULL);
    assert_non_null(f->pattern);
    update_finder(f);
}

static bool take(void *context, FindMatch match)
{
    Matches *matches = context;
    matches->items = mem_grow(matches->items, &matches->capacity, matches->count + 1, sizeof *matches->items);
    matches->items[matches->count++] = match;
    return true;
}

static void naive_line(Fixture *f, size_t start, size_t end, Matches *matches)
{
    Slice line = slice_sub(buf_slice(&f->text), start, end);
    Match match;
    for (size_t at = 0; at <= line.len;) {
        if (pattern_match(f->pattern, f->matcher, line, at, false, &match) != MATCH_FOUND)
            return;
        bool is_empty = match.start == match.end;
        if (!is_empty || at == 0)
            take(matches, (FindMatch){start + match.start, start + match.end});
        at = match.end + is_empty;
        while (is_empty && at < line.len && (line.data[at] & 0xc0) == 0x80)
            at++;
    }
}

/* All matches, whole line by whole line. */
static Matches naive(Fixture *f)
{
    Matches matches = {0};
    for (size_t start = 0; start < f->text.len;) {
        const char *newline = memchr(f->text.data + start, '\n', f->text.len - start);
        size_t end = newline ? (size_t)(newline - f->text.data) : f->text.len;
        naive_line(f, start, end, &matches);
        start = end + 1;
    }
    return matches;
}

/* A range that goes on to the end `size` also has the empty match behind the last character. */
static size_t count_between(const Matches *all, uint64_t from, uint64_t to, uint64_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        count += all->items[i].start >= from && (all->items[i].start < to || (from < to && to >= size));
    return count;
}

static void expect_range(Fixture *f, const Matches *all, uint64_t from, uint64_t to)
{
    Matches found = {0};
    find_each(&f->finder, from, to, take, &found);
    assert_int_equal(found.count, count_between(all, from, to, f->text.len));
    size_t skipped = 0;
    while (skipped < all->count && all->items[skipped].start < from)
        skipped++;
    for (size_t i = 0; i < found.count; i++) {
        assert_int_equal(found.items[i].start, all->items[skipped + i].start);
        assert_int_equal(found.items[i].end, all->items[skipped + i].end);
    }
    assert_int_equal(find_count(&f->finder, from, to), found.count);
    FindMatch match;
    assert_int_equal(find_first(&f->finder, from, to, &match), found.count > 0);
    if (found.count > 0)
        assert_int_equal(match.start, found.items[0].start);
    assert_int_equal(find_last(&f->finder, from, to, &match), found.count > 0);
    if (found.count > 0)
        assert_int_equal(match.start, found.items[found.count - 1].start);
    free(found.items);
}

static void expect_like_naive(Fixture *f)
{
    Matches all = naive(f);
    expect_range(f, &all, 0, f->text.len);
    expect_range(f, &all, 0, UINT64_MAX);
    expect_range(f, &all, f->text.len, f->text.len);
    for (int i = 0; i < 200 && f->text.len > 0; i++) {
        uint64_t from = (uint64_t)rand() % f->text.len;
        expect_range(f, &all, from, from + (uint64_t)rand() % (f->text.len - from + 1));
    }
    free(all.items);
}

static const struct {
    const char *pattern;
    bool is_literal, is_word;
} patterns[] = {{"foo", true, false},           {"Foo", true, false},       {"fo+", false, false},
                {"foo|bar", false, false},      {"^foo", false, false},     {"bar$", false, false},
                {"^$", false, false},           {"x*", false, false},       {"foo", true, true},
                {"\\bfo", false, false},        {"[^a-z ]+", false, false}, {"é", true, false},
                {"[a-z]+[A-Z ]", false, false}, {"\\w+$", false, false},    {".{5,}", false, false},
                {"\\s+$", false, false}};

static void test_ranges_of_short_lines_equal_the_naive_walk(void **state)
{
    static const char *const words[] = {"foo", "bar", "Foo", " ", "\n", "\n\n", "food", "x", "é", "\xff", "afoo "};
    Fixture *f = *state;
    srand(1);
    for (int round = 0; round < 3; round++) {
        Buf text = {0};
        for (int i = 0; i < 300; i++)
            buf_append_slice(&text, slice_from_cstr(words[(size_t)rand() % (sizeof words / sizeof *words)]));
        open_text(f, buf_slice(&text));
        for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
            use_pattern(f, patterns[i].pattern, patterns[i].is_literal, patterns[i].is_word);
            expect_like_naive(f);
        }
        buf_deinit(&text);
    }
}

static void test_the_end_of_a_last_line_without_newline_is_found(void **state)
{
    Fixture *f = *state;
    FindMatch match;
    use_pattern(f, "$", false, false);
    open_text(f, slice_from_cstr("\nJ"));
    assert_int_equal(find_count(&f->finder, 0, 2), 2);
    assert_true(find_last(&f->finder, 0, 2, &match));
    assert_int_equal(match.start, 2);
    assert_false(find_first(&f->finder, match.start + 1, 2, &match)); /* the next one: there is none */
    expect_like_naive(f);
    open_text(f, slice_from_cstr("\nJ\n"));
    assert_int_equal(find_count(&f->finder, 0, 3), 2);
    expect_like_naive(f);
}

static void test_an_empty_document_has_no_match(void **state)
{
    Fixture *f = *state;
    open_text(f, slice_of("", 0));
    use_pattern(f, "x*", false, false);
    expect_like_naive(f);
    use_pattern(f, "x", true, false);
    expect_like_naive(f);
}

/* A line of `len` letters with `word` at the places. */
static void open_long_line(Fixture *f, size_t len, const char *word, const size_t *places, size_t count)
{
    Buf text = {0};
    buf_append(&text, "start\n", 6);
    for (size_t i = 0; i < len; i++)
        buf_append_byte(&text, 'a');
    for (size_t i = 0; i < count; i++)
        memcpy(text.data + places[i], word, strlen(word));
    buf_append(&text, "\nend\n", 5);
    open_text(f, buf_slice(&text));
    buf_deinit(&text);
}

static void test_matches_anywhere_in_a_long_line_are_found(void **state)
{
    Fixture *f = *state;
    static const size_t places[] = {6, 65530, 131072, 131072 + 65534, 196600, 327680 - 2, 500000, 1048574, 1999990};
    enum { COUNT = sizeof places / sizeof *places };
    open_long_line(f, 2000000, "needle", places, COUNT);
    const char *const forms[] = {"needle", "n[e]edle", "[n]{1}[e]{2}[d][l][e]"};
    for (size_t form = 0; form < 3; form++) {
        use_pattern(f, forms[form], false, false);
        assert_int_equal(find_count(&f->finder, 0, UINT64_MAX), COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            FindMatch match;
            assert_true(find_first(&f->finder, places[i], UINT64_MAX, &match));
            assert_int_equal(match.start, places[i]);
            assert_true(find_last(&f->finder, 0, places[i] + 1, &match));
            assert_int_equal(match.start, places[i]);
        }
    }
}

static void test_the_start_of_a_piece_is_no_start_of_a_line(void **state)
{
    Fixture *f = *state;
    open_long_line(f, 1000000, "", NULL, 0);
    use_pattern(f, "^a", false, false);
    assert_int_equal(find_count(&f->finder, 0, UINT64_MAX), 1);
    assert_int_equal(find_count(&f->finder, 400000, 800000), 0);
    use_pattern(f, "a$", false, false);
    assert_int_equal(find_count(&f->finder, 0, UINT64_MAX), 1);
}

/* Lines about as long as a piece, so that some are scanned by a program and some are walked through in pieces. */
static void test_lines_as_long_as_a_piece_equal_the_naive_walk(void **state)
{
    Fixture *f = *state;
    static const size_t lens[] = {
        FIND_PIECE - 1, FIND_PIECE, 10,    FIND_PIECE + 1, 0, FIND_PIECE + FIND_CONTEXT - 1, 0, FIND_PIECE / 2, 3,
        FIND_PIECE / 2, 0,          400000};
    Buf text = {0};
    srand(7);
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        for (size_t at = 0; at < lens[i]; at++)
            buf_append_byte(&text, rand() % 5000 == 0 ? '1' : rand() % 9 ? 'a' : ' ');
        buf_append_byte(&text, '\n');
    }
    text.len--; /* the last line ends without a newline */
    open_text(f, buf_slice(&text));
    static const char *const forms[] = {"[a-z]+[0-9] *a", "^[a ]", "[0-9]$", "^$", "[a-z ]{30,60}1"};
    for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
        use_pattern(f, forms[form], false, false);
        Matches all = naive(f);
        expect_range(f, &all, 0, UINT64_MAX);
        for (int i = 0; i < 20; i++) {
            uint64_t from = (uint64_t)rand() % f->text.len;
            expect_range(f, &all, from, from + (uint64_t)rand() % (f->text.len - from + 1));
        }
        free(all.items);
    }
    buf_deinit(&text);
}

static void test_a_cancelled_walk_ends(void **state)
{
    Fixture *f = *state;
    open_text(f, slice_from_cstr("foo\nfoo\nfoo\n"));
    use_pattern(f, "fo+", false, false);
    atomic_bool cancel = true;
    f->finder.cancel = &cancel;
    assert_int_equal(find_count(&f->finder, 0, UINT64_MAX), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_ranges_of_short_lines_equal_the_naive_walk),
        TEST(test_the_end_of_a_last_line_without_newline_is_found),
        TEST(test_an_empty_document_has_no_match),
        TEST(test_matches_anywhere_in_a_long_line_are_found),
        TEST(test_the_start_of_a_piece_is_no_start_of_a_line),
        TEST(test_lines_as_long_as_a_piece_equal_the_naive_walk),
        TEST(test_a_cancelled_walk_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
