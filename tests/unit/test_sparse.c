/* Files with holes: what is found in them is what is found in the same bytes written out, whatever the pattern can make
 * of zeros. */
#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/search/plan.h"
#include "engine/search/search.h"
#include "engine/search/span_view.h"
#include "engine/store/fault.h"
#include "engine/store/holes.h"
#include "tests/support/answers.h"
#include "tests/support/scratch.h"

enum { FILES = 4, FILE_MOST = 4 << 20, ROWS_MOST = 400, KB = 1 << 10 };

/* One way to hold the files. */
typedef struct Side {
    Scratch scratch;
    Store *store;
    Snapshot *snapshot;
} Side;

typedef struct World {
    Pool *pool;
    Matcher *matcher;
    unsigned compared, same;
    Side dense, sparse, windowed; /* written out; with holes; and these read by windows */
} World;

static const Budgets NO_ADDRESS = {.maps = 10, .mapped_bytes = 0, .packed_bytes = 4 << 20, .address_bytes = LIMIT_NONE};

static int setup(void **state)
{
    World *world = calloc(1, sizeof *world);
    world->pool = pool_new(3);
    world->matcher = matcher_new();
    Side *sides[] = {&world->dense, &world->sparse, &world->windowed};
    for (size_t i = 0; i < 3; i++) {
        scratch_init(&sides[i]->scratch);
        sides[i]->store = store_new(&(StoreOptions){.budgets = i == 2 ? &NO_ADDRESS : NULL});
    }
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    pool_wait_idle(world->pool);
    Side *sides[] = {&world->dense, &world->sparse, &world->windowed};
    for (size_t i = 0; i < 3; i++) {
        snapshot_release(sides[i]->snapshot);
        store_free(sides[i]->store);
        scratch_deinit(&sides[i]->scratch);
    }
    matcher_free(world->matcher);
    pool_free(world->pool);
    free(world);
    return 0;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Where the bytes of a file are not zeros. */
typedef struct Islands {
    char *bytes; /* FILE_MOST of them */
    size_t len;
    size_t starts[64], ends[64];
    size_t count;
} Islands;

/* Words, lines and zeros, some kilobytes of them. */
static void fill_island(Islands *islands, size_t start, size_t len, uint32_t *seed)
{
    static const char *const words[] = {"x",   "foo",   "bar", " ",  "\n",  "a1", "yz",
                                        "x\n", "\nfoo", "é",   "\"", "/* ", "*/"};
    size_t at = start;
    bool is_one_line = next_random(seed) % 3 == 0;
    while (at < start + len) {
        const char *word = words[next_random(seed) % (sizeof words / sizeof *words)];
        if (is_one_line && strchr(word, '\n'))
            continue;
        for (; *word && at < start + len; word++)
            islands->bytes[at++] = *word;
        at += next_random(seed) % 40 == 0 && at + 3 < start + len;
    }
    islands->starts[islands->count] = start;
    islands->ends[islands->count++] = start + len;
}

static void make_islands(Islands *islands, uint32_t *seed, bool is_text)
{
    memset(islands->bytes, 0, FILE_MOST);
    islands->count = 0;
    size_t at = 0;
    size_t room = FILE_MOST / 2 + next_random(seed) % (FILE_MOST / 2);
    if (is_text) { /* no zero at the start */
        memset(islands->bytes, 'h', 9000);
        islands->bytes[8990] = '\n';
        islands->starts[0] = 0;
        islands->ends[0] = 9000;
        islands->count = 1;
        at = 9000;
    }
    while (islands->count < 60 && at < room) {
        uint32_t kind = next_random(seed) % 8;
        at += next_random(seed) % (kind == 0 ? 2500 * KB : kind < 6 ? 500 * KB : 90 * KB);
        size_t len = next_random(seed) % 5 == 0 ? next_random(seed) % (600 * KB) : 1 + next_random(seed) % 3000;
        if (next_random(seed) % 4 == 0) /* at the border of spans */
            at = (at / SPAN_BYTES + 1) * SPAN_BYTES - next_random(seed) % 4;
        if (at >= room || len > room - at)
            break;
        fill_island(islands, at, len, seed);
        at += len;
    }
    islands->len = room; /* which may end in a hole */
}

static void write_islands(const Side *side, const char *name, const Islands *islands)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", side->scratch.path, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)islands->len), 0);
    for (size_t i = 0; i < islands->count; i++) {
        size_t len = islands->ends[i] - islands->starts[i];
        assert_int_equal(pwrite(fd, islands->bytes + islands->starts[i], len, (off_t)islands->starts[i]), (ssize_t)len);
    }
    close(fd);
}

