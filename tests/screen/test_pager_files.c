/* The pager: several files, what grows, saving, and commands of the shell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "tests/support/paging.h"

static void open_three(Paging *p)
{
    static const char *more[3];
    paging_write_numbered(p, "a.txt", 100);
    paging_write(p, "b.txt", "the second\nneedle b\n");
    paging_write(p, "c.txt", "the third\nneedle c\nneedle d\n");
    more[0] = paging_path(p, "b.txt");
    more[1] = paging_path(p, "c.txt");
    paging_open(p, "a.txt", more, NULL);
}

static void files_are_gone_through(void **state)
{
    Paging *p = paging_of(state);
    open_three(p);
    paging_expect_header(p, "file 1 of 3");
    paging_keys(p, "5 0 g : n");
    paging_expect_header(p, "file 2 of 3");
    paging_expect_top(p, "the second");
    paging_keys(p, ": n : n");
    paging_expect_header(p, "file 3 of 3");
    paging_expect_status(p, "no file after this one");
    paging_keys(p, "2 : p");
    paging_expect_header(p, "file 1 of 3");
    paging_expect_top(p, "line 50");
    paging_keys(p, ": p");
    paging_expect_status(p, "no file before this one");
    paging_keys(p, "3 : x");
    paging_expect_top(p, "the third");
    paging_keys(p, ": x");
    paging_expect_header(p, "file 1 of 3");
    paging_keys(p, "9 : x");
    paging_expect_status(p, "no such file");
    paging_keys(p, "=");
    paging_expect_status(p, "(file 1 of 3)");
}

static void jumps_lead_back_and_forward_among_files(void **state)
{
    Paging *p = paging_of(state);
    open_three(p);
    paging_keys(p, "5 0 g : n");
    paging_keys(p, ": n");
    paging_expect_header(p, "file 3 of 3");
    paging_keys(p, "Ctrl-O");
    paging_expect_top(p, "the second");
    paging_keys(p, "Ctrl-O");
    paging_expect_header(p, "file 1 of 3");
    paging_keys(p, "Alt-Right");
    paging_expect_header(p, "file 2 of 3");
    paging_keys(p, "Alt-Right");
    paging_expect_top(p, "the third");
    paging_keys(p, "Alt-Right");
    paging_expect_status(p, "no place to go forward to");
}

static void a_file_is_dropped_from_the_list(void **state)
{
    Paging *p = paging_of(state);
    open_three(p);
    paging_keys(p, ": d");
    paging_expect_header(p, "file 1 of 2");
    paging_expect_top(p, "the second");
    paging_keys(p, ": d : d");
    paging_expect_top(p, "the third");
    paging_expect_status(p, "there is no other file");
}

static void another_file_is_examined(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "d.txt", "the fourth\n");
    open_three(p);
    paging_keys(p, ": e");
    paging_type(p, paging_path(p, "d.txt"));
    paging_keys(p, "Enter");
    paging_expect_header(p, "file 2 of 4");
    paging_expect_top(p, "the fourth");
    paging_keys(p, "Ctrl-X Ctrl-V");
    paging_type(p, "~/b.txt");
    paging_keys(p, "Enter");
    paging_expect_top(p, "the second");
    paging_keys(p, ": e");
    paging_type(p, "/nowhere/at/all");
    paging_keys(p, "Enter");
    screen_expect(p->screen, "No such file");
    paging_keys(p, ": p");
    paging_expect_top(p, "the second");
}

static void the_search_goes_on_into_other_files(void **state)
{
    Paging *p = paging_of(state);
    open_three(p);
    paging_keys(p, "/");
    paging_type(p, "needle");
    paging_keys(p, "Enter Alt-n");
    paging_expect_header(p, "b.txt");
    paging_expect_header(p, "match 1 of 1");
    paging_keys(p, "Alt-n");
    paging_expect_header(p, "c.txt");
    paging_keys(p, "Alt-n");
    paging_expect_header(p, "match 2 of 2");
    paging_keys(p, "Alt-n");
    paging_expect_status(p, "no match below");
    paging_keys(p, "N Alt-Shift-n");
    paging_expect_header(p, "b.txt");
    paging_keys(p, "Alt-Shift-n");
    paging_expect_header(p, "a.txt");
    paging_expect_header(p, "match 1 of 1");
}

static void a_pattern_can_be_for_all_files_or_from_the_first(void **state)
{
    Paging *p = paging_of(state);
    open_three(p);
    paging_keys(p, "/ Ctrl-E");
    paging_expect_status(p, "all files");
    paging_type(p, "needle d");
    paging_keys(p, "Enter");
    paging_expect_header(p, "c.txt");
    paging_keys(p, "/ Ctrl-F");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_expect_header(p, "a.txt");
    paging_keys(p, "? Ctrl-F");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_expect_header(p, "c.txt");
    paging_expect_header(p, "match 2 of 2");
}

static bool is_following(const Paging *p)
{
    return strstr(screen_row(p->screen, 0), "following") != NULL;
}

static void append(const Paging *p, const char *name, const char *text)
{
    FILE *out = fopen(paging_path(p, name), "ae");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void a_growing_file_is_followed(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 100);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "F");
    paging_expect_header(p, "following");
    screen_expect_at(p->screen, PAGING_LAST, "line 100 needle");
    append(p, "a.txt", "a new line\n");
    paging_until(p, "101 a new line");
    append(p, "a.txt", "and one more\n");
    paging_until(p, "102 and one more");
    paging_keys(p, "k");
    assert_false(is_following(p));
    append(p, "a.txt", "unseen\n");
    usleep(250000);
    screen_settle(p->screen);
    screen_expect_not(p->screen, "unseen");
    paging_keys(p, "F");
    paging_until(p, "103 unseen");
    paging_keys(p, "Ctrl-C");
    assert_false(app_wants_quit(p->screen->app));
    assert_false(is_following(p));
}

static void a_replaced_file_is_followed_by_name(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "log", 100);
    paging_open(p, "log", NULL, NULL);
    paging_keys(p, "F");
    usleep(250000);
    assert_int_equal(rename(paging_path(p, "log"), paging_path(p, "log.1")), 0);
    usleep(250000);
    screen_settle(p->screen);
    paging_write(p, "log", "the new one\n");
    paging_until(p, "1 the new one");
    paging_until(p, "replaced");
    /* also by a longer one, which only its inode tells from one that has grown */
    paging_keys(p, "F");
    usleep(250000);
    paging_write_numbered(p, "log.new", 300);
    assert_int_equal(rename(paging_path(p, "log.new"), paging_path(p, "log")), 0);
    paging_until(p, "replaced");
    paging_until(p, "this is line 300");
}

