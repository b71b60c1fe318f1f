/* Structure on the screen: the word, the jump list, the outline, definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"
#include "tests/support/screen.h"

enum { WIDTH = 120, HEIGHT = 24, TOP = 2 };

static char *folder;
static Screen *screen;

static void write_sources(void)
{
    Buf text = {0};
    buf_printf(&text, "#include \"list.h\"\n\nstruct node {\n    int value;\n};\n\n");
    buf_printf(&text, "static int helper(int count)\n{\n");
    for (int i = 0; i < 60; i++)
        buf_printf(&text, "    count += step_%d(count);\n", i);
    buf_printf(&text,
               "    return count;\n}\n\nint list_length(const struct node *list)\n{\n    return helper(1);\n}\n");
    buf_append_byte(&text, '\0');
    screen_write(folder, "src/list.c", text.data);
    buf_deinit(&text);
    screen_write(folder, "src/list.h", "struct node;\nint list_length(const struct node *list);\n");
    screen_write(
        folder, "src/main.c",
        "#include \"list.h\"\n\nint main(void)\n{\n    int helper = 2;\n    return list_length(0) + helper;\n}\n");
}

static int set_up(void **state)
{
    (void)state;
    folder = screen_folder();
    write_sources();
    screen = screen_open(folder, WIDTH, HEIGHT);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    screen_close(screen);
    screen_folder_free(folder);
    return 0;
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

/* Pages the first result of the query. */
static void page(const char *query)
{
    type(query);
    keys("F6");
}

/* The text drawn reversed as chosen, in the first row that has some. */
static const char *chosen(void)
{
    static char text[128];
    size_t len = 0;
    for (int y = 0; y < HEIGHT && len == 0; y++)
        for (int x = 0; x < WIDTH; x++) {
            const Cell *cell = canvas_cell(&screen->canvas, x, y);
            if (cell->style.is_found && len + 1 < sizeof text)
                text[len++] = (char)cell->chars[0];
        }
    text[len] = '\0';
    return text;
}

static void words_of_the_line_are_walked(void **state)
{
    (void)state;
    page("return list_length");
    screen_expect_at(screen, 0, "src/main.c");
    keys("Ctrl-X Shift-U"); /* without the matches' own marks */
    keys(".");
    assert_string_equal(chosen(), "return");
    keys(".");
    assert_string_equal(chosen(), "list_length");
    keys("Shift-Right");
    assert_string_equal(chosen(), "helper");
    keys(",");
    assert_string_equal(chosen(), "list_length");
    keys("2 Shift-Left");
    assert_string_equal(chosen(), "helper");
}

static void the_word_is_searched_in_the_whole_tree(void **state)
{
    (void)state;
    page("static int helper");
    keys("Ctrl-X Shift-U . . . *");
    screen_expect_at(screen, 0, "helper");
    screen_expect_at(screen, 0, "4 lines in 2 files");
    keys("Esc");
    screen_expect_at(screen, 0, "src/list.c");
    screen_expect(screen, "static int helper(int count)");
}

static void the_match_is_the_word(void **state)
{
    (void)state;
    page("st_leng.*0");
    keys("*");
    screen_expect_at(screen, 0, "list_length");
    screen_expect_at(screen, 0, "3 lines in 3 files");
}

static void the_word_is_found_in_the_file(void **state)
{
    (void)state;
    page("int helper =");
    keys("Ctrl-X Shift-U . . #");
    screen_expect_at(screen, 0, "match 2 of 2");
    assert_string_equal(chosen(), "helper");
}

static void jumps_lead_back_and_forward(void **state)
{
    (void)state;
    page("static int helper");
    int row = screen_find(screen, "7 static int helper");
    keys("G");
    screen_expect_not(screen, "7 static int helper");
    keys("Ctrl-O");
    assert_int_equal(screen_find(screen, "7 static int helper"), row);
    keys("Alt-Right");
    screen_expect_not(screen, "7 static int helper");
    keys("Alt-Left Alt-Left");
    screen_expect_at(screen, HEIGHT - 1, "no place to go back to");
}

static void jumps_lead_back_into_another_file(void **state)
{
    (void)state;
    page("static int helper");
    keys("Ctrl-X Shift-U . . . *");
    keys("Down Down Down F6");
    screen_expect_at(screen, 0, "src/main.c");
    keys("Ctrl-O");
    screen_expect_at(screen, 0, "src/list.c");
    screen_expect(screen, "static int helper(int count)");
    keys("Alt-Right");
    screen_expect_at(screen, 0, "src/main.c");
}

static void jumps_outlive_a_view(void **state)
{
    (void)state;
    page("static int helper");
    keys("G Esc Esc");
    screen_expect_at(screen, 0, "3 files");
    keys("Alt-Left");
    screen_expect_at(screen, 0, "src/list.c");
    screen_expect(screen, "static int helper(int count)");
}

#define ON_SOURCES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SOURCES(words_of_the_line_are_walked), ON_SOURCES(the_word_is_searched_in_the_whole_tree),
        ON_SOURCES(the_match_is_the_word),        ON_SOURCES(the_word_is_found_in_the_file),
        ON_SOURCES(jumps_lead_back_and_forward),  ON_SOURCES(jumps_lead_back_into_another_file),
        ON_SOURCES(jumps_outlive_a_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
