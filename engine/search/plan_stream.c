/* From the tree of an expression to a program over streams of bits.
 *
 * The program hits the lines where the tree has a match, whatever way a matcher would look for it, so that lazy and
 * greedy repeats are the same, and at the start and the end of the expression so are x+ and x. What is unknown is
 * taken for any text. When the room ends, so does the program: a match must have what comes first, too. */
#include "engine/search/plan_tree.h"

enum {
    COPIES_MOST = 8, /* of a part that is repeated; beyond, any text */
    RUN_LEAST = 7,   /* repeats of one class that are better found as runs */
};

typedef struct Builder {
    const PlanTree *tree;
    PlanMode mode;
    StreamProgram *program;
    unsigned registers;
    bool is_anywhere; /* all markers are set still: nothing has been asked */
    bool is_exact;
    bool is_full; /* the room has ended within a part */
    bool is_cut;  /* the program ends before the expression does */
} Builder;

/* Where a part stands that ends the expression, more of it need not be looked for. */
typedef enum Position { IN_THE_MIDDLE, AT_THE_END } Position;

static void build_node(Builder *builder, const PlanNode *node, Position position);

static void add_step(Builder *builder, StreamStepKind kind, unsigned arg)
{
    builder->is_full = builder->is_full || !stream_add(builder->program, kind, arg);
    builder->is_anywhere = false;
}

static void add_class_step(Builder *builder, StreamStepKind kind, const ByteSet *set)
{
    unsigned class = 0;
    builder->is_full = builder->is_full || !stream_class(builder->program, set, &class);
    add_step(builder, kind, class);
}

/* Any text within the line. */
static void add_gap(Builder *builder)
{
    static const ByteSet any = {{~0ULL, ~0ULL, ~0ULL, ~0ULL}};
    builder->is_exact = false;
    if (!builder->is_anywhere)
        add_class_step(builder, STEP_STAR, &any);
}

/* The bytes that a character of the class begins with, and in wide text goes on with. */
static ByteSet bytes_of(const Builder *builder, const PlanNode *class)
{
    ByteSet set = class->set;
    set.words[2] = set.words[3] = 0;
    if (class->is_wide && builder->mode.is_wide)
        byte_set_add_high(&set);
    return set;
}

static bool may_go_on(const Builder *builder, const PlanNode *class)
{
    return class->is_wide && builder->mode.is_wide;
}

static ByteSet set_of_byte(const Builder *builder, char byte)
{
    ByteSet set = {{0}};
    byte_set_add(&set, (uint8_t)byte);
    if (builder->mode.is_caseless)
        byte_set_fold(&set);
    return set;
}

static void build_text(Builder *builder, const PlanNode *text)
{
    for (unsigned i = 0; i < text->len; i++) {
        const ByteSet set = set_of_byte(builder, text->text[i]);
        add_class_step(builder, STEP_CLASS, &set);
    }
}

static void build_class(Builder *builder, const PlanNode *class)
{
    static const ByteSet high = {{0, 0, ~0ULL, ~0ULL}};
    const ByteSet set = bytes_of(builder, class);
    add_class_step(builder, STEP_CLASS, &set);
    if (may_go_on(builder, class))
        add_class_step(builder, STEP_STAR, &high);
    builder->is_exact = builder->is_exact && class->is_certain;
}

/* Word characters are those of ASCII, as far as is sure: beyond, nothing is asked. */
static void build_word_step(Builder *builder, StreamStepKind kind)
{
    ByteSet set = {{0}};
    byte_set_add_range(&set, '0', '9');
    byte_set_add_range(&set, 'A', 'Z');
    byte_set_add_range(&set, 'a', 'z');
    byte_set_add(&set, '_');
    if (builder->mode.is_wide)
        builder->is_exact = false;
    else
        add_class_step(builder, kind, &set);
}

static void build_edge(Builder *builder, const PlanNode *edge)
{
    switch (edge->edge) {
    case EDGE_LINE_START:
        add_step(builder, STEP_LINE_START, 0);
        break;
    case EDGE_LINE_END:
        add_step(builder, STEP_LINE_END, 0);
        break;
    case EDGE_WORD:
        build_word_step(builder, STEP_EDGE);
        break;
    case EDGE_NO_WORD:
        build_word_step(builder, STEP_NO_EDGE);
        break;
    case EDGE_OTHER:
        builder->is_exact = false;
        break;
    }
}

/* Over `count` bytes of the set: runs are grown by doubling, and the markers are moved as far. */
static void build_run(Builder *builder, const ByteSet *set, unsigned count)
{
    bool is_anywhere = builder->is_anywhere;
    for (unsigned left = is_anywhere ? 0 : count; left > 0;) {
        unsigned by = left < STREAM_SHIFT_MOST ? left : STREAM_SHIFT_MOST;
        add_step(builder, STEP_SHIFT, by);
        left -= by;
    }
    add_class_step(builder, STEP_RUN_START, set);
    for (unsigned len = 1; len < count;) {
        unsigned by = count - len < len ? count - len : len;
        add_step(builder, STEP_RUN_GROW, by);
        len += by;
    }
    add_step(builder, STEP_RUN_TAKE, 0);
}

