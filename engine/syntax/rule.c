/* Patterns become lists of items; each item matches as long as it can. The sets of bytes of a language's rules are the
 * bits of one table. */
#include "engine/syntax/rule.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/mem.h"

/* --- reading a pattern --- */

typedef struct Letter {
    char what;       /* 'c' a byte, '?' perhaps a byte, '{' a set, '[' and ']' marks, and the letters b B w d . $ */
    char byte;       /* of 'c' and '?' */
    const char *set; /* of '{' */
    size_t set_len;
    bool is_inverted;
} Letter;

/* Takes the next item off the pattern; false at its end. */
static bool next_letter(const char **pattern, Letter *letter)
{
    const char *at = *pattern;
    *letter = (Letter){.what = 'c', .byte = *at};
    if (!*at)
        return false;
    if (*at++ == '%' && *at) {
        letter->what = *at;
        letter->is_inverted = *at == '!';
        if (*at == '%')
            letter->what = 'c';
        else if (*at == '?')
            letter->byte = *++at;
        else if (*at == '!' || *at == '{') {
            letter->what = '{';
            letter->set = at + (letter->is_inverted ? 2 : 1);
            letter->set_len = strcspn(letter->set, "}");
            at = letter->set + letter->set_len;
        }
        if (*at)
            at++;
    }
    *pattern = at;
    return true;
}

static bool letter_takes(const Language *language, const Letter *letter, uint8_t byte)
{
    switch (letter->what) {
    case '{':
        return byte != '\n' && (memchr(letter->set, byte, letter->set_len) != NULL) != letter->is_inverted;
    case 'w':
        return language->classes[byte] & CLASS_WORD;
    case 'd':
        return byte >= '0' && byte <= '9';
    default:
        return byte == ' ' || byte == '\t' || byte == '\r';
    }
}

/* --- compiling --- */

/* The number of the set that the letter stands for: an equal one that is there already, or a new one. */
static uint8_t add_set(Language *language, const Letter *letter)
{
    unsigned last = language->rule_set_count;
    assert(last < RULE_SETS_MOST);
    uint64_t equal = ~0ULL >> (63 - last);
    for (unsigned byte = 0; byte < 256; byte++) {
        bool takes = letter_takes(language, letter, (uint8_t)byte);
        language->rule_sets[byte] |= (uint64_t)takes << last;
        equal &= takes ? language->rule_sets[byte] : ~language->rule_sets[byte];
    }
    unsigned first = (unsigned)__builtin_ctzll(equal); /* at least the new one equals itself */
    if (first == last)
        language->rule_set_count++;
    for (unsigned byte = 0; byte < 256 && first < last; byte++)
        language->rule_sets[byte] &= ~(1ULL << last);
    return (uint8_t)first;
}

static RuleItem make_item(Language *language, const Letter *letter)
{
    switch (letter->what) {
    case 'c':
        return (RuleItem){RULE_BYTE, (uint8_t)letter->byte};
    case '?':
        return (RuleItem){RULE_MAYBE, (uint8_t)letter->byte};
    case '[':
        return (RuleItem){RULE_PART, 0};
    case ']':
        return (RuleItem){RULE_PART_END, 0};
    case '.':
        return (RuleItem){RULE_REST, 0};
    case '$':
        return (RuleItem){RULE_END, add_set(language, letter)};
    case 'b':
        return (RuleItem){RULE_ANY, add_set(language, letter)};
    default:
        return (RuleItem){RULE_SOME, add_set(language, letter)};
    }
}

static bool is_item_equal(RuleItem a, RuleItem b)
{
    return a.what == b.what && a.value == b.value;
}

/* How many items the rule has in common with the one before it, from the first on. */
static uint8_t count_shared(const Language *language, unsigned rule)
{
    const RuleShape *before = &language->rule_shapes[rule - 1];
    const RuleShape *shape = &language->rule_shapes[rule];
    uint8_t shared = 0;
    while (shared < shape->count && shared < before->count &&
           is_item_equal(language->rule_items[shape->first + shared], language->rule_items[before->first + shared]))
        shared++;
    return shared;
}

void rule_compile(Language *language)
{
    size_t count = 0;
    size_t capacity = 0;
    for (unsigned i = 0; i < RULES_MOST && language->data->rules[i].pattern; i++) {
        RuleShape *shape = &language->rule_shapes[i];
        shape->first = (uint16_t)count;
        const char *pattern = language->data->rules[i].pattern;
        Letter letter;
        while (next_letter(&pattern, &letter)) {
            language->rule_items = mem_grow(language->rule_items, &capacity, count + 1, sizeof(RuleItem));
            language->rule_items[count++] = make_item(language, &letter);
        }
        assert(count - shape->first <= RULE_ITEMS_MOST);
        shape->count = (uint8_t)(count - shape->first);
        shape->shared = i > 0 ? count_shared(language, i) : 0;
    }
}

