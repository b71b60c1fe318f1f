/* ken as the pager of other programs, in a real terminal: what fits one screen, no alternate screen, pipes, commands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/support/ken.h"

enum { SOON_MS = 5000 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    scratch_write_text(scratch, "short.txt", "first line\nsecond \033[31mred\033[m \033]0;title\a line\n");
    scratch_write_text(scratch, "other.txt", "the other file\n");
    return 0;
}

/* The command in a shell, $KEN standing for the program; SHELL ENDS is printed when it has. */
static Vt *start(void **state, const char *command, const char *variable)
{
    const Scratch *scratch = *state;
    char program[1024], home[300], line[1024];
    snprintf(program, sizeof program, "KEN=%s", KEN_PROGRAM);
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s/.state", scratch->path);
    snprintf(line, sizeof line, "%s; echo SHELL ENDS $?", command);
    const char *const argv[] = {"sh", "-c", line, NULL};
    const char *const env[] = {program, home, "SHELL=/bin/sh", variable, NULL};
    return vt_start(&(VtOptions){.columns = 80, .rows = 24, .folder = scratch->path, .argv = argv, .env = env});
}

static void expect_end(Vt *vt)
{
    assert_true(vt_until(vt, "SHELL ENDS 0", SOON_MS));
    assert_true(vt_wait_exit(vt, SOON_MS) >= 0);
    vt_free(vt);
}

static void what_fits_is_printed(void **state)
{
    Vt *vt = start(state, "\"$KEN\" -F short.txt", NULL);
    assert_true(vt_until(vt, "SHELL ENDS 0", SOON_MS));
    assert_true(vt_is_on_main_screen(vt));
    assert_string_equal(vt_row(vt, 0), "first line");
    assert_string_equal(vt_row(vt, 1), "second red ^[]0;title^G line");
    assert_int_not_equal(vt_cell(vt, 8, 1).foreground, vt_cell(vt, 0, 1).foreground);
    assert_null(memmem(vt_log(vt), vt_received(vt), "\033[?1049h", 8));
    expect_end(vt);
}

static void what_fits_is_printed_from_a_pipe_with_the_environment_of_git(void **state)
{
    Vt *vt = start(state, "printf 'a\\nb\\n' | \"$KEN\"", "LESS=FRX");
    assert_true(vt_until(vt, "SHELL ENDS 0", SOON_MS));
    assert_string_equal(vt_row(vt, 0), "a");
    assert_string_equal(vt_row(vt, 1), "b");
    expect_end(vt);
}

static void a_slow_pipe_is_shown_meanwhile_and_printed_at_its_end(void **state)
{
    Vt *vt = start(state, "(echo early; sleep 1; echo late) | \"$KEN\" -F", NULL);
    assert_true(vt_until(vt, "early", SOON_MS));
    assert_false(vt_is_on_main_screen(vt));
    assert_true(vt_until(vt, "SHELL ENDS 0", SOON_MS));
    assert_true(vt_is_on_main_screen(vt));
    assert_true(vt_find(vt, "early") >= 0 && vt_find(vt, "late") >= 0);
    expect_end(vt);
}

static void what_does_not_fit_is_paged(void **state)
{
    Vt *vt = start(state, "seq 1 100 | \"$KEN\" -F", NULL);
    assert_true(vt_until(vt, "100 %", SOON_MS) || vt_find(vt, "line 1/100") >= 0);
    assert_false(vt_is_on_main_screen(vt));
    vt_type(vt, "Gq");
    expect_end(vt);
}

static void without_the_alternate_screen_the_text_stays(void **state)
{
    Vt *vt = start(state, "echo BEFORE; seq 1 100 | \"$KEN\" -X", NULL);
    assert_true(vt_until(vt, "line 1/100", SOON_MS));
    assert_true(vt_is_on_main_screen(vt));
    vt_type(vt, "50g");
    assert_true(vt_until(vt, "line 50/100", SOON_MS));
    vt_type(vt, "q");
    assert_true(vt_until(vt, "SHELL ENDS 0", SOON_MS));
    assert_true(vt_find(vt, "55") >= 0);
    expect_end(vt);
}

static void a_dash_is_standard_input(void **state)
{
    Vt *vt = start(state, "echo from the pipe | \"$KEN\" - other.txt", NULL);
    assert_true(vt_until(vt, "from the pipe", SOON_MS));
    assert_true(vt_until(vt, "file 1 of 2", SOON_MS));
    vt_type(vt, ":n");
    assert_true(vt_until(vt, "the other file", SOON_MS));
    vt_type(vt, "q");
    expect_end(vt);
}