static void build_class_repeat(Builder *builder, const PlanNode *class, const PlanNode *repeat, Position position)
{
    const ByteSet set = bytes_of(builder, class);
    bool needs_more = !builder->is_anywhere && position == IN_THE_MIDDLE;
    unsigned least = repeat->min < STREAM_RUN_MOST ? repeat->min : STREAM_RUN_MOST;
    bool is_cut = repeat->min > least;
    builder->is_exact = builder->is_exact && class->is_certain && !is_cut;
    if (least >= RUN_LEAST)
        build_run(builder, &set, least);
    else
        for (unsigned i = 0; i < least; i++)
            add_class_step(builder, STEP_CLASS, &set);
    unsigned more = repeat->max - repeat->min;
    bool is_endless = more > COPIES_MOST;
    if (is_cut || may_go_on(builder, class) || (needs_more && is_endless)) {
        builder->is_exact = builder->is_exact && (!needs_more || repeat->max == REPEAT_ENDLESS);
        if (!builder->is_anywhere)
            add_class_step(builder, STEP_STAR, &set);
    } else if (needs_more) {
        for (unsigned i = 0; i < more; i++)
            add_class_step(builder, STEP_OPTION, &set);
    }
}

/* Up to `times` more of the part, one behind the other. */
static void build_options(Builder *builder, const PlanNode *part, unsigned times)
{
    for (unsigned i = 0; i < times && !builder->is_full; i++) {
        unsigned before = builder->registers++;
        builder->is_full = before >= STREAM_REGISTERS;
        add_step(builder, STEP_SAVE, before);
        build_node(builder, part, IN_THE_MIDDLE);
        add_step(builder, STEP_JOIN, before);
        builder->registers--;
    }
}

/* The part without the groups that hold only one thing. */
static const PlanNode *unwrapped(const PlanTree *tree, const PlanNode *part)
{
    while (part->kind == NODE_ALTERNATIVES) {
        const PlanNode *sequence = plan_node(tree, part->child);
        if (sequence->next != NODE_NONE || sequence->child == NODE_NONE)
            break;
        const PlanNode *only = plan_node(tree, sequence->child);
        if (only->next != NODE_NONE)
            break;
        part = only;
    }
    return part;
}

static void build_repeat(Builder *builder, const PlanNode *repeat, Position position)
{
    const PlanNode *part = unwrapped(builder->tree, plan_node(builder->tree, repeat->child));
    if (part->kind == NODE_TEXT && part->len == 1) {
        const PlanNode class = {.set = set_of_byte(builder, part->text[0]), .is_certain = true};
        if ((uint8_t)part->text[0] < 0x80) {
            build_class_repeat(builder, &class, repeat, position);
            return;
        }
    }
    if (part->kind == NODE_CLASS) {
        build_class_repeat(builder, part, repeat, position);
        return;
    }
    bool needs_more = !builder->is_anywhere && position == IN_THE_MIDDLE && part->kind != NODE_EDGE;
    unsigned copies = part->kind == NODE_EDGE && repeat->min > 1 ? 1 : repeat->min;
    unsigned more = repeat->max - repeat->min;
    for (unsigned i = 0; i < copies && i < COPIES_MOST && !builder->is_full; i++)
        build_node(builder, part, i + 1 < copies ? IN_THE_MIDDLE : position);
    if (copies > COPIES_MOST || (needs_more && more > COPIES_MOST))
        add_gap(builder);
    else if (needs_more)
        build_options(builder, part, more);
}

static void build_sequence(Builder *builder, const PlanNode *sequence, Position position)
{
    for (uint32_t child = sequence->child; child != NODE_NONE && !builder->is_full;) {
        const PlanNode *node = plan_node(builder->tree, child);
        child = node->next;
        build_node(builder, node, child == NODE_NONE ? position : IN_THE_MIDDLE);
    }
}

