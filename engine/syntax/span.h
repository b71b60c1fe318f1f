/* Where spans open and close: the conditions and delimiters of SpanData. Each function looks at a bounded number of
 * bytes around a place, but for the ends of lines. Only the syntax modules. */
#pragma once

#include <stdbool.h>

#include "engine/syntax/lexer.h"
#include "engine/syntax/tables.h"

/* How a span opened. */
typedef struct Opening {
    size_t len;         /* of what opens it; 0: it does not */
    uint8_t depth;      /* LexState.depth, or the length of a fence */
    uint8_t flags;      /* LEX_* of a here-document */
    uint32_t delimiter; /* LexState.delimiter */
    Slice name;         /* of the language that a fence names */
} Opening;

/* LexState.flags */
enum {
    LEX_PENDING = 1 << 0,  /* a here-document begins with the next line */
    LEX_INDENTED = 1 << 1, /* its end may be indented */
};

/* Whether span `index` of `language` opens at `at`, where its first byte stands; `bytes` reach up to `end`. */
Opening span_opening(const Language *language, unsigned index, const char *bytes, size_t at, size_t end);
/* Length of what closes it at `at`, where the first byte of `close` stands; 0: nothing. */
size_t span_closing(const Language *language, unsigned index, const LexState *state, const char *bytes, size_t at,
                    size_t end);
/* The same for SPAN_MARKS: steps over the byte at `*at`, and says whether the span ends with it. */
bool span_closes_mark(const SpanData *span, LexState *state, const char *bytes, size_t *at, size_t end);
/* For spans that end by lines: whether the line at `at` ends it, and where (`*past`) what ends it ends. */
bool span_closes_line(const Language *language, unsigned index, const LexState *state, const char *bytes, size_t at,
                      size_t end, size_t *past);
/* Whether it ends by lines. */
bool span_is_by_lines(const SpanData *span);

/* Whether `text` stands at `at`. */
bool span_is_at(const Language *language, const char *text, const char *bytes, size_t at, size_t end);
/* The end of the line at `at`: its '\n', or `end`. */
size_t span_line_end(const char *bytes, size_t at, size_t end);
