/* The outline of each language's sample against tests/syntax/outline/NAME.txt; what C declares; the definition around
 * a line; pieces give what the whole gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/syntax/outline.h"
#include "engine/syntax/tables.h"
#include "tests/support/golden.h"
#include "tests/support/outline_check.h"

/* One definition a line: indentation by depth, line:name-line kind name. */
static void print_outline(const Language *language, Slice bytes, Buf *out)
{
    Definition definitions[OUTLINE_ROOM];
    Outline outline;
    outline_start(&outline, language, &(OutlineState){0}, 0, bytes);
    for (size_t count; (count = outline_next(&outline, definitions, OUTLINE_ROOM)) > 0;)
        for (size_t i = 0; i < count; i++) {
            const Definition *found = &definitions[i];
            size_t line = 1;
            for (size_t at = 0; at < found->line_start; at++)
                line += bytes.data[at] == '\n';
            buf_printf(out, "%*s%zu %s %.*s\n", found->depth * 2, "", line, definition_kind_name(found->kind),
                       (int)found->name_len, bytes.data + found->name_start);
        }
}

static const char *check_sample(const Language *language, const char *path, Slice bytes)
{
    (void)path;
    return outline_check(language, bytes);
}

static void test_each_language_has_its_outline(void **state)
{
    const Golden golden = {"outline", print_outline, check_sample};
    (void)state;
    size_t failed = 0;
    for (size_t i = 0; i < language_count(); i++) {
        const Language *language = language_at(i);
        if (outline_is_known(language) && !(language->data->flags & LANGUAGE_HIDDEN))
            failed += !golden_check(&golden, language);
    }
    assert_int_equal(failed, 0);
}

static void expect(const char *language, const char *text, const char *outline)
{
    Buf actual = {0};
    Slice bytes = slice_from_cstr(text);
    print_outline(language_find(slice_from_cstr(language)), bytes, &actual);
    buf_append_byte(&actual, '\0');
    assert_string_equal(actual.data, outline);
    buf_deinit(&actual);
    const char *wrong = outline_check(language_find(slice_from_cstr(language)), bytes);
    if (wrong)
        fail_msg("%s", wrong);
}

static void test_functions_of_c(void **state)
{
    (void)state;
    expect("c", "int proto(int a);\nstatic inline struct foo *bar(int x)\n{\n\tif (x) {\n\t}\n}\n", "2 function bar\n");
    expect("c", "SYSCALL_DEFINE3(read, int, fd)\n{\n}\nEXPORT_SYMBOL(read);\n", "1 function read\n");
    expect("c", "EXPORT_SYMBOL(one)\nvoid two(void) __acquires(x)\n{\n}\n", "2 function two\n");
    expect("c", "static __printf(2, 3)\nvoid say(const char *f, ...)\n{\n}\n", "1 function say\n");
    expect("c", "__attribute__((cold)) int a(void) {}\nvoid (*get(int s))(void)\n{\n}\n",
           "1 function a\n2 function get\n");
    expect("c", "static int\nsplit\n(int x)\n{\n}\n", "1 function split\n");
}

static void test_braces_that_branches_share(void **state)
{
    (void)state;
    expect("c", "#ifdef A\nint f(int a)\n{\n#else\nint f(long a)\n{\n#endif\n}\nint g(void)\n{\n}\n",
           "2 function f\n5 function f\n9 function g\n");
    expect("c", "int f(void)\n{\n\tif (a) {\n\t\tx(\n}\nint g(void)\n{\n}\n", "1 function f\n6 function g\n");
}

