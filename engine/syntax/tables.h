/* What a LanguageData becomes when its language is first used: byte classes, a hash table of words, and sets of the
 * bytes at which something can happen. Constant after tables_new; only the syntax modules include this. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "engine/syntax/language.h"
#include "engine/syntax/language_data.h"
#include "engine/syntax/skip.h"

/* What a byte can do in code. */
enum {
    CLASS_WORD = 1 << 0,    /* goes on in a word */
    CLASS_FIRST = 1 << 1,   /* begins one */
    CLASS_DIGIT = 1 << 2,   /* begins a number */
    CLASS_BLANK = 1 << 3,   /* blank, tab, carriage return and the like */
    CLASS_SPECIAL = 1 << 4, /* a span, a line's end, an escape, a bracket of an interpolation, the way out */
    CLASS_SIGIL = 1 << 5,
};

typedef struct WordEntry {
    uint64_t key;     /* the first 8 bytes, zeros behind; folded where case does not count */
    const char *text; /* all of it; NULL in a free entry */
    uint8_t len;
    uint8_t kind;
} WordEntry;

/* One step of a rule's pattern. */
typedef enum RuleWhat {
    RULE_BYTE,     /* the byte `value` */
    RULE_MAYBE,    /* that or nothing */
    RULE_SOME,     /* one byte or more of the set `value` */
    RULE_ANY,      /* none or more */
    RULE_REST,     /* all up to the line's end */
    RULE_END,      /* any of the set `value`, then the line's end */
    RULE_PART,     /* a marked part begins */
    RULE_PART_END, /* and ends */
} RuleWhat;

typedef struct RuleItem {
    uint8_t what; /* a RuleWhat */
    uint8_t value;
} RuleItem;

enum { RULE_ITEMS_MOST = 64, RULE_SETS_MOST = 64 };

typedef struct RuleShape {
    uint16_t first; /* in rule_items */
    uint8_t count;
    uint8_t shared; /* as many at the beginning are those of the rule before */
} RuleShape;

struct Language {
    const LanguageData *data;
    unsigned index; /* in the list of all languages */
    char name[32];  /* the first of data->names */
    uint8_t classes[256];
    uint32_t opens[256];        /* by first byte: the spans that may open there, as a mask */
    uint32_t follows[256];      /* by second byte: the spans whose `open` may go on with it */
    uint8_t second[SPANS_MOST]; /* of `close`, where nothing else happens at its first; else 0 */
    uint8_t sigils[256];        /* by byte: the kind, 0 where it is none */
    uint8_t sigil_next[256];    /* by sigil: the classes that may come behind it */
    uint32_t rules[256];        /* by the first byte of a line that is not blank: the rules to try */
    RuleItem *rule_items;
    uint64_t rule_sets[256]; /* by byte: the sets that have it, as a mask; no set has the line's end */
    unsigned rule_set_count;
    RuleShape rule_shapes[RULES_MOST];
    bool rules_hide; /* a rule may take bytes that would open a span: it counts for regions too */
    bool has_rules;
    bool folds;                   /* words in either case */
    unsigned span_count, heredoc; /* heredoc: index + 1 of the span, 0 without */
    SkipSet code;                 /* where something can happen in code that is all regions */
    SkipSet nested;               /* the same inside an interpolation */
    SkipSet inside[SPANS_MOST];
    uint8_t inside_index[SPANS_MOST]; /* of the language inside a span */
    size_t word_mask;
    unsigned word_shift;
    unsigned longest_word;
    WordEntry *words;
};

/* Index of the language with that name in the list of all languages; of plain text when there is none. */
unsigned language_index(Slice name);

Language *tables_new(const LanguageData *data, unsigned index);
void tables_free(Language *language);
