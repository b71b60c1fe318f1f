/* Reading an expression into its tree, by recursive descent. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/plan_reader.h"

enum { DEPTH_MOST = 40, NODES_MOST = 4096 };

static uint32_t read_alternatives(Reader *reader);

static uint32_t add_node(Reader *reader, const PlanNode *node)
{
    PlanTree *tree = reader->tree;
    if (tree->count == NODES_MOST)
        reader->has_given_up = true;
    if (reader->has_given_up)
        return NODE_NONE;
    tree->nodes = mem_grow(tree->nodes, &tree->capacity, tree->count + 1, sizeof tree->nodes[0]);
    tree->nodes[tree->count] = *node;
    return (uint32_t)tree->count++;
}

static uint32_t add_unknown(Reader *reader)
{
    return add_node(reader, &(PlanNode){.kind = NODE_UNKNOWN});
}

static uint32_t add_edge(Reader *reader, PlanEdge edge)
{
    reader->tree->has_edges = true;
    if (edge == EDGE_OTHER)
        reader->tree->is_regular = false;
    return add_node(reader, &(PlanNode){.kind = NODE_EDGE, .edge = edge});
}

static uint32_t give_up(Reader *reader)
{
    reader->has_given_up = true;
    return NODE_NONE;
}

static bool read_number(Reader *reader, unsigned *number)
{
    if (!is_digit(reader_peek(reader)))
        return false;
    for (*number = 0; is_digit(reader_peek(reader)); reader->at++)
        if (*number < 100000)
            *number = *number * 10 + (unsigned)(reader_peek(reader) - '0');
    return true;
}

/* "{n}", "{n,}" or "{n,m}"; anything else is a brace and nothing is taken. */
static bool read_braces(Reader *reader, PlanNode *repeat)
{
    size_t start = reader->at;
    reader->at++;
    bool ok = read_number(reader, &repeat->min);
    repeat->max = repeat->min;
    if (ok && reader_take(reader, ",") && !read_number(reader, &repeat->max))
        repeat->max = REPEAT_ENDLESS;
    if (ok && reader_take(reader, "}"))
        return true;
    reader->at = start;
    return false;
}

/* "{,3}" and "{ 3 }" are text to older PCRE2 and quantifiers since 10.43. */
static bool is_brace_unclear(const Reader *reader)
{
    size_t at = reader->at + 1;
    while (at < reader->pattern.len &&
           (is_digit(reader->pattern.data[at]) || is_one_of(reader->pattern.data[at], ", \t")))
        at++;
    return at > reader->at + 1 && at < reader->pattern.len && reader->pattern.data[at] == '}';
}

/* Takes the quantifier behind an atom, if there is one. */
static bool read_quantifier(Reader *reader, PlanNode *repeat)
{
    *repeat = (PlanNode){.kind = NODE_REPEAT, .max = REPEAT_ENDLESS};
    char c = reader_peek(reader);
    if (c == '*' || c == '+' || c == '?') {
        reader->at++;
        repeat->min = c == '+';
        if (c == '?')
            repeat->max = 1;
    } else if (c != '{') {
        return false;
    } else if (!read_braces(reader, repeat)) {
        if (is_brace_unclear(reader))
            give_up(reader);
        return false;
    }
    if (!reader_take(reader, "?") && reader_take(reader, "+")) /* lazy, possessive */
        reader->tree->is_regular = false;
    return true;
}

/* Length of the UTF-8 character at the reader's place; 1 for what is none. */
static size_t character_len(const Reader *reader)
{
    uint8_t lead = (uint8_t)reader_peek(reader);
    size_t len = lead < 0xc0 || reader->mode.is_bytes ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return reader->at + len <= reader->pattern.len ? len : 1;
}

static uint32_t read_character(Reader *reader)
{
    size_t len = character_len(reader);
    PlanNode node = plan_character(reader, slice_sub(reader->pattern, reader->at, reader->at + len));
    reader->at += len;
    return add_node(reader, &node);
}

static uint32_t add_character(Reader *reader, char c)
{
    PlanNode node = plan_character(reader, slice_of(&c, 1));
    return add_node(reader, &node);
}

static void skip_braces(Reader *reader)
{
    if (reader_peek(reader) == '{')
        while (!reader_is_at_end(reader) && reader_peek(reader) != '}')
            reader->at++;
    reader->at++;
}

/* Behind "\x": two digits of an ASCII character are certain, all else is unknown. */
static uint32_t read_hex(Reader *reader)
{
    if (reader_peek(reader) == '{') {
        skip_braces(reader);
        return add_unknown(reader);
    }
    int value = plan_hex(reader);
    if (value > 0 && value < 0x80)
        return add_character(reader, (char)value);
    if (value < 0 && reader_peek(reader)) /* none or one digit */
        return give_up(reader);
    return add_unknown(reader);
}

static uint32_t read_edge(Reader *reader, char letter)
{
    switch (letter) {
    case 'b':
        return add_edge(reader, EDGE_WORD);
    case 'B':
        return add_edge(reader, EDGE_NO_WORD);
    case 'A':
        return add_edge(reader, EDGE_LINE_START);
    case 'z':
    case 'Z':
        return add_edge(reader, EDGE_LINE_END);
    default:
        return add_edge(reader, EDGE_OTHER);
    }
}

