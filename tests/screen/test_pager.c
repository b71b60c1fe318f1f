/* The pager: less's movements, finding, the walk through the results, files that change, pipes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/store/fault.h"
#include "tests/support/screen.h"

enum { WIDTH = 80, HEIGHT = 24, TOP = 2, ROWS = HEIGHT - 4, LAST = TOP + ROWS - 1 };

static char *folder;
static Screen *screen;

static void write_numbered(const char *name, int lines)
{
    Buf text = {0};
    for (int i = 1; i <= lines; i++)
        buf_printf(&text, "this is line %d%s\n", i, i % 100 == 0 ? " needle" : "");
    buf_append_byte(&text, '\0');
    screen_write(folder, name, text.data);
    buf_deinit(&text);
}

static int set_up(void **state)
{
    (void)state;
    folder = screen_folder();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (screen)
        screen_close(screen);
    screen = NULL;
    screen_folder_free(folder);
    return 0;
}

static const char *path_of(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void page(const char *name, uint64_t line, uint64_t column)
{
    AppOptions options = screen_options(folder);
    options.page_path = path_of(name);
    options.page_line = line;
    options.page_column = column;
    screen = screen_open_with(&options, WIDTH, HEIGHT);
}

static void keys(const char *names)
{
    screen_keys(screen, names);
    screen_settle(screen);
}

static void type(const char *text)
{
    screen_type(screen, text);
    screen_settle(screen);
}

static void expect_top(const char *text)
{
    screen_expect_at(screen, TOP, text);
}

static void the_header_tells_the_place_and_the_length(void **state)
{
    (void)state;
    write_numbered("a.txt", 1234);
    page("a.txt", 0, 0);
    screen_expect_at(screen, 0, "a.txt");
    screen_expect_at(screen, 0, "line 1/1,234 · 1 %");
    expect_top("    1 this is line 1");
    keys("G");
    screen_expect_at(screen, LAST, "this is line 1234");
    screen_expect_at(screen, 0, "· 100 %");
}

static void the_movements_of_less_move(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("j");
    expect_top("line 2");
    keys("1 0 j");
    expect_top("line 12");
    keys("k y");
    expect_top("line 10");
    keys("Space");
    expect_top("line 30");
    keys("b");
    expect_top("line 10");
    keys("d");
    expect_top("line 20");
    keys("u");
    expect_top("line 10");
    keys("3 d");
    expect_top("line 13");
    keys("d");
    expect_top("line 16");
    keys("5 0 0 g");
    expect_top("line 500");
    keys("7 0 0 G");
    expect_top("line 700");
    keys("5 0 p");
    expect_top("line 50");
    keys("g");
    expect_top("line 1");
    keys("k");
    expect_top("line 1");
    keys("9 9 9 9 9 j");
    screen_expect_at(screen, LAST, "line 1000");
}

static void a_line_number_is_asked_for(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys(":");
    type("321");
    screen_expect_at(screen, HEIGHT - 1, "line 321");
    keys("Enter");
    expect_top("line 321");
    keys(":");
    type("z");
    keys("Enter");
    expect_top("line 321");
    screen_expect_at(screen, HEIGHT - 1, "not a line number");
    keys(":");
    type("50%");
    keys("Enter");
    expect_top("line 50");
    keys(": Backspace");
    screen_expect_at(screen, HEIGHT - 1, "help");
}

static void a_file_opens_at_its_line(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 500, 9);
    screen_expect_at(screen, TOP + ROWS / 3, "this is line 500");
    assert_true(canvas_cell(&screen->canvas, 20, TOP + ROWS / 3)->style.is_selected);
    keys("v");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "500"));
    assert_non_null(strstr(screen_editor(screen), "a.txt"));
}

static void a_line_past_the_end_is_the_last(void **state)
{
    (void)state;
    write_numbered("a.txt", 100);
    page("a.txt", 5000, 0);
    screen_expect_at(screen, LAST, "line 100");
}

static void typing_finds_and_esc_returns(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("2 0 g /");
    type("needle");
    screen_expect(screen, "line 100 needle");
    screen_expect_at(screen, 0, "match 1 of 10");
    screen_expect_at(screen, HEIGHT - 1, "/needle");
    keys("Esc");
    expect_top("line 20");
    screen_expect_not(screen, "needle");
    screen_expect_at(screen, 0, "line 20/");
}

static void a_longer_pattern_starts_from_the_same_place(void **state)
{
    (void)state;
    screen_write(folder, "a.txt", "x\nab\nabc\n");
    page("a.txt", 0, 0);
    keys("/");
    type("ab");
    screen_expect_at(screen, 0, "match 1 of 2");
    type("c");
    screen_expect_at(screen, 0, "match 1 of 1");
    keys("Backspace");
    screen_expect_at(screen, 0, "match 1 of 2");
}

static void next_and_previous_walk_and_stop_at_the_end(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("/");
    type("needle");
    keys("Enter");
    keys("n");
    screen_expect_at(screen, 0, "match 2 of 10");
    keys("3 n");
    screen_expect_at(screen, 0, "match 5 of 10");
    screen_expect(screen, "line 500 needle");
    keys("N");
    screen_expect_at(screen, 0, "match 4 of 10");
    keys("5 n");
    screen_expect_at(screen, 0, "match 9 of 10");
    keys("n n");
    screen_expect_at(screen, 0, "match 10 of 10");
    screen_expect_at(screen, HEIGHT - 1, "no match below");
    keys("n");
    screen_expect_at(screen, 0, "match 1 of 10");
    screen_expect_at(screen, HEIGHT - 1, "from the top");
    keys("N");
    screen_expect_at(screen, HEIGHT - 1, "no match above");
    keys("N");
    screen_expect_at(screen, 0, "match 10 of 10");
}

static void finding_backward_goes_up(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("5 5 0 g ?");
    type("needle");
    keys("Enter");
    screen_expect(screen, "line 500 needle");
    keys("n");
    screen_expect(screen, "line 400 needle");
    keys("N");
    screen_expect(screen, "line 500 needle");
}

static void what_is_nowhere_is_told(void **state)
{
    (void)state;
    write_numbered("a.txt", 100);
    page("a.txt", 0, 0);
    keys("n");
    screen_expect_at(screen, HEIGHT - 1, "nothing to find yet");
    keys("5 0 g /");
    type("needle");
    screen_expect(screen, "line 100 needle");
    keys("Ctrl-U");
    type("absent");
    screen_expect_at(screen, 0, "no match");
    expect_top("line 50");
    keys("Backspace");
    type("(");
    screen_expect_at(screen, HEIGHT - 1, "parenthes");
    keys("Enter");
    screen_expect_at(screen, HEIGHT - 1, "/absen(");
}

static void an_empty_pattern_finds_the_last_one_again(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("/");
    type("needle");
    keys("Enter");
    keys("/ Enter");
    screen_expect_at(screen, 0, "match 2 of 10");
}

static bool has_match_on_screen(void)
{
    for (int y = TOP; y <= LAST; y++)
        for (int x = 0; x < WIDTH; x++)
            if (screen_role(screen, x, y) == ROLE_MATCH)
                return true;
    return false;
}

static void marks_can_be_hidden_and_next_shows_them(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("/");
    type("needle");
    keys("Enter");
    assert_true(has_match_on_screen());
    keys("Alt-u");
    assert_false(has_match_on_screen());
    screen_expect_not(screen, "of 10");
    keys("n");
    assert_true(has_match_on_screen());
}

static void long_lines_are_chopped_or_wrapped(void **state)
{
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 40; i++)
        buf_printf(&text, "%04d ", i);
    buf_append(&text, "\nsecond\n", 9);
    screen_write(folder, "a.txt", text.data);
    buf_deinit(&text);
    page("a.txt", 0, 0);
    screen_expect_at(screen, TOP, "…");
    screen_expect_at(screen, TOP + 1, "second");
    keys("Right");
    screen_expect_at(screen, TOP, "    1 0008 ");
    keys("Left");
    screen_expect_at(screen, TOP, "    1 0000 ");
    keys("Alt-}");
    screen_expect_at(screen, TOP, "0039");
    keys("- S");
    screen_expect_at(screen, TOP, "    1 0000");
    screen_expect_at(screen, TOP + 2, "0039");
    screen_expect_at(screen, TOP + 3, "second");
    keys("- N");
    screen_expect_at(screen, TOP, "0000 0001");
}

static void a_changed_file_is_told_and_read_again(void **state)
{
    (void)state;
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("3 0 0 g");
    screen_write(folder, "a.txt", "short now\n");
    usleep(1100000); /* it is looked at once a second */
    keys("j");
    expect_top("short now");
    screen_expect_at(screen, HEIGHT - 1, "changed on disk");
    screen_write(folder, "a.txt", "another\n");
    keys("R"); /* less than a second later: the next key looks */
    usleep(1100000);
    keys("R");
    expect_top("another");
}

