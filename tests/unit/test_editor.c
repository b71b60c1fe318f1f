/* Editors: the argument vectors of those that are known, names that try to be options, and running one. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tui/editor.h"

/* The words, each in brackets. */
static void expect_words(const EditorCommand *command, const char *expected)
{
    Buf text = {0};
    for (char **word = command->argv; *word; word++)
        buf_printf(&text, "[%s]", *word);
    buf_append_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    buf_deinit(&text);
}

static void expect_at(const char *configured, EditorPlace place, const char *expected, bool is_graphical)
{
    EditorCommand command;
    Error err;
    assert_true(editor_command(&command, configured, &place, &err));
    expect_words(&command, expected);
    assert_int_equal(command.is_graphical, is_graphical);
    editor_command_deinit(&command);
}

static void expect(const char *configured, const char *expected, bool is_graphical)
{
    expect_at(configured, (EditorPlace){"f.c", 12, 5}, expected, is_graphical);
}

static void editors_of_the_terminal_get_their_own_form(void **state)
{
    (void)state;
    expect("vi", "[vi][+12][f.c]", false);
    expect("view", "[view][+12][f.c]", false);
    expect("vim", "[vim][+call cursor(12,byteidxcomp(getline(12),5-1)+1)][f.c]", false);
    expect("nvim", "[nvim][+call cursor(12,byteidxcomp(getline(12),5-1)+1)][f.c]", false);
    expect("kak", "[kak][+12:5][f.c]", false);
    expect("hx", "[hx][f.c:12:5]", false);
    expect("helix", "[helix][f.c:12:5]", false);
    expect("emacs", "[emacs][+12:5][f.c]", false);
    expect("emacsclient -t", "[emacsclient][-t][+12:5][f.c]", false);
    expect("nano", "[nano][+12,5][f.c]", false);
    expect("micro", "[micro][+12:5][f.c]", false);
    expect("ne", "[ne][+12,5][f.c]", false);
    expect("joe", "[joe][+12][f.c]", false);
    expect("mcedit", "[mcedit][+12][f.c]", false);
    expect("jed", "[jed][f.c][-g][12]", false);
    expect("ed", "[ed][f.c]", false);
    expect("someone-elses", "[someone-elses][+12][f.c]", false);
}

static void editors_with_a_window_get_their_own_form(void **state)
{
    (void)state;
    expect("code", "[code][--goto][f.c:12:5]", true);
    expect("codium --wait", "[codium][--wait][--goto][f.c:12:5]", true);
    expect("subl", "[subl][f.c:12:5]", true);
    expect("zed", "[zed][f.c:12:5]", true);
    expect("gedit", "[gedit][+12:5][f.c]", true);
    expect("kate", "[kate][--line][12][--column][5][f.c]", true);
    expect("idea", "[idea][--line][12][--column][5][f.c]", true);
    expect("/opt/idea/bin/idea.sh", "[/opt/idea/bin/idea.sh][--line][12][--column][5][f.c]", true);
    expect("mate", "[mate][--line][12:5][f.c]", true);
    expect("gvim", "[gvim][+call cursor(12,byteidxcomp(getline(12),5-1)+1)][f.c]", true);
    expect("neovide", "[neovide][--][+12][f.c]", true);
}

static void a_place_without_line_or_column_is_plain(void **state)
{
    (void)state;
    expect_at("vim", (EditorPlace){"f.c", 0, 0}, "[vim][f.c]", false);
    expect_at("vim", (EditorPlace){"f.c", 3, 0}, "[vim][+call cursor(3,1)][f.c]", false);
    expect_at("nano", (EditorPlace){"f.c", 3, 0}, "[nano][+3,1][f.c]", false);
    expect_at("jed", (EditorPlace){"f.c", 0, 0}, "[jed][f.c]", false);
    expect_at("hx", (EditorPlace){"f.c:7", 0, 0}, "[hx][f.c:7:1:1]", false);
    expect_at("vi", (EditorPlace){"f.c", UINT64_MAX, 1}, "[vi][+18446744073709551615][f.c]", false);
}

