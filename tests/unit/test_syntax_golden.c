/* Each language against its sample: tests/syntax/samples/NAME.EXTENSION must be known for what it is, and give the
 * tokens of tests/syntax/golden/NAME.txt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/syntax/language_data.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/tables.h"
#include "tests/support/golden.h"
#include "tests/support/lexer_check.h"

static void print_text(Buf *out, Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\n')
            buf_printf(out, "\\n");
        else
            buf_append_byte(out, text.data[i]);
}

/* One token a line: line:column KIND text. */
static void print_tokens(const Language *language, Slice bytes, Buf *out)
{
    Token tokens[64];
    Lexer lexer;
    lexer_start(&lexer, language, (LexState){0}, bytes);
    size_t line = 1;
    size_t start = 0;
    size_t at = 0;
    while (lexer.at < bytes.len) {
        size_t count = lexer_tokens(&lexer, tokens, 64);
        for (size_t i = 0; i < count; i++) {
            for (; at < tokens[i].start; at++)
                if (bytes.data[at] == '\n') {
                    line++;
                    start = at + 1;
                }
            if (tokens[i].kind == TOKEN_PUNCTUATION || tokens[i].kind == TOKEN_NAME)
                continue;
            buf_printf(out, "%zu:%zu %s ", line, tokens[i].start - start + 1, token_name((TokenKind)tokens[i].kind));
            print_text(out, slice_sub(bytes, tokens[i].start, tokens[i].end));
            buf_append_byte(out, '\n');
        }
    }
}

static const char *check_sample(const Language *language, const char *path, Slice bytes)
{
    if (language_for(slice_from_cstr(path), slice_sub(bytes, 0, 512), (Slice){0}) != language)
        return "its sample is taken for another language";
    return lexer_check(language, bytes);
}

static void test_each_language_has_its_tokens(void **state)
{
    const Golden golden = {"golden", print_tokens, check_sample};
    (void)state;
    size_t failed = 0;
    for (size_t i = 0; i < language_count(); i++) {
        const Language *language = language_at(i);
        if (i > 0 && !(language->data->flags & LANGUAGE_HIDDEN))
            failed += !golden_check(&golden, language);
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_language_has_its_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
