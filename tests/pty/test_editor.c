/* The editor's round trip: the exact file, line and column; and the screen and the selected row as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"

/* An editor that notes its arguments, one a line, leaves raw mode and colours behind, and says so. */
static void write_editor(const Scratch *scratch, char *path, size_t size)
{
    scratch_write_text(scratch, ".bin/vim",
                       "#!/bin/sh\n"
                       "for a in \"$@\"; do printf '%s\\036' \"$a\"; done >>\"$EDITOR_LOG\"\n"
                       "printf '\\033[31mEDITING'\n"
                       "stty raw -echo; sleep 0.1\n");
    snprintf(path, size, "%s/.bin/vim", scratch->path);
    assert_int_equal(chmod(path, 0755), 0);
}

static Vt *start_with_editor(const Scratch *scratch, char *log_path, size_t size)
{
    char editor[600];
    char editor_env[700];
    char log_env[700];
    write_editor(scratch, editor, sizeof editor);
    snprintf(log_path, size, "%s/.bin/log", scratch->path);
    snprintf(editor_env, sizeof editor_env, "EDITOR=%s", editor);
    snprintf(log_env, sizeof log_env, "EDITOR_LOG=%s", log_path);
    const char *const env[] = {editor_env, log_env, NULL};
    return ken_start(scratch, NULL, env);
}

/* What the editor was given, its arguments ended by the record separator. */
static bool read_log(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t len = fread(out, 1, size - 1, file);
    out[len] = '\0';
    fclose(file);
    return len > 0;
}

static void wait_for_log(Vt *vt, const char *path, char *out, size_t size)
{
    for (int i = 0; i < 250 && !read_log(path, out, size); i++)
        vt_pump(vt, 20);
    assert_true(read_log(path, out, size));
}

static char *screen_text(Vt *vt)
{
    static char text[65536];
    size_t len = 0;
    for (int y = 0; y < 30; y++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s\n", vt_row(vt, y));
    return text;
}

static void test_enter_opens_the_exact_line_and_column(void **state)
{
    Scratch *scratch = *state;
    scratch_write_text(scratch, "src/one.c", "int a;\n\tint \xc3\xa9 = needle; /* needle */\nint b;\n");
    scratch_write_text(scratch, "src/two.c", "\n\n\nneedle\n");
    char log_path[600];
    Vt *vt = start_with_editor(scratch, log_path, sizeof log_path);
    assert_true(vt_until(vt, "one.c", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "2 lines in 2 files", 5000));
    vt_type(vt, "\x0e"); /* ^N: the second hit */
    vt_pump(vt, 200);
    vt_type(vt, "\x10"); /* ^P: and back */
    vt_pump(vt, 300);
    char *before = strdup(screen_text(vt));
    vt_type(vt, "\r");
    char log[4096];
    wait_for_log(vt, log_path, log, sizeof log);
    assert_non_null(strstr(log, "call cursor(2,"));
    assert_non_null(strstr(log, "src/one.c\x1e"));
    assert_true(vt_until(vt, "2 lines in 2 files", 5000));
    vt_pump(vt, 500);
    /* the time that the search took may differ */
    char *after = screen_text(vt);
    char *after_header = strchr(after, '\n');
    assert_string_equal(after_header, strchr(before, '\n'));
    assert_int_equal(vt_find(vt, "EDITING"), -1);
    struct termios modes;
    vt_modes(vt, &modes);
    assert_false(modes.c_lflag & ECHO);
    free(before);
    ken_quit(vt);
}

static void test_a_change_made_in_the_editor_is_found(void **state)
{
    Scratch *scratch = *state;
    scratch_write_text(scratch, "one.c", "needle\n");
    scratch_write_text(scratch, ".bin/ed", "#!/bin/sh\nprintf 'needle\\nneedle\\n' >>one.c\n");
    char editor[600];
    snprintf(editor, sizeof editor, "%s/.bin/ed", scratch->path);
    assert_int_equal(chmod(editor, 0755), 0);
    char editor_env[700];
    snprintf(editor_env, sizeof editor_env, "EDITOR=%s", editor);
    const char *const env[] = {editor_env, NULL};
    Vt *vt = ken_start(scratch, NULL, env);
    assert_true(vt_until(vt, "one.c", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "1 line in 1 file", 5000));
    vt_type(vt, "\r");
    assert_true(vt_until(vt, "3 lines in 1 file", 5000));
    ken_quit(vt);
}

/* Names that are commands, options, escapes: shown harmlessly, opened exactly, nothing run. */
static void test_hostile_names_are_shown_and_opened_exactly(void **state)
{
    static const char *const names[] = {"'; touch PWN #", "+!touch PWN",  "-c!touch PWN", "esc\x1b]0;PWN\x07.txt",
                                        "new\nline",      "$(touch PWN)", "`touch PWN`",  "\xff\xfe.txt"};
    static const char *const shown[] = {"'; touch PWN #", "+!touch PWN",  "-c!touch PWN", "esc^[]0;PWN^G.txt",
                                        "new^Jline",      "$(touch PWN)", "`touch PWN`",  "<ff><fe>.txt"};
    Scratch *scratch = *state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "needle%zu\n", i);
        scratch_write_text(scratch, names[i], text);
    }
    char log_path[600];
    Vt *vt = start_with_editor(scratch, log_path, sizeof log_path);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];
        unlink(log_path);
        snprintf(text, sizeof text, "\x15needle%zu", i); /* ^U clears the query */
        vt_type(vt, text);
        assert_true(vt_until(vt, shown[i], 5000));
        assert_true(vt_until(vt, "1 line in 1 file", 5000));
        vt_pump(vt, 50);
        vt_type(vt, "\r");
        char log[4096];
        wait_for_log(vt, log_path, log, sizeof log);
        char expected[300];
        snprintf(expected, sizeof expected, "%s\x1e", names[i]);
        if (!strstr(log, expected))
            fail_msg("'%s' was not opened exactly: '%s'", shown[i], log);
        char *last = strrchr(log, '\x1e');
        assert_non_null(last);
        assert_true(log[0] != '-' || log[1] == 'c' || log[1] == '-');
        vt_pump(vt, 300);
    }
    char pwned[600];
    snprintf(pwned, sizeof pwned, "%s/PWN", scratch->path);
    assert_int_not_equal(access(pwned, F_OK), 0);
    ken_quit(vt);
}

static void test_an_editor_that_cannot_be_started_is_named(void **state)
{
    Scratch *scratch = *state;
    scratch_write_text(scratch, "one.c", "needle\n");
    const char *const env[] = {"EDITOR=/no/such/editor", NULL};
    Vt *vt = ken_start(scratch, NULL, env);
    assert_true(vt_until(vt, "one.c", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "1 line in 1 file", 5000));
    vt_type(vt, "\r");
    assert_true(vt_until(vt, "/no/such/editor", 5000));
    ken_quit(vt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_enter_opens_the_exact_line_and_column, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_change_made_in_the_editor_is_found, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_hostile_names_are_shown_and_opened_exactly, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_an_editor_that_cannot_be_started_is_named, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
