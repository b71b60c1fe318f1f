/* Lexes the bytes in several ways and compares a map of kinds, one a byte. */
#include "tests/support/lexer_check.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum { ROOM = 512 };

typedef size_t Step(Lexer *lexer, Token *tokens, size_t most);

/* Enters the tokens of bytes[from, to) into the map; false when they are not as they must be. */
static bool map_part(Lexer *lexer, Step *step, size_t room, size_t from, size_t len, uint8_t *map)
{
    Token tokens[ROOM];
    size_t last = 0;
    while (lexer->at < len) {
        size_t before = lexer->at;
        size_t count = step(lexer, tokens, room);
        if (count > room || (count == 0 && lexer->at < len && lexer->at == before))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (tokens[i].start < last || tokens[i].end <= tokens[i].start || tokens[i].end > len)
                return false;
            if (tokens[i].end > lexer->at || tokens[i].kind >= TOKEN_KIND_COUNT || tokens[i].kind == TOKEN_TEXT)
                return false;
            memset(map + from + tokens[i].start, tokens[i].kind, tokens[i].end - tokens[i].start);
            last = tokens[i].end;
        }
    }
    return step(lexer, tokens, room) == 0;
}

static bool map_whole(const Language *language, Slice bytes, Step *step, size_t room, uint8_t *map, LexState *state)
{
    Lexer lexer;
    lexer_start(&lexer, language, *state, bytes);
    bool is_sane = map_part(&lexer, step, room, 0, bytes.len, map);
    *state = lexer.state;
    return is_sane;
}

static bool map_by_lines(const Language *language, Slice bytes, Step *step, uint8_t *map, LexState *states)
{
    LexState state = {0};
    size_t lines = 0;
    for (size_t at = 0; at < bytes.len;) {
        const char *found = memchr(bytes.data + at, '\n', bytes.len - at);
        size_t end = found ? (size_t)(found - bytes.data) + 1 : bytes.len;
        Lexer lexer;
        lexer_start(&lexer, language, state, slice_sub(bytes, at, end));
        if (!map_part(&lexer, step, ROOM, at, end - at, map))
            return false;
        state = lexer.state;
        states[lines++] = state;
        at = end;
    }
    return true;
}

static bool is_region_equal(const uint8_t *kinds, const uint8_t *regions, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (token_region((TokenKind)kinds[i]) != token_region((TokenKind)regions[i]))
            return false;
    return true;
}

/* Room for the maps of `len` bytes each, and for two lists of states. */
typedef struct Maps {
    uint8_t *whole, *narrow, *lines, *regions, *region_lines;
    LexState *states, *region_states;
} Maps;

static const char *compare(const Language *language, Slice bytes, Maps *maps)
{
    LexState whole = {0};
    LexState narrow = {0};
    LexState regions = {0};
    if (!map_whole(language, bytes, lexer_tokens, ROOM, maps->whole, &whole) ||
        !map_whole(language, bytes, lexer_regions, LEXER_ROOM, maps->regions, &regions))
        return "tokens do not ascend, or lie outside";
    if (!map_whole(language, bytes, lexer_tokens, LEXER_ROOM, maps->narrow, &narrow) ||
        memcmp(maps->whole, maps->narrow, bytes.len) != 0 || !lex_state_equal(whole, narrow))
        return "less room changes the tokens";
    if (!is_region_equal(maps->whole, maps->regions, bytes.len))
        return "regions are not those of the tokens";
    if (!lex_state_equal(whole, regions))
        return "regions end in another state";
    if (!map_by_lines(language, bytes, lexer_tokens, maps->lines, maps->states) ||
        memcmp(maps->whole, maps->lines, bytes.len) != 0)
        return "line by line gives other tokens";
    if (!map_by_lines(language, bytes, lexer_regions, maps->region_lines, maps->region_states) ||
        !is_region_equal(maps->whole, maps->region_lines, bytes.len))
        return "line by line gives other regions";
    for (size_t i = 0; i < bytes.len; i++)
        if (!lex_state_equal(maps->states[i], maps->region_states[i]))
            return "a line of regions ends in another state";
    return lex_state_equal(lexer_skip(language, (LexState){0}, bytes), whole) ? NULL : "skipping ends in another state";
}

const char *lexer_check(const Language *language, Slice bytes)
{
    size_t room = bytes.len + 1;
    uint8_t *kinds = mem_zalloc(5, room);
    LexState *states = mem_zalloc(2 * room, sizeof *states);
    Maps maps = {kinds, kinds + room, kinds + 2 * room, kinds + 3 * room, kinds + 4 * room, states, states + room};
    const char *wrong = compare(language, bytes, &maps);
    free(kinds);
    free(states);
    return wrong;
}