static void matches_are_counted_on_as_the_file_grows(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "/");
    paging_type(p, "needle");
    paging_keys(p, "Enter F");
    append(p, "a.txt", "another needle\n");
    paging_until(p, "of 11");
}

static void following_can_end_at_a_match(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 50);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "Alt-Shift-F");
    paging_expect_status(p, "nothing to find yet");
    paging_keys(p, "/");
    paging_type(p, "PANIC|line 7");
    paging_keys(p, "Enter Alt-Shift-F");
    append(p, "a.txt", "all is well\n");
    paging_until(p, "all is well");
    paging_expect_header(p, "following");
    append(p, "a.txt", "PANIC\nbeyond\n");
    paging_until(p, "the pattern has come");
    screen_settle(p->screen);
    assert_false(is_following(p));
    screen_expect(p->screen, "PANIC");
}

static void open_pipe(Paging *p, int ends[2])
{
    assert_int_equal(pipe(ends), 0);
    AppOptions options = screen_options(p->folder);
    options.page_fd = ends[0];
    paging_open_with(p, &options);
}

static void say(int fd, const char *text)
{
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void a_pipe_is_followed(void **state)
{
    Paging *p = paging_of(state);
    int ends[2];
    open_pipe(p, ends);
    for (int i = 0; i < 60; i++)
        say(ends[1], "some line\n");
    paging_until(p, "some line");
    paging_keys(p, "F");
    say(ends[1], "the last so far\n");
    paging_until(p, "the last so far");
    paging_keys(p, "g G");
    say(ends[1], "G goes on to the end of a pipe\n");
    paging_until(p, "G goes on");
    paging_keys(p, "k g");
    say(ends[1], "unseen\n");
    usleep(50000);
    screen_step(p->screen);
    screen_expect_not(p->screen, "unseen");
    close(ends[1]);
    paging_close(p);
    close(ends[0]);
}

static void a_pipe_is_followed_until_a_match(void **state)
{
    Paging *p = paging_of(state);
    int ends[2];
    open_pipe(p, ends);
    say(ends[1], "one\n");
    paging_until(p, "one");
    screen_keys(p->screen, "/");
    screen_type(p->screen, "three");
    screen_keys(p->screen, "Enter Alt-Shift-F");
    say(ends[1], "two\n");
    paging_until(p, "two");
    paging_until(p, "following");
    say(ends[1], "three\n");
    paging_until(p, "the pattern has come");
    close(ends[1]);
    paging_close(p);
    close(ends[0]);
}

static void a_pipe_is_one_of_the_files(void **state)
{
    Paging *p = paging_of(state);
    int ends[2];
    paging_write(p, "b.txt", "the second\n");
    open_pipe(p, ends);
    say(ends[1], "from the pipe\n");
    close(ends[1]);
    paging_until(p, "from the pipe");
    screen_settle(p->screen);
    paging_keys(p, ": e");
    paging_type(p, paging_path(p, "b.txt"));
    paging_keys(p, "Enter");
    paging_expect_top(p, "the second");
    paging_keys(p, ": p");
    paging_expect_top(p, "from the pipe");
    paging_expect_header(p, "standard input");
    paging_close(p);
    close(ends[0]);
}

static void colours_of_a_pipe_are_shown_and_all_else_made_visible(void **state)
{
    Paging *p = paging_of(state);
    int ends[2];
    open_pipe(p, ends);
    say(ends[1], "\033[31mred\033[m N\bNA\bAM\bME\bE _\bu \033]0;title\a\n");
    close(ends[1]);
    paging_until(p, "red NAME u");
    screen_expect_at(p->screen, PAGING_TOP, "^[]0;title^G");
    paging_close(p);
    close(ends[0]);
}

static void what_is_struck_over_is_found_as_it_is_seen(void **state)
{
    Paging *p = paging_of(state);
    int ends[2];
    open_pipe(p, ends);
    say(ends[1], "N\bNA\bAM\bME\bE\n_\bf_\bi_\bl_\be plain NAME (x)\n");
    close(ends[1]);
    paging_until(p, "NAME");
    screen_settle(p->screen);
    paging_keys(p, "/");
    paging_type(p, "NAME");
    paging_expect_header(p, "match 1 of 2");
    paging_keys(p, "Esc /");
    paging_type(p, "^f[a-l]+e\\b");
    paging_expect_header(p, "match 1 of 1");
    paging_keys(p, "Esc / Ctrl-R");
    paging_type(p, "NAME (x)");
    paging_expect_header(p, "match 1 of 1");
    paging_keys(p, "Esc / Ctrl-R");
    /* one that cannot be rewritten is taken as it is */
    paging_type(p, "(?i)name");
    paging_expect_header(p, "match 1 of 1");
    paging_close(p);
    close(ends[0]);
}

static void expect_file(const Paging *p, const char *name, const char *text)
{
    char got[4096] = "";
    FILE *in = fopen(paging_path(p, name), "re");
    assert_non_null(in);
    size_t len = fread(got, 1, sizeof got - 1, in);
    fclose(in);
    got[len] = '\0';
    assert_string_equal(got, text);
}

static void what_is_shown_is_saved(void **state)
{
    Paging *p = paging_of(state);
    int ends[2];
    open_pipe(p, ends);
    say(ends[1], "from the pipe\n");
    close(ends[1]);
    paging_until(p, "from the pipe");
    screen_settle(p->screen);
    paging_keys(p, "s");
    paging_type(p, paging_path(p, "saved"));
    paging_keys(p, "Enter");
    paging_expect_status(p, "saved to");
    expect_file(p, "saved", "from the pipe\n");
    paging_keys(p, "s");
    paging_type(p, "~/saved");
    paging_keys(p, "Enter");
    paging_expect_status(p, "that file exists");
    paging_keys(p, "a");
    expect_file(p, "saved", "from the pipe\nfrom the pipe\n");
    paging_keys(p, "s");
    paging_type(p, "~/saved");
    paging_keys(p, "Enter");
    paging_keys(p, "o");
    expect_file(p, "saved", "from the pipe\n");
    paging_keys(p, "s");
    paging_type(p, "~/saved");
    paging_keys(p, "Enter");
    paging_keys(p, "x");
    paging_expect_status(p, "nothing was saved");
    paging_keys(p, "s");
    paging_type(p, "/nowhere/at/all");
    paging_keys(p, "Enter");
    paging_expect_status(p, "No such file");
    paging_close(p);
    close(ends[0]);
}

static void a_file_is_never_saved_over_itself(void **state)
{
    Paging *p = paging_of(state);
    paging_write(p, "a.txt", "precious\n");
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "s");
    paging_type(p, "~/a.txt");
    paging_keys(p, "Enter");
    paging_keys(p, "o");
    paging_expect_status(p, "that is the file that is shown");
    expect_file(p, "a.txt", "precious\n");
}

