/* Strings, clauses, and the parts of an expression. */
#include "engine/search/plan_clause.h"

static bool clause_has(const PlanClause *clause, const PlanString *string)
{
    for (unsigned i = 0; i < clause->count; i++)
        if (clause->strings[i].len == string->len && memcmp(clause->strings[i].text, string->text, string->len) == 0)
            return true;
    return false;
}

bool clause_add(PlanClause *clause, const PlanString *string)
{
    if (clause_has(clause, string))
        return true;
    if (clause->count == PLAN_STRINGS)
        return false;
    clause->strings[clause->count++] = *string;
    return true;
}

static bool clause_add_all(PlanClause *clause, const PlanClause *more)
{
    for (unsigned i = 0; i < more->count; i++)
        if (!clause_add(clause, &more->strings[i]))
            return false;
    return true;
}

size_t clause_shortest(const PlanClause *clause)
{
    size_t shortest = SIZE_MAX;
    for (unsigned i = 0; i < clause->count; i++)
        if (clause->strings[i].len < shortest)
            shortest = clause->strings[i].len;
    return clause->count ? shortest : 0;
}

/* `left` becomes every string of it followed by every one of `right`; false (and unchanged) when that is too much. */
static bool clause_multiply(PlanClause *left, const PlanClause *right)
{
    if (left->count * right->count > PLAN_STRINGS)
        return false;
    PlanClause product = {0};
    for (unsigned i = 0; i < left->count; i++)
        for (unsigned j = 0; j < right->count; j++) {
            PlanString joined = left->strings[i];
            const PlanString *tail = &right->strings[j];
            if (joined.len + tail->len > PLAN_STRING_MOST)
                return false;
            memcpy(joined.text + joined.len, tail->text, tail->len);
            joined.len = (uint8_t)(joined.len + tail->len);
            clause_add(&product, &joined);
        }
    *left = product;
    return true;
}

static void clause_set_empty_string(PlanClause *clause)
{
    clause->count = 1;
    clause->strings[0].len = 0;
}

void part_set_any(Part *part)
{
    part->is_exact = false;
    part->exact.count = 0;
    part->clause_count = 0;
}

void part_set_empty(Part *part)
{
    part->is_exact = true;
    part->clause_count = 0;
    clause_set_empty_string(&part->exact);
}

static void part_require(Part *part, const PlanClause *clause)
{
    if (clause->count > 0 && clause_shortest(clause) > 0 && part->clause_count < PLAN_CLAUSES)
        part->clauses[part->clause_count++] = *clause;
}

void part_loosen(Part *part)
{
    if (!part->is_exact)
        return;
    part->is_exact = false;
    part_require(part, &part->exact);
    part->exact.count = 0;
}

void part_set_text(Part *part, const char *text, size_t len)
{
    part_set_empty(part);
    part->exact.strings[0].len = (uint8_t)len;
    memcpy(part->exact.strings[0].text, text, len);
}

void part_set_characters(Part *part, const char *characters, size_t count)
{
    part_set_any(part);
    part->is_exact = true;
    for (size_t i = 0; i < count; i++) {
        PlanString string = {.len = 1, .text = {characters[i]}};
        clause_add(&part->exact, &string);
    }
}

static bool repeat_exactly(Part *part, unsigned times)
{
    PlanClause once = part->exact;
    for (unsigned i = 1; i < times; i++)
        if (!clause_multiply(&part->exact, &once))
            return false;
    return true;
}

void part_repeat(Part *part, unsigned min, unsigned max)
{
    static const PlanString nothing = {0};
    if (min == 0) {
        if (!(max == 1 && part->is_exact && clause_add(&part->exact, &nothing)))
            part_set_any(part);
    } else if (!(part->is_exact && max == min && min <= 16 && repeat_exactly(part, min))) {
        part_loosen(part);
    }
}

void part_append(Part *sequence, const Part *atom, bool *is_all_exact)
{
    if (atom->is_exact && clause_multiply(&sequence->exact, &atom->exact))
        return;
    *is_all_exact = false;
    part_require(sequence, &sequence->exact);
    clause_set_empty_string(&sequence->exact);
    if (atom->is_exact)
        sequence->exact = atom->exact;
    else
        for (unsigned i = 0; i < atom->clause_count; i++)
            part_require(sequence, &atom->clauses[i]);
}

/* How much a clause promises to narrow: the shortest string counts, then how few there are. */
static size_t clause_worth(const PlanClause *clause)
{
    size_t shortest = clause_shortest(clause);
    return (shortest < 8 ? shortest : 8) * 2 * PLAN_STRINGS - clause->count;
}

static const PlanClause *best_clause(const Part *part)
{
    const PlanClause *best = NULL;
    for (unsigned i = 0; i < part->clause_count; i++)
        if (!best || clause_worth(&part->clauses[i]) > clause_worth(best))
            best = &part->clauses[i];
    return best;
}

void part_join(Part *left, Part *right)
{
    if (left->is_exact && right->is_exact) {
        PlanClause both = left->exact;
        if (clause_add_all(&both, &right->exact)) {
            left->exact = both;
            return;
        }
    }
    part_loosen(left);
    part_loosen(right);
    const PlanClause *one = best_clause(left);
    const PlanClause *other = best_clause(right);
    PlanClause both = {0};
    bool has_both = one && other && clause_add_all(&both, one) && clause_add_all(&both, other);
    left->clause_count = 0;
    if (has_both)
        part_require(left, &both);
}
