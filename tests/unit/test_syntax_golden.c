/* Each language against its sample: tests/syntax/samples/NAME.EXTENSION must be known for what it is, and give the
 * tokens of tests/syntax/golden/NAME.txt. KEN_GOLDEN=write in the environment writes these anew, to be read. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/syntax/language_data.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/tables.h"
#include "tests/support/lexer_check.h"

#define FOLDER KEN_SOURCE_DIR "/tests/syntax/"

static bool read_file(const char *path, Buf *buf)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    char block[4096];
    size_t got;
    while ((got = fread(block, 1, sizeof block, in)) > 0)
        buf_append(buf, block, got);
    fclose(in);
    return true;
}

static void write_file(const char *path, Slice text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text.data, 1, text.len, out), text.len);
    assert_int_equal(fclose(out), 0);
}

/* The sample's path, of any extension; NULL when there is not exactly one. To be freed. */
static char *sample_path(const char *name)
{
    char pattern[512];
    snprintf(pattern, sizeof pattern, FOLDER "samples/%s.*", name);
    glob_t found;
    char *path = NULL;
    if (glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc == 1)
        path = strdup(found.gl_pathv[0]);
    globfree(&found);
    return path;
}

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

/* False, and says why, when something is not as it should be. */
static bool check_language(const Language *language)
{
    const char *name = language_name(language);
    char golden[512];
    snprintf(golden, sizeof golden, FOLDER "golden/%s.txt", name);
    char *path = sample_path(name);
    Buf sample = {0};
    Buf expected = {0};
    Buf actual = {0};
    const char *wrong = NULL;
    if (!path || !read_file(path, &sample)) {
        wrong = "has no sample, or several";
    } else {
        const Language *chosen = language_for(slice_from_cstr(path), slice_sub(buf_slice(&sample), 0, 512), (Slice){0});
        print_tokens(language, buf_slice(&sample), &actual);
        if (getenv("KEN_GOLDEN"))
            write_file(golden, buf_slice(&actual));
        if (chosen != language)
            wrong = "its sample is taken for another language";
        else if (!read_file(golden, &expected))
            wrong = "has no golden file";
        else if (!slice_equal(buf_slice(&expected), buf_slice(&actual)))
            wrong = "gives other tokens than its golden file";
        else
            wrong = lexer_check(language, buf_slice(&sample));
    }
    if (wrong)
        print_error("%s: %s\n", name, wrong);
    buf_deinit(&sample);
    buf_deinit(&expected);
    buf_deinit(&actual);
    free(path);
    return !wrong;
}

static void test_each_language_has_its_tokens(void **state)
{
    (void)state;
    size_t failed = 0;
    for (size_t i = 0; i < language_count(); i++) {
        const Language *language = language_at(i);
        if (i > 0 && !(language->data->flags & LANGUAGE_HIDDEN))
            failed += !check_language(language);
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