static void list(Side *side, size_t count)
{
    TreeBuilder *builder = tree_builder_new(side->scratch.path);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "%02zu.c", i);
        tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    }
    Tree *tree = tree_builder_snapshot(builder, true);
    side->snapshot = store_snapshot(side->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
}

static void add_files(World *world, uint32_t seed)
{
    Islands islands = {.bytes = malloc(FILE_MOST)};
    for (size_t i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "%02zu.c", i);
        make_islands(&islands, &seed, i > 0);
        scratch_write(&world->dense.scratch, name, slice_of(islands.bytes, islands.len));
        write_islands(&world->sparse, name, &islands);
        write_islands(&world->windowed, name, &islands);
    }
    free(islands.bytes);
    list(&world->dense, FILES);
    list(&world->sparse, FILES);
    list(&world->windowed, FILES);
}

/* --- searches --- */

typedef struct Run {
    SearchProgress progress;
    Row rows[ROWS_MOST];
    size_t count;
} Run;

static Run *search_side(World *world, Side *side, const Query *query, const SearchOptions *options)
{
    Run *run = calloc(1, sizeof *run);
    PatternError wrong;
    Pattern *pattern = pattern_compile(query, &wrong);
    assert_non_null(pattern);
    Search *search = search_start(world->pool, side->snapshot, pattern, NULL, options, NULL);
    pattern_release(pattern);
    search_wait(search, &run->progress);
    run->count = search_resolve(search, world->matcher, 0, ROWS_MOST, run->rows);
    search_release(search);
    return run;
}

static Answer answer_of(const Run *run)
{
    return (Answer){&run->progress, run->rows, run->count};
}

/* Lines of a million zeros and more are too much for some patterns: then the counts are as near as what was given up
 * lets them be. False then. */
static bool assert_same(const Run *a, const Run *b, const char *what)
{
    const SearchProgress *left_out = &a->progress, *right_out = &b->progress;
    if (left_out->timed_out_lines + right_out->timed_out_lines > 0) {
        if (left_out->lines > right_out->lines + right_out->timed_out_lines ||
            right_out->lines > left_out->lines + left_out->timed_out_lines)
            fail_msg("'%s': %llu lines, and %llu given up, not %llu and %llu", what,
                     (unsigned long long)right_out->lines, (unsigned long long)right_out->timed_out_lines,
                     (unsigned long long)left_out->lines, (unsigned long long)left_out->timed_out_lines);
        return false;
    }
    answers_expect_counts(what, answer_of(a), answer_of(b));
    for (size_t i = 0; i < a->count; i++) {
        const Row *left = &a->rows[i], *right = &b->rows[i];
        if (!left->is_heading)
            answers_expect_place(what, answer_of(a), answer_of(b), i);
        else
            assert_false(right->is_stale);
        /* on a busy machine the matcher may have run out of time on the one or the other */
        if (left->match_count > 0 && right->match_count > 0 && left->matches[0].start != right->matches[0].start)
            fail_msg("'%s': row %zu matches at %zu, not at %zu", what, i, right->matches[0].start,
                     left->matches[0].start);
    }
    return true;
}