static void words_are_split_as_a_shell_splits_them(void **state)
{
    (void)state;
    expect("  vi\t-u  NONE ", "[vi][-u][NONE][+12][f.c]", false);
    expect("'/my editors/vi' \"a b\" c\\ d '' e'f'\"g\"", "[/my editors/vi][a b][c d][][efg][+12][f.c]", false);
    expect("vi \"a\\\"b\\c\" 'd\\e'", "[vi][a\"b\\c][d\\e][+12][f.c]", false);
    expect("vi $HOME `x` $(y) ; & | > *", "[vi][$HOME][`x`][$(y)][;][&][|][>][*][+12][f.c]",
           false); /* nothing expands */
    expect("vi \\", "[vi][\\][+12][f.c]", false);
}

static void what_is_no_command_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "   ", "vi 'x", "vi \"x\\\"", "\"'"};
    EditorPlace place = {"f.c", 1, 1};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        EditorCommand command;
        Error err = {{0}};
        assert_false(editor_command(&command, wrong[i], &place, &err));
        assert_true(err.text[0]);
        assert_null(command.argv);
        assert_false(editor_quickfix_command(&command, wrong[i], "list", &err));
    }
}

static void names_cannot_be_options_commands_or_other_places(void **state)
{
    (void)state;
    static const char *const names[] = {"-c!touch x", "+!touch x", "--",  "~root", "$(x)",
                                        " x",         "'",         "`x`", "\xff",  "\n"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char words[64];
        snprintf(words, sizeof words, "[vi][+1][./%s]", names[i]);
        expect_at("vi", (EditorPlace){names[i], 1, 1}, words, false);
    }
    expect_at("vi", (EditorPlace){"/a -b", 1, 1}, "[vi][+1][/a -b]", false);
    expect_at("vi", (EditorPlace){"a/-b", 1, 1}, "[vi][+1][a/-b]", false);
    expect_at("vi", (EditorPlace){".x", 1, 1}, "[vi][+1][.x]", false);
    expect_at("hx", (EditorPlace){"-x", 1, 1}, "[hx][./-x:1:1]", false);
    expect_at("x {file}", (EditorPlace){"-x", 1, 1}, "[x][./-x]", false);
}

static void templates_say_where_things_go(void **state)
{
    (void)state;
    expect("myed --at {line}:{column} {file}", "[myed][--at][12:5][f.c]", false);
    expect("myed {file}@{line} -x", "[myed][f.c@12][-x]", false);
    expect("myed -l{line}", "[myed][-l12][f.c]", false);
    expect("code -r {file}", "[code][-r][f.c]", true);
    expect("'my ed' '{file} {x} {'", "[my ed][f.c {x} {]", false);
    expect_at("myed {line} {column}", (EditorPlace){"{line}", 0, 0}, "[myed][1][1][./{line}]", false);
    expect_at("myed {file}", (EditorPlace){"a{line}", 7, 0}, "[myed][a{line}]", false); /* the name is no template */
}

static void expect_list(const char *configured, const char *path, const char *expected)
{
    EditorCommand command;
    Error err;
    assert_true(editor_quickfix_command(&command, configured, path, &err));
    expect_words(&command, expected);
    editor_command_deinit(&command);
}

static void lists_open_as_quickfix_or_as_they_are(void **state)
{
    (void)state;
    expect_list("vim", "/tmp/l", "[vim][--cmd][set errorformat=%f:%l:%c:%m][-q][/tmp/l]");
    expect_list("nvim -u x", "/tmp/l", "[nvim][-u][x][--cmd][set errorformat=%f:%l:%c:%m][-q][/tmp/l]");
    expect_list("emacs -nw", "/tmp/l\"\\",
                "[emacs][-nw][--eval][(progn (find-file \"/tmp/l\\\"\\\\\") (setq default-directory "
                "command-line-default-directory) (grep-mode))]");
    expect_list("vi", "/tmp/l", "[vi][+1][/tmp/l]");
    expect_list("code", "/tmp/l", "[code][--goto][/tmp/l:1:1]");
    expect_list("myed --at {line} {file}", "/tmp/l", "[myed][--at][1][/tmp/l]");
}

