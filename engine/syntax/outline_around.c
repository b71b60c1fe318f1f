/* The definition around a line: what is open behind it, or begins on it. */
#include "engine/syntax/checkpoints.h"
#include "engine/syntax/outline.h"

enum { ROOM = 64, GUESS_BYTES = 64 << 10 };

static size_t line_end(Slice bytes, size_t at)
{
    const char *newline = at < bytes.len ? memchr(bytes.data + at, '\n', bytes.len - at) : NULL;
    return newline ? (size_t)(newline - bytes.data) + 1 : bytes.len;
}

static size_t line_start_before(Slice bytes, size_t at)
{
    const char *newline = at > 0 ? memrchr(bytes.data, '\n', at) : NULL;
    return newline ? (size_t)(newline - bytes.data) + 1 : 0;
}

/* Goes through all the bytes, and says whether something begins on the line, which no enumerator is worth. */
static bool run_to_line(Outline *outline, uint64_t line_start, Definition *around)
{
    Definition definitions[ROOM];
    bool has_begun = false;
    for (size_t count; (count = outline_next(outline, definitions, ROOM)) > 0;)
        for (size_t i = 0; i < count; i++)
            if (definitions[i].line_start == line_start && definitions[i].kind != DEFINES_CONSTANT) {
                *around = definitions[i];
                has_begun = true;
            }
    return has_begun;
}

/* Whether the line is inside a head that becomes a definition further on. */
static bool run_beyond(Outline *outline, uint64_t line_start, Definition *around)
{
    Definition definitions[ROOM];
    for (size_t count; (count = outline_next(outline, definitions, ROOM)) > 0;)
        for (size_t i = 0; i < count; i++)
            if (definitions[i].line_start <= line_start) {
                *around = definitions[i];
                return true;
            }
    return false;
}

/* A macro ends with its line: asked for before the line. */
static bool is_in_macro(const OutlineState *state, Definition *around)
{
    if (state->level_count == 0 || state->levels[state->level_count - 1].definition.kind != DEFINES_MACRO)
        return false;
    *around = state->levels[state->level_count - 1].definition;
    return true;
}

bool outline_around(const Language *language, Slice bytes, uint64_t line_start, Definition *around)
{
    if (!outline_is_known(language) || line_start >= bytes.len)
        return false;
    size_t from = line_start > OUTLINE_REACH ? line_start_before(bytes, line_start - OUTLINE_REACH) : 0;
    size_t end = line_end(bytes, line_start);
    OutlineState state = {0};
    if (from > 0) {
        size_t above = from > GUESS_BYTES ? line_start_before(bytes, from - GUESS_BYTES) : 0;
        state.lex = lex_guess(language, slice_sub(bytes, above, from));
    }
    Outline outline;
    outline_start(&outline, language, &state, from, slice_sub(bytes, from, line_start));
    run_to_line(&outline, line_start, around);
    state = outline.state;
    if (is_in_macro(&state, around))
        return true;
    outline_start(&outline, language, &state, line_start, slice_sub(bytes, line_start, end));
    if (run_to_line(&outline, line_start, around))
        return true;
    state = outline.state;
    Definition open[OUTLINE_LEVELS];
    size_t count = outline_open(&state, open);
    size_t beyond = bytes.len - end > OUTLINE_BEYOND ? line_end(bytes, end + OUTLINE_BEYOND) : bytes.len;
    outline_start(&outline, language, &state, end, slice_sub(bytes, end, beyond));
    if (run_beyond(&outline, line_start, around))
        return true;
    if (count > 0)
        *around = open[count - 1];
    return count > 0;
}
