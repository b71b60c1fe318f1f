/* Documents that are seen through windows and have holes, held against the same file mapped whole: bytes, lines,
 * matches; and how long the bytes of a window stay. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "engine/store/fault.h"
#include "engine/store/holes.h"
#include "engine/store/newlines.h"
#include "tests/support/scratch.h"

enum { PAGE = 4096, ROUNDS = 6, QUESTIONS = 200 };

typedef struct Fixture {
    Scratch scratch;
    char path[600];
    Document *windowed, *whole; /* the same file */
    Matcher *matcher;
    uint64_t random;
} Fixture;

static int set_up(void **state)
{
    Fixture *f = mem_zalloc(1, sizeof *f);
    scratch_init(&f->scratch);
    snprintf(f->path, sizeof f->path, "%s/file", f->scratch.path);
    f->matcher = matcher_new();
    f->random = 88172645463325252u;
    *state = f;
    return 0;
}

static void close_both(Fixture *f)
{
    document_release(f->windowed);
    document_release(f->whole);
    f->windowed = f->whole = NULL;
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    close_both(f);
    matcher_free(f->matcher);
    scratch_deinit(&f->scratch);
    free(f);
    return 0;
}

static uint64_t below(Fixture *f, uint64_t limit)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 7;
    f->random ^= f->random << 17;
    return f->random % limit;
}

static Document *open_windowed(const char *path)
{
    setenv("KEN_MAP_MOST", "0", 1);
    Document *document = document_open_path(path, NULL);
    unsetenv("KEN_MAP_MOST");
    assert_non_null(document);
    return document;
}

static void open_both(Fixture *f)
{
    close_both(f);
    f->windowed = open_windowed(f->path);
    f->whole = document_open_path(f->path, NULL);
    assert_non_null(f->whole);
    assert_true(document_is_windowed(f->windowed));
    assert_false(document_is_windowed(f->whole));
}

static void write_at(int fd, uint64_t offset, const char *text, size_t len)
{
    assert_int_equal(pwrite(fd, text, len, (off_t)offset), (ssize_t)len);
}

/* Some pages of lines of random lengths, now and then with the words that are looked for. */
static void write_island(Fixture *f, int fd, uint64_t offset, size_t len)
{
    Buf text = {0};
    while (text.len < len) {
        for (uint64_t i = below(f, 90); i > 0; i--)
            buf_append_byte(&text, (char)('a' + below(f, 26)));
        if (below(f, 20) == 0)
            buf_printf(&text, "needle Needle %c", below(f, 2) ? '\0' : 'x');
        if (below(f, 10) > 0)
            buf_append_byte(&text, '\n');
    }
    write_at(fd, offset, text.data, len);
    buf_deinit(&text);
}