static void the_text_of_a_man_page_has_its_weights(void **state)
{
    Vt *vt = start(state, "printf 'N\\bNA\\bAM\\bME\\bE _\\bu\\n' | \"$KEN\"", NULL);
    assert_true(vt_until(vt, "NAME u", SOON_MS));
    int row = vt_find(vt, "NAME u");
    int column = (int)(strstr(vt_row(vt, row), "NAME") - vt_row(vt, row));
    assert_true(vt_cell(vt, column, row).is_bold);
    assert_true(vt_cell(vt, column + 5, row).is_underlined);
    vt_type(vt, "q");
    expect_end(vt);
}

static void commands_run_and_the_screen_comes_back(void **state)
{
    Vt *vt = start(state, "\"$KEN\" short.txt", NULL);
    assert_true(vt_until(vt, "first line", SOON_MS));
    vt_type(vt, "!echo ran $((40 + 2)); wc -l < \"$1\"\r");
    assert_true(vt_until(vt, "ran 42", SOON_MS));
    assert_true(vt_until(vt, "press Return", SOON_MS));
    assert_true(vt_is_on_main_screen(vt));
    vt_type(vt, "\r");
    assert_true(vt_until(vt, "first line", SOON_MS));
    assert_false(vt_is_on_main_screen(vt));
    vt_type(vt, "q");
    expect_end(vt);
}

static void lines_are_piped_to_a_command(void **state)
{
    Vt *vt = start(state, "seq 1 100000 | \"$KEN\"", NULL);
    assert_true(vt_until(vt, "line 1/100,000", SOON_MS));
    vt_type(vt, "|$wc -l\r");
    assert_true(vt_until(vt, "100000", SOON_MS));
    vt_type(vt, "\r");
    assert_true(vt_until(vt, "line 1/100,000", SOON_MS));
    /* one that reads only the beginning */
    vt_type(vt, "|$head -n 1; echo enough\r");
    assert_true(vt_until(vt, "enough", SOON_MS));
    vt_type(vt, "\r");
    assert_true(vt_until(vt, "line 1/100,000", SOON_MS));
    vt_type(vt, "q");
    expect_end(vt);
}

static void in_a_pipeline_it_copies(void **state)
{
    Vt *vt = start(state, "echo piped | \"$KEN\" | cat; \"$KEN\" other.txt other.txt | wc -l", NULL);
    assert_true(vt_until(vt, "SHELL ENDS 0", SOON_MS));
    assert_string_equal(vt_row(vt, 0), "piped");
    assert_string_equal(vt_row(vt, 1), "2");
    expect_end(vt);
}

static void a_command_of_the_command_line_is_typed(void **state)
{
    Vt *vt = start(state, "seq 1 1000 | \"$KEN\" +/^500", NULL);
    assert_true(vt_until(vt, "match 1 of 1", SOON_MS));
    assert_true(vt_until(vt, "500", SOON_MS));
    vt_type(vt, "q");
    expect_end(vt);
}

static void following_ends_by_the_interrupt_key(void **state)
{
    Vt *vt = start(state, "(seq 1 100; sleep 1; echo LATER; sleep 60) | \"$KEN\" +F", NULL);
    assert_true(vt_until(vt, "following", SOON_MS));
    assert_true(vt_until(vt, "LATER", SOON_MS));
    vt_type(vt, KEY_CTRL_C);
    assert_true(vt_until(vt, "no longer following", SOON_MS));
    vt_type(vt, "g");
    assert_true(vt_until_gone(vt, "LATER", SOON_MS));
    vt_type(vt, "q");
    vt_free(vt);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_fits_is_printed),
        TEST(what_fits_is_printed_from_a_pipe_with_the_environment_of_git),
        TEST(a_slow_pipe_is_shown_meanwhile_and_printed_at_its_end),
        TEST(what_does_not_fit_is_paged),
        TEST(without_the_alternate_screen_the_text_stays),
        TEST(a_dash_is_standard_input),
        TEST(the_text_of_a_man_page_has_its_weights),
        TEST(commands_run_and_the_screen_comes_back),
        TEST(lines_are_piped_to_a_command),
        TEST(in_a_pipeline_it_copies),
        TEST(a_command_of_the_command_line_is_typed),
        TEST(following_ends_by_the_interrupt_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
