/* A file that changes while it is paged or previewed: what is there now is shown, and what is looked at stays where it
 * is. */
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

#include "engine/base/buf.h"
#include "engine/store/fault.h"
#include "tests/support/paging.h"

enum { WAIT_MS = 5000, STEP_MS = 10, LINES = 1000 };

/* The file's lines, with `more` new ones before line `at`, and `fewer` left out from there on. */
static void write_lines(const Paging *p, const char *name, int at, int more, int fewer)
{
    Buf text = {0};
    for (int i = 1; i <= LINES; i++) {
        for (int k = 0; i == at && k < more; k++)
            buf_printf(&text, "a new line %d\n", k);
        if (i < at || i >= at + fewer)
            buf_printf(&text, "this is line %d\n", i);
        if (i % 3 == 0)
            buf_printf(&text, "}\n\n");
    }
    buf_append_byte(&text, '\0');
    paging_write(p, name, text.data);
    buf_deinit(&text);
}

static void wait_for(Screen *screen, const char *text)
{
    for (int i = 0; i < WAIT_MS / STEP_MS; i++) {
        screen_step(screen);
        if (screen_find(screen, text) >= 0)
            return;
        struct pollfd poller = {.fd = app_wake(screen->app)->read_fd, .events = POLLIN};
        poll(&poller, 1, STEP_MS);
    }
    screen_dump(screen);
    fail_msg("did not appear: %s", text);
}

/* The user comes back to the terminal: the file is looked at. */
static void come_back(Paging *p)
{
    app_key(p->screen->app, (Key){.code = KEYCODE_FOCUS});
}

static Paging *page_at_line_600(void **state)
{
    Paging *p = paging_of(state);
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    write_lines(p, "a.txt", 0, 0, 0);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "6 0 0 g");
    paging_type(p, "/line 366");
    paging_keys(p, "Enter");
    screen_expect(p->screen, "this is line 366");
    return p;
}

/* The text on every row of the window, without the line numbers. */
static void read_rows(const Paging *p, char rows[PAGING_ROWS][128])
{
    memset(rows, 0, PAGING_ROWS * sizeof rows[0]);
    for (int y = 0; y < PAGING_ROWS; y++)
        snprintf(rows[y], 128, "%.120s", screen_row(p->screen, PAGING_TOP + y) + 6);
}

static void lines_that_come_above_move_nothing(void **state)
{
    Paging *p = page_at_line_600(state);
    char before[PAGING_ROWS][128], after[PAGING_ROWS][128];
    read_rows(p, before);
    write_lines(p, "a.txt", 20, 17, 0);
    come_back(p);
    wait_for(p->screen, "changed on disk");
    screen_settle(p->screen);
    read_rows(p, after);
    assert_memory_equal(before, after, sizeof before);
    write_lines(p, "a.txt", 20, 0, 9);
    come_back(p);
    screen_settle(p->screen);
    read_rows(p, after);
    assert_memory_equal(before, after, sizeof before);
    paging_keys(p, "j");
    screen_expect_not(p->screen, "changed on disk");
}

static void lines_that_change_in_view_leave_the_match_on_its_row(void **state)
{
    Paging *p = page_at_line_600(state);
    int y = screen_find(p->screen, "this is line 366");
    write_lines(p, "a.txt", 364, 3, 1); /* in view, above the match */
    come_back(p);
    wait_for(p->screen, "a new line 2");
    screen_settle(p->screen);
    assert_int_equal(screen_find(p->screen, "this is line 366"), y);
    screen_expect(p->screen, "changed on disk");
    write_lines(p, "a.txt", 366, 1, 1); /* the very line */
    come_back(p);
    wait_for(p->screen, "a new line 0");
    screen_settle(p->screen);
    assert_true(abs(screen_find(p->screen, "a new line 0") - y) <= 1);
}

static void a_file_replaced_by_renaming_is_the_new_one(void **state)
{
    Paging *p = page_at_line_600(state);
    int y = screen_find(p->screen, "this is line 366");
    char from[512];
    write_lines(p, "b.txt", 365, 5, 1);
    snprintf(from, sizeof from, "%s", paging_path(p, "b.txt"));
    assert_int_equal(rename(from, paging_path(p, "a.txt")), 0);
    come_back(p);
    wait_for(p->screen, "a new line 4");
    screen_settle(p->screen);
    assert_int_equal(screen_find(p->screen, "this is line 366"), y);
}

static void a_truncated_file_shows_what_is_left(void **state)
{
    Paging *p = page_at_line_600(state);
    assert_int_equal(truncate(paging_path(p, "a.txt"), 40), 0);
    come_back(p);
    wait_for(p->screen, "this is line 2");
    screen_settle(p->screen);
    screen_expect(p->screen, "changed on disk");
    assert_int_equal(truncate(paging_path(p, "a.txt"), 0), 0);
    come_back(p);
    screen_settle(p->screen);
    screen_expect_not(p->screen, "this is line");
    write_lines(p, "a.txt", 0, 0, 0);
    come_back(p);
    wait_for(p->screen, "this is line 1");
}

static void a_deleted_file_stays_on_the_screen(void **state)
{
    Paging *p = page_at_line_600(state);
    char before[PAGING_ROWS][128], after[PAGING_ROWS][128];
    read_rows(p, before);
    assert_int_equal(unlink(paging_path(p, "a.txt")), 0);
    come_back(p);
    wait_for(p->screen, "the file is gone");
    paging_expect_header(p, "gone");
    screen_settle(p->screen);
    read_rows(p, after);
    assert_memory_equal(before, after, sizeof before);
    paging_keys(p, "j k");
    read_rows(p, after);
    assert_memory_equal(before, after, sizeof before);
    write_lines(p, "a.txt", 5, 4, 0); /* and comes back */
    come_back(p);
    wait_for(p->screen, "changed on disk");
    screen_settle(p->screen);
    read_rows(p, after);
    assert_memory_equal(before, after, sizeof before);
    assert_null(strstr(screen_row(p->screen, 0), "gone"));
}

