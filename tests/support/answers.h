/* Two answers to one question that was asked in different ways: the test fails with a word where they differ. */
#pragma once

#include "engine/search/search.h"

/* One search's answer, as far as it was looked at. */
typedef struct Answer {
    const SearchProgress *progress;
    const Row *rows;
    size_t count;
} Answer;

/* Lines, files, and rows looked at. */
void answers_expect_counts(const char *what, Answer expected, Answer got);
/* Row `nth` of both is about the same line of the same file, or both are the file's heading. */
void answers_expect_place(const char *what, Answer expected, Answer got, size_t nth);
