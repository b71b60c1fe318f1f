/* How lines that match are found. */
#include "engine/search/strategy.h"

#include <stdlib.h>

#include "engine/base/mem.h"

/* True when looking for the bytes is the same as matching the text: case is kept, or no character of it has cases
 * beyond ASCII's two in this kind of file. A newline is in no line: the matcher says so. */
static bool is_plain_text(Slice text, bool is_caseless, bool is_ascii)
{
    if (text.len == 0 || text.len > NEEDLE_MOST)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        bool folds_from_afar = (byte & 0x80) || strchr("kKsS", byte);
        if (byte == '\n' || byte == '\0' || (is_caseless && !is_ascii && folds_from_afar) ||
            (is_caseless && (byte & 0x80)))
            return false;
    }
    return true;
}

/* An expression that means the text. */
static Slice quoted(Slice text, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (strchr("\\^$.[]|()?*+{}", text.data[i]) && text.data[i])
            out[len++] = '\\';
        out[len++] = text.data[i];
    }
    return slice_of(out, len);
}

/* The clause whose commonest string is rarest; NULL when none can be looked for. */
static const PlanClause *choose_clause(const Plan *plan, bool is_caseless)
{
    const PlanClause *best = NULL;
    unsigned best_rarity = 0;
    for (unsigned i = 0; i < plan->clause_count; i++) {
        const PlanClause *clause = &plan->clauses[i];
        if (clause->count > STRATEGY_NEEDLES)
            continue;
        unsigned rarity = UINT32_MAX;
        for (unsigned j = 0; j < clause->count; j++) {
            Needle needle;
            needle_init(&needle, slice_of(clause->strings[j].text, clause->strings[j].len), is_caseless);
            unsigned rank = needle_rarity(&needle) * 4 / (3 + clause->count);
            if (rank < rarity)
                rarity = rank;
        }
        if (!best || rarity > best_rarity) {
            best = clause;
            best_rarity = rarity;
        }
    }
    return best;
}

static void take_needle(Strategy *strategy, Slice text, bool is_caseless)
{
    needle_init(&strategy->needles[strategy->needle_count++], text, is_caseless);
}

void strategy_init(Strategy *strategy, const Query *query, bool is_caseless, bool is_ascii)
{
    strategy->kind = STRATEGY_EVERY_LINE;
    strategy->is_word = query->is_word;
    strategy->needle_count = 0;
    if (query->is_literal && is_plain_text(query->pattern, is_caseless, is_ascii)) {
        strategy->kind = STRATEGY_EXACT;
        take_needle(strategy, query->pattern, is_caseless);
        return;
    }
    Plan *plan = mem_alloc(sizeof *plan);
    char *text = mem_alloc(query->pattern.len * 2 + 1);
    Slice pattern = query->is_literal ? quoted(query->pattern, text) : query->pattern;
    plan_regex(plan, pattern, (PlanMode){.is_caseless = is_caseless, .is_wide = !is_ascii});
    const PlanClause *clause = choose_clause(plan, is_caseless);
    if (clause) {
        /* between words, alternatives of different lengths at one place are the matcher's to try */
        bool is_exact = plan->is_exact && (!query->is_word || clause->count == 1);
        strategy->kind = is_exact ? STRATEGY_EXACT : STRATEGY_CANDIDATES;
        for (unsigned i = 0; i < clause->count; i++)
            take_needle(strategy, slice_of(clause->strings[i].text, clause->strings[i].len), is_caseless);
    }
    free(text);
    free(plan);
}
