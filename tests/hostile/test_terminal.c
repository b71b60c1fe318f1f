/* Whatever names and lines hold, nothing reaches the terminal but what ken means to send: random ones go through the
 * list of files, the results, the preview and the pager of the real program, and all that comes is parsed by an
 * allow-list. KEN_ORACLE_LINES sets how many (100,000 unless set). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"
#include "tests/support/terminal_oracle.h"

enum {
    COLUMNS = 200,
    ROWS = 400, /* so many lines are seen at a time */
    LINES = 100000,
    NAMES = 2000,
    PIECES_MOST = 6,
    NAME_MOST = 200,
    FRAME_MS = 20000,
};

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

/* What a terminal would act upon, with parameters that ken itself never sends. */
static const char *const pieces[] = {
    "\x1b[777m",
    "\x1b[6n",
    "\x1b]0;stolen\a",
    "\x1b]52;c;c3RvbGVu\a",
    "\x1bPq#0\x1b\\",
    "\x1b[?47h",
    "\x1b_x\x1b\\",
    "\x1b[5i",
    "\033c",
    "\x1b[9999;9999H",
    "\23331m",
    "\302\23331m",
    "\302\2350;x",
    "\xe2\x80\xae",
    "\xe2\x81\xa6",
    "\xe2\x80\x8f",
    "\xef\xbb\xbf",
    "\xe2\x80\xa8",
    "\x07",
    "\x08\x08\x08",
    "\x0e",
    "\x0f",
    "\x7f",
    "\x05",
    "\x1b",
    "\x1b[",
    "\x1b]2;",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xc0\x9b",
    "\xe2\x82",
    "\xf0\x9f\x98",
    "\xcc\x81",
    "\xe4\xb8\xad",
    "\xf0\x9f\x98\x80",
    "\r",
    "\t",
    "\x0b\x0c",
    "\xf3\xa0\x81\x81",
    "\x1b#8",
    "\x1b(0",
    "\x1bN",
};

/* Text, pieces and bytes of any kind; no line end, '/' or NUL. */
static void append_hostile(Buf *out, uint32_t *seed)
{
    uint32_t count = 1 + next_random(seed, PIECES_MOST);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t kind = next_random(seed, 4);
        uint32_t len = 1 + next_random(seed, 12);
        if (kind == 0)
            buf_printf(out, "%s", pieces[next_random(seed, sizeof pieces / sizeof *pieces)]);
        for (uint32_t j = 0; kind != 0 && j < len; j++) {
            char byte = (char)(kind == 1   ? next_random(seed, 256)
                               : kind == 2 ? next_random(seed, 32)
                                           : 'a' + next_random(seed, 26));
            buf_append_byte(out, byte == '\n' || byte == '/' || byte == '\0' ? 'n' : byte);
        }
    }
}

static size_t lines_wanted(void)
{
    const char *text = getenv("KEN_ORACLE_LINES");
    long count = text ? strtol(text, NULL, 10) : 0;
    return count > 0 ? (size_t)count : LINES;
}

/* One file of all lines but as many as there are names: each of these has a file of its own, with its line in it. */
static void make_files(const Scratch *scratch, size_t lines)
{
    Buf text = {0};
    uint32_t seed = 2;
    for (size_t i = 0; i < lines; i++) {
        append_hostile(&text, &seed);
        buf_append_byte(&text, '\n');
    }
    scratch_write(scratch, "all.txt", buf_slice(&text));
    for (int i = 0; i < NAMES; i++) {
        Buf name = {0};
        buf_printf(&name, "names/%d", i % 10);
        append_hostile(&name, &seed);
        name.len = name.len < NAME_MOST ? name.len : NAME_MOST;
        buf_append_byte(&name, '\0');
        buf_clear(&text);
        append_hostile(&text, &seed);
        scratch_write(scratch, name.data, buf_slice(&text));
        buf_deinit(&name);
    }
    buf_deinit(&text);
}

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    make_files(scratch, lines_wanted());
    return 0;
}

static Vt *start(const Scratch *scratch, const char *file)
{
    const char *const arguments[] = {file, NULL};
    Vt *vt = ken_start(scratch, arguments, NULL);
    vt_resize(vt, COLUMNS, ROWS);
    return vt;
}