static void test_types_macros_and_variables_of_c(void **state)
{
    (void)state;
    expect("c", "#define ONE 1\n# define TWO(a) \\\n\tf(a) {\nstruct s { int a; struct in { int b; } c; } v;\n",
           "1 macro ONE\n2 macro TWO\n4 type s\n  4 type in\n4 variable v\n");
    expect("c", "enum e { A, B = 1 << 2, C };\nenum { D };\n",
           "1 type e\n  1 constant A\n  1 constant B\n  1 constant C\n2 constant D\n");
    expect("c", "typedef struct { int x; } t1;\ntypedef int (*t2)(int a);\ntypedef void t3(int);\ntypedef u8 t4[4];\n",
           "1 type t1\n2 type t2\n3 type t3\n4 type t4\n");
    expect("c", "static int x = 3, y;\nstruct foo *p;\nextern int z;\nstruct foo bar __init = {\n\t.a = b,\n};\n",
           "1 variable x\n1 variable y\n2 variable p\n4 variable bar\n");
    expect("c", "static DEFINE_MUTEX(lock);\nDEFINE_PER_CPU(struct a, b);\nMODULE_LICENSE(GPL);\n",
           "1 variable lock\n2 variable b\n");
}

static void test_statements_outside_of_functions_declare_nothing(void **state)
{
    (void)state;
    expect("c", "TRACE_EVENT(x,\n\ty;\n\t\t__entry->len = map->len;\n)\nint after;\n", "5 variable after\n");
    expect("c", "\tldptr.d s0, \\thread, FPR\n;int after = 1;\n", "2 variable after\n");
}

static void test_classes(void **state)
{
    (void)state;
    expect("c++",
           "namespace a {\ntemplate <class T>\nclass Foo : public Bar<T> {\n  Foo() : x(1) {}\n  int f() const { "
           "}\n};\n}\n"
           "void Foo::g() {\n}\nextern \"C\" {\nint h() {}\n}\n",
           "1 module a\n  2 type Foo\n    4 function Foo\n    5 function f\n8 function g\n11 function h\n");
}

static void test_groups_and_names_of_several_words(void **state)
{
    (void)state;
    expect("go", "const (\n\tA = 1\n\tB\n)\nx := y\ntype (\n\tT int\n)\nfunc (s *S) Get(a int) {\n}\n",
           "2 variable A\n3 variable B\n7 type T\n9 function Get\n");
    expect("rust", "impl<T> Foo<T> for Bar {\n fn x(&self) {}\n}\n", "1 type Bar\n  2 function x\n");
    expect("python", "class ((\nx, y {\n", "");
}

static void test_functions_of_classes(void **state)
{
    (void)state;
    expect("java",
           "package a.b;\nimport x.Y;\n@Two(\"x\")\npublic class A<T> extends B {\n  @One\n  A(int x) {\n  }\n"
           "  abstract int p();\n  enum E { X, Y; int g() { return 1; } }\n}\nrecord P(int x) {\n}\n",
           "1 module b\n4 type A\n  6 function A\n  9 type E\n    9 constant X\n    9 constant Y\n    9 function g\n"
           "11 type P\n");
    expect("c#",
           "using A.B;\nnamespace C.D;\nclass E<T> where T : class {\n  int F(int x) => x;\n  int G() { }\n}\n"
           "public record H(int X);\n",
           "2 module D\n3 type E\n  4 function F\n  5 function G\n7 type H\n");
    expect("c", "struct foo *f(int x)\n{\n}\n", "1 function f\n");
    expect("kotlin",
           "class A(val b: Int) {\n  companion object {\n    val C = 1\n  }\n  suspend fun d() {\n    val e = 1\n"
           "  }\n}\n",
           "1 type A\n  5 function d\n");
}

static void test_methods_of_objective_c(void **state)
{
    (void)state;
    expect("objective-c",
           "@class X;\n@interface A : B <C> {\n  int d;\n}\n@property (copy) E *f;\n- (void)g:(int)h;\n@end\n"
           "@implementation A\n- (void)g:(int)h more:(id)i\n{\n  if (h) { }\n}\n+ (id)j { }\n@end\nint k(void)\n{\n}\n",
           "2 type A\n8 type A\n9 function g\n13 function j\n15 function k\n");
}

