/* What the fuzzers of patterns share: the query that an input begins with, behind the byte that holds its modes. */
#pragma once

#include <locale.h>

#include "engine/search/pattern.h"
#include "tests/fuzz/fuzz.h"

/* One for the whole run. */
static inline Matcher *fuzz_matcher(void)
{
    static Matcher *matcher;
    if (!matcher) {
        setlocale(LC_ALL, "C.UTF-8");
        matcher = matcher_new();
    }
    return matcher;
}

/* The pattern goes on to the next newline. */
static inline Query fuzz_query(Slice *input, unsigned modes)
{
    return (Query){
        .pattern = fuzz_until(input, '\n'),
        .case_mode = (CaseMode)(modes % 3),
        .is_literal = modes & 8,
        .is_word = modes & 16,
    };
}
