/* Checkpoints: the states of a pass in pieces of any size, of parts joined, and of guesses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/syntax/checkpoints.h"

/* Source text of about `len` bytes with comments that span lines. */
static Buf make_source(size_t len)
{
    Buf buf = {0};
    for (int i = 0; buf.len < len; i++) {
        buf_printf(&buf, "int value_%d = %d; /* it's a\n", i, i);
        for (int j = 0; j < i % 7; j++)
            buf_printf(&buf, " * comment of several lines\n");
        buf_printf(&buf, " */ const char *text_%d = \"// '%d\";\n", i, i);
    }
    return buf;
}

static const Language *c_language(void)
{
    return language_find(slice_from_cstr("c"));
}

static Checkpoints *extend_all(LexPlace start, Slice bytes, uint64_t end, size_t piece)
{
    Checkpoints *checkpoints = checkpoints_new(c_language(), start);
    uint64_t at = start.offset;
    while (at < end) {
        uint64_t stop = at + piece < end ? at + piece : end;
        at += checkpoints_extend(checkpoints, slice_sub(bytes, at, stop), stop == bytes.len);
        if (stop == end && end < bytes.len)
            break;
    }
    return checkpoints;
}

static void assert_same(const Checkpoints *a, const Checkpoints *b, size_t len)
{
    for (uint64_t offset = 0; offset <= len; offset += 4096) {
        LexPlace left = checkpoints_before(a, offset);
        LexPlace right = checkpoints_before(b, offset);
        assert_int_equal(left.offset, right.offset);
        assert_true(lex_state_equal(left.state, right.state));
        assert_true(left.offset <= offset);
    }
}

static void test_pieces_of_any_size_give_the_same_places(void **state)
{
    (void)state;
    Buf source = make_source(1 << 20);
    Checkpoints *whole = extend_all((LexPlace){0}, buf_slice(&source), source.len, source.len);
    assert_int_equal(checkpoints_reached(whole).offset, source.len);
    static const size_t PIECES[] = {300, 5000, 65536, 70001, 300000};
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        Checkpoints *pieces = extend_all((LexPlace){0}, buf_slice(&source), source.len, PIECES[i]);
        assert_same(whole, pieces, source.len);
        checkpoints_free(pieces);
    }
    checkpoints_free(whole);
    buf_deinit(&source);
}

static void test_each_place_has_the_state_of_a_pass_from_the_start(void **state)
{
    (void)state;
    Buf source = make_source(1 << 20);
    Slice bytes = buf_slice(&source);
    Checkpoints *whole = extend_all((LexPlace){0}, bytes, bytes.len, 100000);
    for (uint64_t offset = 0; offset < bytes.len; offset += 50000) {
        LexPlace place = checkpoints_before(whole, offset);
        assert_true(offset - place.offset < 65536 + 100);
        assert_true(place.offset == 0 || bytes.data[place.offset - 1] == '\n');
        LexState right = lexer_skip(c_language(), (LexState){0}, slice_sub(bytes, 0, place.offset));
        assert_true(lex_state_equal(place.state, right));
    }
    assert_true(checkpoints_memory(whole) <= 64 + 32 * 24);
    checkpoints_free(whole);
    buf_deinit(&source);
}

static uint64_t line_start_at(Slice bytes, uint64_t offset)
{
    while (offset > 0 && bytes.data[offset - 1] != '\n')
        offset++;
    return offset;
}

