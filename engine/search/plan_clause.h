/* Strings and clauses, and what is known of a part of an expression: the algebra that the plan is made by. Private to
 * engine/search/plan*. */
#pragma once

#include "engine/search/plan.h"

/* What is known of a part of the expression. */
typedef struct Part {
    bool is_exact; /* it matches precisely the strings of `exact`, which may include the empty one */
    PlanClause exact;
    unsigned clause_count; /* what it requires besides, when it is not exact */
    PlanClause clauses[PLAN_CLAUSES];
} Part;

/* 0 for an empty clause. */
size_t clause_shortest(const PlanClause *clause);
/* False when there is no more room. */
bool clause_add(PlanClause *clause, const PlanString *string);

/* Requires nothing: any text. */
void part_set_any(Part *part);
/* The empty string. */
void part_set_empty(Part *part);
void part_set_text(Part *part, const char *text, size_t len);
/* Any one of the characters. */
void part_set_characters(Part *part, const char *characters, size_t count);
/* Exact strings become a requirement, and no longer all that is known. */
void part_loosen(Part *part);
/* Appends the atom to the sequence, whose `exact` holds the strings that its latest atoms make. */
void part_append(Part *sequence, const Part *atom, bool *is_all_exact);
void part_repeat(Part *part, unsigned min, unsigned max);
/* `left` becomes "left or right". */
void part_join(Part *left, Part *right);