static void build_alternatives(Builder *builder, const PlanNode *group, Position position)
{
    const PlanNode *sequence = plan_node(builder->tree, group->child);
    if (sequence->next == NODE_NONE) {
        build_sequence(builder, sequence, position);
        return;
    }
    bool was_anywhere = builder->is_anywhere;
    unsigned before = builder->registers;
    unsigned behind = before + 1;
    builder->registers += 2;
    builder->is_full = builder->is_full || builder->registers > STREAM_REGISTERS;
    add_step(builder, STEP_SAVE, before);
    bool is_anywhere = false;
    for (bool is_first = true; !builder->is_full; is_first = false) {
        builder->is_anywhere = was_anywhere;
        build_sequence(builder, sequence, position);
        is_anywhere = is_anywhere || builder->is_anywhere;
        add_step(builder, is_first ? STEP_SAVE : STEP_MERGE, behind);
        if (sequence->next == NODE_NONE)
            break;
        add_step(builder, STEP_LOAD, before);
        sequence = plan_node(builder->tree, sequence->next);
    }
    add_step(builder, STEP_LOAD, behind);
    builder->is_anywhere = is_anywhere; /* what one of them leaves open is open */
    builder->registers -= 2;
}

static void build_node(Builder *builder, const PlanNode *node, Position position)
{
    switch (node->kind) {
    case NODE_UNKNOWN:
        add_gap(builder);
        break;
    case NODE_TEXT:
        build_text(builder, node);
        break;
    case NODE_CLASS:
        build_class(builder, node);
        break;
    case NODE_EDGE:
        build_edge(builder, node);
        break;
    case NODE_REPEAT:
        build_repeat(builder, node, position);
        break;
    case NODE_SEQUENCE:
        build_sequence(builder, node, position);
        break;
    case NODE_ALTERNATIVES:
        build_alternatives(builder, node, position);
        break;
    }
}

/* Goes back to `before`, when the room ended behind it: so far a match must go, and farther perhaps. */
static void cut_if_full(Builder *builder, const Builder *before, unsigned steps)
{
    if (!builder->is_full)
        return;
    *builder = *before;
    builder->program->step_count = steps;
    builder->is_exact = false;
    builder->is_cut = true;
}

/* The expression's own sequence, child by child, as far as there is room. */
static void build_main_sequence(Builder *builder, const PlanNode *sequence, Position position)
{
    for (uint32_t child = sequence->child; child != NODE_NONE && !builder->is_cut;) {
        const PlanNode *node = plan_node(builder->tree, child);
        const Builder before = *builder;
        unsigned steps = builder->program->step_count;
        child = node->next;
        build_node(builder, node, child == NODE_NONE ? position : IN_THE_MIDDLE);
        cut_if_full(builder, &before, steps);
    }
}

/* Whether the part can match the empty text. */
static bool may_be_empty(const PlanTree *tree, const PlanNode *node)
{
    switch (node->kind) {
    case NODE_TEXT:
    case NODE_CLASS:
        return false;
    case NODE_UNKNOWN:
    case NODE_EDGE:
        return true;
    case NODE_REPEAT:
        return node->min == 0 || may_be_empty(tree, plan_node(tree, node->child));
    case NODE_SEQUENCE:
        for (uint32_t child = node->child; child != NODE_NONE; child = plan_node(tree, child)->next)
            if (!may_be_empty(tree, plan_node(tree, child)))
                return false;
        return true;
    case NODE_ALTERNATIVES:
        for (uint32_t child = node->child; child != NODE_NONE; child = plan_node(tree, child)->next)
            if (may_be_empty(tree, plan_node(tree, child)))
                return true;
        return false;
    }
    return true;
}

static void build_all(Builder *builder)
{
    const PlanTree *tree = builder->tree;
    const PlanNode *root = plan_node(tree, tree->root);
    bool is_word = builder->mode.is_word;
    bool has_one = plan_node(tree, root->child)->next == NODE_NONE;
    Position position = is_word ? IN_THE_MIDDLE : AT_THE_END;
    if (is_word) {
        builder->is_exact = builder->is_exact && !may_be_empty(tree, root);
        build_word_step(builder, STEP_NOT_AFTER);
    }
    if (has_one)
        build_main_sequence(builder, plan_node(tree, root->child), position);
    else
        build_alternatives(builder, root, position);
    if (!is_word || builder->is_full || builder->is_cut)
        return;
    const Builder before = *builder;
    unsigned steps = builder->program->step_count;
    build_word_step(builder, STEP_NOT_BEFORE);
    cut_if_full(builder, &before, steps);
}

PlanStream plan_stream(StreamProgram *program, Slice pattern, PlanMode mode)
{
    PlanTree tree;
    PlanStream answer = PLAN_STREAM_NONE;
    stream_init(program);
    if (plan_tree_read(&tree, pattern, mode)) {
        Builder builder = {.tree = &tree, .mode = mode, .program = program, .is_anywhere = true};
        builder.is_exact = tree.is_regular && !mode.is_wide;
        build_all(&builder);
        stream_finish(program);
        bool says_nothing = builder.is_full || (builder.is_anywhere && !builder.is_exact);
        answer = says_nothing ? PLAN_STREAM_NONE : builder.is_exact ? PLAN_STREAM_EXACT : PLAN_STREAM_FILTER;
    }
    plan_tree_deinit(&tree);
    return answer;
}
