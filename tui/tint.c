/* Which kinds of tokens look alike. Names, brackets and signs stay as they are: where most of a line is coloured,
 * nothing stands out. */
#include "tui/tint.h"

Role tint_role(TokenKind kind)
{
    static const uint8_t roles[TOKEN_KIND_COUNT] = {
        [TOKEN_COMMENT] = ROLE_SYNTAX_COMMENT,
        [TOKEN_DOC_COMMENT] = ROLE_SYNTAX_COMMENT,
        [TOKEN_STRING] = ROLE_SYNTAX_STRING,
        [TOKEN_ESCAPE] = ROLE_SYNTAX_CONSTANT,
        [TOKEN_NUMBER] = ROLE_SYNTAX_NUMBER,
        [TOKEN_KEYWORD] = ROLE_SYNTAX_KEYWORD,
        [TOKEN_TYPE] = ROLE_SYNTAX_TYPE,
        [TOKEN_CONSTANT] = ROLE_SYNTAX_CONSTANT,
        [TOKEN_PREPROCESSOR] = ROLE_SYNTAX_PREPROCESSOR,
        [TOKEN_VARIABLE] = ROLE_SYNTAX_KEY,
        [TOKEN_KEY] = ROLE_SYNTAX_KEY,
        [TOKEN_TAG] = ROLE_SYNTAX_TAG,
        [TOKEN_HEADING] = ROLE_SYNTAX_HEADING,
        [TOKEN_LINK] = ROLE_SYNTAX_STRING,
        [TOKEN_EMPHASIS] = ROLE_SYNTAX_CONSTANT,
        [TOKEN_ADDED] = ROLE_SYNTAX_ADDED,
        [TOKEN_REMOVED] = ROLE_SYNTAX_REMOVED,
        [TOKEN_ERROR] = ROLE_SYNTAX_ERROR,
        [TOKEN_WARNING] = ROLE_SYNTAX_WARNING,
    };
    return kind < TOKEN_KIND_COUNT ? (Role)roles[kind] : ROLE_TEXT;
}

/* The first token that ends behind `from`. */
static size_t first_behind(const Token *tokens, size_t count, uint32_t from)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (tokens[middle].end <= from)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

size_t tint_tokens(const Token *tokens, size_t count, uint32_t from, uint32_t to, Paint *paints, size_t most)
{
    size_t written = 0;
    for (size_t i = first_behind(tokens, count, from); i < count && tokens[i].start < to; i++) {
        Role role = tint_role((TokenKind)tokens[i].kind);
        uint32_t start = tokens[i].start > from ? tokens[i].start - from : 0;
        uint32_t end = (tokens[i].end < to ? tokens[i].end : to) - from;
        Paint *last = written > 0 ? &paints[written - 1] : NULL;
        if (role == ROLE_TEXT)
            continue;
        if (last && last->role == role && last->end == start)
            last->end = end;
        else if (written < most)
            paints[written++] = (Paint){start, end, (uint8_t)role};
        else
            break;
    }
    return written;
}