static void commands_are_handed_over_as_typed(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 100);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "! ! Enter");
    paging_expect_status(p, "no command was run yet");
    paging_keys(p, "!");
    paging_type(p, "wc -l \"$1\"; echo %");
    paging_keys(p, "Enter");
    assert_int_equal(screen_wish(p->screen), APP_WISH_SHELL);
    ShellCommand *command = app_shell_command(p->screen->app);
    assert_string_equal(command->command, "wc -l \"$1\"; echo %");
    assert_string_equal(command->name, paging_path(p, "a.txt"));
    assert_null(command->document);
    paging_keys(p, "! ! Enter");
    assert_int_equal(screen_wish(p->screen), APP_WISH_SHELL);
    assert_string_equal(app_shell_command(p->screen->app)->command, "wc -l \"$1\"; echo %");
}

static void expect_piped(Paging *p, const char *keys, unsigned from_line, unsigned to_line)
{
    paging_keys(p, keys);
    paging_type(p, "sort");
    paging_keys(p, "Enter");
    assert_int_equal(screen_wish(p->screen), APP_WISH_SHELL);
    ShellCommand *command = app_shell_command(p->screen->app);
    assert_string_equal(command->command, "sort");
    assert_int_equal(document_line_at(command->document, command->from), from_line);
    assert_int_equal(document_line_at(command->document, command->to - 1), to_line);
}

