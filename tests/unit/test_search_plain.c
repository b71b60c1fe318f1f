/* Whole searches, with signatures, strategies and kernels in every form, against the plain path, where PCRE2 looks at
 * each line: thousands of generated queries over a small folder must have the same counts and the same rows. */
#include "engine/search/search.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/scratch.h"

enum { QUERIES = 4000, ROWS = 12 };

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Index *index;
    Matcher *matcher;
    unsigned seed;
} World;

static const char *const words[] = {
    "static",  "int",    "if",      "return", "struct", "mutex_lock", "spin_lock",    "e1000_intr", "foo",
    "bar_baz", "quux",   "kmalloc", "Kernel", "TODO",   "0x1f",       "2038",         "e",          "a",
    "(void)",  "->next", " = ",     "\t",     ";",      "  ",         "na\xc3\xafve", "\xc2\xb5s",  "MASK",
    "x12345",  "{",      "}",
};

static unsigned next_random(World *world, unsigned most)
{
    world->seed = world->seed * 1664525u + 1013904223u;
    return (world->seed >> 8) % most;
}

static Slice random_word(World *world)
{
    return slice_from_cstr(words[next_random(world, sizeof words / sizeof words[0])]);
}

static void write_files(World *world, TreeBuilder *builder)
{
    Buf text = {0};
    for (unsigned file = 0; file < 30; file++) {
        char name[32];
        bool is_ascii = file % 3 != 0;
        unsigned least = file % 5 == 0 ? 400 : 0; /* some have several signed blocks' worth of words, some nothing */
        buf_clear(&text);
        for (unsigned count = least + next_random(world, 2 + file * 16); count > 0; count--) {
            Slice word = random_word(world);
            if (!is_ascii || (uint8_t)word.data[word.len > 2 ? 2 : 0] < 0x80)
                buf_append_slice(&text, word);
            buf_append_byte(&text, next_random(world, 6) ? ' ' : '\n');
        }
        snprintf(name, sizeof name, "%u/file%02u.c", file % 4, file);
        scratch_write(&world->scratch, name, buf_slice(&text));
        tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    }
    buf_deinit(&text);
}

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    world->seed = 3;
    scratch_init(&world->scratch);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    write_files(world, builder);
    world->pool = pool_new(2);
    world->store = store_new(&(StoreOptions){0});
    world->matcher = matcher_new();
    Tree *tree = tree_builder_snapshot(builder, true);
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
    world->index = index_new(world->snapshot, NULL);
    index_build(world->index, world->pool, NULL);
    pool_wait_idle(world->pool);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    pool_wait_idle(world->pool);
    index_release(world->index);
    snapshot_release(world->snapshot);
    matcher_free(world->matcher);
    pool_free(world->pool);
    store_free(world->store);
    scratch_deinit(&world->scratch);
    free(world);
    return 0;
}

/* A word of the files, or a part of one. */
static void write_literal(World *world, Buf *out, bool is_quoted)
{
    Slice word = random_word(world);
    size_t from = next_random(world, 3) ? 0 : next_random(world, (unsigned)word.len);
    size_t len = next_random(world, 3) ? word.len - from : 1 + next_random(world, (unsigned)(word.len - from));
    if ((uint8_t)word.data[0] >= 0x80 || memchr(word.data, '\xaf', word.len)) {
        from = 0; /* no half characters */
        len = word.len;
    }
    for (size_t i = from; i < from + len; i++) {
        if (is_quoted && strchr("\\^$.[]|()?*+{}", word.data[i]))
            buf_append_byte(out, '\\');
        buf_append_byte(out, word.data[i]);
    }
}

static void write_part(World *world, Buf *out)
{
    static const char *const parts[] = {
        "\\w+", "[a-z]+",  "[0-9]{4}", "[A-Z]", "\\s+", "\\d",        ".*",  "[^a-z ]",      "\\b",       "_\\w+",
        "e?",   "[aeiou]", "x*",       ".{3,}", "\\S",  "(lock|int)", "\\(", "[0-9a-f]{2,}", "(?=[a-z])", "k",
    };
    if (next_random(world, 2))
        write_literal(world, out, true);
    else
        buf_append_slice(out, slice_from_cstr(parts[next_random(world, sizeof parts / sizeof parts[0])]));
}

static void write_sequence(World *world, Buf *out)
{
    if (next_random(world, 10) == 0)
        buf_append_byte(out, '^');
    for (unsigned parts = 1 + next_random(world, 3); parts > 0; parts--)
        write_part(world, out);
    if (next_random(world, 10) == 0)
        buf_append_byte(out, '$');
}

