/* Structure on the screen: the word, the jump list, the outline, definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/* The index may still be read while the list is shown: until row 0 holds the text. */
static void wait_for(const char *text)
{
    for (int left = 500; left > 0 && !strstr(screen_row(screen, 0), text); left--) {
        usleep(10000);
        screen_settle(screen);
    }
    screen_expect_at(screen, 0, text);
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

static void the_outline_lists_the_definitions(void **state)
{
    (void)state;
    page("static int helper");
    keys("o");
    screen_expect_at(screen, 0, "outline");
    screen_expect_at(screen, 0, "3 definitions");
    screen_expect(screen, "     3  node");
    screen_expect(screen, "type");
    screen_expect(screen, "     7  helper");
    assert_int_equal(screen_find(screen, "     7  helper"), screen_selected(screen));
    keys("Down");
    screen_expect_at(screen, screen_selected(screen), "    72  list_length");
    screen_expect(screen, "75 }"); /* the file beside the list follows */
    keys("Enter");
    screen_expect_at(screen, 0, "line 56/75");
    screen_expect(screen, "72 int list_length");
    keys("Ctrl-O");
    screen_expect(screen, "7 static int helper");
}

static void the_outline_is_filtered_by_typing(void **state)
{
    (void)state;
    page("static int helper");
    keys("o");
    type("LENG");
    screen_expect_at(screen, 0, "1 definition");
    screen_expect_at(screen, screen_selected(screen), "list_length");
    type("zz");
    screen_expect(screen, "no definition of that name in this file");
    keys("Ctrl-U");
    screen_expect_at(screen, 0, "3 definitions");
    screen_expect_at(screen, screen_selected(screen), "helper");
}

static void leaving_the_outline_changes_nothing(void **state)
{
    (void)state;
    page("static int helper");
    int row = screen_find(screen, "7 static int helper");
    keys("o Down Down Esc");
    assert_int_equal(screen_find(screen, "7 static int helper"), row);
    keys("o o"); /* typed into it */
    screen_expect_at(screen, 0, "outline");
    keys("F7");
    assert_int_equal(screen_find(screen, "7 static int helper"), row);
}

static void a_result_has_an_outline(void **state)
{
    (void)state;
    type("return helper");
    keys("Alt-O");
    screen_expect_at(screen, screen_selected(screen), "list_length");
    keys("Up Enter");
    screen_expect_at(screen, 0, "src/list.c");
    screen_expect(screen, "7 static int helper");
    keys("Esc");
    screen_expect_at(screen, 0, "return helper");
}

static void text_without_definitions_says_so(void **state)
{
    (void)state;
    screen_write(folder, "plain.xyz", "nothing to see\n");
    keys("F5");
    page("nothing to see");
    keys("o");
    screen_expect(screen, "what defines a name in this kind of file is not known");
}

static void a_large_file_is_outlined_in_pieces(void **state)
{
    (void)state;
    Buf text = {0};
    for (int i = 1; i <= 20000; i++)
        buf_printf(&text, "int function_%d(void)\n{\n    return %d;\n}\n", i, i);
    buf_append_byte(&text, '\0');
    screen_write(folder, "large.c", text.data);
    buf_deinit(&text);
    keys("F5");
    page("return 19000");
    keys("o");
    screen_expect_at(screen, 0, "20,000 definitions");
    screen_expect_at(screen, screen_selected(screen), "75997  function_19000");
}

static void the_definition_around_stands_under_the_header(void **state)
{
    (void)state;
    page("step_30");
    screen_expect_at(screen, 1, "static int helper(int count)");
    keys("g");
    screen_expect_not(screen, "── static int helper");
    keys("7 g");
    screen_expect_at(screen, 1, "────────");
    screen_expect_at(screen, TOP, "7 static int helper");
    keys("j");
    screen_expect_at(screen, 1, "static int helper(int count)");
    keys("C");
    screen_expect_at(screen, 1, "────────");
    keys("C G");
    screen_expect_at(screen, 1, "static int helper(int count)");
}

static void a_result_tells_what_it_is_in(void **state)
{
    (void)state;
    type("helper");
    screen_expect_at(screen, screen_find(screen, "return helper(1)"), "in list_length()");
    screen_expect_at(screen, screen_find(screen, "int helper = 2"), "in main()");
    /* once for what follows each other */
    assert_null(strstr(screen_row(screen, screen_find(screen, "return list_length(0)")), "in main()"));
    assert_null(strstr(screen_row(screen, screen_find(screen, "static int helper(int")), "in "));
    keys("Alt-Shift-C");
    screen_expect_not(screen, "in list_length()");
}

static void a_bracket_and_its_partner_are_shown(void **state)
{
    (void)state;
    page("int value");
    keys("Ctrl-X Shift-U k g");
    screen_click(screen, 10, screen_find(screen, "struct node {"), false);
    keys("Alt-%");
    assert_string_equal(chosen(), "{");
    screen_expect_at(screen, screen_find(screen, "     5"), "};");
    int y = screen_find(screen, "     5 };");
    int count = 0;
    for (int x = 0; x < WIDTH; x++)
        count += canvas_cell(&screen->canvas, x, y)->style.is_found;
    assert_int_equal(count, 1);
}

static void the_only_definition_is_gone_to(void **state)
{
    (void)state;
    page("list_length.0.");
    screen_expect_at(screen, 0, "src/main.c");
    keys("D");
    screen_expect_at(screen, 0, "src/list.c");
    screen_expect(screen, "72 int list_length");
    keys("Ctrl-O");
    screen_expect_at(screen, 0, "src/main.c");
}

static void several_definitions_are_listed(void **state)
{
    (void)state;
    screen_write(folder, "src/other.c", "int helper(void)\n{\n    return 1;\n}\n");
    keys("F5");
    page("return helper");
    keys("Ctrl-X Shift-U . . Ctrl-]");
    screen_expect_at(screen, 0, "definitions ❯ helper");
    screen_expect_at(screen, 0, "2 definitions");
    screen_expect(screen, "src/list.c");
    screen_expect(screen, "function  static int helper(");
    keys("Down Enter");
    screen_expect_at(screen, 0, "src/other.c");
    screen_expect_at(screen, TOP, "1 int helper(void)");
    keys("Ctrl-O");
    screen_expect(screen, "return helper(1)");
}

static void what_is_not_defined_is_told(void **state)
{
    (void)state;
    page("return helper");
    keys("Ctrl-X Shift-U . D");
    screen_expect_at(screen, HEIGHT - 1, "no definition of return is known");
    screen_expect(screen, "return helper(1)");
}

static void a_result_leads_to_its_definition(void **state)
{
    (void)state;
    type("list_length.0");
    keys("Alt-.");
    screen_expect_at(screen, 0, "src/list.c");
    screen_expect(screen, "72 int list_length");
    keys("Esc");
    screen_expect_at(screen, 0, "list_length.0");
}

static void a_name_can_be_typed(void **state)
{
    (void)state;
    keys("F8");
    screen_expect(screen, "type a name");
    type("list_length");
    wait_for(" 1 definition");
    screen_expect(screen, "function");
    keys("Enter");
    screen_expect(screen, "72 int list_length");
}

static void a_part_of_a_name_finds_longer_ones(void **state)
{
    (void)state;
    screen_write(folder, "src/part.c",
                 "int list(void)\n{\n    return 1;\n}\n\nint old_list(int list_a)\n{\n    return 2;\n}\n\n"
                 "int hidden(int list)\n{\n    return list;\n}\n");
    keys("F5 F8");
    type("list");
    wait_for(" 3 definitions");
    int whole = screen_find(screen, "int list(void)");
    int longer = screen_find(screen, "int list_length(");
    int within = screen_find(screen, "int old_list(");
    assert_true(whole < longer && longer < within);
    type("_LE");
    wait_for(" 0 definitions");
    screen_expect(screen, "no definition of that name");
    keys("Backspace Backspace");
    type("le");
    wait_for(" 1 definition");
    keys("Enter");
    screen_expect(screen, "72 int list_length");
}

static void definitions_among_the_results_come_first(void **state)
{
    (void)state;
    type("he.per|list_l");
    screen_expect_at(screen, 0, "6 lines in 3 files");
    keys("Alt-J");
    screen_expect_at(screen, 0, "2 definitions");
    screen_expect(screen, "function  static int helper(");
    screen_expect(screen, "function  int list_length(");
    keys("Esc");
    screen_expect_at(screen, 0, "6 lines in 3 files");
}

static void a_tags_file_adds_places_once(void **state)
{
    (void)state;
    screen_write(folder, "tags",
                 "!_TAG_FILE_SORTED\t1\t//\n"
                 "helper\tsrc/list.c\t/^static int helper(int count)$/;\"\tf\n"
                 "helper\tsrc/main.c\t5;\"\tv\n");
    keys("F5");
    page("return helper");
    keys("Ctrl-X Shift-U . . D");
    screen_expect_at(screen, 0, "2 definitions");
    screen_expect(screen, "int helper = 2;");
    screen_expect(screen, "tag");
}

#define ON_SOURCES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SOURCES(words_of_the_line_are_walked),
        ON_SOURCES(the_word_is_searched_in_the_whole_tree),
        ON_SOURCES(the_match_is_the_word),
        ON_SOURCES(the_word_is_found_in_the_file),
        ON_SOURCES(jumps_lead_back_and_forward),
        ON_SOURCES(jumps_lead_back_into_another_file),
        ON_SOURCES(jumps_outlive_a_view),
        ON_SOURCES(the_outline_lists_the_definitions),
        ON_SOURCES(the_outline_is_filtered_by_typing),
        ON_SOURCES(leaving_the_outline_changes_nothing),
        ON_SOURCES(a_result_has_an_outline),
        ON_SOURCES(text_without_definitions_says_so),
        ON_SOURCES(a_large_file_is_outlined_in_pieces),
        ON_SOURCES(the_definition_around_stands_under_the_header),
        ON_SOURCES(a_result_tells_what_it_is_in),
        ON_SOURCES(a_bracket_and_its_partner_are_shown),
        ON_SOURCES(the_only_definition_is_gone_to),
        ON_SOURCES(several_definitions_are_listed),
        ON_SOURCES(what_is_not_defined_is_told),
        ON_SOURCES(a_result_leads_to_its_definition),
        ON_SOURCES(a_name_can_be_typed),
        ON_SOURCES(a_part_of_a_name_finds_longer_ones),
        ON_SOURCES(definitions_among_the_results_come_first),
        ON_SOURCES(a_tags_file_adds_places_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