static void compare(World *world, Query query, Pattern *condition)
{
    SearchOptions options = {.with_binary = true, .conditions = &condition, .condition_count = condition ? 1 : 0};
    Run *dense = search_side(world, &world->dense, &query, &options);
    Run *sparse = search_side(world, &world->sparse, &query, &options);
    Run *windowed = search_side(world, &world->windowed, &query, &options);
    world->compared += 2;
    world->same += assert_same(dense, sparse, query.pattern.data);
    world->same += assert_same(dense, windowed, query.pattern.data);
    free(dense);
    free(sparse);
    free(windowed);
}

static const char *const PATTERNS[] = {"x",
                                       "foo",
                                       "foo.*bar",
                                       "^",
                                       "$",
                                       "^$",
                                       ".",
                                       "[^x]",
                                       "\\x00",
                                       "\\x00$",
                                       "^\\x00",
                                       "bar$",
                                       "^foo",
                                       "x*",
                                       "foo\\b",
                                       "\\bfoo",
                                       "\\Bx",
                                       "\\W",
                                       "\\D{3}x",
                                       ".{3}yz",
                                       "^.*x$",
                                       "foo[^x]+bar",
                                       "(..)*x$",
                                       "^(?:..)*$",
                                       "^h*$",
                                       "(?:foo|.)+yz",
                                       "(?:a1|yz)+[^f]",
                                       ".{20}x$",
                                       "(?>foo)x",
                                       "foo++bar",
                                       "(?<=foo)x",
                                       "x(?!y)",
                                       "(x).*\\1",
                                       "a1\\Z",
                                       "^[^\\x01]+$",
                                       "^\\S+$",
                                       "x.{40,}x.",
                                       "^.?$",
                                       "zz absent",
                                       "(?i)FOO.",
                                       "[[:cntrl:]]x",
                                       "[^ -~]{30}",
                                       "[^ -~]{12}x",
                                       "foo[^ -~]{15,}"};

static void compare_all(World *world, uint32_t seed)
{
    add_files(world, seed);
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++)
        compare(world, (Query){.pattern = slice_from_cstr(PATTERNS[i]), .case_mode = CASE_SENSITIVE}, NULL);
    Query query = {.pattern = slice_from_cstr("FOO"), .case_mode = CASE_INSENSITIVE, .is_word = true};
    compare(world, query, NULL);
    compare(world, (Query){.pattern = slice_from_cstr("foo"), .is_literal = true, .is_word = true}, NULL);
    compare(world, (Query){.pattern = slice_from_cstr("x"), .regions = IN_COMMENTS}, NULL);
    compare(world, (Query){.pattern = slice_from_cstr("o"), .regions = IN_CODE | IN_STRINGS}, NULL);
    Query second = {.pattern = slice_from_cstr("bar.*x"), .case_mode = CASE_SENSITIVE};
    Pattern *condition = pattern_compile(&second, NULL);
    compare(world, (Query){.pattern = slice_from_cstr("yz"), .is_literal = true}, condition);
    pattern_release(condition);
    printf("%u of %u searches compared line by line\n", world->same, world->compared);
    assert_true(world->same * 4 > world->compared * 3);
}

static void test_holes_change_nothing(void **state)
{
    assert_true(fault_install(NULL, NULL));
    compare_all(*state, 7);
}

static void test_holes_change_nothing_in_other_files(void **state)
{
    assert_true(fault_install(NULL, NULL));
    compare_all(*state, 20261);
}

static void test_the_holes_are_known(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    add_files(world, 3);
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < FILES; i++) {
        Pin dense, sparse;
        assert_true(file_pin(world->dense.snapshot, i, &dense));
        assert_true(file_pin(world->sparse.snapshot, i, &sparse));
        assert_null(dense.holes);
        uint64_t start, end;
        for (uint64_t at = 0; hole_map_next(sparse.holes, at, &start, &end); at = end) {
            assert_true(start >= at && start < end && end <= sparse.size);
            bytes += end - start;
            for (uint64_t place = start; place < end; place++)
                if (dense.bytes.data[place] != 0)
                    fail_msg("%u: a hole at %llu", i, (unsigned long long)place);
        }
        file_unpin(&dense);
        file_unpin(&sparse);
    }
    assert_true(bytes > 1 << 20);
}

