/* The kernels against the plainest loops, on random and boundary inputs, with guard pages on either side. */
#include "engine/search/kernels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/search/kernels_forms.h"
#include "engine/search/needle_set.h"

enum { PAGE = 4096, ROOM = 2 * PAGE };

/* ROOM readable bytes between two pages that fault. */
static char *guarded_room(void)
{
    char *map = mmap(NULL, ROOM + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    assert_int_equal(mprotect(map + PAGE, ROOM, PROT_READ | PROT_WRITE), 0);
    return map + PAGE;
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Calls it with every form that this processor has. */
static void with_each_form(void (*check)(void))
{
    static const char *const names[] = {"portable", "avx2", "best"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        setenv("KEN_SIMD", names[i], 1);
        check();
        unsetenv("KEN_SIMD");
    }
}

static char fold(char byte, bool is_caseless)
{
    return is_caseless && byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static size_t naive_find(Slice needle, bool is_caseless, const char *bytes, size_t from, size_t end)
{
    for (size_t at = from; at + needle.len <= end; at++) {
        size_t same = 0;
        while (same < needle.len && fold(bytes[at + same], is_caseless) == fold(needle.data[same], is_caseless))
            same++;
        if (same == needle.len)
            return at;
    }
    return SIZE_MAX;
}

static uint64_t naive_count(Slice needle, bool is_caseless, const char *bytes, size_t start, size_t end)
{
    uint64_t lines = 0;
    while (start < end) {
        const char *newline = memchr(bytes + start, '\n', end - start);
        size_t line_end = newline ? (size_t)(newline - bytes) : end;
        lines += naive_find(needle, is_caseless, bytes, start, line_end) != SIZE_MAX;
        start = line_end + 1;
    }
    return lines;
}

static void fill(char *bytes, size_t len, const char *alphabet, unsigned *seed)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = alphabet[next_random(seed) % strlen(alphabet)];
}

static const char *const alphabets[] = {"ab\n", "abABc\n", "aaaaaaaaaaaaaaab\n", "e1e0_ \n\n\n", "xyz"};

static void check_one(char *room, unsigned *seed)
{
    const char *alphabet = alphabets[next_random(seed) % (sizeof alphabets / sizeof alphabets[0])];
    size_t len = next_random(seed) % (next_random(seed) % 2 ? 700 : 40);
    size_t place = next_random(seed) % 2 ? ROOM - len : 0; /* at the end or the start of what may be read */
    char *bytes = room + place;
    fill(bytes, len, alphabet, seed);
    char text[NEEDLE_MOST];
    size_t needle_len = 1 + next_random(seed) % (next_random(seed) % 8 ? 4 : 100);
    fill(text, needle_len, alphabet, seed);
    for (size_t i = 0; i < needle_len; i++)
        if (text[i] == '\n')
            text[i] = alphabet[0];
    bool is_caseless = next_random(seed) % 2;
    Slice wanted = slice_of(text, needle_len);
    Needle needle;
    needle_init(&needle, wanted, is_caseless);
    size_t from = len ? next_random(seed) % len : 0;
    size_t expected = naive_find(wanted, is_caseless, bytes, from, len);
    assert_int_equal(portable_find(&needle, bytes, from, len), expected);
    uint64_t lines = naive_count(wanted, is_caseless, bytes, 0, len);
    for (needle.form = KERNEL_PORTABLE; needle.form <= kernel_form(); needle.form++) {
        assert_int_equal(kernel_find(&needle, bytes, from, len), expected);
        if (needle_len <= 2)
            assert_int_equal(kernel_count_short(&needle, bytes, 0, len), lines);
    }
}

static void test_random_inputs_agree_with_naive_loops(void **state)
{
    (void)state;
    char *room = guarded_room();
    unsigned seed = 1;
    for (int round = 0; round < 200000; round++)
        check_one(room, &seed);
}

static void check_needle_at_every_place(void)
{
    char *room = guarded_room();
    const Slice wanted = slice_from_cstr("mutex_lock");
    Needle needle;
    needle_init(&needle, wanted, false);
    for (size_t len = wanted.len; len < 400; len++) {
        char *bytes = room + ROOM - len;
        memset(bytes, 'm', len);
        for (size_t at = 0; at + wanted.len <= len; at++) {
            memcpy(bytes + at, wanted.data, wanted.len);
            assert_int_equal(kernel_find(&needle, bytes, 0, len), at);
            assert_int_equal(kernel_find(&needle, bytes, at + 1, len), SIZE_MAX);
            memset(bytes + at, 'm', wanted.len);
        }
    }
}

static void test_needle_at_every_place_is_found(void **state)
{
    (void)state;
    with_each_form(check_needle_at_every_place);
}

static void test_bytes_over_0x7f_and_zero_are_found(void **state)
{
    (void)state;
    const char bytes[] = "plain \xc3\xa9 and \0 zero \xff end, and padding that is long enough for a vector to load";
    Needle needle;
    needle_init(&needle, slice_of("\xc3\xa9", 2), false);
    assert_int_equal(kernel_find(&needle, bytes, 0, sizeof bytes - 1), 6);
    needle_init(&needle, slice_of("\0 z", 3), false);
    assert_int_equal(kernel_find(&needle, bytes, 0, sizeof bytes - 1), 13);
    needle_init(&needle, slice_of("\xff", 1), true);
    assert_int_equal(kernel_find(&needle, bytes, 0, sizeof bytes - 1), 20);
}

static void test_caseless_folds_letters_only(void **state)
{
    (void)state;
    Needle needle;
    needle_init(&needle, slice_from_cstr("@["), true); /* '@' | 0x20 is '`', '[' | 0x20 is '{' */
    assert_int_equal(kernel_find(&needle, "`{ @[", 0, 5), 3);
    needle_init(&needle, slice_from_cstr("Ab"), true);
    assert_int_equal(kernel_find(&needle, "..aB", 0, 4), 2);
}

static void check_carry_across_blocks(void)
{
    enum { LEN = 64 * 5 };
    char bytes[LEN];
    memset(bytes, 'x', sizeof bytes);
    bytes[3] = 'e';
    Needle needle;
    needle_init(&needle, slice_from_cstr("e"), false);
    assert_int_equal(kernel_count_short(&needle, bytes, 0, LEN), 1);
    for (int newline = 0; newline < LEN; newline++) {
        bytes[newline] = newline == 3 ? 'e' : '\n';
        assert_int_equal(kernel_count_short(&needle, bytes, 0, LEN),
                         naive_count(slice_from_cstr("e"), false, bytes, 0, LEN));
        bytes[newline] = newline == 3 ? 'e' : newline % 7 ? 'x' : 'e';
    }
}

static void test_carry_of_the_line_count_crosses_blocks(void **state)
{
    (void)state;
    with_each_form(check_carry_across_blocks);
}

static void test_rarer_pair_is_chosen(void **state)
{
    (void)state;
    Needle needle;
    needle_init(&needle, slice_from_cstr("static_qz"), false);
    assert_true(strchr("qz", needle.text[needle.first]) != NULL);
    assert_true(strchr("qz", needle.text[needle.second]) != NULL);
    assert_true(needle.first != needle.second);
}

static void test_a_lesser_form_can_be_forced(void **state)
{
    (void)state;
    const KernelForm best = kernel_form();
    setenv("KEN_SIMD", "portable", 1);
    assert_string_equal(kernel_name(), "portable");
    Needle needle;
    needle_init(&needle, slice_from_cstr("needle"), false);
    assert_int_equal(needle.form, KERNEL_PORTABLE);
    setenv("KEN_SIMD", "avx2", 1);
    assert_int_equal(kernel_form(), best > KERNEL_AVX2 ? KERNEL_AVX2 : best);
    setenv("KEN_SIMD", "avx512", 1); /* no more than there is */
    assert_int_equal(kernel_form(), best);
    setenv("KEN_SIMD", "nonsense", 1);
    assert_int_equal(kernel_form(), best);
    unsetenv("KEN_SIMD");
}

/* The start of the first line at or after `from` that holds a needle, and whether one stands at *at. */
static size_t naive_line_of_set(const NeedleSet *set, const char *bytes, size_t from, size_t end, size_t *first)
{
    *first = SIZE_MAX;
    for (unsigned i = 0; i < set->count; i++) {
        const Needle *needle = &set->needles[i];
        size_t at = naive_find(slice_of(needle->text, needle->len), needle->is_caseless, bytes, from, end);
        if (at < *first)
            *first = at;
    }
    size_t start = *first;
    while (start != SIZE_MAX && start > from && bytes[start - 1] != '\n')
        start--;
    return start;
}

static bool stands_in_set(const NeedleSet *set, const char *bytes, size_t at, size_t end)
{
    for (unsigned i = 0; i < set->count; i++)
        if (at + set->needles[i].len <= end && needle_is_at(&set->needles[i], bytes + at))
            return true;
    return false;
}

static void make_set(NeedleSet *set, unsigned *seed, const char *alphabet)
{
    memset(set, 0, sizeof *set);
    bool is_caseless = next_random(seed) % 2;
    unsigned least = 1 + next_random(seed) % 4;
    for (unsigned count = 2 + next_random(seed) % (NEEDLE_SET_MOST - 1); count > 0; count--) {
        char text[16];
        size_t len = least + next_random(seed) % 4;
        fill(text, len, alphabet, seed);
        for (size_t i = 0; i < len; i++)
            if (text[i] == '\n')
                text[i] = next_random(seed) % 4 ? alphabet[0] : '\xc3';
        needle_set_add(set, slice_of(text, len), is_caseless);
    }
    needle_set_finish(set);
}

/* Walks from line to line. */
static void check_walk(const NeedleSet *set, const char *bytes, size_t from, size_t end)
{
    NeedleWalk walk;
    needle_walk_init(&walk, set, bytes, from, end);
    while (from <= end) {
        size_t first;
        size_t line = naive_line_of_set(set, bytes, from, end, &first);
        size_t found = needle_walk_next(&walk, from);
        if (line == SIZE_MAX) {
            assert_int_equal(found, SIZE_MAX);
            return;
        }
        assert_true(found != SIZE_MAX && found >= line);
        assert_true(stands_in_set(set, bytes, found, end));
        const char *newline = memchr(bytes + first, '\n', end - first);
        size_t line_end = newline ? (size_t)(newline - bytes) : end;
        assert_true(found < line_end);
        from = line_end + 1;
    }
}

static void check_random_sets(void)
{
    char *room = guarded_room();
    unsigned seed = 5;
    for (int round = 0; round < 20000; round++) {
        const char *alphabet = alphabets[next_random(&seed) % (sizeof alphabets / sizeof alphabets[0])];
        size_t len = next_random(&seed) % (next_random(&seed) % 2 ? 700 : 80);
        char *bytes = room + (next_random(&seed) % 2 ? ROOM - len : 0);
        fill(bytes, len, alphabet, &seed);
        NeedleSet set;
        make_set(&set, &seed, alphabet);
        check_walk(&set, bytes, len ? next_random(&seed) % len : 0, len);
    }
}

static void test_sets_of_needles_agree_with_naive_loops(void **state)
{
    (void)state;
    with_each_form(check_random_sets);
}

/* A sparse text: each needle of a set at each place, with nothing else around. */
static void check_set_at_every_place(void)
{
    static const char *const texts[] = {"foo", "bar_baz", "quux", "\xc3\xa9t\xc3\xa9"};
    char *room = guarded_room();
    NeedleSet set = {0};
    for (size_t i = 0; i < 4; i++)
        needle_set_add(&set, slice_from_cstr(texts[i]), true);
    needle_set_finish(&set);
    for (size_t len = 7; len < 200; len++) {
        char *bytes = room + ROOM - len;
        memset(bytes, 'x', len);
        for (size_t at = 0; at + 7 <= len; at++) {
            const char *text = texts[at % 4];
            memcpy(bytes + at, text, strlen(text));
            NeedleWalk walk;
            needle_walk_init(&walk, &set, bytes, 0, len);
            assert_int_equal(needle_walk_next(&walk, 0), at);
            assert_int_equal(needle_walk_next(&walk, at + 1), SIZE_MAX);
            memset(bytes + at, 'x', strlen(text));
        }
    }
}

static void test_each_needle_of_a_set_is_found_at_every_place(void **state)
{
    (void)state;
    with_each_form(check_set_at_every_place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_inputs_agree_with_naive_loops),
        cmocka_unit_test(test_needle_at_every_place_is_found),
        cmocka_unit_test(test_bytes_over_0x7f_and_zero_are_found),
        cmocka_unit_test(test_caseless_folds_letters_only),
        cmocka_unit_test(test_carry_of_the_line_count_crosses_blocks),
        cmocka_unit_test(test_rarer_pair_is_chosen),
        cmocka_unit_test(test_a_lesser_form_can_be_forced),
        cmocka_unit_test(test_sets_of_needles_agree_with_naive_loops),
        cmocka_unit_test(test_each_needle_of_a_set_is_found_at_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
