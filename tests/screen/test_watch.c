/* What changes on disk appears by itself, and what is looked at stays where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tests/support/screen.h"

enum { CHANGE_MS = 5000, STEP_MS = 10, UNSEEN_MS = 400, IDLE_MS = 2100 };

static const char numbered[] = "one needle\ntwo\nthree needle\nfour\nfive needle\n";

static int open_watching(void **state)
{
    Fixture *fixture = mem_alloc(sizeof *fixture);
    fixture->folder = screen_folder();
    screen_write(fixture->folder, "a/first.txt", numbered);
    screen_write(fixture->folder, "b/second.txt", numbered);
    screen_write(fixture->folder, "c/third.txt", "nothing\n");
    AppOptions options = screen_options(fixture->folder);
    options.session.watches = true;
    fixture->screen = screen_open_with(&options, 100, 24);
    *state = fixture;
    return 0;
}

static void write_file(void **state, const char *path, const char *text)
{
    screen_write(((Fixture *)*state)->folder, path, text);
}

static void remove_file(void **state, const char *path)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", ((Fixture *)*state)->folder, path);
    assert_int_equal(unlink(full), 0);
}

/* Without a key: rounds of the loop until the text is there (or gone). */
static void wait_for(Screen *screen, const char *text, bool is_there)
{
    for (int i = 0; i < CHANGE_MS / STEP_MS; i++) {
        screen_step(screen);
        if ((screen_find(screen, text) >= 0) == is_there)
            return;
        struct pollfd poller = {.fd = app_wake(screen->app)->read_fd, .events = POLLIN};
        poll(&poller, 1, STEP_MS);
    }
    screen_dump(screen);
    fail_msg("%s: %s", is_there ? "did not appear" : "did not go", text);
}

static void search(Screen *screen, const char *text)
{
    screen_type(screen, text);
    screen_settle(screen);
}

static void a_saved_file_appears_in_the_results(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "needle");
    screen_expect_at(screen, 0, "6 lines in 2 files");
    write_file(state, "c/third.txt", "a needle now\n");
    wait_for(screen, "7 lines in 3 files", true);
    screen_settle(screen);
    screen_expect(screen, "a needle now");
}

static void new_and_deleted_files_come_and_go(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "needle");
    write_file(state, "n/deep/er/new.txt", "a needle\n");
    wait_for(screen, "7 lines in 3 files", true);
    wait_for(screen, "4 files", true);
    remove_file(state, "a/first.txt");
    wait_for(screen, "4 lines in 2 files", true);
}

static void the_selected_line_stays_when_lines_come_above_it(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "needle");
    screen_keys(screen, "Down Down Down Down");
    screen_settle(screen);
    int before = screen_selected(screen);
    screen_expect_at(screen, before, "3  three needle");
    write_file(state, "b/second.txt",
               "new needle\nother needle\n\n\none needle\ntwo\nthree needle\nfour\nfive needle\n");
    wait_for(screen, "8 lines in 2 files", true);
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "7  three needle");
}

static void the_selected_line_stays_when_files_come_before_it(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "needle");
    screen_keys(screen, "Down Down Down Down");
    screen_settle(screen);
    write_file(state, "a/before.txt", numbered);
    wait_for(screen, "9 lines in 3 files", true);
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "3  three needle");
    screen_expect(screen, "8/9");
}

static void select_third_needle_of_second(Screen *screen)
{
    search(screen, "needle");
    screen_keys(screen, "Down Down Down Down");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "3  three needle");
}

/* The selected row, at its place, says so at its right end, and nothing else on the screen is of that word. */
static void expect_tagged(Screen *screen, int y, const char *text, const char *tag)
{
    assert_int_equal(screen_selected(screen), y);
    screen_expect_at(screen, y, text);
    screen_expect_at(screen, y, tag);
    const char *row = screen_row(screen, y);
    assert_true(strstr(row, tag) > strstr(row, text));
}

static void when_the_selected_file_goes_its_line_stays_until_the_selection_moves(void **state)
{
    Screen *screen = screen_of(state);
    write_file(state, "d/last.txt", "last needle\n");
    search(screen, "needle");
    wait_for(screen, "7 lines in 3 files", true);
    screen_keys(screen, "Down Down Down Down");
    screen_settle(screen);
    screen_expect(screen, "5/7");
    int y = screen_selected(screen);
    remove_file(state, "b/second.txt");
    wait_for(screen, "4 lines in 2 files", true);
    screen_settle(screen);
    y--; /* the file's first result has gone with it */
    expect_tagged(screen, y, "3  three needle", "gone");
    screen_expect_at(screen, y - 1, "b/second.txt");
    screen_expect_at(screen, 2, "a/first.txt");
    screen_expect(screen, "4 four"); /* of the preview */
    screen_keys(screen, "Enter");
    screen_settle(screen);
    screen_expect(screen, "the file is gone");
    assert_int_equal(screen_wish(screen), APP_WISH_NONE);
    screen_keys(screen, "Down");
    screen_settle(screen);
    screen_expect_not(screen, "gone");
    screen_expect_not(screen, "b/second.txt");
    screen_expect_at(screen, screen_selected(screen), "last needle");
    screen_keys(screen, "Up");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "five needle");
}