static void while_lines_are_chosen_it_is_only_told(void **state)
{
    Paging *p = page_at_line_600(state);
    paging_keys(p, "x");
    write_lines(p, "a.txt", 360, 3, 3);
    come_back(p);
    wait_for(p->screen, "R reads it again");
}

/* --- listed files --- */

static void move(const char *folder, const char *from, const char *to)
{
    char one[512], other[512];
    snprintf(one, sizeof one, "%s/%s", folder, from);
    snprintf(other, sizeof other, "%s/%s", folder, to);
    assert_int_equal(rename(one, other), 0);
}

/* The needle is in line 200; `added` comes behind line 150. */
static void write_long(const char *folder, const char *added)
{
    Buf text = {0};
    for (int i = 1; i <= 400; i++)
        buf_printf(&text, "line %d%s\n%s", i, i == 200 ? " needle" : "", i == 150 ? added : "");
    buf_append_byte(&text, '\0');
    screen_write(folder, "d/e/long.txt", text.data);
    buf_deinit(&text);
}

static int open_watching(void **state)
{
    Fixture *fixture = malloc(sizeof *fixture);
    fixture->folder = screen_folder();
    write_long(fixture->folder, "");
    screen_write(fixture->folder, "d/e/other.txt", "nothing\n");
    screen_write(fixture->folder, "z.txt", "nothing\n");
    AppOptions options = screen_options(fixture->folder);
    options.session.watches = true;
    fixture->screen = screen_open_with(&options, 100, 24);
    *state = fixture;
    return 0;
}

static const char *folder_of(void **state)
{
    return ((Fixture *)*state)->folder;
}

static void page_needle(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "needle");
    screen_settle(screen);
    screen_keys(screen, "Right");
    screen_settle(screen);
    screen_expect(screen, "line 200 needle");
}

static void a_folder_renamed_above_the_paged_file_says_gone(void **state)
{
    Screen *screen = screen_of(state);
    page_needle(state);
    int y = screen_find(screen, "line 200 needle");
    move(folder_of(state), "d", "moved");
    wait_for(screen, "the file is gone");
    screen_settle(screen);
    assert_int_equal(screen_find(screen, "line 200 needle"), y);
    move(folder_of(state), "moved", "d");
    wait_for(screen, "changed on disk");
    screen_settle(screen);
    assert_int_equal(screen_find(screen, "line 200 needle"), y);
}

static void a_paged_listed_file_is_updated_without_a_key(void **state)
{
    Screen *screen = screen_of(state);
    page_needle(state);
    int y = screen_find(screen, "line 200 needle");
    write_long(folder_of(state), "more\nand more\n");
    wait_for(screen, "changed on disk");
    screen_settle(screen);
    screen_expect(screen, "202 line 200 needle");
    assert_int_equal(screen_find(screen, "line 200 needle"), y);
}

static void the_tree_keeps_its_selection_and_open_folders(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-T");
    screen_settle(screen);
    screen_keys(screen, "Right Down Right Down Down");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "other.txt");
    screen_write(folder_of(state), "a/new.txt", "new\n");
    screen_write(folder_of(state), "d/e/more.txt", "new\n");
    wait_for(screen, "more.txt");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "other.txt");
    screen_expect(screen, "long.txt");
    move(folder_of(state), "d/e/other.txt", "d/e/zzz.txt");
    wait_for(screen, "zzz.txt");
    screen_settle(screen);
    assert_true(screen_selected(screen) >= 0);
    screen_expect(screen, "long.txt"); /* the folders are open still */
}

static void the_list_of_files_keeps_its_selection(void **state)
{
    Screen *screen = screen_of(state);
    screen_keys(screen, "Ctrl-F Down");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "other.txt");
    screen_write(folder_of(state), "a/new.txt", "new\n");
    wait_for(screen, "new.txt");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "other.txt");
}

static void a_scrolled_preview_stays_where_it_is(void **state)
{
    Screen *screen = screen_of(state);
    screen_type(screen, "needle");
    screen_settle(screen);
    screen_keys(screen, "Shift-Down Shift-Down Shift-Down");
    screen_settle(screen);
    int y = screen_find(screen, "line 205");
    write_long(folder_of(state), "more\nand more\n");
    wait_for(screen, "202  line 200"); /* in the results */
    screen_settle(screen);
    assert_int_equal(screen_find(screen, "line 205"), y);
}

#define PAGING_TEST(name) cmocka_unit_test_setup_teardown(name, paging_set_up, paging_tear_down)
#define LISTED_TEST(name) cmocka_unit_test_setup_teardown(name, open_watching, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGING_TEST(lines_that_come_above_move_nothing),
        PAGING_TEST(lines_that_change_in_view_leave_the_match_on_its_row),
        PAGING_TEST(a_file_replaced_by_renaming_is_the_new_one),
        PAGING_TEST(a_truncated_file_shows_what_is_left),
        PAGING_TEST(a_deleted_file_stays_on_the_screen),
        PAGING_TEST(while_lines_are_chosen_it_is_only_told),
        LISTED_TEST(a_folder_renamed_above_the_paged_file_says_gone),
        LISTED_TEST(a_paged_listed_file_is_updated_without_a_key),
        LISTED_TEST(the_tree_keeps_its_selection_and_open_folders),
        LISTED_TEST(the_list_of_files_keeps_its_selection),
        LISTED_TEST(a_scrolled_preview_stays_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
