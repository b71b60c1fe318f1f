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
    needle_set_add(&strategy->set, text, is_caseless);
    strategy->needle_count++;
}

static void take_clause(Strategy *strategy, const PlanClause *clause, bool is_exact, bool is_caseless)
{
    /* between words, alternatives of different lengths at one place are the matcher's to try */
    is_exact = is_exact && (!strategy->is_word || clause->count == 1);
    strategy->kind = is_exact ? STRATEGY_EXACT : STRATEGY_CANDIDATES;
    for (unsigned i = 0; i < clause->count; i++)
        take_needle(strategy, slice_of(clause->strings[i].text, clause->strings[i].len), is_caseless);
    needle_set_finish(&strategy->set);
}

/* Needles of one byte stop at every other line: where the matcher must be asked each time, the program is quicker. */
static bool has_dense_needles(const Strategy *strategy)
{
    for (unsigned i = 0; i < strategy->needle_count; i++)
        if (strategy->needles[i].len == 1)
            return strategy->kind == STRATEGY_CANDIDATES || strategy->needle_count > 1;
    return false;
}

/* A line without a byte over 0x7f is matched as in a file without one: so the program for ASCII will do, where it is
 * exact, and the lines that have one are few. */
static void make_stream(Strategy *strategy, Slice pattern, PlanMode mode)
{
    PlanMode ascii = mode;
    ascii.is_wide = false;
    strategy->stream_kind = plan_stream(&strategy->stream, pattern, ascii);
    strategy->asks_high = mode.is_wide && strategy->stream_kind == PLAN_STREAM_EXACT;
    if (mode.is_wide && !strategy->asks_high)
        strategy->stream_kind = plan_stream(&strategy->stream, pattern, mode);
    strategy->prefers_stream = strategy->stream_kind == PLAN_STREAM_EXACT && has_dense_needles(strategy);
}

static bool is_forced_plain(void)
{
    const char *forced = getenv("KEN_SCAN");
    return forced && strcmp(forced, "plain") == 0;
}

void strategy_plan(Plan *plan, const Query *query, PlanMode mode)
{
    char *text = mem_alloc(query->pattern.len * 2 + 1);
    plan_regex(plan, query->is_literal ? quoted(query->pattern, text) : query->pattern, mode);
    if (is_forced_plain())
        plan->clause_count = 0;
    free(text);
}

void strategy_init(Strategy *strategy, const Query *query, PlanMode mode)
{
    memset(strategy, 0, sizeof *strategy);
    strategy->is_word = query->is_word;
    strategy->needles = strategy->set.needles;
    bool is_text = query->is_bytes || query->is_literal;
    strategy->zeros = is_text ? plan_zeros_of_text(query->pattern.len) : plan_zeros(query->pattern, mode);
    if (query->is_bytes && query->pattern.len > 0) {
        strategy->kind = STRATEGY_EXACT;
        strategy->is_word = false;
        take_needle(strategy, query->pattern, false);
        return;
    }
    if (is_forced_plain())
        return;
    if (query->is_literal && is_plain_text(query->pattern, mode.is_caseless, !mode.is_wide)) {
        strategy->kind = STRATEGY_EXACT;
        take_needle(strategy, query->pattern, mode.is_caseless);
        return;
    }
    Plan *plan = mem_alloc(sizeof *plan);
    char *text = mem_alloc(query->pattern.len * 2 + 1);
    Slice pattern = query->is_literal ? quoted(query->pattern, text) : query->pattern;
    mode.is_word = query->is_word;
    plan_regex(plan, pattern, mode);
    const PlanClause *clause = choose_clause(plan, mode.is_caseless);
    if (clause)
        take_clause(strategy, clause, plan->is_exact, mode.is_caseless);
    make_stream(strategy, pattern, mode);
    free(text);
    free(plan);
}
