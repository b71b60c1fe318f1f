/* What a match must contain, read off the expression by recursive descent:
 *
 *     alternatives := sequence { '|' sequence }       a clause only when each sequence has one
 *     sequence     := { atom [quantifier] }           exact strings are multiplied along it, or flushed to clauses
 *     atom         := character | class | group | escape | zero-width
 *
 * Anything unusual (inline flags, conditions, recursion, verbs, \Q) gives up: then nothing is required. */
#include "engine/search/plan.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum { DEPTH_MOST = 40 };

/* What is known of a part of the expression. */
typedef struct Part {
    bool is_exact;    /* it matches precisely the strings of `exact`, which may include the empty one */
    PlanClause exact;
    unsigned clause_count; /* what it requires besides, when it is not exact */
    PlanClause clauses[PLAN_CLAUSES];
} Part;

typedef struct Reader {
    Slice pattern;
    size_t at;
    PlanMode mode;
    unsigned depth;
    bool has_given_up;
    bool needs_verify; /* something was passed over that decides about a match: an assertion, a boundary */
} Reader;

typedef struct Quantifier {
    unsigned min;
    bool is_single; /* exactly once: no quantifier */
    bool is_fixed;  /* max = min */
    bool is_option; /* max = 1 */
} Quantifier;

static void read_alternatives(Reader *reader, Part *part);

/* --- strings and clauses --- */

static bool clause_has(const PlanClause *clause, const PlanString *string)
{
    for (unsigned i = 0; i < clause->count; i++)
        if (clause->strings[i].len == string->len &&
            memcmp(clause->strings[i].text, string->text, string->len) == 0)
            return true;
    return false;
}

static bool clause_add(PlanClause *clause, const PlanString *string)
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

static size_t clause_shortest(const PlanClause *clause)
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

/* --- parts --- */

/* Requires nothing: any text. */
static void part_set_any(Part *part)
{
    part->is_exact = false;
    part->exact.count = 0;
    part->clause_count = 0;
}

static void part_set_empty(Part *part)
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

/* Exact strings become a requirement, and no longer all that is known. */
static void part_loosen(Part *part)
{
    if (!part->is_exact)
        return;
    part->is_exact = false;
    part_require(part, &part->exact);
    part->exact.count = 0;
}

static void part_set_byte_string(Reader *reader, Part *part, Slice bytes)
{
    part_set_empty(part);
    PlanString *string = &part->exact.strings[0];
    for (size_t i = 0; i < bytes.len; i++) {
        char byte = bytes.data[i];
        bool is_upper = byte >= 'A' && byte <= 'Z';
        string->text[i] = reader->mode.is_caseless && is_upper ? (char)(byte | 0x20) : byte;
    }
    string->len = (uint8_t)bytes.len;
}

/* In caseless matching, characters beyond ASCII have cases of their own, and two of them (U+017F, U+212A) fold to
 * 's' and 'k': such places are passed over where the text may hold them. A newline is in no line. */
static bool is_certain(const Reader *reader, Slice bytes)
{
    char byte = bytes.data[0];
    if (byte == '\n')
        return false;
    if (!reader->mode.is_caseless)
        return true;
    bool folds_from_afar = byte == 'k' || byte == 'K' || byte == 's' || byte == 'S';
    return bytes.len == 1 && !(byte & 0x80) && !(reader->mode.is_wide && folds_from_afar);
}

static void part_set_character(Reader *reader, Part *part, Slice bytes)
{
    if (is_certain(reader, bytes))
        part_set_byte_string(reader, part, bytes);
    else
        part_set_any(part);
}

/* --- reading --- */

static bool is_at_end(const Reader *reader)
{
    return reader->has_given_up || reader->at >= reader->pattern.len;
}

static char peek(const Reader *reader)
{
    return reader->at < reader->pattern.len ? reader->pattern.data[reader->at] : '\0';
}

static bool take(Reader *reader, const char *text)
{
    Slice wanted = slice_from_cstr(text);
    if (!slice_starts_with(slice_sub(reader->pattern, reader->at, reader->pattern.len), wanted))
        return false;
    reader->at += wanted.len;
    return true;
}

