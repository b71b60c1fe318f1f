/* Finding a file by its name in a large tree: at once near by, in the background further away. */
#include "tui/views/tree_finder.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/mem.h"

enum { FILES = 50000, LONGEST_MS = 10000 };

typedef struct Fixture {
    Wake wake;
    Requests *requests;
    TreeFinder *finder;
    Tree *tree; /* of d/00000 to d/49999 */
    char found[64];
    unsigned calls;
} Fixture;

static void note(void *context, Slice path)
{
    Fixture *fixture = context;
    snprintf(fixture->found, sizeof fixture->found, "%.*s", (int)path.len, path.data);
    fixture->calls++;
}

static int set_up(void **state)
{
    Fixture *fixture = mem_zalloc(1, sizeof *fixture);
    TreeBuilder *builder = tree_builder_new("/");
    for (int i = 0; i < FILES; i++) {
        char path[32];
        int len = snprintf(path, sizeof path, "Dir/f%05d.c", i);
        tree_builder_add(builder, slice_of(path, (size_t)len), ENTRY_FILE, 0);
    }
    fixture->tree = tree_builder_snapshot(builder, true);
    tree_builder_free(builder);
    bool ok = wake_init(&fixture->wake);
    fixture->requests = requests_new(&fixture->wake);
    fixture->finder = tree_finder_new(fixture->requests, note, fixture);
    *state = fixture;
    return ok && fixture->requests ? 0 : -1;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    tree_finder_free(fixture->finder);
    requests_free(fixture->requests);
    wake_deinit(&fixture->wake);
    tree_release(fixture->tree);
    free(fixture);
    return 0;
}

static void ask(Fixture *fixture, uint32_t from, const char *words)
{
    tree_finder_ask(fixture->finder, fixture->tree, from, slice_from_cstr(words));
}

/* As the loop does, until nothing is waited for. */
static void finish(Fixture *fixture)
{
    while (tree_finder_is_waiting(fixture->finder)) {
        struct pollfd one = {.fd = fixture->wake.read_fd, .events = POLLIN};
        assert_int_equal(poll(&one, 1, LONGEST_MS), 1);
        wake_clear(&fixture->wake);
        requests_finish(fixture->requests);
        tree_finder_update(fixture->finder);
    }
}

static void what_is_near_is_found_in_the_call(void **state)
{
    Fixture *fixture = *state;
    ask(fixture, 100, "F001");
    assert_string_equal(fixture->found, "Dir/f00100.c");
    assert_false(tree_finder_is_waiting(fixture->finder));
}

static void what_is_far_is_found_in_the_background(void **state)
{
    Fixture *fixture = *state;
    ask(fixture, 3, "49999");
    assert_int_equal(fixture->calls, 0);
    finish(fixture);
    assert_string_equal(fixture->found, "Dir/f49999.c");
    ask(fixture, 40000, "39999 .c");
    assert_int_equal(fixture->calls, 1);
    finish(fixture);
    assert_string_equal(fixture->found, "Dir/f39999.c");
}

static void the_search_goes_around_the_end(void **state)
{
    Fixture *fixture = *state;
    ask(fixture, FILES - 1, "f00002");
    assert_string_equal(fixture->found, "Dir/f00002.c");
    ask(fixture, FILES, "f00000");
    assert_string_equal(fixture->found, "Dir/f00000.c");
}

static void only_names_count_and_what_is_not_there_is_not_found(void **state)
{
    Fixture *fixture = *state;
    ask(fixture, 0, "dir");
    finish(fixture);
    ask(fixture, 0, "");
    finish(fixture);
    tree_finder_ask(fixture->finder, NULL, 0, slice_from_cstr("f"));
    finish(fixture);
    assert_int_equal(fixture->calls, 0);
}

static void a_new_question_takes_the_place_of_the_old_one(void **state)
{
    Fixture *fixture = *state;
    ask(fixture, 0, "49998");
    ask(fixture, 0, "nothing");
    ask(fixture, 0, "49997");
    finish(fixture);
    assert_int_equal(fixture->calls, 1);
    assert_string_equal(fixture->found, "Dir/f49997.c");
    ask(fixture, 0, "49996");
    ask(fixture, 0, "f00001");
    finish(fixture);
    assert_int_equal(fixture->calls, 2);
    assert_string_equal(fixture->found, "Dir/f00001.c");
    ask(fixture, 0, "49995"); /* and goes away with it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_near_is_found_in_the_call, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_far_is_found_in_the_background, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_search_goes_around_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_names_count_and_what_is_not_there_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_question_takes_the_place_of_the_old_one, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