/* Islands of text with holes of up to two megabytes between them, one of which may be the file's end. */
static void write_sparse(Fixture *f)
{
    int fd = open(f->path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    uint64_t at = below(f, 2) * PAGE * below(f, 500);
    for (uint64_t islands = 2 + below(f, 4); islands > 0; islands--) {
        size_t len = (size_t)(1 + below(f, 200000));
        write_island(f, fd, at, len);
        at += len + PAGE * below(f, 500);
    }
    assert_int_equal(ftruncate(fd, (off_t)at), 0);
    close(fd);
    open_both(f);
}

static void holes_are_where_the_file_has_them(void **state)
{
    Fixture *f = *state;
    int fd = open(f->path, O_RDWR | O_CREAT, 0644);
    write_at(fd, 1 << 20, "x", 1);
    write_at(fd, 4 << 20, "y", 1);
    assert_int_equal(ftruncate(fd, 9 << 20), 0);
    struct stat facts;
    assert_int_equal(fstat(fd, &facts), 0);
    assert_true(holes_are_likely(&facts));
    uint64_t size = 9 << 20;
    if (holes_end(fd, 0, size) == 0) /* a file system that does not tell */
        skip();
    assert_int_equal(holes_end(fd, 5, size), 1 << 20);
    assert_int_equal(holes_end(fd, 1 << 20, size), 1 << 20);
    uint64_t data_end = holes_data_end(fd, 1 << 20, size);
    assert_true(data_end > 1 << 20 && data_end < 4 << 20);
    assert_int_equal(holes_start(fd, 4 << 20), data_end);
    assert_int_equal(holes_start(fd, 3 << 20), data_end);
    assert_int_equal(holes_start(fd, 1 << 20), 0);
    assert_int_equal(holes_start(fd, (1 << 20) + 1), (1 << 20) + 1);
    assert_int_equal(holes_end(fd, 6 << 20, size), size);
    close(fd);
}

static void bytes_are_those_of_the_file(void **state)
{
    Fixture *f = *state;
    for (int round = 0; round < ROUNDS; round++) {
        write_sparse(f);
        Slice all = document_bytes(f->whole);
        Stretch stretch = {0};
        for (int i = 0; i < QUESTIONS; i++) {
            uint64_t from = below(f, all.len + 1);
            uint64_t to = from + below(f, 300000);
            document_read(f->windowed, from, to, &stretch);
            Slice expected = slice_sub(all, from, to);
            assert_int_equal(stretch.start, from);
            assert_true(slice_equal(stretch.bytes, expected));
        }
        stretch_deinit(&stretch);
        assert_int_equal(document_text(f->windowed), document_text(f->whole));
    }
}

static void newlines_are_found_beyond_holes(void **state)
{
    Fixture *f = *state;
    for (int round = 0; round < ROUNDS; round++) {
        write_sparse(f);
        Slice all = document_bytes(f->whole);
        for (int i = 0; i < QUESTIONS; i++) {
            uint64_t from = below(f, all.len);
            uint64_t at = from;
            bool is_found = document_newline_after(f->windowed, &at, all.len, UINT64_MAX);
            assert_int_equal(at, newlines_line_end(all, from));
            assert_int_equal(is_found, at < all.len);
            at = from;
            is_found = document_newline_before(f->windowed, &at, 0, UINT64_MAX);
            assert_int_equal(at, newlines_line_start(all, from, 0));
            assert_int_equal(is_found, at > 0);
        }
    }
}

static void no_more_than_the_budget_is_looked_through(void **state)
{
    Fixture *f = *state;
    int fd = open(f->path, O_RDWR | O_CREAT, 0644);
    char *data = mem_alloc(3 << 20);
    memset(data, 'x', 3 << 20);
    write_at(fd, 0, data, 3 << 20);
    assert_int_equal(ftruncate(fd, 900 << 20), 0);
    write_at(fd, 900 << 20, data, 3 << 20);
    free(data);
    close(fd);
    Document *document = open_windowed(f->path);
    uint64_t size = document_size(document), start, end;
    if (!document_hole_at(document, 100 << 20, &start, &end)) {
        document_release(document);
        skip();
    }
    assert_int_equal(start, 3 << 20);
    assert_int_equal(end, 900 << 20);
    assert_int_equal(document_reach(document, 0, size, 4 << 20), 901 << 20);
    assert_int_equal(document_reach(document, 0, size, UINT64_MAX), size);
    uint64_t at = 0;
    assert_false(document_newline_after(document, &at, size, 4 << 20));
    assert_true(at >= 901 << 20 && at < 902 << 20);
    at = size;
    assert_false(document_newline_before(document, &at, 0, 4 << 20));
    assert_true(at > 1 << 20 && at <= 2 << 20);
    /* One call passes the hole over. */
    assert_false(document_index_more(document, 4 << 20));
    assert_true(document_indexed_bytes(document) >= 901 << 20);
    document_release(document);
}

static void index_all(Document *document)
{
    while (!document_index_more(document, 200000))
        continue;
    assert_int_equal(document_indexed_bytes(document), document_size(document));
}

static void lines_are_counted_as_in_a_mapping(void **state)
{
    Fixture *f = *state;
    for (int round = 0; round < ROUNDS; round++) {
        write_sparse(f);
        index_all(f->windowed);
        index_all(f->whole);
        uint64_t lines = document_line_count(f->whole);
        uint64_t size = document_size(f->whole);
        assert_int_equal(document_line_count(f->windowed), lines);
        for (int i = 0; i < QUESTIONS; i++) {
            uint64_t offset = below(f, size), a = 0, b = 0;
            assert_int_equal(document_line_at(f->windowed, offset), document_line_at(f->whole, offset));
            assert_int_equal(document_line_start(f->windowed, offset), document_line_start(f->whole, offset));
            uint64_t line = 1 + below(f, lines + 1);
            assert_int_equal(document_line_offset(f->windowed, line, &a), document_line_offset(f->whole, line, &b));
            assert_int_equal(a, b);
        }
    }
}

/* --- matches --- */

typedef struct Sum {
    uint64_t count, places;
} Sum;

static bool add(void *context, FindMatch match)
{
    Sum *sum = context;
    sum->count++;
    sum->places = sum->places * 31 + match.start * 7 + match.end;
    return true;
}

static Sum find_in(Fixture *f, Document *document, const Pattern *pattern, uint64_t from, uint64_t to)
{
    Sum sum = {0};
    Finder finder = {.document = document, .pattern = pattern, .matcher = f->matcher};
    find_each(&finder, from, to, add, &sum);
    return sum;
}

static void expect_same_matches(Fixture *f, const Pattern *pattern, uint64_t from, uint64_t to)
{
    Sum a = find_in(f, f->windowed, pattern, from, to);
    Sum b = find_in(f, f->whole, pattern, from, to);
    assert_int_equal(a.count, b.count);
    assert_int_equal(a.places, b.places);
    FindMatch x, y;
    Finder windowed = {.document = f->windowed, .pattern = pattern, .matcher = f->matcher};
    Finder whole = {.document = f->whole, .pattern = pattern, .matcher = f->matcher};
    assert_int_equal(find_first(&windowed, from, to, &x), find_first(&whole, from, to, &y));
    assert_int_equal(x.start, y.start);
    assert_int_equal(find_last(&windowed, from, to, &x), find_last(&whole, from, to, &y));
    assert_int_equal(x.start, y.start);
}

static void matches_are_those_of_a_mapping(void **state)
{
    Fixture *f = *state;
    static const char *const patterns[] = {"needle",     "needle\\b",  "^[a-f]+$", "\\x00x?n", "e{2}",
                                           "(?i)NEEDLE", "[xyz]\\x00", "^$",       "q.z",      "\\x00"};
    for (int round = 0; round < ROUNDS; round++) {
        write_sparse(f);
        uint64_t size = document_size(f->whole);
        for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
            Query query = {.pattern = slice_from_cstr(patterns[i])};
            Pattern *pattern = pattern_compile(&query, NULL);
            assert_non_null(pattern);
            expect_same_matches(f, pattern, 0, UINT64_MAX);
            uint64_t from = below(f, size);
            expect_same_matches(f, pattern, from, from + below(f, size));
            pattern_release(pattern);
        }
    }
}