static void a_file_that_is_gone_says_so(void **state)
{
    (void)state;
    write_numbered("a.txt", 10);
    page("a.txt", 0, 0);
    unlink(path_of("a.txt"));
    keys("F5");
    screen_expect_at(screen, TOP, "No such file");
    keys("j n v g G");
}

static void an_empty_file_is_empty(void **state)
{
    (void)state;
    screen_write(folder, "a.txt", "");
    page("a.txt", 3, 0);
    screen_expect_at(screen, 0, "empty");
    keys("j G g / x Enter n N =");
}

static void a_resize_keeps_the_top_line(void **state)
{
    (void)state;
    write_numbered("a.txt", 1000);
    page("a.txt", 0, 0);
    keys("3 0 0 g");
    screen_resize(screen, 40, 10);
    screen_settle(screen);
    expect_top("line 300");
    screen_resize(screen, 3, 2);
    screen_settle(screen);
    screen_resize(screen, 1, 1);
    screen_settle(screen);
    screen_resize(screen, WIDTH, HEIGHT);
    screen_settle(screen);
    expect_top("line 300");
}

static void back_quits_when_nothing_is_below(void **state)
{
    (void)state;
    write_numbered("a.txt", 10);
    page("a.txt", 0, 0);
    keys("q");
    assert_true(app_wants_quit(screen->app));
}