/* --- a hole that nobody can read through in time --- */

static const uint64_t HUGE_SIZE = (uint64_t)1 << 36;

static void add_huge(World *world)
{
    static const char head[] = "first x\nsecond x\nopen foo ";
    static const char tail[] = " bar\nlast x\n";
    char path[400];
    snprintf(path, sizeof path, "%s/00.c", world->sparse.scratch.path);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    char *text = malloc(BINARY_SNIFF_BYTES);
    memset(text, '\n', BINARY_SNIFF_BYTES);
    assert_int_equal(pwrite(fd, text, BINARY_SNIFF_BYTES, 0), BINARY_SNIFF_BYTES);
    free(text);
    assert_int_equal(pwrite(fd, head, sizeof head - 1, BINARY_SNIFF_BYTES), sizeof head - 1);
    assert_int_equal(pwrite(fd, tail, sizeof tail - 1, (off_t)(HUGE_SIZE - sizeof tail + 1)), sizeof tail - 1);
    close(fd);
    list(&world->sparse, 1);
}

static void assert_huge(World *world, const char *pattern, uint64_t lines, uint64_t given_up)
{
    Query query = {.pattern = slice_from_cstr(pattern), .case_mode = CASE_SENSITIVE};
    Run *run = search_side(world, &world->sparse, &query, &(SearchOptions){0});
    assert_int_equal(run->progress.lines, lines);
    assert_int_equal(run->progress.timed_out_lines, given_up);
    for (size_t i = 1; i < run->count; i++)
        assert_false(run->rows[i].is_stale);
    free(run);
}

static void test_a_huge_hole_is_passed_over(void **state)
{
    World *world = *state;
    assert_true(fault_install(NULL, NULL));
    add_huge(world);
    assert_huge(world, "x", 3, 0);
    assert_huge(world, "foo.*bar", 1, 0);
    assert_huge(world, "foo [^b]*bar$", 1, 0);
    assert_huge(world, "^ ?bar", 0, 0);
    assert_huge(world, "last", 1, 0);
    assert_huge(world, "^(..)*bar", 0, 1); /* an odd number of zeros or an even one: told that it is not known */
    Query query = {.pattern = slice_from_cstr("bar"), .case_mode = CASE_SENSITIVE};
    Run *run = search_side(world, &world->sparse, &query, &(SearchOptions){0});
    uint64_t line = BINARY_SNIFF_BYTES + 17;
    assert_int_equal(run->rows[1].start, line);
    assert_int_equal(run->rows[1].end, HUGE_SIZE - 8);
    assert_int_equal(run->rows[1].matches[0].start, HUGE_SIZE - 11 - line);
    assert_int_equal(run->rows[1].matches[0].end, HUGE_SIZE - 8 - line);
    free(run);
}

static size_t zeros_of(const char *pattern)
{
    return plan_zeros(slice_from_cstr(pattern), (PlanMode){.is_wide = true});
}

static void test_what_patterns_make_of_zeros(void **state)
{
    (void)state;
    static const char *const known[] = {"x", "a.*b", "[^x]+", ".{30}", "^$", "(?:a|.)*", "(ab)*c", "a++b", "(.x)*"};
    static const char *const unknown[] = {"(..)*",  "(?:.|..)+", "(.*)*",        "(?>.*)x",      "(?=.)x",
                                          "(.)\\1", "\\x00",     "[^x]++y",      "(?:[^x]{3})+", "\\Kx",
                                          "\\p{L}", ".{9000}",   "(.{200}){200}"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (zeros_of(known[i]) == 0)
            fail_msg("'%s' is not known", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (zeros_of(unknown[i]) != 0)
            fail_msg("'%s' is known", unknown[i]);
    assert_true(zeros_of(".{30}") > 30);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_patterns_make_of_zeros),
        cmocka_unit_test_setup_teardown(test_the_holes_are_known, setup, teardown),
        cmocka_unit_test_setup_teardown(test_holes_change_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_holes_change_nothing_in_other_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_huge_hole_is_passed_over, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