/* --- windows --- */

static void bytes_in_view_stay_until_the_trim(void **state)
{
    enum { PLACES = 600, STEP = 1 << 20 };
    Fixture *f = *state;
    int fd = open(f->path, O_RDWR | O_CREAT, 0644);
    for (uint64_t i = 0; i < PLACES; i++) {
        char text[16];
        snprintf(text, sizeof text, "place %03d", (int)i);
        write_at(fd, i * STEP, text, 9);
    }
    close(fd);
    Document *document = open_windowed(f->path);
    Slice first, view;
    assert_false(document_view(document, 0, 9, &first));
    assert_true(document_prefault(document, 0, 9));
    assert_true(document_view(document, 0, 9, &first));
    /* More than all windows hold: others go, and wait to be unmapped. */
    for (uint64_t i = 1; i < PLACES; i++) {
        char text[16];
        snprintf(text, sizeof text, "place %03d", (int)i);
        assert_true(document_prefault(document, i * STEP, 9));
        assert_true(document_view(document, i * STEP, 9, &view));
        assert_memory_equal(view.data, text, 9);
    }
    assert_memory_equal(first.data, "place 000", 9);
    document_trim(document);
    assert_false(document_view(document, 0, 9, &view));
    assert_true(document_view(document, (uint64_t)(PLACES - 1) * STEP, 9, &view));
    document_release(document);
}

