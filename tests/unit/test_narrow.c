/* Narrowing and the searches kept from key to key: whatever was typed, the answer is that of a fresh search. */
#include "engine/search/narrow.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/recent.h"
#include "engine/store/fault.h"
#include "tests/support/scratch.h"

static unsigned seed = 11;

static unsigned next_random(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % most;
}

static bool within(const char *before, bool was_caseless, const char *now, bool is_caseless)
{
    Query old = {.pattern = slice_from_cstr(before)};
    Query new = {.pattern = slice_from_cstr(now)};
    return narrow_is_within(&old, was_caseless, &new, is_caseless);
}

static void test_longer_text_and_continued_expressions_are_narrower(void **state)
{
    (void)state;
    assert_true(within("mute", false, "mutex", false));
    assert_true(within("tex", false, "mutex", false));
    assert_true(within("MuT", true, "mutex", true));
    assert_true(within("mut", true, "Mutex", false));
    assert_true(within("\\w+_lo", false, "\\w+_lock", false));
    assert_true(within("^static", false, "^static int", false));
    assert_true(within("[a-z]+", true, "[a-z]+x", true));
}

static void test_what_may_match_elsewhere_is_not_narrower(void **state)
{
    (void)state;
    assert_false(within("mutex", false, "mute", false));
    assert_false(within("Mut", false, "mutex", true)); /* now in either case */
    assert_false(within("mUt", false, "mutex", false));
    assert_false(within("ab", false, "ab*", false));     /* the quantifier takes the b away */
    assert_false(within("\\x4", false, "\\x41", false)); /* the escape takes the digit */
    assert_false(within("(a)\\1", false, "(a)\\12", false));
    assert_false(within("a{2", false, "a{2}", false));
    assert_false(within("(?x)a", false, "(?x)a b", false));
    assert_false(within("foo", false, "bar", false));
}

static void test_words_are_narrower_only_than_their_text(void **state)
{
    (void)state;
    Query text = {.pattern = slice_from_cstr("lock")};
    Query word = {.pattern = slice_from_cstr("lock"), .is_word = true};
    Query longer = {.pattern = slice_from_cstr("locked"), .is_word = true};
    assert_true(narrow_is_within(&text, false, &word, false));
    assert_true(narrow_is_within(&text, false, &longer, false));
    assert_false(narrow_is_within(&word, false, &text, false));
    assert_false(narrow_is_within(&word, false, &longer, false));
}

static bool within_regions(const char *before, unsigned old_regions, const char *now, unsigned new_regions)
{
    Query old = {.pattern = slice_from_cstr(before), .regions = old_regions};
    Query new = {.pattern = slice_from_cstr(now), .regions = new_regions};
    return narrow_is_within(&old, false, &new, false);
}

static void test_fewer_regions_are_narrower_where_matches_begin_alike(void **state)
{
    (void)state;
    assert_true(within_regions("tex", 0, "mutex", IN_CODE));
    assert_true(within_regions("mut", IN_CODE | IN_STRINGS, "mutex", IN_CODE));
    assert_true(within_regions("\\w+_lo", IN_CODE, "\\w+_lock", IN_CODE));
    assert_false(within_regions("tex", IN_CODE, "mutex", IN_CODE)); /* may begin before a comment does */
    assert_false(within_regions("mutex", IN_CODE, "mutex", 0));
    assert_false(within_regions("mutex", IN_CODE, "mutex", IN_COMMENTS));
    assert_false(within_regions("mutex", IN_CODE, "mutex", IN_CODE | IN_COMMENTS));
}

static const char *const atoms[] = {"a", "b", "ab",  "A", "\\w",  "\\x4", "[ab]", ".",  "^", "$",
                                    "|", "(", ")",   "*", "+",    "?",    "1",    "{2", "}", "\\",
                                    "_", " ", "\\b", "k", "(?i)", "(?x)", ",",    "\\1"};

static void append_atom(Buf *text)
{
    buf_append_slice(text, slice_from_cstr(atoms[next_random(sizeof atoms / sizeof atoms[0])]));
}

