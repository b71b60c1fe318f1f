/* Which definition a hit is in, in a few characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <string.h>

#include "tui/views/row_context.h"

/* The label of the line that `mark` stands in. */
static void expect(const char *path, const char *text, const char *mark, const char *label)
{
    Buf out = {0};
    const char *at = strstr(text, mark);
    assert_non_null(at);
    while (at > text && at[-1] != '\n')
        at--;
    RowContext context = {0};
    row_context_append(&context, 1, 1, slice_from_cstr(path), slice_of("", 0), slice_from_cstr(text),
                       (uint64_t)(at - text), &out);
    buf_append_byte(&out, '\0');
    assert_string_equal(out.data, label);
    buf_deinit(&out);
}

static void a_function_is_named(void **state)
{
    (void)state;
    expect("a.c", "static irqreturn_t e1000_intr(int irq, void *data)\n{\n\thit();\n}\n", "hit", "in e1000_intr()");
    expect("a.c", "static int __init\nstart(void)\n{\n\thit();\n}\n", "hit", "in start()");
    expect("a.go", "func (r *Reader) Read(p []byte) int {\n\thit()\n}\n", "hit", "in Read()");
    expect("a.py", "class A(B):\n    def f(self):\n        hit()\n", "hit", "in f()");
    expect("a.cpp", "int Foo::bar(int a) const\n{\n    hit();\n}\n", "hit", "in bar()");
}

static void a_type_is_told_by_its_line(void **state)
{
    (void)state;
    expect("a.c", "struct node {\n\tint hit;\n};\n", "hit", "in node");
    expect("a.py", "class A(B):\n    hit = 1\n", "hit", "in A");
}

static void the_definition_itself_has_no_label(void **state)
{
    (void)state;
    expect("a.c", "int hit(void)\n{\n}\n", "hit", "");
    expect("a.c", "int f(void)\n{\n}\n\nint hit;\n", "hit", "");
}

static void what_is_far_above_is_not_looked_for(void **state)
{
    (void)state;
    Buf text = {0};
    buf_printf(&text, "int table(void)\n{\n");
    for (int i = 0; i < 40000; i++)
        buf_printf(&text, "\t0x%04x,\n", (unsigned)i);
    buf_printf(&text, "\thit\n");
    buf_append_byte(&text, '\0');
    expect("a.c", text.data, "hit", "");
    buf_deinit(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_is_named),
        cmocka_unit_test(a_type_is_told_by_its_line),
        cmocka_unit_test(the_definition_itself_has_no_label),
        cmocka_unit_test(what_is_far_above_is_not_looked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
