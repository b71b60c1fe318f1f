/* Comparing answers. */
#include "tests/support/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void answers_expect_counts(const char *what, Answer expected, Answer got)
{
    if (expected.progress->lines != got.progress->lines || expected.progress->files != got.progress->files ||
        expected.count != got.count)
        fail_msg("'%s': %llu lines in %u files, %zu rows, not %llu in %u, %zu", what,
                 (unsigned long long)got.progress->lines, got.progress->files, got.count,
                 (unsigned long long)expected.progress->lines, expected.progress->files, expected.count);
}

void answers_expect_place(const char *what, Answer expected, Answer got, size_t nth)
{
    const Row *left = &expected.rows[nth], *right = &got.rows[nth];
    assert_false(right->is_stale);
    if (left->file != right->file || left->line != right->line || left->start != right->start ||
        left->end != right->end)
        fail_msg("'%s': row %zu is file %u line %llu [%llu,%llu), not file %u line %llu [%llu,%llu)", what, nth,
                 right->file, (unsigned long long)right->line, (unsigned long long)right->start,
                 (unsigned long long)right->end, left->file, (unsigned long long)left->line,
                 (unsigned long long)left->start, (unsigned long long)left->end);
}
