/* Terminals of many kinds and none, locales and colours: a usable screen, or a sentence that says why there is none and
 * status 2. What has no terminal at one of its ends says so too. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/support/ken.h"

enum { PATIENCE_MS = 10000 };

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    scratch_write_text(scratch, "a.txt", "first line\nsecond gr\xc3\xbc\xc3\x9f line\n\033[31mred \xe4\xb8\xad\n");
    scratch_write_text(scratch, ".empty/x", "");
    return 0;
}

static bool has_escape(Vt *vt, const char *sequence)
{
    return strstr(vt_log(vt), sequence) != NULL;
}

/* The screen works: it searches, pages, and gives the terminal back. */
static void expect_screen(Vt *vt, const char *what)
{
    if (!vt_until(vt, "a.txt", PATIENCE_MS))
        fail_msg("%s: no screen", what);
    vt_type(vt, "second");
    if (!vt_until(vt, "1 line in 1 file", PATIENCE_MS))
        fail_msg("%s: no search", what);
    vt_type(vt, "\x1b[17~");
    if (!vt_until(vt, "red", PATIENCE_MS))
        fail_msg("%s: no pager", what);
    vt_type(vt, KEY_CTRL_C);
    int status = vt_wait_exit(vt, PATIENCE_MS);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s: the end is %x", what, (unsigned)status);
    for (const char *p = vt_log(vt); *p; p++)
        if (p[0] == '$' && p[1] == '<')
            fail_msg("%s: padding is sent as text", what);
    const char *complaint = vt_not_given_back(vt);
    if (complaint)
        fail_msg("%s: %s", what, complaint);
    vt_free(vt);
}

static Vt *start_as(void **state, const char *type, const char *more)
{
    char term[64];
    const char *const env[] = {term, "LANG=", "LC_CTYPE=", more, NULL};
    snprintf(term, sizeof term, "TERM=%s", type);
    return ken_start(*state, NULL, env);
}

static void test_known_types_have_a_screen(void **state)
{
    static const char *const types[] = {"xterm", "xterm-256color", "screen", "screen-256color",
                                        "tmux",  "tmux-256color",  "linux",  "vt100",
                                        "vt220", "rxvt",           "ansi"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char path[128];
        struct stat facts;
        snprintf(path, sizeof path, "/usr/share/terminfo/%c/%s", types[i][0], types[i]);
        if (stat(path, &facts) != 0)
            snprintf(path, sizeof path, "/lib/terminfo/%c/%s", types[i][0], types[i]);
        if (stat(path, &facts) != 0)
            continue; /* not every system has all */
        expect_screen(start_as(state, types[i], NULL), types[i]);
    }
}

static void expect_refusal(Vt *vt, const char *sentence)
{
    int status = vt_wait_exit(vt, PATIENCE_MS);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    if (vt_find(vt, sentence) < 0)
        fail_msg("'%s' is not said: %s", sentence, vt_log(vt) ? vt_log(vt) : "");
    assert_false(has_escape(vt, "\x1b"));
    vt_free(vt);
}

static void test_types_without_a_screen_are_named(void **state)
{
    expect_refusal(start_as(state, "", NULL), "TERM is not set");
    expect_refusal(start_as(state, "dumb", NULL), "TERM=dumb: this type of terminal cannot move its cursor");
    expect_refusal(start_as(state, "no-such-terminal", NULL), "TERM=no-such-terminal: unknown type");
    expect_refusal(start_as(state, "../../etc/passwd", NULL), "TERM=../../etc/passwd: unknown type");
}

static void test_an_unset_type_is_named(void **state)
{
    const Scratch *scratch = *state;
    const char *const argv[] = {"sh", "-c", "unset TERM; exec \"$KEN\"", NULL};
    const char *const env[] = {"KEN=" KEN_PROGRAM, NULL};
    expect_refusal(vt_start(&(VtOptions){.columns = 80, .rows = 24, .folder = scratch->path, .argv = argv, .env = env}),
                   "TERM is not set");
}