static void give_up(Reader *reader, Part *part)
{
    reader->has_given_up = true;
    part_set_any(part);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_number(Reader *reader, unsigned *number)
{
    if (!is_digit(peek(reader)))
        return false;
    for (*number = 0; is_digit(peek(reader)); reader->at++)
        if (*number < 100000)
            *number = *number * 10 + (unsigned)(peek(reader) - '0');
    return true;
}

/* "{n}", "{n,}" or "{n,m}"; anything else is a brace and nothing is taken. */
static bool read_braces(Reader *reader, Quantifier *quantifier)
{
    size_t start = reader->at;
    unsigned max = 0;
    reader->at++;
    bool ok = read_number(reader, &quantifier->min);
    quantifier->is_fixed = true;
    if (ok && peek(reader) == ',') {
        reader->at++;
        quantifier->is_fixed = read_number(reader, &max) && max == quantifier->min;
        quantifier->is_option = max == 1;
    } else {
        quantifier->is_option = quantifier->min == 1;
    }
    if (ok && peek(reader) == '}') {
        reader->at++;
        return true;
    }
    reader->at = start;
    return false;
}

static Quantifier read_quantifier(Reader *reader)
{
    Quantifier quantifier = {.min = 1, .is_single = true};
    char c = peek(reader);
    if (c == '*' || c == '+' || c == '?') {
        reader->at++;
        quantifier = (Quantifier){.min = c == '+', .is_option = c == '?'};
    } else if (c == '{') {
        Quantifier braces = {0};
        if (!read_braces(reader, &braces))
            return quantifier;
        quantifier = braces;
    } else {
        return quantifier;
    }
    if (peek(reader) == '?' || peek(reader) == '+') /* lazy, possessive */
        reader->at++;
    return quantifier;
}

static void apply_quantifier(Part *part, Quantifier quantifier)
{
    if (quantifier.is_single)
        return;
    if (quantifier.min == 0) {
        static const PlanString nothing = {0};
        if (!(quantifier.is_option && part->is_exact && clause_add(&part->exact, &nothing)))
            part_set_any(part);
        return;
    }
    if (part->is_exact && quantifier.is_fixed && quantifier.min <= 16) {
        PlanClause once = part->exact;
        for (unsigned i = 1; i < quantifier.min; i++)
            if (!clause_multiply(&part->exact, &once)) {
                part_loosen(part);
                return;
            }
        return;
    }
    part_loosen(part);
}

/* Length of the UTF-8 character at the reader's place; 1 for what is none. */
static size_t character_len(const Reader *reader)
{
    uint8_t lead = (uint8_t)peek(reader);
    size_t len = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return reader->at + len <= reader->pattern.len ? len : 1;
}

static void read_character(Reader *reader, Part *part)
{
    size_t len = character_len(reader);
    Slice bytes = slice_sub(reader->pattern, reader->at, reader->at + len);
    reader->at += len;
    part_set_character(reader, part, bytes);
}

static int hex_value(char c)
{
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Behind "\x": two digits of an ASCII character are certain, all else is anything. */
static void read_hex(Reader *reader, Part *part)
{
    if (peek(reader) == '{') {
        while (!is_at_end(reader) && peek(reader) != '}')
            reader->at++;
        reader->at++;
        part_set_any(part);
        return;
    }
    int value = 0;
    int digits = 0;
    for (; digits < 2 && hex_value(peek(reader)) >= 0; digits++, reader->at++)
        value = value * 16 + hex_value(peek(reader));
    char byte = (char)value;
    if (digits == 2 && value > 0 && value < 0x80)
        part_set_character(reader, part, slice_of(&byte, 1));
    else
        part_set_any(part);
}

/* The control character that a letter stands for, 0 for none. */
static char control_of(char letter)
{
    switch (letter) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 'f': return '\f';
    case 'a': return '\a';
    case 'e': return 0x1b;
    default: return 0;
    }
}

static void read_property(Reader *reader, Part *part)
{
    if (peek(reader) == '{')
        while (!is_at_end(reader) && peek(reader) != '}')
            reader->at++;
    reader->at++;
    part_set_any(part);
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

static bool is_alnum(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Behind the backslash. */
static void read_escape(Reader *reader, Part *part)
{
    char c = peek(reader);
    char control = control_of(c);
    if (c & 0x80) {
        read_character(reader, part);
        return;
    }
    reader->at++;
    if (control) {
        part_set_character(reader, part, slice_of(&control, 1));
    } else if (is_one_of(c, "bBAZzGK")) {
        reader->needs_verify = true;
        part_set_empty(part);
    } else if (is_one_of(c, "dDwWsShHvVRX")) {
        part_set_any(part);
    } else if (c == 'x') {
        read_hex(reader, part);
    } else if (c == 'p' || c == 'P') {
        read_property(reader, part);
    } else if (is_alnum(c) || !c) {
        give_up(reader, part); /* back references, octals, \Q, and whatever else there is */
    } else {
        part_set_character(reader, part, slice_of(&c, 1));
    }
}

/* One member of a class as a single ASCII character; false for what is more than that (and all of it is taken). */
static bool read_class_member(Reader *reader, char *member)
{
    char c = peek(reader);
    if (c == '[' && reader->at + 1 < reader->pattern.len && is_one_of(reader->pattern.data[reader->at + 1], ":.=")) {
        char kind = reader->pattern.data[reader->at + 1];
        const char close[] = {kind, ']', '\0'};
        size_t start = reader->at;
        for (reader->at += 2; !is_at_end(reader) && peek(reader) != ']'; reader->at++)
            if (take(reader, close))
                return false;
        reader->at = start; /* no such thing after all: a '[' */
    }
    reader->at++;
    if (c == '\\') {
        c = peek(reader);
        reader->at++;
        if (c == 'Q' || c == 'E' || c == 'c')
            reader->has_given_up = true;
        *member = control_of(c) ? control_of(c) : c;
        return control_of(c) || !is_alnum(c);
    }
    *member = c;
    return true;
}

/* Behind the '['. A class of a few ASCII characters is exact, any other is anything. */
static void read_class(Reader *reader, Part *part)
{
    bool is_certain_class = !take(reader, "^");
    bool is_first = true;
    PlanClause members = {0};
    for (; !is_at_end(reader) && (is_first || peek(reader) != ']'); is_first = false) {
        char member = 0;
        if (!read_class_member(reader, &member) || (member & 0x80)) {
            is_certain_class = false;
            continue;
        }
        bool is_range = peek(reader) == '-' && reader->at + 1 < reader->pattern.len &&
                        reader->pattern.data[reader->at + 1] != ']';
        Part one;
        part_set_character(reader, &one, slice_of(&member, 1));
        if (is_range || !one.is_exact || !clause_add(&members, &one.exact.strings[0]))
            is_certain_class = false;
    }
    if (is_at_end(reader)) {
        give_up(reader, part);
        return;
    }
    reader->at++;
    part_set_any(part);
    if (is_certain_class && members.count > 0) {
        part->is_exact = true;
        part->exact = members;
    }
}

/* Behind "(?<" or "(?P<" or "(?'": the name and its end. */
static void skip_name(Reader *reader, char close)
{
    while (!is_at_end(reader) && peek(reader) != close)
        reader->at++;
    reader->at++;
}

typedef enum GroupKind { GROUP_PLAIN, GROUP_ASSERTION, GROUP_UNKNOWN } GroupKind;

/* Behind the '('. */
static GroupKind read_group_kind(Reader *reader)
{
    if (take(reader, "*"))
        return GROUP_UNKNOWN;
    if (!take(reader, "?") || take(reader, ":") || take(reader, ">"))
        return GROUP_PLAIN;
    if (take(reader, "=") || take(reader, "!") || take(reader, "<=") || take(reader, "<!"))
        return GROUP_ASSERTION;
    if (take(reader, "<") || take(reader, "P<"))
        skip_name(reader, '>');
    else if (take(reader, "'"))
        skip_name(reader, '\'');
    else
        return GROUP_UNKNOWN;
    return GROUP_PLAIN;
}

/* Behind the '('. */
static void read_group(Reader *reader, Part *part)
{
    GroupKind kind = read_group_kind(reader);
    if (kind == GROUP_UNKNOWN || reader->depth >= DEPTH_MOST) {
        give_up(reader, part);
        return;
    }
    reader->depth++;
    read_alternatives(reader, part);
    reader->depth--;
    if (!take(reader, ")")) {
        give_up(reader, part);
        return;
    }
    if (kind == GROUP_ASSERTION) {
        reader->needs_verify = true;
        part_set_empty(part);
    }
}

static void read_atom(Reader *reader, Part *part)
{
    if (take(reader, "("))
        read_group(reader, part);
    else if (take(reader, "["))
        read_class(reader, part);
    else if (take(reader, "\\"))
        read_escape(reader, part);
    else if (take(reader, "."))
        part_set_any(part);
    else if (take(reader, "^") || take(reader, "$")) {
        reader->needs_verify = true;
        part_set_empty(part);
    } else
        read_character(reader, part);
}

/* Appends the atom to the sequence, whose `exact` holds the strings that its latest atoms make. */
static void append(Part *sequence, Part *atom, bool *is_all_exact)
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

static void read_sequence(Reader *reader, Part *sequence)
{
    Part *atom = mem_alloc(sizeof *atom);
    bool is_all_exact = true;
    part_set_empty(sequence);
    while (!is_at_end(reader) && peek(reader) != '|' && peek(reader) != ')') {
        read_atom(reader, atom);
        if (reader->has_given_up)
            break;
        apply_quantifier(atom, read_quantifier(reader));
        append(sequence, atom, &is_all_exact);
    }
    free(atom);
    if (!is_all_exact)
        part_loosen(sequence);
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

/* `left` becomes "left or right". */
static void join_alternative(Part *left, Part *right)
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

static void read_alternatives(Reader *reader, Part *part)
{
    read_sequence(reader, part);
    while (!is_at_end(reader) && take(reader, "|")) {
        Part *other = mem_alloc(sizeof *other);
        read_sequence(reader, other);
        join_alternative(part, other);
        free(other);
    }
}

void plan_regex(Plan *plan, Slice pattern, PlanMode mode)
{
    plan->is_exact = false;
    plan->clause_count = 0;
    Reader reader = {.pattern = pattern, .mode = mode};
    Part *part = mem_alloc(sizeof *part);
    read_alternatives(&reader, part);
    if (!reader.has_given_up && reader.at == pattern.len) {
        bool is_exact = part->is_exact && !reader.needs_verify && clause_shortest(&part->exact) > 0;
        part_loosen(part);
        plan->is_exact = is_exact && part->clause_count == 1;
        plan->clause_count = part->clause_count;
        memcpy(plan->clauses, part->clauses, part->clause_count * sizeof part->clauses[0]);
    }
    free(part);
}