static void the_variables_are_asked_in_order(void **state)
{
    (void)state;
    setenv("KEN_EDITOR", "k", 1);
    setenv("VISUAL", "v", 1);
    setenv("EDITOR", "e", 1);
    assert_string_equal(editor_configured(), "k");
    setenv("KEN_EDITOR", " ", 1);
    assert_string_equal(editor_configured(), "v");
    unsetenv("KEN_EDITOR");
    unsetenv("VISUAL");
    assert_string_equal(editor_configured(), "e");
    unsetenv("EDITOR");
    setenv("PATH", "/no/such/folder", 1);
    assert_string_equal(editor_configured(), "vi");
    setenv("PATH", "/usr/bin:/bin", 1);
    assert_true(strcmp(editor_configured(), "vi") == 0 || strcmp(editor_configured(), "nano") == 0);
}

static bool run(const char *script, bool is_graphical, Error *err)
{
    char *argv[] = {"sh", "-c", (char *)(uintptr_t)script, NULL};
    EditorCommand command = {argv, is_graphical};
    return editor_run(&command, -1, err);
}

static void how_it_ended_is_told(void **state)
{
    (void)state;
    Error err = {{0}};
    assert_true(run("exit 0", false, &err));
    assert_false(run("exit 3", false, &err));
    assert_string_equal(err.text, "sh: ended with status 3");
    assert_false(run("kill -TERM $$", false, &err));
    assert_non_null(strstr(err.text, "signal 15"));
    char *argv[] = {"/no/such/editor", "x", NULL};
    EditorCommand command = {argv, false};
    assert_false(editor_run(&command, -1, &err));
    assert_non_null(strstr(err.text, "/no/such/editor: No such file"));
}

static void it_runs_with_default_signals_and_kens_own_stay_as_they_were(void **state)
{
    (void)state;
    Error err;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, now;
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGUSR1, &ignore, NULL);
    assert_false(run("kill -PIPE $$; sleep 1", false, &err));
    assert_non_null(strstr(err.text, "signal 13"));
    assert_false(run("kill -TERM $$; sleep 1", false, &err));
    sigaction(SIGUSR1, NULL, &now);
    assert_true(now.sa_handler == SIG_IGN);
    sigaction(SIGINT, NULL, &now);
    assert_true(now.sa_handler == SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void an_interrupt_in_the_editor_does_not_reach_ken(void **state)
{
    (void)state;
    Error err;
    assert_true(run("kill -INT $PPID; exit 0", false, &err));
}

static void one_with_a_window_is_not_waited_for_and_has_no_terminal(void **state)
{
    (void)state;
    char path[] = "/tmp/ken-editor-XXXXXX";
    char script[128];
    char answer[16] = "";
    Error err;
    close(mkstemp(path));
    snprintf(script, sizeof script, "sleep 0.3; if [ -t 0 ]; then echo tty; else echo none; fi > %s", path);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    assert_true(run(script, true, &err));
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true((double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9 < 0.25);
    for (int i = 0; i < 100 && !answer[0]; i++) {
        usleep(50000);
        FILE *in = fopen(path, "r");
        if (fgets(answer, sizeof answer, in)) {
        }
        fclose(in);
    }
    assert_string_equal(answer, "none\n");
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editors_of_the_terminal_get_their_own_form),
        cmocka_unit_test(editors_with_a_window_get_their_own_form),
        cmocka_unit_test(a_place_without_line_or_column_is_plain),
        cmocka_unit_test(words_are_split_as_a_shell_splits_them),
        cmocka_unit_test(what_is_no_command_is_refused),
        cmocka_unit_test(names_cannot_be_options_commands_or_other_places),
        cmocka_unit_test(templates_say_where_things_go),
        cmocka_unit_test(lists_open_as_quickfix_or_as_they_are),
        cmocka_unit_test(how_it_ended_is_told),
        cmocka_unit_test(it_runs_with_default_signals_and_kens_own_stay_as_they_were),
        cmocka_unit_test(an_interrupt_in_the_editor_does_not_reach_ken),
        cmocka_unit_test(one_with_a_window_is_not_waited_for_and_has_no_terminal),
        cmocka_unit_test(the_variables_are_asked_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