static void search_for(const char *query)
{
    screen = screen_open(folder, 120, HEIGHT);
    screen_type(screen, query);
    screen_settle(screen);
    keys("F6");
}

static void results_are_walked_from_file_to_file(void **state)
{
    (void)state;
    write_numbered("a.txt", 300);
    screen_write(folder, "b.txt", "nothing\n");
    write_numbered("c.txt", 200);
    search_for("needle");
    screen_expect_at(screen, 0, "a.txt");
    screen_expect_at(screen, 0, "match 1 of 3");
    keys("Tab");
    screen_expect_at(screen, 0, "match 2 of 3");
    screen_expect_at(screen, HEIGHT - 1, "result 2 of 5");
    keys("2 Tab");
    screen_expect_at(screen, 0, "c.txt");
    screen_expect_at(screen, 0, "match 1 of 2");
    screen_expect_at(screen, HEIGHT - 1, "result 4 of 5");
    keys("Shift-Tab");
    screen_expect_at(screen, 0, "a.txt");
    screen_expect_at(screen, 0, "match 3 of 3");
    keys("]");
    screen_expect_at(screen, 0, "c.txt");
    keys("]");
    screen_expect_at(screen, HEIGHT - 1, "the last file");
    keys("Tab Tab");
    screen_expect_at(screen, HEIGHT - 1, "the last result");
    keys("[ [");
    screen_expect_at(screen, 0, "a.txt");
    keys("Shift-Tab");
    screen_expect_at(screen, HEIGHT - 1, "the first result");
    keys("q");
    screen_expect_at(screen, 0, "5 lines in 2 files");
}

