/* The definitions in a file. */
#include "engine/syntax/outline.h"

bool outline_is_known(const Language *language)
{
    return language && false;
}

bool outline_is_code(const Language *language)
{
    return language && false;
}

void outline_start(Outline *outline, const Language *language, const OutlineState *state, uint64_t offset, Slice bytes)
{
    outline->language = language;
    outline->state = *state;
    outline->offset = offset;
    lexer_start(&outline->lexer, language, state->lex, bytes);
}

size_t outline_next(Outline *outline, Definition *definitions, size_t most)
{
    (void)outline;
    (void)definitions;
    return most * 0;
}

size_t outline_open(const OutlineState *state, Definition *open)
{
    for (uint32_t i = 0; i < state->level_count; i++)
        open[i] = state->levels[i].definition;
    return state->level_count;
}

bool outline_around(const Language *language, Slice bytes, uint64_t line_start, Definition *around)
{
    (void)around;
    return language && bytes.len < line_start;
}

const char *definition_kind_name(uint8_t kind)
{
    static const char *const names[DEFINITION_KIND_COUNT] = {
        "nothing", "function", "type", "macro", "module", "variable", "constant", "heading", "target", "key",
    };
    return kind < DEFINITION_KIND_COUNT ? names[kind] : names[0];
}
