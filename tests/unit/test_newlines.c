/* Line ends: counted alike by every variant, and never read for beyond the slice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/store/newlines.h"
#include "engine/store/newlines_variants.h"

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static size_t count_slowly(Slice bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.len; i++)
        count += bytes.data[i] == '\n';
    return count;
}

static void assert_all_count(Slice bytes)
{
    size_t expected = count_slowly(bytes);
    assert_int_equal(newlines_count(bytes), expected);
    assert_int_equal(newlines_count_portable(bytes), expected);
#ifdef __x86_64__
    if (newlines_has_avx2())
        assert_int_equal(newlines_count_avx2(bytes), expected);
#endif
}

/* `len` bytes that end right before a page nobody may read, and begin right behind another when len is a page. */
static char *map_guarded(size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t inner = (len + page - 1) / page * page;
    char *base = mmap(NULL, inner + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(base, MAP_FAILED);
    assert_int_equal(mprotect(base, page, PROT_NONE), 0);
    assert_int_equal(mprotect(base + page + inner, page, PROT_NONE), 0);
    return base + page + inner - len;
}

static void variants_agree_on_random_bytes_at_every_length_and_density(void **state)
{
    (void)state;
    enum { MOST = 1200 };
    char *data = malloc(MOST);
    uint64_t seed = 7;
    for (size_t len = 0; len < MOST; len++) {
        unsigned density = (unsigned)(next_random(&seed) % 9) + 1;
        for (size_t i = 0; i < len; i++)
            data[i] = next_random(&seed) % density == 0 ? '\n' : (char)next_random(&seed);
        assert_all_count(slice_of(data, len));
    }
    free(data);
}

static void lane_counters_do_not_overflow_on_newlines_alone(void **state)
{
    (void)state;
    size_t len = 4 * 32 * 256 * 3 + 17;
    char *data = malloc(len);
    memset(data, '\n', len);
    assert_all_count(slice_of(data, len));
    assert_int_equal(newlines_skip(slice_of(data, len), len), len);
    assert_int_equal(newlines_skip(slice_of(data, len), len + 1), len + 1);
    free(data);
}

static void nothing_is_read_beyond_either_end(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *data = map_guarded(page);
    memset(data, 'x', page);
    for (size_t len = 0; len <= 300; len++) {
        assert_all_count(slice_of(data + page - len, len));
        assert_all_count(slice_of(data, len));
        assert_int_equal(newlines_skip(slice_of(data + page - len, len), 1), len + 1);
        assert_int_equal(newlines_line_start(slice_of(data, len), len, 0), 0);
        assert_int_equal(newlines_line_end(slice_of(data + page - len, len), 0), len);
    }
}

static void an_empty_slice_has_no_line_ends(void **state)
{
    (void)state;
    Slice none = {0};
    assert_all_count(none);
    assert_int_equal(newlines_skip(none, 1), 1);
    assert_int_equal(newlines_line_start(none, 0, 0), 0);
    assert_int_equal(newlines_line_end(none, 0), 0);
}

static void skip_finds_every_line_of_a_large_text(void **state)
{
    (void)state;
    size_t len = 300000;
    char *data = malloc(len);
    uint64_t seed = 3;
    for (size_t i = 0; i < len; i++)
        data[i] = next_random(&seed) % 37 == 0 ? '\n' : 'a';
    Slice bytes = slice_of(data, len);
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        if (data[i] == '\n' && ++n % 97 == 1)
            assert_int_equal(newlines_skip(bytes, n), i + 1);
    assert_int_equal(newlines_skip(bytes, n + 1), len + 1);
    free(data);
}

static void line_start_and_end_enclose_the_offset(void **state)
{
    (void)state;
    Slice text = slice_from_cstr("ab\n\ncd\ne");
    static const size_t starts[] = {0, 0, 0, 3, 4, 4, 4, 7, 7};
    static const size_t ends[] = {2, 2, 2, 3, 6, 6, 6, 8, 8};
    for (size_t i = 0; i <= text.len; i++) {
        assert_int_equal(newlines_line_start(text, i, 0), starts[i]);
        assert_int_equal(newlines_line_end(text, i), ends[i]);
    }
}

static void line_start_looks_no_further_back_than_the_floor(void **state)
{
    (void)state;
    Slice text = slice_from_cstr("ab\ncdefg");
    assert_int_equal(newlines_line_start(text, 7, 5), 5);
    assert_int_equal(newlines_line_start(text, 7, 3), 3);
    assert_int_equal(newlines_line_start(text, 7, 2), 3);
    assert_int_equal(newlines_line_start(text, 2, 6), 6);
    assert_int_equal(newlines_line_start(text, 99, 0), 3);
    assert_int_equal(newlines_line_end(text, 99), text.len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variants_agree_on_random_bytes_at_every_length_and_density),
        cmocka_unit_test(lane_counters_do_not_overflow_on_newlines_alone),
        cmocka_unit_test(nothing_is_read_beyond_either_end),
        cmocka_unit_test(an_empty_slice_has_no_line_ends),
        cmocka_unit_test(skip_finds_every_line_of_a_large_text),
        cmocka_unit_test(line_start_and_end_enclose_the_offset),
        cmocka_unit_test(line_start_looks_no_further_back_than_the_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
