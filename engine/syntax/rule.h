/* The little patterns of line starts (RuleData in language_data.h). Linear in what they match. Only the syntax modules.
 */
#pragma once

#include <stdbool.h>

#include "engine/syntax/tables.h"

typedef struct RuleMatch {
    size_t end;                                  /* behind all that matched */
    size_t starts[RULE_PARTS], ends[RULE_PARTS]; /* of the marked parts */
    size_t parts;
} RuleMatch;

/* Whether the rule matches at `at`, reading up to `end`. */
bool rule_match(const Language *language, const char *pattern, const char *bytes, size_t at, size_t end,
                RuleMatch *match);
/* Whether a line whose first byte that is not blank is `byte` may match. Never false when it does. */
bool rule_may_begin(const Language *language, const char *pattern, uint8_t byte);
/* Whether a match may take `byte`. Never false when it does. */
bool rule_may_take(const Language *language, const char *pattern, uint8_t byte);