/* --- matching --- */

static inline bool is_in_set(const Language *language, uint8_t set, char byte)
{
    return language->rule_sets[(uint8_t)byte] >> set & 1;
}

static inline size_t pass_set(const Language *language, uint8_t set, const char *bytes, size_t at, size_t end)
{
    while (at < end && is_in_set(language, set, bytes[at]))
        at++;
    return at;
}

/* Where the item's match ends, or SIZE_MAX. */
static inline size_t match_item(const Language *language, RuleItem item, const char *bytes, size_t at, size_t end)
{
    size_t past;
    switch ((RuleWhat)item.what) {
    case RULE_BYTE:
        return at < end && (uint8_t)bytes[at] == item.value ? at + 1 : SIZE_MAX;
    case RULE_MAYBE:
        return at + (at < end && (uint8_t)bytes[at] == item.value);
    case RULE_SOME:
        past = pass_set(language, item.value, bytes, at, end);
        return past > at ? past : SIZE_MAX;
    case RULE_ANY:
        return pass_set(language, item.value, bytes, at, end);
    case RULE_REST: {
        const char *found = at < end ? memchr(bytes + at, '\n', end - at) : NULL;
        return found ? (size_t)(found - bytes) : end;
    }
    case RULE_END:
        past = pass_set(language, item.value, bytes, at, end);
        return past == end || bytes[past] == '\n' ? past : SIZE_MAX;
    case RULE_PART:
    case RULE_PART_END:
        break;
    }
    return at;
}

/* The marked parts of a rule all of whose items match. */
static void list_parts(const Language *language, const RuleShape *shape, const RuleTrial *trial, RuleMatch *match)
{
    const RuleItem *items = language->rule_items + shape->first;
    match->parts = 0;
    for (unsigned i = 0; i < shape->count; i++) {
        if (items[i].what == RULE_PART && match->parts < RULE_PARTS) {
            match->starts[match->parts] = match->ends[match->parts] = trial->past[i];
            match->parts++;
        } else if (items[i].what == RULE_PART_END && match->parts > 0) {
            match->ends[match->parts - 1] = trial->past[i];
        }
    }
    match->end = shape->count > 0 ? trial->past[shape->count - 1] : trial->at;
}

/* Keeps what is known of the last rule that was tried and holds for this one too. */
static void keep_known(const Language *language, unsigned rule, RuleTrial *trial)
{
    while (trial->rule < rule) {
        unsigned shared = language->rule_shapes[++trial->rule].shared;
        if (shared <= trial->known) {
            trial->known = shared;
            trial->is_stuck = false;
        }
    }
}

bool rule_match(const Language *language, unsigned rule, const char *bytes, size_t end, RuleTrial *trial,
                RuleMatch *match)
{
    const RuleShape *shape = &language->rule_shapes[rule];
    const RuleItem *items = language->rule_items + shape->first;
    keep_known(language, rule, trial);
    if (trial->is_stuck)
        return false;
    size_t at = trial->known > 0 ? trial->past[trial->known - 1] : trial->at;
    for (; trial->known < shape->count; trial->known++) {
        at = match_item(language, items[trial->known], bytes, at, end);
        trial->is_stuck = at == SIZE_MAX;
        if (trial->is_stuck)
            return false;
        trial->past[trial->known] = at;
    }
    list_parts(language, shape, trial, match);
    return true;
}

/* --- what a rule may do --- */

static bool item_takes(const Language *language, RuleItem item, uint8_t byte)
{
    switch ((RuleWhat)item.what) {
    case RULE_BYTE:
    case RULE_MAYBE:
        return item.value == byte;
    case RULE_SOME:
    case RULE_ANY:
    case RULE_END:
        return is_in_set(language, item.value, (char)byte);
    case RULE_REST:
        return byte != '\n';
    case RULE_PART:
    case RULE_PART_END:
        break;
    }
    return false;
}

bool rule_may_begin(const Language *language, unsigned rule, uint8_t byte)
{
    const RuleShape *shape = &language->rule_shapes[rule];
    for (unsigned i = 0; i < shape->count; i++) {
        RuleItem item = language->rule_items[shape->first + i];
        if (item.what == RULE_PART || item.what == RULE_PART_END)
            continue;
        if (item_takes(language, item, byte))
            return true;
        bool passes_blanks = item_takes(language, item, ' ') || item_takes(language, item, '\t');
        if (item.what == RULE_END)
            return byte == '\n';
        if (item.what != RULE_MAYBE && item.what != RULE_REST && !passes_blanks)
            return false;
    }
    return true;
}

bool rule_may_take(const Language *language, unsigned rule, uint8_t byte)
{
    const RuleShape *shape = &language->rule_shapes[rule];
    for (unsigned i = 0; i < shape->count; i++)
        if (item_takes(language, language->rule_items[shape->first + i], byte))
            return true;
    return false;
}