static void test_parts_from_a_guess_join(void **state)
{
    (void)state;
    Buf source = make_source(1 << 20);
    Slice bytes = buf_slice(&source);
    Checkpoints *whole = extend_all((LexPlace){0}, bytes, bytes.len, bytes.len);
    for (int is_wrong = 0; is_wrong < 2; is_wrong++) {
        uint64_t middle = line_start_at(bytes, 500000);
        LexPlace start = {.offset = middle, .state = {.span = (uint8_t)(is_wrong ? 2 : 0)}};
        if (!is_wrong)
            start.state = lexer_skip(c_language(), (LexState){0}, slice_sub(bytes, 0, middle));
        Checkpoints *first = extend_all((LexPlace){0}, bytes, middle, middle);
        Checkpoints *second = extend_all(start, bytes, bytes.len, bytes.len);
        uint64_t at = checkpoints_reached(first).offset;
        assert_int_equal(at, middle);
        int tries = 0;
        while (!checkpoints_join(first, second)) {
            uint64_t stop = line_start_at(bytes, (at / 65536 + 1) * 65536);
            at += checkpoints_extend(first, slice_sub(bytes, at, stop), false);
            assert_true(++tries < 4);
        }
        assert_int_equal(tries > 0, is_wrong);
        assert_same(whole, first, bytes.len);
        checkpoints_free(first);
        checkpoints_free(second);
    }
    checkpoints_free(whole);
    buf_deinit(&source);
}

static void test_what_changed_is_forgotten(void **state)
{
    (void)state;
    Buf source = make_source(1 << 19);
    Slice bytes = buf_slice(&source);
    Checkpoints *checkpoints = extend_all((LexPlace){0}, bytes, bytes.len, bytes.len);
    LexPlace before = checkpoints_before(checkpoints, 200000);
    checkpoints_cut(checkpoints, 200000);
    assert_int_equal(checkpoints_reached(checkpoints).offset, before.offset);
    assert_int_equal(checkpoints_before(checkpoints, bytes.len).offset, before.offset);
    checkpoints_free(checkpoints);
    buf_deinit(&source);
}

static void test_a_line_without_end_is_cut(void **state)
{
    (void)state;
    Buf source = {0};
    while (source.len < 1 << 20)
        buf_printf(&source, "a /* b */ \"c\" ");
    Checkpoints *checkpoints = extend_all((LexPlace){0}, buf_slice(&source), source.len, 65536);
    assert_int_equal(checkpoints_reached(checkpoints).offset, source.len);
    assert_true(checkpoints_before(checkpoints, 500000).offset > 400000);
    checkpoints_free(checkpoints);
    buf_deinit(&source);
}

static void test_a_string_without_end_is_a_worse_guess(void **state)
{
    (void)state;
    Buf above = {0};
    buf_printf(&above, "the rest of a comment with one ` in it\n */\n");
    while (above.len < 10000)
        buf_printf(&above, "let x = call(\"a\");\n");
    LexState guessed = lex_guess(language_find(slice_from_cstr("javascript")), buf_slice(&above));
    assert_true(lex_state_equal(guessed, (LexState){0}));
    buf_deinit(&above);
}

typedef struct Guess {
    const char *language, *above;
    bool is_code;
} Guess;

static void test_a_guess_prefers_what_looks_right(void **state)
{
    static const Guess GUESSES[] = {
        {"c", "int a;\nint b;\n", true},
        {"c", " * rest of a comment\n */\nint a; /* b\n", false},
        {"c", " * rest of a comment, it's\n */\nint a;\n", true},
        {"c", "", true},
        {"python", "it's the rest\nof a text, isn't it\n\"\"\"\nname = 'x'\n", true},
        {"python", "name = 'x'\nother = \"\"\"the text\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof GUESSES / sizeof *GUESSES; i++) {
        const Guess *guess = &GUESSES[i];
        LexState guessed = lex_guess(language_find(slice_from_cstr(guess->language)), slice_from_cstr(guess->above));
        if ((guessed.span == 0) != guess->is_code)
            fail_msg("%s: %s", guess->language, guess->above);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_of_any_size_give_the_same_places),
        cmocka_unit_test(test_each_place_has_the_state_of_a_pass_from_the_start),
        cmocka_unit_test(test_parts_from_a_guess_join),
        cmocka_unit_test(test_what_changed_is_forgotten),
        cmocka_unit_test(test_a_line_without_end_is_cut),
        cmocka_unit_test(test_a_string_without_end_is_a_worse_guess),
        cmocka_unit_test(test_a_guess_prefers_what_looks_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
