/* The jump list: back, forward, and what a new jump forgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>

#include "tui/jumps.h"

static Jump at(char *path, uint64_t line)
{
    return (Jump){.path = path, .is_listed = true, .line = line, .offset = line * 10};
}

static void add(Jumps *jumps, char *path, uint64_t line)
{
    Jump place = at(path, line);
    jumps_add(jumps, &place);
}

static void expect_back(Jumps *jumps, Jump here, const char *path, uint64_t line)
{
    const Jump *place = jumps_back(jumps, &here);
    assert_non_null(place);
    assert_string_equal(place->path, path);
    assert_int_equal(place->line, line);
}

static void expect_forward(Jumps *jumps, Jump here, const char *path, uint64_t line)
{
    const Jump *place = jumps_forward(jumps, &here);
    assert_non_null(place);
    assert_string_equal(place->path, path);
    assert_int_equal(place->line, line);
}

static void back_and_forward_walk_the_places(void **state)
{
    (void)state;
    Jumps jumps = {0};
    add(&jumps, "a", 1);
    add(&jumps, "b", 2);
    expect_back(&jumps, at("c", 3), "b", 2);
    expect_back(&jumps, at("b", 2), "a", 1);
    Jump here = at("a", 1);
    assert_null(jumps_back(&jumps, &here));
    expect_forward(&jumps, here, "b", 2);
    expect_forward(&jumps, at("b", 2), "c", 3);
    here = at("c", 3);
    assert_null(jumps_forward(&jumps, &here));
    jumps_deinit(&jumps);
}

static void a_new_jump_forgets_what_was_ahead(void **state)
{
    (void)state;
    Jumps jumps = {0};
    add(&jumps, "a", 1);
    add(&jumps, "b", 2);
    expect_back(&jumps, at("c", 3), "b", 2);
    add(&jumps, "b", 2);
    Jump here = at("d", 4);
    assert_null(jumps_forward(&jumps, &here));
    expect_back(&jumps, here, "b", 2);
    expect_back(&jumps, at("b", 2), "a", 1);
    jumps_deinit(&jumps);
}

static void the_same_line_is_kept_once(void **state)
{
    (void)state;
    Jumps jumps = {0};
    add(&jumps, "a", 1);
    add(&jumps, "a", 1);
    assert_int_equal(jumps.count, 1);
    Jump here = at("a", 1);
    assert_null(jumps_back(&jumps, &here));
    jumps_deinit(&jumps);
}

static void where_no_file_is_shown_one_goes_back_to_the_last(void **state)
{
    (void)state;
    Jumps jumps = {0};
    add(&jumps, "a", 1);
    const Jump *place = jumps_back(&jumps, NULL);
    assert_non_null(place);
    assert_int_equal(place->line, 1);
    jumps_deinit(&jumps);
}

static void the_oldest_place_makes_room(void **state)
{
    (void)state;
    Jumps jumps = {0};
    for (uint64_t line = 1; line <= JUMPS_MOST + 5; line++)
        add(&jumps, "a", line);
    assert_int_equal(jumps.count, JUMPS_MOST);
    Jump here = at("b", 1);
    uint64_t line = JUMPS_MOST + 5;
    for (const Jump *place; (place = jumps_back(&jumps, &here)) != NULL; line--) {
        assert_int_equal(place->line, line);
        here = at("a", line);
    }
    assert_int_equal(line, 6);
    jumps_deinit(&jumps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_and_forward_walk_the_places),
        cmocka_unit_test(a_new_jump_forgets_what_was_ahead),
        cmocka_unit_test(the_same_line_is_kept_once),
        cmocka_unit_test(where_no_file_is_shown_one_goes_back_to_the_last),
        cmocka_unit_test(the_oldest_place_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