static void the_lines_to_a_mark_are_piped(void **state)
{
    Paging *p = paging_of(state);
    paging_write_numbered(p, "a.txt", 1000);
    paging_open(p, "a.txt", NULL, NULL);
    paging_keys(p, "3 0 0 g m a 1 0 0 g");
    expect_piped(p, "| a", 100, 300);
    paging_keys(p, "4 0 0 g");
    expect_piped(p, "| a", 300, 419);
    expect_piped(p, "| .", 400, 419);
    expect_piped(p, "| ^", 1, 419);
    expect_piped(p, "| $", 400, 1000);
    paging_keys(p, "| b");
    paging_type(p, "sort");
    paging_keys(p, "Enter");
    paging_expect_status(p, "that mark is not set");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, paging_set_up, paging_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(files_are_gone_through),
        TEST(jumps_lead_back_and_forward_among_files),
        TEST(a_file_is_dropped_from_the_list),
        TEST(another_file_is_examined),
        TEST(the_search_goes_on_into_other_files),
        TEST(a_pattern_can_be_for_all_files_or_from_the_first),
        TEST(a_growing_file_is_followed),
        TEST(a_replaced_file_is_followed_by_name),
        TEST(matches_are_counted_on_as_the_file_grows),
        TEST(following_can_end_at_a_match),
        TEST(a_pipe_is_followed),
        TEST(a_pipe_is_followed_until_a_match),
        TEST(a_pipe_is_one_of_the_files),
        TEST(colours_of_a_pipe_are_shown_and_all_else_made_visible),
        TEST(what_is_struck_over_is_found_as_it_is_seen),
        TEST(what_is_shown_is_saved),
        TEST(a_file_is_never_saved_over_itself),
        TEST(commands_are_handed_over_as_typed),
        TEST(the_lines_to_a_mark_are_piped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