/* Behind the backslash. */
static uint32_t read_escape(Reader *reader)
{
    char c = reader_peek(reader);
    PlanNode class;
    if (c & 0x80)
        return read_character(reader);
    reader->at++;
    if (plan_control(c))
        return add_character(reader, plan_control(c));
    if (is_one_of(c, "bBAZzGK"))
        return read_edge(reader, c);
    if (plan_letter_class(c, &class))
        return add_node(reader, &class);
    if (c == 'R' || c == 'X')
        return add_unknown(reader);
    if (c == 'x')
        return read_hex(reader);
    if (c == 'p' || c == 'P') {
        skip_braces(reader);
        return add_unknown(reader);
    }
    if (is_alnum(c) || !c) /* back references, octals, \Q, and whatever else there is */
        return give_up(reader);
    return add_character(reader, c);
}

/* Behind "(?<" or "(?P<" or "(?'": the name and its end. */
static void skip_name(Reader *reader, char close)
{
    while (!reader_is_at_end(reader) && reader_peek(reader) != close)
        reader->at++;
    reader->at++;
}

typedef enum GroupKind { GROUP_PLAIN, GROUP_ATOMIC, GROUP_ASSERTION, GROUP_UNKNOWN } GroupKind;

/* Behind the '('. */
static GroupKind read_group_kind(Reader *reader)
{
    if (reader_take(reader, "*"))
        return GROUP_UNKNOWN;
    if (!reader_take(reader, "?") || reader_take(reader, ":"))
        return GROUP_PLAIN;
    if (reader_take(reader, ">"))
        return GROUP_ATOMIC;
    if (reader_take(reader, "=") || reader_take(reader, "!") || reader_take(reader, "<=") || reader_take(reader, "<!"))
        return GROUP_ASSERTION;
    if (reader_take(reader, "<") || reader_take(reader, "P<"))
        skip_name(reader, '>');
    else if (reader_take(reader, "'"))
        skip_name(reader, '\'');
    else
        return GROUP_UNKNOWN;
    return GROUP_PLAIN;
}

/* Behind the '('. */
static uint32_t read_group(Reader *reader)
{
    GroupKind kind = read_group_kind(reader);
    if (kind == GROUP_UNKNOWN || reader->depth >= DEPTH_MOST)
        return give_up(reader);
    reader->depth++;
    uint32_t group = read_alternatives(reader);
    reader->depth--;
    if (!reader_take(reader, ")"))
        return give_up(reader);
    if (kind == GROUP_ATOMIC)
        reader->tree->is_regular = false;
    return kind == GROUP_ASSERTION ? add_edge(reader, EDGE_OTHER) : group;
}

static uint32_t read_atom(Reader *reader)
{
    if (reader_take(reader, "("))
        return read_group(reader);
    if (reader_take(reader, "^"))
        return add_edge(reader, EDGE_LINE_START);
    if (reader_take(reader, "$"))
        return add_edge(reader, EDGE_LINE_END);
    if (reader_take(reader, "\\"))
        return read_escape(reader);
    if (reader_take(reader, "[")) {
        PlanNode class = plan_read_class(reader);
        return add_node(reader, &class);
    }
    if (reader_take(reader, ".")) {
        PlanNode any = {.kind = NODE_CLASS, .is_certain = true, .is_wide = true};
        byte_set_invert(&any.set);
        return add_node(reader, &any);
    }
    return read_character(reader);
}

/* Appends to the children of `parent`, whose last one is *last. */
static void append_child(Reader *reader, uint32_t parent, uint32_t *last, uint32_t child)
{
    if (reader->has_given_up)
        return;
    PlanNode *nodes = reader->tree->nodes;
    if (*last == NODE_NONE)
        nodes[parent].child = child;
    else
        nodes[*last].next = child;
    *last = child;
}

static uint32_t read_sequence(Reader *reader)
{
    uint32_t sequence = add_node(reader, &(PlanNode){.kind = NODE_SEQUENCE});
    uint32_t last = NODE_NONE;
    while (!reader_is_at_end(reader) && reader_peek(reader) != '|' && reader_peek(reader) != ')') {
        uint32_t atom = read_atom(reader);
        PlanNode repeat;
        if (!reader->has_given_up && read_quantifier(reader, &repeat)) {
            repeat.child = atom;
            atom = add_node(reader, &repeat);
        }
        append_child(reader, sequence, &last, atom);
    }
    return sequence;
}

static uint32_t read_alternatives(Reader *reader)
{
    uint32_t group = add_node(reader, &(PlanNode){.kind = NODE_ALTERNATIVES});
    uint32_t last = NODE_NONE;
    do
        append_child(reader, group, &last, read_sequence(reader));
    while (!reader_is_at_end(reader) && reader_take(reader, "|"));
    return group;
}

bool plan_tree_read(PlanTree *tree, Slice pattern, PlanMode mode)
{
    *tree = (PlanTree){.is_regular = true};
    Reader reader = {.pattern = pattern, .mode = mode, .tree = tree};
    add_node(&reader, &(PlanNode){.kind = NODE_UNKNOWN}); /* the place that means none */
    tree->root = read_alternatives(&reader);
    return !reader.has_given_up && reader.at == pattern.len;
}

void plan_tree_deinit(PlanTree *tree)
{
    free(tree->nodes);
    *tree = (PlanTree){0};
}
