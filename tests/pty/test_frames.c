/* What is sent to draw a frame: only sequences that every terminal of the kind knows, and no more than has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"

static int setup(void **state)
{
    scratch_setup(state);
    const Scratch *scratch = *state;
    Buf text = {0};
    for (int i = 1; i <= 400; i++)
        buf_printf(&text, "%s line %d of the text\n", i % 3 ? "needle" : "other", i);
    scratch_write(scratch, "text.txt", buf_slice(&text));
    buf_deinit(&text);
    return 0;
}

/* Counts CSI sequences that end in one of the bytes. */
static int count_csi(Vt *vt, size_t from, const char *finals)
{
    const char *log = vt_log(vt);
    int count = 0;
    for (size_t at = from; at + 2 < vt_received(vt); at++) {
        if (log[at] != '\x1b' || log[at + 1] != '[')
            continue;
        size_t end = at + 2;
        while (end < vt_received(vt) && (unsigned char)log[end] >= 0x20 && (unsigned char)log[end] < 0x40)
            end++;
        count += end < vt_received(vt) && strchr(finals, log[end]) != NULL;
    }
    return count;
}

static void test_no_view_is_drawn_by_scrolling_several_rows_or_repeating(void **state)
{
    Vt *vt = ken_start(*state, NULL, NULL);
    assert_true(vt_until(vt, "text.txt", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "267 lines in 1 file", 5000));
    static const char *const keys[] = {KEY_RIGHT, "d",      "d",         "u",           KEY_ESC, "\x1bOP", KEY_ESC,
                                       KEY_DOWN,  KEY_DOWN, "\x1b[1;2B", KEY_PAGE_DOWN, "\x14",  KEY_ESC};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        vt_type(vt, keys[i]);
        vt_pump(vt, 120);
    }
    assert_int_equal(count_csi(vt, 0, "STb"), 0);
    ken_quit(vt);
}

static void test_a_cursor_move_sends_little(void **state)
{
    Vt *vt = ken_start(*state, NULL, NULL);
    assert_true(vt_until(vt, "text.txt", 5000));
    vt_type(vt, "needle");
    assert_true(vt_until(vt, "267 lines in 1 file", 5000));
    vt_pump(vt, 300);
    size_t before = vt_received(vt);
    vt_type(vt, KEY_DOWN);
    vt_pump(vt, 300);
    assert_true(vt_received(vt) > before);
    assert_true(vt_received(vt) - before < 4000);
    before = vt_received(vt);
    vt_pump(vt, 500);
    assert_int_equal(vt_received(vt), before); /* at rest nothing is sent */
    ken_quit(vt);
}

static void test_a_line_down_in_the_pager_scrolls(void **state)
{
    const char *const arguments[] = {"text.txt", NULL};
    Vt *vt = ken_start(*state, arguments, NULL);
    assert_true(vt_until(vt, "line 20 of", 5000));
    vt_pump(vt, 300);
    size_t before = vt_received(vt);
    vt_type(vt, "j");
    vt_pump(vt, 300);
    assert_true(vt_received(vt) > before);
    assert_true(vt_received(vt) - before < 600);
    ken_quit(vt);
}

/* -1 where the system does not tell. */
static long count_writes(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/io", (int)pid);
    FILE *file = fopen(path, "r");
    long writes = -1;
    char line[128];
    while (file && fgets(line, sizeof line, file))
        sscanf(line, "syscw: %ld", &writes);
    if (file)
        fclose(file);
    return writes;
}

static void test_a_frame_is_sent_in_a_few_writes(void **state)
{
    const char *const arguments[] = {"text.txt", NULL};
    Vt *vt = ken_start(*state, arguments, NULL);
    assert_true(vt_until(vt, "line 20 of", 5000));
    vt_pump(vt, 300);
    long before = count_writes(vt_pid(vt));
    vt_type(vt, " ");
    assert_true(vt_until(vt, "line 40 of", 5000));
    vt_pump(vt, 300);
    long writes = count_writes(vt_pid(vt)) - before;
    if (before < 0)
        skip();
    if (writes > 16) /* the frame's, and those that wake the main thread */
        fail_msg("%ld writes for one page", writes);
    ken_quit(vt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_no_view_is_drawn_by_scrolling_several_rows_or_repeating, setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_cursor_move_sends_little, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_line_down_in_the_pager_scrolls, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_frame_is_sent_in_a_few_writes, setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