static void check_lines(const Pattern *before, const Pattern *now, Matcher *matcher, Slice old, Slice new)
{
    static const char letters[] = "abABk1_ ,2xK";
    for (int i = 0; i < 60; i++) {
        char line[16];
        size_t len = next_random(10);
        for (size_t j = 0; j < len; j++)
            line[j] = letters[next_random(sizeof letters - 1)];
        Match match;
        bool matches_now = pattern_match(now, matcher, slice_of(line, len), 0, true, &match) == MATCH_FOUND;
        bool matched = pattern_match(before, matcher, slice_of(line, len), 0, true, &match) == MATCH_FOUND;
        if (matches_now && !matched)
            fail_msg("'%.*s' is not within '%.*s': see '%.*s'", (int)new.len, new.data, (int)old.len, old.data,
                     (int)len, line);
    }
}

static void test_what_is_called_narrower_is(void **state)
{
    (void)state;
    Matcher *matcher = matcher_new();
    Buf text = {0};
    unsigned narrower = 0;
    for (int round = 0; round < 60000; round++) {
        buf_clear(&text);
        for (unsigned i = 1 + next_random(4); i > 0; i--)
            append_atom(&text);
        size_t old_len = text.len;
        for (unsigned i = 1 + next_random(2); i > 0; i--)
            append_atom(&text);
        Query old = {
            .pattern = slice_of(text.data, old_len), .case_mode = (CaseMode)next_random(3), .is_word = !next_random(4)};
        Query new = {.pattern = buf_slice(&text), .case_mode = (CaseMode)next_random(3), .is_word = !next_random(4)};
        Pattern *before = pattern_compile(&old, NULL);
        Pattern *now = before ? pattern_compile(&new, NULL) : NULL;
        if (now && narrow_is_within(&old, pattern_is_caseless(before), &new, pattern_is_caseless(now))) {
            narrower++;
            check_lines(before, now, matcher, old.pattern, new.pattern);
        }
        pattern_release(now);
        pattern_release(before);
    }
    assert_true(narrower > 1000);
    buf_deinit(&text);
    matcher_free(matcher);
}

/* --- typing --- */

typedef struct World {
    Scratch scratch;
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Index *index;
    Recent *recent;
    Pattern *scope[2]; /* what it is searched within */
    size_t scope_count;
} World;

enum { FILES = 60 };

static void write_file(World *world, int number)
{
    static const char *const words[] = {"static ", "int ", "mutex_lock(", "Static", "task", "TASK_x", "foo bar",
                                        "_lock",   "9 ",   "\xc3\xa9",    "/*",     "*/",   "//",     "\""};
    char name[32];
    Buf text = {0};
    snprintf(name, sizeof name, "f%02d.c", number);
    for (unsigned lines = next_random(30); lines > 0; lines--) {
        for (unsigned i = next_random(5); i > 0; i--)
            buf_append_slice(&text, slice_from_cstr(words[next_random(sizeof words / sizeof words[0])]));
        buf_append_byte(&text, '\n');
    }
    scratch_write(&world->scratch, name, buf_slice(&text));
    buf_deinit(&text);
}

static void open_world(World *world)
{
    scratch_init(&world->scratch);
    TreeBuilder *builder = tree_builder_new(world->scratch.path);
    for (int i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "f%02d.c", i);
        write_file(world, i);
        tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    }
    world->pool = pool_new(2);
    world->store = store_new(&(StoreOptions){0});
    Tree *tree = tree_builder_snapshot(builder, true);
    world->snapshot = store_snapshot(world->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
    world->index = index_new(world->snapshot, NULL);
    index_build(world->index, world->pool, NULL);
    world->recent = recent_new();
}

static void close_world(World *world)
{
    recent_free(world->recent);
    index_cancel(world->index);
    pool_wait_idle(world->pool);
    index_release(world->index);
    snapshot_release(world->snapshot);
    pool_free(world->pool);
    store_free(world->store);
    scratch_deinit(&world->scratch);
}

static void check_question(World *world, const Query *query, PathFilter *filter)
{
    Pattern *pattern = pattern_compile(query, NULL);
    if (!pattern)
        return;
    SearchProgress fresh;
    SearchProgress progress;
    SearchOptions options = {.conditions = world->scope, .condition_count = world->scope_count};
    Search *plain = search_start(world->pool, world->snapshot, pattern, filter, &options, NULL);
    search_wait(plain, &fresh);
    options.index = world->index;
    Search *search = recent_start(world->recent, world->pool, world->snapshot, pattern, filter, &options, NULL);
    if (next_random(4) > 0) { /* else it is left behind, as by fast typing */
        search_wait(search, &progress);
        if (progress.lines != fresh.lines || progress.files != fresh.files)
            fail_msg("'%.*s': %llu lines in %u files, fresh %llu in %u", (int)query->pattern.len, query->pattern.data,
                     (unsigned long long)progress.lines, progress.files, (unsigned long long)fresh.lines, fresh.files);
    }
    search_release(search);
    search_release(plain);
    pattern_release(pattern);
}