/* No terminfo at all: a sentence, or the entries that the library itself holds. */
static void test_without_terminfo_there_is_a_sentence_or_a_screen(void **state)
{
    const Scratch *scratch = *state;
    char here[400], folders[400];
    const char *const env[] = {here, folders, "HOME=/nonexistent", NULL};
    snprintf(here, sizeof here, "TERMINFO=%s/.empty", scratch->path);
    snprintf(folders, sizeof folders, "TERMINFO_DIRS=%s/.empty", scratch->path);
    Vt *vt = ken_start(scratch, NULL, env);
    for (double end = vt_now() + PATIENCE_MS; vt_now() < end && vt_ended(vt) < 0 && vt_find(vt, "a.txt") < 0;)
        vt_pump(vt, 10);
    if (vt_ended(vt) >= 0)
        expect_refusal(vt, "TERM=xterm-256color");
    else
        expect_screen(vt, "without terminfo");
}

static void test_locales_that_lack_characters_show_plain_ones(void **state)
{
    static const char *const locales[] = {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=", "LC_ALL=en_US.ISO-8859-1",
                                          "LC_ALL=no_SUCH.locale"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        Vt *vt = start_as(state, "xterm-256color", locales[i]);
        assert_true(vt_until(vt, "a.txt", PATIENCE_MS));
        vt_pump(vt, 100);
        for (const char *p = vt_log(vt); *p; p++)
            if ((unsigned char)*p >= 0x80)
                fail_msg("%s: a byte %x is sent", locales[i], (unsigned char)*p);
        expect_screen(vt, locales[i]);
    }
}

static void test_no_color_sends_none(void **state)
{
    Vt *vt = start_as(state, "xterm-256color", "NO_COLOR=1");
    assert_true(vt_until(vt, "a.txt", PATIENCE_MS));
    vt_pump(vt, 100);
    assert_false(has_escape(vt, "\x1b[38;5;"));
    assert_false(has_escape(vt, "\x1b[48;5;"));
    expect_screen(vt, "NO_COLOR");
    vt = start_as(state, "xterm-256color", "COLORTERM=truecolor");
    assert_true(vt_until(vt, "a.txt", PATIENCE_MS));
    vt_pump(vt, 100);
    assert_true(has_escape(vt, "\x1b[38;5;") || has_escape(vt, "\x1b[38;2;"));
    expect_screen(vt, "COLORTERM=truecolor");
}

/* Runs it in the terminal, one of its ends bent away. */
static Vt *start_bent(void **state, const char *script)
{
    const Scratch *scratch = *state;
    const char *const argv[] = {"sh", "-c", script, NULL};
    const char *const env[] = {"KEN=" KEN_PROGRAM, NULL};
    return vt_start(&(VtOptions){.columns = 100, .rows = 30, .folder = scratch->path, .argv = argv, .env = env});
}

static void test_ends_that_are_no_terminal(void **state)
{
    expect_screen(start_bent(state, "exec \"$KEN\" 2>/dev/null"), "stderr away");
    expect_screen(start_bent(state, "exec \"$KEN\" 2>&-"), "stderr closed");
    expect_screen(start_bent(state, "exec \"$KEN\" . </dev/null"), "stdin away, a folder named");
    expect_screen(start_bent(state, "exec \"$KEN\" . <&-"), "stdin closed, a folder named");

    expect_refusal(start_bent(state, "\"$KEN\" | cat; exit 2"), "standard output is no terminal");
    expect_refusal(start_bent(state, "\"$KEN\" >/dev/null"), "standard output is no terminal");
    expect_refusal(start_bent(state, "exec \"$KEN\" >&-"), "standard output is no terminal");

    Vt *vt = start_bent(state, "cat a.txt | \"$KEN\"");
    assert_true(vt_until(vt, "second", PATIENCE_MS));
    vt_type(vt, "q");
    int status = vt_wait_exit(vt, PATIENCE_MS);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    vt_free(vt);
    vt = start_bent(state, "cat a.txt | \"$KEN\" - | cat");
    status = vt_wait_exit(vt, PATIENCE_MS);
    assert_true(WIFEXITED(status));
    assert_true(vt_find(vt, "second") >= 0 || vt_find(vt, "no terminal") >= 0);
    vt_free(vt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_types_have_a_screen),
        cmocka_unit_test(test_types_without_a_screen_are_named),
        cmocka_unit_test(test_an_unset_type_is_named),
        cmocka_unit_test(test_without_terminfo_there_is_a_sentence_or_a_screen),
        cmocka_unit_test(test_locales_that_lack_characters_show_plain_ones),
        cmocka_unit_test(test_no_color_sends_none),
        cmocka_unit_test(test_ends_that_are_no_terminal),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
