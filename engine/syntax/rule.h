/* The little patterns of line starts (RuleData in language_data.h), made into items when a language is first used.
 * Linear in what they match; a rule that begins like the one before it goes on where that one got. Only the syntax
 * modules. */
#pragma once

#include <stdbool.h>

#include "engine/syntax/tables.h"

typedef struct RuleMatch {
    size_t end;                                  /* behind all that matched */
    size_t starts[RULE_PARTS], ends[RULE_PARTS]; /* of the marked parts */
    size_t parts;
} RuleMatch;

/* How far the rules came at one line's start. */
typedef struct RuleTrial {
    size_t at;                    /* the line's first byte */
    size_t past[RULE_ITEMS_MOST]; /* where each item's match ended */
    unsigned rule;                /* the last one tried, or passed over */
    unsigned known;               /* how many of its items are known to match */
    bool is_stuck;                /* the next one is known not to */
} RuleTrial;

/* A line's start at which no rule was tried yet. Leaves `past` as it is: that is much to clear for each line. */
static inline void rule_trial_start(RuleTrial *trial, size_t at)
{
    trial->at = at;
    trial->rule = 0;
    trial->known = 0;
    trial->is_stuck = false;
}

/* Fills in language->rule_items, rule_sets and rule_shapes. The classes must be there. */
void rule_compile(Language *language);
/* Whether the rule matches at trial->at, reading up to `end`. Rules are tried in ascending order. */
bool rule_match(const Language *language, unsigned rule, const char *bytes, size_t end, RuleTrial *trial,
                RuleMatch *match);
/* Whether a line whose first byte that is not blank is `byte` may match. Never false when it does. */
bool rule_may_begin(const Language *language, unsigned rule, uint8_t byte);
/* Whether a match may take `byte`. Never false when it does. */
bool rule_may_take(const Language *language, unsigned rule, uint8_t byte);
