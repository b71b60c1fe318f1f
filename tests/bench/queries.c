/* What the benchmarks ask, one query a class. */
#include "tests/bench/queries.h"

#include <string.h>

static const QueryClass source[] = {
    {.name = "rare literal", .pattern = "mutex_lock_nested", .goal = 100, .is_brief = true},
    {.name = "absent", .pattern = "zzzqqq", .goal = 100, .is_brief = true},
    {.name = "frequent literal", .pattern = "static int", .goal = 15, .is_brief = true},
    {.name = "regex with a literal", .pattern = "\\w+_lock\\(", .goal = 15, .is_ascii = true},
    {.name = "alternation", .pattern = "foo|bar_baz|quux", .goal = 15},
    {.name = "case-insensitive", .pattern = "kmalloc", .goal = 15, .is_caseless = true},
    {.name = "one character", .pattern = "e", .goal = 15},
    {.name = "two characters", .pattern = "if", .goal = 15},
    {.name = "classes only", .pattern = "[a-z]+[0-9]{4}", .goal = 8},
    {.name = "no help at all", .pattern = "\\s+$", .goal = 1, .is_ascii = true},
    {.name = "no help at all", .pattern = ".{120,}", .goal = 1},
};

enum { SOURCE = sizeof source / sizeof source[0] };

static const QueryClass log_lines[] = {
    {.name = "rare literal", .pattern = "certificate has expired", .goal = 1},
    {.name = "absent", .pattern = "zzzqqq", .goal = 1},
    {.name = "literal", .pattern = "ERROR", .goal = 1},
    {.name = "frequent literal", .pattern = "DEBUG", .goal = 1},
    {.name = "regex with a literal", .pattern = "took \\d{4,}ms", .goal = 1, .is_ascii = true},
    {.name = "one character", .pattern = "e", .goal = 1},
};

const QueryClass *queries_for(const char *corpus, size_t *count)
{
    if (strcmp(corpus, "log") == 0) {
        *count = sizeof log_lines / sizeof log_lines[0];
        return log_lines;
    }
    *count = SOURCE;
    if (strcmp(corpus, "many") == 0)
        for (*count = 0; source[*count].is_brief; ++*count)
            continue;
    return source;
}
