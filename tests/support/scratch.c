/* A folder of a test's own. */
#include "tests/support/scratch.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void scratch_init(Scratch *scratch)
{
    const char *base = getenv("TMPDIR");
    snprintf(scratch->path, sizeof scratch->path, "%s/ken-test-XXXXXX", base && *base ? base : "/tmp");
    assert_non_null(mkdtemp(scratch->path));
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *where)
{
    (void)facts;
    (void)kind;
    (void)where;
    return remove(path);
}

void scratch_deinit(Scratch *scratch)
{
    nftw(scratch->path, remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

int scratch_setup(void **state)
{
    Scratch *scratch = malloc(sizeof *scratch);
    scratch_init(scratch);
    *state = scratch;
    return 0;
}

int scratch_teardown(void **state)
{
    scratch_deinit(*state);
    free(*state);
    return 0;
}

static void make_folders(char *path, size_t from)
{
    for (char *slash = path + from; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

void scratch_write(const Scratch *scratch, const char *path, Slice bytes)
{
    char whole[8192];
    snprintf(whole, sizeof whole, "%s/%s", scratch->path, path);
    make_folders(whole, strlen(scratch->path) + 1);
    FILE *file = fopen(whole, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data ? bytes.data : "", 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

void scratch_write_text(const Scratch *scratch, const char *path, const char *text)
{
    scratch_write(scratch, path, slice_from_cstr(text));
}