static void change_a_file(World *world)
{
    write_file(world, (int)next_random(FILES));
    store_revalidate(world->store, world->snapshot, world->pool, NULL, NULL);
    pool_wait_idle(world->pool);
    recent_outdate(world->recent);
    Index *before = world->index;
    index_cancel(before);
    world->index = index_new(world->snapshot, before);
    index_release(before);
    index_build(world->index, world->pool, NULL);
}

static void leave_scope(World *world)
{
    while (world->scope_count > 0)
        pattern_release(world->scope[--world->scope_count]);
}

/* Within the results of the query, or no longer within any. */
static void change_scope(World *world, const Query *query)
{
    Pattern *pattern = world->scope_count < 2 ? pattern_compile(query, NULL) : NULL;
    if (pattern)
        world->scope[world->scope_count++] = pattern;
    else
        leave_scope(world);
}

static void test_typing_answers_as_fresh_searches_do(void **state)
{
    (void)state;
    fault_install(NULL, NULL);
    World world = {0};
    open_world(&world);
    PathFilter *some = path_filter_new();
    path_filter_add_globs(some, slice_from_cstr("f1*"));
    Buf text = {0};
    Query query = {0};
    PathFilter *filter = NULL;
    static const char *const keys[] = {"s", "t",    "a", "i", "_", "lock",  "mu", "task",
                                       " ", "\\w+", ".", "|", "S", "[0-9]", "(",  "$"};
    for (int key = 0; key < 3000; key++) {
        unsigned what = next_random(13);
        if (next_random(15) == 0 && text.len > 0)
            change_scope(&world, &query);
        if (what < 6)
            buf_append_slice(&text, slice_from_cstr(keys[next_random(sizeof keys / sizeof keys[0])]));
        else if (what < 9 && text.len > 0)
            text.len--;
        else if (what == 9)
            query.is_word = !query.is_word;
        else if (what == 10)
            query.case_mode = (CaseMode)next_random(3);
        else if (what == 11)
            query.regions = next_random(IN_ALL);
        else if (next_random(8) == 0)
            change_a_file(&world);
        else
            filter = filter ? NULL : some;
        if (text.len > 12)
            text.len = 0;
        query.is_literal = text.len % 5 == 4;
        query.pattern = text.len ? buf_slice(&text) : slice_from_cstr("x");
        check_question(&world, &query, filter);
    }
    leave_scope(&world);
    path_filter_release(some);
    buf_deinit(&text);
    close_world(&world);
}

static void test_the_same_question_is_answered_by_the_search_kept(void **state)
{
    (void)state;
    World world = {0};
    open_world(&world);
    Query query = {.pattern = slice_from_cstr("mutex")};
    Pattern *pattern = pattern_compile(&query, NULL);
    Search *first = recent_start(world.recent, world.pool, world.snapshot, pattern, NULL, NULL, NULL);
    SearchProgress progress;
    search_wait(first, &progress);
    Search *second = recent_start(world.recent, world.pool, world.snapshot, pattern, NULL, NULL, NULL);
    assert_ptr_equal(first, second);
    recent_outdate(world.recent);
    Search *third = recent_start(world.recent, world.pool, world.snapshot, pattern, NULL, NULL, NULL);
    assert_ptr_not_equal(first, third);
    search_release(third);
    search_release(second);
    search_release(first);
    pattern_release(pattern);
    close_world(&world);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_longer_text_and_continued_expressions_are_narrower),
        cmocka_unit_test(test_what_may_match_elsewhere_is_not_narrower),
        cmocka_unit_test(test_words_are_narrower_only_than_their_text),
        cmocka_unit_test(test_fewer_regions_are_narrower_where_matches_begin_alike),
        cmocka_unit_test(test_what_is_called_narrower_is),
        cmocka_unit_test(test_typing_answers_as_fresh_searches_do),
        cmocka_unit_test(test_the_same_question_is_answered_by_the_search_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