static void what_waits_to_be_unmapped_is_bounded(void **state)
{
    enum { PLACES = 60, STEP = 8 << 20 };
    Fixture *f = *state;
    int fd = open(f->path, O_RDWR | O_CREAT, 0644);
    assert_int_equal(ftruncate(fd, (off_t)PLACES * STEP), 0);
    close(fd);
    Document *document = open_windowed(f->path);
    bool is_refused = false;
    for (uint64_t i = 0; i < PLACES; i++)
        is_refused |= !document_prefault(document, i * STEP, STEP);
    assert_true(is_refused);
    document_trim(document);
    assert_true(document_prefault(document, 5, 1));
    document_release(document);
}

static void a_file_that_shrinks_reads_as_zeros(void **state)
{
    Fixture *f = *state;
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    char *bytes = mem_alloc(3 << 20);
    memset(bytes, '\n', 3 << 20);
    scratch_write(&f->scratch, "file", slice_of(bytes, 3 << 20));
    Document *document = open_windowed(f->path);
    document_prefault(document, 1 << 20, 10);
    assert_false(document_is_stale(document));
    assert_int_equal(truncate(f->path, 10), 0);
    Slice view;
    assert_true(document_view(document, 1 << 20, 10, &view));
    assert_int_equal(view.data[0], 0);
    document_prefault(document, 2 << 20, 10);
    assert_true(document_is_stale(document));
    index_all(document);
    assert_int_equal(document_line_count(document), 11);
    free(bytes);
    document_release(document);
}

static void a_read_that_finds_the_file_shorter_tells(void **state)
{
    Fixture *f = *state;
    scratch_write_text(&f->scratch, "file", "some lines\nof a file\n");
    Document *document = open_windowed(f->path);
    Stretch stretch = {0};
    document_read(document, 0, 10, &stretch);
    assert_false(document_is_stale(document));
    assert_int_equal(truncate(f->path, 4), 0);
    document_read(document, 0, 10, &stretch);
    assert_memory_equal(stretch.bytes.data, "some\0\0\0\0\0\0", 10);
    assert_true(document_is_stale(document));
    stretch_deinit(&stretch);
    document_release(document);
}

static void only_the_same_file_with_more_behind_is_longer(void **state)
{
    Fixture *f = *state;
    scratch_write_text(&f->scratch, "file", "one\ntwo\nthree");
    Document *document = document_open_path(f->path, NULL);
    index_all(document);
    assert_null(document_open_longer(document));
    FILE *out = fopen(f->path, "a");
    fputs(" and more\nfour\n", out);
    fclose(out);
    Document *longer = document_open_longer(document);
    assert_non_null(longer);
    index_all(longer);
    assert_int_equal(document_line_count(longer), 4);
    /* Another text of more bytes in its place, and another file. */
    scratch_write_text(&f->scratch, "file", "One\ntwo\nthree and more\nfour\nfive\n");
    assert_null(document_open_longer(longer));
    scratch_write_text(&f->scratch, "next", "one\ntwo\nthree and more\nfour\nfive\n");
    char next[600];
    snprintf(next, sizeof next, "%s/next", f->scratch.path);
    assert_int_equal(rename(next, f->path), 0);
    assert_null(document_open_longer(longer));
    document_release(document);
    document_release(longer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(holes_are_where_the_file_has_them),
        TEST(bytes_are_those_of_the_file),
        TEST(newlines_are_found_beyond_holes),
        TEST(no_more_than_the_budget_is_looked_through),
        TEST(lines_are_counted_as_in_a_mapping),
        TEST(matches_are_those_of_a_mapping),
        TEST(bytes_in_view_stay_until_the_trim),
        TEST(what_waits_to_be_unmapped_is_bounded),
        TEST(a_file_that_shrinks_reads_as_zeros),
        TEST(a_read_that_finds_the_file_shorter_tells),
        TEST(only_the_same_file_with_more_behind_is_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
