/* The definition around a line, in several languages, and its wording in a title. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/definition.h"

static const char c_text[] = "#include <stdio.h>\n"
                             "\n"
                             "static int one(void);\n"
                             "/* what\n"
                             " * one does */\n"
                             "static int one(int a,\n"
                             "               int b)\n"
                             "{\n"
                             "\treturn INNER;\n"
                             "out:\n"
                             "\treturn AFTER_LABEL;\n"
                             "}\n"
                             "BETWEEN;\n"
                             "\n"
                             "struct two {\n"
                             "\tint FIELD;\n"
                             "};\n";

static const char python_text[] = "import os\n"
                                  "\n"
                                  "class Thing(Base):\n"
                                  "    VALUE = 1\n"
                                  "\n"
                                  "    async def method(self, x):\n"
                                  "        if x:\n"
                                  "\n"
                                  "            return INNER\n"
                                  "\n"
                                  "    LATER = 2\n"
                                  "TOP = 3\n";

static const char java_text[] = "public class Big {\n"
                                "    public static void main(String[] args) {\n"
                                "        for (;;) {\n"
                                "            INNER();\n"
                                "        }\n"
                                "    }\n"
                                "}\n";

static void expect(const char *name, const char *text, const char *place, const char *definition)
{
    const char *at = strstr(text, place);
    assert_non_null(at);
    while (at > text && at[-1] != '\n')
        at--;
    Slice found = definition_find(slice_from_cstr(name), slice_of("", 0), slice_from_cstr(text), (size_t)(at - text));
    if (!slice_equal(found, slice_from_cstr(definition)))
        fail_msg("\"%.*s\" in place of \"%s\"", (int)found.len, found.data ? found.data : "", definition);
}

static void test_c_functions_and_types(void **state)
{
    (void)state;
    expect("a/b.c", c_text, "INNER", "static int one(int a,");
    expect("a/b.c", c_text, "AFTER_LABEL", "static int one(int a,");
    expect("a/b.c", c_text, "FIELD", "struct two {");
    expect("a/b.c", c_text, "static int one(int", "static int one(int a,");
}

static void test_after_the_end_of_a_function_there_is_none(void **state)
{
    (void)state;
    expect("b.c", c_text, "BETWEEN", "");
    expect("b.c", c_text, "#include", "");
}

static void test_a_prototype_is_not_around_what_follows(void **state)
{
    (void)state;
    expect("a/b.c", c_text, "what", "");
    expect("a/b.c", "static int proto(int a,\n\tint b);\nPLACE\n", "PLACE", "");
    expect("a/b.c", "static int\nsplit(int a)\n{\n\tINNER\n}\n", "INNER", "split(int a)");
}

static void test_python_by_indentation(void **state)
{
    (void)state;
    expect("t.py", python_text, "INNER", "async def method(self, x):");
    expect("t.py", python_text, "VALUE", "class Thing(Base):");
    expect("t.py", python_text, "LATER", "class Thing(Base):");
    expect("t.py", python_text, "TOP", "");
}

static void test_java_methods_have_no_keyword(void **state)
{
    (void)state;
    expect("Big.java", java_text, "INNER", "public static void main(String[] args) {");
    expect("Big.java", java_text, "main", "public static void main(String[] args) {");
}

static void test_nothing_and_past_the_end(void **state)
{
    (void)state;
    assert_int_equal(definition_find(slice_from_cstr("a.c"), slice_of("", 0), slice_of("", 0), 0).len, 0);
    assert_int_equal(definition_find(slice_from_cstr("a.c"), slice_of("", 0), slice_from_cstr("int f()\n"), 100).len,
                     0);
}

static void expect_words(const char *line, size_t columns, const char *words)
{
    Buf out = {0};
    definition_squeeze(slice_from_cstr(line), columns, &out);
    buf_append_byte(&out, '\0');
    assert_string_equal(out.data, words);
    buf_deinit(&out);
}

static void test_blanks_are_squeezed_and_the_opening_is_cut(void **state)
{
    (void)state;
    expect_words("static  int\tone(int a)   {", 80, "static int one(int a)");
    expect_words("class Thing(Base):", 80, "class Thing(Base)");
    expect_words("", 80, "");
    expect_words("{", 80, "");
}

static void test_parameters_are_left_out_when_long_or_unfinished(void **state)
{
    (void)state;
    expect_words("static irqreturn_t e1000_intr(int irq, void *data)", 40, "static irqreturn_t e1000_intr(…)");
    expect_words("static int one(int a,", 80, "static int one(…)");
    expect_words("void f()", 3, "void f()");
    expect_words("int (*get(int a))(void) {", 10, "int (*get(int a))(…)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_c_functions_and_types),
        cmocka_unit_test(test_after_the_end_of_a_function_there_is_none),
        cmocka_unit_test(test_a_prototype_is_not_around_what_follows),
        cmocka_unit_test(test_python_by_indentation),
        cmocka_unit_test(test_java_methods_have_no_keyword),
        cmocka_unit_test(test_nothing_and_past_the_end),
        cmocka_unit_test(test_blanks_are_squeezed_and_the_opening_is_cut),
        cmocka_unit_test(test_parameters_are_left_out_when_long_or_unfinished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
