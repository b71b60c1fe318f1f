/* Syntax colour of result lines. */
#include "tui/views/row_tint.h"

#include "tui/tint.h"

enum {
    NEAR = 16 << 10,      /* lexed from a known place to a line */
    ABOVE = 8 << 10,      /* looked at for a guess */
    BLOCK_MOST = 1 << 20, /* lexed for one block of rows; the rest of them is taken for code */
    HEAD = 512,           /* in which the language shows */
    LINE_MOST = 64 << 10,
    TOKENS = 256,
};

void row_tinter_enter(RowTinter *tinter, uint32_t file, uint32_t generation, Slice path, Slice attribute, Slice bytes)
{
    if (tinter->has_file && tinter->file == file && tinter->generation == generation)
        return;
    tinter->has_file = true;
    tinter->file = file;
    tinter->generation = generation;
    tinter->language = language_for(path, slice_sub(bytes, 0, HEAD), attribute);
    tinter->place = (LexPlace){0};
}

/* From what stands above, beginning with a whole line. */
static LexState guess(RowTinter *tinter, Slice bytes, uint64_t line_start)
{
    Slice above = slice_sub(bytes, (size_t)(line_start - ABOVE), (size_t)line_start);
    const char *newline = memchr(above.data, '\n', above.len);
    size_t first = newline ? (size_t)(newline - above.data) + 1 : above.len;
    tinter->lexed += above.len - first;
    return lex_guess(tinter->language, slice_sub(above, first, above.len));
}

static LexState state_at(RowTinter *tinter, Slice bytes, uint64_t line_start)
{
    LexPlace *place = &tinter->place;
    if (place->offset > line_start)
        *place = (LexPlace){0};
    bool is_near = line_start - place->offset <= NEAR;
    if (tinter->lexed > BLOCK_MOST) {
        place->state = (LexState){0};
    } else if (is_near) {
        Slice between = slice_sub(bytes, (size_t)place->offset, (size_t)line_start);
        place->state = lexer_skip(tinter->language, place->state, between);
        tinter->lexed += between.len;
    } else {
        place->state = guess(tinter, bytes, line_start);
    }
    place->offset = line_start;
    return place->state;
}

size_t row_tinter_paint(RowTinter *tinter, Slice bytes, uint64_t line_start, uint64_t line_end, size_t from, size_t to,
                        Paint *paints, size_t most)
{
    Token tokens[TOKENS];
    Lexer lexer;
    size_t written = 0;
    if (!tinter->language || from >= LINE_MOST || line_start > line_end || line_end > bytes.len)
        return 0;
    LexState state = state_at(tinter, bytes, line_start);
    Slice line = slice_sub(bytes, (size_t)line_start, (size_t)line_end);
    lexer_start(&lexer, tinter->language, state, slice_sub(line, 0, to < LINE_MOST ? to : LINE_MOST));
    for (size_t count = 1; count > 0 && written < most;) {
        count = lexer_tokens(&lexer, tokens, TOKENS);
        written += tint_tokens(tokens, count, (uint32_t)from, (uint32_t)to, paints + written, most - written);
    }
    return written;
}
