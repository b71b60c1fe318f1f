/* How fast a file is lexed, in MB/s of one core (medians): bench_syntax LANGUAGE FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/base/buf.h"
#include "engine/syntax/lexer.h"

enum { RUNS = 9, TOKENS = 4096 };

typedef size_t Step(Lexer *lexer, Token *tokens, size_t most);

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

static void measure(const char *name, const Language *language, Slice bytes, Step *step)
{
    Token tokens[TOKENS];
    double seconds[RUNS];
    size_t count = 0;
    for (int i = 0; i < RUNS; i++) {
        double start = now();
        Lexer lexer;
        lexer_start(&lexer, language, (LexState){0}, bytes);
        count = 0;
        while (lexer.at < bytes.len)
            count += step(&lexer, tokens, TOKENS);
        seconds[i] = now() - start;
    }
    qsort(seconds, RUNS, sizeof *seconds, compare_doubles);
    printf("%-8s %8.0f MB/s  %zu tokens\n", name, (double)bytes.len / 1e6 / seconds[RUNS / 2], count);
}

int main(int argc, char **argv)
{
    const Language *language = argc == 3 ? language_find(slice_from_cstr(argv[1])) : NULL;
    FILE *in = language ? fopen(argv[2], "rb") : NULL;
    if (!in) {
        fprintf(stderr, "usage: bench_syntax LANGUAGE FILE\n");
        return 2;
    }
    Buf buf = {0};
    static char block[1 << 16];
    for (size_t got; (got = fread(block, 1, sizeof block, in)) > 0;)
        buf_append(&buf, block, got);
    fclose(in);
    measure("tokens", language, buf_slice(&buf), lexer_tokens);
    measure("regions", language, buf_slice(&buf), lexer_regions);
    buf_deinit(&buf);
    return 0;
}