static void when_the_selected_line_goes_it_stays_until_the_selection_moves(void **state)
{
    Screen *screen = screen_of(state);
    select_third_needle_of_second(screen);
    int y = screen_selected(screen);
    write_file(state, "b/second.txt", "one needle\ntwo\nthree\nfour\nfive needle\n");
    wait_for(screen, "5 lines in 2 files", true);
    screen_settle(screen);
    expect_tagged(screen, y, "3  three needle", "gone");
    screen_expect_at(screen, y - 1, "1  one needle");
    screen_expect_at(screen, y + 1, "5  five needle");
    screen_expect(screen, "3 three"); /* the preview is of what is there now */
    /* a second change leaves it there */
    write_file(state, "b/second.txt", "one\ntwo\nthree\nfour\nfive\n");
    wait_for(screen, "3 lines in 1 file", true);
    screen_settle(screen);
    expect_tagged(screen, y - 1, "3  three needle", "gone");
    screen_keys(screen, "Up");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "five needle");
    screen_expect(screen, "3/3");
    screen_expect_not(screen, "gone");
}

static void a_line_that_was_gone_and_comes_back_is_selected(void **state)
{
    Screen *screen = screen_of(state);
    select_third_needle_of_second(screen);
    int y = screen_selected(screen);
    write_file(state, "b/second.txt", "nothing\n");
    wait_for(screen, "3 lines in 1 file", true);
    screen_settle(screen);
    expect_tagged(screen, y - 1, "3  three needle", "gone");
    screen_expect(screen, "nothing");
    write_file(state, "b/second.txt", numbered);
    wait_for(screen, "6 lines in 2 files", true);
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "3  three needle");
    screen_expect_not(screen, "gone");
    screen_expect(screen, "5/6");
}

static void a_selected_line_with_another_text_says_so(void **state)
{
    Screen *screen = screen_of(state);
    select_third_needle_of_second(screen);
    int y = screen_selected(screen);
    write_file(state, "b/second.txt", "one needle\ntwo\nthird needle of all\nfour\nfive needle\n");
    wait_for(screen, "changed", true);
    screen_settle(screen);
    expect_tagged(screen, y, "3  third needle of all", "changed");
    screen_expect(screen, "5/6");
    screen_keys(screen, "Down");
    screen_settle(screen);
    screen_expect_not(screen, "changed");
    screen_expect_at(screen, screen_selected(screen), "five needle");
}

static void the_last_result_of_all_stays_when_it_goes(void **state)
{
    Screen *screen = screen_of(state);
    write_file(state, "d/only.txt", "a\nthe thimble\n");
    wait_for(screen, "4 files", true);
    search(screen, "thimble");
    int y = screen_selected(screen);
    remove_file(state, "d/only.txt");
    wait_for(screen, "0 lines in 0 files", true);
    screen_settle(screen);
    expect_tagged(screen, y, "2  the thimble", "gone");
    screen_keys(screen, "Down");
    screen_settle(screen);
    screen_expect_not(screen, "gone");
    screen_expect_not(screen, "d/only.txt");
}

static void with_the_next_question_what_is_gone_goes(void **state)
{
    Screen *screen = screen_of(state);
    select_third_needle_of_second(screen);
    write_file(state, "b/second.txt", "nothing\n");
    wait_for(screen, "gone", true);
    search(screen, "s?");
    screen_expect_not(screen, "gone");
    screen_expect(screen, "1/3");
}

static void tags_stand_in_any_size_of_screen(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 48}, {40, 10}, {24, 8}};
    Screen *screen = screen_of(state);
    select_third_needle_of_second(screen);
    write_file(state, "b/second.txt", "one needle\nfive needle\n");
    wait_for(screen, "gone", true);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        screen_resize(screen, sizes[i][0], sizes[i][1]);
        screen_settle(screen);
        screen_expect_at(screen, screen_selected(screen), "gone");
        screen_expect_at(screen, screen_selected(screen), "needle");
    }
}

static void old_results_stay_until_the_new_ones_are_there(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "needle");
    write_file(state, "c/third.txt", "a needle now\n");
    for (int i = 0; i < CHANGE_MS / STEP_MS && screen_find(screen, "7 lines in 3 files") < 0; i++) {
        screen_step(screen);
        assert_true(screen_find(screen, "6 lines in 2 files") == 0 || screen_find(screen, "7 lines in 3 files") == 0);
        assert_true(screen_find(screen, "one needle") >= 0);
        struct pollfd poller = {.fd = app_wake(screen->app)->read_fd, .events = POLLIN};
        poll(&poller, 1, 1);
    }
    screen_expect(screen, "7 lines in 3 files");
}