/* Sends the key and reads to the end of the frame that it makes, if any comes. */
static void press(Vt *vt, const char *key)
{
    static const char end[] = "\x1b[?2026l";
    size_t before = vt_received(vt);
    double give_up = vt_now() + FRAME_MS;
    vt_type(vt, key);
    for (int quiet = 0; vt_now() < give_up && quiet < 3;) {
        size_t had = vt_received(vt);
        vt_pump(vt, 4);
        size_t has = vt_received(vt);
        bool is_whole = has > before + strlen(end) && memcmp(vt_log(vt) + has - strlen(end), end, strlen(end)) == 0;
        quiet = has == had && is_whole ? quiet + 3 : has == had && has == before ? quiet : 0;
        if (has == before && vt_now() > give_up - FRAME_MS + 300)
            break; /* the key changes nothing: the end is reached */
    }
}

static void assert_allowed(Vt *vt)
{
    Oracle oracle = {.columns = COLUMNS, .rows = ROWS};
    if (!oracle_allows(&oracle, vt_log(vt), vt_received(vt)))
        fail_msg("at byte %zu of %zu: %s", oracle.offset, vt_received(vt), oracle.complaint);
    assert_int_equal(oracle.alternate_screen, 1);
    assert_true(oracle.frames > 0);
}

static void quit_and_check(Vt *vt)
{
    vt_type(vt, KEY_CTRL_C);
    int status = vt_wait_exit(vt, FRAME_MS);
    assert_true(WIFEXITED(status));
    assert_allowed(vt);
    vt_free(vt);
}

static void test_lines_in_the_pager(void **state)
{
    Vt *vt = start(*state, "all.txt");
    assert_true(vt_until(vt, "all.txt", FRAME_MS));
    for (size_t seen = 0; seen < lines_wanted(); seen += ROWS - 20)
        press(vt, " ");
    press(vt, "G");
    assert_true(vt_received(vt) > lines_wanted() * 10);
    quit_and_check(vt);
}

static void test_names_and_lines_on_the_screens(void **state)
{
    Vt *vt = start(*state, NULL);
    assert_true(vt_until(vt, "all.txt", FRAME_MS));
    for (int i = 0; i < NAMES / (ROWS - 20) + 1; i++)
        press(vt, KEY_PAGE_DOWN);
    press(vt, "n"); /* a query, whose results are lines under their names */
    for (int i = 0; i < 20; i++)
        press(vt, KEY_PAGE_DOWN);
    for (int i = 0; i < 20; i++) {
        press(vt, KEY_UP); /* another preview */
        press(vt, "\x1b[17~");
        press(vt, "q");
    }
    press(vt, "\x14"); /* the tree */
    for (int i = 0; i < 10; i++) {
        press(vt, KEY_DOWN);
        press(vt, KEY_RIGHT);
    }
    quit_and_check(vt);
}

/* A file for each of many titles: the name stands in the title. */
static void test_names_in_titles(void **state)
{
    uint32_t seed = 5;
    for (int i = 0; i < 12; i++) {
        Buf name = {0};
        buf_printf(&name, "title%d", i);
        append_hostile(&name, &seed);
        buf_printf(&name, "%s%c", pieces[(size_t)i * 3 % (sizeof pieces / sizeof *pieces)], '\0');
        scratch_write_text(*state, name.data, "a line\n");
        Vt *vt = start(*state, name.data);
        assert_true(vt_until(vt, "a line", FRAME_MS));
        quit_and_check(vt);
        buf_deinit(&name);
    }
}

static void test_the_oracle_refuses_what_a_terminal_acts_upon(void **state)
{
    (void)state;
    unsigned refused = 0;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Oracle oracle = {.columns = COLUMNS, .rows = ROWS};
        refused += !oracle_allows(&oracle, pieces[i], strlen(pieces[i]));
    }
    /* all but the accent, the wide ones, carriage return, tab and backspaces, which ken and ncurses send too */
    assert_int_equal(refused, sizeof pieces / sizeof *pieces - 6);
    Oracle oracle = {.columns = COLUMNS, .rows = ROWS};
    const char fine[] = "\x1b[1;400H\x1b[38;5;17mtext\x1b[m\x1b]2;a title\a";
    assert_false(oracle_allows(&oracle, fine, strlen(fine))); /* column 400 of 200 */
    oracle.columns = 400;
    assert_true(oracle_allows(&oracle, fine, strlen(fine)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_oracle_refuses_what_a_terminal_acts_upon),
        cmocka_unit_test(test_lines_in_the_pager),
        cmocka_unit_test(test_names_and_lines_on_the_screens),
        cmocka_unit_test(test_names_in_titles),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
