/* What a match must contain, from the tree of its expression: literals. */
#include "engine/search/plan.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/plan_clause.h"
#include "engine/search/plan_tree.h"

static void know_alternatives(const PlanTree *tree, const PlanNode *group, Part *part);

static void know_node(const PlanTree *tree, const PlanNode *node, Part *part)
{
    switch (node->kind) {
    case NODE_TEXT:
        part_set_text(part, node->text, node->len);
        break;
    case NODE_EDGE:
        part_set_empty(part);
        break;
    case NODE_ALTERNATIVES:
        know_alternatives(tree, node, part);
        break;
    case NODE_REPEAT:
        know_node(tree, plan_node(tree, node->child), part);
        part_repeat(part, node->min, node->max);
        break;
    case NODE_CLASS:
        if (node->len > 0) {
            part_set_characters(part, node->text, node->len);
            break;
        }
        part_set_any(part);
        break;
    case NODE_UNKNOWN:
    case NODE_SEQUENCE:
        part_set_any(part);
        break;
    }
}

static void know_sequence(const PlanTree *tree, const PlanNode *node, Part *sequence)
{
    Part *atom = mem_alloc(sizeof *atom);
    bool is_all_exact = true;
    part_set_empty(sequence);
    for (uint32_t child = node->child; child != NODE_NONE; child = plan_node(tree, child)->next) {
        know_node(tree, plan_node(tree, child), atom);
        part_append(sequence, atom, &is_all_exact);
    }
    free(atom);
    if (!is_all_exact)
        part_loosen(sequence);
}

static void know_alternatives(const PlanTree *tree, const PlanNode *group, Part *part)
{
    const PlanNode *sequence = plan_node(tree, group->child);
    know_sequence(tree, sequence, part);
    while (sequence->next != NODE_NONE) {
        sequence = plan_node(tree, sequence->next);
        Part *other = mem_alloc(sizeof *other);
        know_sequence(tree, sequence, other);
        part_join(part, other);
        free(other);
    }
}

void plan_regex(Plan *plan, Slice pattern, PlanMode mode)
{
    PlanTree tree;
    plan->is_exact = false;
    plan->clause_count = 0;
    if (plan_tree_read(&tree, pattern, mode)) {
        Part *part = mem_alloc(sizeof *part);
        know_alternatives(&tree, plan_node(&tree, tree.root), part);
        bool is_exact = part->is_exact && tree.is_regular && !tree.has_edges && clause_shortest(&part->exact) > 0;
        part_loosen(part);
        plan->is_exact = is_exact && part->clause_count == 1;
        plan->clause_count = part->clause_count;
        memcpy(plan->clauses, part->clauses, part->clause_count * sizeof part->clauses[0]);
        free(part);
    }
    plan_tree_deinit(&tree);
}
