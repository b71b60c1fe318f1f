/* A regular expression as a tree, as far as it can be read without running it. What is beyond the reader becomes an
 * unknown, or ends the reading: then there is no tree, and nothing is known of the expression.
 *
 *     alternatives := sequence { '|' sequence }
 *     sequence     := { atom [quantifier] }
 *     atom         := text | class | group (alternatives) | edge | unknown
 *
 * Private to engine/search/plan*. */
#pragma once

#include "engine/search/byte_set.h"
#include "engine/search/plan.h"

enum { NODE_NONE = 0, REPEAT_ENDLESS = 0x7fffffff };

typedef enum PlanNodeKind {
    NODE_UNKNOWN,      /* any text, or none */
    NODE_TEXT,         /* these bytes: one character */
    NODE_CLASS,        /* one character */
    NODE_EDGE,         /* a condition on the place */
    NODE_REPEAT,       /* `child`, `min` to `max` times */
    NODE_SEQUENCE,     /* its children, one behind the other */
    NODE_ALTERNATIVES, /* one of its children, which are sequences */
} PlanNodeKind;

typedef enum PlanEdge {
    EDGE_OTHER, /* may hold or not: lookarounds and the like */
    EDGE_LINE_START,
    EDGE_LINE_END,
    EDGE_WORD,
    EDGE_NO_WORD,
} PlanEdge;

typedef struct PlanNode {
    PlanNodeKind kind;
    uint32_t child, next; /* places in the tree's nodes, NODE_NONE for none */
    PlanEdge edge;
    unsigned min, max; /* of a repeat */
    uint8_t len;       /* of a text, or of the list of a class's characters when they are few and ASCII: else 0 */
    char text[PLAN_STRINGS];
    ByteSet set;     /* which ASCII characters a class holds, in either case when caseless */
    bool is_certain; /* it holds just those of ASCII: otherwise perhaps fewer */
    bool is_wide;    /* it may hold characters beyond ASCII, which are any run of bytes over 0x7f */
} PlanNode;

typedef struct PlanTree {
    PlanNode *nodes;
    size_t count, capacity;
    uint32_t root;
    bool is_regular; /* a match exists wherever the tree has one: no atomic groups, possessive repeats, unknown edges */
    bool has_edges;
} PlanTree;

/* False when the expression is beyond the reader. plan_tree_deinit in any case. */
bool plan_tree_read(PlanTree *tree, Slice pattern, PlanMode mode);
void plan_tree_deinit(PlanTree *tree);

static inline const PlanNode *plan_node(const PlanTree *tree, uint32_t place)
{
    return &tree->nodes[place];
}
