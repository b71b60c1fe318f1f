/* How much of a long run of zeros an expression can tell from more of it.
 *
 * A regular expression is an automaton. When each of its cycles that zeros can go through is one character long, a run
 * of as many zeros as it has states leads to the same states as any longer one (every longer way goes round such a
 * cycle, and may go round it once more or once less): then the middle of a longer run can be left out, and what matches
 * is the same. Where the automaton has other cycles, as (..)* does, nothing is known. */
#include "engine/search/plan_tree.h"

enum {
    AROUND = 8,         /* characters that edges look at on either side, and some */
    STATES_MOST = 8192, /* beyond, nothing is known */
};

/* Of a part of the expression. */
typedef struct Part {
    bool is_known;
    bool may_be_empty;
    bool crosses_zeros; /* it can match some zeros, and nothing else */
    bool takes_zeros;   /* a zero can be somewhere in what it matches */
    bool is_single;     /* it is one character always */
    uint64_t states;
} Part;

static Part part_of(const PlanTree *tree, uint32_t place);

static Part character(bool is_zero)
{
    return (Part){.is_known = true, .crosses_zeros = is_zero, .takes_zeros = is_zero, .is_single = true, .states = 1};
}

static Part repeat_of(const PlanTree *tree, const PlanNode *repeat)
{
    Part part = part_of(tree, repeat->child);
    bool is_endless = repeat->max == REPEAT_ENDLESS;
    uint64_t copies = is_endless ? (uint64_t)repeat->min + 1 : repeat->max;
    bool is_once = repeat->min == 1 && repeat->max == 1;
    part.is_known = part.is_known && (!is_endless || part.is_single || !part.crosses_zeros) && copies <= STATES_MOST;
    part.may_be_empty = part.may_be_empty || repeat->min == 0;
    part.is_single = part.is_single && is_once;
    part.crosses_zeros = part.crosses_zeros && repeat->max > 0;
    part.states = part.is_known ? part.states * copies + 1 : 0;
    return part;
}

static Part sequence_of(const PlanTree *tree, const PlanNode *sequence)
{
    Part whole = {.is_known = true, .may_be_empty = true, .states = 1};
    bool all_cross = true; /* or may be left out */
    bool is_alone = sequence->child != NODE_NONE && plan_node(tree, sequence->child)->next == NODE_NONE;
    for (uint32_t child = sequence->child; child != NODE_NONE; child = plan_node(tree, child)->next) {
        Part part = part_of(tree, child);
        whole.is_known = whole.is_known && part.is_known;
        whole.may_be_empty = whole.may_be_empty && part.may_be_empty;
        whole.takes_zeros = whole.takes_zeros || part.takes_zeros;
        whole.crosses_zeros = whole.crosses_zeros || part.crosses_zeros;
        all_cross = all_cross && (part.crosses_zeros || part.may_be_empty);
        whole.is_single = is_alone && part.is_single;
        whole.states += part.states;
    }
    whole.crosses_zeros = whole.crosses_zeros && all_cross;
    return whole;
}

static Part alternatives_of(const PlanTree *tree, const PlanNode *group)
{
    Part whole = {.is_known = true, .is_single = true, .states = 1};
    for (uint32_t child = group->child; child != NODE_NONE; child = plan_node(tree, child)->next) {
        Part part = part_of(tree, child);
        whole.is_known = whole.is_known && part.is_known;
        whole.may_be_empty = whole.may_be_empty || part.may_be_empty;
        whole.takes_zeros = whole.takes_zeros || part.takes_zeros;
        whole.crosses_zeros = whole.crosses_zeros || part.crosses_zeros;
        whole.is_single = whole.is_single && part.is_single;
        whole.states += part.states;
    }
    return whole;
}

static Part part_of(const PlanTree *tree, uint32_t place)
{
    const PlanNode *node = plan_node(tree, place);
    switch (node->kind) {
    case NODE_TEXT:
        return character(node->text[0] == '\0');
    case NODE_CLASS:
        return character(!node->is_certain || byte_set_has(&node->set, 0));
    case NODE_EDGE:
        return (Part){.is_known = node->edge != EDGE_OTHER, .may_be_empty = true, .states = 1};
    case NODE_REPEAT:
        return repeat_of(tree, node);
    case NODE_SEQUENCE:
        return sequence_of(tree, node);
    case NODE_ALTERNATIVES:
        return alternatives_of(tree, node);
    case NODE_UNKNOWN:
        break;
    }
    return (Part){.is_known = false};
}

size_t plan_zeros_of_text(size_t len)
{
    return len + AROUND;
}

size_t plan_zeros(Slice pattern, PlanMode mode)
{
    PlanTree tree;
    size_t zeros = 0;
    if (plan_tree_read(&tree, pattern, mode)) {
        Part part = part_of(&tree, tree.root);
        /* who takes no zero matches between them alone, whatever its way of going there */
        if (part.is_known && (tree.is_regular || !part.takes_zeros) && part.states <= STATES_MOST)
            zeros = (size_t)part.states + AROUND;
    }
    plan_tree_deinit(&tree);
    return zeros;
}
