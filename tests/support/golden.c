/* Samples against golden files. */
#include "tests/support/golden.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static const char *compare(const Golden *golden, const Language *language, Slice sample)
{
    char path[512];
    snprintf(path, sizeof path, FOLDER "%s/%s.txt", golden->folder, language_name(language));
    Buf expected = {0};
    Buf actual = {0};
    golden->print(language, sample, &actual);
    if (getenv("KEN_GOLDEN"))
        write_file(path, buf_slice(&actual));
    const char *wrong = NULL;
    if (!read_file(path, &expected))
        wrong = "has no golden file: KEN_GOLDEN=write makes it";
    else if (!slice_equal(buf_slice(&expected), buf_slice(&actual)))
        wrong = "is not as in its golden file";
    buf_deinit(&expected);
    buf_deinit(&actual);
    return wrong;
}

bool golden_check(const Golden *golden, const Language *language)
{
    char *path = sample_path(language_name(language));
    Buf sample = {0};
    const char *wrong = "has no sample, or several";
    if (path && read_file(path, &sample))
        wrong = compare(golden, language, buf_slice(&sample));
    if (!wrong)
        wrong = golden->check(language, path, buf_slice(&sample));
    if (wrong)
        print_error("%s: %s\n", language_name(language), wrong);
    buf_deinit(&sample);
    free(path);
    return !wrong;
}