static void a_hit_is_opened_at_a_third_and_edited_there(void **state)
{
    (void)state;
    write_numbered("a.txt", 300);
    search_for("line 150");
    screen_expect_at(screen, TOP + ROWS / 3, "this is line 150");
    keys("v");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "150"));
}

static void a_pipe_is_shown_as_it_comes(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    AppOptions options = screen_options(folder);
    options.page_fd = ends[0];
    screen = screen_open_with(&options, WIDTH, HEIGHT);
    screen_expect_at(screen, 0, "standard input");
    screen_expect_at(screen, 0, "nothing yet");
    assert_int_equal(write(ends[1], "one\ntwo\n", 8), 8);
    for (int i = 0; i < 500 && screen_find(screen, "two") < 0; i++) {
        usleep(2000);
        screen_step(screen);
    }
    screen_settle(screen);
    expect_top("one");
    assert_int_equal(write(ends[1], "three", 5), 5);
    close(ends[1]);
    for (int i = 0; i < 500 && screen_find(screen, "line 1/3 · 100 %") < 0; i++) {
        usleep(2000);
        screen_step(screen);
    }
    screen_expect(screen, "three");
    screen_expect_at(screen, 0, "line 1/3 · 100 %");
    keys("v");
    screen_expect_at(screen, HEIGHT - 1, "no file to edit");
    close(ends[0]);
}

static void a_pipe_that_never_ends_can_be_left(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    AppOptions options = screen_options(folder);
    options.page_fd = ends[0];
    screen = screen_open_with(&options, WIDTH, HEIGHT);
    screen_close(screen);
    screen = NULL;
    close(ends[0]);
    close(ends[1]);
}

static void any_key_ends_a_long_search(void **state)
{
    (void)state;
    char name[1024];
    snprintf(name, sizeof name, "%s", path_of("sparse"));
    int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "first line\n", 11), 11);
    assert_int_equal(ftruncate(fd, (off_t)1 << 27), 0);
    close(fd);
    page("sparse", 0, 0);
    keys("/");
    screen_type(screen, "nowhere[xy]z*");
    screen_keys(screen, "Enter");
    screen_step(screen);
    screen_keys(screen, "Esc");
    screen_step(screen);
    screen_expect_at(screen, HEIGHT - 1, "the search was ended");
    expect_top("binary data");
    screen_keys(screen, "q");
    assert_true(app_wants_quit(screen->app));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_header_tells_the_place_and_the_length),
        TEST(the_movements_of_less_move),
        TEST(a_line_number_is_asked_for),
        TEST(a_file_opens_at_its_line),
        TEST(a_line_past_the_end_is_the_last),
        TEST(typing_finds_and_esc_returns),
        TEST(a_longer_pattern_starts_from_the_same_place),
        TEST(next_and_previous_walk_and_stop_at_the_end),
        TEST(finding_backward_goes_up),
        TEST(what_is_nowhere_is_told),
        TEST(an_empty_pattern_finds_the_last_one_again),
        TEST(marks_can_be_hidden_and_next_shows_them),
        TEST(long_lines_are_chopped_or_wrapped),
        TEST(a_changed_file_is_told_and_read_again),
        TEST(a_file_that_is_gone_says_so),
        TEST(an_empty_file_is_empty),
        TEST(a_resize_keeps_the_top_line),
        TEST(back_quits_when_nothing_is_below),
        TEST(results_are_walked_from_file_to_file),
        TEST(a_hit_is_opened_at_a_third_and_edited_there),
        TEST(a_pipe_is_shown_as_it_comes),
        TEST(a_pipe_that_never_ends_can_be_left),
        TEST(any_key_ends_a_long_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