static void test_names_that_a_line_begins_with(void **state)
{
    (void)state;
    expect("assembly", "SYM_FUNC_START(a)\n\tnop\n1:\tnop\n.Lb:\nc:\n\tcall d\n", "1 function a\n5 function c\n");
    expect("haskell", "f :: Int\nf = g\n  where g :: Int\n", "1 function f\n");
    expect("erlang", "f(0) -> 1;\nf(N) -> g(N).\nh() -> 2.\n-module(m).\n", "3 function h\n4 module m\n");
    expect("dts", "/ {\n\ta: b@1 {\n\t\tc = <1>;\n\t};\n};\n&a {\n};\n", "1 module /\n  2 module a\n6 module &a\n");
    expect("sql", "CREATE TABLE a.b (c int);\nCreate View d AS SELECT 1;\n", "1 type b\n2 type d\n");
    expect("css", "a,\n.b {\n  c: d;\n}\n@media x {\n  e { }\n}\n",
           "1 heading a,\n5 heading @media x\n  6 heading e\n");
    expect("ocaml", "let f' x =\n  let y = 1 in y\nmodule M = struct\n  let g = 2\nend\n",
           "1 function f'\n3 module M\n  4 function g\n");
    expect("fortran", "subroutine a\nend subroutine a\n", "1 function a\n");
}

static void expect_around(const char *language, const char *text, const char *place, const char *name)
{
    const char *at = strstr(text, place);
    assert_non_null(at);
    while (at > text && at[-1] != '\n')
        at--;
    Definition around = {0};
    bool has =
        outline_around(language_find(slice_from_cstr(language)), slice_from_cstr(text), (uint64_t)(at - text), &around);
    Slice found = has ? slice_of(text + around.name_start, around.name_len) : slice_of("", 0);
    if (!slice_equal(found, slice_from_cstr(name)))
        fail_msg("\"%.*s\" in place of \"%s\"", (int)found.len, found.data, name);
}

static void test_a_string_of_several_lines_ends_with_no_name(void **state)
{
    (void)state;
    expect("fsharp", "let@\"\n\"\"\"", "");
}

static void test_the_definition_around_a_line(void **state)
{
    (void)state;
    const char *text =
        "static int one(void);\nstatic int two(int a,\n\tint SECOND)\n{\nlabel:\n\tINNER;\n}\nint BETWEEN;\n"
        "struct three {\n\tint FIELD;\n};\n#define M \\\n\tMACRO_BODY\nAFTER\n";
    expect_around("c", text, "one(void)", "");
    expect_around("c", text, "SECOND", "two");
    expect_around("c", text, "INNER", "two");
    expect_around("c", text, "BETWEEN", "BETWEEN");
    expect_around("c", text, "FIELD", "three");
    expect_around("c", text, "MACRO_BODY", "M");
    expect_around("c", text, "AFTER", "");
    const char *python = "class A(B):\n    x = 1\n    async def m(self,\n  LONG):\n        if y:\n\n            "
                         "INNER\n    LATER = 2\nTOP = 3\n";
    expect_around("python", python, "x = 1", "A");
    expect_around("python", python, "INNER", "m");
    expect_around("python", python, "LATER", "A");
    expect_around("python", python, "TOP", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_language_has_its_outline),
        cmocka_unit_test(test_functions_of_c),
        cmocka_unit_test(test_braces_that_branches_share),
        cmocka_unit_test(test_types_macros_and_variables_of_c),
        cmocka_unit_test(test_statements_outside_of_functions_declare_nothing),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_groups_and_names_of_several_words),
        cmocka_unit_test(test_functions_of_classes),
        cmocka_unit_test(test_methods_of_objective_c),
        cmocka_unit_test(test_names_that_a_line_begins_with),
        cmocka_unit_test(test_a_string_of_several_lines_ends_with_no_name),
        cmocka_unit_test(test_the_definition_around_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