/* A query of one of the kinds that people type; its pattern in `out`. */
static Query write_query(World *world, Buf *out)
{
    Query query = {.case_mode = (CaseMode)next_random(world, 3), .is_word = next_random(world, 6) == 0};
    buf_clear(out);
    switch (next_random(world, 4)) {
    case 0:
        query.is_literal = true;
        write_literal(world, out, false);
        break;
    case 1: /* alternatives, few or many */
        write_literal(world, out, true);
        for (unsigned more = 1 + next_random(world, next_random(world, 4) ? 4 : 20); more > 0; more--) {
            buf_append_byte(out, '|');
            write_literal(world, out, true);
        }
        break;
    default:
        write_sequence(world, out);
    }
    query.pattern = buf_slice(out);
    return query;
}

static Search *search_all(World *world, const Query *query, bool is_plain, SearchProgress *progress)
{
    static const char *const forms[] = {"portable", "avx2", "best"};
    setenv("KEN_SIMD", forms[next_random(world, 3)], 1);
    if (is_plain)
        setenv("KEN_SCAN", "plain", 1);
    Pattern *pattern = pattern_compile(query, NULL);
    unsetenv("KEN_SCAN");
    unsetenv("KEN_SIMD");
    assert_non_null(pattern);
    const SearchOptions options = {.index = is_plain ? NULL : world->index};
    Search *search = search_start(world->pool, world->snapshot, pattern, NULL, &options, NULL);
    pattern_release(pattern);
    search_wait(search, progress);
    return search;
}

static void check_rows(World *world, Search *search, Search *plain, uint64_t count)
{
    Row rows[ROWS];
    Row expected[ROWS];
    uint64_t first = next_random(world, (unsigned)count);
    size_t resolved = search_resolve(search, world->matcher, first, ROWS, rows);
    assert_int_equal(search_resolve(plain, world->matcher, first, ROWS, expected), resolved);
    for (size_t i = 0; i < resolved; i++) {
        assert_int_equal(rows[i].file, expected[i].file);
        assert_int_equal(rows[i].is_heading, expected[i].is_heading);
        if (rows[i].is_heading)
            continue;
        assert_false(rows[i].is_stale);
        assert_int_equal(rows[i].line, expected[i].line);
        assert_int_equal(rows[i].start, expected[i].start);
        assert_int_equal(rows[i].matches[0].start, expected[i].matches[0].start);
    }
}

static void check_query(World *world, const Query *query)
{
    SearchProgress progress;
    SearchProgress expected;
    Search *plain = search_all(world, query, true, &expected);
    Search *search = search_all(world, query, false, &progress);
    if (progress.lines != expected.lines || progress.files != expected.files)
        fail_msg("'%.*s'%s%s: %u lines in %u files, not %u in %u", (int)query->pattern.len, query->pattern.data,
                 query->is_word ? " as a word" : "", query->is_literal ? " as text" : "", (unsigned)progress.lines,
                 progress.files, (unsigned)expected.lines, expected.files);
    if (expected.rows > 0)
        check_rows(world, search, plain, expected.rows);
    search_release(search);
    search_release(plain);
}

static void test_generated_queries_find_what_the_plain_path_finds(void **state)
{
    World *world = *state;
    Buf pattern = {0};
    for (int i = 0; i < QUERIES; i++) {
        const Query query = write_query(world, &pattern);
        check_query(world, &query);
    }
    buf_deinit(&pattern);
}

/* The patterns that are held against git over the real corpus, where there is one. */
static void test_kept_patterns_find_what_the_plain_path_finds(void **state)
{
    World *world = *state;
    FILE *in = fopen(KEN_SOURCE_DIR "/tests/support/patterns.txt", "r");
    assert_non_null(in);
    char *line = NULL;
    size_t capacity = 0;
    for (ssize_t len; (len = getline(&line, &capacity, in)) > 0;) {
        if (strncmp(line, "## ", 3) == 0)
            continue;
        for (int case_mode = CASE_SENSITIVE; case_mode <= CASE_INSENSITIVE; case_mode++)
            check_query(world, &(Query){.pattern = slice_of(line, (size_t)len - 1), .case_mode = (CaseMode)case_mode});
    }
    free(line);
    fclose(in);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_generated_queries_find_what_the_plain_path_finds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_kept_patterns_find_what_the_plain_path_finds, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
