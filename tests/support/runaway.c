/* Patterns that run away, and subjects that make them. */
#include "tests/support/runaway.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/search/pattern.h"

enum {
    LONG_LINE = 1000000,
    SHORT_LINES = 20000,
};

/* Bytes are taken at random from the alphabet, or from all but line ends and NUL. */
static const struct Kind {
    const char *name;
    const char *alphabet;
} kinds[RUNAWAY_KINDS] = {
    {"base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"},
    {"blanks", " \t"},
    {"brackets", "(((((((([[[[{{{)"},
    {"letters", "a"},
    {"random", NULL},
    {"short", "a"},
};

const char *runaway_kind(unsigned nth)
{
    return kinds[nth].name;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* What most of the patterns look for comes last, so that none can be ruled out by what it must contain. */
static void add_tail(Buf *line)
{
    buf_printf(line, "\x01-!Qx@:P,y\n");
}

static void add_long_line(Buf *line, const char *alphabet)
{
    uint32_t seed = 7;
    size_t count = alphabet ? strlen(alphabet) : 255;
    while (line->len < LONG_LINE) {
        uint32_t nth = next_random(&seed) % (uint32_t)count;
        char byte = alphabet ? alphabet[nth] : (char)(nth + 1);
        buf_append_byte(line, byte == '\n' ? ' ' : byte);
    }
    add_tail(line);
}

static void add_short_lines(Buf *lines)
{
    for (int i = 0; i < SHORT_LINES; i++) {
        buf_printf(lines, "%.*s", 20 + i % 20, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        add_tail(lines);
    }
}

void runaway_write(const Scratch *scratch, unsigned nth)
{
    Buf bytes = {0};
    if (nth < RUNAWAY_LONG_KINDS)
        add_long_line(&bytes, kinds[nth].alphabet);
    else
        add_short_lines(&bytes);
    scratch_write(scratch, kinds[nth].name, buf_slice(&bytes));
    buf_deinit(&bytes);
}

static bool compiles(const char *text)
{
    Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SMART};
    PatternError err;
    Pattern *pattern = pattern_compile(&query, &err);
    if (pattern)
        pattern_release(pattern);
    else
        print_message("%s: %s\n", text, err.text);
    return pattern != NULL;
}

unsigned runaway_for_each(unsigned step, RunawayFn *each, void *context)
{
    FILE *in = fopen(KEN_SOURCE_DIR "/tests/support/evil_patterns.txt", "r");
    assert_non_null(in);
    char *text = NULL;
    size_t size = 0;
    unsigned nth = 0;
    unsigned count = 0;
    for (ssize_t len; (len = getline(&text, &size, in)) > 0;) {
        if (strncmp(text, "## ", 3) == 0 || nth++ % step != 0)
            continue;
        text[len - 1] = '\0';
        if (!compiles(text))
            continue;
        count++;
        each(context, text);
    }
    free(text);
    fclose(in);
    return count;
}
