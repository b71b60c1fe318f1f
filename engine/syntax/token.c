/* The names and regions of the token kinds. */
#include "engine/syntax/token.h"

TokenRegion token_region(TokenKind kind)
{
    static const uint8_t REGIONS[] = {
#define X(name, region, meaning) REGION_##region,
        TOKEN_KINDS(X)
#undef X
    };
    return (TokenRegion)REGIONS[kind];
}

const char *token_name(TokenKind kind)
{
    static const char *const NAMES[] = {
#define X(name, region, meaning) #name,
        TOKEN_KINDS(X)
#undef X
    };
    return NAMES[kind];
}