static void the_preview_shows_what_is_there_now(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "one needle");
    screen_expect(screen, "four");
    write_file(state, "a/first.txt", "one needle\nfresh text\n");
    wait_for(screen, "fresh text", true);
}

static void the_pager_says_so_at_once(void **state)
{
    Screen *screen = screen_of(state);
    search(screen, "one needle");
    screen_keys(screen, "Right");
    screen_settle(screen);
    screen_expect(screen, "four");
    write_file(state, "a/first.txt", "one needle\nfresh text\n");
    wait_for(screen, "the file has changed on disk", true);
}

static void folders_that_are_not_watched_are_told(void **state)
{
    Fixture *fixture = *state;
    screen_expect_not(fixture->screen, "watched");
    screen_close(fixture->screen);
    AppOptions options = screen_options(fixture->folder);
    options.session.watches = true;
    options.session.most_watches = 3;
    fixture->screen = screen_open_with(&options, 100, 24);
    wait_for(fixture->screen, "1 of 4 folders are not watched", true);
}

/* Rounds of the loop for so long, as of someone who looks elsewhere. */
static void rest(Screen *screen, int ms)
{
    for (int i = 0; i < ms / STEP_MS; i++) {
        screen_step(screen);
        poll(NULL, 0, STEP_MS);
    }
    screen_settle(screen);
}

/* A folder that is not watched, with the screen searching; what was written just before it was listed is seen. */
static Screen *search_unwatched(void **state)
{
    Fixture *fixture = *state;
    screen_close(fixture->screen);
    screen_write(fixture->folder, "d/e/last.txt", "nothing\n");
    AppOptions options = screen_options(fixture->folder);
    options.session.watches = true;
    options.session.most_watches = 1; /* the root alone */
    fixture->screen = screen_open_with(&options, 100, 24);
    wait_for(fixture->screen, "folders are not watched", true);
    search(fixture->screen, "needle");
    rest(fixture->screen, UNSEEN_MS);
    screen_expect_at(fixture->screen, 0, "6 lines in 2 files");
    return fixture->screen;
}

static void when_the_terminal_gets_the_focus_what_is_not_watched_is_looked_at(void **state)
{
    Screen *screen = search_unwatched(state);
    write_file(state, "d/e/last.txt", "a needle now\n");
    write_file(state, "d/e/new.txt", "one more needle\n");
    remove_file(state, "a/first.txt");
    rest(screen, UNSEEN_MS);
    screen_expect_at(screen, 0, "6 lines in 2 files");
    app_key(screen->app, (Key){.code = KEYCODE_FOCUS});
    wait_for(screen, "5 lines in 3 files", true);
}

static void a_key_after_a_while_looks_at_what_is_not_watched(void **state)
{
    Screen *screen = search_unwatched(state);
    write_file(state, "d/e/last.txt", "a needle now\n");
    screen_keys(screen, "Down");
    rest(screen, IDLE_MS);
    screen_expect_at(screen, 0, "6 lines in 2 files");
    screen_keys(screen, "Down");
    wait_for(screen, "7 lines in 3 files", true);
}

#define WATCH_TEST(name) cmocka_unit_test_setup_teardown(name, open_watching, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(a_saved_file_appears_in_the_results),
        WATCH_TEST(new_and_deleted_files_come_and_go),
        WATCH_TEST(the_selected_line_stays_when_lines_come_above_it),
        WATCH_TEST(the_selected_line_stays_when_files_come_before_it),
        WATCH_TEST(when_the_selected_file_goes_its_line_stays_until_the_selection_moves),
        WATCH_TEST(when_the_selected_line_goes_it_stays_until_the_selection_moves),
        WATCH_TEST(a_line_that_was_gone_and_comes_back_is_selected),
        WATCH_TEST(a_selected_line_with_another_text_says_so),
        WATCH_TEST(the_last_result_of_all_stays_when_it_goes),
        WATCH_TEST(with_the_next_question_what_is_gone_goes),
        WATCH_TEST(tags_stand_in_any_size_of_screen),
        WATCH_TEST(old_results_stay_until_the_new_ones_are_there),
        WATCH_TEST(the_preview_shows_what_is_there_now),
        WATCH_TEST(the_pager_says_so_at_once),
        WATCH_TEST(folders_that_are_not_watched_are_told),
        WATCH_TEST(when_the_terminal_gets_the_focus_what_is_not_watched_is_looked_at),
        WATCH_TEST(a_key_after_a_while_looks_at_what_is_not_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
