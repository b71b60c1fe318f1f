/* From untrusted bytes to what may be shown: the only way for file contents and names to the screen. Pure.
 *
 * UTF-8 is decoded; C0 and DEL become caret notation (^[ ^?), C1 controls, bidirectional controls, other
 * format characters without a width, surrogates and unassigned code points become <202e>, bytes that are not
 * UTF-8 become <ff>. Widths are those of the terminal (wcwidth of a UTF-8 locale). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

#include "engine/base/slice.h"

enum { GLYPH_CHARS = 10 };

typedef struct Glyph {
    wchar_t chars[GLYPH_CHARS]; /* what to show, each one column unless count is 1 */
    int count;                  /* of chars */
    int columns;                /* in all: 0 for a combining mark, 1, 2, or `count` for a visible control */
    size_t bytes;               /* consumed, at least 1 */
    bool is_control;            /* shown in the control role */
    bool is_tab;                /* the caller decides its width; chars is one space */
    bool is_sequence;           /* by sgr_glyph_at only: shows nothing, `count` is 0 */
    uint8_t attributes;         /* by sgr_glyph_at only: ATTRIBUTE_..., of text that is printed over */
} Glyph;

/* The glyph at `at` < bytes.len. */
Glyph glyph_at(Slice bytes, size_t at);
/* How many bytes from `at` on are printable ASCII (0x20..0x7e), at most `most`: the fast path, one column each. */
size_t glyph_plain_run(Slice bytes, size_t at, size_t most);
