/* The program as a whole: keys, messages, listing, contents that change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/screen.h"

static void the_status_line_tells_where_we_are(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_expect_at(screen, 23, strrchr(fixture->folder, '/') + 1);
    screen_expect_at(screen, 23, "5 files");
    screen_expect_at(screen, 23, "1/5");
}

static void a_prefix_is_shown_and_escape_gives_it_up(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-x");
    assert_true(app_has_pending_keys(screen->app));
    screen_settle(screen);
    screen_expect_at(screen, 23, "…");
    screen_keys(screen, "Esc");
    assert_false(app_has_pending_keys(screen->app));
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
    assert_false(app_wants_quit(screen->app));
}

static void a_sequence_does_what_it_is_bound_to(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-x g");
    screen_settle(screen);
    screen_expect_at(screen, 0, "in:");
}

static void hidden_and_ignored_files_come_by_a_key(void **state)
{
    Fixture *fixture = *state;
    Screen *screen = fixture->screen;
    screen_write(fixture->folder, ".hidden", "int hidden;\n");
    screen_write(fixture->folder, ".ignore", "*.o\n");
    screen_write(fixture->folder, "x.o", "int object;\n");
    screen_keys(screen, "F5");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
    screen_keys(screen, "Alt-h");
    screen_settle(screen);
    screen_expect_at(screen, 0, "7 files");
    screen_keys(screen, "Alt-i");
    screen_settle(screen);
    screen_expect_at(screen, 0, "8 files");
    screen_keys(screen, "Alt-h Alt-i");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5 files");
}

static void a_message_goes_with_the_next_key(void **state)
{
    Screen *screen = screen_of(state);
    app_say(screen->app, ROLE_ERROR, "broken %d", 7);
    screen_settle(screen);
    screen_expect_at(screen, 23, "broken 7");
    screen_keys(screen, "Down");
    screen_settle(screen);
    screen_expect_not(screen, "broken");
}

static void an_editor_that_failed_is_told(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Enter");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    app_editor_returned(screen->app, false, "vi: not found");
    screen_settle(screen);
    screen_expect_at(screen, 23, "vi: not found");
}

static void quit_and_suspend_are_the_loops_matter(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-z");
    assert_int_equal(screen_wish(screen), APP_WISH_SUSPEND);
    screen_keys(screen, "Ctrl-l");
    assert_int_equal(screen_wish(screen), APP_WISH_REDRAW);
    assert_int_equal(screen_wish(screen), APP_WISH_NONE);
    screen_keys(screen, "Ctrl-c");
    assert_true(app_wants_quit(screen->app));
}

static void pasted_text_is_typed_at_once(void **state)
{
    Screen *screen = screen_of(state);
    app_key(screen->app, (Key){.code = KEYCODE_PASTE, .text = "int\ncore", .text_len = 8});
    screen_settle(screen);
    screen_expect_at(screen, 0, "❯ int core");
    screen_expect_at(screen, 0, "1 line in 1 file");
}

static void an_initial_query_and_globs_are_searched(void **state)
{
    Fixture *fixture = *state;
    AppOptions options = screen_options(fixture->folder);
    options.query.pattern = slice_from_cstr("int");
    options.globs = "*.c";
    PathFilter *filter = path_filter_new();
    path_filter_add_folder(filter, slice_from_cstr("drivers"));
    options.filter = filter;
    Screen *screen = screen_open_with(&options, 100, 24);
    screen_expect_at(screen, 0, "2 lines in 2 files");
    screen_expect_at(screen, 0, "in: *.c");
    screen_close(screen);
    path_filter_release(filter);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    Error err = {{0}};
    AppOptions options = screen_options("");
    options.page_path = "/nonexistent/file";
    assert_null(app_new(&options, NULL, &err));
    assert_non_null(strstr(err.text, "/nonexistent/file"));
}

static void one_file_is_paged_without_a_listing(void **state)
{
    Fixture *fixture = *state;
    char path[600];
    snprintf(path, sizeof path, "%s/net/core.c", fixture->folder);
    AppOptions options = screen_options("");
    options.page_path = path;
    Screen *screen = screen_open_with(&options, 80, 24);
    screen_expect(screen, "int core;");
    screen_keys(screen, "q");
    assert_true(app_wants_quit(screen->app));
    screen_close(screen);
}

static void an_empty_folder_is_shown_calmly(void **state)
{
    (void)state;
    char *folder = screen_folder();
    Screen *screen = screen_open(folder, 80, 24);
    screen_expect_at(screen, 0, "0 files");
    screen_keys(screen, "Down Up Enter Right PgDn Tab Alt-q");
    screen_type(screen, "x");
    screen_settle(screen);
    screen_expect_at(screen, 0, "0 lines in 0 files");
    screen_expect(screen, "Nothing matches.");
    screen_keys(screen, "Down Enter Right");
    screen_settle(screen);
    screen_close(screen);
    screen_folder_free(folder);
}

static void views_do_not_pile_up_without_end(void **state)
{
    Screen *screen = screen_of(state);
    for (int i = 0; i < 40; i++) { /* page, search the word there, page what is found, ... */
        screen_keys(screen, i % 2 ? "*" : "F6");
        screen_settle(screen);
    }
    screen_expect_at(screen, 23, "32 views are open");
    for (int i = 0; i < 31; i++) {
        screen_keys(screen, "Esc");
        screen_settle(screen);
    }
    assert_false(app_wants_quit(screen->app));
    screen_expect_at(screen, 0, "5 files");
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(the_status_line_tells_where_we_are),      SCREEN_TEST(a_prefix_is_shown_and_escape_gives_it_up),
        SCREEN_TEST(a_sequence_does_what_it_is_bound_to),     SCREEN_TEST(hidden_and_ignored_files_come_by_a_key),
        SCREEN_TEST(a_message_goes_with_the_next_key),        SCREEN_TEST(an_editor_that_failed_is_told),
        SCREEN_TEST(quit_and_suspend_are_the_loops_matter),   SCREEN_TEST(pasted_text_is_typed_at_once),
        SCREEN_TEST(an_initial_query_and_globs_are_searched), SCREEN_TEST(a_folder_that_is_not_there_is_an_error),
        SCREEN_TEST(one_file_is_paged_without_a_listing),     SCREEN_TEST(an_empty_folder_is_shown_calmly),
        SCREEN_TEST(views_do_not_pile_up_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
