/* What stands in files and in their names, as the search view shows it: hostile, wide, long, many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdlib.h>

#include "tests/support/screen.h"

static void hostile_names_and_lines_are_made_visible(void **state)
{
    (void)state;
    char *folder = screen_folder();
    screen_write(folder, "a\nb.c", "needle \x1b[31m red\n");
    screen_write(folder, "esc\x1b]0;x.c", "needle\n");
    screen_write(folder, "'; touch PWN #", "needle\n");
    screen_write(folder, "+!touch PWN", "\xff\x80 needle \xe2\x80\xae right to left\n");
    Screen *screen = screen_open(folder, 100, 24);
    screen_type(screen, "needle");
    screen_settle(screen);
    screen_expect_at(screen, 0, "4 lines in 4 files");
    screen_expect(screen, "^[[31m");
    screen_expect(screen, "a^Jb.c");
    screen_expect(screen, "esc^[]0;x.c");
    screen_expect(screen, "<202e>");
    int y = screen_find(screen, "+!touch PWN");
    assert_true(y >= 0);
    screen_click(screen, 12, y + 1, true);
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    char **argv = app_editor_command(screen->app)->argv;
    bool has_whole_name = false;
    for (; *argv; argv++)
        has_whole_name = has_whole_name || strstr(*argv, "/+!touch PWN");
    assert_true(has_whole_name);
    screen_close(screen);
    screen_folder_free(folder);
}

static void a_match_far_to_the_right_is_in_view(void **state)
{
    (void)state;
    char *folder = screen_folder();
    char *text = malloc(200001);
    memset(text, 'x', 200000);
    memcpy(text + 150000, "NEEDLE", 6);
    text[200000] = '\0';
    screen_write(folder, "long", text);
    free(text);
    Screen *screen = screen_open(folder, 80, 11);
    screen_type(screen, "NEEDLE");
    screen_settle(screen);
    screen_expect_at(screen, screen_selected(screen), "NEEDLE");
    screen_expect_at(screen, screen_selected(screen), "…");
    screen_keys(screen, "Enter");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "150001"));
    screen_close(screen);
    screen_folder_free(folder);
}

static void unicode_is_typed_matched_and_counted_in_characters(void **state)
{
    (void)state;
    char *folder = screen_folder();
    screen_write(folder, "\xc3\xbc.txt", "日本語 größe\n");
    Screen *screen = screen_open(folder, 100, 24);
    screen_type(screen, "größe");
    screen_settle(screen);
    screen_expect_at(screen, 0, "1 line in 1 file");
    screen_expect_at(screen, screen_selected(screen), "日本語 größe");
    screen_keys(screen, "Enter");
    assert_int_equal(screen_wish(screen), APP_WISH_EDIT);
    assert_non_null(strstr(screen_editor(screen), "5"));
    screen_close(screen);
    screen_folder_free(folder);
}

static void long_lists_scroll_with_their_heading_in_view(void **state)
{
    (void)state;
    char *folder = screen_folder();
    Buf text = {0};
    for (int i = 1; i <= 5000; i++)
        buf_printf(&text, "line %d\n", i);
    buf_append_byte(&text, '\0');
    screen_write(folder, "many", text.data);
    buf_deinit(&text);
    Screen *screen = screen_open(folder, 80, 24);
    screen_type(screen, "line");
    screen_settle(screen);
    screen_expect_at(screen, 0, "5,000 lines in 1 file");
    for (int i = 0; i < 20; i++)
        screen_keys(screen, "PgDn");
    screen_settle(screen);
    screen_expect_at(screen, 2, "many");
    screen_expect_at(screen, 2, "5,000");
    assert_true(screen_selected(screen) > 2);
    screen_keys(screen, "Ctrl-End");
    screen_close(screen);
    screen_folder_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_names_and_lines_are_made_visible),
        cmocka_unit_test(a_match_far_to_the_right_is_in_view),
        cmocka_unit_test(unicode_is_typed_matched_and_counted_in_characters),
        cmocka_unit_test(long_lists_scroll_with_their_heading_in_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
